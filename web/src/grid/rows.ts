// Which people the grid shows, and in which order: filter, sort and group as values.
import { type Group, type GroupBy, groupsOf, type Roster } from "./roster";

export const GROUPINGS = ["group", "position", "department", "none"] as const satisfies readonly GroupBy[];
/** `own`: as the period lists them. */
export const SORTS = ["own", "name", "mostHours", "fewestHours"] as const;
export type SortBy = (typeof SORTS)[number];

export interface Filter {
  /** Letters of the name. */
  text: string;
  /** Each list: any of these; none: all. */
  positions: readonly string[];
  groups: readonly string[];
  skills: readonly string[];
  /** Who has this shift on this day; null: whose cell is empty. */
  on: { date: string; shift: string | null } | null;
  hasIssue: boolean;
  hasLock: boolean;
}

export interface RowsChoice {
  groupBy: GroupBy;
  sortBy: SortBy;
  folded: ReadonlySet<string>;
  filter: Filter;
}

export const NO_FILTER: Filter = { text: "", positions: [], groups: [], skills: [], on: null, hasIssue: false, hasLock: false };
export const ALL_ROWS: RowsChoice = { groupBy: "group", sortBy: "own", folded: new Set(), filter: NO_FILTER };

/** What of the cells decides about a row. Both are indices into the roster. */
export interface RowFacts {
  shift(person: number, day: number): string | null;
  isLocked(person: number, day: number): boolean;
  hasIssue(person: number, day: number): boolean;
}

/** How many of a filter's conditions are set. */
export function conditions({ text, positions, groups, skills, on, hasIssue, hasLock }: Filter): number {
  return [text.trim() !== "", positions.length > 0, groups.length > 0, skills.length > 0, on !== null, hasIssue, hasLock].filter(Boolean)
    .length;
}

/** Whether an edit of a cell can change which rows are shown, or their order. */
export function dependsOnCells({ sortBy, filter }: RowsChoice): boolean {
  return sortBy === "mostHours" || sortBy === "fewestHours" || filter.on !== null || filter.hasIssue || filter.hasLock;
}

export function arranged(roster: Roster, { groupBy, sortBy, filter }: RowsChoice, facts: RowFacts, nameless: string): readonly Group[] {
  const shown = [...roster.people.keys()].filter((person) => matches(roster, person, filter, facts));
  return groupsOf(roster.people, groupBy, nameless, sorted(roster, shown, sortBy, facts));
}

function matches({ people, days, dayIndex }: Roster, index: number, filter: Filter, facts: RowFacts): boolean {
  const person = people[index]!;
  const isAny = (wanted: readonly string[], has: readonly string[]) => wanted.length === 0 || wanted.some((one) => has.includes(one));
  const some = (holds: (day: number) => boolean) => days.some((_, day) => holds(day));
  if (!plain(person.name).includes(plain(filter.text.trim()))) return false;
  if (!isAny(filter.positions, [person.position]) || !isAny(filter.groups, [person.group]) || !isAny(filter.skills, person.skills))
    return false;
  if (filter.on) {
    const day = dayIndex.get(filter.on.date);
    if (day === undefined || facts.shift(index, day) !== filter.on.shift) return false;
  }
  if (filter.hasIssue && !some((day) => facts.hasIssue(index, day))) return false;
  return !filter.hasLock || some((day) => facts.isLocked(index, day));
}

/** Without case and accents: "jose" finds José. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function sorted(roster: Roster, shown: number[], by: SortBy, facts: RowFacts): readonly number[] {
  if (by === "own") return shown;
  if (by === "name") return shown.sort((a, b) => roster.people[a]!.name.localeCompare(roster.people[b]!.name) || a - b);
  const minutes = new Map(shown.map((person) => [person, minutesOf(roster, person, facts)]));
  const way = by === "mostHours" ? -1 : 1;
  return shown.sort((a, b) => way * (minutes.get(a)! - minutes.get(b)!) || a - b);
}

function minutesOf({ days, shifts }: Roster, person: number, facts: RowFacts): number {
  return days.reduce((sum, _, day) => sum + (shifts.get(facts.shift(person, day) ?? "")?.paidMinutes ?? 0), 0);
}

/** The list with one of it put right before or after another; null where nothing moves. */
export function placed(list: readonly string[], moving: string, side: "before" | "after", other: string): readonly string[] | null {
  const rest = list.filter((id) => id !== moving);
  const at = rest.indexOf(other);
  if (at < 0 || rest.length === list.length) return null;
  rest.splice(side === "before" ? at : at + 1, 0, moving);
  return rest.every((id, index) => id === list[index]) ? null : rest;
}
