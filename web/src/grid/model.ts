// The grid as a function: state and input give the next state and what is wanted. No DOM, no clock, no document.
import type { Command } from "./keys";
import { pasted, pastedPlan } from "./pasting";
import { isOne, type Pos, type Range, rangeOf } from "./ranges";
import { type Board, clamped, type GridState, type Input, type Intent, next, notOurs, quiet, type Step } from "./state";
import { copied, dropped, fillAll, filled, fillRange, isOneCell, lifted, lock, moveRange, painted, rangesOf, set } from "./writing";

export { cellsOf, isIn, isOne, type Pos, type Range, rangeOf, sizeOf } from "./ranges";
export { type Board, type Edit, type EditIntent, type GridState, type Input, type Intent, START, type Step } from "./state";

/** Letters further apart are words of their own. */
export const TYPING_WINDOW_MS = 600;

export function step(state: GridState, input: Input, board: Board): Step {
  if (board.rowCount === 0 || board.columnCount === 0) return { state, intents: [], isTaken: false };
  switch (input.kind) {
    case "command":
      return commanded(state, input.command, input.at, board);
    case "press":
      return pressed(state, input.pos, input.extend, input.add === true, board);
    case "drag":
      return state.stroke ? painted(state, input.pos, board) : moved(state, input.pos, true, board);
    case "selectRange": {
      const { top, left, bottom, right } = input.range;
      return next({ ...quiet(state), others: [], active: { row: top, column: left }, head: { row: bottom, column: right } });
    }
    case "grip": {
      const { top, left, bottom, right } = rangeOf(state);
      const [first, last] = [
        { row: top, column: left },
        { row: bottom, column: right },
      ];
      const [active, head] = input.end === "first" ? [last, first] : [first, last];
      return next({ ...quiet(state), others: [], active, head });
    }
    case "set":
      return chosen(state, input.code, input.step, board);
    case "lock":
      return lock(state, board);
    case "pick":
      return next({ ...quiet(state), isPicking: !board.isReadOnly });
    case "closePicker":
      return next({ ...state, isPicking: false });
    case "cut":
      return next({ ...quiet(state), cut: board.isReadOnly || state.others.length > 0 ? null : rangeOf(state) });
    case "paste":
      return pasted(state, input.block, input.isOwn, input.asItIs === true, board);
    case "pastePlan":
      return pastedPlan(quiet(state), input.plan, board);
    case "fillDrag":
      return next({ ...quiet(state), fill: fillRange(rangeOf(state), clamped(input.pos, board)) });
    case "fillDrop":
      return filled(state, input.copiesOnly, board);
    case "moveDrag":
      return board.isReadOnly ? next(state) : next({ ...quiet(state), move: moveRange(state, input.from, input.to, board) });
    case "moveDrop":
      return dropped(state, input.copies, board);
    case "brush":
      return next({ ...quiet(state), brush: board.isReadOnly ? null : input.brush });
    case "release":
      return state.stroke ? lifted(state) : next({ ...state, fill: null, move: null });
    case "reshaped":
      return next({
        ...quiet(state),
        others: inside(state.others, board),
        active: clamped(state.active, board),
        head: clamped(state.head, board),
      });
  }
}

const inside = (ranges: readonly Range[], { rowCount, columnCount }: Board): readonly Range[] =>
  ranges.every(({ bottom, right }) => bottom < rowCount && right < columnCount) ? ranges : [];

function pressed(state: GridState, pos: Pos, extend: boolean, add: boolean, board: Board): Step {
  if (state.brush && !extend && !add) return painted(quiet(state), pos, board);
  if (!add) return moved(state, pos, extend, board);
  const step = moved(state, pos, false, board);
  return { ...step, state: { ...step.state, others: rangesOf(state) } };
}

/** What was chosen for the selection; then a single cell's place moves on. */
function chosen(state: GridState, code: string | null, where: "down" | "up" | "stay", board: Board): Step {
  const written = set(state, rangesOf(state), code, board);
  if (where === "stay" || !isOneCell(state)) return written;
  const to = { row: state.active.row + (where === "up" ? -1 : 1), column: state.active.column };
  const stepped = moved(written.state, to, false, board);
  return { ...stepped, intents: [...written.intents, ...stepped.intents] };
}

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
      return next({
        ...quiet(state),
        others: [],
        active: { row: 0, column: 0 },
        head: { row: board.rowCount - 1, column: board.columnCount - 1 },
      });
    case "selectDay": {
      const { left, right } = rangeOf(state);
      return next({ ...quiet(state), others: [], active: { row: 0, column: left }, head: { row: board.rowCount - 1, column: right } });
    }
    case "selectPerson": {
      const { top, bottom } = rangeOf(state);
      return next({ ...quiet(state), others: [], active: { row: top, column: 0 }, head: { row: bottom, column: board.columnCount - 1 } });
    }
    case "reveal":
      return next(quiet(state), { kind: "reveal", pos: state.active });
    case "open":
      return next({ ...quiet(state), isPicking: !board.isReadOnly });
    case "letter":
      return typed(state, command.letter, at, board);
    case "clear":
      return chosen(state, null, "stay", board);
    case "fillDown":
      return copied(state, 1, 0, board);
    case "fillRight":
      return copied(state, 0, 1, board);
    case "fillAll":
      return fillAll(state, board);
    case "lock":
      return lock(state, board);
    case "issue":
      return next(quiet(state), { kind: "issue", back: command.back });
    case "escape":
      return escaped(state, board);
    case "note":
      return board.isReadOnly ? notOurs(state) : next(quiet(state), { kind: "note" });
    case "find":
      return next(quiet(state), { kind: "find", what: command.what });
    case "part":
      return next(quiet(state), { kind: "part", back: command.back });
    case "undo":
    case "redo":
    case "generate":
    case "saved":
    case "help":
    case "menu":
      return next(quiet(state), { kind: command.do });
  }
}

/** Closes one thing at a time; with nothing left to close, the next Tab leaves the grid. */
function escaped(state: GridState, board: Board): Step {
  if (state.isPicking) return next({ ...state, isPicking: false });
  if (state.fill || state.move) return next({ ...state, fill: null, move: null });
  if (state.brush) return next({ ...quiet(state), brush: null });
  if (state.cut) return next({ ...state, cut: null });
  if (board.hasDiff) return next(quiet(state), { kind: "closeDiff" });
  if (!isOneCell(state)) return next({ ...quiet(state), others: [], head: state.active, isLeaving: true });
  return next({ ...quiet(state), isLeaving: true });
}

function moved(state: GridState, to: Pos, extend: boolean, board: Board): Step {
  const pos = clamped(to, board);
  const others = extend ? state.others : [];
  return next({ ...quiet(state), others, active: extend ? state.active : pos, head: pos }, { kind: "reveal", pos });
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
  const isSingle = isOne(range) && state.others.length === 0;
  const written = set(state, [...state.others, range], code, board);
  const hasMoved = goesOn && state.typed!.hasSet;
  const intents = [...written.intents];
  let after = written.state;
  if (isSingle && !hasMoved && board.afterTyping !== "stay") {
    const { row, column } = state.active;
    const to = board.afterTyping === "right" ? { row, column: column + 1 } : { row: row + 1, column };
    const stepped = moved(after, to, false, board);
    after = stepped.state;
    intents.push(...stepped.intents);
  }
  return { state: { ...after, typed: { text, at, range, hasSet: true } }, intents, isTaken: true };
}

function startsAny(text: string, board: Board): boolean {
  return [...board.keys.keys()].some((keys) => keys.startsWith(text));
}
