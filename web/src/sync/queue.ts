// The operations that the hub has not answered yet, in the order in which they were made [AN1, EN3, RC1].
import type { CellAt, Fields } from "./document";
import { entityOf } from "./operations";
import type { Body, DocumentKey } from "./wire";

/** At most so many wait offline; past it the page asks to reconnect first. */
export const WAITING_MAX = 500;

export interface Waiting {
  readonly id: string;
  /** The document that it changes; null: an act on a run, or on the connection. */
  readonly document: DocumentKey | null;
  /** The version that the user saw [EN4]; kept over a reconnect, so that nothing is overwritten unseen [RC1]. */
  base: number | null;
  /** The lineage of that version [DC1]; null: the document wasn't open. */
  epoch: string | null;
  body: Body;
  readonly madeAt: number;
  /** Its place among all that this client ever made. */
  readonly place: number;
  state: "unsent" | "sent" | "refused";
  /** Times it went out; from the second on it bears `retry: true`. */
  sendings: number;
  /** When a refused one may go out again. */
  retryAt: number;
}

/** UNDO and REDO are about what stands before them, so they wait until all of that is answered. */
function isBarrier(entry: Waiting): boolean {
  return entry.body.type === "UNDO" || entry.body.type === "REDO";
}

function undoGroupOf(entry: Waiting | undefined): string | null {
  return entry?.body.type === "CELL_UPDATE" ? (entry.body.payload.undo_group ?? null) : null;
}

/** Hears of every entry that comes, changes or goes: what is kept on the device. */
export interface QueueWatcher {
  put: (entry: Waiting) => void;
  remove: (ids: readonly string[]) => void;
}

export class OperationQueue {
  readonly #watcher: QueueWatcher;
  #entries: Waiting[] = [];
  #places = 0;

  constructor(watcher: QueueWatcher) {
    this.#watcher = watcher;
  }

  get size(): number {
    return this.#entries.length;
  }

  get entries(): readonly Waiting[] {
    return this.#entries;
  }

  of(document: DocumentKey): Waiting[] {
    return this.#entries.filter((entry) => entry.document === document);
  }

  find(id: string): Waiting | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  add(entry: Pick<Waiting, "id" | "document" | "base" | "epoch" | "body" | "madeAt">): Waiting {
    this.#places += 1;
    const waiting: Waiting = { ...entry, place: this.#places, state: "unsent", sendings: 0, retryAt: 0 };
    this.#entries.push(waiting);
    this.#watcher.put(waiting);
    return waiting;
  }

  /** One that an earlier tab left, which may have sent it: it goes out as a retry. */
  restore(entry: Pick<Waiting, "id" | "document" | "base" | "epoch" | "body" | "madeAt" | "place">): void {
    this.#places = Math.max(this.#places, entry.place);
    this.#entries.push({ ...entry, state: "unsent", sendings: 1, retryAt: 0 });
  }

  /** The versions of a document are another lineage's now [DC1]: the edit is about what is seen now. */
  rebase(document: DocumentKey, epoch: string, version: number): void {
    for (const entry of this.of(document)) {
      if (entry.epoch === epoch) continue;
      if (entry.base !== null) entry.base = Math.min(entry.base, version);
      entry.epoch = epoch;
      this.#watcher.put(entry);
    }
  }

  /** Answered: it leaves. Fields that an earlier one still waits to set are its no longer: the later word stands. */
  answered(id: string, outcome: "stands" | "gone"): Waiting | undefined {
    const entry = this.find(id);
    if (!entry) return undefined;
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#watcher.remove([id]);
    if (outcome === "stands") this.#supersede(entry);
    return entry;
  }

  /** The last one of a document, with all of its undo group, taken back before anyone saw it; none: the last one was sent. */
  takeBackUnsent(document: DocumentKey): Waiting[] {
    const last = this.#takeLast(document);
    if (!last) return [];
    const group = undoGroupOf(last);
    const taken = [last];
    while (group && undoGroupOf(this.of(document).at(-1)) === group) {
      const next = this.#takeLast(document);
      if (!next) break;
      taken.unshift(next);
    }
    return taken;
  }

  /** The connection is gone: what was sent goes out again. */
  disconnected(): void {
    for (const entry of this.#entries) entry.state = "unsent";
  }

  /** A temporary error: kept, and sent again from `retryAt` on. */
  refused(id: string, retryAt: number): void {
    const entry = this.find(id);
    if (!entry) return;
    entry.state = "refused";
    entry.retryAt = retryAt;
  }

  /** Those that were to be sent again later may go now. */
  hurry(): void {
    for (const entry of this.#entries) entry.retryAt = 0;
  }

  /**
   * What may go out now, in order. Within a document nothing passes one that has to wait, so the hub sees a
   * person's edits in the order in which they were made. Two of one entity go one after the other, and a period's wait
   * for the workspace's that were made before them: they may be about a person or a shift that is only coming to be.
   */
  sendable(now: number, isLive: (document: DocumentKey) => boolean): Waiting[] {
    const held = new Set<DocumentKey>();
    const ahead = new Set<DocumentKey>();
    const entities = new Set<string>();
    const ready: Waiting[] = [];
    for (const entry of this.#entries) {
      const { document } = entry;
      const entity = entityOf(entry.body);
      const blocked =
        document !== null &&
        (held.has(document) ||
          !isLive(document) ||
          (isBarrier(entry) && ahead.has(document)) ||
          (entity !== null && entities.has(entity)) ||
          (document !== "workspace" && ahead.has("workspace")));
      const tooEarly = entry.state === "refused" && now < entry.retryAt;
      if (document !== null) {
        ahead.add(document);
        if (blocked || tooEarly) held.add(document);
      }
      if (entity !== null) entities.add(entity);
      if (entry.state !== "sent" && !blocked && !tooEarly) ready.push(entry);
    }
    return ready;
  }

  /** The earliest time yet to come at which a refused one may go out. */
  nextRetryAt(now: number): number | null {
    const times = this.#entries.filter((entry) => entry.state === "refused" && entry.retryAt > now).map((entry) => entry.retryAt);
    return times.length > 0 ? Math.min(...times) : null;
  }

  /** The largest one that is out: what a close with 1009 was about [CL1]. */
  largestSent(): Waiting | undefined {
    const size = (entry: Waiting) => JSON.stringify(entry.body).length;
    return this.#entries.filter((entry) => entry.state === "sent").sort((a, b) => size(b) - size(a))[0];
  }

  #takeLast(document: DocumentKey): Waiting | undefined {
    const last = this.of(document).at(-1);
    if (last?.state !== "unsent" || last.sendings > 0 || isBarrier(last)) return undefined;
    this.#entries = this.#entries.filter((other) => other !== last);
    this.#watcher.remove([last.id]);
    return last;
  }

  #supersede(later: Waiting): void {
    if (later.body.type !== "CELL_UPDATE") return;
    const set = new Map(later.body.payload.cells.map((cell) => [`${cell.staff_id}/${cell.date}`, new Set(Object.keys(cell.set))]));
    const emptied: string[] = [];
    this.#entries = this.#entries.filter((entry) => {
      if (entry.document !== later.document || entry.place > later.place || entry.body.type !== "CELL_UPDATE") return true;
      const had = fieldsOf(entry.body.payload.cells);
      const cells = entry.body.payload.cells
        .map((cell) => ({ ...cell, set: withoutKeys(cell.set, set.get(`${cell.staff_id}/${cell.date}`)) }))
        .filter((cell) => Object.keys(cell.set).length > 0);
      if (fieldsOf(cells) === had) return true;
      entry.body = { ...entry.body, payload: { ...entry.body.payload, cells } };
      if (cells.length > 0) this.#watcher.put(entry);
      else emptied.push(entry.id);
      return cells.length > 0;
    });
    if (emptied.length > 0) this.#watcher.remove(emptied);
  }
}

const fieldsOf = (cells: readonly { set: object }[]): number => cells.reduce((n, { set }) => n + Object.keys(set).length, 0);

function withoutKeys<T extends object>(set: T, keys: ReadonlySet<string> | undefined): T {
  return keys ? (Object.fromEntries(Object.entries(set).filter(([key]) => !keys.has(key))) as T) : set;
}

/** What unanswered edits say of each cell, the later over the earlier. */
export class Overlay {
  readonly #sets = new Map<string, { at: CellAt; set: Fields; madeAt: number }>();

  constructor(entries: readonly Waiting[]) {
    for (const { body, madeAt } of entries) {
      if (body.type !== "CELL_UPDATE") continue;
      for (const { staff_id, date, set } of body.payload.cells) {
        const key = `${staff_id}/${date}`;
        const before = this.#sets.get(key);
        this.#sets.set(key, { at: { staffId: staff_id, date }, set: { ...before?.set, ...set }, madeAt: before?.madeAt ?? madeAt });
      }
    }
  }

  get isEmpty(): boolean {
    return this.#sets.size === 0;
  }

  of(staffId: string, date: string): Fields | undefined {
    return this.#sets.get(`${staffId}/${date}`)?.set;
  }

  /** When the oldest unanswered edit of this cell was made. */
  madeAt(staffId: string, date: string): number | undefined {
    return this.#sets.get(`${staffId}/${date}`)?.madeAt;
  }

  cells(): CellAt[] {
    return [...this.#sets.values()].map(({ at }) => at);
  }
}
