import { describe, expect, test } from "vitest";
import type { CoverDay, PersonFigures, RunFigures, Share } from "../generated/api";
import { cellsBehind, levelOf, offsetOf, runPoints, sorted, tookOf } from "./figures";

const person = (staff_id: string, rest: Partial<PersonFigures> = {}): PersonFigures => ({
  staff_id,
  shifts: {},
  kinds: {},
  open: 0,
  nights: 0,
  weekends: 0,
  days_off: 0,
  paid_minutes: 0,
  wishes: [],
  breaches: 0,
  must_points: 0,
  wish_points: 0,
  cost: null,
  ...rest,
});
const share: Share = { measure: "paid_minutes", mean: 600, least: 480, most: 660, spread: 180, deviation: 60 };
const day = (rest: Partial<CoverDay>): CoverDay => ({
  date: "2026-12-01",
  min: 2,
  max: null,
  there: 2,
  short: 0,
  over: 0,
  points: 0,
  ...rest,
});

describe("figures", () => {
  test.each([
    [day({}), "met"],
    [day({ there: 1, short: 1 }), "short"],
    [day({ max: 2, there: 3, over: 1 }), "over"],
    [day({ min: null }), "none"],
  ])("a day is %j", (one, level) => {
    expect(levelOf(one)).toBe(level);
  });

  test("a bar is as long as the person is far from the mean, against the farthest", () => {
    expect(offsetOf(person("a", { paid_minutes: 480 }), share)).toEqual({ value: 8, share: -1, difference: -2 });
    expect(offsetOf(person("a", { paid_minutes: 660 }), share)).toEqual({ value: 11, share: 0.5, difference: 1 });
    expect(offsetOf(person("a", { paid_minutes: 600 }), { ...share, least: 600, most: 600 }).share).toBe(0);
  });

  test("people are sorted by a column, most first, else as they stand", () => {
    const missed = { date: "2026-12-01", is_met: false };
    const people = [person("a", { wish_points: 900 }), person("b", { must_points: 1, wishes: [missed] }), person("c", { cost: 5 })];
    const order = (by: Parameters<typeof sorted>[1]) =>
      sorted(people, by)
        .map(({ staff_id }) => staff_id)
        .join("");
    expect([order("own"), order("points"), order("cost"), order("wishes")]).toEqual(["abc", "bac", "cab", "bac"]);
  });

  test("behind a figure are its cells", () => {
    const dates = ["2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07"];
    const row = ["N", "D", "X", "X"];
    const cell = (_: string, date: string) => ({ shift: row[dates.indexOf(date)]!, locked: false, note: null });
    const kinds = { kindOf: (code: string) => (code === "X" ? "off" : "work"), isNight: (code: string) => code === "N" };
    const behind = (measure: Share["measure"]) => cellsBehind(measure, "a", dates, cell, kinds).map(({ date }) => date);
    expect(behind("nights")).toEqual(["2026-12-04"]);
    expect(behind("weekends")).toEqual(["2026-12-05"]);
    expect(behind("days_off")).toEqual(["2026-12-06", "2026-12-07"]);
    expect(behind("paid_minutes")).toEqual(["*"]);
  });

  test("runs are drawn oldest first, without those that have no score", () => {
    const run = (id: string, score: RunFigures["score"], gap: number | null): RunFigures => ({
      id,
      state: "done",
      engine: "cpsat",
      score,
      bound: { hard: 0, soft: 4 },
      gap,
      created_at: id,
      started_at: "2026-12-01T10:00:00Z",
      completed_at: score ? "2026-12-01T10:00:12Z" : null,
      created_by: "Mei",
    });
    const runs = [run("3", { hard: 0, soft: 5 }, 0.2), run("2", null, null), run("1", { hard: 1, soft: 9 }, null)];
    expect(runPoints(runs)).toEqual([
      { id: "1", at: "1", score: 9, bound: null },
      { id: "3", at: "3", score: 5, bound: 4 },
    ]);
    expect(runs.map(tookOf)).toEqual([12, null, 12]);
  });
});
