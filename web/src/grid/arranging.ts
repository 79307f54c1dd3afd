// Which rows are shown and in which order, whether that still fits the cells, and people moved up and down in it.
import type { Client } from "../sync/client";
import { Signal } from "../sync/signal";
import { words } from "../words";
import { type Geometry, type Layout, layoutOf } from "./layout";
import type { News } from "./news";
import type { Group, Roster } from "./roster";
import { arranged, dependsOnCells, placed, type RowFacts } from "./rows";
import { cellKey } from "./scene";
import type { Stage } from "./stage";

/** How many of the period's people are shown. */
export interface Arrangement {
  shown: number;
  all: number;
  /** Cells have moved since: filtered and sorted now, the rows would be others. They stay where they are until asked for. */
  isStale: boolean;
}

const STALE_AFTER_MS = 500;

export class Arranging {
  readonly arrangement = new Signal<Arrangement>({ shown: 0, all: 0, isStale: false });
  readonly #client: Client;
  readonly #stage: Stage;
  readonly #news: News;
  #groups: readonly Group[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, stage: Stage, news: News) {
    this.#client = client;
    this.#stage = stage;
    this.#news = news;
  }

  layOut(roster: Roster, sizes: Geometry): Layout {
    this.#groups = this.#arranged(roster);
    return layoutOf(this.#groups, this.#stage.settings.rows.folded, sizes);
  }

  /** What was laid out last is what is shown now. */
  tell({ people }: Roster): void {
    this.arrangement.set({ shown: this.#groups.reduce((sum, group) => sum + group.people.length, 0), all: people.length, isStale: false });
  }

  cellsMoved(): void {
    if (dependsOnCells(this.#stage.settings.rows)) this.tellStaleSoon();
  }

  /** At most once in a while: it reads every cell. */
  tellStaleSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { scene } = this.#stage;
      if (!scene) return;
      const isStale = namesIn(this.#arranged(scene.roster)) !== namesIn(this.#groups);
      this.arrangement.set({ ...this.arrangement.get(), isStale });
    }, STALE_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Only the period's own order can be changed, and only by those who may edit. */
  get canMove(): boolean {
    return this.#stage.settings.rows.sortBy === "own" && !this.#stage.isReadOnly;
  }

  /** The active cell's person one place up or down among those shown of their group. */
  move(by: -1 | 1): void {
    const { scene, state } = this.#stage;
    const { row } = state.active;
    const person = scene?.layout.lines[row]?.person;
    const other = scene?.layout.lines[row + by]?.person;
    const isSameGroup = this.#groups.some(({ people }) => people.includes(person ?? -1) && people.includes(other ?? -1));
    if (isSameGroup) this.place(row, by === -1 ? "before" : "after", row + by);
  }

  /** The person of one row right before or after that of another. */
  place(row: number, side: "before" | "after", other: number): void {
    const { scene, live } = this.#stage;
    if (!live.state || !scene || !this.canMove) return;
    const [moving, beside] = [row, other].map((at) => scene.roster.people[scene.layout.lines[at]?.person ?? -1]);
    const staff = moving && beside && placed(live.state.header.staff, moving.id, side, beside.id);
    if (!staff) return;
    void this.#client.operate({ type: "PERIOD_UPDATE", payload: { id: live.periodId, set: { staff: [...staff] } } });
    this.#news.say(words.rows.moved(moving.name, staff.indexOf(moving.id) + 1, staff.length));
  }

  #arranged(roster: Roster): readonly Group[] {
    return arranged(roster, this.#stage.settings.rows, this.#facts(roster), words.grid.nameless);
  }

  #facts({ people, days }: Roster): RowFacts {
    const { live, issues } = this.#stage;
    const cell = (person: number, day: number) => live.cell(people[person]!.id, days[day]!.date);
    return {
      shift: (person, day) => cell(person, day).shift,
      isLocked: (person, day) => cell(person, day).locked,
      hasIssue: (person, day) => issues.has(cellKey(people[person]!.id, days[day]!.date)),
    };
  }
}

const namesIn = (groups: readonly Group[]): string => groups.map(({ people }) => people.join()).join();
