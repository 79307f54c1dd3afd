import { describe, expect, test } from "vitest";
import { canonical, loadHasher, StateHash } from "./hash";

const hasher = await loadHasher();

/** Figures of the hub's own digest over the same fields. */
const FROM_THE_HUB: [string, string, string, unknown, string][] = [
  ["cell", "s1/2026-12-01", "shift", "D", "d92dfe9ad064a8b3"],
  ["cell", "s1/2026-12-01", "locked", true, "818215fc4a053ebe"],
  ["cell", "s1/2026-12-01", "note", 'Schlüssel ×△ "8"\n😀', "6e28f8232cefb7a8"],
  ["period", "p1", "staff", ["s1", "s2"], "37b41467c3051eee"],
  ["rule", "r1", "params", { min: 3, b: { z: [1, 2], a: null }, ｚ: 1, "😀": 2 }, "c0026b0be30a89cd"],
  ["settings", "w1", "name", "Hoshi", "cd8c849b1c4c5287"],
  ["staff", "s1", "skills", [], "df6e61f063e38afa"],
  ["staff", "s1", "name", "", "89eaf63bcdf9ba62"],
];

describe("the state hash [DC5]", () => {
  test.each(FROM_THE_HUB)("of %s %s %s is the hub's", (entity, id, field, value, expected) => {
    const hash = new StateHash(hasher);
    hash.moved(entity, id, field, null, value);
    expect(hash.hex).toBe(expected);
  });

  test("of all of them is their sum, in any order", () => {
    const hash = new StateHash(hasher);
    for (const [entity, id, field, value] of [...FROM_THE_HUB].reverse()) hash.moved(entity, id, field, undefined, value);
    expect(hash.hex).toBe("f77568f53b92dfb7");
  });

  test("returns to nothing when every field is taken away again", () => {
    const hash = new StateHash(hasher);
    for (const [entity, id, field, value] of FROM_THE_HUB) hash.moved(entity, id, field, null, value);
    for (const [entity, id, field, value] of FROM_THE_HUB) hash.moved(entity, id, field, value, false);
    expect(hash.hex).toBe("0000000000000000");
  });

  test("writes JSON without spaces, keys by code point", () => {
    expect(canonical({ "😀": 1, ｚ: 2, a: [null, true, "é\u2028"] })).toBe('{"a":[null,true,"é\u2028"],"ｚ":2,"😀":1}');
  });
});
