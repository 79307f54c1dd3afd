import { expect, test } from "vitest";
import { PeriodState } from "../sync/document";
import { LivePeriod } from "../sync/live";
import type { Change, PeriodSnapshot, ScheduleGeneratedPayload, Violation } from "../sync/wire";
import { byRule, effects, mustCounts, standing, stillBroken } from "./result";

const PERIOD: PeriodSnapshot = {
  period: { id: "p1", name: "", start_date: "2026-12-01", end_date: "2026-12-02", status: "draft", strategy: null },
  staff: ["ana", "bo"],
  dates: ["2026-12-01", "2026-12-02"],
  shifts: ["D"],
  cells: {
    shift: [
      [0, null],
      [0, 0],
    ],
    locked: [[1, 1]],
    notes: [],
  },
};
const cell = (staff_id: string, date: string, from: string | null, to: string | null) => ({ staff_id, date, from, to });
const result = (more: Partial<ScheduleGeneratedPayload>): ScheduleGeneratedPayload =>
  ({ diff: [], kept: [], violations: [], mended: [], worsened: [], ...more }) as unknown as ScheduleGeneratedPayload;
const hard = (rule_id: string, message: string): Violation => ({
  rule_id,
  type: "t",
  enforcement: "hard",
  amount: 1,
  points: 1,
  message,
  cells: [],
  staff_id: null,
  date: null,
});

function live(...sets: [string, string, string | null][]): LivePeriod {
  const period = new LivePeriod("p1", () => 0n);
  period.state = new PeriodState(PERIOD, () => 0n);
  for (const [staff_id, date, shift] of sets)
    period.state.apply({ payload: { cells: [{ staff_id, date, set: { shift } }] } } as unknown as Change);
  return period;
}

const DIFF = [cell("ana", "2026-12-01", "D", "N"), cell("ana", "2026-12-02", null, "N"), cell("bo", "2026-12-02", "D", "N")];

test("what would change is what stands as it was; locked cells stay", () => {
  const { changes, kept } = standing(result({ diff: DIFF }), live());
  expect(changes).toEqual([
    { staffId: "ana", date: "2026-12-01" },
    { staffId: "ana", date: "2026-12-02" },
  ]);
  expect([...kept]).toEqual(["bo/2026-12-02"]);
});

test("a cell that anyone edits leaves the result at once, and is kept", () => {
  const { changes, kept } = standing(result({ diff: DIFF.slice(0, 2) }), live(["ana", "2026-12-01", "X"]));
  expect(changes).toEqual([{ staffId: "ana", date: "2026-12-02" }]);
  expect([...kept]).toEqual(["ana/2026-12-01"]);
});

test("a cell that someone set to the very result is no change and nothing kept", () => {
  const { changes, kept } = standing(result({ diff: DIFF.slice(0, 1) }), live(["ana", "2026-12-01", "N"]));
  expect([changes, kept.size]).toEqual([[], 0]);
});

test("must-rules are counted before and after from what moved", () => {
  const [old, mended, brought] = [hard("a", "old"), hard("b", "mended"), hard("c", "brought")];
  const told = result({ violations: [old, brought], mended: [mended], worsened: [brought] });
  expect(mustCounts(told)).toEqual({ after: 2, before: 2 });
  expect(stillBroken(told)).toEqual([old]);
});

test("a wish that is missed in other words is no effect; the rest is told once a kind and rule", () => {
  const missed = (message: string) => ({
    ...hard("wish", message),
    enforcement: "soft" as const,
    cells: [{ staff_id: "ana", date: "2026-12-01" }],
  });
  const told = effects(
    result({ mended: [missed("it is Day"), hard("a", "1"), hard("a", "2")], worsened: [missed("it is Late"), hard("c", "3")] }),
  );
  expect(told.map(({ kind, violation }) => [kind, violation.message])).toEqual([
    ["mended", "1"],
    ["mended", "2"],
    ["worsened", "3"],
  ]);
  expect(byRule(told).map(({ kind, others, points }) => [kind, others, points])).toEqual([
    ["mended", 1, 2],
    ["worsened", 0, 1],
  ]);
});
