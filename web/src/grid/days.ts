// Days as people write them, found among the dates of a period: "4", "Fri 4", "4 Dec", "12/4/2026", "12月4日", "2026-12-04".

/** One way to understand a text. What isn't said is null. */
interface Reading {
  day: number;
  month: number | null;
  year: number | null;
}

/** Day before month, or month before day, where only figures are written. */
type Order = "dm" | "md";

/** Where each text stands among the dates; null: it is no day of theirs. Texts without a month follow one another. */
export function daysOf(texts: readonly string[], dates: readonly string[]): (number | null)[] {
  const [dm, md] = (["dm", "md"] as const).map((order) => inOrder(texts, dates, order));
  return countOf(md!) > countOf(dm!) ? md! : dm!;
}

/** All days that a text may mean, the ones from `from` on first. */
export function daysLike(text: string, dates: readonly string[], from = 0): number[] {
  const readings = [readingOf(text, "dm"), readingOf(text, "md")].filter((reading) => reading !== null);
  const weekday = weekdayIn(text);
  const isLike = (date: string) =>
    readings.some((reading) => isDay(reading, date)) || (readings.length === 0 && weekday !== null && weekdayOf(date) === weekday);
  const found = dates.map((_, index) => index).filter((index) => isLike(dates[index]!));
  return [...found.filter((index) => index >= from), ...found.filter((index) => index < from)];
}

/** Whether a row holds names of weekdays and nothing else. */
export function areWeekdays(texts: readonly string[]): boolean {
  const said = texts.filter((text) => text !== "");
  return said.length > 0 && said.every((text) => !/\d/.test(text) && weekdayIn(text) !== null);
}

const countOf = (found: readonly (number | null)[]): number => found.filter((index) => index !== null).length;

function inOrder(texts: readonly string[], dates: readonly string[], order: Order): (number | null)[] {
  let after = -1;
  return texts.map((text) => {
    const reading = readingOf(text, order);
    if (!reading) return null;
    const from = reading.month === null ? after + 1 : 0;
    const index = dates.findIndex((date, at) => at >= from && isDay(reading, date));
    if (index < 0) return null;
    after = index;
    return index;
  });
}

function isDay({ day, month, year }: Reading, date: string): boolean {
  const [y, m, d] = date.split("-").map(Number);
  return d === day && (month === null || m === month) && (year === null || y === year);
}

function readingOf(text: string, order: Order): Reading | null {
  const said = text.trim().toLowerCase();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(said);
  if (iso) return reading(Number(iso[3]), Number(iso[2]), Number(iso[1]));
  const japanese = /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日/.exec(said);
  if (japanese) return reading(Number(japanese[3]), Number(japanese[2]), japanese[1] ? Number(japanese[1]) : null);
  const names = said.match(/\p{L}+/gu)?.filter((word) => !/^(st|nd|rd|th|de|er)$/.test(word)) ?? [];
  const figures = said.match(/\d+/g)?.map(Number) ?? [];
  const months = names.map((name) => monthNames().get(name)).filter((month) => month !== undefined);
  if (months.length > 1 || names.some((name) => !monthNames().has(name) && !weekdayNames().has(name))) return null;
  if (months.length === 1) return withYear(figures[0], months[0]!, figures[1]);
  if (figures.length === 1 && /^[^\d]*\d{1,2}\D*$/.test(said)) return reading(figures[0]!, null, null);
  if (figures.length < 2 || figures.length > 3 || !/\d{1,2}\s*[/.-]\s*\d{1,2}/.test(said)) return null;
  const [first, second, year] = figures as [number, number, number?];
  return order === "dm" ? withYear(first, second, year) : withYear(second, first, year);
}

function withYear(day: number | undefined, month: number, year: number | undefined): Reading | null {
  if (day === undefined) return null;
  return reading(day, month, year === undefined ? null : year < 100 ? 2000 + year : year);
}

function reading(day: number, month: number | null, year: number | null): Reading | null {
  return day >= 1 && day <= 31 && (month === null || (month >= 1 && month <= 12)) ? { day, month, year } : null;
}

/** Languages in which the spreadsheets of this field are mostly written. */
const LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "ja"];

type Names = ReadonlyMap<string, number>;
let months: Names | null = null;
let weekdays: Names | null = null;

const monthNames = (): Names => (months ??= namesOf("month", (month) => Date.UTC(2026, month, 1), 12, 1));
/** 0 = Monday; 5 January 2026 was one. */
const weekdayNames = (): Names => (weekdays ??= namesOf("weekday", (day) => Date.UTC(2026, 0, 5 + day), 7, 0));

function namesOf(part: "month" | "weekday", at: (index: number) => number, count: number, first: number): Names {
  const names = new Map<string, number>();
  for (const language of LANGUAGES)
    for (const length of ["long", "short"] as const) {
      const format = new Intl.DateTimeFormat(language, { [part]: length, timeZone: "UTC" });
      for (let index = 0; index < count; index++) {
        const name = format.format(at(index)).toLowerCase().replace(/[.\d]/g, "").trim();
        // The language that stands first keeps a name that two of them have.
        if (name !== "" && name !== "月" && !names.has(name)) names.set(name, index + first);
      }
    }
  // Two letters are enough for an English weekday, and one stands on many printed rosters.
  if (part === "weekday")
    for (const [index, name] of ["mo", "tu", "we", "th", "fr", "sa", "su"].entries()) if (!names.has(name)) names.set(name, index);
  return names;
}

const LETTERS: Record<string, number> = { m: 0, t: 1, w: 2, f: 4, s: 5 };

function weekdayIn(text: string): number | null {
  const word = text.trim().toLowerCase().replace(/\.$/, "");
  return weekdayNames().get(word) ?? LETTERS[word] ?? null;
}

const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
