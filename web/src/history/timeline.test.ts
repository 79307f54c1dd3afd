import { describe, expect, test } from "vitest";
import type { Change } from "../sync/wire";
import { type ActKind, actsOf, byDay, span } from "./timeline";

type Set = Record<string, unknown>;

function change(
  version: number,
  cells: [string, string, Set][],
  { who = "Mei", minute = version, type = "CELL_UPDATE", set = undefined as Set | undefined } = {},
): Change {
  return {
    version,
    base: null,
    id: `o${version}`,
    client_id: "c",
    actor: { id: who, name: who },
    at: `2026-12-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
    type,
    payload: { cells: cells.map(([staff_id, date, fields]) => ({ staff_id, date, set: fields })), ...(set ? { set } : {}) },
  };
}

const newestFirst = (...changes: Change[]) => actsOf([...changes].reverse());
const day = (n: number) => `2026-12-${String(n).padStart(2, "0")}`;

describe("acts", () => {
  test("join what one person set in one row, one after the other", () => {
    const [act, ...others] = newestFirst(
      change(1, [["ben", day(3), { shift: "L" }]]),
      change(2, [["ben", day(4), { shift: "L" }]]),
      change(3, [["ben", day(5), { shift: "L" }]]),
    );
    expect(others).toEqual([]);
    expect(act).toMatchObject({ kind: "set", actor: "Mei", first: 1, last: 3, shift: "L" });
    expect(span(act!)).toEqual({ from: day(3), to: day(5) });
  });

  test("count a cell that was set twice once, and then say no one shift", () => {
    const [act] = newestFirst(change(1, [["ben", day(3), { shift: "L" }]]), change(2, [["ben", day(3), { shift: "D" }]]));
    expect(act).toMatchObject({ cells: [{ staffId: "ben", date: day(3) }], shift: undefined });
  });

  test.each<[string, Change]>([
    ["another person did it", change(2, [["ben", day(4), { shift: "L" }]], { who: "Tom" })],
    ["it is another row", change(2, [["ana", day(4), { shift: "L" }]])],
    ["it was done much later", change(2, [["ben", day(4), { shift: "L" }]], { minute: 9 })],
    ["it is something else", change(2, [["ben", day(4), { shift: null }]])],
    ["something lay between", change(3, [["ben", day(4), { shift: "L" }]])],
  ])("don't join where %s", (_, second) => {
    expect(newestFirst(change(1, [["ben", day(3), { shift: "L" }]]), second)).toHaveLength(2);
  });

  test.each<[ActKind, Change]>([
    ["clear", change(1, [["ben", day(3), { shift: null }]])],
    [
      "set",
      change(1, [
        ["ben", day(3), { shift: null }],
        ["ben", day(4), { shift: "D" }],
      ]),
    ],
    ["lock", change(1, [["ben", day(3), { locked: true }]])],
    ["unlock", change(1, [["ben", day(3), { locked: null }]])],
    ["note", change(1, [["ben", day(3), { note: "Keys" }]])],
    ["mixed", change(1, [["ben", day(3), { note: "Keys", locked: true }]])],
    ["apply", change(1, [["ben", day(3), { shift: "D" }]], { type: "APPLY_SOLUTION" })],
    ["undo", change(1, [["ben", day(3), { shift: "D" }]], { type: "UNDO" })],
    ["frame", change(1, [["ben", day(3), { shift: null }]], { type: "PERIOD_UPDATE", set: { staff: [] } })],
    ["create", change(1, [], { type: "PERIOD_CREATE", set: { name: "June" } })],
  ])("tell %s", (kind, one) => {
    expect(actsOf([one])[0]!.kind).toBe(kind);
  });

  test("stand under their days", () => {
    const acts = newestFirst(change(1, [["a", day(1), { shift: "D" }]]), change(3, [["b", day(1), { shift: "D" }]]));
    expect(byDay(acts, (at) => at.slice(0, 10)).map(({ day: on, acts: done }) => [on, done.length])).toEqual([["2026-12-01", 2]]);
    expect(byDay(acts, (at) => at.slice(14, 16))).toHaveLength(2);
  });
});
