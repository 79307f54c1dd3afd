import { describe, expect, it } from "vitest";
import type { ImportPreview } from "../generated/api";
import { canImport, columnName, daysBetween, fileNameOf, freshOf } from "./places";

const thing = (code: string, is_new: boolean) => ({ code, name: code, is_new });
const preview: ImportPreview = {
  file: "june.csv",
  sheet: null,
  period_id: null,
  name: "june",
  start_date: "2026-06-01",
  end_date: "2026-06-30",
  people: [thing("ana", true), thing("bo", false)],
  shift_types: [],
  rules: 0,
  cells: 0,
  cleared: 0,
  kept: 0,
  problems: [],
  notes: [],
};

it.each([
  [1, "A"],
  [26, "Z"],
  [27, "AA"],
  [52, "AZ"],
  [702, "ZZ"],
  [703, "AAA"],
])("column %i is %s", (column, name) => expect(columnName(column)).toBe(name));

it.each([
  [`attachment; filename="roster.pdf"; filename*=UTF-8''December%202026.pdf`, "December 2026.pdf"],
  [`attachment; filename="roster.pdf"; filename*=UTF-8''12%E6%9C%88.pdf`, "12月.pdf"],
  [`attachment; filename="roster.pdf"`, "roster.pdf"],
  [`attachment; filename*=UTF-8''%E6.pdf`, null],
  [null, null],
])("the name in %s is %s", (disposition, name) => expect(fileNameOf(disposition)).toBe(name));

describe("canImport", () => {
  it("takes a new period of empty cells", () => expect(canImport(preview)).toBe(true));
  it("refuses what has a problem", () =>
    expect(canImport({ ...preview, problems: [{ line: 2, column: null, reason: "no" }] })).toBe(false));
  it("refuses what changes nothing in a period that is there", () => expect(canImport({ ...preview, period_id: "p" })).toBe(false));
  it("takes what only clears", () => expect(canImport({ ...preview, period_id: "p", cleared: 1 })).toBe(true));
  it("refuses nobody", () => expect(canImport({ ...preview, people: [] })).toBe(false));
});

it("counts who is new", () => expect(freshOf(preview.people)).toBe(1));
it("counts days over a change of clocks", () => expect(daysBetween("2026-03-28", "2026-03-30")).toBe(3));
