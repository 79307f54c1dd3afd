import { expect, test } from "vitest";
import { WorkspaceState } from "./document";
import { loadHasher } from "./hash";
import type { Change, WorkspaceSnapshot } from "./wire";

const hasher = await loadHasher();
const SNAPSHOT: WorkspaceSnapshot = { settings: {}, staff: [{ id: "s1", code: "S1" }], shift_types: [], rules: [], periods: [] };

test("an undo that found everything moved changes nothing in a workspace [UN1, DC4]", () => {
  const state = new WorkspaceState("w1", SNAPSHOT, hasher);
  const { hash } = state;
  const change: Change = {
    version: 1,
    base: null,
    id: "u1",
    client_id: "c1",
    actor: { id: "ana", name: "Ana" },
    at: "2026-11-23T10:00:00.000Z",
    type: "UNDO",
    payload: {},
  };
  expect(state.apply(change)).toBeNull();
  expect(state.hash).toBe(hash);
});
