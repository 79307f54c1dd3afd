// The words of what can be done with periods.
import { count, whole } from "./counting";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

function moment(at: string, now: Date): string {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return clock.format(then);
  return (then.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear).format(then);
}

export const periodActs = {
  create: "New period",
  import: "Import a file",
  columns: { cover: "Cover", must: "Must-rules", here: "Here now", changed: "Last change" },
  /** Given the change's instant and the present one. */
  changed: (by: string, at: string, now: Date) => (by ? `${by}, ${moment(at, now)}` : moment(at, now)),
  cover: (share: number) => `${whole.format(Math.floor(share * 100))} % covered`,
  noCover: "No cover rule",
  broken: (n: number) => `${whole.format(n)} broken`,
  holds: "All hold",
  nobody: "–",
  checking: "Checking…",
  notChecked: "–",
  archived: "Archived",
  withArchived: "Show archived",
  acts: (name: string) => `More about ${name}`,
  edit: "Name and dates…",
  people: "People…",
  publish: "Publish",
  close: "Close",
  draft: "Back to draft",
  reopen: "Reopen",
  remove: "Delete…",
  statuses: {
    draft: (name: string) => `${name} is a draft again.`,
    published: (name: string) => `${name} is published.`,
    closed: (name: string) => `${name} is closed: nobody can edit it.`,
  },

  welcome: "Nothing is here yet. Bring your own people and rosters, or begin with an empty period.",
  welcomeViewer: "There are no periods yet. A manager can make one.",
  pasteStaff: "Paste your staff",

  form: {
    newTitle: "New period",
    editTitle: "Name and dates",
    name: "Name",
    from: "First day",
    to: "Last day",
    length: (days: number) => count(days, "day"),
    wrongWay: "The last day is before the first.",
    tooLong: (most: number) => `A period has at most ${whole.format(most)} days.`,
    people: "People",
    everybody: (n: number) => `Everybody in the workspace (${whole.format(n)})`,
    nobody: "Nobody yet",
    asIn: (name: string, n: number) => `As in ${name} (${whole.format(n)})`,
    pattern: "Start with",
    empty: "An empty grid",
    patternOf: (name: string) => `The shifts of ${name}, day by day`,
    patternHint: "From its first matching weekday on, repeated until the end; locks and notes stay behind.",
    clears: (days: number) =>
      `${count(days, "day")} would leave the period, and everything in ${days === 1 ? "it" : "them"} is cleared. Undo brings it back.`,
    create: "Make the period",
    making: "Making…",
    save: "Save",
    cancel: "Cancel",
    failed: (why: string) => `Not made: ${why}`,
    away: "The hub can't be reached. A period can be made when it is back.",
    copied: (n: number) => `${count(n, "cell")} were copied.`,
  },

  deleting: {
    title: (name: string) => `Delete ${name}`,
    what: "It leaves the list and nobody can edit it any more. Its history stays on the hub; Undo brings it back.",
    type: (name: string) => `Type ${name} to delete it`,
    submit: "Delete the period",
    cancel: "Cancel",
    done: (name: string) => `${name} was deleted.`,
  },
};
