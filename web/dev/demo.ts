// A restaurant of 15 people and 60 days, made up but steady: the same at every load.
import { datesBetween } from "../src/sync/document";
import type { PeriodSnapshot, WorkspaceSnapshot } from "../src/sync/wire";

const PEOPLE = [
  ["Aiko Tanaka", "Head chef", "Kitchen"],
  ["Ben Okafor", "Sous", "Kitchen"],
  ["Carla Silva", "Line", "Kitchen"],
  ["Dmitri Novak", "Line", "Kitchen"],
  ["Elena Haas", "Pastry", "Kitchen"],
  ["Farid Rahman", "Line", "Kitchen"],
  ["Grace Lind", "Lead", "Floor"],
  ["Hiro Mori", "Server", "Floor"],
  ["Ines Costa", "Server", "Floor"],
  ["Jonas Berg", "Server", "Floor"],
  ["Kaya Aydin", "Runner", "Floor"],
  ["Luca Ricci", "Lead", "Bar"],
  ["Mina Park", "Bar", "Bar"],
  ["Noah Weiss", "Bar", "Bar"],
  ["Olga Orlova", "Bar", "Bar"],
] as const;

/** `/dev/?people=500&days=92` is a large one. */
const asked = new URLSearchParams(globalThis.location?.search ?? "");
const STAFF = Array.from({ length: Number(asked.get("people") ?? PEOPLE.length) }, (_, index) => {
  const [name, position, group] = PEOPLE[index % PEOPLE.length]!;
  return [index < PEOPLE.length ? name : `${name} ${Math.floor(index / PEOPLE.length)}`, position, group] as const;
});
const DATES = datesBetween("2026-12-01", "2027-12-31").slice(0, Number(asked.get("days") ?? 60));

const shift = (
  code: string,
  symbol: string,
  name: string,
  keys: string,
  kind: string,
  colour: string,
  start: string | null,
  end: string | null,
  paid_minutes: number,
) => ({
  id: `st-${code}`,
  code,
  symbol,
  name,
  keys,
  kind,
  colour,
  paid_minutes,
  ...(start ? { start, end } : {}),
});

const need = (code: string, min: number) => ({
  id: `need-${code}`,
  type: "coverage",
  name: `${code} cover`,
  enforcement: "soft",
  weight: 50,
  params: { shifts: [code], min, max: min + 2 },
});

export const WORKSPACE: WorkspaceSnapshot = {
  settings: { name: "Hoshi Restaurant", time_zone: "Europe/Berlin" },
  staff: STAFF.map(([name, position, group], index) => ({ id: `p${index}`, code: `S${index}`, name, position, group })),
  shift_types: [
    shift("X", "×", "Off", "x", "off", "off", null, null, 0),
    shift("E", "△", "Early", "e", "work", "early", "06:00", "14:00", 480),
    shift("L", "◇", "Late", "l", "work", "late", "15:00", "23:00", 480),
    shift("D", "D", "Day", "d", "work", "day", "10:00", "18:00", 480),
    shift("N", "N", "Night", "n", "work", "night", "22:00", "06:00", 480),
    shift("V", "V", "Leave", "v", "leave", "leave", null, null, 480),
  ],
  rules: [
    need("E", 3),
    need("D", 3),
    need("L", 4),
    need("N", 1),
    { id: "rest", type: "min_rest", name: "Rest between shifts", enforcement: "hard", weight: 1, params: {} },
  ],
  periods: [{ id: "winter", archived: false }],
};

const SHIFTS = ["D", "E", "L", "N", "V", "X"];

/** A steady stream of numbers below 2^32. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

const stream = numbers(7);
const below = (bound: number): number => (stream.next().value as number) % bound;

export const PERIOD: PeriodSnapshot = {
  period: { id: "winter", name: "December – January", start_date: DATES[0]!, end_date: DATES.at(-1)!, status: "draft", strategy: null },
  staff: STAFF.map((_, index) => `p${index}`),
  dates: DATES,
  shifts: SHIFTS,
  cells: {
    shift: STAFF.map(([, , group], person) =>
      DATES.map((_, day) => {
        if (person === 4 && day >= 8 && day <= 12) return 4;
        if (day > 52 && below(3) > 0) return null;
        const pool = group === "Bar" ? ["D", "L", "N", "X", "X", "N"] : ["E", "E", "L", "L", "D", "X", "X"];
        return SHIFTS.indexOf(pool[below(pool.length)]!);
      }),
    ),
    locked: [
      [0, 3],
      [0, 4],
      [2, 6],
      [2, 7],
      [4, 8],
      [4, 9],
      [4, 10],
      [4, 11],
      [4, 12],
      [9, 20],
    ],
    notes: [[6, 4, "Asked to swap with Ines"]],
  },
};
