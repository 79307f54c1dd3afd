// Rules as English sentences, from facts whose names are resolved already; **…** is what stands out.
import { at, count, whole } from "./counting";

const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const SHOWN = 3;

const bold = (text: string): string => `**${text.replaceAll("*", "")}**`;
const num = (n: number): string => bold(whole.format(n));
const day = (date: string): string => dayMonth.format(at(date));
const capital = (text: string): string => text.replace(/^(\**)(\p{Ll})/u, (_, stars: string, first: string) => stars + first.toUpperCase());

function list(items: readonly string[], last = "and", shown = SHOWN): string {
  const some = items.length > shown + 1 ? [...items.slice(0, shown), `${whole.format(items.length - shown)} more`] : items;
  return some.length < 2 ? (some[0] ?? "") : `${some.slice(0, -1).join(", ")} ${last} ${some.at(-1)}`;
}

const names = (items: readonly string[], last = "and"): string => list(items.map(bold), last);

function hours(minutes: number): string {
  const [full, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${whole.format(full)} h` : full === 0 ? `${rest} min` : `${whole.format(full)} h ${rest} min`;
}

/** Shifts by their names, and whole kinds of shift. */
export interface Picked {
  shifts: readonly string[];
  kinds: readonly string[];
}

export interface Whom {
  people: readonly string[];
  groups: readonly string[];
  positions: readonly string[];
  skills: readonly string[];
  employment: readonly string[];
}

export interface When {
  from: string | null;
  to: string | null;
  weekdays: readonly number[];
  dates: readonly string[];
}

export interface Bounds {
  min: number | null;
  max: number | null;
}

const KINDS: Readonly<Record<string, string>> = { work: "at work", off: "off", leave: "on leave" };
const DAYS: Readonly<Record<string, string>> = { work: "a day at work", off: "a day off", leave: "a day of leave" };
const EMPLOYED: Readonly<Record<string, string>> = { regular: "regularly", contract: "by contract", part_time: "part time" };

/** A day of a sequence: `**Late**`, `a day off`. */
const step = ({ shifts, kinds }: Picked): string => {
  const parts = [...(shifts.length > 0 ? [names(shifts, "or")] : []), ...kinds.map((kind) => DAYS[kind] ?? kind)];
  return parts.length > 0 ? list(parts, "or") : "a day at work";
};

/** `on **Late** or off`; nothing picked: what the rule takes then. */
const on = ({ shifts, kinds }: Picked, otherwise: string): string => {
  const parts = [...(shifts.length > 0 ? [`on ${names(shifts, "or")}`] : []), ...kinds.map((kind) => KINDS[kind] ?? kind)];
  return parts.length > 0 ? list(parts, "or") : otherwise;
};

const bounds = ({ min, max }: Bounds, say = num): string => {
  if (min !== null && max !== null) return min === max ? `exactly ${say(min)}` : `${say(min)} to ${say(max)}`;
  if (min !== null) return `at least ${say(min)}`;
  return max === null ? "any number of" : `at most ${say(max)}`;
};
const last = ({ min, max }: Bounds): number => max ?? min ?? 2;
const noun = (n: number, one: string, many: string): string => (n === 1 ? one : many);

function weekdays(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const isRun = sorted.length > 2 && sorted.at(-1)! - sorted[0]! === sorted.length - 1;
  return isRun
    ? `${WEEKDAYS[sorted[0]!]} to ${WEEKDAYS[sorted.at(-1)!]}`
    : list(
        sorted.map((one) => WEEKDAYS[one] ?? ""),
        "and",
        7,
      );
}

/** `on Sat and Sun from 1 Dec to 5 Dec`; everything: an empty text. */
function when({ from, to, weekdays: days, dates }: When): string {
  const parts: string[] = [];
  if (days.length > 0) parts.push(`on ${bold(weekdays(days))}`);
  if (dates.length > 0) parts.push(`on ${list(dates.map((date) => bold(day(date))))}`);
  if (from !== null && to !== null) parts.push(`from ${bold(day(from))} to ${bold(day(to))}`);
  else if (from !== null) parts.push(`from ${bold(day(from))} on`);
  else if (to !== null) parts.push(`until ${bold(day(to))}`);
  return parts.join(" ");
}

/** `of **Kitchen** with **First aid**`; everyone: an empty text. */
function whom({ people, groups, positions, skills, employment }: Whom): string {
  const parts: string[] = [];
  if (groups.length > 0) parts.push(`of ${names(groups, "or")}`);
  if (positions.length > 0) parts.push(`as ${names(positions, "or")}`);
  if (skills.length > 0) parts.push(`with ${names(skills)}`);
  if (employment.length > 0)
    parts.push(
      `employed ${list(
        employment.map((kind) => bold(EMPLOYED[kind] ?? kind)),
        "or",
      )}`,
    );
  if (people.length > 0) parts.push(`among ${names(people)}`);
  return parts.join(" ");
}

interface Scoped {
  whom: Whom;
  when: When;
}

const joined = (...parts: readonly (string | false | null)[]): string => capital(parts.filter(Boolean).join(" "));

/** What a rule about single people says of its scope. */
const only = (scope: Scoped): string => {
  const parts = [whom(scope.whom) && `people ${whom(scope.whom)}`, when(scope.when)].filter(Boolean);
  return parts.length > 0 ? `; only ${parts.join(", ")}` : "";
};

const daily = (scope: Scoped): string => when(scope.when) || "every day";
const WINDOWS: Readonly<Record<string, string>> = { month: "in each month", week: "in each week", period: "in the period" };
const window = (kind: string, days: number | null): string =>
  kind === "rolling" ? `in any ${num(days ?? 0)} days in a row` : (WINDOWS[kind] ?? kind);
const points = (given: readonly (readonly [string, number])[]): string =>
  given.length > 0 ? ` (${list(given.map(([shift, n]) => `${bold(shift)} counts ${whole.format(n)}`))})` : "";

export const sentences = {
  kind: (kind: string) => capital(KINDS[kind] ?? kind),
  generic: (title: string, scope: Scoped) => `${title}${only(scope)}`,

  coverage: (f: Scoped & Bounds & Picked & { ideal: number | null; site: string | null; exceptions: number }) => {
    const isAny = f.min === null && f.max === null;
    const amount = isAny && f.ideal !== null ? `ideally ${num(f.ideal)}` : bounds(f);
    const people = noun(isAny ? (f.ideal ?? 2) : last(f), "person", "people");
    const ideal = !isAny && f.ideal !== null ? `, ideally ${num(f.ideal)}` : "";
    const exceptions = f.exceptions > 0 ? `; other numbers on ${count(f.exceptions, "occasion")}` : "";
    const place = f.site === null ? null : `at ${bold(f.site)}`;
    return `${joined(amount, people, whom(f.whom), on(f, "at work"), place, daily(f))}${ideal}${exceptions}`;
  },
  dailyLimit: (f: Scoped & Bounds & Picked) => joined(bounds(f), noun(last(f), "person", "people"), whom(f.whom), on(f, "off"), daily(f)),
  groupLimit: (f: Scoped & Picked & { max: number; points: readonly (readonly [string, number])[] }) =>
    f.points.length > 0
      ? `${joined("at most", num(f.max), noun(f.max, "point", "points"), whom(f.whom), daily(f))}${points(f.points)}`
      : joined("at most", num(f.max), whom(f.whom) || noun(f.max, "person", "people"), on(f, "off"), daily(f)),
  windowCount: (f: Scoped & Bounds & Picked & { window: string; days: number | null; points: readonly (readonly [string, number])[] }) => {
    const what =
      f.points.length > 0 && f.shifts.length + f.kinds.length === 0 ? "points" : `${noun(last(f), "day", "days")} ${on(f, "at work")}`;
    return `${joined(bounds(f), what, window(f.window, f.days))}${points(f.points)}${only(f)}`;
  },
  workMinutes: (f: Scoped & Bounds & { window: string; days: number | null }) =>
    `${joined(
      bounds(f, (n) => bold(hours(n))),
      "of work",
      window(f.window, f.days),
    )}${only(f)}`,
  consecutive: (f: Scoped & Bounds & Picked) =>
    `${joined(bounds(f), noun(last(f), "day", "days"), on(f, "at work"), "in a row")}${only(f)}`,
  succession: (f: Scoped & { pairs: readonly { before: readonly string[]; after: readonly string[] }[] }) => {
    const [first] = f.pairs;
    const more = f.pairs.length > 1 ? `, and ${count(f.pairs.length - 1, "more pair")}` : "";
    return `${first ? sentences.pair(first) : "Not one after the other"}${more}${only(f)}`;
  },
  minRest: (f: Scoped & { minutes: number }) => `At least ${bold(hours(f.minutes))} of rest between two shifts${only(f)}`,
  pattern: (f: Scoped & { isRequired: boolean; given: number; weekdays: readonly number[]; sequence: readonly Picked[] }) => {
    const steps = f.sequence.map(step);
    const from = f.weekdays.length > 0 ? `, begun on ${bold(weekdays(f.weekdays))}` : "";
    const chain = (some: readonly string[]) => some.join(", then ");
    return f.isRequired
      ? `After ${chain(steps.slice(0, f.given))} must come ${chain(steps.slice(f.given))}${from}${only(f)}`
      : `Never ${chain(steps)}${from}${only(f)}`;
  },
  weekends: (
    f: Scoped & { maxWorked: number | null; minFree: number | null; isWhole: boolean; isSameShift: boolean; days: readonly number[] },
  ) => {
    const parts = [
      f.maxWorked !== null && `at most ${num(f.maxWorked)} ${noun(f.maxWorked, "weekend", "weekends")} worked`,
      f.minFree !== null && `at least ${num(f.minFree)} ${noun(f.minFree, "weekend", "weekends")} free`,
      f.isWhole && "**all or nothing** of a weekend",
      f.isSameShift && "**the same shift** on all its days",
    ].filter((part) => part !== false);
    const days = weekdays(f.days) === "Sat and Sun" ? "" : ` (${weekdays(f.days)})`;
    return `${capital(parts.length > 0 ? parts.join("; ") : "weekends")}${days}${only(f)}`;
  },
  request: (f: Scoped & { wishes: number; people: number }) =>
    f.wishes === 0
      ? "Nobody's wishes yet"
      : `${num(f.wishes)} ${noun(f.wishes, "wish", "wishes")} of ${num(f.people)} ${noun(f.people, "person", "people")}${only(f)}`,
  timeOff: (f: Scoped & { absences: readonly string[]; people: readonly string[] }) =>
    f.people.length === 0
      ? "Nobody is away yet"
      : `${capital(names(f.people))} ${noun(f.people.length, "is", "are")} away, ${count(f.absences.length, "absence")}${only(f)}`,
  skill: (f: Scoped & { needs: readonly string[]; isOfShiftTypes: boolean }) => {
    const own = list(f.needs);
    const types = "the skills that shift types name are needed";
    return `${capital([own, f.isOfShiftTypes && types].filter(Boolean).join("; ") || "no skill is needed")}${only(f)}`;
  },
  together: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    if (!first) return "Nobody is kept together yet";
    const shift = f.shifts.length + f.kinds.length > 0 ? `are ${on(f, "")} together` : "have the same shift";
    return `${names(first)} ${shift}${moreSets(f.sets)}${only(f)}`;
  },
  apart: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    if (!first) return "Nobody is kept apart yet";
    const shift = f.shifts.length + f.kinds.length > 0 ? `are never ${on(f, "")} together` : "never have the same shift";
    return `${names(first)} ${shift}${moreSets(f.sets)}${only(f)}`;
  },
  backup: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    return first
      ? `${names(first, "or")} is ${on(f, "at work")} each day${moreSets(f.sets)}${only(f)}`
      : "Nobody stands in for anybody yet";
  },
  fairness: (
    f: Scoped &
      Picked & { what: string; points: readonly (readonly [string, number])[]; isRange: boolean; tolerance: number; unit: number },
  ) => {
    const days = f.points.length > 0 && f.shifts.length + f.kinds.length === 0 ? "Points" : `Days ${on(f, "at work")}`;
    const what = f.what === "weekends" ? "Weekends worked" : f.what === "minutes" ? "Working time" : days;
    const free = f.what === "minutes" ? hours(f.tolerance * f.unit) : whole.format(f.tolerance);
    const within = f.isRange ? `within ${bold(free)} between highest and lowest` : `each within ${bold(free)} of the mean`;
    return `${what} shared out evenly, ${within}${points(f.points)}${only(f)}`;
  },
  stability: (f: Scoped & { tolerance: number }) =>
    `Cells stay as they are${f.tolerance > 0 ? `; ${num(f.tolerance)} may change freely` : ""}${only(f)}`,
  cost: (f: Scoped & { budget: number | null; overtime: { after: number; window: string; percent: number } | null }) => {
    const overtime = f.overtime
      ? `; overtime beyond ${bold(hours(f.overtime.after))} ${window(f.overtime.window, null)} costs ${num(f.overtime.percent)} %`
      : "";
    return `${f.budget === null ? "As little paid time as possible, by what it costs" : `Paid time costs at most ${num(f.budget)}`}${overtime}${only(f)}`;
  },

  pair: ({ before, after }: { before: readonly string[]; after: readonly string[] }) =>
    `After ${names(before, "or")} never ${names(after, "or")} the next day`,
  wish: (f: { who: string; kind: string; picked: Picked; when: When; weight: number }) => {
    const ask =
      f.kind === "off" ? "to be off" : f.kind === "avoid" ? `not to be ${on(f.picked, "at work")}` : `to be ${on(f.picked, "at work")}`;
    return `${bold(f.who)} asks ${ask} ${when(f.when) || "every day"}${f.weight > 1 ? `, counts ${num(f.weight)}` : ""}`;
  },
  absence: (f: { who: string; leave: string | null; when: When }) =>
    `${bold(f.who)} is away ${when(f.when) || "every day"}${f.leave === null ? "" : `, as ${bold(f.leave)}`}`,
  need: (f: { picked: Picked; skill: string; site: string | null }) =>
    joined(
      f.picked.shifts.length + f.picked.kinds.length > 0 ? on(f.picked, "") : f.site === null ? "at work" : null,
      f.site === null ? null : `at ${bold(f.site)}`,
      `people need ${bold(f.skill)}`,
    ),
  step: (picked: Picked) => capital(step(picked)),
  set: (people: readonly string[]) => list(people.map(bold), "and", 6),
  share: (f: { who: string; percent: number; before: number }) =>
    `${bold(f.who)}: ${num(f.percent)} % of a full share${f.before > 0 ? `, ${num(f.before)} done before` : ""}`,
  datedNeed: (f: Bounds & { ideal: number | null; dates: readonly string[] }) =>
    `${capital(f.min === null && f.max === null && f.ideal !== null ? `ideally ${num(f.ideal)}` : bounds(f))} on ${list(f.dates.map((date) => bold(day(date)))) || "…"}`,
};

function moreSets(sets: readonly (readonly string[])[]): string {
  return sets.length > 1 ? `; and ${count(sets.length - 1, "more set")}` : "";
}
