// A run's result against the grid as it is now: what would still change, what people changed meanwhile.
import { cellKey } from "../grid/scene";
import type { Auth } from "../sync/auth";
import type { CellAt } from "../sync/document";
import type { LivePeriod } from "../sync/live";
import type { StoredRun } from "../sync/runs";
import type { ScheduleGeneratedPayload, Violation } from "../sync/wire";

export interface Standing {
  diff: ReadonlyMap<string, { from: string | null; to: string | null }>;
  kept: ReadonlySet<string>;
  changes: readonly CellAt[];
}

export function standing(result: ScheduleGeneratedPayload, live: LivePeriod): Standing {
  const kept = new Set((result.kept ?? []).map(({ staff_id, date }) => cellKey(staff_id, date)));
  const diff = new Map<string, { from: string | null; to: string | null }>();
  const changes: CellAt[] = [];
  for (const { staff_id, date, from, to } of result.diff) {
    const key = cellKey(staff_id, date);
    if (kept.has(key)) continue;
    const cell = live.cell(staff_id, date);
    // Edited or locked since the result was made: it leaves the result at once.
    if (cell.shift !== from || cell.locked) {
      if (cell.shift !== to) kept.add(key);
      continue;
    }
    diff.set(key, { from, to });
    changes.push({ staffId: staff_id, date });
  }
  return { diff, kept, changes };
}

/** Must-rules broken before and after, by number; the result's own lists tell what moved. */
export function mustCounts({ violations, mended, worsened }: ScheduleGeneratedPayload): { after: number; before: number } {
  const hard = (some: readonly Violation[]) => some.filter(({ enforcement }) => enforcement === "hard").length;
  return { after: hard(violations), before: hard(violations) - hard(worsened) + hard(mended) };
}

/** Must-rules that the result could not mend: broken before, and still. */
export function stillBroken({ violations, worsened }: ScheduleGeneratedPayload): readonly Violation[] {
  const isNew = new Set(worsened.map(keyOf));
  return violations.filter((violation) => violation.enforcement === "hard" && !isNew.has(keyOf(violation)));
}

export interface Effect {
  kind: "mended" | "worsened" | "still";
  violation: Violation;
}

/** What a result does to the rules. What it only breaks in other words (a wish that is missed by Late instead of Day) is neither mend nor harm. */
export function effects(result: ScheduleGeneratedPayload): readonly Effect[] {
  const placeOf = ({ rule_id, points, cells }: Violation) =>
    `${rule_id} ${points} ${cells.map(({ staff_id, date }) => `${staff_id}/${date}`).join(" ")}`;
  const isStill = (violation: Violation, others: readonly Violation[]) =>
    violation.cells.length > 0 && others.some((other) => placeOf(other) === placeOf(violation));
  const { mended, worsened } = result;
  return [
    ...mended.filter((violation) => !isStill(violation, worsened)).map((violation) => ({ kind: "mended" as const, violation })),
    ...worsened.filter((violation) => !isStill(violation, mended)).map((violation) => ({ kind: "worsened" as const, violation })),
    ...stillBroken(result).map((violation) => ({ kind: "still" as const, violation })),
  ];
}

/** The same, one entry a kind and rule, in the order of the first of each. */
export function byRule(all: readonly Effect[]): readonly (Effect & { others: number; points: number })[] {
  const groups = new Map<string, Effect & { others: number; points: number }>();
  for (const effect of all) {
    const key = `${effect.kind} ${effect.violation.rule_id}`;
    const group = groups.get(key);
    if (group) {
      group.others += 1;
      group.points += effect.violation.points;
    } else groups.set(key, { ...effect, others: 0, points: effect.violation.points });
  }
  return [...groups.values()];
}

export const keyOf = (violation: Violation): string => `${violation.rule_id} ${violation.message}`;

/** A run's row, with its result where it waits for a decision. */
export function fetchRun(auth: Auth, runId: string): Promise<StoredRun> {
  return auth.json<StoredRun>(`/runs/${encodeURIComponent(runId)}`);
}
