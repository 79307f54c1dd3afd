// Which person and day a cell of the scene is, and where a person's cell lies.
import type { CellAt } from "../sync/document";
import type { Layout } from "./layout";
import type { Pos } from "./ranges";
import type { Roster } from "./roster";

export class Places {
  readonly #roster: Roster;
  readonly #layout: Layout;
  readonly #rows: ReadonlyMap<number, number>;

  constructor(roster: Roster, layout: Layout) {
    this.#roster = roster;
    this.#layout = layout;
    this.#rows = new Map(layout.lines.map(({ person }, row) => [person, row]));
  }

  /** Whether there is a cell. */
  has({ row, column }: Pos): boolean {
    return this.#layout.lines[row] !== undefined && this.#roster.days[column] !== undefined;
  }

  /** Of a cell that there is. */
  at({ row, column }: Pos): CellAt {
    return { staffId: this.#roster.people[this.#layout.lines[row]!.person]!.id, date: this.#roster.days[column]!.date };
  }

  /** Null: the person isn't shown, or the day isn't one of the period's. */
  posOf({ staffId, date }: CellAt): Pos | null {
    const row = this.rowOf(staffId);
    const column = this.columnOf(date);
    return row === undefined || column === undefined ? null : { row, column };
  }

  rowOf(staffId: string): number | undefined {
    const person = this.#roster.personIndex.get(staffId);
    return person === undefined ? undefined : this.#rows.get(person);
  }

  /** By the person's place in the roster. */
  rowOfPerson(person: number): number | undefined {
    return this.#rows.get(person);
  }

  columnOf(date: string): number | undefined {
    return this.#roster.dayIndex.get(date);
  }
}
