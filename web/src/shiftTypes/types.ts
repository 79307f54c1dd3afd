// Shift types as their screen lists them: times and hours, keys that clash, and where each is used.
import { type Entity, isArchived, text } from "../records/entities";
import type { Fields } from "../sync/document";

export const KINDS = ["work", "off", "leave"] as const;
export type Kind = (typeof KINDS)[number];
export const TOKENS = ["off", "early", "day", "late", "night", "swing", "on-call", "leave", "empty"] as const;
export type Token = (typeof TOKENS)[number];

export interface ShiftType {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Its code where it has none. */
  readonly shownName: string;
  readonly symbol: string;
  readonly shownSymbol: string;
  readonly keys: string;
  readonly kind: Kind;
  /** HH:MM. */
  readonly start: string | null;
  readonly end: string | null;
  readonly paidMinutes: number;
  readonly colour: Token;
  readonly site: string;
  readonly skills: readonly string[];
  readonly isArchived: boolean;
}

export function shiftTypeOf(entity: Entity): ShiftType {
  const { id, fields } = entity;
  const [code, name, symbol] = [text(fields.code), text(fields.name), text(fields.symbol)];
  return {
    id,
    code,
    name,
    shownName: name || code,
    symbol,
    shownSymbol: symbol || code.slice(0, 2),
    keys: text(fields.keys),
    kind: KINDS.find((kind) => kind === fields.kind) ?? "work",
    start: text(fields.start).slice(0, 5) || null,
    end: text(fields.end).slice(0, 5) || null,
    paidMinutes: Number(fields.paid_minutes ?? 0),
    colour: TOKENS.find((token) => token === fields.colour) ?? "day",
    site: text(fields.site),
    skills: Array.isArray(fields.skills) ? fields.skills.map(String) : [],
    isArchived: isArchived(entity),
  };
}

/** In the order of the palette: by colour, then by code. */
export function inOrder(types: readonly ShiftType[]): readonly ShiftType[] {
  const order = ["off", "early", "late", "day", "night", "swing", "on-call", "leave", "empty"];
  return [...types].sort((a, b) => order.indexOf(a.colour) - order.indexOf(b.colour) || (a.code < b.code ? -1 : 1));
}

const DAY_MINUTES = 24 * 60;

export interface Span {
  readonly minutes: number;
  readonly crossesMidnight: boolean;
}

/** How long it lasts; an end at or before the start is on the next day. */
export function spanOf({ start, end }: Pick<ShiftType, "start" | "end">): Span | null {
  if (start === null || end === null) return null;
  const minutes = minutesAt(end) - minutesAt(start);
  return minutes > 0 ? { minutes, crossesMidnight: false } : { minutes: minutes + DAY_MINUTES, crossesMidnight: true };
}

function minutesAt(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

export interface KeyClash {
  readonly same: readonly ShiftType[];
  /** Those whose keys begin with these: typing has to wait for more letters. */
  readonly longer: readonly ShiftType[];
}

/** Other shift types that listen to the same keys. */
export function clashOf(type: ShiftType, all: readonly ShiftType[]): KeyClash {
  if (type.keys === "" || type.isArchived) return { same: [], longer: [] };
  const others = all.filter((other) => other.id !== type.id && !other.isArchived && other.keys !== "");
  return {
    same: others.filter(({ keys }) => keys === type.keys),
    longer: others.filter(({ keys }) => keys !== type.keys && keys.startsWith(type.keys)),
  };
}

export interface NamingRule {
  readonly id: string;
  readonly name: string;
}

/** Where the catalogue's parameters hold codes; in `points` they are the names of its fields. */
const HOLDS_CODES: ReadonlySet<string> = new Set(["shifts", "before", "after", "leave"]);

/** Rules whose parameters name the code, at whatever depth. */
export function rulesNaming(code: string, rules: ReadonlyMap<string, Fields>): readonly NamingRule[] {
  const names = (value: unknown, key: string): boolean => {
    if (typeof value === "string") return value === code && HOLDS_CODES.has(key);
    if (Array.isArray(value)) return value.some((one) => names(one, key));
    if (typeof value !== "object" || value === null) return false;
    if (key === "points") return code in value;
    return Object.entries(value).some(([field, one]) => names(one, field));
  };
  return [...rules]
    .filter(([, rule]) => rule.archived !== true && names(rule.params, ""))
    .map(([id, rule]) => ({ id, name: text(rule.name) || text(rule.type).replaceAll("_", " ") }));
}
