// The grid as a function: state and input give the next state and what is wanted. No DOM, no clock, no document.
import { parseTsv } from "./clipboard";
import type { Command } from "./keys";

export interface Pos {
  row: number;
  column: number;
}

export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

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
  typed: Typed | null;
  isPicking: boolean;
  /** Ctrl+X waits for its paste. */
  cut: Range | null;
  /** Where the corner square was dragged to. */
  fill: Range | null;
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
  shift(pos: Pos): string | null;
  isLocked(pos: Pos): boolean;
  /** Codes by their keys, lower case; `symbols` holds symbols, codes and names for paste and for keys like ×. */
  keys: ReadonlyMap<string, string>;
  symbols: ReadonlyMap<string, string>;
}

export interface Edit extends Pos {
  set: { shift?: string | null; locked?: boolean | null };
}

export type EditIntent = "edit" | "paste" | "fill" | "clear";

export type Intent =
  /** `left`: what was left alone because it is locked, as the edits that would set it too. */
  | { kind: "edit"; edits: Edit[]; left: Edit[]; intent: EditIntent }
  | { kind: "reveal"; pos: Pos }
  | { kind: "hint"; typed: string; fits: string[] }
  | { kind: "notUnderstood"; values: string[] }
  | { kind: "issue"; back: boolean }
  | { kind: "undo" | "redo" | "generate" | "saved" | "help" | "note" };

export type Input =
  | { kind: "command"; command: Command; at: number }
  | { kind: "press"; pos: Pos; extend: boolean }
  | { kind: "drag"; pos: Pos }
  | { kind: "selectRange"; range: Range }
  | { kind: "set"; code: string | null; step: "down" | "stay" }
  | { kind: "lock" }
  | { kind: "pick" }
  | { kind: "closePicker" }
  | { kind: "cut" }
  /** `isOwn`: it is what was cut or copied here last. */
  | { kind: "paste"; text: string; isOwn: boolean }
  | { kind: "fillDrag"; pos: Pos }
  | { kind: "fillDrop" }
  | { kind: "reshaped" };

export interface Step {
  state: GridState;
  intents: Intent[];
  /** False: the key is the browser's. */
  isTaken: boolean;
}

/** Letters further apart are words of their own. */
export const TYPING_WINDOW_MS = 600;

export const START: GridState = {
  active: { row: 0, column: 0 },
  head: { row: 0, column: 0 },
  typed: null,
  isPicking: false,
  cut: null,
  fill: null,
  isLeaving: false,
};

export function rangeOf({ active, head }: Pick<GridState, "active" | "head">): Range {
  return {
    top: Math.min(active.row, head.row),
    left: Math.min(active.column, head.column),
    bottom: Math.max(active.row, head.row),
    right: Math.max(active.column, head.column),
  };
}

export const isOne = (range: Range): boolean => range.top === range.bottom && range.left === range.right;
export const sizeOf = (range: Range): { rows: number; columns: number } => ({
  rows: range.bottom - range.top + 1,
  columns: range.right - range.left + 1,
});

export function* cellsOf(range: Range): Generator<Pos> {
  for (let row = range.top; row <= range.bottom; row++)
    for (let column = range.left; column <= range.right; column++) yield { row, column };
}

export function step(state: GridState, input: Input, board: Board): Step {
  if (board.rowCount === 0 || board.columnCount === 0) return { state, intents: [], isTaken: false };
  switch (input.kind) {
    case "command":
      return commanded(state, input.command, input.at, board);
    case "press":
      return input.extend ? moved(state, input.pos, true, board) : moved(state, input.pos, false, board);
    case "drag":
      return moved(state, input.pos, true, board);
    case "selectRange": {
      const { top, left, bottom, right } = input.range;
      return next({ ...quiet(state), active: { row: top, column: left }, head: { row: bottom, column: right } });
    }
    case "set":
      return set(state, input.code, input.step, board);
    case "lock":
      return lock(state, board);
    case "pick":
      return next({ ...quiet(state), isPicking: !board.isReadOnly });
    case "closePicker":
      return next({ ...state, isPicking: false });
    case "cut":
      return next({ ...quiet(state), cut: board.isReadOnly ? null : rangeOf(state) });
    case "paste":
      return pasted(input.isOwn ? state : { ...state, cut: null }, input.text, board);
    case "fillDrag":
      return next({ ...quiet(state), fill: fillRange(rangeOf(state), clamped(input.pos, board)) });
    case "fillDrop":
      return filled(state, board);
    case "reshaped":
      return next({ ...quiet(state), active: clamped(state.active, board), head: clamped(state.head, board) });
  }
}

const next = (state: GridState, ...intents: Intent[]): Step => ({ state, intents, isTaken: true });
const notOurs = (state: GridState): Step => ({ state, intents: [], isTaken: false });
/** Whatever half-done thing there was is over. */
const quiet = (state: GridState): GridState => ({ ...state, typed: null, isPicking: false, isLeaving: false, fill: null });

function commanded(state: GridState, command: Command, at: number, board: Board): Step {
  switch (command.do) {
    case "move": {
      const from = command.extend ? state.head : state.active;
      return moved(state, { row: from.row + command.rows, column: from.column + command.columns }, command.extend, board);
    }
    case "edge":
      return moved(state, edge(command.extend ? state.head : state.active, command.rows, command.columns, board), command.extend, board);
    case "page": {
      const from = command.extend ? state.head : state.active;
      return moved(
        state,
        { row: from.row + command.rows * board.pageRows, column: from.column + command.weeks * 7 },
        command.extend,
        board,
      );
    }
    case "rowEnd": {
      const { row } = command.extend ? state.head : state.active;
      return moved(state, { row, column: command.last ? board.columnCount - 1 : 0 }, command.extend, board);
    }
    case "gridEnd":
      return moved(
        state,
        command.last ? { row: board.rowCount - 1, column: board.columnCount - 1 } : { row: 0, column: 0 },
        command.extend,
        board,
      );
    case "tab": {
      if (state.isLeaving) return notOurs({ ...state, isLeaving: false });
      return moved(state, { row: state.active.row, column: state.active.column + (command.back ? -1 : 1) }, false, board);
    }
    case "selectAll":
      return next({ ...quiet(state), active: { row: 0, column: 0 }, head: { row: board.rowCount - 1, column: board.columnCount - 1 } });
    case "selectDay": {
      const { left, right } = rangeOf(state);
      return next({ ...quiet(state), active: { row: 0, column: left }, head: { row: board.rowCount - 1, column: right } });
    }
    case "selectPerson": {
      const { top, bottom } = rangeOf(state);
      return next({ ...quiet(state), active: { row: top, column: 0 }, head: { row: bottom, column: board.columnCount - 1 } });
    }
    case "reveal":
      return next(quiet(state), { kind: "reveal", pos: state.active });
    case "open":
      return next({ ...quiet(state), isPicking: !board.isReadOnly });
    case "letter":
      return typed(state, command.letter, at, board);
    case "clear":
      return set(state, null, "stay", board);
    case "fillDown":
      return copied(state, 1, 0, board);
    case "fillRight":
      return copied(state, 0, 1, board);
    case "fillAll":
      return write(
        state,
        [...cellsOf(rangeOf(state))].map((pos) => ({ ...pos, set: { shift: board.shift(state.active) } })),
        "fill",
        board,
      );
    case "lock":
      return lock(state, board);
    case "issue":
      return next(quiet(state), { kind: "issue", back: command.back });
    case "escape":
      return escaped(state);
    case "note":
      return board.isReadOnly ? notOurs(state) : next(quiet(state), { kind: "note" });
    case "undo":
    case "redo":
    case "generate":
    case "saved":
    case "help":
      return next(quiet(state), { kind: command.do });
  }
}

/** Closes one thing at a time; with nothing left to close, the next Tab leaves the grid. */
function escaped(state: GridState): Step {
  if (state.isPicking) return next({ ...state, isPicking: false });
  if (state.fill) return next({ ...state, fill: null });
  if (state.cut) return next({ ...state, cut: null });
  if (!isOne(rangeOf(state))) return next({ ...quiet(state), head: state.active, isLeaving: true });
  return next({ ...quiet(state), isLeaving: true });
}

function clamped({ row, column }: Pos, board: Board): Pos {
  return { row: Math.max(0, Math.min(board.rowCount - 1, row)), column: Math.max(0, Math.min(board.columnCount - 1, column)) };
}

function moved(state: GridState, to: Pos, extend: boolean, board: Board): Step {
  const pos = clamped(to, board);
  return next({ ...quiet(state), active: extend ? state.active : pos, head: pos }, { kind: "reveal", pos });
}

/** As in every spreadsheet: to the end of the block that starts here, else to the start of the next one, else to the border. */
function edge(from: Pos, rows: number, columns: number, board: Board): Pos {
  const isInside = ({ row, column }: Pos) => row >= 0 && column >= 0 && row < board.rowCount && column < board.columnCount;
  const after = ({ row, column }: Pos) => ({ row: row + rows, column: column + columns });
  const isFilled = (pos: Pos) => board.shift(pos) !== null;
  if (!isInside(after(from))) return from;
  const isInBlock = isFilled(from) && isFilled(after(from));
  let at = after(from);
  while (isInside(after(at)) && isFilled(isInBlock ? after(at) : at) === isInBlock) at = after(at);
  return at;
}

function typed(state: GridState, letter: string, at: number, board: Board): Step {
  if (board.isReadOnly) return notOurs(state);
  const goesOn = state.typed !== null && at - state.typed.at <= TYPING_WINDOW_MS && startsAny(state.typed.text + letter, board);
  const text = goesOn ? state.typed!.text + letter : letter;
  const range = goesOn ? state.typed!.range : rangeOf(state);
  const code = board.keys.get(text) ?? board.symbols.get(text);
  const fits = [...board.keys].filter(([keys]) => keys.startsWith(text)).map(([keys]) => keys);
  if (code === undefined) {
    const hint: Intent = { kind: "hint", typed: text, fits: fits.length > 0 ? fits : [...board.keys.keys()] };
    return next({ ...quiet(state), typed: fits.length > 0 ? { text, at, range, hasSet: false } : null }, hint);
  }
  const written = write(
    state,
    [...cellsOf(range)].map((pos) => ({ ...pos, set: { shift: code } })),
    isOne(range) ? "edit" : "fill",
    board,
  );
  const hasMoved = goesOn && state.typed!.hasSet;
  const stepped =
    isOne(range) && !hasMoved ? moved(written.state, { row: state.active.row, column: state.active.column + 1 }, false, board) : written;
  const intents = stepped === written ? written.intents : [...written.intents, ...stepped.intents];
  return { state: { ...stepped.state, typed: { text, at, range, hasSet: true } }, intents, isTaken: true };
}

function startsAny(text: string, board: Board): boolean {
  return [...board.keys.keys()].some((keys) => keys.startsWith(text));
}

function set(state: GridState, code: string | null, where: "down" | "stay", board: Board): Step {
  const range = rangeOf(state);
  const intent = code === null ? "clear" : isOne(range) ? "edit" : "fill";
  const written = write(
    state,
    [...cellsOf(range)].map((pos) => ({ ...pos, set: { shift: code } })),
    intent,
    board,
  );
  if (where === "stay" || !isOne(range)) return written;
  const stepped = moved(written.state, { row: state.active.row + 1, column: state.active.column }, false, board);
  return { ...stepped, intents: [...written.intents, ...stepped.intents] };
}

/** Only what changes is written; of more than one cell, locked ones are left alone [4.4 of the page's design]. */
function write(state: GridState, edits: readonly Edit[], intent: EditIntent, board: Board): Step {
  const after = quiet(state);
  if (board.isReadOnly) return next(after);
  const moving = edits.filter((edit) => edit.set.shift !== board.shift(edit));
  const isLeft = (edit: Edit) => edits.length > 1 && board.isLocked(edit);
  const kept = moving.filter((edit) => !isLeft(edit));
  const left = moving.filter(isLeft);
  return kept.length + left.length === 0 ? next(after) : next(after, { kind: "edit", edits: kept, left, intent });
}

/** Ctrl+D and Ctrl+R: the first row or column over the rest; of a single one, its neighbour before. */
function copied(state: GridState, rows: 0 | 1, columns: 0 | 1, board: Board): Step {
  const range = rangeOf(state);
  const isSingle = rows ? range.top === range.bottom : range.left === range.right;
  const source = (pos: Pos): Pos => {
    if (isSingle) return { row: pos.row - rows, column: pos.column - columns };
    return rows ? { row: range.top, column: pos.column } : { row: pos.row, column: range.left };
  };
  if ((rows ? range.top : range.left) === 0 && isSingle) return next(quiet(state));
  return write(
    state,
    [...cellsOf(range)].map((pos) => ({ ...pos, set: { shift: board.shift(source(pos)) } })),
    "fill",
    board,
  );
}

function lock(state: GridState, board: Board): Step {
  const after = quiet(state);
  if (board.isReadOnly) return next(after);
  const cells = [...cellsOf(rangeOf(state))];
  const locked = !cells.every((pos) => board.isLocked(pos));
  const edits = cells.filter((pos) => board.isLocked(pos) !== locked).map((pos) => ({ ...pos, set: { locked: locked ? true : null } }));
  return next(after, { kind: "edit", edits, left: [], intent: "edit" });
}

function pasted(state: GridState, text: string, board: Board): Step {
  if (board.isReadOnly || text === "") return next(quiet(state));
  const block = parseTsv(text);
  const range = pasteRange(rangeOf(state), block.length, block[0]!.length, board);
  const unknown = new Set<string>();
  const edits: Edit[] = [];
  for (const { row, column } of cellsOf(range)) {
    const value = block[(row - range.top) % block.length]![(column - range.left) % block[0]!.length]!;
    const code = value === "" ? null : (board.symbols.get(value) ?? board.symbols.get(value.toLowerCase()));
    if (code === undefined) unknown.add(value);
    else edits.push({ row, column, set: { shift: code } });
  }
  const { cut } = state;
  const cleared = cut ? [...cellsOf(cut)].filter((pos) => !isIn(pos, range)).map((pos) => ({ ...pos, set: { shift: null } })) : [];
  const written = write({ ...state, cut: null }, [...edits, ...cleared], "paste", board);
  const selected = { ...written.state, active: { row: range.top, column: range.left }, head: { row: range.bottom, column: range.right } };
  const told: Intent[] = unknown.size > 0 ? [{ kind: "notUnderstood", values: [...unknown] }] : [];
  return { state: selected, intents: [...written.intents, ...told], isTaken: true };
}

/** The selection where the block fits into it a whole number of times, else the block's own size from its corner. */
function pasteRange(selection: Range, rows: number, columns: number, board: Board): Range {
  const size = sizeOf(selection);
  const isMultiple = size.rows % rows === 0 && size.columns % columns === 0;
  if (isMultiple) return selection;
  const corner = clamped({ row: selection.top + rows - 1, column: selection.left + columns - 1 }, board);
  return { top: selection.top, left: selection.left, bottom: corner.row, right: corner.column };
}

export const isIn = ({ row, column }: Pos, range: Range): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

/** One way only: the one in which the pointer went further out. */
function fillRange(from: Range, to: Pos): Range {
  const out = {
    rows: Math.max(from.top - to.row, to.row - from.bottom, 0),
    columns: Math.max(from.left - to.column, to.column - from.right, 0),
  };
  if (out.rows >= out.columns) return { ...from, top: Math.min(from.top, to.row), bottom: Math.max(from.bottom, to.row) };
  return { ...from, left: Math.min(from.left, to.column), right: Math.max(from.right, to.column) };
}

function filled(state: GridState, board: Board): Step {
  const { fill } = state;
  if (!fill) return next(state);
  const from = rangeOf(state);
  const { rows, columns } = sizeOf(from);
  const wrap = (value: number, start: number, size: number) => start + ((((value - start) % size) + size) % size);
  const edits = [...cellsOf(fill)]
    .filter((pos) => !isIn(pos, from))
    .map((pos) => ({
      ...pos,
      set: { shift: board.shift({ row: wrap(pos.row, from.top, rows), column: wrap(pos.column, from.left, columns) }) },
    }));
  const written = write(state, edits, "fill", board);
  return {
    ...written,
    state: { ...written.state, active: { row: fill.top, column: fill.left }, head: { row: fill.bottom, column: fill.right } },
  };
}
