// History.
import { at, count, whole } from "./counting";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayClock = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayShort = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

const FIELDS: Record<string, string> = {
  name: "name",
  start_date: "first day",
  end_date: "last day",
  staff: "people",
  status: "state",
  strategy: "way with conflicts",
};

const cells = (n: number) => count(n, "cell");

export const history = {
  title: "History",
  time: (instant: string) => clock.format(new Date(instant)),
  dayTime: (instant: string) => dayClock.format(new Date(instant)).replace(",", ""),
  /** A day as a heading, from its ISO date. */
  day: (date: string, today: string, yesterday: string) =>
    date === today ? "Today" : date === yesterday ? "Yesterday" : longDay.format(at(date)),
  /** The first to the last day of some cells. */
  span: (from: string, to: string) => {
    if (from === to) return dayShort.format(at(from)).replace(",", "");
    const isOneMonth = from.slice(0, 7) === to.slice(0, 7);
    // No break inside of it.
    return `${isOneMonth ? at(from).getUTCDate() : dayMonth.format(at(from))}–${dayMonth.format(at(to))}`.replaceAll(" ", "\u00a0");
  },
  person: (name: string) => `for ${name}`,
  persons: (n: number) => `of ${count(n, "person", "people")}`,
  where: (whom: string, dates: string) => `${whom}, ${dates}`,

  slider: "Look at an earlier version",
  now: "Now",
  version: (version: number) => `Version ${whole.format(version)}`,
  reading: "Reading the history…",
  failed: "The history can't be read just now. Editing works.",
  empty: "Nothing was changed yet.",
  older: "Show older changes",
  begins: "This is where the period begins.",
  cut: (instant: string) => `Changes before ${dayClock.format(new Date(instant)).replace(",", "")} are no longer kept.`,
  changes: "Changes",

  set: (n: number, where: string, shift: string | null) =>
    shift === null ? `set ${cells(n)} ${where}` : n === 1 ? `set ${shift} ${where}` : `set ${cells(n)} ${where}, to ${shift}`,
  clear: (n: number, where: string) => `cleared ${cells(n)} ${where}`,
  lock: (n: number, where: string) => `locked ${cells(n)} ${where}`,
  unlock: (n: number, where: string) => `unlocked ${cells(n)} ${where}`,
  note: (n: number, where: string) => (n === 1 ? `changed the note ${where}` : `changed ${whole.format(n)} notes ${where}`),
  mixed: (n: number, where: string) => `changed ${cells(n)} ${where}`,
  apply: (n: number) => `applied a result: ${count(n, "change")}`,
  undo: (n: number, where: string) => (n === 0 ? "took a change back" : `took back a change of ${cells(n)} ${where}`),
  redo: (n: number, where: string) => (n === 0 ? "brought a change back" : `brought back a change of ${cells(n)} ${where}`),
  frame: (fields: readonly string[]) => `changed the period's ${fields.map((field) => FIELDS[field] ?? field).join(", ")}`,
  create: "made the period",

  looking: (when: string) => `Looking at ${when}`,
  lookingHint: (when: string) => `The grid as it was at ${when}. It can't be edited.`,
  back: "Back to now",
  restore: (n: number) => `Restore ${n === 1 ? "this cell" : `these ${cells(n)}`}`,
  restoreSelected: (n: number) => `Restore ${whole.format(n)} selected`,
  same: "All cells are as they are now.",
  restored: (n: number, when: string) => `Restored ${cells(n)} as ${n === 1 ? "it was" : "they were"} at ${when}.`,
  left: (n: number) =>
    `${cells(n)} held a shift that can't be used any more and ${n === 1 ? "stays" : "stay"} as ${n === 1 ? "it is" : "they are"}.`,
  gone: (n: number) => `${count(n, "person", "people")} of then ${n === 1 ? "is" : "are"} no longer in the period.`,
  cantLook: "That version can't be shown just now.",
  tooOld: "That version is too old to be shown.",

  story: (person: string, date: string) => `${person}, ${date}`,
  storyEmpty: "Nothing was ever set here.",
  all: "All changes",
  cellSet: (shift: string) => `set ${shift}`,
  cellCleared: "cleared it",
  cellLocked: "locked it",
  cellUnlocked: "unlocked it",
  cellNoted: (note: string) => `noted “${note}”`,
  cellNoteGone: "removed the note",
  and: (parts: readonly string[]) => parts.join(", "),
  putBack: (shift: string) => `Put ${shift} back`,
  clearAgain: "Clear it again",
};
