import { expect, test } from "vitest";
import { fits, fitting } from "./finding";

test.each([
  ["ben", "Ben Okafor", true],
  ["oka", "Ben Okafor", true],
  ["b ok", "Ben Okafor", true],
  ["en", "Ben Okafor", false],
  ["jose", "José Núñez", true],
  ["", "anything", true],
  ["佐藤", "佐藤 芽衣", true],
])("%s in %s: %s", (query, text, does) => {
  expect(fits(query, text)).toBe(does);
});

test("what begins with the query stands first; empty groups are left out; a long group is cut", () => {
  const found = (label: string) => ({ key: label, label, run: () => {} });
  const groups = [
    { title: "A", found: [found("Old night"), found("Night")] },
    { title: "B", found: [found("Day")] },
    { title: "C", found: Array.from({ length: 20 }, (_, n) => found(`Nina ${n}`)) },
  ];
  const shown = fitting("ni", groups);
  expect(shown.map(({ title, found: all }) => [title, all.length])).toEqual([
    ["A", 2],
    ["C", 8],
  ]);
  expect(shown[0]!.found[0]!.label).toBe("Night");
});
