// What rules are about: the groups of the list, and the order of the rules in them.
import type { Rule } from "../sync/wire";

export const TOPICS = ["cover", "load", "order", "people", "wishes", "fairness", "other"] as const;
export type Topic = (typeof TOPICS)[number];

const TYPES: Readonly<Record<string, Topic>> = {
  coverage: "cover",
  daily_limit: "cover",
  skill: "cover",
  backup: "cover",
  window_count: "load",
  work_minutes: "load",
  consecutive: "load",
  weekends: "load",
  succession: "order",
  min_rest: "order",
  pattern: "order",
  group_limit: "people",
  together: "people",
  apart: "people",
  request: "wishes",
  time_off: "wishes",
  fairness: "fairness",
  stability: "other",
  cost: "other",
};

export const topicOf = (type: string): Topic => TYPES[type] ?? "other";

/** By topic; in each the must-rules first, then the heavier, then by name. */
export function byTopic(rules: readonly Rule[]): readonly { topic: Topic; rules: readonly Rule[] }[] {
  const order = new Map(Object.keys(TYPES).map((type, index) => [type, index]));
  const rank = (rule: Rule) => order.get(rule.type) ?? order.size;
  const sorted = [...rules].sort(
    (a, b) =>
      Number(b.enforcement === "hard") - Number(a.enforcement === "hard") ||
      rank(a) - rank(b) ||
      (b.weight ?? 1) - (a.weight ?? 1) ||
      (a.name ?? "").localeCompare(b.name ?? "") ||
      (a.id < b.id ? -1 : 1),
  );
  return TOPICS.map((topic) => ({ topic, rules: sorted.filter(({ type }) => topicOf(type) === topic) })).filter(
    (group) => group.rules.length > 0,
  );
}
