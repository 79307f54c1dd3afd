import { expect, test } from "vitest";
import { HandClock } from "../../dev/clock";
import type { Notice } from "../sync/notices";
import type { ConflictPayload } from "../sync/wire";
import { Gathering } from "./gathering";

const overwritten = (cell: string, who = "u2", mine = "E"): Notice => ({
  kind: "conflict",
  periodId: "p1",
  payload: {
    operation_id: cell,
    strategy: "last_writer_wins",
    outcome: "overwritten",
    fields: [{ entity: "cell", id: cell, field: "shift", theirs: { value: "L", version: 1, actor: { id: who, name: who } }, mine }],
  } as unknown as ConflictPayload,
});

test("what comes together from one person is told once, the later word on a cell standing", () => {
  const clock = new HandClock();
  const told: Notice[] = [];
  const gathering = new Gathering(clock, (notice) => told.push(notice));
  for (const notice of [overwritten("a"), overwritten("b"), overwritten("a", "u2", "D"), overwritten("c", "u3")]) gathering.offer(notice);
  gathering.offer({ kind: "tooMuchWaiting" });
  expect(told).toEqual([{ kind: "tooMuchWaiting" }]);
  clock.pass(400);
  const fields = told.slice(1).map((notice) => (notice.kind === "conflict" ? notice.payload.fields.map(({ id, mine }) => [id, mine]) : []));
  expect(fields).toEqual([
    [
      ["a", "D"],
      ["b", "E"],
    ],
    [["c", "E"]],
  ]);
});
