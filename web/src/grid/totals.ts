// Counts at the right and the foot, kept as cells change: an edit touches one person's and one day's.
import type { Roster } from "./roster";

export class Totals {
  readonly #roster: Roster;
  readonly #off: Int32Array;
  readonly #minutes: Int32Array;
  readonly #cover: Int32Array[];

  constructor(roster: Roster, shiftAt: (person: number, day: number) => string | null) {
    this.#roster = roster;
    this.#off = new Int32Array(roster.people.length);
    this.#minutes = new Int32Array(roster.people.length);
    this.#cover = roster.needs.map(() => new Int32Array(roster.days.length));
    for (let person = 0; person < roster.people.length; person++) {
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

  #count(person: number, day: number, code: string | null, by: 1 | -1): void {
    if (code === null) return;
    const look = this.#roster.shifts.get(code);
    if (look?.kind === "off") this.#off[person]! += by;
    if (look) this.#minutes[person]! += by * look.paidMinutes;
    this.#roster.needs.forEach((need, index) => {
      if (need.counts[person] && need.codes.has(code)) this.#cover[index]![day]! += by;
    });
  }
}
