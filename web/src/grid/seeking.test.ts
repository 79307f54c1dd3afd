import { describe, expect, test } from "vitest";
import { countOf, nextWith } from "./seeking";

const ROWS = ["D.N", ".D.", "N.D"];
const board = {
  rowCount: 3,
  columnCount: 3,
  shift: ({ row, column }: { row: number; column: number }) => (ROWS[row]![column] === "." ? null : ROWS[row]![column]!),
};
const at = (row: number, column: number) => ({ row, column });

describe("seeking a shift", () => {
  test.each([
    ["from the start goes to the second, standing on the first", "D", at(0, 0), false, at(1, 1), 2],
    ["goes down before it goes right", "N", at(0, 2), false, at(2, 0), 2],
    ["goes round after the last", "D", at(2, 2), false, at(0, 0), 1],
    ["goes back to the one before", "D", at(2, 2), true, at(1, 1), 2],
    ["goes round before the first", "N", at(0, 0), true, at(2, 0), 2],
    ["goes from a cell that holds another", "D", at(1, 2), false, at(2, 2), 3],
  ])("%s", (_, code, from, back, pos, place) => {
    expect(nextWith(board, code, from, back)).toEqual({ pos, place, of: countOf(board, code) });
  });

  test("finds nothing where nobody has it, nor where nobody is shown", () => {
    expect(nextWith(board, "X", at(0, 0), false)).toBeNull();
    expect(nextWith({ ...board, rowCount: 0 }, "D", at(0, 0), true)).toBeNull();
    expect([countOf(board, "D"), countOf(board, "N"), countOf(board, "X")]).toEqual([3, 2, 0]);
  });
});
