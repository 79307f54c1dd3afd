// What the view paints, read from the live documents: values, marks, names in words.
import type { PastPicture } from "../history/past";
import type { Cell } from "../sync/document";
import type { LivePeriod } from "../sync/live";
import { words } from "../words";
import type { Layout } from "./layout";
import type { CellLook, FootCell, FootLook, Scene } from "./painting";
import type { Limits, Roster } from "./roster";
import { type TotalKind, Totals } from "./totals";

export type ResultView = "changes" | "result" | "now";

/** A result over the grid: what it would change, and what people changed meanwhile. */
export interface Overlay {
  view: ResultView;
  diff: ReadonlyMap<string, { from: string | null; to: string | null }>;
  kept: ReadonlySet<string>;
}

export interface CellIssue {
  level: "hard" | "soft";
  /** Each rule once. */
  rules: readonly string[];
  broken: readonly { rule: string; message: string; level: "hard" | "soft" }[];
}

export const cellKey = (staffId: string, date: string): string => `${staffId}/${date}`;

/** Before this an unanswered edit is not worth a mark. */
export const PENDING_AFTER_MS = 300;

export interface SceneOptions {
  live: LivePeriod;
  roster: Roster;
  layout: Layout;
  overlay: Overlay | null;
  issues: ReadonlyMap<string, CellIssue>;
  /** The version that is looked at instead of the live cells. */
  past: PastPicture | null;
  today: string;
  now: () => number;
  /** One row of people short, on narrow screens, instead of one a need. */
  hasShortFoot: boolean;
  /** The columns at the right. */
  totals: readonly TotalKind[];
  /** Whether the needs behind the foot's row of sums are shown too. */
  isFootOpen: boolean;
  hasShortNames: boolean;
  /** Where even a short name has no room. */
  hasInitials: boolean;
}

export class RosterScene implements Scene {
  readonly layout: Layout;
  readonly roster: Roster;
  readonly today: string;
  readonly name: string;
  readonly summary: string;
  readonly nameHeader = words.grid.name;
  readonly totalHeaders: readonly { short: string; long: string }[];
  readonly months: readonly { label: string; from: number; count: number }[];
  readonly feet: readonly FootLook[];
  /** The needs that each row of the foot counts. */
  readonly #counted: readonly (readonly number[])[];
  readonly #options: SceneOptions;
  readonly #totals: Totals;
  readonly #shownTotals: readonly TotalKind[];
  readonly #values: (string | null)[];
  readonly #dayNames: readonly string[];
  overlay: Overlay | null;
  issues: ReadonlyMap<string, CellIssue>;

  constructor(options: SceneOptions) {
    const { live, roster, layout } = options;
    this.#options = options;
    this.layout = layout;
    this.roster = roster;
    this.today = options.today;
    this.overlay = options.overlay;
    this.issues = options.issues;
    this.name = live.state?.header.name ?? "";
    this.summary = options.hasShortNames ? "" : words.grid.summary(roster.people.length, roster.days.length);
    this.#shownTotals = options.hasShortNames ? [] : options.totals;
    this.totalHeaders = this.#shownTotals.map((kind) => ({ short: words.rows.totals[kind], long: words.rows.totalsLong[kind] }));
    this.months = monthsOf(roster);
    this.#dayNames = roster.days.map(({ date }) => words.date(date));
    const feet = this.#footRows();
    this.feet = feet.map(({ look }) => look);
    this.#counted = feet.map(({ needs }) => needs);
    this.#values = [];
    for (let person = 0; person < roster.people.length; person++) {
      for (let day = 0; day < roster.days.length; day++) this.#values.push(this.#effective(person, day));
    }
    this.#totals = new Totals(roster, (person, day) => this.#values[person * roster.days.length + day] ?? null);
  }

  get days() {
    return this.roster.days;
  }

  dayName(day: number): string {
    return this.#dayNames[day]!;
  }

  weekdayLetter(day: number): string {
    return words.weekdayLetter(this.days[day]!.date);
  }

  weekLabel(day: number): string {
    return this.#options.hasShortNames ? "" : words.week(this.days[day]!.week);
  }

  person(row: number): { name: string; detail: string; fullName: string } {
    const { name, position } = this.#personOf(row);
    const { hasShortNames, hasInitials } = this.#options;
    if (hasInitials) return { name: initials(name), detail: "", fullName: name };
    return hasShortNames ? { name: shortName(name), detail: "", fullName: name } : { name, detail: position, fullName: name };
  }

  totals(row: number): readonly string[] {
    const { person } = this.layout.lines[row]!;
    return this.#shownTotals.map((kind) => words.number(this.#totals.of(kind, person)));
  }

  /** People short on these days, hidden people counted too. */
  short(firstDay: number, lastDay: number): number {
    let sum = 0;
    for (let day = firstDay; day <= lastDay; day++) sum += this.#totals.short(day);
    return sum;
  }

  foot(index: number, day: number): FootCell {
    const needs = this.#counted[index] ?? [];
    if (this.feet[index]?.isOpen !== undefined) {
      const missing = needs.reduce((sum, need) => sum + Math.max(0, -this.#totals.balance(need, day)), 0);
      return missing > 0 ? { text: `▾${missing}`, level: "short" } : { text: "✓", level: "" };
    }
    const [need] = needs;
    if (need === undefined || !this.roster.needs[need]?.limits[day]) return { text: "", level: "" };
    const balance = this.#totals.balance(need, day);
    if (balance < 0) return { text: `▾${-balance}`, level: "short" };
    return balance > 0 ? { text: `▴${balance}`, level: "over" } : { text: String(this.#totals.cover(need, day)), level: "" };
  }

  /** The cell as it lies in the document, unanswered edits included, results not. */
  raw(row: number, day: number): Cell {
    const { id } = this.#personOf(row);
    return this.#at(id, this.days[day]!.date);
  }

  /** What is shown there in the present view. */
  value(row: number, day: number): string | null {
    const { person } = this.layout.lines[row]!;
    return this.#effective(person, day);
  }

  /** A cell may have moved: bring the counts along. True when its shown shift did. */
  refresh(person: number, day: number): boolean {
    const index = person * this.days.length + day;
    const before = this.#values[index] ?? null;
    const after = this.#effective(person, day);
    if (before === after) return false;
    this.#values[index] = after;
    this.#totals.moved(person, day, before, after);
    return true;
  }

  cell(row: number, day: number): CellLook {
    const { id, name } = this.#personOf(row);
    const { date } = this.days[day]!;
    const key = cellKey(id, date);
    const cell = this.#at(id, date);
    const change = this.#options.past ? this.#sinceThen(id, date, cell.shift) : this.#changeOf(key, cell.shift);
    const code = change && this.overlay?.view !== "now" ? change.to : cell.shift;
    const look = code === null ? null : this.roster.shifts.get(code);
    const issue = this.issues.get(key);
    const isDiff = change !== null && (this.overlay?.view ?? "changes") === "changes";
    const isPending = this.#isPending(id, date);
    const isKept = this.overlay?.kept.has(key) === true;
    let classes = code === null ? "rg-c is-empty" : `rg-c shift-${look?.colour ?? "day"}`;
    if (isDiff) classes += change.from === null ? " is-diff is-filled" : " is-diff";
    else if (issue) classes += issue.level === "hard" ? " is-must" : " is-wish";
    if (cell.note !== null && !isDiff) classes += " has-note";
    if (cell.locked) classes += " is-locked";
    if (isPending) classes += " is-pending";
    if (isKept) classes += " is-kept";
    const parts = [words.grid.cell(name, this.#dayNames[day]!, this.shiftName(code))];
    if (cell.locked) parts.push(words.grid.locked);
    if (issue) parts.push(issue.level === "hard" ? words.grid.breaks(issue.rules.join(", ")) : words.grid.misses(issue.rules.join(", ")));
    if (cell.note !== null) parts.push(words.grid.note(cell.note));
    if (isDiff) parts.push(words.grid.was(this.shiftName(change.from)));
    if (isKept) parts.push(words.grid.kept);
    if (isPending) parts.push(words.grid.pending);
    return {
      classes,
      symbol: code === null ? "" : (look?.symbol ?? code),
      was: isDiff && change.from !== null ? this.symbol(change.from) : "",
      name: parts.join(", "),
    };
  }

  shiftName(code: string | null): string {
    return code === null ? words.grid.empty : (this.roster.shifts.get(code)?.name ?? code);
  }

  symbol(code: string | null): string {
    return code === null ? "·" : (this.roster.shifts.get(code)?.symbol ?? code);
  }

  #personOf(row: number) {
    return this.roster.people[this.layout.lines[row]!.person]!;
  }

  /** The cell as it lies in the document, or lay in it at the version that is looked at. */
  #at(staffId: string, date: string): Cell {
    const { past, live } = this.#options;
    return past ? past.cell(staffId, date) : live.cell(staffId, date);
  }

  /** How the cell of the version that is looked at differs from the present one. */
  #sinceThen(staffId: string, date: string, then: string | null): { from: string | null; to: string | null } | null {
    const { shift } = this.#options.live.cell(staffId, date);
    return shift === then ? null : { from: shift, to: then };
  }

  #isPending(staffId: string, date: string): boolean {
    if (this.#options.past) return false;
    const since = this.#options.live.waitingSince(staffId, date);
    return since !== undefined && this.#options.now() - since >= PENDING_AFTER_MS;
  }

  /** A change that still holds: the cell is as it was when the result was made. */
  #changeOf(key: string, shown: string | null): { from: string | null; to: string | null } | null {
    const change = this.overlay?.diff.get(key);
    return change && change.from === shown && !this.overlay!.kept.has(key) ? change : null;
  }

  #effective(person: number, day: number): string | null {
    const { id } = this.roster.people[person]!;
    const { date } = this.days[day]!;
    const { shift } = this.#at(id, date);
    if (!this.overlay || this.overlay.view === "now") return shift;
    const change = this.#changeOf(cellKey(id, date), shift);
    return change ? change.to : shift;
  }

  /** One row a need; those of groups, and on a phone all, behind one row of sums that opens. */
  #footRows(): readonly { look: FootLook; needs: readonly number[] }[] {
    const { hasShortFoot, isFootOpen } = this.#options;
    const rows = this.roster.needs.map(({ label, look, limits }, need) => ({
      look: { label, symbol: look?.symbol ?? "", colour: look?.colour ?? "", need: needWords(limits) },
      needs: [need],
    }));
    const isBehind = (index: number) => hasShortFoot || this.roster.needs[index]!.isPart;
    const before = rows.filter((_, index) => !isBehind(index));
    const behind = rows.filter((_, index) => isBehind(index));
    if (!hasShortFoot && behind.length < 2) return rows;
    if (behind.length === 0) return before;
    const label = hasShortFoot ? words.grid.short : words.grid.inGroups(behind.length);
    const sums = { look: { label, symbol: "", colour: "", need: "", isOpen: isFootOpen }, needs: behind.flatMap(({ needs }) => needs) };
    return [...before, sums, ...(isFootOpen ? behind : [])];
  }
}

/** The limits that hold on most days. */
function needWords(limits: readonly (Limits | null)[]): string {
  const counts = new Map<string, number>();
  for (const limit of limits)
    if (limit) counts.set(words.grid.need(limit.min, limit.max), (counts.get(words.grid.need(limit.min, limit.max)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

function monthsOf({ days }: Roster): { label: string; from: number; count: number }[] {
  const months: { label: string; from: number; count: number; month: string }[] = [];
  days.forEach(({ month, date }, index) => {
    const last = months.at(-1);
    if (last?.month === month) last.count += 1;
    else months.push({ label: words.month(date), from: index, count: 1, month });
  });
  return months;
}

/** "Ben Okafor" → "BO"; a name of one word gives its first two letters. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  const first = [...(parts[0] ?? "")];
  const last = parts.length > 1 ? [...parts.at(-1)!].slice(0, 1) : first.slice(1, 2);
  return [first[0] ?? "", ...last].join("");
}

/** "Ben Okafor" → "Ben O."; a name in a script without capitals has no initials and stays whole. */
export function shortName(name: string): string {
  const [first, ...rest] = name.split(/\s+/);
  const initial = [...(rest.at(-1) ?? "")][0];
  return initial && initial.toLowerCase() !== initial.toUpperCase() ? `${first} ${initial}.` : name;
}
