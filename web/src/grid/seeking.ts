// The cells that hold a shift: how many there are, and the next one.
import { type Board, cellsOf, type Pos } from "./model";

type Cells = Pick<Board, "rowCount" | "columnCount" | "shift">;

const all = ({ rowCount, columnCount }: Cells): Iterable<Pos> => cellsOf({ top: 0, left: 0, bottom: rowCount - 1, right: columnCount - 1 });

export function countOf(board: Cells, code: string): number {
  let count = 0;
  for (const pos of all(board)) if (board.shift(pos) === code) count += 1;
  return count;
}

/** The next cell with this shift after one, or the last before it, going round; and its place among all of them. */
export function nextWith(board: Cells, code: string, from: Pos, back: boolean): { pos: Pos; place: number; of: number } | null {
  const found = [...all(board)].filter((pos) => board.shift(pos) === code);
  if (found.length === 0) return null;
  const isAfter = (pos: Pos) => pos.row > from.row || (pos.row === from.row && pos.column > from.column);
  const isBefore = (pos: Pos) => pos.row < from.row || (pos.row === from.row && pos.column < from.column);
  const at = back ? found.findLastIndex(isBefore) : found.findIndex(isAfter);
  const place = at >= 0 ? at : back ? found.length - 1 : 0;
  return { pos: found[place]!, place: place + 1, of: found.length };
}
