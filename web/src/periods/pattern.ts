// A new period that begins with the shifts of another one, weekday on weekday.
import type { PeriodSnapshot } from "../sync/wire";

const DAY_MS = 86_400_000;
const WEEK = 7;

export interface PatternCell {
  readonly staffId: string;
  readonly date: string;
  readonly set: { readonly shift: string };
}

const at = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const iso = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export const dayCount = (from: string, to: string): number => (from && to ? at(to) - at(from) + 1 : 0);

/**
 * For each day of the new period the day of the old one that it is like: from the first with the same weekday, in whole
 * weeks, over and over. An old period of less than a week after that day is taken day by day instead.
 */
export function likeDays(old: { from: string; days: number }, fresh: { from: string; days: number }): number[] {
  const shift = (((at(fresh.from) - at(old.from)) % WEEK) + WEEK) % WEEK;
  const weeks = Math.floor((old.days - shift) / WEEK);
  const [first, length] = weeks > 0 ? [shift, weeks * WEEK] : [0, old.days];
  return Array.from({ length: fresh.days }, (_, day) => first + (day % length));
}

/** The cells that the new period begins with: shifts of those who are in it and that can still be set. */
export function patternOf(
  old: Pick<PeriodSnapshot, "period" | "staff" | "dates" | "shifts" | "cells">,
  fresh: { from: string; days: number; staff: readonly string[] },
  canBeSet: (code: string) => boolean,
): PatternCell[] {
  const like = likeDays({ from: old.period.start_date, days: old.dates.length }, fresh);
  const rows = new Map(old.staff.map((id, row) => [id, old.cells.shift[row] ?? []]));
  return fresh.staff.flatMap((staffId) => {
    const row = rows.get(staffId) ?? [];
    return like.flatMap((oldDay, day) => {
      const index = row[oldDay];
      const shift = index === null || index === undefined ? undefined : old.shifts[index];
      if (shift === undefined || !canBeSet(shift)) return [];
      return [{ staffId, date: iso(at(fresh.from) + day), set: { shift } }];
    });
  });
}

/** The days of a month, by any date in it. */
function monthOf(date: string): [string, string] {
  const [year = 0, month = 1] = date.split("-").map(Number);
  return [iso(Date.UTC(year, month - 1, 1) / DAY_MS), iso(Date.UTC(year, month, 0) / DAY_MS)];
}

/** What most likely comes next: a month after a month, else as many days as the last period has; without one, next month. */
export function datesAfter(periods: readonly { start_date: string; end_date: string }[], today: string): [string, string] {
  const [last] = [...periods].sort((a, b) => (a.end_date < b.end_date ? 1 : -1));
  if (!last) return monthOf(iso(at(monthOf(today)[1]) + 1));
  const first = at(last.end_date) + 1;
  const [from, to] = monthOf(last.start_date);
  if (from === last.start_date && to === last.end_date) return monthOf(iso(first));
  return [iso(first), iso(first + dayCount(last.start_date, last.end_date) - 1)];
}
