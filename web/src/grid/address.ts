// The rows' choice as the address's search part: what is shared with a link. Other parameters stay as they are.

import type { GroupBy } from "./roster";
import { type Filter, GROUPINGS, type RowsChoice, SORTS, type SortBy } from "./rows";

/** Stands for an empty cell. */
const EMPTY = "-";
const OURS = ["rows", "sort", "fold", "q", "position", "group", "skill", "on", "shift", "issue", "lock"] as const;

/** What an address says; `groupBy` is this device's usual grouping where it says none. Unknown values count as missing. */
export function rowsFrom(params: URLSearchParams, groupBy: GroupBy): RowsChoice {
  const date = params.get("on");
  const shift = params.get("shift");
  return {
    groupBy: GROUPINGS.find((by) => by === params.get("rows")) ?? groupBy,
    sortBy: SORTS.find((by) => by === params.get("sort")) ?? "own",
    folded: new Set(params.getAll("fold")),
    filter: {
      text: params.get("q") ?? "",
      positions: params.getAll("position"),
      groups: params.getAll("group"),
      skills: params.getAll("skill"),
      on: date && shift ? { date, shift: shift === EMPTY ? null : shift } : null,
      hasIssue: params.has("issue"),
      hasLock: params.has("lock"),
    },
  };
}

export interface RowsChange {
  groupBy?: GroupBy;
  sortBy?: SortBy;
  folded?: ReadonlySet<string>;
  filter?: Filter;
}

/** The same address with some of the choice changed. */
export function withRows(params: URLSearchParams, change: RowsChange): URLSearchParams {
  const next = new URLSearchParams(params);
  const put = (name: (typeof OURS)[number], values: readonly string[]) => {
    next.delete(name);
    for (const value of values) next.append(name, value);
  };
  if (change.groupBy) put("rows", [change.groupBy]);
  if (change.sortBy) put("sort", change.sortBy === "own" ? [] : [change.sortBy]);
  if (change.folded) put("fold", [...change.folded]);
  if (change.filter) {
    const { text, positions, groups, skills, on, hasIssue, hasLock } = change.filter;
    put("q", text === "" ? [] : [text]);
    put("position", positions);
    put("group", groups);
    put("skill", skills);
    put("on", on ? [on.date] : []);
    put("shift", on ? [on.shift ?? EMPTY] : []);
    put("issue", hasIssue ? ["1"] : []);
    put("lock", hasLock ? ["1"] : []);
  }
  return next;
}

/** The rows' part alone: what the printed roster takes along. */
export function rowsPart(params: URLSearchParams): string {
  const part = new URLSearchParams([...params].filter(([name]) => (OURS as readonly string[]).includes(name))).toString();
  return part === "" ? "" : `?${part}`;
}
