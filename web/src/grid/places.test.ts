import { describe, expect, test } from "vitest";
import { PERIOD, WORKSPACE } from "../../dev/demo";
import { PeriodState, WorkspaceState } from "../sync/document";
import type { PresentUser } from "../sync/wire";
import { marksOf } from "./company";
import { layoutOf } from "./layout";
import { Places } from "./places";
import { groupsOf, rosterOf } from "./roster";

const nothing = () => 0n;
const roster = rosterOf(new PeriodState(PERIOD, nothing), new WorkspaceState("w1", { ...WORKSPACE, rules: [] }, nothing));
const GEOMETRY = { cellW: 34, cellH: 34, nameW: 184, totalW: 44, headH: 56, footH: 26, groupH: 26 };
/** The first group, Kitchen, is folded: its people have no row. */
const groups = groupsOf(roster.people, "group", "No group");
const places = new Places(roster, layoutOf(groups, new Set([groups[0]!.key]), GEOMETRY));
const [hidden] = groups[0]!.people.map((person) => roster.people[person]!.id);
const [first, second] = groups[1]!.people.map((person) => roster.people[person]!.id);
const date = (day: number) => roster.days[day]!.date;

describe("places", () => {
  test("say whose cell lies where, and the other way round", () => {
    expect(places.at({ row: 1, column: 4 })).toEqual({ staffId: second, date: date(4) });
    expect(places.posOf({ staffId: second!, date: date(4) })).toEqual({ row: 1, column: 4 });
    expect([places.rowOfPerson(groups[1]!.people[0]!), places.rowOfPerson(groups[0]!.people[0]!)]).toEqual([0, undefined]);
  });

  test.each([
    ["of a person whose group is folded", { staffId: hidden!, date: date(0) }],
    ["of a person who isn't in the period", { staffId: "nobody", date: date(0) }],
    ["on a day outside of the period", { staffId: first!, date: "2030-01-01" }],
  ])("know no cell %s", (_, cell) => {
    expect(places.posOf(cell)).toBeNull();
  });

  test("end with the last row and the last day", () => {
    const rows = roster.people.length - groups[0]!.people.length;
    expect(places.has({ row: rows - 1, column: roster.days.length - 1 })).toBe(true);
    expect([places.has({ row: rows, column: 0 }), places.has({ row: 0, column: roster.days.length })]).toEqual([false, false]);
  });
});

describe("the others' frames", () => {
  const mei = (selection: PresentUser["selection"], editing = false): PresentUser => ({
    connection_id: "c1",
    user: { id: "u1", name: "Mei Sato" },
    colour: 3,
    selection,
    editing,
  });
  const cell = (staffId: string, day: number) => ({ staff_id: staffId, date: date(day) });
  const frames = (user: PresentUser) => marksOf([user], (at) => places.posOf(at));

  test("lie around both corners, whichever is which, and bear the first name", () => {
    const range = { top: 0, left: 2, bottom: 1, right: 5 };
    const mark = { key: "c1", range, label: "Mei", colour: 3, isEditing: false };
    expect(frames(mei({ from: cell(second!, 2), to: cell(first!, 5) }))).toEqual([mark]);
  });

  test("say who types", () => {
    const [mark] = frames(mei(cell(first!, 0), true));
    expect(mark).toMatchObject({ range: { top: 0, left: 0, bottom: 0, right: 0 }, isEditing: true });
    expect(mark!.label).not.toBe("Mei");
  });

  test("are not drawn where nothing is selected, or a corner isn't shown", () => {
    expect(frames(mei(null))).toEqual([]);
    expect(frames(mei({ from: cell(hidden!, 0), to: cell(first!, 0) }))).toEqual([]);
  });
});
