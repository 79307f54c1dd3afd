import { expect, test } from "vitest";
import { afterClose, backoffMs } from "./closing";

test.each([
  [1001, true, "reconnect"],
  [1006, true, "reconnect"],
  [1006, false, "refresh"],
  [1009, true, "dropLargest"],
  [1012, true, "reconnect"],
  [1013, true, "reconnect"],
  [4001, true, "reconnect"],
  [4002, true, "reconnect"],
  [4003, true, "reconnect"],
  [4005, true, "refresh"],
  [4499, true, "reconnect"],
  [4500, true, "stop"],
  [4501, true, "stop"],
  [4503, true, "stop"],
  [4999, true, "stop"],
] as const)("close code %i, welcomed %s: %s [CL1, RC2]", (code, welcomed, next) => {
  expect(afterClose(code, welcomed).next).toBe(next);
});

test("the backoff doubles to 30 s under full jitter [RC1]", () => {
  expect([0, 1, 2, 10, 50].map((attempt) => backoffMs(attempt, 1))).toEqual([250, 500, 1000, 30_000, 30_000]);
  expect(backoffMs(5, 0)).toBe(0);
});

test("a restarting hub names its own range", () => {
  expect(backoffMs(9, 0.5, { min_backoff_ms: 1000, max_backoff_ms: 3000 })).toBe(2000);
});
