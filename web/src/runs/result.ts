// A run's result against the grid as it is now: what would still change, what people changed meanwhile.
import { cellKey } from "../grid/scene";
import type { Auth } from "../sync/auth";
import type { CellAt } from "../sync/document";
import type { LivePeriod } from "../sync/live";
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

export const keyOf = (violation: Violation): string => `${violation.rule_id} ${violation.message}`;

/** The result of a run that was done before this page came; null where the hub has none. */
export async function fetchResult(auth: Auth, runId: string): Promise<ScheduleGeneratedPayload | null> {
  const row = await auth.json<{ result?: ScheduleGeneratedPayload | null }>(`/runs/${encodeURIComponent(runId)}`);
  return row.result ?? null;
}
