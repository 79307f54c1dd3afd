// People as the hub takes them.
import type { Body } from "../sync/wire";
import type { Employment, Skill } from "./people";

export type PersonSet = Extract<Body, { type: "STAFF_UPDATE" }>["payload"]["set"];

export interface NewPerson {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly position?: string;
  readonly group?: string;
  readonly department?: string;
  readonly employment?: Employment | null;
  readonly skills?: readonly Skill[];
  readonly hourlyCost?: number | null;
  readonly firstDay?: string | null;
  readonly lastDay?: string | null;
}

/** Only what is known is written; the rest is the hub's default. */
export function creationOf(person: NewPerson): Body {
  const { id, code, name, position, group, department, employment, skills = [], hourlyCost = null, firstDay, lastDay } = person;
  return {
    type: "STAFF_CREATE",
    payload: {
      id,
      code,
      name,
      ...(position ? { position } : {}),
      ...(group ? { group } : {}),
      ...(department ? { department } : {}),
      ...(employment ? { employment } : {}),
      ...(skills.length > 0 ? { skills: skills.map((skill) => ({ ...skill })) } : {}),
      ...(hourlyCost === null ? {} : { hourly_cost: hourlyCost }),
      ...(firstDay ? { first_day: firstDay } : {}),
      ...(lastDay ? { last_day: lastDay } : {}),
    },
  };
}
