// The words of files: exporting a period, importing one.
import { count, whole } from "./counting";

export const exchange = {
  fileSection: "Files",
  kinds: { csv: "Export as CSV", xlsx: "Export as Excel", pdf: "Export as PDF", ics: "Export as calendar" },
  making: { csv: "Making the CSV file…", xlsx: "Making the Excel file…", pdf: "Making the PDF…", ics: "Making the calendar…" },
  calendarOf: (period: string) => `Save the calendar of ${period}`,
  failed: (code: string) => `The file can't be made just now. Try again in a moment. (${code})`,

  importInto: "Import a file…",
  title: "Import a roster",
  titleInto: (period: string) => `Import into ${period}`,
  choose: "Choose a file",
  drop: "Drop a file here, or",
  takes: "CSV, Excel (.xlsx) or OpenDocument (.ods): a first row of dates, then a row for each person with a shift code a day.",
  takesInto: "Cells of the people and dates in the file become as the file has them; everything else stays. One Undo takes it back.",
  reading: (file: string) => `Reading ${file}…`,
  another: "Choose another file",
  cancel: "Cancel",
  name: "Name of the period",
  offline: "Importing needs the hub. It can't be reached just now.",
  viewOnly: "You can look at this workspace, not change it.",
  failedTitle: "This file was not read. Nothing was stored.",
  importFailed: "The hub's answer did not come. Look whether the import is there before you try again.",
  tooLarge: "This file is too large.",

  dates: "Dates",
  days: (n: number) => count(n, "day"),
  people: "People",
  shiftTypes: "Shift types",
  cells: "Cells",
  rules: "Rules",
  sheet: "Sheet",
  newOf: (fresh: number, all: number) =>
    fresh === 0
      ? `${whole.format(all)}, all known`
      : fresh === all
        ? `${whole.format(all)}, all new`
        : `${whole.format(all)}, ${whole.format(fresh)} of them new`,
  isNew: "new",
  isKnown: "known",
  newShifts: "New shift types may have no times yet: look at them in Shift types.",
  more: (n: number) => `and ${whole.format(n)} more`,
  changes: (set: number, cleared: number) =>
    cleared === 0 ? `${whole.format(set)} change` : `${whole.format(set)} change, ${whole.format(cleared)} are cleared`,
  filled: (n: number) => `${whole.format(n)} filled`,
  kept: (n: number) => `${count(n, "locked cell")} ${n === 1 ? "stays" : "stay"} as ${n === 1 ? "it is" : "they are"}.`,
  problems: (n: number) => `${count(n, "problem")} to mend in the file first`,
  notes: (n: number) => `${count(n, "part")} of the file ${n === 1 ? "is" : "are"} not read`,
  place: (line: number, column: string | null) => (column === null ? `Line ${whole.format(line)}` : `${column}${line}`),
  row: (line: number) => `Row ${whole.format(line)}`,
  submit: (people: number, cells: number) =>
    `Import ${count(people, "person", "people")}${cells > 0 ? ` and ${count(cells, "cell")}` : ""}`,
  submitInto: (cells: number) => `Change ${count(cells, "cell")}`,
  nothing: "Nothing would change: the period stands as the file has it.",
  importing: "Importing…",
  done: (people: number, cells: number) => `Imported ${count(people, "person", "people")} and ${count(cells, "cell")}.`,
  doneInto: (cells: number) => `Imported: ${count(cells, "cell")} changed.`,
  undo: "Undo",
};
