// The words of the rules screen; **…** is what stands out. What rules say is in ruleSentences.ts.
import { count, whole } from "./counting";
import { sentences } from "./ruleSentences";

const hours = (minutes: number): string => {
  const [full, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${whole.format(full)} h` : full === 0 ? `${rest} min` : `${whole.format(full)} h ${rest} min`;
};

export const rules = {
  says: sentences,
  /** A text of the rule catalogue, which the hub writes in English. */
  catalogueText: (text: string) => text,
  topics: {
    cover: "People needed",
    load: "How much each person works",
    order: "What follows what",
    people: "Who with whom",
    wishes: "Wishes and time off",
    fairness: "Fairness",
    other: "Cost and stability",
  },

  add: "Add a rule",
  addTitle: "Add a rule",
  addLede: "What should the roster keep to?",
  example: "For example:",
  create: "Add the rule",
  cancel: "Cancel",
  chosen: (kind: string) => `Rule: ${kind}`,
  chosenNone: "Chosen rule",
  total: (n: number, broken: number) => `${count(n, "rule")} · ${broken === 0 ? "none broken" : `${whole.format(broken)} broken`}`,
  totalOnly: (n: number) => count(n, "rule"),
  countedIn: "Counted in",
  empty: "There are no rules yet.",
  emptyHint: "Rules say what a good roster is: how many people each day needs, how long someone may work, who asked for what.",
  pick: "Choose a rule to see what it asks and what it costs.",
  missing: "This rule is not there any more.",
  checkFailed: "What the rules cost can't be counted just now.",
  checkRefused: (why: string) => `The rules can't be counted: ${why}`,
  catalogueFailed: "The kinds of rules can't be read just now. The list is as it was.",
  offline: "Not connected: rules can be read; changes wait until the connection is back.",

  enabled: (name: string) => `Use the rule: ${name}`,
  isOff: "off",
  must: "must",
  wish: "wish",
  weight: (n: number) => `weight ${whole.format(n)}`,
  times: (n: number) => `${whole.format(n)} ×`,
  points: (n: number) => count(n, "point"),
  brokenSpoken: (n: number, points: number) => `broken ${count(n, "time")}, ${count(points, "point")}`,

  breaks: (n: number, period: string) =>
    n === 0
      ? `Holds everywhere in ${period} now`
      : n === 1
        ? `Breaks once in ${period} now`
        : `Breaks ${whole.format(n)} times in ${period} now`,
  costs: (points: number, isMust: boolean) => `${count(points, isMust ? "must point" : "point")}`,
  notCounted: "Off: it isn't counted.",
  noWeight: "With weight 0 it isn't counted.",
  counting: "Counting…",
  where: "Where",
  more: (n: number) => `${whole.format(n)} more`,

  sections: { asks: "What it asks", scope: "For whom, on which days", strength: "How much it counts", name: "Name" },
  everyone: "Everyone, every day",
  scopeStaff: {
    ids: "Only these people",
    groups: "Only these groups",
    positions: "Only these positions",
    skills: "Only people with all of these skills",
    employment: "Only people employed",
  },
  scopeDates: { from: "From", to: "To", weekdays: "Only on these weekdays", dates: "Only on these dates" },
  enforcement: "The rule is",
  mustLong: "A must",
  wishLong: "A wish",
  strengthHint: { hard: "Must-rules come first: no number of wishes outweighs one.", soft: "Wishes are weighed against each other." },
  weightLabel: "Weight",
  weightHint: (weight: number, unit: string) => `${Number.isFinite(weight) ? count(weight, "point") : "Points"} for ${unit}.`,
  nameLabel: "Name",
  nameHint: "Shown in issues and results. Empty: the kind of rule.",

  duplicate: "Duplicate",
  remove: "Delete",
  copyName: "Rule",
  copyOf: (name: string) => `${name} (copy)`,
  removed: (name: string) => `“${name}” is deleted.`,
  undo: "Undo",
  added: (name: string) => `“${name}” is added.`,
  back: "Back to the rules",
  close: "Close",

  saved: "Saved",
  notYet: "Not saved yet",
  notYetHint: "It is saved as soon as what is marked is filled in.",
  refused: "Not saved",
  discard: "Take back",
  fault: {
    missing: "Fill this in",
    range: (min: number, max: number) => `A whole number, ${whole.format(min)} to ${whole.format(max)}`,
    least: (n: number) => (n === 1 ? "Choose at least one" : `Choose at least ${n}`),
  },

  noLimit: "no limit",
  none: "none",
  any: "all",
  minutes: (minutes: number) => `= ${hours(minutes)}`,
  addTo: (what: string) => `Add: ${what}`,
  addPerson: "Add a person…",
  addShift: "Add a shift…",
  addDate: "Add",
  newDate: "Date to add",
  choosePerson: "Choose a person…",
  chooseShift: "Choose a shift…",
  drop: (what: string) => `Remove ${what}`,
  edit: (what: string) => `Edit ${what}`,
  turnOn: (what: string) => `With ${what.toLowerCase()}`,
  showMore: (n: number) => `Show ${whole.format(n)} more`,
  entries: {
    exceptions: "an exception",
    pairs: "a pair",
    sequence: "a day",
    requests: "a wish",
    absences: "an absence",
    needs: "a need",
    sets: "a set of people",
    shares: "a person",
    other: "an entry",
  },
  entry: (n: number) => `Entry ${n}`,

  /** What the catalogue's values are called, by field; `*` is for every field. */
  values: {
    "*": {
      work: "Work",
      off: "Off",
      leave: "Leave",
      month: "Month",
      week: "Week (Monday to Sunday)",
      period: "Whole period",
      rolling: "So many days in a row",
      regular: "Regularly",
      contract: "By contract",
      part_time: "Part time",
    },
    "pattern.kind": { forbidden: "Forbidden", required: "To be gone on with" },
    "request.kind": { on: "Wants", off: "Wants off", avoid: "Wants not" },
    what: { shifts: "Shifts", weekends: "Weekends", minutes: "Working time" },
    measure: { range: "Highest to lowest", deviation: "Each from the mean" },
  } as Readonly<Record<string, Readonly<Record<string, string>>>>,
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  weekdaysLong: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
};
