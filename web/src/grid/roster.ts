// What the grid shows, read from the two documents: people in groups, days, shift types, needs.
import type { Fields, PeriodState, WorkspaceState } from "../sync/document";

export const COLOURS = ["off", "early", "day", "late", "night", "swing", "on-call", "leave"] as const;

export interface ShiftLook {
  code: string;
  symbol: string;
  name: string;
  kind: "work" | "off" | "leave";
  colour: string;
  /** Lower case, 1–3 letters; none: it is picked, not typed. */
  keys: string;
  start: string | null;
  end: string | null;
  paidMinutes: number;
}

export interface Person {
  id: string;
  name: string;
  position: string;
  group: string;
  department: string;
  /** Their names, expired ones too. */
  skills: readonly string[];
}

export type GroupBy = "group" | "position" | "department" | "none";

export interface Group {
  key: string;
  label: string;
  /** Indices into the roster's people. */
  people: readonly number[];
}

export interface Day {
  date: string;
  day: number;
  /** 0 = Monday. */
  weekday: number;
  isWeekend: boolean;
  startsWeek: boolean;
  month: string;
  week: number;
}

/** One coverage rule as the foot counts it. */
export interface Need {
  ruleId: string;
  /** Whether it is about some of the people only: a group, a position, a skill. */
  isPart: boolean;
  label: string;
  look: ShiftLook | null;
  codes: ReadonlySet<string>;
  /** Whether a person counts. */
  counts: readonly boolean[];
  /** For each day the limits that hold on it; null: the rule says nothing about it. */
  limits: readonly (Limits | null)[];
}

export interface Limits {
  min: number | null;
  max: number | null;
}

export interface Roster {
  people: readonly Person[];
  days: readonly Day[];
  shifts: ReadonlyMap<string, ShiftLook>;
  /** Those that can be set, in the order of the palette. */
  palette: readonly ShiftLook[];
  needs: readonly Need[];
  personIndex: ReadonlyMap<string, number>;
  dayIndex: ReadonlyMap<string, number>;
}

const PALETTE_ORDER = ["off", "early", "late", "day", "night", "swing", "on-call", "leave"];

export function rosterOf(period: PeriodState, workspace: WorkspaceState): Roster {
  const staff = workspace.all("staff");
  const people = period.header.staff.map((id) => personOf(id, staff.get(id) ?? {}));
  const weekStart = Number(workspace.settings.week_start ?? 0);
  const days = period.dates.map((date) => dayOf(date, weekStart));
  const shifts = shiftsOf(workspace);
  const palette = [...shifts.values()]
    .filter(({ code }) => !isArchived(workspace, code))
    .sort((a, b) => PALETTE_ORDER.indexOf(a.colour) - PALETTE_ORDER.indexOf(b.colour) || (a.code < b.code ? -1 : 1));
  const personIndex = new Map(people.map(({ id }, index) => [id, index]));
  const dayIndex = new Map(days.map(({ date }, index) => [date, index]));
  return { people, days, shifts, palette, needs: needsOf(workspace, people, days, shifts), personIndex, dayIndex };
}

/** People in groups. Groups lie in the order of all people, their members in the order of `shown`; an empty group is left out. */
export function groupsOf(people: readonly Person[], by: GroupBy, nameless: string, shown: readonly number[] = [...people.keys()]): Group[] {
  const groups = new Map<string, number[]>(by === "none" ? [["", []]] : people.map((person) => [person[by], []]));
  for (const index of shown) groups.get(by === "none" ? "" : people[index]![by])!.push(index);
  if (groups.size === 1 && groups.has("")) return [{ key: "", label: "", people: groups.get("")! }];
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([key, members]) => ({ key, label: key || nameless, people: members }));
}

function personOf(id: string, fields: Fields): Person {
  const code = text(fields.code);
  const skills = list(fields.skills).map((skill) => text(map(skill).name));
  const [position, group, department] = [text(fields.position), text(fields.group), text(fields.department)];
  return { id, name: text(fields.name) || code || id, position, group, department, skills };
}

function dayOf(date: string, weekStart: number): Day {
  const at = new Date(`${date}T00:00:00Z`);
  const weekday = (at.getUTCDay() + 6) % 7;
  return {
    date,
    day: at.getUTCDate(),
    weekday,
    isWeekend: weekday >= 5,
    startsWeek: weekday === weekStart,
    month: date.slice(0, 7),
    week: isoWeek(at),
  };
}

/** ISO 8601: the week of the year that holds this day's Thursday. */
export function isoWeek(at: Date): number {
  const thursday = new Date(at);
  thursday.setUTCDate(at.getUTCDate() + 3 - ((at.getUTCDay() + 6) % 7));
  const firstDay = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursday.getTime() - firstDay) / (7 * 86_400_000));
}

function shiftsOf(workspace: WorkspaceState): Map<string, ShiftLook> {
  const looks = [...workspace.all("shift_type").values()].map(lookOf);
  const taken = new Set(looks.map(({ keys }) => keys).filter(Boolean));
  for (const look of looks) {
    const fallback = look.code.toLowerCase();
    if (look.keys || taken.has(fallback) || !/^[a-z0-9]{1,3}$/.test(fallback)) continue;
    look.keys = fallback;
    taken.add(fallback);
  }
  return new Map(looks.map((look) => [look.code, look]));
}

function lookOf(fields: Fields): ShiftLook {
  const code = text(fields.code);
  const kind = (text(fields.kind) || "work") as ShiftLook["kind"];
  const colour = text(fields.colour) || (kind === "work" ? "day" : kind);
  return {
    code,
    symbol: text(fields.symbol) || code,
    name: text(fields.name) || code,
    kind,
    colour: (COLOURS as readonly string[]).includes(colour) ? colour : "day",
    keys: text(fields.keys),
    start: clockTime(fields.start),
    end: clockTime(fields.end),
    paidMinutes: Number(fields.paid_minutes ?? 0),
  };
}

function isArchived(workspace: WorkspaceState, code: string): boolean {
  return [...workspace.all("shift_type").values()].some((fields) => fields.code === code && fields.archived === true);
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const clockTime = (value: unknown): string | null => (typeof value === "string" ? value.slice(0, 5) : null);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const map = (value: unknown): Fields => (value !== null && typeof value === "object" ? (value as Fields) : {});
const count = (value: unknown): number | null => (typeof value === "number" ? value : null);

function needsOf(
  workspace: WorkspaceState,
  people: readonly Person[],
  days: readonly Day[],
  shifts: ReadonlyMap<string, ShiftLook>,
): Need[] {
  const staff = workspace.all("staff");
  const order = (need: Need) => (need.look ? PALETTE_ORDER.indexOf(need.look.colour) : PALETTE_ORDER.length);
  const rules = [...workspace.all("rule")].filter(
    ([, rule]) => rule.type === "coverage" && rule.enabled !== false && rule.archived !== true,
  );
  const needs = rules.map(([ruleId, rule]): Need => {
    const params = map(rule.params);
    const scope = map(rule.scope);
    const codes = coveredCodes(params, shifts);
    const exceptions = new Map(
      list(params.exceptions).flatMap((entry) => list(map(entry).dates).map((date) => [String(date), map(entry)] as const)),
    );
    const look = codes.size === 1 ? (shifts.get([...codes][0]!) ?? null) : null;
    const counts = people.map(({ id }) => isInScope(id, staff.get(id) ?? {}, map(scope.staff)));
    const isPart = counts.includes(false);
    const name = text(rule.name);
    const shift = look?.name ?? "";
    return {
      ruleId,
      isPart,
      // The whole team's need is known by its shift; a group's says which group only by its rule's name.
      label: (isPart ? name || shift : shift || name) || [...codes].map((code) => shifts.get(code)?.symbol ?? code).join(" "),
      look,
      codes,
      counts,
      limits: days.map((day) => (isDated(day, map(scope.dates)) ? limitsOf(exceptions.get(day.date) ?? params) : null)),
    };
  });
  return needs.sort((a, b) => Number(a.isPart) - Number(b.isPart) || order(a) - order(b) || (a.label < b.label ? -1 : 1));
}

function coveredCodes(params: Fields, shifts: ReadonlyMap<string, ShiftLook>): Set<string> {
  const named = list(params.shifts).map(String);
  const kinds = list(params.kinds).map(String);
  const wanted = kinds.length > 0 || named.length > 0 ? kinds : ["work"];
  return new Set([...named, ...[...shifts.values()].filter(({ kind }) => wanted.includes(kind)).map(({ code }) => code)]);
}

function limitsOf(params: Fields): Limits {
  const ideal = count(params.ideal);
  return { min: count(params.min) ?? ideal, max: count(params.max) ?? ideal };
}

function isInScope(id: string, fields: Fields, scope: Fields): boolean {
  const holds = (field: string, value: unknown) => scope[field] == null || list(scope[field]).includes(value);
  const skills = list(fields.skills).map((skill) => map(skill).name);
  const hasSkill = scope.skills == null || list(scope.skills).some((skill) => skills.includes(skill));
  return (
    holds("ids", id) &&
    holds("groups", fields.group) &&
    holds("positions", fields.position) &&
    holds("employment", fields.employment ?? "regular") &&
    hasSkill
  );
}

function isDated({ date, weekday }: Day, scope: Fields): boolean {
  if (scope.from != null && date < String(scope.from)) return false;
  if (scope.to != null && date > String(scope.to)) return false;
  if (scope.weekdays != null && !list(scope.weekdays).includes(weekday)) return false;
  return scope.dates == null || list(scope.dates).includes(date);
}
