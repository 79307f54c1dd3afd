// Rules as Japanese sentences, from facts whose names are resolved already; **…** is what stands out.
import type { Bounds, Picked, When, Whom } from "../en/ruleSentences";
import { at, count, whole } from "./counting";

const dayMonth = new Intl.DateTimeFormat("ja-JP", { day: "numeric", month: "long", timeZone: "UTC" });
const WEEKDAYS = ["月", "火", "水", "木", "金", "土", "日"];
const SHOWN = 3;

const bold = (text: string): string => `**${text.replaceAll("*", "")}**`;
const num = (n: number, unit: string): string => bold(count(n, unit));
const day = (date: string): string => dayMonth.format(at(date));
const dated = (date: string): string => bold(day(date));
/** A person; one who isn't chosen yet is no one. */
const person = (name: string): string => bold(name === "…" ? name : `${name}さん`);

function list(items: readonly string[], between = "・", shown = SHOWN): string {
  const some = items.length > shown + 1 ? items.slice(0, shown) : items;
  return some.join(between) + (some.length < items.length ? `ほか${count(items.length - shown, "件")}` : "");
}

const either = (items: readonly string[]): string => list(items.map(bold), "か");
const all = (people: readonly string[]): string => list(people.map(person), "と");
const anyOf = (people: readonly string[]): string => list(people.map(person), "か");

export function hours(minutes: number): string {
  const [full, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${whole.format(full)}時間` : full === 0 ? `${rest}分` : `${whole.format(full)}時間${rest}分`;
}

interface Scoped {
  whom: Whom;
  when: When;
}

const KINDS: Readonly<Record<string, string>> = { work: "勤務", off: "休み", leave: "休暇" };
const EMPLOYED: Readonly<Record<string, string>> = { regular: "正社員", contract: "契約", part_time: "パート" };
const WINDOWS: Readonly<Record<string, string>> = { month: "毎月", week: "毎週", period: "期間を通して" };

/** `**遅番**か休み`; nothing picked: what the rule takes then. */
const of = ({ shifts, kinds }: Picked, otherwise = "勤務"): string => {
  const parts = [...(shifts.length > 0 ? [either(shifts)] : []), ...kinds.map((kind) => KINDS[kind] ?? kind)];
  return parts.length > 0 ? parts.join("か") : otherwise;
};
const isPicked = ({ shifts, kinds }: Picked): boolean => shifts.length + kinds.length > 0;

const bounds = ({ min, max }: Bounds, say: (n: number) => string): string => {
  if (min !== null && max !== null) return min === max ? `ちょうど${bold(say(min))}` : `${bold(say(min))}以上${bold(say(max))}以下`;
  if (min !== null) return `${bold(say(min))}以上`;
  return max === null ? "制限なし" : `${bold(say(max))}以下`;
};
const people = (n: number): string => count(n, "人");
const days = (n: number): string => count(n, "日");
const points = (n: number): string => count(n, "点");

function weekdays(given: readonly number[]): string {
  const sorted = [...given].sort((a, b) => a - b);
  const isRun = sorted.length > 2 && sorted.at(-1)! - sorted[0]! === sorted.length - 1;
  return isRun ? `${WEEKDAYS[sorted[0]!]}～${WEEKDAYS[sorted.at(-1)!]}` : sorted.map((one) => WEEKDAYS[one] ?? "").join("・");
}

/** `**12月1日～12月5日**の**土・日**`; everything: an empty text. */
function when({ from, to, weekdays: given, dates }: When): string {
  const parts: string[] = [];
  if (from !== null && to !== null) parts.push(bold(`${day(from)}～${day(to)}`));
  else if (from !== null) parts.push(`${dated(from)}以降`);
  else if (to !== null) parts.push(`${dated(to)}まで`);
  if (dates.length > 0) parts.push(list(dates.map(dated)));
  if (given.length > 0) parts.push(bold(weekdays(given)));
  return parts.join("の");
}
const daily = (scope: Scoped): string => when(scope.when) || "毎日";

/** `グループ**厨房**、スキル**救急**`; everyone: an empty text. */
function whom({ people: staff, groups, positions, skills, employment }: Whom): string {
  const parts: string[] = [];
  if (groups.length > 0) parts.push(`グループ${either(groups)}`);
  if (positions.length > 0) parts.push(`役職${either(positions)}`);
  if (skills.length > 0) parts.push(`スキル${list(skills.map(bold))}`);
  if (employment.length > 0) parts.push(either(employment.map((kind) => EMPLOYED[kind] ?? kind)));
  if (staff.length > 0) parts.push(all(staff));
  return parts.join("、");
}
const among = (scope: Scoped): string => (whom(scope.whom) ? `${whom(scope.whom)}のうち、` : "");

/** What a rule about single people says of its scope. */
const only = (scope: Scoped): string => {
  const parts = [whom(scope.whom), when(scope.when)].filter((part) => part !== "");
  return parts.length > 0 ? `（対象：${parts.join("、")}）` : "";
};

const window = (kind: string, length: number | null): string =>
  kind === "rolling" ? `どの連続${num(length ?? 0, "日間")}でも` : (WINDOWS[kind] ?? kind);
const worth = (given: readonly (readonly [string, number])[]): string =>
  given.length > 0 ? `（${list(given.map(([shift, n]) => `${bold(shift)}は${points(n)}`))}）` : "";
const moreSets = (sets: readonly (readonly string[])[]): string => (sets.length > 1 ? `、ほか${count(sets.length - 1, "組")}` : "");

interface WithPoints {
  points: readonly (readonly [string, number])[];
}
const arePoints = (f: WithPoints & Picked): boolean => f.points.length > 0 && !isPicked(f);

export const sentences = {
  kind: (kind: string) => KINDS[kind] ?? kind,
  generic: (title: string, scope: Scoped) => `${title}${only(scope)}`,

  coverage: (f: Scoped & Bounds & Picked & { ideal: number | null; site: string | null; exceptions: number }) => {
    const isAny = f.min === null && f.max === null;
    const amount = isAny && f.ideal !== null ? `理想は${num(f.ideal, "人")}` : bounds(f, people);
    const ideal = !isAny && f.ideal !== null ? `、理想は${num(f.ideal, "人")}` : "";
    const exceptions = f.exceptions > 0 ? `（別の人数の日付${count(f.exceptions, "件")}）` : "";
    const place = f.site === null ? "" : `${bold(f.site)}で`;
    return `${daily(f)}、${among(f)}${place}${of(f)}の人は${amount}${ideal}${exceptions}`;
  },
  dailyLimit: (f: Scoped & Bounds & Picked) => `${daily(f)}、${among(f)}${of(f, "休み")}の人は${bounds(f, people)}`,
  groupLimit: (f: Scoped & Picked & WithPoints & { max: number }) =>
    f.points.length > 0
      ? `${daily(f)}、${whom(f.whom) ? `${whom(f.whom)}の` : ""}点数は合わせて${num(f.max, "点")}以下${worth(f.points)}`
      : `${daily(f)}、${among(f)}${of(f, "休み")}の人は${num(f.max, "人")}以下`,
  windowCount: (f: Scoped & Bounds & Picked & WithPoints & { window: string; days: number | null }) => {
    const amount = arePoints(f) ? `点数は${bounds(f, points)}` : `${of(f)}は${bounds(f, days)}`;
    return `${window(f.window, f.days)}、${amount}${worth(f.points)}${only(f)}`;
  },
  workMinutes: (f: Scoped & Bounds & { window: string; days: number | null }) =>
    `${window(f.window, f.days)}、勤務時間は${bounds(f, hours)}${only(f)}`,
  consecutive: (f: Scoped & Bounds & Picked) => `${of(f)}の連続は${bounds(f, days)}${only(f)}`,
  succession: (f: Scoped & { pairs: readonly { before: readonly string[]; after: readonly string[] }[] }) => {
    const [first] = f.pairs;
    const more = f.pairs.length > 1 ? `、ほか${count(f.pairs.length - 1, "組")}` : "";
    return `${first ? sentences.pair(first) : "翌日に続けられないシフト"}${more}${only(f)}`;
  },
  minRest: (f: Scoped & { minutes: number }) => `シフトの間の休息は${bold(hours(f.minutes))}以上${only(f)}`,
  pattern: (f: Scoped & { isRequired: boolean; given: number; weekdays: readonly number[]; sequence: readonly Picked[] }) => {
    const steps = f.sequence.map((step) => of(step));
    const from = f.weekdays.length > 0 ? `${bold(weekdays(f.weekdays))}に始まる場合、` : "";
    const chain = (some: readonly string[]) => some.join("→");
    return f.isRequired
      ? `${from}${chain(steps.slice(0, f.given))}の後は必ず${chain(steps.slice(f.given))}${only(f)}`
      : `${from}${chain(steps)}の並びは不可${only(f)}`;
  },
  weekends: (
    f: Scoped & { maxWorked: number | null; minFree: number | null; isWhole: boolean; isSameShift: boolean; days: readonly number[] },
  ) => {
    const parts = [
      f.maxWorked !== null && `勤務する週末は${num(f.maxWorked, "回")}以下`,
      f.minFree !== null && `休みの週末は${num(f.minFree, "回")}以上`,
      f.isWhole && "週末は**全日勤務か全日休み**",
      f.isSameShift && "週末の間は**同じシフト**",
    ].filter((part) => part !== false);
    const named = weekdays(f.days) === "土・日" ? "" : `（週末は${weekdays(f.days)}）`;
    return `${parts.length > 0 ? parts.join("、") : "週末"}${named}${only(f)}`;
  },
  request: (f: Scoped & { wishes: number; people: number }) =>
    f.wishes === 0 ? "希望はまだありません" : `${num(f.people, "人")}の希望${num(f.wishes, "件")}${only(f)}`,
  timeOff: (f: Scoped & { absences: readonly string[]; people: readonly string[] }) =>
    f.people.length === 0 ? "不在の人はまだいません" : `${all(f.people)}が不在（${count(f.absences.length, "件")}）${only(f)}`,
  skill: (f: Scoped & { needs: readonly string[]; isOfShiftTypes: boolean }) => {
    const parts = [...(f.needs.length > 0 ? [list(f.needs, "、")] : []), ...(f.isOfShiftTypes ? ["シフトの種類が求めるスキルが必要"] : [])];
    return `${parts.join("、") || "必要なスキルはありません"}${only(f)}`;
  },
  together: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    if (!first) return "一緒にする人はまだいません";
    return `${all(first)}は${isPicked(f) ? `${of(f)}では必ず一緒` : "同じシフト"}${moreSets(f.sets)}${only(f)}`;
  },
  apart: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    if (!first) return "分ける人はまだいません";
    return `${all(first)}は${isPicked(f) ? `${of(f)}では一緒にならない` : "同じシフトにならない"}${moreSets(f.sets)}${only(f)}`;
  },
  backup: (f: Scoped & Picked & { sets: readonly (readonly string[])[] }) => {
    const [first] = f.sets;
    return first ? `毎日、${anyOf(first)}が${of(f)}${moreSets(f.sets)}${only(f)}` : "代わりを務める人はまだいません";
  },
  fairness: (f: Scoped & Picked & WithPoints & { what: string; isRange: boolean; tolerance: number; unit: number }) => {
    const byDays = arePoints(f) ? "点数" : `${of(f)}の日数`;
    const what = f.what === "weekends" ? "勤務する週末" : f.what === "minutes" ? "勤務時間" : byDays;
    const unit = f.what === "weekends" ? "回" : f.points.length > 0 ? "点" : "日";
    const free = bold(f.what === "minutes" ? hours(f.tolerance * f.unit) : count(f.tolerance, unit));
    return `${what}を公平に、${f.isRange ? "最多と最少の差" : "各自と平均の差"}は${free}以内${worth(f.points)}${only(f)}`;
  },
  stability: (f: Scoped & { tolerance: number }) =>
    `セルを今のまま保つ${f.tolerance > 0 ? `、${num(f.tolerance, "セル")}までは自由に変更可` : ""}${only(f)}`,
  cost: (f: Scoped & { budget: number | null; overtime: { after: number; window: string; percent: number } | null }) => {
    const overtime = f.overtime
      ? `、${window(f.overtime.window, null)}${bold(hours(f.overtime.after))}を超えた分は${num(f.overtime.percent, "%")}`
      : "";
    return `${f.budget === null ? "有給の時間の費用をできるだけ少なく" : `有給の時間の費用は${bold(whole.format(f.budget))}以下`}${overtime}${only(f)}`;
  },

  pair: ({ before, after }: { before: readonly string[]; after: readonly string[] }) => `${either(before)}の翌日に${either(after)}は不可`,
  wish: (f: { who: string; kind: string; picked: Picked; when: When; weight: number }) => {
    const ask = f.kind === "off" ? "休みたい" : f.kind === "avoid" ? `${of(f.picked)}を避けたい` : `${of(f.picked)}にしたい`;
    return `${person(f.who)}：${when(f.when) || "毎日"}、${ask}${f.weight > 1 ? `（重み${bold(whole.format(f.weight))}）` : ""}`;
  },
  absence: (f: { who: string; leave: string | null; when: When }) =>
    `${person(f.who)}：${when(f.when) || "毎日"}、不在${f.leave === null ? "" : `（${bold(f.leave)}）`}`,
  need: (f: { picked: Picked; skill: string; site: string | null }) => {
    const place = f.site === null ? "" : bold(f.site);
    const work = isPicked(f.picked) || f.site === null ? of(f.picked) : "";
    return `${place}${place && work ? "の" : ""}${work}には${bold(f.skill)}が必要`;
  },
  step: (picked: Picked) => of(picked),
  set: (staff: readonly string[]) => list(staff.map(person), "・", 6),
  share: (f: { who: string; percent: number; before: number }) =>
    `${person(f.who)}：標準の${num(f.percent, "%")}${f.before > 0 ? `、これまでに${bold(whole.format(f.before))}` : ""}`,
  datedNeed: (f: Bounds & { ideal: number | null; dates: readonly string[] }) => {
    const amount = f.min === null && f.max === null && f.ideal !== null ? `理想は${num(f.ideal, "人")}` : bounds(f, people);
    return `${list(f.dates.map(dated)) || "…"}：${amount}`;
  },
};
