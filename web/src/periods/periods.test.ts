// A period like another one, and what a row says of its period.
import { expect, it } from "vitest";
import type { Dashboard } from "../generated/api";
import { factsOf } from "./facts";
import { datesAfter, dayCount, likeDays, patternOf } from "./pattern";

it.each([
  // Tuesday 1 December 2026; a Tuesday is like a Tuesday.
  ["the same weekday", { from: "2026-12-01", days: 14 }, { from: "2027-01-05", days: 3 }, [0, 1, 2]],
  ["a later weekday", { from: "2026-12-01", days: 16 }, { from: "2027-01-07", days: 2 }, [2, 3]],
  ["over and over, in whole weeks", { from: "2026-12-01", days: 10 }, { from: "2026-12-15", days: 9 }, [0, 1, 2, 3, 4, 5, 6, 0, 1]],
  ["an earlier start", { from: "2026-12-01", days: 14 }, { from: "2026-11-30", days: 2 }, [6, 7]],
  ["less than a week", { from: "2026-12-01", days: 3 }, { from: "2026-12-09", days: 4 }, [0, 1, 2, 0]],
])("%s", (_, old, fresh, expected) => {
  expect(likeDays(old, fresh)).toEqual(expected);
});

it("takes the shifts of those who stay, without codes that are gone", () => {
  const old = {
    period: { id: "p", name: "", start_date: "2026-12-01", end_date: "2026-12-07", status: "draft" as const, strategy: null },
    staff: ["a", "b"],
    dates: ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07"],
    shifts: ["D", "gone"],
    cells: {
      shift: [
        [0, 1, null, null, null, null, null],
        [0, 0, 0, 0, 0, 0, 0],
      ],
      locked: [[0, 0] as [number, number]],
      notes: [],
    },
  };
  const cells = patternOf(old, { from: "2026-12-08", days: 2, staff: ["new", "a"] }, (code) => code === "D");
  expect(cells).toEqual([{ staffId: "a", date: "2026-12-08", set: { shift: "D" } }]);
});

it.each([
  ["2026-12-01", "2026-12-31", 31],
  ["2026-12-02", "2026-12-01", 0],
  ["2026-12-05", "2026-12-01", -3],
  ["", "2026-12-01", 0],
])("from %s to %s are %i days", (from, to, expected) => {
  expect(dayCount(from, to)).toBe(expected);
});

it("counts must-rules that are broken, not wishes, and not how often", () => {
  const rules = [
    { enforcement: "hard", breaches: 3 },
    { enforcement: "hard", breaches: 0 },
    { enforcement: "soft", breaches: 9 },
  ];
  const statistics = { sums: { cover_days: 10, cover_held: 7 }, rules } as unknown as Dashboard["statistics"];
  expect(factsOf({ statistics })).toEqual({ coverDays: 10, coverHeld: 7, broken: 1 });
});

it.each([
  ["a month after a month", [["2027-01-01", "2027-01-31"]], ["2027-02-01", "2027-02-28"]],
  [
    "as long as the last one",
    [
      ["2026-11-01", "2026-11-28"],
      ["2026-10-01", "2026-10-31"],
    ],
    ["2026-11-29", "2026-12-26"],
  ],
  ["next month, where there is none", [], ["2026-12-01", "2026-12-31"]],
])("%s comes next", (_, periods, expected) => {
  const known = periods.map(([start_date, end_date]) => ({ start_date: start_date!, end_date: end_date! }));
  expect(datesAfter(known, "2026-11-24")).toEqual(expected);
});
