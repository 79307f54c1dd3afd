// Goes to people, days and cells that others point at, and selects them.
import type { CellAt } from "../sync/document";
import { type Input, type Pos, sizeOf } from "./model";
import { around } from "./ranges";
import { countOf, nextWith } from "./seeking";
import type { Stage } from "./stage";

/** So many cells are selected one by one. */
const ALONE_MAX = 100;

export class Going {
  readonly #stage: Stage;
  /** Into the model; the focus stays where it is. */
  readonly #take: (input: Input) => void;

  constructor(stage: Stage, take: (input: Input) => void) {
    this.#stage = stage;
    this.#take = take;
  }

  toCell(pos: Pos): void {
    this.#stage.view?.reveal(pos);
    this.#take({ kind: "selectRange", range: { top: pos.row, left: pos.column, bottom: pos.row, right: pos.column } });
  }

  /** The person's row on the active day, if it is shown. */
  toPerson(staffId: string): void {
    const row = this.#stage.places?.rowOf(staffId);
    if (row !== undefined) this.toCell({ row, column: this.#stage.state.active.column });
  }

  /** The active person on this day. */
  toDate(date: string): void {
    const column = this.#stage.places?.columnOf(date);
    if (column !== undefined) this.toCell({ row: this.#stage.state.active.row, column });
  }

  /** Into view only. */
  revealDate(date: string): void {
    const column = this.#stage.places?.columnOf(date);
    if (column !== undefined) this.#stage.view?.reveal({ row: this.#stage.state.active.row, column });
  }

  /** The next cell with this shift after the active one, or the one before it; how many of how many it is. */
  toNext(code: string, back: boolean): { place: number; of: number } | null {
    const board = this.#stage.board();
    const next = board && nextWith(board, code, this.#stage.state.active, back);
    if (!next) return null;
    this.toCell(next.pos);
    return { place: next.place, of: next.of };
  }

  /** How many cells that are shown hold this shift. */
  countOf(code: string): number {
    const board = this.#stage.board();
    return board ? countOf(board, code) : 0;
  }

  /** What is around the cells. */
  toAllOf(cells: readonly CellAt[]): void {
    const range = around(this.#shown(cells));
    if (!range) return;
    this.#stage.view?.reveal({ row: range.bottom, column: range.right });
    this.#stage.view?.reveal({ row: range.top, column: range.left });
    this.#take({ kind: "selectRange", range });
  }

  /** These cells alone; what is around them, where they are many. */
  toExactly(cells: readonly CellAt[]): void {
    this.toAllOf(cells);
    const places = this.#shown(cells);
    const { rows, columns } = sizeOf(this.#stage.range);
    if (places.length > ALONE_MAX || places.length === rows * columns) return;
    places.forEach((pos, index) => {
      this.#take({ kind: "press", pos, extend: false, add: index > 0 });
    });
    this.#take({ kind: "release" });
  }

  #shown(cells: readonly CellAt[]): Pos[] {
    return cells.map((at) => this.#stage.places?.posOf(at) ?? null).filter((pos) => pos !== null);
  }
}
