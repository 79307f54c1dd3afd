import { describe, expect, test } from "vitest";
import { PERIOD, WORKSPACE } from "../../dev/demo";
import { PeriodState, WorkspaceState } from "../sync/document";
import type { LivePeriod } from "../sync/live";
import { layoutOf, lineAt } from "./layout";
import { groupsOf, isoWeek, rosterOf } from "./roster";
import { RosterScene, shortName } from "./scene";
import { Totals } from "./totals";

const nothing = () => 0n;
const roster = (rules: Record<string, unknown>[] = []) =>
  rosterOf(new PeriodState(PERIOD, nothing), new WorkspaceState("w1", { ...WORKSPACE, rules }, nothing));
const GEOMETRY = { cellW: 34, cellH: 34, nameW: 184, totalW: 44, headH: 56, footH: 26, groupH: 26 };
const need = (params: Record<string, unknown>, scope: Record<string, unknown> = {}) => ({ id: "n", type: "coverage", params, scope });

describe("a roster", () => {
  test("has people in the period's order, days with their weeks, shifts with their keys", () => {
    const { people, days, shifts } = roster();
    expect(people[1]).toEqual({ id: "p1", name: "Ben Okafor", position: "Sous", group: "Kitchen", department: "", skills: [] });
    expect(days[0]).toMatchObject({ date: "2026-12-01", day: 1, weekday: 1, isWeekend: false, startsWeek: false, week: 49 });
    expect(shifts.get("X")).toMatchObject({ symbol: "×", keys: "x", kind: "off" });
  });

  test.each([
    ["2026-12-31", 53],
    ["2027-01-03", 53],
    ["2027-01-04", 1],
    ["2025-12-29", 1],
  ])("%s lies in week %i", (date, week) => {
    expect(isoWeek(new Date(`${date}T00:00:00Z`))).toBe(week);
  });

  test("groups keep the order of people; a lone nameless group is none", () => {
    const { people } = roster();
    expect(groupsOf(people, "group", "No group").map(({ label, people: members }) => [label, members.length])).toEqual([
      ["Kitchen", 6],
      ["Floor", 5],
      ["Bar", 4],
    ]);
    expect(
      groupsOf(
        people.map((person) => ({ ...person, group: "" })),
        "group",
        "No group",
      ),
    ).toHaveLength(1);
  });

  test("a folded group hides its people and keeps its band", () => {
    const { people } = roster();
    const layout = layoutOf(groupsOf(people, "group", ""), new Set(["Floor"]), GEOMETRY);
    expect([layout.lines.length, layout.bands.map(({ index }) => index), layout.height]).toEqual([10, [0, 7, 8], 3 * 26 + 10 * 34]);
    expect([lineAt(layout.lines, 0, 34), lineAt(layout.lines, 26 + 34, 34), lineAt(layout.lines, 26 + 34 * 6 + 3, 34)]).toEqual([0, 1, 6]);
  });
});

describe("a need", () => {
  test("counts its shifts, with other numbers on some dates, and nothing outside of its own", () => {
    const [found] = roster([
      need({ shifts: ["D"], min: 2, exceptions: [{ dates: ["2026-12-25"], min: 0, max: 1 }] }, { dates: { from: "2026-12-02" } }),
    ]).needs;
    expect(found!.label).toBe("Day");
    expect(found!.limits.slice(0, 2)).toEqual([null, { min: 2, max: null }]);
    expect(found!.limits[24]).toEqual({ min: 0, max: 1 });
  });

  test("of people in a scope counts only those", () => {
    const [found] = roster([need({ shifts: ["D"], min: 1 }, { staff: { groups: ["Bar"] } })]).needs;
    expect(found!.counts.filter(Boolean)).toHaveLength(4);
  });

  test("that names nothing counts every shift worked", () => {
    const [found] = roster([need({ min: 5 })]).needs;
    expect([...found!.codes].sort()).toEqual(["D", "E", "L", "N"]);
  });

  test("that is switched off or archived is not shown", () => {
    expect(
      roster([
        { ...need({ min: 1 }), enabled: false },
        { ...need({ min: 1 }), archived: true },
      ]).needs,
    ).toEqual([]);
  });
});

describe("the foot", () => {
  const scene = (hasShortFoot: boolean, isFootOpen: boolean) => {
    const found = roster([
      need({ shifts: ["L"], min: 4 }),
      { ...need({ shifts: ["D"], min: 1 }, { staff: { groups: ["Bar"] } }), id: "bar", name: "Bar by day" },
      { ...need({ shifts: ["E"], min: 2 }, { staff: { groups: ["Floor"] } }), id: "floor", name: "Floor opens" },
      { ...need({ shifts: ["E"], min: 3 }), id: "early" },
    ]);
    const cell = () => ({ shift: null, locked: false, note: null });
    return new RosterScene({
      live: { state: null, cell, waitingSince: () => undefined } as unknown as LivePeriod,
      roster: found,
      layout: layoutOf(groupsOf(found.people, "group", ""), new Set(), GEOMETRY),
      overlay: null,
      issues: new Map(),
      past: null,
      today: "2026-12-04",
      now: () => 0,
      hasShortFoot,
      isFootOpen,
      hasShortNames: hasShortFoot,
      hasInitials: false,
      totals: ["off", "hours"],
    });
  };
  const labels = (hasShortFoot: boolean, isFootOpen: boolean) => scene(hasShortFoot, isFootOpen).feet.map(({ label }) => label);

  test("has a row for each need of the whole team, in the palette's order, and one sum of the groups' that opens", () => {
    expect(labels(false, false)).toEqual(["Early", "Late", "In groups · 2"]);
    expect(labels(false, true)).toEqual(["Early", "Late", "In groups · 2", "Floor opens", "Bar by day"]);
    expect(scene(false, false).foot(2, 0)).toEqual({ text: "▾3", level: "short" });
    expect(scene(false, true).foot(3, 0)).toEqual({ text: "▾2", level: "short" });
  });

  test("is one row on a phone until it is opened", () => {
    expect(labels(true, false)).toEqual(["Short"]);
    expect(labels(true, true)).toHaveLength(5);
    expect(scene(true, false).foot(0, 0)).toEqual({ text: "▾10", level: "short" });
  });
});

test.each([
  ["Ben Okafor", "Ben O."],
  ["Aiko", "Aiko"],
  ["田中 愛子", "田中 愛子"],
])("%s is %s where there is little room", (name, short) => {
  expect(shortName(name)).toBe(short);
});

describe("totals", () => {
  test("move with a cell, and are what a fresh count says", () => {
    const found = roster([need({ shifts: ["D"], min: 2, max: 3 })]);
    const cells = new Map<string, string>();
    const at = (person: number, day: number) => cells.get(`${person}/${day}`) ?? null;
    const totals = new Totals(found, at);
    const set = (person: number, day: number, code: string | null) => {
      totals.moved(person, day, at(person, day), code);
      if (code === null) cells.delete(`${person}/${day}`);
      else cells.set(`${person}/${day}`, code);
    };
    set(0, 0, "D");
    set(0, 1, "X");
    expect([totals.off(0), totals.hours(0), totals.cover(0, 0), totals.balance(0, 0)]).toEqual([1, 8, 1, -1]);
    for (const person of [1, 2, 3]) set(person, 0, "D");
    expect(totals.balance(0, 0)).toBe(1);
    set(0, 0, null);
    expect([totals.hours(0), totals.balance(0, 0)]).toEqual([0, 0]);
    const fresh = new Totals(found, at);
    expect([fresh.off(0), fresh.cover(0, 0)]).toEqual([totals.off(0), totals.cover(0, 0)]);
  });
});
