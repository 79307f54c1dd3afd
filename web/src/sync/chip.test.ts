import { expect, test } from "vitest";
import { type ChipFacts, chipChangesAt, chipOf } from "./chip";

const CALM: ChipFacts = {
  now: 100_000,
  link: { state: "open" },
  waiting: 0,
  oldestAt: null,
  isUnavailable: false,
  isCatchingUp: false,
  isLoading: false,
  isReadOnly: false,
  hasNewVersion: false,
};

test.each<[Partial<ChipFacts>, string]>([
  [{}, "live"],
  [{ waiting: 2, oldestAt: 99_900 }, "live"],
  [{ waiting: 2, oldestAt: 99_700 }, "saving"],
  [{ link: { state: "waiting", since: 99_000 }, waiting: 2 }, "reconnecting"],
  [{ link: { state: "waiting", since: 90_000 }, waiting: 2 }, "offline"],
  [{ link: { state: "connecting", since: 90_000 } }, "offline"],
  [{ link: { state: "connecting", since: null } }, "connecting"],
  [{ isCatchingUp: true }, "catchingUp"],
  [{ isUnavailable: true, waiting: 1, oldestAt: 0 }, "cantSave"],
  [{ isReadOnly: true }, "viewOnly"],
  [{ link: { state: "stopped", why: "signIn" }, isReadOnly: true }, "signIn"],
  [{ link: { state: "stopped", why: "newVersion" } }, "newVersion"],
  [{ hasNewVersion: true }, "newVersion"],
  [{ link: { state: "stopped", why: "tooManyConnections" } }, "stopped"],
])("%j shows %s", (facts, kind) => {
  expect(chipOf({ ...CALM, ...facts }).kind).toBe(kind);
});

test("time alone brings Offline and Saving", () => {
  expect(chipChangesAt({ ...CALM, link: { state: "waiting", since: 95_000 } })).toBe(105_000);
  expect(chipChangesAt({ ...CALM, oldestAt: 99_900 })).toBe(100_200);
  expect(chipChangesAt(CALM)).toBeNull();
});
