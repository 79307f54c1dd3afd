// People as the staff screen lists them: read from the workspace, filtered, sorted.
import { type Entity, isArchived, text } from "../records/entities";
import type { Fields } from "../sync/document";

export interface Skill {
  readonly name: string;
  readonly until: string | null;
}

export type Employment = "regular" | "contract" | "part_time";
export const EMPLOYMENTS: readonly Employment[] = ["regular", "part_time", "contract"];

export interface Person {
  readonly id: string;
  readonly code: string;
  /** Its code where it has no name. */
  readonly shownName: string;
  readonly name: string;
  readonly position: string;
  readonly group: string;
  readonly department: string;
  readonly employment: Employment;
  readonly skills: readonly Skill[];
  readonly hourlyCost: number | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly isArchived: boolean;
}

export function personOf(entity: Entity): Person {
  const { id, fields } = entity;
  const name = text(fields.name);
  const code = text(fields.code);
  return {
    id,
    code,
    name,
    shownName: name || code || id,
    position: text(fields.position),
    group: text(fields.group),
    department: text(fields.department),
    employment: EMPLOYMENTS.find((one) => one === fields.employment) ?? "regular",
    skills: skillsOf(fields.skills),
    hourlyCost: typeof fields.hourly_cost === "number" ? fields.hourly_cost : null,
    firstDay: text(fields.first_day) || null,
    lastDay: text(fields.last_day) || null,
    isArchived: isArchived(entity),
  };
}

function skillsOf(value: unknown): readonly Skill[] {
  if (!Array.isArray(value)) return [];
  return (value as Fields[]).map(({ name, until }) => ({ name: text(name), until: text(until) || null }));
}

export const COLUMNS = ["name", "code", "position", "group", "employment"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  readonly by: Column;
  readonly isDown: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** People without the value come last, whichever way the others go. */
export function sorted(people: readonly Person[], { by, isDown }: Sorting): readonly Person[] {
  const fieldOf = (person: Person) => (by === "name" ? person.shownName : person[by]);
  return [...people].sort((a, b) => {
    const [x, y] = [fieldOf(a), fieldOf(b)];
    if (!x !== !y) return x ? -1 : 1;
    return (isDown ? -1 : 1) * collator.compare(x, y) || collator.compare(a.shownName, b.shownName) || (a.id < b.id ? -1 : 1);
  });
}

/** Those in whom each word of the text is found somewhere. */
export function matching(people: readonly Person[], filter: string): readonly Person[] {
  const wanted = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return people;
  return people.filter((person) => {
    const { shownName, code, position, group, department, skills } = person;
    const all = [shownName, code, position, group, department, ...skills.map(({ name }) => name)].join("\n").toLocaleLowerCase();
    return wanted.every((word) => all.includes(word));
  });
}

const SOON_DAYS = 30;
const DAY_MS = 86_400_000;

/** How a skill stands on a day: for good, until later, soon to end, or over. */
export function stateOf({ until }: Skill, today: string): "standing" | "soon" | "over" {
  if (until === null) return "standing";
  if (until < today) return "over";
  return Date.parse(until) - Date.parse(today) <= SOON_DAYS * DAY_MS ? "soon" : "standing";
}

/** The values that others have in a field already, to choose from. */
export function known(people: readonly Person[], field: "position" | "group" | "department"): readonly string[] {
  return [...new Set(people.map((person) => person[field]).filter(Boolean))].sort(collator.compare);
}
