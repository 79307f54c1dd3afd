// The words of finding, commands, the cell's menu, the brush, and of what hands did.
import { count, whole } from "./counting";

const cells = (n: number) => count(n, "cell");

export const find = {
  open: "Find",
  title: "Find a person or a shift",
  label: "Name, code or shift",
  none: "Nothing fits.",
  people: "People",
  shifts: "Shifts",
  inCells: (n: number) => (n === 0 ? "in no cell" : `in ${cells(n)}`),
  place: (n: number, of: number) => `${whole.format(n)} of ${whole.format(of)}`,
  nextHint: "Enter goes to the next one, Shift+Enter to the one before.",

  date: {
    title: "Go to a date",
    label: "Day, like 4, 4 Dec or Fri",
    days: "Days",
  },

  commands: {
    title: "Commands",
    label: "Act, screen, period or person",
    acts: "Acts",
    screens: "Screens",
    periods: "Periods",
    people: "People",
  },

  acts: {
    generate: "Generate",
    undo: "Undo",
    redo: "Redo",
    lock: "Lock or unlock",
    clear: "Clear",
    note: "Note",
    story: "History of this cell",
    issue: "Next issue",
    find: "Find a person or a shift",
    date: "Go to a date",
    keys: "Keyboard",
    theme: "Other theme",
  },

  menu: {
    title: (person: string, date: string) => `${person}, ${date}`,
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    clear: "Clear",
    lock: "Lock",
    unlock: "Unlock",
    note: "Note…",
    story: "History of this cell",
    more: "More for this cell",
    pasteByKey: "This browser lets a page paste only by the keyboard: press Ctrl+V.",
    copyByKey: "This browser lets a page copy only by the keyboard: press Ctrl+C.",
  },

  brush: {
    label: "Brush",
    hint: "Brush: choose a shift, then draw it over cells. Escape puts it away.",
    clear: "Clear",
    armed: (shift: string) => `Brush: ${shift}`,
    end: "Escape puts it away",
  },

  paste: {
    title: "Paste into the roster",
    where: (people: number, days: number) => `${count(people, "row")} and ${count(days, "day")} were recognised.`,
    byDates: "Days are matched by the dates above them.",
    byNames: "Rows are matched by the names beside them.",
    noPlace: (n: number, names: string) => `${count(n, "row")} without a place, left out: ${names}`,
    noDay: (n: number, texts: string) => `${count(n, "column")} without a day, left out: ${texts}`,
    unknown: (values: string) => `Not understood and left out: ${values}`,
    sample: "What goes where",
    row: "Row",
    more: (n: number) => `and ${count(n, "more row", "more rows")}`,
    moreDays: (n: number) => `+${whole.format(n)}`,
    act: (n: number) => (n === 0 ? "Nothing would change" : `Paste ${cells(n)}`),
    asItIs: "Paste at the selection instead",
    cancel: "Cancel",
  },

  did: {
    edit: (n: number) => `${cells(n)} set`,
    fill: (n: number) => `${cells(n)} filled`,
    paste: (n: number) => `${cells(n)} pasted`,
    clear: (n: number) => `${cells(n)} cleared`,
    move: (n: number) => `Moved, ${cells(n)} changed`,
    swap: () => "Two cells swapped",
    locked: (n: number) => `${cells(n)} locked`,
    unlocked: (n: number) => `${cells(n)} unlocked`,
    stayed: (n: number) => `, ${count(n, "locked cell")} stayed`,
  },
  oneBlock: "Copying works on one block of cells at a time.",
  severalSelected: (n: number) => ({ size: cells(n), rest: "selected" }),
  handlesHint: "Drag a handle",
};
