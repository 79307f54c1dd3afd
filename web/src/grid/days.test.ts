import { expect, test } from "vitest";
import { areWeekdays, daysLike, daysOf } from "./days";

/** Sat 28 November to Sun 6 December 2026. */
const DATES = [28, 29, 30].map((day) => `2026-11-${day}`).concat([1, 2, 3, 4, 5, 6].map((day) => `2026-12-0${day}`));

test.each([
  ["figures alone go on over the month", ["29", "30", "1", "2"], [1, 2, 3, 4]],
  ["with weekdays", ["Sat 28", "Su 29", "M 30", "1\nTue"], [0, 1, null, 3]],
  ["with months", ["1 Dec", "Dec 2", "3. Dezember 2026", "4th December", "Fri, 5 Dec 26"], [3, 4, 5, 6, 7]],
  ["ISO and Japanese", ["2026-12-01", "12月2日(水)", "2026年12月3日"], [3, 4, 5]],
  ["figures, month last", ["30/11", "1/12", "2.12.2026"], [2, 3, 4]],
  ["figures, month first", ["11/30", "12/1/26", "12/2"], [2, 3, 4]],
  ["of another period", ["1 Jan", "2025-12-01"], [null, null]],
  ["no days at all", ["Name", "Ward 5 North", "", "Off", "D"], [null, null, null, null, null]],
] as const)("%s", (_, texts, found) => {
  expect(daysOf(texts, DATES)).toEqual(found);
});

test("what is typed finds days, those to come first", () => {
  expect(daysLike("4 dec", DATES)).toEqual([6]);
  expect(daysLike("sun", DATES, 3)).toEqual([8, 1]);
  expect(daysLike("1/12", DATES)).toEqual([3]);
  expect(daysLike("zzz", DATES)).toEqual([]);
});

test("a row of weekdays is known as one", () => {
  expect(areWeekdays(["", "Mon", "Tue", "W", "Thu."])).toBe(true);
  expect(areWeekdays(["", "D", "N", "Off"])).toBe(false);
});
