import { expect, test, vi } from "vitest";
import type { Client } from "../sync/client";
import type { Notice } from "../sync/notices";
import type { Body, ConflictField, ConflictPayload } from "../sync/wire";
import type { Act, Toasts } from "../ui/toasts";
import { tell } from "./notices";

const ENTITIES: Record<string, Map<string, Record<string, unknown>>> = {
  staff: new Map([["ben", { name: "Ben Okafor", code: "B" }]]),
  shift_type: new Map([
    ["e", { code: "E", name: "Early" }],
    ["l", { code: "L", name: "Late" }],
  ]),
  rule: new Map([["rest", { name: "Rest between shifts" }]]),
};
const theirs = (value: unknown) => ({ value, version: 4, actor: { id: "u2", name: "Mei" } });
const cell = { entity: "cell", id: "ben/2026-12-04", field: "shift", base: null, theirs: theirs("L"), mine: "E", resolved: null };
const position = { entity: "staff", id: "ben", field: "position", base: "Sous", theirs: theirs("Head chef"), mine: "Line", resolved: null };
const weight = { entity: "rule", id: "rest", field: "weight", base: 1, theirs: theirs(5), mine: 10, resolved: null };
const strategy = {
  entity: "settings",
  id: "w",
  field: "strategy",
  base: null,
  theirs: theirs("merge"),
  mine: "user_choice",
  resolved: null,
};
const note = { ...cell, field: "note", theirs: theirs("Bring keys"), mine: "Late start" };
const edit: Body = {
  type: "CELL_UPDATE",
  payload: { period_id: "p1", cells: [{ staff_id: "ben", date: "2026-12-04", set: { shift: "E" } }], intent: "edit" },
};

function told(notice: Notice) {
  const client = {
    edit: vi.fn(),
    operate: vi.fn(),
    openPeriods: [{ live: { periodId: "p1" } }],
    workspace: { state: { all: (kind: string) => ENTITIES[kind] } },
  };
  const say = vi.fn();
  const around = { client: client as unknown as Client, toasts: { say } as unknown as Toasts, show: vi.fn(), go: vi.fn(), copy: vi.fn() };
  tell(notice, around);
  const [text, acts = [], level] = say.mock.calls[0] as [string, Act[] | undefined, string | undefined];
  return { ...around, text, labels: acts.map(({ label }) => label), acts, level, client };
}

const conflict = (payload: Partial<ConflictPayload>, body?: Body): Notice => ({
  kind: "conflict",
  periodId: "p1",
  payload: { strategy: "last_writer_wins", operation_id: "o", fields: [cell as ConflictField], ...payload } as ConflictPayload,
  ...(body ? { body } : {}),
});

test.each<[Partial<ConflictPayload>, string, string[]]>([
  [{ outcome: "overwritten" }, "Mei changed Ben Okafor, Fri 4 Dec, from your Early to Late.", ["Put Early back", "Show"]],
  [{ outcome: "rejected", reason: "changed" }, "Not saved: Mei had already set Ben Okafor, Fri 4 Dec, to Late.", ["Use Early", "Show"]],
  [{ outcome: "pending" }, "You and Mei set Ben Okafor, Fri 4 Dec, differently. Yours is kept until you choose.", ["Choose", "Show"]],
  [
    { outcome: "merged", fields: [note as ConflictField] },
    "Mei had already set Ben Okafor, Fri 4 Dec, note, to “Bring keys”: that stays. Anything else in your change was saved.",
    ["Use “Late start”", "Show"],
  ],
  [{ outcome: "overwritten", fields: [cell, note] as ConflictField[] }, "Mei changed 2 cells that you set.", ["Use mine", "Show"]],
  [
    { outcome: "overwritten", fields: [position as ConflictField] },
    "Mei changed Ben Okafor, position, from your “Line” to “Head chef”.",
    ["Put “Line” back"],
  ],
  [
    { outcome: "rejected", reason: "changed", fields: [weight as ConflictField] },
    "Not saved: Mei had already set Rest between shifts, weight, to 5.",
    ["Use 10"],
  ],
  [
    { outcome: "pending", fields: [strategy as ConflictField] },
    "You and Mei set the workspace, when two people set the same thing, differently. Yours is kept until you choose.",
    ["Choose"],
  ],
])("%j is told in words", (payload, text, labels) => {
  const { level, ...said } = told(conflict(payload));
  expect([said.text, said.labels, level]).toEqual([text, labels, "alert"]);
});

test("what was removed is told without its fields, and the edit can be copied", () => {
  const { text, acts, copy } = told(conflict({ outcome: "rejected", reason: "not_in_period", fields: [] }, edit));
  expect(text).toBe("Not saved: Ben Okafor was removed.");
  expect(acts.map(({ label }) => label)).toEqual(["Copy my edit"]);
  acts[0]!.run();
  expect(copy).toHaveBeenCalledWith("Ben Okafor, Fri 4 Dec: Early");
});

test("putting mine back is a new edit: of a cell in its period, of an entity in the workspace", () => {
  const ofCell = told(conflict({ outcome: "overwritten" }));
  ofCell.acts[0]!.run();
  expect(ofCell.client.edit).toHaveBeenCalledWith("p1", [{ staffId: "ben", date: "2026-12-04", set: { shift: "E" } }], "edit");
  const ofPerson = told(conflict({ outcome: "overwritten", fields: [position as ConflictField] }));
  ofPerson.acts[0]!.run();
  expect(ofPerson.client.operate).toHaveBeenCalledWith({ type: "STAFF_UPDATE", payload: { id: "ben", set: { position: "Line" } } });
});

test("a pending one leads to the inbox, Show to the cells", () => {
  const { acts, go, show } = told(conflict({ outcome: "pending" }));
  acts[0]!.run();
  acts[1]!.run();
  expect(go).toHaveBeenCalledWith("/conflicts");
  expect(show).toHaveBeenCalledWith("p1", [{ staffId: "ben", date: "2026-12-04" }]);
});

test("a joined edit and a queue that can't be read are told", () => {
  expect(told({ kind: "joined", body: edit }).text).toBe("Your change of Ben Okafor was joined with what others set meanwhile.");
  expect(told({ kind: "unreadKept", count: 2 }).text).toBe("2 edits left by an older version of this page could not be read and are gone.");
});
