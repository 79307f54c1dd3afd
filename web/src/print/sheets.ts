// The printed roster as values: sheets of at most 31 days, names on each, rows in the grid's order.
import type { Roster } from "../grid/roster";

/** So many days fit on A4 landscape. */
export const DAYS_MAX = 31;

export interface Sheet {
  firstDay: number;
  /** Not included. */
  endDay: number;
}

/** Months stay whole where they can: a sheet ends with a month, else after 31 days. */
export function sheetsOf({ days }: Pick<Roster, "days">): readonly Sheet[] {
  const sheets: Sheet[] = [];
  let firstDay = 0;
  while (firstDay < days.length) {
    let endDay = Math.min(days.length, firstDay + DAYS_MAX);
    const month = days[endDay - 1]!.month;
    const isCut = endDay < days.length && days[endDay]!.month === month;
    const monthStart = days.findIndex((day) => day.month === month);
    if (isCut && monthStart > firstDay) endDay = monthStart;
    sheets.push({ firstDay, endDay });
    firstDay = endDay;
  }
  return sheets;
}
