// The runs of a period as they were told: progress, curve, result [RN3].
import type { ProgressPayload, RunEndedPayload, RunRow, ScheduleGeneratedPayload, Score } from "./wire";

export interface Point {
  elapsed_s: number;
  score: number | null;
  bound: number | null;
}

export interface Run {
  id: string;
  state: RunRow["state"];
  stage: RunRow["stage"];
  message: string;
  progress: number;
  elapsed_s: number;
  score: Score | null;
  bound: Score | null;
  gap: number | null;
  solutions: number;
  queuePosition: number | null;
  timeLimit_s: number | null;
  /** Who started it; unknown until the hub's row is read. */
  by: string | null;
  createdAt: string | null;
  curve: readonly Point[];
  result: ScheduleGeneratedPayload | null;
  ended: RunEndedPayload | null;
}

export type Runs = readonly Run[];

/** A run as it is read over HTTP. */
export type StoredRun = RunRow & { result?: ScheduleGeneratedPayload | null };

const FRESH: Omit<Run, "id"> = {
  state: "queued",
  stage: "queued",
  message: "",
  progress: 0,
  elapsed_s: 0,
  score: null,
  bound: null,
  gap: null,
  solutions: 0,
  queuePosition: null,
  timeLimit_s: null,
  by: null,
  createdAt: null,
  curve: [],
  result: null,
  ended: null,
};

export const isGoing = (run: Run): boolean => run.state === "queued" || run.state === "running";

/** The run that the panel is about: the newest one that goes on or waits for a decision, else none. */
export const current = (runs: Runs): Run | null =>
  runs.find((run) => isGoing(run) || (run.state === "done" && run.result !== null)) ?? null;

/** Newest first: ids are UUIDv7, so they sort by time. */
function put(runs: Runs, run: Run): Runs {
  return [run, ...runs.filter((other) => other.id !== run.id)].sort((a, b) => (a.id < b.id ? 1 : -1));
}

function get(runs: Runs, id: string): Run {
  return runs.find((run) => run.id === id) ?? { ...FRESH, id };
}

export function started(runs: Runs, id: string, by: string, timeLimit_s: number | null): Runs {
  return put(runs, { ...get(runs, id), by, timeLimit_s });
}

export function rows(runs: Runs, fromHub: readonly RunRow[]): Runs {
  return fromHub.reduce((all, row) => {
    const limit = row.options.time_limit_s;
    return put(all, {
      ...get(all, row.id),
      state: row.state,
      stage: row.stage,
      message: row.status_message,
      progress: row.progress,
      elapsed_s: secondsBetween(row.started_at, row.completed_at) ?? get(all, row.id).elapsed_s,
      score: row.score,
      bound: row.bound,
      gap: row.gap,
      solutions: row.solutions,
      timeLimit_s: typeof limit === "number" ? limit : null,
      by: row.created_by.name,
      createdAt: row.created_at,
    });
  }, runs);
}

/** What only the row tells. The state is the socket's to say: a row may be older than what was heard meanwhile. */
export function read(runs: Runs, row: StoredRun): Runs {
  return runs.map((run) => {
    if (run.id !== row.id) return run;
    const limit = row.options.time_limit_s;
    return {
      ...run,
      by: row.created_by.name,
      createdAt: row.created_at,
      timeLimit_s: typeof limit === "number" ? limit : null,
      elapsed_s: secondsBetween(row.started_at, row.completed_at) ?? run.elapsed_s,
      result: run.result ?? (run.state === "done" ? (row.result ?? null) : null),
    };
  });
}

export function progressed(runs: Runs, told: ProgressPayload): Runs {
  const run = get(runs, told.run_id);
  const score = told.score ?? run.score;
  const bound = told.bound ?? run.bound;
  return put(runs, {
    ...run,
    state: told.state,
    stage: told.stage,
    message: told.status_message,
    progress: told.progress,
    elapsed_s: told.elapsed_s,
    score,
    bound,
    gap: told.gap ?? null,
    solutions: told.solutions,
    queuePosition: told.queue_position ?? null,
    curve: extended(run.curve, { elapsed_s: told.elapsed_s, score: score?.soft ?? null, bound: bound?.soft ?? null }),
  });
}

export function generated(runs: Runs, result: ScheduleGeneratedPayload): Runs {
  const run = get(runs, result.run_id);
  const state = result.applied_version != null ? "applied" : "done";
  const last = { elapsed_s: run.elapsed_s, score: result.score.soft, bound: result.bound?.soft ?? null };
  return put(runs, {
    ...run,
    state,
    progress: 1,
    score: result.score,
    bound: result.bound,
    gap: result.gap ?? null,
    curve: extended(run.curve, last),
    result,
  });
}

export function ended(runs: Runs, told: RunEndedPayload, state: "failed" | "cancelled"): Runs {
  const run = get(runs, told.run_id);
  const wasDone = run.state === "done";
  const isLost = told.code === "lost";
  return put(runs, { ...run, state: wasDone ? "discarded" : isLost ? "lost" : state, ended: told, result: null });
}

export function applied(runs: Runs, id: string): Runs {
  return runs.some((run) => run.id === id) ? put(runs, { ...get(runs, id), state: "applied" }) : runs;
}

/** A point is worth keeping when something moved; the last one is moved along. */
function extended(curve: readonly Point[], point: Point): readonly Point[] {
  if (point.score === null && point.bound === null) return curve;
  const last = curve.at(-1);
  const before = curve.at(-2);
  const isFlat =
    last &&
    before &&
    last.score === point.score &&
    last.bound === point.bound &&
    before.score === point.score &&
    before.bound === point.bound;
  return isFlat ? [...curve.slice(0, -1), point] : [...curve, point];
}

function secondsBetween(from: string | null, to: string | null): number | null {
  return from && to ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000) : null;
}
