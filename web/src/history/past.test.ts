import { describe, expect, test } from "vitest";
import type { Cell } from "../sync/document";
import { type Now, type PastGrid, pictureOf, restoring } from "./past";
import { cellsShown, showing } from "./shown";

const [D1, D2] = ["2026-12-01", "2026-12-02"];
const GRID: PastGrid = {
  version: 7,
  period: { id: "p", name: "", start_date: D1, end_date: D2, status: "draft", strategy: null },
  staff: ["ana", "bo", "gone"],
  dates: [D1, D2],
  shifts: ["D", "N"],
  cells: {
    shift: [
      [0, 1],
      [null, 0],
      [1, 1],
    ],
    locked: [[0, 1]],
    notes: [[1, 0, "Keys"]],
  },
};

function now(cells: Record<string, Partial<Cell>>, rest: Partial<Now> = {}): Now {
  const cell = (staffId: string, date: string) => ({ shift: null, locked: false, note: null, ...cells[`${staffId}/${date}`] });
  return { staff: ["ana", "bo", "new"], dates: [D1, D2], cell, isUsable: () => true, ...rest };
}

const THEN = {
  [`ana/${D1}`]: { shift: "D" },
  [`ana/${D2}`]: { shift: "N", locked: true },
  [`bo/${D1}`]: { note: "Keys" },
  [`bo/${D2}`]: { shift: "D" },
};

describe("a picture of then", () => {
  const picture = pictureOf(GRID, null);

  test("has every field of every cell", () => {
    for (const [key, cell] of Object.entries(THEN)) {
      const [staffId, date] = key.split("/") as [string, string];
      expect(picture.cell(staffId, date)).toEqual({ shift: null, locked: false, note: null, ...cell });
    }
    expect(picture.cell("bo", "2026-12-09")).toEqual({ shift: null, locked: false, note: null });
  });

  test("needs nothing to be restored where nothing differs", () => {
    expect(restoring(picture, now(THEN)).edits).toEqual([]);
  });

  test("is restored by the fields that differ, for those who are still there and were there then", () => {
    const { edits } = restoring(
      picture,
      now({ ...THEN, [`ana/${D2}`]: { shift: "D" }, [`bo/${D1}`]: { shift: "N" }, [`new/${D1}`]: { shift: "D" } }),
    );
    expect(edits).toEqual([
      { staffId: "ana", date: D2, set: { shift: "N", locked: true } },
      { staffId: "bo", date: D1, set: { shift: null, note: "Keys" } },
    ]);
  });

  test("is restored in a part", () => {
    const { edits } = restoring(picture, now({}), [
      { staffId: "ana", date: D1 },
      { staffId: "bo", date: D1 },
      { staffId: "gone", date: D1 },
    ]);
    expect(edits.map(({ staffId }) => staffId)).toEqual(["ana", "bo"]);
  });

  test("leaves dates that are gone, and shifts that can't be entered any more", () => {
    const { edits, left } = restoring(picture, now({}, { dates: [D1], isUsable: (code) => code !== "D" }));
    expect(edits).toEqual([{ staffId: "bo", date: D1, set: { note: "Keys" } }]);
    expect(left).toBe(1);
  });
});

describe("cells in an address", () => {
  const all = { staff: ["ana", "b,o:x"], dates: [D1, D2] };

  test.each([
    [[{ staffId: "ana", date: D1 }]],
    [
      [
        { staffId: "b,o:x", date: D2 },
        { staffId: "ana", date: D1 },
      ],
    ],
  ])("come back as they were: %j", (cells) => {
    expect(cellsShown(new URLSearchParams(showing(cells)).get("show")!, all)).toEqual(cells);
  });

  test("may stand for everybody, or for every day", () => {
    expect(cellsShown(`*:${D1}`, all)).toEqual(all.staff.map((staffId) => ({ staffId, date: D1 })));
    expect(cellsShown("ana:*", all)).toEqual(all.dates.map((date) => ({ staffId: "ana", date })));
  });

  test.each(["", "ana", "ana:today", ":"])("are none in %j", (text) => {
    expect(cellsShown(text, all)).toEqual([]);
  });
});
