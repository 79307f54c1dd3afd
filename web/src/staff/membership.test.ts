// A period's list of people, changed.
import { expect, it } from "vitest";
import { moved, putIn, takenOut } from "./membership";

it("puts those in who aren't, at the end", () => {
  expect(putIn(["a", "b"], ["b", "c", "d"])).toEqual(["a", "b", "c", "d"]);
});

it("takes one out", () => {
  expect(takenOut(["a", "b", "c"], "b")).toEqual(["a", "c"]);
});

it.each([
  ["b", 1, "acb"],
  ["b", -1, "bac"],
  ["a", -1, "abc"],
  ["c", 5, "abc"],
  ["a", 9, "bca"],
  ["x", 1, "abc"],
])("%s, moved by %i, gives %s", (id, by, expected) => {
  expect(moved(["a", "b", "c"], id, by).join("")).toBe(expected);
});
