// Shift types: how long they last, which keys clash, which rules name them.
import { expect, it } from "vitest";
import type { Fields } from "../sync/document";
import { clashOf, inOrder, rulesNaming, shiftTypeOf, spanOf } from "./types";

const type = (code: string, fields: Fields = {}) => shiftTypeOf({ id: code, fields: { code, ...fields } });

it.each([
  ["06:00", "14:00", { minutes: 480, crossesMidnight: false }],
  ["22:00", "06:00", { minutes: 480, crossesMidnight: true }],
  ["08:00", "08:00", { minutes: 1440, crossesMidnight: true }],
  ["08:00", null, null],
] as const)("from %s to %s", (start, end, expected) => {
  expect(spanOf({ start, end })).toEqual(expected);
});

it("reads times as the hub writes them, and takes the code where there is no symbol", () => {
  expect(type("night", { start: "22:00:00", end: "06:00:00" })).toMatchObject({
    start: "22:00",
    end: "06:00",
    shownSymbol: "ni",
    shownName: "night",
  });
});

it("finds those with the same key and those whose keys begin with it, but no archived ones", () => {
  const all = [
    type("d", { keys: "d" }),
    type("dd", { keys: "dd" }),
    type("o", { keys: "d" }),
    type("x", { keys: "d", archived: true }),
    type("n"),
  ];
  const clash = clashOf(all[0]!, all);
  expect(clash.same.map(({ code }) => code)).toEqual(["o"]);
  expect(clash.longer.map(({ code }) => code)).toEqual(["dd"]);
  expect(clashOf(all[4]!, all)).toEqual({ same: [], longer: [] });
});

it("orders them as the palette does", () => {
  const all = [type("n", { colour: "night" }), type("e", { colour: "early" }), type("x", { colour: "off" }), type("d2"), type("d1")];
  expect(inOrder(all).map(({ code }) => code)).toEqual(["x", "e", "d1", "d2", "n"]);
});

it("finds rules that name a code, wherever the catalogue puts codes, and no others", () => {
  const rules = new Map<string, Fields>([
    ["cover", { name: "Late cover", type: "coverage", params: { shifts: ["l", "e"], min: 3 } }],
    ["pairs", { type: "succession", params: { pairs: [{ before: ["l"], after: ["e"] }] } }],
    ["points", { name: "Points", type: "window_count", params: { points: { l: 2 } } }],
    ["wishes", { name: "Wishes", type: "request", params: { requests: [{ staff: "l", shifts: ["d"] }] } }],
    ["gone", { name: "Gone", type: "coverage", archived: true, params: { shifts: ["l"] } }],
  ]);
  expect(rulesNaming("l", rules).map(({ name }) => name)).toEqual(["Late cover", "succession", "Points"]);
});
