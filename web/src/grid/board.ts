// What the model may read, taken from the scene that is shown.
import type { WorkspaceState } from "../sync/document";
import type { Settings } from "../ui/settings";
import type { Board } from "./model";
import type { Roster } from "./roster";
import type { RosterScene } from "./scene";

interface Around {
  workspace: WorkspaceState | null;
  pageRows: number;
  isReadOnly: boolean;
  hasDiff: boolean;
  look: Settings;
  /** The row of a person of the roster; undefined: not shown. */
  rowOf: (person: number) => number | undefined;
}

export function boardOf(scene: RosterScene, { workspace, pageRows, isReadOnly, hasDiff, look, rowOf }: Around): Board {
  const { keys, symbols, dates } = namesOf(scene.roster);
  return {
    rowCount: scene.layout.lines.length,
    columnCount: scene.days.length,
    pageRows,
    isReadOnly,
    hasDiff,
    afterTyping: look.afterTyping,
    locksOwnEdits: look.locksOwnEdits,
    shift: ({ row, column }) => scene.raw(row, column).shift,
    isLocked: ({ row, column }) => scene.raw(row, column).locked,
    keys,
    symbols,
    dates,
    rowOfPerson: (text) => {
      const person = peopleOf(scene.roster, workspace).get(plain(text));
      return person === undefined ? null : (rowOf(person) ?? null);
    },
  };
}

interface Names {
  keys: ReadonlyMap<string, string>;
  symbols: ReadonlyMap<string, string>;
  dates: readonly string[];
  people: ReadonlyMap<string, number> | null;
}

/** Made once a roster: every key that is pressed asks for them. */
const known = new WeakMap<Roster, Names>();

function namesOf(roster: Roster): Names {
  const names = known.get(roster) ?? {
    keys: new Map(roster.palette.filter(({ keys }) => keys !== "").map(({ keys, code }) => [keys, code])),
    symbols: symbolsOf(roster),
    dates: roster.days.map(({ date }) => date),
    people: null,
  };
  known.set(roster, names);
  return names;
}

function symbolsOf({ shifts }: Roster): ReadonlyMap<string, string> {
  return new Map(
    [...shifts.values()].flatMap(({ code, symbol, name, keys }) =>
      [...(symbol === "×" ? ["*"] : []), keys, name.toLowerCase(), name, symbol.toLowerCase(), symbol, code]
        .filter(Boolean)
        .map((text) => [text, code] as const),
    ),
  );
}

/** By name, code and id; of a name that two people have, the first is meant. */
function peopleOf(roster: Roster, workspace: WorkspaceState | null): ReadonlyMap<string, number> {
  const names = namesOf(roster);
  if (names.people) return names.people;
  const people = new Map<string, number>();
  roster.people.forEach(({ id, name }, index) => {
    const code = workspace?.all("staff").get(id)?.code;
    for (const text of [id, typeof code === "string" ? code : "", name])
      if (text !== "" && !people.has(plain(text))) people.set(plain(text), index);
  });
  names.people = people;
  return people;
}

const plain = (text: string): string => text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
