// The fields of a rule's scope. The catalogue has no schema for it, since it is the same for all rules.
import type { Rule } from "../sync/wire";
import { words } from "../words";
import type { Field, Kind, Values } from "./schema";

type Scope = NonNullable<Rule["scope"]>;

const EMPLOYMENT = ["regular", "contract", "part_time"];
const list = (kind: "people" | "texts" | "weekdays" | "dates"): Kind => ({ kind, least: 0, isOptional: true });
const field = (name: string, title: string, shape: Kind): Field => ({ name, title, help: "", isRequired: false, initial: null, shape });

export function staffFields(): readonly Field[] {
  const { scopeStaff: staff } = words.rules;
  return [
    field("ids", staff.ids, list("people")),
    field("groups", staff.groups, list("texts")),
    field("positions", staff.positions, list("texts")),
    field("skills", staff.skills, list("texts")),
    field("employment", staff.employment, { kind: "choices", options: EMPLOYMENT }),
  ];
}

export function dateFields(): readonly Field[] {
  const { scopeDates: dates } = words.rules;
  return [
    field("from", dates.from, { kind: "date", isOptional: true }),
    field("to", dates.to, { kind: "date", isOptional: true }),
    field("weekdays", dates.weekdays, list("weekdays")),
    field("dates", dates.dates, list("dates")),
  ];
}

/** Without what is empty: an empty list would be nobody, and nothing given is everyone. */
export function withPart(scope: Scope, part: "staff" | "dates", values: Values): Scope {
  const given = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return { ...scope, [part]: Object.fromEntries(given) };
}

export const isEverything = ({ staff, dates }: Scope): boolean =>
  [...Object.values(staff ?? {}), ...Object.values(dates ?? {})].every((value) => value === null || value === undefined);
