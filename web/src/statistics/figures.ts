// From the hub's figures to what is drawn: offsets from the mean, orders, the cells behind a mark.
import type { CoverDay, CoverRule, Dashboard, PersonFigures, RunFigures, Share } from "../generated/api";
import type { Roster } from "../grid/roster";
import type { Cell, CellAt } from "../sync/document";

export type Measure = Share["measure"];
export type Level = "short" | "over" | "met" | "none";

export function levelOf({ min, max, short, over }: CoverDay): Level {
  if (min === null && max === null) return "none";
  return short > 0 ? "short" : over > 0 ? "over" : "met";
}

/** Needs in the order of the grid's foot; those that it doesn't know come last. */
export function asInTheGrid(cover: readonly CoverRule[], roster: Roster | null): CoverRule[] {
  const places = new Map(roster?.needs.map(({ ruleId }, place) => [ruleId, place]));
  const place = ({ rule_id }: CoverRule) => places.get(rule_id) ?? places.size;
  return [...cover].sort((a, b) => place(a) - place(b));
}

/** The shifts that people have, in the palette's order. */
export function codesOf(people: readonly PersonFigures[], roster: Roster | null): string[] {
  const used = new Set(people.flatMap(({ shifts }) => Object.keys(shifts)));
  const known = (roster?.palette ?? []).map(({ code }) => code).filter((code) => used.delete(code));
  return [...known, ...used];
}

/** A rule's days by date; a date that it says nothing about has none. */
export function daysOf({ days }: CoverRule): ReadonlyMap<string, CoverDay> {
  return new Map(days.map((day) => [day.date, day]));
}

/** Days on which the need isn't met. */
export const missed = ({ days }: CoverRule): number => days.filter((day) => day.short > 0 || day.over > 0).length;

/** What a measure is shown in: hours for minutes. */
export const shown = (measure: Measure, value: number): number => (measure === "paid_minutes" ? value / 60 : value);

export interface Offset {
  value: number;
  /** −1 … 1: how far from the mean, against the farthest of all. */
  share: number;
  difference: number;
}

export function offsetOf(person: PersonFigures, share: Share): Offset {
  const value = person[share.measure];
  const farthest = Math.max(share.most - share.mean, share.mean - share.least);
  const difference = value - share.mean;
  return {
    value: shown(share.measure, value),
    share: farthest === 0 ? 0 : Math.max(-1, Math.min(1, difference / farthest)),
    difference: shown(share.measure, difference),
  };
}

/** The measures that say something: nights only where there is night work. */
export function measuresOf({ statistics }: Dashboard): Share[] {
  return statistics.shares.filter(({ measure }) => measure !== "nights" || statistics.night_shifts.length > 0);
}

export type SortKey = Measure | "own" | "wishes" | "cost" | "points";

/** By a column, most first; `own`: as they stand in the grid. */
export function sorted(people: readonly PersonFigures[], by: SortKey): PersonFigures[] {
  if (by === "own") return [...people];
  return [...people].sort((a, b) => keyOf(b, by) - keyOf(a, by));
}

function keyOf(person: PersonFigures, by: Exclude<SortKey, "own">): number {
  switch (by) {
    case "wishes":
      return person.wishes.filter(({ is_met }) => !is_met).length * 1000 + person.wishes.length;
    case "cost":
      return person.cost ?? -1;
    case "points":
      // One must-rule weighs more than all wishes.
      return person.must_points * 1e9 + person.wish_points;
    default:
      return person[by];
  }
}

export interface Kinds {
  kindOf: (code: string) => string;
  isNight: (code: string) => boolean;
}

/** The cells behind a person's figure, read from the grid as it is. */
export function cellsBehind(
  measure: Measure,
  staffId: string,
  dates: readonly string[],
  cell: (staffId: string, date: string) => Cell,
  { kindOf, isNight }: Kinds,
): CellAt[] {
  if (measure === "paid_minutes") return [{ staffId, date: "*" }];
  const has = (date: string) => {
    const { shift } = cell(staffId, date);
    if (shift === null) return false;
    if (measure === "days_off") return kindOf(shift) === "off";
    if (measure === "nights") return isNight(shift);
    return kindOf(shift) === "work" && new Date(`${date}T00:00:00Z`).getUTCDay() % 6 === 0;
  };
  return dates.filter(has).map((date) => ({ staffId, date }));
}

export interface RunPoint {
  id: string;
  at: string;
  score: number;
  bound: number | null;
}

/** Runs that have a score, oldest first. */
export function runPoints(runs: readonly RunFigures[]): RunPoint[] {
  return runs
    .flatMap(({ id, created_at, score, bound, gap }) =>
      score === null ? [] : [{ id, at: created_at, score: score.soft, bound: gap === null || bound === null ? null : bound.soft }],
    )
    .reverse();
}

/** Seconds that a run took; null while it goes on. */
export function tookOf({ started_at, completed_at }: RunFigures): number | null {
  return started_at === null || completed_at === null ? null : (Date.parse(completed_at) - Date.parse(started_at)) / 1000;
}
