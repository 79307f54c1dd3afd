// Cells and ranges of cells: the geometry that the model, the pointer and the view share.
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

export function rangeOf({ active, head }: { active: Pos; head: Pos }): Range {
  return {
    top: Math.min(active.row, head.row),
    left: Math.min(active.column, head.column),
    bottom: Math.max(active.row, head.row),
    right: Math.max(active.column, head.column),
  };
}

/** The smallest range that holds all of them; null of none. */
export function around(places: readonly Pos[]): Range | null {
  if (places.length === 0) return null;
  const rows = places.map(({ row }) => row);
  const columns = places.map(({ column }) => column);
  return { top: Math.min(...rows), left: Math.min(...columns), bottom: Math.max(...rows), right: Math.max(...columns) };
}

export const isOne = (range: Range): boolean => range.top === range.bottom && range.left === range.right;
export const sizeOf = (range: Range): { rows: number; columns: number } => ({
  rows: range.bottom - range.top + 1,
  columns: range.right - range.left + 1,
});
export const cornerOf = ({ top, left }: Range): Pos => ({ row: top, column: left });
export const isSame = (a: Pos, b: Pos): boolean => a.row === b.row && a.column === b.column;

export const isIn = ({ row, column }: Pos, range: Range): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

export function* cellsOf(range: Range): Generator<Pos> {
  for (let row = range.top; row <= range.bottom; row++)
    for (let column = range.left; column <= range.right; column++) yield { row, column };
}

/** The cells of all of them, each once. */
export function* unionOf(ranges: readonly Range[]): Generator<Pos> {
  for (const [index, range] of ranges.entries()) {
    const before = ranges.slice(0, index);
    for (const pos of cellsOf(range)) if (!before.some((other) => isIn(pos, other))) yield pos;
  }
}

/** The cells from one to the other, as a pen goes that moved faster than it was asked: both ends included. */
export function lineOf(from: Pos, to: Pos): Pos[] {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
  return Array.from({ length: steps + 1 }, (_, step) => ({
    row: Math.round(from.row + ((to.row - from.row) * step) / steps),
    column: Math.round(from.column + ((to.column - from.column) * step) / steps),
  }));
}
