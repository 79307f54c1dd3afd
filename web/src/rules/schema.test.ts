import { expect, test } from "vitest";
import { isShown, withValue } from "./depends";
import { faultsOf } from "./faults";
import { CATALOGUE, SCOPE } from "./fixtures/read";
import { blank, type Field, fieldsOf, type Values } from "./schema";
import { dateFields, staffFields } from "./scope";

const named = (name: string) => CATALOGUE.find(({ type }) => type === name)!;

/** Every field of a form, those in lists and records too. */
function all(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => [field, ...("fields" in field.shape ? all(field.shape.fields) : [])]);
}

test.each(CATALOGUE)("every parameter of $type has a field with a title", ({ schema }) => {
  const fields = all(fieldsOf(schema));
  expect(fields.length).toBeGreaterThan(0);
  for (const { name, title } of fields) expect([name, title.trim()]).not.toContain("");
});

test.each(CATALOGUE)("the example of $type is complete, and what it leaves out may be left out", ({ schema, example }) => {
  expect(faultsOf(fieldsOf(schema), example)).toEqual([]);
});

test.each(CATALOGUE)("the defaults of $type lack only what is required", ({ schema, defaults }) => {
  const required = new Set(schema.required);
  expect(faultsOf(fieldsOf(schema), defaults).filter(({ path }) => !required.has(path.split(".")[0]!))).toEqual([]);
  expect(faultsOf(fieldsOf(schema), blank(fieldsOf(schema))).every(({ path }) => required.has(path.split(".")[0]!))).toBe(true);
});

test("kinds of fields are told by the schema", () => {
  const kinds = (type: string) => fieldsOf(named(type).schema).map(({ name, shape }) => `${name}: ${shape.kind}`);
  expect(kinds("coverage")).toEqual([
    "shifts: shifts",
    "kinds: choices",
    "min: integer",
    "max: integer",
    "ideal: integer",
    "site: text",
    "under_weight: integer",
    "over_weight: integer",
    "exceptions: list",
  ]);
  expect(kinds("cost")).toEqual(["budget: integer", "overtime: record", "unit: integer"]);
  expect(kinds("pattern")).toEqual(["kind: choice", "sequence: list", "given: integer", "weekdays: weekdays"]);
  expect(all(fieldsOf(named("request").schema)).map(({ shape }) => shape.kind)).toEqual([
    "list",
    "shifts",
    "choices",
    "staff",
    "record",
    "date",
    "date",
    "weekdays",
    "dates",
    "choice",
    "integer",
  ]);
});

test.each<[string, Values, readonly unknown[]]>([
  ["min_rest", {}, [{ path: "minutes", why: "missing" }]],
  ["min_rest", { minutes: 0 }, [{ path: "minutes", why: "range", min: 1, max: 10080 }]],
  ["min_rest", { minutes: Number.NaN }, [{ path: "minutes", why: "range", min: 1, max: 10080 }]],
  ["succession", {}, [{ path: "pairs", why: "least", least: 1 }]],
  ["succession", { pairs: [{ before: ["l"] }] }, [{ path: "pairs.0.after", why: "least", least: 1 }]],
  ["time_off", { absences: [] }, []],
  ["time_off", { absences: [{ when: {} }] }, [{ path: "absences.0.staff", why: "missing" }]],
  ["coverage", { min: null, max: 3 }, []],
  ["cost", { overtime: {} }, [{ path: "overtime.after", why: "missing" }]],
])("%s %j lacks %j", (type, values, faults) => {
  expect(faultsOf(fieldsOf(named(type).schema), values)).toEqual(faults);
});

test("the length of a rolling window comes and goes with it", () => {
  const rolling = withValue({ window: "month", window_days: null }, "window", "rolling");
  expect([rolling.window_days, isShown("window_count", { name: "window_days", initial: null }, rolling)]).toEqual([7, true]);
  const week = withValue(rolling, "window", "week");
  expect([week.window_days, isShown("window_count", { name: "window_days", initial: null }, week)]).toEqual([null, false]);
});

test("what holds something is shown even where it counts for nothing", () => {
  expect(isShown("request", { name: "shifts", initial: [] }, { kind: "off", shifts: [] })).toBe(false);
  expect(isShown("request", { name: "shifts", initial: [] }, { kind: "off", shifts: ["l"] })).toBe(true);
});

test("the scope's own fields are the hub's", () => {
  const of = (name: string) => Object.keys(SCOPE.$defs?.[name]?.properties ?? {});
  expect(staffFields().map(({ name }) => name)).toEqual(of("StaffScope"));
  expect(dateFields().map(({ name }) => name)).toEqual(of("DateScope"));
});
