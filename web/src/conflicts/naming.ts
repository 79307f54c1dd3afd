// What a conflict is about, in words: who or what, which field, and its values.
import type { Client } from "../sync/client";
import type { CellAt, Fields } from "../sync/document";
import type { ConflictField } from "../sync/wire";
import { words } from "../words";

type Value = ConflictField["mine"];

/** A cell's id on the wire is `<staff id>/<date>`; a date is ten characters long. */
export function cellOf(id: string): CellAt {
  return { staffId: id.slice(0, -11), date: id.slice(-10) };
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

function entity(client: Client, kind: "staff" | "shift_type" | "rule", id: string): Fields {
  return client.workspace.state?.all(kind).get(id) ?? {};
}

export function personName(client: Client, id: string): string {
  const fields = entity(client, "staff", id);
  return text(fields.name) ?? text(fields.code) ?? id;
}

/** The person, rule, shift or period that a field belongs to. */
export function nameOf(client: Client, { entity: kind, id }: ConflictField): string {
  switch (kind) {
    case "cell":
      return personName(client, cellOf(id).staffId);
    case "staff":
      return personName(client, id);
    case "shift_type": {
      const fields = entity(client, "shift_type", id);
      return text(fields.name) ?? text(fields.code) ?? id;
    }
    case "rule":
      return text(entity(client, "rule", id).name) ?? words.conflicts.aRule;
    case "period":
      return client.openPeriods.find(({ live }) => live.periodId === id)?.live.state?.header.name ?? words.conflicts.aPeriod;
    default:
      return words.conflicts.settings;
  }
}

export function fieldName(field: string): string {
  return (words.conflicts.fields as Record<string, string>)[field] ?? field;
}

/** "Ben Okafor, Fri 4 Dec" of a cell's shift; what else is named has its field: "Ben Okafor, position". */
export function whereOf(client: Client, field: ConflictField): string {
  const name = nameOf(client, field);
  if (field.entity !== "cell") return words.conflicts.fieldOf(name, fieldName(field.field));
  const where = words.grid.noteOf(name, words.date(cellOf(field.id).date));
  return field.field === "shift" ? where : words.conflicts.fieldOf(where, fieldName(field.field));
}

/** A shift by its code, as people call it. */
export function shiftName(client: Client, code: string): string {
  for (const fields of client.workspace.state?.all("shift_type").values() ?? []) {
    if (fields.code === code) return text(fields.name) ?? code;
  }
  return code;
}

const CHOICES = new Set(["enforcement", "kind", "employment", "status"]);

export function shownValue(client: Client, field: ConflictField, value: unknown): string {
  return valueWords(client, field, value as Value);
}

export function valueWords(client: Client, field: ConflictField, value: Value): string {
  const say = words.conflicts;
  if (field.field === "shift") return typeof value === "string" ? shiftName(client, value) : words.grid.empty;
  if (field.field === "locked") return value === true ? words.grid.locked : words.conflicts.unlocked;
  if (field.field === "strategy") return words.settings.strategies[(value ?? "inherit") as "merge"]?.name ?? say.nothing;
  if (field.field === "week_start") return words.settings.weekday(Number(value ?? 0));
  if (field.field === "staff" && Array.isArray(value)) return say.people(value.length);
  if (CHOICES.has(field.field) && typeof value === "string") return (say.values as Record<string, string>)[value] ?? value;
  return plain(value);
}

function plain(value: Value): string {
  const say = words.conflicts;
  if (value === null || value === undefined || value === "") return say.nothing;
  if (value === true) return say.yes;
  if (value === false) return say.no;
  if (typeof value === "number") return words.number(value);
  if (typeof value === "string") return say.quoted(value);
  if (Array.isArray(value)) {
    const names = value.map((item) => (typeof item === "string" ? item : text((item as Fields | null)?.name)));
    return names.every((name) => name !== null) ? names.join(", ") || say.nothing : say.entries(value.length);
  }
  const parts = Object.entries(value as Fields).map(([key, part]) => `${key.replaceAll("_", " ")} ${plainPart(part)}`);
  return parts.join(", ") || say.nothing;
}

function plainPart(part: unknown): string {
  if (Array.isArray(part)) return part.every((item) => typeof item !== "object") ? part.join(" ") : words.conflicts.entries(part.length);
  return typeof part === "object" && part !== null ? plain(part as Value) : String(part ?? words.conflicts.nothing);
}

export function actorOf(field: ConflictField | undefined): string {
  const actor = field?.theirs.actor as { name?: string } | undefined;
  return text(actor?.name) ?? words.toast.someone;
}
