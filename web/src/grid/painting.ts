// What the view asks for while it paints, and what hands do to it: the contract between view and controller.
import type { Layout } from "./layout";
import type { Pos, Range } from "./model";
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
  totalHeaders: readonly string[];
  days: readonly Day[];
  today: string;
  layout: Layout;
  months: readonly { label: string; from: number; count: number }[];
  dayName(day: number): string;
  weekdayLetter(day: number): string;
  weekLabel(day: number): string;
  cell(row: number, day: number): CellLook;
  person(row: number): { name: string; detail: string };
  totals(row: number): readonly string[];
  feet: readonly FootLook[];
  foot(index: number, day: number): FootCell;
}

export interface Gestures {
  press(pos: Pos, extend: boolean, isTouch: boolean): void;
  drag(pos: Pos): void;
  fillDrag(pos: Pos): void;
  fillDrop(): void;
  open(pos: Pos): void;
  selectRow(row: number): void;
  selectDay(day: number): void;
  toggleGroup(key: string): void;
  toggleFoot(): void;
  hover(pos: Pos | null): void;
}
