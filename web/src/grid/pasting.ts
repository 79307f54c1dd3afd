// A pasted block of texts as edits: laid from the selection's corner, or, with dates above it or names beside it, where those say.
import type { Block } from "./clipboard";
import { areWeekdays, daysOf } from "./days";
import { cellsOf, isIn, type Range, rangeOf, sizeOf } from "./ranges";
import { type Board, clamped, type Edit, type GridState, type Intent, next, quiet, type Step } from "./state";
import { write } from "./writing";

/** A row or column of the block: what stands at its head, and where on the grid it belongs; null: nowhere. */
export interface Head {
  text: string;
  to: number | null;
}

/** How a block with heads was understood. */
export interface PastePlan {
  block: Block;
  hasDates: boolean;
  hasNames: boolean;
  columns: readonly Head[];
  rows: readonly Head[];
  /** What the cells between the heads say, row by row. */
  values: Block;
  edits: readonly Edit[];
  /** How many of them change something. */
  changes: number;
  unknown: readonly string[];
  isOwn: boolean;
}

/** Up to this, both ways, a block with heads is pasted without asking. */
const ASKED_ABOVE = 3;
/** Heads may stand below a title, and beside numbers of lines. */
const HEADS_WITHIN = 4;
/** So many of a row's or column's texts have to be days or names for it to be a head. */
const SHARE_MIN = 0.5;

export function pasted(state: GridState, block: Block, isOwn: boolean, asItIs: boolean, board: Board): Step {
  const width = block[0]?.length ?? 0;
  if (board.isReadOnly || width === 0 || (block.length === 1 && width === 1 && block[0]![0] === "")) return next(quiet(state));
  const from = isOwn ? state : { ...state, cut: null };
  const plan = asItIs ? null : planOf(from, block, isOwn, board);
  if (!plan) return laid(from, block, board);
  const isLarge = block.length > ASKED_ABOVE || width > ASKED_ABOVE;
  return isLarge ? next(quiet(from), { kind: "preview", plan }) : pastedPlan(from, plan, board);
}

/** Paste as the plan says, which its person has seen. */
export function pastedPlan(state: GridState, plan: PastePlan, board: Board): Step {
  const written = write({ ...state, cut: null, others: [] }, plan.edits, "paste", board);
  const [first] = plan.edits;
  if (!first) return written;
  const last = plan.edits.at(-1)!;
  const selected = { ...written.state, active: { row: first.row, column: first.column }, head: { row: last.row, column: last.column } };
  return { state: selected, intents: [...written.intents, { kind: "reveal", pos: first }, ...notUnderstood(plan.unknown)], isTaken: true };
}

/** From the corner of the selection on; one value fills it, a block repeats to fill a multiple of itself. */
function laid(state: GridState, block: Block, board: Board): Step {
  const range = pasteRange(rangeOf(state), block.length, block[0]!.length, board);
  const unknown = new Set<string>();
  const edits: Edit[] = [];
  for (const pos of cellsOf(range)) {
    const value = block[(pos.row - range.top) % block.length]![(pos.column - range.left) % block[0]!.length]!;
    const code = codeOf(value, board);
    if (code === undefined) unknown.add(value);
    else edits.push({ ...pos, set: { shift: code } });
  }
  const { cut } = state;
  const cleared = cut ? [...cellsOf(cut)].filter((pos) => !isIn(pos, range)).map((pos) => ({ ...pos, set: { shift: null } })) : [];
  const written = write({ ...state, cut: null, others: [] }, [...edits, ...cleared], "paste", board);
  const selected = { ...written.state, active: { row: range.top, column: range.left }, head: { row: range.bottom, column: range.right } };
  return { state: selected, intents: [...written.intents, ...notUnderstood([...unknown])], isTaken: true };
}

const notUnderstood = (values: readonly string[]): Intent[] => (values.length > 0 ? [{ kind: "notUnderstood", values }] : []);

/** Undefined: it is none of the shifts. */
function codeOf(value: string, board: Board): string | null | undefined {
  return value === "" ? null : (board.symbols.get(value) ?? board.symbols.get(value.toLowerCase()));
}

/** The selection where the block fits into it a whole number of times, else the block's own size from its corner. */
function pasteRange(selection: Range, rows: number, columns: number, board: Board): Range {
  const size = sizeOf(selection);
  const isMultiple = size.rows % rows === 0 && size.columns % columns === 0;
  if (isMultiple) return selection;
  const corner = clamped({ row: selection.top + rows - 1, column: selection.left + columns - 1 }, board);
  return { top: selection.top, left: selection.left, bottom: corner.row, right: corner.column };
}

/** What heads the block has, if any, and which edits come of it. */
function planOf(state: GridState, block: Block, isOwn: boolean, board: Board): PastePlan | null {
  const dates = datesIn(block, board);
  const below = block.slice(dates ? dates.row + 1 : 0);
  const body = dates && below[0] && areWeekdays(below[0]) ? below.slice(1) : below;
  const names = namesIn(body, dates ? dates.first : HEADS_WITHIN, board);
  if ((!dates && !names) || body.length === 0) return null;
  const corner = rangeOf(state);
  const firstColumn = Math.max(dates ? dates.first : 0, names ? names.column + 1 : 0);
  const columns = body[0]!
    .map((_, index) => index)
    .slice(firstColumn)
    .map((index) => ({
      index,
      text: dates ? (block[dates.row]![index] ?? "") : "",
      to: dates ? dates.days[index]! : inside(corner.left + index - firstColumn, board.columnCount),
    }))
    // A column without a day at its head is a total, not a day.
    .filter(({ to, text }) => !dates || to !== null || /\d/.test(text));
  const rows = body.map((line, index) => ({
    line,
    text: names ? line[names.column]! : "",
    to: names ? names.rows[index]! : inside(corner.top + index, board.rowCount),
  }));
  // A row without a person that holds no shift either is a heading or a sum.
  const shown = rows.filter(
    ({ to, line }) => to !== null || columns.some(({ index }) => line[index] !== "" && codeOf(line[index]!, board) !== undefined),
  );
  const unknown = new Set<string>();
  const edits: Edit[] = [];
  for (const { line, to: row } of shown)
    for (const { index, to: column } of columns) {
      if (row === null || column === null) continue;
      const code = codeOf(line[index]!, board);
      if (code === undefined) unknown.add(line[index]!);
      else edits.push({ row, column, set: { shift: code } });
    }
  return {
    block,
    hasDates: dates !== null,
    hasNames: names !== null,
    columns: columns.map(({ text, to }) => ({ text, to })),
    rows: shown.map(({ text, to }) => ({ text, to })),
    values: shown.map(({ line }) => columns.map(({ index }) => line[index]!)),
    edits,
    changes: edits.filter((edit) => edit.set.shift !== board.shift(edit)).length,
    unknown: [...unknown],
    isOwn,
  };
}

const inside = (index: number, count: number): number | null => (index < count ? index : null);

/** The row whose texts are days of the period: its place, its first day's column, and the day of each column. */
function datesIn(block: Block, board: Board): { row: number; first: number; days: readonly (number | null)[] } | null {
  let best: { row: number; first: number; days: readonly (number | null)[]; count: number } | null = null;
  for (const [row, texts] of block.slice(0, HEADS_WITHIN).entries()) {
    const days = daysOf(
      texts.map((text) => (codeOf(text, board) === undefined ? text : "")),
      board.dates,
    );
    const count = days.filter((day) => day !== null).length;
    const said = texts.filter((text) => text !== "").length;
    if (count < 2 || count < said * SHARE_MIN || count <= (best?.count ?? 0)) continue;
    best = { row, first: days.findIndex((day) => day !== null), days, count };
  }
  return best;
}

/** The column whose texts are people of the period, left of `end`, and the row of each. */
function namesIn(body: Block, end: number, board: Board): { column: number; rows: readonly (number | null)[] } | null {
  let best: { column: number; rows: readonly (number | null)[]; count: number } | null = null;
  for (let column = 0; column < Math.min(end, HEADS_WITHIN, body[0]?.length ?? 0); column++) {
    const texts = body.map((line) => line[column]!);
    const rows = texts.map((text) => (text === "" || codeOf(text, board) !== undefined ? null : board.rowOfPerson(text)));
    const count = rows.filter((row) => row !== null).length;
    if (count === 0 || count < texts.filter((text) => text !== "").length * SHARE_MIN || count <= (best?.count ?? 0)) continue;
    best = { column, rows, count };
  }
  return best;
}
