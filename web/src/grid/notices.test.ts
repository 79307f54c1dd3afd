import { expect, test, vi } from "vitest";
import type { Client } from "../sync/client";
import type { ConflictPayload } from "../sync/wire";
import type { Act, Toasts } from "../ui/toasts";
import { tell } from "./notices";
import type { Roster, ShiftLook } from "./roster";

const look = (code: string, name: string) => [code, { code, name } as ShiftLook] as const;
const roster = {
  people: [{ id: "ben", name: "Ben Okafor", position: "", group: "" }],
  personIndex: new Map([["ben", 0]]),
  shifts: new Map([look("E", "Early"), look("L", "Late")]),
} as unknown as Roster;
const theirs = { value: "L", version: 4, actor: { id: "u2", name: "Mei" } };
const field = { entity: "cell", id: "ben/2026-12-04", field: "shift", base: null, theirs, mine: "E", resolved: null };

function said(payload: Partial<ConflictPayload>): { text: string; acts: readonly Act[]; level: string; edit: ReturnType<typeof vi.fn> } {
  const edit = vi.fn();
  const say = vi.fn();
  const around = { client: { edit } as unknown as Client, periodId: "p1", toasts: { say } as unknown as Toasts, roster, show: vi.fn() };
  tell(
    {
      kind: "conflict",
      periodId: "p1",
      payload: { strategy: "last_writer_wins", operation_id: "o", fields: [field], ...payload } as ConflictPayload,
    },
    around,
  );
  const [text, acts, level] = say.mock.calls[0] as [string, Act[], string];
  return { text, acts, level, edit };
}

test.each<[Partial<ConflictPayload>, string, string[]]>([
  [{ outcome: "overwritten" }, "Mei changed Ben Okafor, Fri 4 Dec, from your Early to Late.", ["Put Early back", "Show"]],
  [{ outcome: "rejected" }, "Not saved: Mei had already set Ben Okafor, Fri 4 Dec, to Late.", ["Use Early", "Show"]],
  [{ outcome: "rejected", reason: "not_in_period" }, "Not saved: Ben Okafor was removed.", ["Show"]],
  [{ outcome: "pending" }, "Not saved yet: you and Mei set Ben Okafor, Fri 4 Dec, differently. Yours is kept.", ["Show"]],
  [
    { outcome: "merged", strategy: "merge" },
    "Not saved: Mei had already set Ben Okafor, Fri 4 Dec, to Late. Anything else in your change was saved.",
    ["Show"],
  ],
  [{ outcome: "overwritten", fields: [field, field] }, "Mei changed 2 cells that you set.", ["Use mine", "Show"]],
])("%j is told in words", (payload, text, acts) => {
  const told = said(payload);
  expect([told.text, told.acts.map(({ label }) => label), told.level]).toEqual([text, acts, "alert"]);
});

test("putting mine back is a new edit", () => {
  const { acts, edit } = said({ outcome: "overwritten" });
  acts[0]!.run();
  expect(edit).toHaveBeenCalledWith("p1", [{ staffId: "ben", date: "2026-12-04", set: { shift: "E" } }], "edit");
});
