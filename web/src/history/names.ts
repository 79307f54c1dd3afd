// Acts in words: who, what, for whom, when.
import type { Client } from "../sync/client";
import { words } from "../words";
import { type Act, span } from "./timeline";

export interface Names {
  person: (staffId: string) => string;
  shift: (code: string) => string;
}

/** Archived people and shifts have names too: old changes are about them. */
export function namesOf(client: Client): Names {
  const workspace = client.workspace.state;
  const staff = workspace?.all("staff");
  const shifts = new Map([...(workspace?.all("shift_type").values() ?? [])].map(({ code, name }) => [String(code), String(name || code)]));
  return {
    person: (staffId) => {
      const { name, code } = staff?.get(staffId) ?? {};
      return String(name || code || staffId);
    },
    shift: (code) => shifts.get(code) ?? code,
  };
}

export function actWords(act: Act, names: Names): string {
  const say = words.history;
  const n = act.cells.length;
  const where = whereOf(act, names);
  switch (act.kind) {
    case "set":
      return say.set(n, where, act.shift === undefined ? null : names.shift(act.shift));
    case "apply":
      return say.apply(n);
    case "frame":
      return say.frame(act.fields);
    case "create":
      return say.create;
    default:
      return say[act.kind](n, where);
  }
}

function whereOf(act: Act, names: Names): string {
  const people = [...new Set(act.cells.map(({ staffId }) => staffId))];
  const dates = span(act);
  if (!dates) return "";
  const whom = people.length === 1 ? words.history.person(names.person(people[0]!)) : words.history.persons(people.length);
  return words.history.where(whom, words.history.span(dates.from, dates.to));
}
