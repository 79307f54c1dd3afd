// Cells in an address: `show=<staff id>:<date>,…`; `*` stands for everybody, or for every day.
import type { CellAt } from "../sync/document";

const CELL = /(.+?):(\*|\d{4}-\d{2}-\d{2})(?:,|$)/gy;

export const showing = (cells: readonly CellAt[]): string =>
  new URLSearchParams({ show: cells.map(({ staffId, date }) => `${staffId}:${date}`).join(",") }).toString();

/** What is not a cell is passed over. */
export function cellsShown(text: string, all: { staff: readonly string[]; dates: readonly string[] }): CellAt[] {
  return [...text.matchAll(CELL)].flatMap(([, who = "", when = ""]) => {
    const people = who === "*" ? all.staff : [who];
    const dates = when === "*" ? all.dates : [when];
    return people.flatMap((staffId) => dates.map((date) => ({ staffId, date })));
  });
}
