// The catalogues against each other, by what they say.
import { expect, test } from "vitest";
import { CATALOGUE } from "../rules/fixtures/read";
import type { JsonSchema } from "../rules/schema";
import { en } from "./en";
import { ja } from "./ja";

type Say = (...given: unknown[]) => unknown;

function leaves(node: unknown, path = ""): [string, unknown][] {
  if (node === null || typeof node !== "object") return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, path === "" ? key : `${path}.${key}`));
}

const WHOM = { people: ["Hiro", "Kaya"], groups: ["Kitchen"], positions: ["Cook"], skills: ["Cash"], employment: ["part_time"] };
const WHEN = { from: "2026-12-03", to: "2026-12-29", weekdays: [0, 1, 2], dates: ["2026-12-17"] };
const PICKED = { shifts: ["Early", "Night"], kinds: ["leave"] };
const FACTS = {
  whom: WHOM,
  when: WHEN,
  ...PICKED,
  picked: PICKED,
  ...{ min: 4, max: 19, ideal: 13, site: "Harbour", exceptions: 23, points: [["Night", 31]], window: "rolling", days: 37, minutes: 690 },
  ...{ pairs: [{ before: ["Late"], after: ["Early"] }, {}], isRequired: true, given: 1, weekdays: [5, 6], sequence: [PICKED, PICKED] },
  ...{ wishes: 41, people: 43, needs: ["a need"], isOfShiftTypes: true, sets: [["Hiro", "Kaya"], []], maxWorked: 2, minFree: 3 },
  ...{ isWhole: true, isSameShift: true, what: "shifts", isRange: true, tolerance: 47, unit: 60, budget: 53_000 },
  ...{
    overtime: { after: 2400, window: "week", percent: 125 },
    who: "Ines",
    kind: "avoid",
    weight: 59,
    leave: "Sick",
    percent: 61,
    skill: "Cash",
  },
  ...{ before: 67, dates: ["2026-12-24"] },
};

const DATE = "2026-12-04";
const INSTANT = "2026-12-04T10:42:00Z";
/** Parameters that are neither a text nor a number. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  ...{ date: DATE, from: DATE, to: "2026-12-29", today: "2026-12-05", yesterday: "2026-12-03", instant: INSTANT },
  ...{ f: FACTS, scope: FACTS, picked: PICKED, "{ before, after }": { before: ["Late"], after: ["Early"] } },
  ...{ parts: ["Alpha", "Beta"], fields: ["staff", "status"], isMust: true, keys: "kk" },
};
const BY_PATH: Readonly<Record<string, readonly unknown[]>> = {
  "conflicts.time": [new Date(INSTANT), new Date(0)],
  "conflicts.told.overwritten": ["Mei", "Ben’s Friday", "Early", "Late"],
  "periodActs.changed": ["Mei", INSTANT, new Date(0)],
  "conflicts.edits.changed": ["Mei", "Alpha"],
  "conflicts.theirs": ["Mei", "10:42"],
  "rules.says.kind": ["work"],
  "rules.says.weekends": [{ ...FACTS, days: [4, 5, 6] }],
  "rules.says.timeOff": [{ ...FACTS, people: ["Hiro", "Kaya"], absences: ["one", "two"] }],
  "rules.says.set": [["Hiro", "Kaya"]],
  "run.effect": ["mended", "Mei works twice", 71],
  "settings.weekday": [2],
};
const NUMBERS =
  /^(n|s|ms|h|share|people|days?|minutes|waiting|min|max|rows|columns|place|others|score|bound|fresh|all|set|cleared|cells|line|of|version|week|failed|done|page|shown|most|broken|points|weight|held|met|known|there|must|wish|value|least|tolerance|count)$/;
/** Numbers to some, texts to others. */
const TEXTS = /^(conflicts\.|run\.strip|statistics\.people\.(mean|show)|history\.looking|print\.foot)/;

/** Numbers grow from `n` on, so that each can be told from the others. */
function argumentsOf(path: string, say: Say, n: number): readonly unknown[] {
  const given = BY_PATH[path];
  if (given) return given;
  const source = String(say);
  const inside = source.slice(source.indexOf("(") + 1, source.indexOf("=>")).replace(/\)\s*$/, "");
  const names = inside.startsWith("{") ? [inside] : inside.split(/,\s*/).filter(Boolean);
  return names.map((name, index) => {
    if (name in SAMPLES) return SAMPLES[name];
    const isNumber = NUMBERS.test(name) && !(TEXTS.test(path) && name !== "n");
    return isNumber ? n + index : `‹${name}›`;
  });
}

const said = (answer: unknown): string =>
  typeof answer === "object" && answer !== null ? Object.values(answer).join(" ") : String(answer).replaceAll("**", "");
const numbersIn = (text: string): readonly string[] => text.match(/\d+(?:[.,:]\d+)*/g) ?? [];
const textsIn = (text: string): readonly string[] =>
  text.match(/‹\w+›|Hiro|Kaya|Ines|Mei|Ben|Kitchen|Cook|Cash|Harbour|Early|Late|Night|Sick|Alpha|Beta/g) ?? [];

/** The same said by both catalogues: fixed texts, and each function's for few and for many. */
function pairs(): [path: string, english: string, japanese: string][] {
  const own = new Map(leaves(ja));
  return leaves(en).flatMap(([path, english]) => {
    const japanese = own.get(path);
    if (typeof english !== "function") return [[path, said(english), said(japanese)] as [string, string, string]];
    return [0, 1, 7].map((n): [string, string, string] => {
      const given = argumentsOf(path, english as Say, n);
      return [
        `${path}(${given.map((one) => JSON.stringify(one)).join()})`,
        said((english as Say)(...given)),
        said((japanese as Say)(...given)),
      ];
    });
  });
}

test("what the English catalogue says of numbers and names, the Japanese one says too", () => {
  const wrong = pairs().filter(([path, english, japanese]) => {
    if (english.trim() !== "" && japanese.trim() === "") return true;
    if (/undefined|NaN|\[object|=>/.test(english + japanese)) return true;
    const [numbers, texts] = [numbersIn(japanese), textsIn(japanese)];
    // A single thing needs no number.
    const isLost = (one: string) => one !== "1" && !numbers.includes(one);
    return numbersIn(english).some(isLost) || (path.includes("(") && textsIn(english).some((one) => !texts.includes(one)));
  });
  expect(wrong).toEqual([]);
});

test.each([
  ["conflicts.theirs", "Mei", null],
  ["conflicts.edits.cells", 7, null],
  ["conflicts.told.gone", "Night", null],
  ["exchange.place", 7, null],
  ["grid.need", 3, null],
  ["grid.need", null, 4],
  ["history.set", 7, "Mei", null],
  ["run.applied", 7, null],
  ["run.chart", 7, null],
  ["run.strip", "7 s", null],
  ["staff.pasting.column", "Alpha", null],
  ["statistics.cover.day", "Night", "4", 7, "", ""],
])("%s(%j, %j …) leaves out what isn't known, in both", (path, ...given) => {
  const [english, japanese] = [en, ja].map((catalogue) => said((new Map(leaves(catalogue)).get(path) as Say)(...given)));
  expect(japanese).not.toBe(english);
  expect(japanese).not.toMatch(/undefined|null|NaN/);
  expect(numbersIn(japanese!)).toEqual(numbersIn(english!));
  expect(textsIn(japanese!)).toEqual(textsIn(english!));
});

/** Names of products, keys, signs and figures, and what stands for nothing. */
const SAME_IN_BOTH =
  /^(product|statistics\.runs\.unknown|statistics\.people\.noWishes|periodActs\.(nobody|notChecked)|configs\.engines\.milp|keys\.table\.\d+\.0)$/;

const GIVEN = /‹\w+›|Mei works twice/g;
const ENGLISH = /[a-z]{3,} [a-z]{2,}/;

test("no text is left in English", () => {
  const left = pairs().filter(
    ([path, english, japanese]) =>
      !SAME_IN_BOTH.test(path) &&
      // Of what a function puts together, only its own words.
      (path.includes("(") ? ENGLISH.test(japanese.replaceAll(GIVEN, "")) : english === japanese && /\p{L}{2}/u.test(english)),
  );
  expect(left).toEqual([]);
});

/** Every text of a schema that a form shows. */
function textsOf({ description, properties = {}, $defs = {} }: JsonSchema): readonly string[] {
  const fields = [properties, ...Object.values($defs).map((one) => one.properties ?? {})].flatMap((one) => Object.values(one));
  return [description, ...fields.flatMap((field) => [field.title, field.description])].filter((text) => text !== undefined);
}

test.each(CATALOGUE)("the catalogue's $type is said in Japanese", ({ title, help, unit, schema }) => {
  const left = [title, help, unit, ...textsOf(schema)].filter((text) => ja.rules.catalogueText(text) === text);
  expect(left).toEqual([]);
});
