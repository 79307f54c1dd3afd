// What hands do to cells: setting, clearing, locking, filling, moving and painting, as edits that the model wants written.
import { cellsOf, cornerOf, isIn, isOne, lineOf, type Pos, type Range, rangeOf, sizeOf, unionOf } from "./ranges";
import { type Board, clamped, type Edit, type EditIntent, type GridState, next, quiet, type Step } from "./state";

/** All that is selected, the range with the active cell last. */
export const rangesOf = (state: GridState): Range[] => [...state.others, rangeOf(state)];
export const isOneCell = (state: GridState): boolean => state.others.length === 0 && isOne(rangeOf(state));

/** Only what changes is written; of more than one cell, locked ones are left alone [4.4 of the page's design]. */
export function write(state: GridState, edits: readonly Edit[], intent: EditIntent, board: Board): Step {
  const after = quiet(state);
  if (board.isReadOnly) return next(after);
  const moving = edits.filter((edit) => edit.set.shift !== board.shift(edit));
  const isLeft = (edit: Edit) => edits.length > 1 && board.isLocked(edit);
  const kept = moving.filter((edit) => !isLeft(edit));
  const left = moving.filter(isLeft);
  return kept.length + left.length === 0 ? next(after) : next(after, { kind: "edit", edits: kept, left, intent });
}

/** The code into all that is selected, as typing and choosing do; by choice of the person it is locked at once. */
export function set(state: GridState, ranges: readonly Range[], code: string | null, board: Board): Step {
  const cells = [...unionOf(ranges)];
  const lock = board.locksOwnEdits && code !== null ? { locked: true } : {};
  const edits = cells.map((pos) => ({ ...pos, set: { shift: code, ...lock } }));
  return write(state, edits, code === null ? "clear" : cells.length === 1 ? "edit" : "fill", board);
}

/** The active cell's shift into all that is selected. */
export function fillAll(state: GridState, board: Board): Step {
  const shift = board.shift(state.active);
  return write(
    state,
    [...unionOf(rangesOf(state))].map((pos) => ({ ...pos, set: { shift } })),
    "fill",
    board,
  );
}

/** Ctrl+D and Ctrl+R: the first row or column over the rest; of a single one, its neighbour before. */
export function copied(state: GridState, rows: 0 | 1, columns: 0 | 1, board: Board): Step {
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

export function lock(state: GridState, board: Board): Step {
  const after = quiet(state);
  if (board.isReadOnly) return next(after);
  const cells = [...unionOf(rangesOf(state))];
  const locked = !cells.every((pos) => board.isLocked(pos));
  const edits = cells.filter((pos) => board.isLocked(pos) !== locked).map((pos) => ({ ...pos, set: { locked: locked ? true : null } }));
  return next(after, { kind: "edit", edits, left: [], intent: "edit" });
}

// --- the corner square ------------------------------------------------------------------------------------------

/** One way only: the one in which the pointer went further out. */
export function fillRange(from: Range, to: Pos): Range {
  const out = {
    rows: Math.max(from.top - to.row, to.row - from.bottom, 0),
    columns: Math.max(from.left - to.column, to.column - from.right, 0),
  };
  if (out.rows >= out.columns) return { ...from, top: Math.min(from.top, to.row), bottom: Math.max(from.bottom, to.row) };
  return { ...from, left: Math.min(from.left, to.column), right: Math.max(from.right, to.column) };
}

/**
 * Go on with the pattern of what is selected: `D D N N D` goes on with `D N N`. `copiesOnly`: the selection as it stands
 * is repeated instead.
 */
export function filled(state: GridState, copiesOnly: boolean, board: Board): Step {
  const { fill } = state;
  if (!fill) return next(state);
  const from = rangeOf(state);
  const { rows, columns } = sizeOf(from);
  const isDown = sizeOf(fill).rows > rows;
  const values = (line: number): (string | null)[] =>
    Array.from({ length: isDown ? rows : columns }, (_, index) =>
      board.shift(isDown ? { row: from.top + index, column: line } : { row: line, column: from.left + index }),
    );
  const lines = new Map<number, (string | null)[]>();
  const patternOf = (line: number) => {
    const known = lines.get(line) ?? (copiesOnly ? values(line) : patternIn(values(line)));
    lines.set(line, known);
    return known;
  };
  const edits = [...cellsOf(fill)]
    .filter((pos) => !isIn(pos, from))
    .map((pos) => {
      const pattern = patternOf(isDown ? pos.column : pos.row);
      const index = isDown ? pos.row - from.top : pos.column - from.left;
      return { ...pos, set: { shift: pattern[((index % pattern.length) + pattern.length) % pattern.length]! } };
    });
  const written = write(state, edits, "fill", board);
  return {
    ...written,
    state: { ...written.state, active: { row: fill.top, column: fill.left }, head: { row: fill.bottom, column: fill.right } },
  };
}

/** The shortest run that all of the values repeat. */
function patternIn(values: readonly (string | null)[]): (string | null)[] {
  for (let length = 1; length < values.length; length++)
    if (values.every((value, index) => index < length || value === values[index - length])) return values.slice(0, length);
  return [...values];
}

// --- dragging the selection by its edge -------------------------------------------------------------------------

/** Where the selection would land; all of it stays on the board. */
export function moveRange(state: GridState, from: Pos, to: Pos, board: Board): Range {
  const range = rangeOf(state);
  const { rows, columns } = sizeOf(range);
  const corner = { row: range.top + to.row - from.row, column: range.left + to.column - from.column };
  const top = Math.max(0, Math.min(board.rowCount - rows, corner.row));
  const left = Math.max(0, Math.min(board.columnCount - columns, corner.column));
  return { top, left, bottom: top + rows - 1, right: left + columns - 1 };
}

/** Moved, copied, or, one cell onto another that is not empty, swapped. Shifts go; locks and notes stay where they are. */
export function dropped(state: GridState, copies: boolean, board: Board): Step {
  const { move } = state;
  const from = rangeOf(state);
  if (!move || (move.top === from.top && move.left === from.left)) return next(quiet(state));
  const landed = { ...quiet(state), active: cornerOf(move), head: { row: move.bottom, column: move.right } };
  if (board.isReadOnly) return next(quiet(state));
  const to = (pos: Pos): Pos => ({ row: pos.row + move.top - from.top, column: pos.column + move.left - from.left });
  if (copies) {
    const edits = [...cellsOf(from)].map((pos) => ({ ...to(pos), set: { shift: board.shift(pos) } }));
    return { ...write(state, edits, "paste", board), state: landed };
  }
  const pairs = [...cellsOf(from)].map((pos) => ({ source: pos, target: to(pos) }));
  if (isOne(from)) {
    const [{ source, target }] = pairs as [{ source: Pos; target: Pos }];
    const [mine, other] = [board.shift(source), board.shift(target)];
    if (mine === other) return next(landed);
    const edits = [
      { ...target, set: { shift: mine } },
      { ...source, set: { shift: other } },
    ];
    return next(landed, { kind: "edit", edits, left: [], intent: other === null ? "move" : "swap" });
  }
  const stuck = stuckOf(pairs, board);
  const editsOf = (some: readonly Pair[]): Edit[] => {
    const targets = new Map(some.map(({ source, target }) => [keyOf(target), { ...target, set: { shift: board.shift(source) } }]));
    const cleared = some.filter(({ source }) => !targets.has(keyOf(source))).map(({ source }) => ({ ...source, set: { shift: null } }));
    return [...targets.values(), ...cleared].filter((edit) => edit.set.shift !== board.shift(edit));
  };
  const edits = editsOf(pairs.filter(({ source }) => !stuck.has(keyOf(source))));
  const left = editsOf(pairs.filter(({ source }) => stuck.has(keyOf(source))));
  return edits.length + left.length === 0 ? next(landed) : next(landed, { kind: "edit", edits, left, intent: "move" });
}

interface Pair {
  source: Pos;
  target: Pos;
}

const keyOf = ({ row, column }: Pos): string => `${row}/${column}`;

/** The sources that can't go: they or where they would go are locked, or one that can't go stands there. Nothing is lost by half a move. */
function stuckOf(pairs: readonly Pair[], board: Board): Set<string> {
  const stuck = new Set(
    pairs.filter(({ source, target }) => board.isLocked(source) || board.isLocked(target)).map((pair) => keyOf(pair.source)),
  );
  for (let before = -1; before !== stuck.size; ) {
    before = stuck.size;
    for (const { source, target } of pairs) if (stuck.has(keyOf(target))) stuck.add(keyOf(source));
  }
  return stuck;
}

// --- the brush --------------------------------------------------------------------------------------------------

/** The brush goes to a cell over all cells between; locked ones are left alone. */
export function painted(state: GridState, to: Pos, board: Board): Step {
  const pos = clamped(to, board);
  const { brush, stroke } = state;
  const after = { ...quiet(state), active: pos, head: pos, others: [] };
  if (!brush || board.isReadOnly) return next(after);
  const line = stroke ? lineOf(stroke.at, pos) : [pos];
  const edits = line.filter((at) => board.shift(at) !== brush.code).map((at) => ({ ...at, set: { shift: brush.code } }));
  const open = edits.filter((edit) => !board.isLocked(edit));
  const left = [
    ...(stroke?.left ?? []),
    ...edits.filter((edit) => board.isLocked(edit) && !stroke?.left.some((other) => keyOf(other) === keyOf(edit))),
  ];
  const painting = { ...after, stroke: { at: pos, left } };
  return open.length === 0
    ? next(painting)
    : next(painting, { kind: "edit", edits: open, left: [], intent: brush.code === null ? "clear" : "fill", isStroke: true });
}

/** The brush is lifted: what stayed is told once. */
export function lifted(state: GridState): Step {
  const left = state.stroke?.left ?? [];
  const after = quiet(state);
  return left.length === 0 ? next(after) : next(after, { kind: "edit", edits: [], left, intent: "fill", isStroke: true });
}
