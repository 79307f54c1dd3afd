// The words of the staff screen.
import { at, count, whole } from "./counting";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

const shown = {
  day: (date: string) => day.format(at(date)),
};

export const staff = {
  add: "Add a person",
  paste: "Paste a list",
  filter: "Find people",
  filterHint: "Name, position, skill…",
  columns: { name: "Name", code: "Code", position: "Position", group: "Group", employment: "Employment" },
  skills: "Skills",
  hours: "Hours",
  employments: { regular: "Regular", part_time: "Part time", contract: "Contract" },
  archived: "Archived",
  withArchived: "Show archived",
  period: "Period",
  noPeriod: "None",
  inPeriod: (period: string) => `In ${period}`,
  isIn: (name: string, period: string) => `${name} is in ${period}`,
  order: "Order…",
  summary: (shown: number, all: number) =>
    shown === all ? count(all, "person", "people") : `${whole.format(shown)} of ${count(all, "person", "people")} shown`,
  table: "Staff",
  keys: "Up and down move, Enter opens a person, left and right reach the period's box.",
  until: (date: string) => `until ${shown.day(date)}`,
  over: (date: string) => `ended ${shown.day(date)}`,

  empty: "Nobody is here yet.",
  emptyViewer: "Nobody is here yet. A manager can add people.",
  noMatch: "Nobody matches.",
  clearFilter: "Clear the filter",

  sheet: {
    code: "Code",
    name: "Name",
    position: "Position",
    group: "Group",
    department: "Department",
    employment: "Employment",
    hourlyCost: "Cost of an hour",
    hourlyCostHint: "A whole number in the smallest unit that you count in.",
    notWhole: "Not saved: a whole number from 0 is needed.",
    firstDay: "First day",
    lastDay: "Last day",
    lastBeforeFirst: "Not saved: the last day is before the first.",
    skills: "Skills",
    noSkills: "No skills yet.",
    skill: (n: number) => `Skill ${n}`,
    skillUntil: (name: string) => `${name || "Skill"} until`,
    forGood: "For good",
    addSkill: "Add a skill",
    removeSkill: (name: string) => `Remove ${name || "skill"}`,
    expired: "Ended",
    endsSoon: "Ends soon",
    periods: "In periods",
    inNone: "In no period.",
    periodsFailed: "The periods can't be read just now.",
    archive: "Archive…",
    addAgain: "Add as a new person",
    addAgainHint: (code: string) => `Archived people stay in old rosters and can't be changed. The code ${code} is theirs for ever.`,
    gone: "This person can't be found.",
  },

  adding: {
    title: "Add a person",
    name: "Name",
    code: "Code",
    codeTaken: "Somebody has this code, or had it.",
    codeHint: "Stands in roster files. It can't be changed later.",
    position: "Position",
    group: "Group",
    putIn: (period: string) => `Put into ${period}`,
    submit: "Add",
    done: "Done",
    added: (name: string) => `${name} was added.`,
  },

  archiving: {
    title: (name: string) => `Archive ${name}`,
    reading: "Reading where they stand…",
    nowhere: "They are in no period. Nothing else changes.",
    standsIn: (n: number) => `They are in ${count(n, "period")}. Their days stay there as they are, and can't be edited any more:`,
    takeOut: "If their days should be cleared, take them out of the period first.",
    failed: "Where they stand can't be read just now.",
    submit: (name: string) => `Archive ${name}`,
    cancel: "Cancel",
    done: (name: string) => `${name} was archived.`,
  },

  left: (name: string, period: string, cells: number) =>
    cells > 0
      ? `${name} left ${period}; ${count(cells, "cell")} of theirs ${cells === 1 ? "was" : "were"} cleared.`
      : `${name} left ${period}.`,

  pasting: {
    title: "Paste a list of people",
    lede: "One name a line, or a table copied from a spreadsheet with headings such as name, position, group, code, skills.",
    label: "The list",
    hint: "Mei Sato\nBen Okafor",
    understood: "What is understood",
    nothing: "Nothing pasted yet.",
    column: (heading: string, field: string | null) =>
      field === null ? `“${heading || "?"}” is left out` : heading === "" ? field : `“${heading}” is ${field}`,
    fields: {
      name: "the name",
      code: "the code",
      position: "the position",
      group: "the group",
      department: "the department",
      employment: "the employment",
      skills: "the skills",
    },
    isNew: "new",
    here: (name: string) => `${name} is here already`,
    twice: "stands here twice",
    codeTaken: (code: string) => `the code ${code} was somebody's`,
    tooLong: "too long to keep",
    takes: (name: string) => `Add ${name}`,
    leftOut: (n: number) => `${count(n, "line")} more ${n === 1 ? "is" : "are"} left out: paste them afterwards.`,
    putIn: (period: string) => `Put them into ${period} too`,
    submit: (n: number) => (n === 0 ? "Add people" : `Add ${count(n, "person", "people")}`),
    adding: (done: number, all: number) => `Adding ${whole.format(done)} of ${whole.format(all)}…`,
    done: (n: number) => `${count(n, "person", "people")} ${n === 1 ? "was" : "were"} added.`,
    some: (n: number, failed: number) =>
      `${count(n, "person", "people")} ${n === 1 ? "was" : "were"} added; ${whole.format(failed)} could not be.`,
  },

  ordering: {
    title: (period: string) => `People of ${period}`,
    lede: "In the order of the grid.",
    none: "Nobody is in this period yet.",
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    takeOut: (name: string) => `Take ${name} out`,
    others: "Not in it",
    noOthers: "Everybody is in it.",
    putIn: (name: string) => `Put ${name} in`,
    all: (n: number) => `Put all ${whole.format(n)} in`,
    byName: "Sort by name",
    byGroup: "Sort by group",
    moved: (name: string, place: number, of: number) => `${name} is number ${whole.format(place)} of ${whole.format(of)}`,
  },
};
