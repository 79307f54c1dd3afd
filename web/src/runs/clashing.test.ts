import { expect, test } from "vitest";
import { cellsOf } from "./clashing";

test.each([
  [["a"], ["2026-12-01", "2026-12-02"], ["a 2026-12-01", "a 2026-12-02"]],
  [[], ["2026-12-01"], ["a 2026-12-01", "b 2026-12-01"]],
  [["gone"], ["2026-12-01"], []],
  [["a"], [], []],
])("people %j on %j are the cells %j", (staff_ids, dates, cells) => {
  expect(cellsOf({ staff_ids, dates }, ["a", "b"]).map(({ staffId, date }) => `${staffId} ${date}`)).toEqual(cells);
});
