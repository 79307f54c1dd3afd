import { expect, test } from "vitest";
import type { Config, RunOptions } from "../generated/api";
import { compared, scopeChoice, summary } from "./facts";

const config = (options: RunOptions): Config => ({ id: "c", name: "C", options, is_default: false });

test.each<[RunOptions, string]>([
  [{}, "as the hub does, 30 s"],
  [{ time_limit_s: 120, engine: "cpsat", seed: 1 }, "2 min"],
  [
    { time_limit_s: 5, engine: "milp", seed: 7, scope: { empty_only: true }, start_from: "empty", apply: "merge" },
    "5 s · Empty cells only · Afresh · Apply it, except where people changed cells meanwhile · MILP · Seed 7",
  ],
])("%j is summed up by what is not as usual", (options, words) => {
  expect(summary(options)).toBe(words);
});

test("only what differs is marked", () => {
  const different = (one: RunOptions, other: RunOptions) =>
    compared(config(one), config(other))
      .filter(({ isDifferent }) => isDifferent)
      .map(({ field }) => field);
  expect(different({}, { engine: "cpsat", apply: "none" })).toEqual([]);
  expect(different({ time_limit_s: 5 }, { time_limit_s: 60, seed: 2 })).toEqual(["time", "seed"]);
  expect(different({ scope: { from: "2026-12-01" } }, { scope: { from: "2026-12-02" } })).toEqual(["scope"]);
});

test.each<[RunOptions, string]>([
  [{ scope: null }, "all"],
  [{ scope: { empty_only: false, staff_ids: null, from: null, to: null } }, "all"],
  [{ scope: { empty_only: true } }, "empty"],
  [{ scope: { staff_ids: ["a"], empty_only: true } }, "part"],
])("%j may move %s", (options, choice) => {
  expect(scopeChoice(options)).toBe(choice);
});
