import { expect, test } from "vitest";
import type { Answer } from "../sync/client";
import type { Body, ConflictPayload } from "../sync/wire";
import { RuleEditor, type RuleSet, refusalOf } from "./editor";

function setting() {
  const sent: { body: Body; answer: (answer: Answer) => void }[] = [];
  const timers = new Set<() => void>();
  const conflicts: ConflictPayload[] = [];
  const editor = new RuleEditor({
    operate: (body) => new Promise((resolve) => sent.push({ body, answer: resolve })),
    clock: {
      after: (_ms, call) => {
        timers.add(call);
        return () => timers.delete(call);
      },
    },
    onConflict: (payload) => conflicts.push(payload),
  });
  const sets = () => sent.map(({ body }) => (body as Extract<Body, { type: "RULE_UPDATE" }>).payload.set);
  const pass = () => {
    const due = [...timers];
    timers.clear();
    for (const call of due) call();
  };
  return { editor, sent, sets, pass, conflicts, draft: () => editor.drafts.get().get("r") };
}

const settled = () => new Promise<void>((resolve) => setTimeout(resolve));
const weight = (n: number): RuleSet => ({ weight: n });
const error = (message: string, field: string): Answer => ({
  kind: "error",
  payload: { code: "validation_failed", temporary: false, message, details: { field }, retry_after_ms: null },
});
const SOON = { isComplete: true, pace: "soon" } as const;
const NOW = { isComplete: true, pace: "now" } as const;

test("typing is one operation, sent when it pauses or the field is left", () => {
  const { editor, sets, pass } = setting();
  editor.edit("r", weight(1), SOON);
  editor.edit("r", weight(12), SOON);
  expect(sets()).toEqual([]);
  pass();
  expect(sets()).toEqual([{ weight: 12 }]);
  editor.edit("r", weight(3), SOON);
  editor.flush("r");
  pass();
  expect(sets()).toEqual([{ weight: 12 }, { weight: 3 }]);
});

test("what is incomplete waits, and goes with the edit that completes it", () => {
  const { editor, sets, pass, draft } = setting();
  editor.edit("r", { params: {} }, { isComplete: false, pace: "now" });
  pass();
  editor.flushAll();
  expect([sets(), draft()?.isComplete]).toEqual([[], false]);
  editor.edit("r", { name: "Rest" }, NOW);
  expect(sets()).toEqual([{ params: {}, name: "Rest" }]);
  expect(draft()).toMatchObject({ isSent: true });
});

test("what the hub refuses comes back with its words, and is sent again with the next edit", async () => {
  const { editor, sent, sets, draft } = setting();
  editor.edit("r", { params: { min: 5, max: 3 } }, NOW);
  sent[0]!.answer(error("Value error, at least 5 and at most 3 can't both hold", ""));
  await settled();
  expect(draft()).toEqual({
    set: { params: { min: 5, max: 3 } },
    isComplete: true,
    isSent: false,
    refusal: { field: "", message: "At least 5 and at most 3 can't both hold" },
  });
  editor.edit("r", { name: "Cover" }, NOW);
  expect(sets().at(-1)).toEqual({ params: { min: 5, max: 3 }, name: "Cover" });
});

test("a refusal doesn't take away what was typed since", async () => {
  const { editor, sent, draft } = setting();
  editor.edit("r", { params: { min: 5 }, name: "A" }, NOW);
  editor.edit("r", { params: { min: 4 } }, SOON);
  sent[0]!.answer(error("no", "min"));
  await settled();
  expect(draft()?.set).toEqual({ params: { min: 4 }, name: "A" });
});

test("what was sent is shown until it is answered, and not sent again with the next edit", async () => {
  const { editor, sent, sets, draft } = setting();
  editor.edit("r", { name: "A" }, NOW);
  editor.flush("r");
  editor.edit("r", weight(2), NOW);
  expect(sets()).toEqual([{ name: "A" }, { weight: 2 }]);
  sent[0]!.answer({ kind: "seen" });
  await settled();
  expect(draft()?.set).toEqual({ weight: 2 });
  sent[1]!.answer({ kind: "seen" });
  await settled();
  expect(draft()).toBeUndefined();
});

test("taking back leaves nothing to send", () => {
  const { editor, sets, pass, draft } = setting();
  editor.edit("r", weight(1), SOON);
  editor.discard("r");
  pass();
  expect([sets(), draft()]).toEqual([[], undefined]);
});

test("another's change is told", async () => {
  const { editor, sent, conflicts, draft } = setting();
  editor.edit("r", weight(1), NOW);
  sent[0]!.answer({ kind: "conflict", payload: { outcome: "rejected", fields: [] } as unknown as ConflictPayload });
  await settled();
  expect([conflicts.length, draft()]).toEqual([1, undefined]);
});

test.each([
  [
    { message: "pairs.0.after: List should have at least 1 item", details: { field: "pairs.0.after" } },
    "pairs.0.after",
    "List should have at least 1 item",
  ],
  [{ message: "Value error, a rolling window", details: { field: "" } }, "", "A rolling window"],
  [{ message: "", details: null }, "", ""],
])("%j is said beside %s", (payload, field, message) => {
  expect(refusalOf(payload)).toEqual({ field, message });
});
