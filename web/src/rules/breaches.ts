// How often each rule is broken in the open period, and what that costs.
import type { Violation } from "../sync/wire";

export interface Broken {
  times: number;
  points: number;
  violations: readonly Violation[];
}

export const NOT_BROKEN: Broken = { times: 0, points: 0, violations: [] };

export function brokenByRule(violations: readonly Violation[]): ReadonlyMap<string, Broken> {
  const rules = new Map<string, { times: number; points: number; violations: Violation[] }>();
  for (const violation of violations) {
    const before = rules.get(violation.rule_id);
    if (before) {
      before.times += 1;
      before.points += violation.points;
      before.violations.push(violation);
    } else rules.set(violation.rule_id, { times: 1, points: violation.points, violations: [violation] });
  }
  for (const { violations: own } of rules.values()) own.sort((a, b) => (a.date ?? "").localeCompare(b.date ?? ""));
  return rules;
}
