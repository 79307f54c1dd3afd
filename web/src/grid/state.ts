// What the grid's model knows and says: its state, what it may read, what comes in and what it wants done.
import type { Command } from "./keys";
import type { PastePlan } from "./pasting";
import type { Pos, Range } from "./ranges";

/** Letters typed within the window, and the cells that they are about. */
interface Typed {
  text: string;
  at: number;
  range: Range;
  hasSet: boolean;
}

export interface GridState {
  /** Where typing goes and the focus is. */
  active: Pos;
  /** The other corner of the selection. */
  head: Pos;
  /** Ranges that were selected before, with Ctrl held; setting, clearing and locking are about them too. */
  others: readonly Range[];
  typed: Typed | null;
  isPicking: boolean;
  /** Ctrl+X waits for its paste. */
  cut: Range | null;
  /** Where the corner square was dragged to. */
  fill: Range | null;
  /** Where the selection would land that is being dragged by its edge. */
  move: Range | null;
  /** While it is armed, pressing and dragging set this code; null: they clear. */
  brush: { code: string | null } | null;
  /** The brush is down: where it was last, and what it left alone because it is locked. */
  stroke: { at: Pos; left: readonly Edit[] } | null;
  /** Escape was pressed with nothing left to close: the next Tab leaves. */
  isLeaving: boolean;
}

/** What the model may read. */
export interface Board {
  rowCount: number;
  columnCount: number;
  /** Rows of one screen. */
  pageRows: number;
  isReadOnly: boolean;
  /** Whether a result lies over the grid, which Escape would close. */
  hasDiff: boolean;
  afterTyping: "right" | "down" | "stay";
  locksOwnEdits: boolean;
  shift(pos: Pos): string | null;
  isLocked(pos: Pos): boolean;
  /** Codes by their keys, lower case; `symbols` holds symbols, codes and names for paste and for keys like ×. */
  keys: ReadonlyMap<string, string>;
  symbols: ReadonlyMap<string, string>;
  /** ISO dates of the columns. */
  dates: readonly string[];
  /** The row of the person with this name, code or id. */
  rowOfPerson(text: string): number | null;
}

export interface Edit extends Pos {
  set: { shift?: string | null; locked?: boolean | null };
}

export type EditIntent = "edit" | "paste" | "fill" | "clear" | "move" | "swap";

export type Intent =
  /** `left`: what was left alone because it is locked, as the edits that would set it too. `isStroke`: undone with the rest of its stroke. */
  | { kind: "edit"; edits: readonly Edit[]; left: readonly Edit[]; intent: EditIntent; isStroke?: boolean }
  | { kind: "reveal"; pos: Pos }
  | { kind: "hint"; typed: string; fits: string[] }
  | { kind: "notUnderstood"; values: readonly string[] }
  | { kind: "preview"; plan: PastePlan }
  | { kind: "issue"; back: boolean }
  | { kind: "find"; what: "cell" | "date" | "command" }
  | { kind: "part"; back: boolean }
  | { kind: "undo" | "redo" | "generate" | "saved" | "help" | "note" | "menu" | "closeDiff" };

export type Input =
  | { kind: "command"; command: Command; at: number }
  /** `add`: a further range, the ones before stay. */
  | { kind: "press"; pos: Pos; extend: boolean; add?: boolean }
  | { kind: "drag"; pos: Pos }
  | { kind: "selectRange"; range: Range }
  /** A handle of the selection was taken: what is dragged from now on is this corner. */
  | { kind: "grip"; end: "first" | "last" }
  | { kind: "set"; code: string | null; step: "down" | "up" | "stay" }
  | { kind: "lock" }
  | { kind: "pick" }
  | { kind: "closePicker" }
  | { kind: "cut" }
  /** `isOwn`: it is what was cut or copied here last. `asItIs`: no header row or name column is looked for. */
  | { kind: "paste"; block: readonly (readonly string[])[]; isOwn: boolean; asItIs?: boolean }
  | { kind: "pastePlan"; plan: PastePlan }
  | { kind: "fillDrag"; pos: Pos }
  | { kind: "fillDrop"; copiesOnly: boolean }
  /** The selection is dragged by its edge: from where it was taken to where the pointer is. */
  | { kind: "moveDrag"; from: Pos; to: Pos }
  | { kind: "moveDrop"; copies: boolean }
  | { kind: "brush"; brush: GridState["brush"] }
  /** The pointer was lifted, or taken away. */
  | { kind: "release" }
  | { kind: "reshaped" };

export interface Step {
  state: GridState;
  intents: Intent[];
  /** False: the key is the browser's. */
  isTaken: boolean;
}

export const START: GridState = {
  active: { row: 0, column: 0 },
  head: { row: 0, column: 0 },
  others: [],
  typed: null,
  isPicking: false,
  cut: null,
  fill: null,
  move: null,
  brush: null,
  stroke: null,
  isLeaving: false,
};

export const next = (state: GridState, ...intents: Intent[]): Step => ({ state, intents, isTaken: true });
export const notOurs = (state: GridState): Step => ({ state, intents: [], isTaken: false });
/** Whatever half-done thing there was is over. */
export const quiet = (state: GridState): GridState => ({
  ...state,
  typed: null,
  isPicking: false,
  isLeaving: false,
  fill: null,
  move: null,
  stroke: null,
});

export function clamped({ row, column }: Pos, board: Pick<Board, "rowCount" | "columnCount">): Pos {
  return { row: Math.max(0, Math.min(board.rowCount - 1, row)), column: Math.max(0, Math.min(board.columnCount - 1, column)) };
}
