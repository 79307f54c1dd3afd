// Counts at the right and the foot, kept as cells change: an edit touches one person's and one day's.
import type { Roster, ShiftLook } from "./roster";

/** `nights`: shifts that go past midnight or look like one; `weekends`: those with work on either day. */
export const TOTALS = ["off", "hours", "nights", "weekends"] as const;
export type TotalKind = (typeof TOTALS)[number];

export class Totals {
  readonly #roster: Roster;
  readonly #off: Int32Array;
  readonly #minutes: Int32Array;
  readonly #nights: Int32Array;
  readonly #weekends: Int32Array;
  /** For each day which weekend it lies in, from 0; −1: none. */
  readonly #weekendOf: Int16Array;
  readonly #weekendCount: number;
  /** Days of work by person and weekend. */
  readonly #weekendWork: Int8Array;
  readonly #cover: Int32Array[];

  constructor(roster: Roster, shiftAt: (person: number, day: number) => string | null) {
    const people = roster.people.length;
    this.#roster = roster;
    this.#off = new Int32Array(people);
    this.#minutes = new Int32Array(people);
    this.#nights = new Int32Array(people);
    this.#weekends = new Int32Array(people);
    this.#weekendOf = weekendsOf(roster);
    this.#weekendCount = Math.max(0, ...this.#weekendOf) + 1;
    this.#weekendWork = new Int8Array(people * this.#weekendCount);
    this.#cover = roster.needs.map(() => new Int32Array(roster.days.length));
    for (let person = 0; person < people; person++) {
      for (let day = 0; day < roster.days.length; day++) this.#count(person, day, shiftAt(person, day), 1);
    }
  }

  moved(person: number, day: number, from: string | null, to: string | null): void {
    this.#count(person, day, from, -1);
    this.#count(person, day, to, 1);
  }

  off(person: number): number {
    return this.#off[person]!;
  }

  hours(person: number): number {
    return Math.round(this.#minutes[person]! / 60);
  }

  of(kind: TotalKind, person: number): number {
    switch (kind) {
      case "off":
        return this.off(person);
      case "hours":
        return this.hours(person);
      case "nights":
        return this.#nights[person]!;
      case "weekends":
        return this.#weekends[person]!;
    }
  }

  cover(need: number, day: number): number {
    return this.#cover[need]![day]!;
  }

  /** People short (negative) or over (positive) on a day; 0 where the need is met. */
  balance(need: number, day: number): number {
    const limits = this.#roster.needs[need]!.limits[day];
    if (!limits) return 0;
    const has = this.cover(need, day);
    if (limits.min !== null && has < limits.min) return has - limits.min;
    return limits.max !== null && has > limits.max ? has - limits.max : 0;
  }

  /** People short on a day, all needs together. */
  short(day: number): number {
    return this.#roster.needs.reduce((sum, _, need) => sum + Math.max(0, -this.balance(need, day)), 0);
  }

  #count(person: number, day: number, code: string | null, by: 1 | -1): void {
    if (code === null) return;
    const look = this.#roster.shifts.get(code);
    if (look?.kind === "off") this.#off[person]! += by;
    if (look) this.#minutes[person]! += by * look.paidMinutes;
    if (look?.kind === "work") this.#countWork(person, day, look, by);
    this.#roster.needs.forEach((need, index) => {
      if (need.counts[person] && need.codes.has(code)) this.#cover[index]![day]! += by;
    });
  }

  #countWork(person: number, day: number, look: ShiftLook, by: 1 | -1): void {
    if (isNight(look)) this.#nights[person]! += by;
    const weekend = this.#weekendOf[day]!;
    if (weekend < 0) return;
    const at = person * this.#weekendCount + weekend;
    const before = this.#weekendWork[at]!;
    this.#weekendWork[at] = before + by;
    if (before === 0 || before + by === 0) this.#weekends[person]! += by;
  }
}

function isNight({ colour, start, end }: ShiftLook): boolean {
  return colour === "night" || (start !== null && end !== null && end < start && end !== "00:00");
}

function weekendsOf({ days }: Roster): Int16Array {
  let weekend = -1;
  return Int16Array.from(days, ({ isWeekend }, day) => {
    if (isWeekend && (day === 0 || !days[day - 1]!.isWeekend)) weekend += 1;
    return isWeekend ? weekend : -1;
  });
}
