// Violations as the grid and the panel read them: by cell, and in the order in which they are listed.
import type { CellIssue } from "../grid/scene";
import { cellKey } from "../grid/scene";
import type { Violation } from "../sync/wire";

export function byCell(violations: readonly Violation[], nameOf: (ruleId: string) => string): Map<string, CellIssue> {
  const cells = new Map<string, CellIssue>();
  for (const violation of violations) {
    for (const { staff_id, date } of violation.cells ?? []) {
      const key = cellKey(staff_id, date);
      const before = cells.get(key);
      const name = nameOf(violation.rule_id);
      cells.set(key, {
        level: before?.level === "hard" ? "hard" : violation.enforcement,
        rules: before ? [...new Set([...before.rules, name])] : [name],
        broken: [...(before?.broken ?? []), { rule: name, message: violation.message, level: violation.enforcement }],
      });
    }
  }
  return cells;
}

/** Must before wish, then by rule, then by date. */
export function listed(violations: readonly Violation[]): readonly Violation[] {
  const order = (violation: Violation) => `${violation.enforcement === "hard" ? 0 : 1}${violation.rule_id} ${firstDate(violation)}`;
  return [...violations].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

export function firstDate(violation: Violation): string {
  return violation.date ?? (violation.cells ?? []).map(({ date }) => date).sort()[0] ?? "";
}

export interface RuleIssues {
  ruleId: string;
  enforcement: Violation["enforcement"];
  violations: readonly Violation[];
}

/** A sorted list, one entry a rule. */
export function rulesOf(sorted: readonly Violation[]): readonly RuleIssues[] {
  const rules: { ruleId: string; enforcement: Violation["enforcement"]; violations: Violation[] }[] = [];
  for (const violation of sorted) {
    const last = rules.at(-1);
    if (last?.ruleId === violation.rule_id) last.violations.push(violation);
    else rules.push({ ruleId: violation.rule_id, enforcement: violation.enforcement, violations: [violation] });
  }
  return rules;
}
