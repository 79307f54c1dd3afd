// A period as it stood at an earlier version, and what would bring it back.
import { type Cell, type CellAt, EMPTY_CELL, type Fields, withFields } from "../sync/document";
import type { CellEdit } from "../sync/edits";
import type { PeriodSnapshot } from "../sync/wire";

export type PastGrid = PeriodSnapshot & { version: number };

/** What the grid shows instead of the live cells. */
export interface PastPicture {
  version: number;
  /** When that version was made; null: not known. */
  at: string | null;
  /** Those who were in it, in their order then. */
  staff: readonly string[];
  cell: (staffId: string, date: string) => Cell;
}

export function pictureOf({ version, staff, dates, shifts, cells }: PastGrid, at: string | null): PastPicture {
  const found = new Map<string, Cell>();
  const set = (s: number, d: number, fields: Fields) => {
    const key = `${staff[s]}/${dates[d]}`;
    found.set(key, withFields(found.get(key) ?? EMPTY_CELL, fields));
  };
  cells.shift.forEach((row, s) => {
    row.forEach((index, d) => {
      if (index !== null) set(s, d, { shift: shifts[index] ?? null });
    });
  });
  for (const [s, d] of cells.locked) set(s, d, { locked: true });
  for (const [s, d, note] of cells.notes) set(s, d, { note });
  return { version, at, staff, cell: (staffId, date) => found.get(`${staffId}/${date}`) ?? EMPTY_CELL };
}

export interface Now {
  /** Those who are in the period and not archived. */
  staff: readonly string[];
  dates: readonly string[];
  cell: (staffId: string, date: string) => Cell;
  /** Whether a shift can still be entered. */
  isUsable: (code: string) => boolean;
}

const FIELDS = ["shift", "locked", "note"] as const;

/** What to set so that the cells are as they were; `only` these, where given. `left` are those whose shift can't be entered any more. */
export function restoring(picture: PastPicture, now: Now, only: readonly CellAt[] | null = null): { edits: CellEdit[]; left: number } {
  const edits: CellEdit[] = [];
  let left = 0;
  const known = new Set(now.staff);
  const dates = new Set(now.dates);
  const places = only ?? now.staff.flatMap((staffId) => now.dates.map((date) => ({ staffId, date })));
  for (const { staffId, date } of places) {
    // Who came in later wasn't there to be put back.
    if (!known.has(staffId) || !dates.has(date) || !picture.staff.includes(staffId)) continue;
    const [then, today] = [picture.cell(staffId, date), now.cell(staffId, date)];
    const set: CellEdit["set"] = {};
    for (const field of FIELDS) if (then[field] !== today[field]) Object.assign(set, { [field]: then[field] });
    if (set.shift && !now.isUsable(set.shift)) left += 1;
    else if (Object.keys(set).length > 0) edits.push({ staffId, date, set });
  }
  return { edits, left };
}
