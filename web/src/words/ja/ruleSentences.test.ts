import { expect, test, vi } from "vitest";
import { CATALOGUE } from "../../rules/fixtures/read";
import type { Names } from "../../rules/names";
import { entryWords, plain, sentenceOf } from "../../rules/sentence";
import type { Rule } from "../../sync/wire";

vi.mock("..", async () => ({ words: (await import(".")).ja }));

const SHIFTS: Record<string, string> = { e: "早番", l: "遅番", x: "公休", n: "夜勤" };
const PEOPLE: Record<string, string> = { mori: "森", sato: "佐藤", oka: "岡" };
const NAMES: Names = {
  ...{ shifts: [], people: [], groups: [], positions: [], skills: [], sites: [] },
  shift: (code) => SHIFTS[code] ?? code,
  person: (id) => PEOPLE[id] ?? id,
};

const TABLE: readonly [type: string, params: Rule["params"], words: string, scope?: Rule["scope"]][] = [
  ["coverage", { shifts: ["l"], min: 3 }, "毎日、**遅番**の人は**3人**以上"],
  [
    "coverage",
    { shifts: ["l"], min: 1, max: 3, ideal: 2, site: "港", exceptions: [{ dates: ["2026-12-24"], min: 0 }] },
    "**土・日**、グループ**厨房**のうち、**港**で**遅番**の人は**1人**以上**3人**以下、理想は**2人**（別の人数の日付1件）",
    { staff: { groups: ["厨房"] }, dates: { weekdays: [6, 5] } },
  ],
  ["daily_limit", { max: 4 }, "毎日、休みの人は**4人**以下"],
  ["group_limit", { max: 1 }, "毎日、**森さん**と**佐藤さん**のうち、休みの人は**1人**以下", { staff: { ids: ["mori", "sato"] } }],
  ["group_limit", { max: 2, points: { x: 2, e: 1 } }, "毎日、点数は合わせて**2点**以下（**公休**は2点・**早番**は1点）"],
  ["window_count", { kinds: ["off"], min: 8, max: 10, window: "month" }, "毎月、休みは**8日**以上**10日**以下"],
  ["window_count", { shifts: ["n"], max: 3, window: "rolling", window_days: 14 }, "どの連続**14日間**でも、**夜勤**は**3日**以下"],
  [
    "work_minutes",
    { max: 2400, window: "week" },
    "毎週、勤務時間は**40時間**以下（対象：**パート**）",
    { staff: { employment: ["part_time"] } },
  ],
  ["consecutive", { max: 5 }, "勤務の連続は**5日**以下"],
  ["succession", { pairs: [{ before: ["l", "n"], after: ["e"] }] }, "**遅番**か**夜勤**の翌日に**早番**は不可"],
  ["min_rest", { minutes: 690 }, "シフトの間の休息は**11時間30分**以上"],
  ["pattern", { sequence: [{ shifts: ["n"] }, { kinds: ["off"] }, { shifts: ["n"] }] }, "**夜勤**→休み→**夜勤**の並びは不可"],
  [
    "pattern",
    { kind: "required", given: 1, sequence: [{ shifts: ["l"] }, { kinds: ["off"] }], weekdays: [0, 1, 2, 3] },
    "**月～木**に始まる場合、**遅番**の後は必ず休み",
  ],
  ["weekends", { max_worked: 2, complete: true }, "勤務する週末は**2回**以下、週末は**全日勤務か全日休み**"],
  ["request", { requests: [{ staff: "mori", when: {} }] }, "**1人**の希望**1件**"],
  ["time_off", { absences: [{ staff: "oka", when: {} }] }, "**岡さん**が不在（1件）"],
  ["skill", { needs: [{ shifts: ["l"], skill: "応急手当" }], of_shift_types: false }, "**遅番**には**応急手当**が必要"],
  ["together", { sets: [{ staff: ["mori", "oka"] }] }, "**森さん**と**岡さん**は同じシフト"],
  ["apart", { sets: [{ staff: ["mori", "oka"] }], shifts: ["l"] }, "**森さん**と**岡さん**は**遅番**では一緒にならない"],
  ["backup", { sets: [{ staff: ["mori", "oka"] }, { staff: ["a", "b"] }] }, "毎日、**森さん**か**岡さん**が勤務、ほか1組"],
  ["fairness", { shifts: ["n"], tolerance: 1 }, "**夜勤**の日数を公平に、最多と最少の差は**1日**以内"],
  ["fairness", { what: "minutes", measure: "deviation", tolerance: 4, unit: 60 }, "勤務時間を公平に、各自と平均の差は**4時間**以内"],
  ["stability", { tolerance: 2 }, "セルを今のまま保つ、**2セル**までは自由に変更可", undefined],
  [
    "cost",
    { budget: 20000, overtime: { after: 2400, percent: 125 } },
    "有給の時間の費用は**20,000**以下、毎週**40時間**を超えた分は**125%**",
  ],
];

test.each(TABLE)("%s %j", (type, params, words, scope) => {
  expect(sentenceOf({ type, ...(params ? { params } : {}), ...(scope ? { scope } : {}) }, NAMES, "")).toBe(words);
});

test.each(CATALOGUE)("$type is said also while it is not filled in", ({ type, title, example, defaults }) => {
  expect(TABLE.map(([known]) => known)).toContain(type);
  for (const params of [example, defaults, {}]) {
    const said = sentenceOf({ type, params }, NAMES, title);
    expect(said).not.toMatch(/undefined|null|NaN|\[object|\*{4}/);
    expect(said.split("**").length % 2).toBe(1);
  }
});

test.each([
  ["requests", { staff: "mori", kind: "avoid", shifts: ["n"], when: { dates: ["2026-12-12"] } }, "森さん：12月12日、夜勤を避けたい"],
  ["requests", { when: {} }, "…：毎日、勤務にしたい"],
  ["absences", { staff: "oka", when: { from: "2026-12-09", to: "2026-12-13" }, leave: "x" }, "岡さん：12月9日～12月13日、不在（公休）"],
  ["shares", { staff: "oka", percent: 50, before: 3 }, "岡さん：標準の50%、これまでに3"],
  ["exceptions", { dates: ["2026-12-24"], max: 2 }, "12月24日：2人以下"],
  ["others", {}, "項目1"],
])("%s %j", (list, entry, words) => {
  expect(plain(entryWords(list, entry, NAMES, 0))).toBe(words);
});
