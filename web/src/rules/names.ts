// What a rule's ids and codes are called: shifts, people, the groups and skills that there are.
import type { Fields, WorkspaceState } from "../sync/document";

export interface NamedShift {
  code: string;
  name: string;
  symbol: string;
  kind: string;
  colour: string;
}

export interface NamedPerson {
  id: string;
  name: string;
  group: string;
}

/** What can be picked, and how it is called. Nothing that is put away is offered, but it keeps its name. */
export interface Names {
  shifts: readonly NamedShift[];
  people: readonly NamedPerson[];
  groups: readonly string[];
  positions: readonly string[];
  skills: readonly string[];
  sites: readonly string[];
  shift: (code: string) => string;
  person: (id: string) => string;
}

export function namesOf(workspace: WorkspaceState | null): Names {
  const shiftTypes = [...(workspace?.all("shift_type").values() ?? [])];
  const staff = [...(workspace?.all("staff") ?? [])];
  const here = staff.filter(([, fields]) => !fields.archived).map(([, fields]) => fields);
  const shiftNames = new Map(shiftTypes.map((fields) => [String(fields.code), String(fields.name || fields.code)]));
  const personNames = new Map(staff.map(([id, fields]) => [id, String(fields.name || fields.code)]));
  const shifts = shiftTypes.filter(({ archived }) => !archived).map(shiftOf);
  const people = staff
    .filter(([, fields]) => !fields.archived)
    .map(([id, fields]) => ({ id, name: String(fields.name || fields.code), group: String(fields.group ?? "") }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return {
    shifts,
    people,
    groups: distinct(here.map(({ group }) => group)),
    positions: distinct(here.map(({ position }) => position)),
    skills: distinct([...here, ...shiftTypes].flatMap(({ skills }) => ((skills ?? []) as (string | { name: string })[]).map(skillName))),
    sites: distinct(shiftTypes.map(({ site }) => site)),
    shift: (code) => shiftNames.get(code) ?? code,
    person: (id) => personNames.get(id) ?? id,
  };
}

const skillName = (skill: string | { name: string }): string => (typeof skill === "string" ? skill : skill.name);

function shiftOf(fields: Fields): NamedShift {
  const code = String(fields.code);
  return {
    code,
    name: String(fields.name || code),
    symbol: String(fields.symbol || code),
    kind: String(fields.kind ?? "work"),
    colour: String(fields.colour ?? "day"),
  };
}

function distinct(values: readonly unknown[]): readonly string[] {
  return [...new Set(values.filter((value): value is string => typeof value === "string" && value !== ""))].sort((a, b) =>
    a.localeCompare(b),
  );
}
