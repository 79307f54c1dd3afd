import { describe, expect, test } from "vitest";
import { PERIOD, WORKSPACE } from "../../dev/demo";
import { sheetsOf } from "../print/sheets";
import { PeriodState, WorkspaceState } from "../sync/document";
import { presentAt } from "./about";
import { rowsFrom, rowsPart, withRows } from "./address";
import { type Roster, rosterOf } from "./roster";
import { ALL_ROWS, arranged, conditions, dependsOnCells, type Filter, NO_FILTER, placed, type RowFacts, type RowsChoice } from "./rows";
import { initials } from "./scene";
import { Totals } from "./totals";

const nothing = () => 0n;
const roster = rosterOf(new PeriodState(PERIOD, nothing), new WorkspaceState("w1", { ...WORKSPACE, rules: [] }, nothing));
const cells = new Map<string, string>();
const facts: RowFacts = {
  shift: (person, day) => cells.get(`${person}/${day}`) ?? null,
  isLocked: (person, day) => person === 3 && day === 5,
  hasIssue: (person, day) => person === 4 && day === 0,
};
const shown = (choice: Partial<RowsChoice>) =>
  arranged(roster, { ...ALL_ROWS, ...choice }, facts, "No group").map(({ label, people }) => [
    label,
    people.map((index) => roster.people[index]!.name),
  ]);
const filtered = (filter: Partial<Filter>) => shown({ groupBy: "none", filter: { ...NO_FILTER, ...filter } }).flatMap(([, names]) => names);

describe("a filter", () => {
  test.each<[string, Partial<Filter>, string[]]>([
    ["letters of a name, whatever their case and accents", { text: " ÁIKO" }, ["Aiko Tanaka"]],
    ["one of several positions", { positions: ["Sous", "Pastry"] }, ["Ben Okafor", "Elena Haas"]],
    ["a group and a position at once", { groups: ["Floor"], positions: ["Lead"] }, ["Grace Lind"]],
    ["a lock", { hasLock: true }, ["Dmitri Novak"]],
    ["an issue", { hasIssue: true }, ["Elena Haas"]],
    ["a day outside of the period", { on: { date: "2030-01-01", shift: "X" } }, []],
    ["nobody's skill", { skills: ["Forklift"] }, []],
  ])("by %s", (_, filter, names) => {
    expect(filtered(filter)).toEqual(names);
  });

  test("by a shift on a day says who is off then, and whose day is not planned", () => {
    cells.set("1/3", "X");
    const date = roster.days[3]!.date;
    expect(filtered({ on: { date, shift: "X" } })).toEqual(["Ben Okafor"]);
    expect(filtered({ on: { date, shift: null } })).toHaveLength(14);
    cells.clear();
  });

  test("leaves out groups that nobody is left of, and counts its conditions", () => {
    expect(shown({ filter: { ...NO_FILTER, text: "Luca" } })).toEqual([["Bar", ["Luca Ricci"]]]);
    expect([
      conditions(NO_FILTER),
      conditions({ ...NO_FILTER, text: " " }),
      conditions({ ...NO_FILTER, text: "a", hasLock: true }),
    ]).toEqual([0, 0, 2]);
  });

  test("needs looking at again after an edit only where cells decide", () => {
    expect(dependsOnCells(ALL_ROWS)).toBe(false);
    expect(dependsOnCells({ ...ALL_ROWS, sortBy: "name" })).toBe(false);
    expect(dependsOnCells({ ...ALL_ROWS, sortBy: "mostHours" })).toBe(true);
    expect(dependsOnCells({ ...ALL_ROWS, filter: { ...NO_FILTER, hasLock: true } })).toBe(true);
  });
});

describe("sorted rows", () => {
  test("by hours come most or fewest first, equal ones in the period's order, within their groups", () => {
    cells.set("2/0", "D");
    cells.set("5/0", "D");
    cells.set("5/1", "D");
    expect(shown({ sortBy: "mostHours" })[0]![1]!.slice(0, 3)).toEqual(["Farid Rahman", "Carla Silva", "Aiko Tanaka"]);
    expect(shown({ sortBy: "fewestHours" })[0]![1]!.slice(-2)).toEqual(["Carla Silva", "Farid Rahman"]);
    expect(shown({ sortBy: "mostHours" }).map(([label]) => label)).toEqual(["Kitchen", "Floor", "Bar"]);
    cells.clear();
  });

  test("in the own order move one place, before or after another", () => {
    expect(placed(["a", "b", "c"], "c", "before", "a")).toEqual(["c", "a", "b"]);
    expect(placed(["a", "b", "c"], "a", "after", "b")).toEqual(["b", "a", "c"]);
    expect(placed(["a", "b", "c"], "b", "after", "a")).toBeNull();
    expect(placed(["a", "b"], "x", "before", "a")).toBeNull();
  });
});

describe("the address", () => {
  const all: RowsChoice = {
    groupBy: "position",
    sortBy: "name",
    folded: new Set(["Floor", "A, b & c"]),
    filter: {
      text: "a b",
      positions: ["Line", "Sous"],
      groups: [""],
      skills: ["x"],
      on: { date: "2026-12-04", shift: null },
      hasIssue: true,
      hasLock: true,
    },
  };

  test("holds the whole choice, and leaves what is not its own", () => {
    const params = withRows(new URLSearchParams("tab=issues"), all);
    expect(rowsFrom(new URLSearchParams(params.toString()), "none")).toEqual(all);
    expect(params.get("tab")).toBe("issues");
    expect(rowsPart(params)).not.toContain("tab");
    expect(withRows(params, { ...ALL_ROWS }).toString()).toBe("tab=issues&rows=group");
  });

  test("that says nothing, or nonsense, is this device's grouping and everybody", () => {
    expect(rowsFrom(new URLSearchParams("rows=x&sort=y&on=2026-12-04"), "position")).toEqual({ ...ALL_ROWS, groupBy: "position" });
    expect(rowsPart(new URLSearchParams())).toBe("");
  });
});

describe("totals of a row", () => {
  test("count nights, and weekends with work once each, and move with their cells", () => {
    const at = new Map([
      ["0/4", "D"],
      ["0/5", "N"],
      ["0/11", "D"],
    ]);
    const totals = new Totals(roster, (person, day) => at.get(`${person}/${day}`) ?? null);
    expect([totals.of("nights", 0), totals.of("weekends", 0), totals.of("hours", 0)]).toEqual([1, 2, 24]);
    totals.moved(0, 4, "D", null);
    expect(totals.of("weekends", 0)).toBe(2);
    totals.moved(0, 5, "N", "X");
    expect([totals.of("nights", 0), totals.of("weekends", 0), totals.of("off", 0)]).toEqual([0, 1, 1]);
  });
});

describe("a printed sheet", () => {
  const days = (...lengths: number[]) =>
    ({ days: lengths.flatMap((length, month) => Array.from({ length }, () => ({ month: `m${month}` }))) }) as unknown as Pick<
      Roster,
      "days"
    >;
  test.each([
    [[28], [[0, 28]]],
    [
      [30, 31],
      [
        [0, 30],
        [30, 61],
      ],
    ],
    [
      [40],
      [
        [0, 31],
        [31, 40],
      ],
    ],
    [
      [3, 31, 5],
      [
        [0, 3],
        [3, 34],
        [34, 39],
      ],
    ],
  ])("of months of %j days keeps months whole where they fit", (lengths, sheets) => {
    expect(sheetsOf(days(...lengths)).map(({ firstDay, endDay }) => [firstDay, endDay])).toEqual(sheets);
  });
});

test.each([
  ["Ben Okafor", "BO"],
  ["Aiko", "Ai"],
  ["María del Carmen Ruiz", "MR"],
  ["田中 愛子", "田愛"],
  ["", ""],
])("%s is %s where there is hardly any room", (name, short) => {
  expect(initials(name)).toBe(short);
});

test("who is at a cell is found by the corners of their selections", () => {
  const person = (id: string) => roster.personIndex.get(id);
  const day = (date: string) => roster.dayIndex.get(date);
  const user = (name: string, selection: unknown) =>
    ({ connection_id: name, user: { id: name, name }, colour: 1, selection, editing: false }) as never;
  const corner = (staff_id: string, date: string) => ({ staff_id, date });
  const others = [
    user("Mei", corner("p1", "2026-12-04")),
    user("Tom", { from: corner("p3", "2026-12-06"), to: corner("p0", "2026-12-02") }),
    user("Vera", null),
  ];
  const names = (staffId: string, date: string) => presentAt(others, { staffId, date }, { person, day }).map(({ user: { name } }) => name);
  expect(names("p1", "2026-12-04")).toEqual(["Mei", "Tom"]);
  expect(names("p1", "2026-12-05")).toEqual(["Tom"]);
  expect(names("p4", "2026-12-04")).toEqual([]);
});
