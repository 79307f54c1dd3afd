// What the view asks for while it paints, and what hands do to it: the contract between view and controller.
import type { Layout } from "./layout";
import type { Pos, Range } from "./ranges";
import type { Day } from "./roster";

/** What a cell looks like; the names are classes of grid.css. */
export interface CellLook {
  classes: string;
  symbol: string;
  /** The old symbol, small, where a result would change it. */
  was: string;
  name: string;
}

export interface FootLook {
  label: string;
  symbol: string;
  colour: string;
  need: string;
  /** Set on the row of sums: whether the needs behind it are shown. */
  isOpen?: boolean;
}

export interface FootCell {
  text: string;
  level: "" | "short" | "over";
}

export interface Mark {
  key: string;
  range: Range;
  label: string;
  /** 1–8, one of the people's colours. */
  colour: number;
  isEditing: boolean;
}

/** What the view asks while it paints; rows are the layout's lines. */
export interface Scene {
  name: string;
  summary: string;
  nameHeader: string;
  totalHeaders: readonly { short: string; long: string }[];
  days: readonly Day[];
  today: string;
  layout: Layout;
  months: readonly { label: string; from: number; count: number }[];
  dayName(day: number): string;
  weekdayLetter(day: number): string;
  weekLabel(day: number): string;
  cell(row: number, day: number): CellLook;
  person(row: number): { name: string; detail: string; fullName: string };
  totals(row: number): readonly string[];
  feet: readonly FootLook[];
  foot(index: number, day: number): FootCell;
}

export interface Gestures {
  /** `add`: a further range beside those that are selected. */
  press(pos: Pos, extend: boolean, add: boolean): void;
  tap(pos: Pos): void;
  /** A finger stayed: the selection gets its two handles. */
  hold(pos: Pos): void;
  /** A handle was taken: what is dragged from now on is this corner. */
  grip(end: "first" | "last"): void;
  drag(pos: Pos): void;
  fillDrag(pos: Pos): void;
  fillDrop(copiesOnly: boolean): void;
  /** Whether the selection can be dragged by its edge now. */
  canMove(): boolean;
  moveDrag(from: Pos, to: Pos): void;
  moveDrop(copies: boolean): void;
  /** The pointer was lifted, or taken away. */
  release(): void;
  /** What can be done here, asked for by the right button. */
  menu(pos: Pos, point: { x: number; y: number }): void;
  open(pos: Pos): void;
  selectRow(row: number): void;
  selectDay(day: number): void;
  toggleGroup(key: string): void;
  toggleFoot(): void;
  /** A name was dropped right before or after another one of its group. */
  dropName(row: number, side: "before" | "after", other: number): void;
  /** Whether names can be dragged now. */
  canDragNames(): boolean;
  hover(pos: Pos | null): void;
}
