// A rule in words: its facts with the names of shifts, groups and people, given to the catalogue of words.
import type { Rule } from "../sync/wire";
import { words } from "../words";
import type { Names } from "./names";
import type { Values } from "./schema";

type Scope = NonNullable<Rule["scope"]>;

/** `**…**` in it is what stands out; `pieces` cuts it. `title` is said of a type that has no sentence. */
export function sentenceOf(
  { type, params = {}, scope = {} }: Pick<Rule, "type" | "params" | "scope">,
  names: Names,
  title: string,
): string {
  const say = SENTENCES[type];
  const scoped = { whom: whomOf(scope, names), when: whenOf(scope.dates ?? {}) };
  return say ? say(params, scoped, names) : words.rules.says.generic(title, scoped);
}

/** An entry of a list in a rule's parameters; `index` counts from 0. */
export function entryWords(list: string, entry: Values, names: Names, index: number): string {
  const say = words.rules.says;
  const person = () => (typeof entry.staff === "string" ? names.person(entry.staff) : "…");
  switch (list) {
    case "exceptions":
      return say.datedNeed({ ...bounds(entry), ideal: integer(entry.ideal), dates: texts(entry.dates) });
    case "pairs":
      return say.pair(pairOf(entry, names));
    case "sequence":
      return say.step(picked(entry, names));
    case "requests":
      return say.wish({
        who: person(),
        kind: text(entry.kind) ?? "on",
        picked: picked(entry, names),
        when: whenOf(entry.when),
        weight: integer(entry.weight) ?? 1,
      });
    case "absences":
      return say.absence({ who: person(), leave: named(entry.leave, names.shift), when: whenOf(entry.when) });
    case "needs":
      return say.need({ picked: picked(entry, names), skill: text(entry.skill) ?? "…", site: text(entry.site) });
    case "sets":
      return say.set(texts(entry.staff).map(names.person)) || "…";
    case "shares":
      return say.share({ who: person(), percent: integer(entry.percent) ?? 100, before: integer(entry.before) ?? 0 });
    default:
      return words.rules.entry(index + 1);
  }
}

export interface Piece {
  text: string;
  isStrong: boolean;
}

export function pieces(sentence: string): readonly Piece[] {
  return sentence
    .split("**")
    .map((text, index) => ({ text, isStrong: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}

export const plain = (sentence: string): string => sentence.replaceAll("**", "");

type Scoped = { whom: ReturnType<typeof whomOf>; when: ReturnType<typeof whenOf> };

const SENTENCES: Readonly<Record<string, (params: Values, scoped: Scoped, names: Names) => string>> = {
  coverage: (params, scoped, names) =>
    words.rules.says.coverage({
      ...scoped,
      ...bounds(params),
      ...picked(params, names),
      ideal: integer(params.ideal),
      site: text(params.site),
      exceptions: entries(params.exceptions).length,
    }),
  daily_limit: (params, scoped, names) => words.rules.says.dailyLimit({ ...scoped, ...bounds(params), ...picked(params, names) }),
  group_limit: (params, scoped, names) =>
    words.rules.says.groupLimit({ ...scoped, ...picked(params, names), max: integer(params.max) ?? 0, points: pointsOf(params, names) }),
  window_count: (params, scoped, names) =>
    words.rules.says.windowCount({
      ...scoped,
      ...bounds(params),
      ...picked(params, names),
      ...windowOf(params),
      points: pointsOf(params, names),
    }),
  work_minutes: (params, scoped) => words.rules.says.workMinutes({ ...scoped, ...bounds(params), ...windowOf(params) }),
  consecutive: (params, scoped, names) => words.rules.says.consecutive({ ...scoped, ...bounds(params), ...picked(params, names) }),
  succession: (params, scoped, names) =>
    words.rules.says.succession({ ...scoped, pairs: entries(params.pairs).map((pair) => pairOf(pair, names)) }),
  min_rest: (params, scoped) => words.rules.says.minRest({ ...scoped, minutes: integer(params.minutes) ?? 0 }),
  pattern: (params, scoped, names) =>
    words.rules.says.pattern({
      ...scoped,
      isRequired: params.kind === "required",
      given: integer(params.given) ?? 1,
      weekdays: integers(params.weekdays),
      sequence: entries(params.sequence).map((step) => picked(step, names)),
    }),
  weekends: (params, scoped) =>
    words.rules.says.weekends({
      ...scoped,
      maxWorked: integer(params.max_worked),
      minFree: integer(params.min_free),
      isWhole: params.complete === true,
      isSameShift: params.same_shift === true,
      days: params.days === undefined ? [5, 6] : integers(params.days),
    }),
  request: (params, scoped) => {
    const wishes = entries(params.requests);
    return words.rules.says.request({ ...scoped, wishes: wishes.length, people: new Set(wishes.map(({ staff }) => staff)).size });
  },
  time_off: (params, scoped, names) => {
    const absences = entries(params.absences);
    const people = [...new Set(absences.map(({ staff }) => text(staff) ?? ""))].map(names.person);
    return words.rules.says.timeOff({
      ...scoped,
      people,
      absences: absences.map((absence, index) => entryWords("absences", absence, names, index)),
    });
  },
  skill: (params, scoped, names) =>
    words.rules.says.skill({
      ...scoped,
      needs: entries(params.needs).map((need, index) => entryWords("needs", need, names, index)),
      isOfShiftTypes: params.of_shift_types !== false,
    }),
  together: (params, scoped, names) => words.rules.says.together({ ...scoped, ...picked(params, names), sets: setsOf(params, names) }),
  apart: (params, scoped, names) => words.rules.says.apart({ ...scoped, ...picked(params, names), sets: setsOf(params, names) }),
  backup: (params, scoped, names) => words.rules.says.backup({ ...scoped, ...picked(params, names), sets: setsOf(params, names) }),
  fairness: (params, scoped, names) =>
    words.rules.says.fairness({
      ...scoped,
      ...picked(params, names),
      what: text(params.what) ?? "shifts",
      points: pointsOf(params, names),
      isRange: params.measure !== "deviation",
      tolerance: integer(params.tolerance) ?? 1,
      unit: integer(params.unit) ?? 60,
    }),
  stability: (params, scoped) => words.rules.says.stability({ ...scoped, tolerance: integer(params.tolerance) ?? 0 }),
  cost: (params, scoped) => {
    const overtime = params.overtime as Values | null | undefined;
    return words.rules.says.cost({
      ...scoped,
      budget: integer(params.budget),
      overtime: overtime
        ? { after: integer(overtime.after) ?? 0, window: text(overtime.window) ?? "week", percent: integer(overtime.percent) ?? 150 }
        : null,
    });
  },
};

const integer = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const integers = (value: unknown): readonly number[] => (Array.isArray(value) ? (value as number[]) : []);
const entries = (value: unknown): readonly Values[] => (Array.isArray(value) ? (value as Values[]) : []);
const named = (value: unknown, name: (id: string) => string): string | null => (typeof value === "string" ? name(value) : null);

const bounds = ({ min, max }: Values) => ({ min: integer(min), max: integer(max) });
const picked = ({ shifts, kinds }: Values, names: Names) => ({ shifts: texts(shifts).map(names.shift), kinds: texts(kinds) });
const windowOf = (params: Values) => ({ window: text(params.window) ?? "period", days: integer(params.window_days) });
const pairOf = ({ before, after }: Values, names: Names) => ({
  before: texts(before).map(names.shift),
  after: texts(after).map(names.shift),
});
const setsOf = (params: Values, names: Names) => entries(params.sets).map(({ staff }) => texts(staff).map(names.person));
const pointsOf = ({ points }: Values, names: Names) =>
  Object.entries((points ?? {}) as Record<string, number>).map(([code, n]) => [names.shift(code), n] as const);

function whomOf({ staff = {} }: Scope, names: Names) {
  return {
    people: (staff.ids ?? []).map(names.person),
    groups: staff.groups ?? [],
    positions: staff.positions ?? [],
    skills: staff.skills ?? [],
    employment: staff.employment ?? [],
  };
}

function whenOf(given: unknown) {
  const dates = (given ?? {}) as Values;
  return { from: text(dates.from), to: text(dates.to), weekdays: integers(dates.weekdays), dates: texts(dates.dates) };
}
