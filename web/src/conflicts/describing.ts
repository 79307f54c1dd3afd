// An edit of one's own in one line: what waits, or what could not be saved.
import type { Client } from "../sync/client";
import type { Fields } from "../sync/document";
import type { Body, ConflictField } from "../sync/wire";
import { words } from "../words";
import { fieldName, nameOf, valueWords, whereOf } from "./naming";

/** So many cells are named one by one. */
const NAMED_MAX = 3;

type Mine = Pick<ConflictField, "entity" | "id" | "field" | "mine">;

const asField = (mine: Mine): ConflictField => ({ ...mine, base: null, theirs: {}, resolved: null });

export function editWords(client: Client, body: Body): string {
  const say = words.conflicts.edits;
  switch (body.type) {
    case "CELL_UPDATE": {
      const { cells, period_id } = body.payload;
      const open = client.openPeriods.find(({ live }) => live.periodId === period_id);
      if (cells.length > NAMED_MAX) return say.cells(cells.length, open?.live.state?.header.name ?? null);
      return cells.map((cell) => setWords(client, "cell", `${cell.staff_id}/${cell.date}`, { ...cell.set })).join("; ");
    }
    case "STAFF_CREATE":
    case "SHIFT_TYPE_CREATE":
    case "RULE_CREATE":
    case "PERIOD_CREATE":
      return say.added(body.payload.name || nameOf(client, aboutOf(body.type, body.payload.id)));
    case "STAFF_UPDATE":
    case "SHIFT_TYPE_UPDATE":
    case "RULE_UPDATE":
    case "PERIOD_UPDATE":
      return setWords(client, kindOf(body.type), body.payload.id, { ...body.payload.set });
    case "SETTINGS_UPDATE":
      return setWords(client, "settings", "", { ...body.payload.set });
    case "STAFF_DELETE":
    case "SHIFT_TYPE_DELETE":
    case "RULE_DELETE":
    case "PERIOD_DELETE":
      return say.archived(nameOf(client, aboutOf(body.type, body.payload.id)));
    case "UNDO":
      return say.undo;
    case "REDO":
      return say.redo;
    case "CONFLICT_RESOLVE":
      return say.choice;
    case "GENERATE_SCHEDULE":
    case "GENERATE_SCHEDULE_ORTOOLS":
      return say.generate;
    case "APPLY_SOLUTION":
      return say.apply;
    case "CANCEL_SOLVE":
    case "FINISH_SOLVE":
    case "DISCARD_SOLUTION":
      return say.run;
    default:
      return say.other;
  }
}

/** The person or thing that an edit is about; null where that is none alone. */
export function subjectOf(client: Client, body: Body): string | null {
  if (body.type === "CELL_UPDATE") {
    const people = new Set(body.payload.cells.map(({ staff_id }) => staff_id));
    const [only] = people;
    return only !== undefined && people.size === 1 ? nameOf(client, aboutOf("STAFF", only)) : null;
  }
  const id = (body.payload as { id?: unknown } | undefined)?.id;
  return typeof id === "string" ? nameOf(client, aboutOf(body.type, id)) : null;
}

function setWords(client: Client, entity: string, id: string, set: Fields): string {
  const fields = Object.entries(set).map(([field, mine]) => asField({ entity, id, field, mine: mine as ConflictField["mine"] }));
  const [first] = fields;
  if (!first) return words.conflicts.edits.other;
  if (fields.length === 1) return words.conflicts.edits.set(whereOf(client, first), valueWords(client, first, first.mine));
  const name = entity === "cell" ? whereOf(client, { ...first, field: "shift" }) : nameOf(client, first);
  return words.conflicts.edits.changed(
    name,
    fields.map((field) => `${fieldName(field.field)} ${valueWords(client, field, field.mine)}`).join(", "),
  );
}

const kindOf = (type: string): string => type.replace(/_(CREATE|UPDATE|DELETE)$/, "").toLowerCase();

const aboutOf = (type: string, id: string): ConflictField => asField({ entity: kindOf(type), id, field: "", mine: null });
