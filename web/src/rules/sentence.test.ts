import { describe, expect, test } from "vitest";
import type { Rule } from "../sync/wire";
import { CATALOGUE } from "./fixtures/read";
import type { Names } from "./names";
import { entryWords, pieces, plain, sentenceOf } from "./sentence";

const SHIFTS: Record<string, string> = { e: "Early", l: "Late", x: "Off", N: "Night" };
const PEOPLE: Record<string, string> = {
  hiro: "Hiro Mori",
  kaya: "Kaya Demir",
  ines: "Ines Costa",
  jonas: "Jonas Weber",
  luca: "Luca Rossi",
};
const NAMES: Names = {
  shifts: [],
  people: [],
  groups: [],
  positions: [],
  skills: [],
  sites: [],
  shift: (code) => SHIFTS[code] ?? code,
  person: (id) => PEOPLE[id] ?? id,
};

type Row = [type: string, params: Rule["params"], words: string, scope?: Rule["scope"]];

const TABLE: readonly Row[] = [
  ["coverage", { shifts: ["l"], min: 3 }, "At least **3** people on **Late** every day"],
  ["coverage", { kinds: ["work"], min: 1, max: 1 }, "Exactly **1** person at work every day"],
  ["coverage", { ideal: 4 }, "Ideally **4** people at work every day"],
  [
    "coverage",
    { shifts: ["l"], min: 1, max: 3, ideal: 2, site: "Harbour", exceptions: [{ dates: ["2026-12-24"], min: 0 }] },
    "**1** to **3** people of **Kitchen** on **Late** at **Harbour** on **Sat and Sun**, ideally **2**; other numbers on 1 occasion",
    { staff: { groups: ["Kitchen"] }, dates: { weekdays: [6, 5] } },
  ],
  ["daily_limit", { min: 3, max: 4 }, "**3** to **4** people off every day"],
  ["group_limit", { max: 1 }, "At most **1** among **Hiro Mori** and **Kaya Demir** off every day", { staff: { ids: ["hiro", "kaya"] } }],
  ["group_limit", { max: 2, points: { x: 2, e: 1 } }, "At most **2** points every day (**Off** counts 2 and **Early** counts 1)"],
  ["window_count", { kinds: ["off"], min: 8, max: 10, window: "month" }, "**8** to **10** days off in each month"],
  [
    "window_count",
    { shifts: ["N"], max: 3, window: "rolling", window_days: 14 },
    "At most **3** days on **Night** in any **14** days in a row",
  ],
  [
    "work_minutes",
    { max: 2400, window: "week" },
    "At most **40 h** of work in each week; only people employed **part time**",
    { staff: { employment: ["part_time"] } },
  ],
  ["consecutive", { max: 5 }, "At most **5** days at work in a row"],
  ["succession", { pairs: [{ before: ["l", "N"], after: ["e"] }] }, "After **Late** or **Night** never **Early** the next day"],
  ["min_rest", { minutes: 690 }, "At least **11 h 30 min** of rest between two shifts"],
  ["pattern", { sequence: [{ shifts: ["N"] }, { kinds: ["off"] }, { shifts: ["N"] }] }, "Never **Night**, then a day off, then **Night**"],
  [
    "pattern",
    { kind: "required", given: 1, sequence: [{ shifts: ["l"] }, { kinds: ["off"] }], weekdays: [0, 1, 2, 3] },
    "After **Late** must come a day off, begun on **Mon to Thu**",
  ],
  ["weekends", { max_worked: 2, complete: true }, "At most **2** weekends worked; **all or nothing** of a weekend"],
  [
    "request",
    {
      requests: [
        { staff: "hiro", when: {} },
        { staff: "hiro", when: {} },
      ],
    },
    "**2** wishes of **1** person",
  ],
  ["time_off", { absences: [{ staff: "kaya", when: {} }] }, "**Kaya Demir** is away, 1 absence"],
  ["skill", { needs: [{ shifts: ["l"], skill: "First aid" }], of_shift_types: false }, "On **Late** people need **First aid**"],
  ["together", { sets: [{ staff: ["hiro", "kaya"] }] }, "**Hiro Mori** and **Kaya Demir** have the same shift"],
  ["apart", { sets: [{ staff: ["ines", "jonas"] }], shifts: ["l"] }, "**Ines Costa** and **Jonas Weber** are never on **Late** together"],
  [
    "backup",
    { sets: [{ staff: ["luca", "kaya"] }, { staff: ["a", "b"] }] },
    "**Luca Rossi** or **Kaya Demir** is at work each day; and 1 more set",
  ],
  ["fairness", { shifts: ["N"], tolerance: 1 }, "Days on **Night** shared out evenly, within **1** between highest and lowest"],
  [
    "fairness",
    { what: "minutes", measure: "deviation", tolerance: 4, unit: 60 },
    "Working time shared out evenly, each within **4 h** of the mean",
  ],
  ["stability", { tolerance: 2 }, "Cells stay as they are; **2** may change freely"],
  [
    "cost",
    { budget: 20000, overtime: { after: 2400, percent: 125 } },
    "Paid time costs at most **20,000**; overtime beyond **40 h** in each week costs **125** %",
  ],
  ["moon_phase", {}, "Moon phase; only from **1 Dec** on", { dates: { from: "2026-12-01" } }],
];

test.each(TABLE)("%s %j is said so", (type, params, words, scope) => {
  expect(sentenceOf({ type, ...(params ? { params } : {}), ...(scope ? { scope } : {}) }, NAMES, "Moon phase")).toBe(words);
});

test.each(CATALOGUE)("$type has a sentence of its own, also for what is not filled in yet", ({ type, title, example, defaults }) => {
  expect(TABLE.map(([known]) => known)).toContain(type);
  for (const params of [example, defaults, {}]) {
    const said = sentenceOf({ type, params }, NAMES, `generic ${title}`);
    expect(said).not.toMatch(/undefined|null|NaN|generic|\[object/);
    expect(said.split("**").length % 2).toBe(1);
  }
});

describe("entries", () => {
  test.each([
    [
      "requests",
      { staff: "hiro", kind: "avoid", shifts: ["N"], when: { dates: ["2026-12-12"] } },
      "Hiro Mori asks not to be on Night on 12 Dec",
    ],
    ["requests", { when: {} }, "… asks to be at work every day"],
    [
      "absences",
      { staff: "kaya", when: { from: "2026-12-09", to: "2026-12-13" }, leave: "x" },
      "Kaya Demir is away from 9 Dec to 13 Dec, as Off",
    ],
    ["sets", { staff: ["hiro", "kaya"] }, "Hiro Mori and Kaya Demir"],
    ["sets", {}, "…"],
    ["shares", { staff: "kaya", percent: 50, before: 3 }, "Kaya Demir: 50 % of a full share, 3 done before"],
    ["exceptions", { dates: ["2026-12-24"], max: 2 }, "At most 2 on 24 Dec"],
    ["others", {}, "Entry 1"],
  ])("%s %j", (list, entry, words) => {
    expect(plain(entryWords(list, entry, NAMES, 0))).toBe(words);
  });
});

test("a name can't make itself stand out", () => {
  const said = sentenceOf({ type: "coverage", params: { min: 1 }, scope: { staff: { groups: ["**A** & co"] } } }, NAMES, "");
  expect(pieces(said).filter(({ isStrong }) => isStrong)).toEqual([
    { text: "1", isStrong: true },
    { text: "A & co", isStrong: true },
  ]);
});
