// What a new rule begins with: the catalogue's example, without the people and shifts of another workspace.
import type { Names } from "./names";
import { blank, type Field, fieldsOf, type RuleType, type Values } from "./schema";

export function startingParams({ schema, example }: RuleType, names: Names): Values {
  return known(fieldsOf(schema), example, names);
}

function known(fields: readonly Field[], given: Values, names: Names): Values {
  const kept = fields
    .filter(({ name }) => name in given)
    .map((field) => [field.name, knownValue(field, given[field.name], names)] as const);
  return { ...blank(fields), ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)) };
}

function knownValue({ shape }: Field, value: unknown, names: Names): unknown {
  const isShift = (code: unknown) => names.shifts.some((shift) => shift.code === code);
  const isPerson = (id: unknown) => names.people.some((person) => person.id === id);
  switch (shape.kind) {
    case "shifts":
      return (value as unknown[]).filter(isShift);
    case "people":
      return (value as unknown[]).filter(isPerson);
    case "shift":
      return isShift(value) ? value : undefined;
    case "staff":
      return isPerson(value) ? value : undefined;
    case "points":
      return Object.fromEntries(Object.entries(value as object).filter(([code]) => isShift(code)));
    case "dates":
      return [];
    case "date":
      return undefined;
    case "record":
      return value === null ? value : known(shape.fields, value as Values, names);
    case "list":
      return (value as Values[]).map((entry) => known(shape.fields, entry, names));
    default:
      return value;
  }
}
