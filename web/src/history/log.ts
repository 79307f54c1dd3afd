// A period's log as far as it was read: newest first, older pages when asked for, what comes new brought in.

import type { CellAt } from "../sync/document";
import { Signal } from "../sync/signal";
import type { Change } from "../sync/wire";

export interface HistoryPage {
  items: Change[];
  next?: string | null;
  log_from: number;
}

export interface Told {
  state: "reading" | "read" | "failed";
  /** Newest first, without a gap unless they are of one cell. */
  changes: readonly Change[];
  /** Whether there are older ones. */
  hasMore: boolean;
  /** The first version that the log holds: as far as one can look back. */
  from: number;
}

type Read = (path: string) => Promise<HistoryPage>;

const PAGE = 100;
/** Pages that are read in a row to find a cell's changes, or to catch up. */
const PAGES_MAX = 20;

export class HistoryLog {
  readonly told = new Signal<Told>({ state: "reading", changes: [], hasMore: false, from: 1 });
  readonly #read: Read;
  readonly #path: string;
  readonly #cell: string | null;
  #next: string | null = null;
  #isBusy = false;
  /** Something came while it was busy. */
  #isOwed = false;

  constructor(read: Read, periodId: string, cell: CellAt | null) {
    this.#read = read;
    this.#path = `/periods/${encodeURIComponent(periodId)}/history?limit=${PAGE}`;
    this.#cell = cell && `&cell=${encodeURIComponent(`${cell.staffId}:${cell.date}`)}`;
  }

  /** The newest ones, from nothing. */
  readonly start = (): Promise<void> =>
    this.#once(async () => {
      this.told.set({ ...this.told.get(), state: "reading" });
      const found: Change[] = [];
      const page = await this.#back(String(Number.MAX_SAFE_INTEGER), found);
      this.told.set({ state: "read", changes: found, hasMore: this.#next !== null, from: page.log_from });
    });

  /** The page before. */
  readonly more = (): Promise<void> =>
    this.#once(async () => {
      if (this.#next === null) return;
      const found: Change[] = [];
      await this.#back(this.#next, found);
      const told = this.told.get();
      this.told.set({ ...told, state: "read", changes: [...told.changes, ...found], hasMore: this.#next !== null });
    });

  /** What was done since. */
  readonly follow = (): Promise<void> => {
    this.#isOwed = this.#isBusy;
    const newest = this.told.get().changes[0]?.version;
    if (newest === undefined || this.#cell !== null) return this.start();
    return this.#once(async () => {
      let after: string | null = String(newest);
      const found: Change[] = [];
      for (let pages = 0; after !== null && pages < PAGES_MAX; pages++) {
        const page: HistoryPage = await this.#read(`${this.#path}&after=${after}`);
        found.unshift(...page.items.reverse());
        after = page.next ?? null;
      }
      const told = this.told.get();
      this.told.set({ ...told, state: "read", changes: [...found, ...told.changes] });
    });
  };

  /** Read backwards until there is something; a cell's changes may be far apart. */
  async #back(before: string, found: Change[]): Promise<HistoryPage> {
    let page: HistoryPage;
    let at: string | null = before;
    let pages = 0;
    do {
      page = await this.#read(`${this.#path}&before=${at}${this.#cell ?? ""}`);
      found.push(...page.items);
      at = page.next ?? null;
      pages += 1;
    } while (found.length === 0 && at !== null && pages < PAGES_MAX);
    this.#next = at;
    return page;
  }

  async #once(act: () => Promise<void>): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof Error)) throw problem;
      this.told.set({ ...this.told.get(), state: "failed" });
    } finally {
      this.#isBusy = false;
    }
    if (this.#isOwed) await this.follow();
  }
}
