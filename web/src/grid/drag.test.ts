import { expect, test } from "vitest";
import { speedAt } from "./drag";

test.each([
  ["in the middle it rests", 300, 0],
  ["near the lower edge it crawls", 592, 1],
  ["the further beyond, the faster", 640, 13],
  ["but no faster than one can follow", 2000, 24],
  ["and back over the upper edge", 80, -8],
])("%s", (_, at, speed) => {
  expect(speedAt(at, 100, 600)).toBe(speed);
});
