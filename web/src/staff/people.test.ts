// The staff list: what is read, found and in which order.
import { describe, expect, it } from "vitest";
import { freeCode } from "../records/entities";
import { matching, personOf, type Sorting, sorted, stateOf } from "./people";

const PEOPLE = [
  personOf({
    id: "1",
    fields: { code: "b", name: "Ben Okafor", position: "Sous", group: "Kitchen", skills: [{ name: "Grill", until: null }] },
  }),
  personOf({ id: "2", fields: { code: "a", name: "Aiko Tanaka", position: "Head chef", group: "Kitchen" } }),
  personOf({ id: "3", fields: { code: "c10" } }),
  personOf({ id: "4", fields: { code: "c9", name: "åsa Lind", group: "Bar", employment: "part_time" } }),
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join("");

describe("order", () => {
  it.each<[Sorting, string]>([
    [{ by: "name", isDown: false }, "2413"],
    [{ by: "name", isDown: true }, "3142"],
    [{ by: "code", isDown: false }, "2143"],
    [{ by: "group", isDown: false }, "4213"],
    [{ by: "group", isDown: true }, "2143"],
    [{ by: "employment", isDown: false }, "4213"],
  ])("%o gives %s", (sorting, expected) => {
    expect(ids(sorted(PEOPLE, sorting))).toBe(expected);
  });
});

describe("filter", () => {
  it.each([
    ["", "1234"],
    ["kitchen", "12"],
    ["kitchen ben", "1"],
    ["grill", "1"],
    ["c10", "3"],
    ["nobody", ""],
  ])("“%s” finds %s", (filter, expected) => {
    expect(ids(matching(PEOPLE, filter))).toBe(expected);
  });
});

it.each([
  [null, "standing"],
  ["2026-12-01", "soon"],
  ["2026-11-30", "over"],
  ["2027-01-01", "standing"],
] as const)("a skill until %s is %s on 1 December", (until, expected) => {
  expect(stateOf({ name: "Grill", until }, "2026-12-01")).toBe(expected);
});

it.each([
  ["Mei Sato", [], "mei"],
  ["Mei Sato", ["mei"], "mei-s"],
  ["Mei Sato", ["mei", "mei-s"], "mei-s2"],
  ["Mei", ["mei"], "mei2"],
  ["佐藤", [], "佐藤"],
  ["!!", [], "p"],
])("%s, with %j taken, gets the code %s", (name, taken, expected) => {
  expect(freeCode(name, new Set(taken))).toBe(expected);
});
