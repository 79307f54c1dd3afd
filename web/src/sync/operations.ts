// What an operation is about: the document that it belongs to, and the entity in it.
import { type Body, type DocumentKey, documentKeyOf, periodKey } from "./wire";

/** The document whose next version the operation would be; null: an act on a run, or on the connection. */
export function documentOf(body: Body): DocumentKey | null {
  switch (body.type) {
    case "CELL_UPDATE":
      return periodKey(body.payload.period_id);
    case "PERIOD_UPDATE":
      return periodKey(body.payload.id);
    case "UNDO":
    case "REDO":
      return documentKeyOf(body.payload);
    default:
      return entityOf(body) === null ? null : "workspace";
  }
}

/** `staff/<id>`, `settings`, `period/<id>` …: what an operation on an entity is about; null for any other. */
export function entityOf(body: Body): string | null {
  if (body.type === "SETTINGS_UPDATE") return "settings";
  const [, kind] = /^(STAFF|SHIFT_TYPE|RULE|PERIOD)_(?:CREATE|UPDATE|DELETE)$/.exec(body.type) ?? [];
  return kind ? `${kind.toLowerCase()}/${(body.payload as { id: string }).id}` : null;
}
