import { expect, test } from "vitest";
import * as runs from "./runs";
import type { ProgressPayload, ScheduleGeneratedPayload } from "./wire";

const told = (elapsed_s: number, soft: number | null, more: Partial<ProgressPayload> = {}): ProgressPayload => ({
  run_id: "r1",
  period_id: "p1",
  state: "running",
  stage: "searching",
  progress: elapsed_s / 10,
  status_message: "",
  elapsed_s,
  score: soft === null ? null : { hard: 0, soft },
  bound: null,
  gap: null,
  solutions: 1,
  queue_position: null,
  ...more,
});
const RESULT: ScheduleGeneratedPayload = {
  run_id: "r1",
  period_id: "p1",
  status: "feasible",
  score: { hard: 0, soft: 40 },
  bound: { hard: 0, soft: 38 },
  gap: 0.05,
  violations: [],
  before: { hard: 2, soft: 90 },
  diff: [],
  kept: [],
  mended: [],
  worsened: [],
  applied_version: null,
  explanation: null,
  base_version: 3,
};

test("the curve keeps a point when something moved, and moves its end along when nothing did", () => {
  const all = [told(0.1, null), told(1, 90), told(2, 90), told(3, 90), told(4, 70)].reduce(runs.progressed, [] as runs.Runs);
  expect(all[0]!.curve.map(({ elapsed_s, score }) => [elapsed_s, score])).toEqual([
    [1, 90],
    [3, 90],
    [4, 70],
  ]);
});

test("a run goes from going on to a result that waits, and then is no longer the panel's", () => {
  const going = runs.progressed([], told(1, 90));
  expect(runs.isGoing(runs.current(going)!)).toBe(true);
  const done = runs.generated(going, RESULT);
  expect(runs.current(done)).toMatchObject({ state: "done", gap: 0.05, result: RESULT });
  expect(runs.current(runs.applied(done, "r1"))).toBeNull();
});

test("a run whose hub died is lost, not failed [RN2]", () => {
  const ended = { run_id: "r1", period_id: "p1", code: "lost", message: "", best: null };
  expect(runs.ended(runs.progressed([], told(1, 90)), ended, "failed")[0]!.state).toBe("lost");
});

test("a discarded result is gone for all, a cancelled run is cancelled [RN3]", () => {
  const ended = { run_id: "r1", period_id: "p1", code: "discarded", message: "", best: null };
  expect(runs.ended(runs.generated([], RESULT), ended, "cancelled")[0]!.state).toBe("discarded");
  expect(runs.ended(runs.progressed([], told(1, 90)), ended, "cancelled")[0]!.state).toBe("cancelled");
});

test("a result that was applied at once asks nobody", () => {
  expect(runs.current(runs.generated([], { ...RESULT, applied_version: 9 }))).toBeNull();
});

test("the newest run is first", () => {
  const all = runs.progressed(runs.progressed([], told(1, 90)), told(1, 50, { run_id: "r2" }));
  expect(all.map(({ id }) => id)).toEqual(["r2", "r1"]);
});

test("a run's row fills in what only it tells; the state stays what was heard meanwhile", () => {
  const row = {
    id: "r1",
    state: "running",
    created_by: { id: "u1", name: "Mei" },
    created_at: "2026-12-01T10:00:00Z",
    started_at: "2026-12-01T10:00:01Z",
    completed_at: "2026-12-01T10:00:11Z",
    options: { time_limit_s: 10 },
  } as unknown as runs.StoredRun;
  const done = runs.generated(runs.progressed([], told(1, 90)), RESULT);
  expect(runs.read(done, row)[0]).toMatchObject({ state: "done", by: "Mei", timeLimit_s: 10, elapsed_s: 10, result: RESULT });
  const forgotten = done.map((run) => ({ ...run, result: null }));
  expect(runs.read(forgotten, { ...row, result: RESULT })[0]!.result).toEqual(RESULT);
  expect(runs.read(runs.progressed([], told(1, 90)), { ...row, result: RESULT })[0]!.result).toBeNull();
});
