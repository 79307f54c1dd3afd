// One's own values again, as new edits on the present version: never forced.
import type { Client } from "../sync/client";
import type { Body, ConflictField, ConflictPayload } from "../sync/wire";
import { cellOf } from "./naming";

const UPDATES = { staff: "STAFF_UPDATE", shift_type: "SHIFT_TYPE_UPDATE", rule: "RULE_UPDATE", period: "PERIOD_UPDATE" } as const;

export function putBack(client: Client, { period_id, fields }: Pick<ConflictPayload, "period_id" | "fields">): void {
  const cells = fields
    .filter(({ entity }) => entity === "cell")
    .map(({ id, field, mine }) => ({ ...cellOf(id), set: { [field]: mine ?? null } }));
  if (period_id && cells.length > 0) setCells(client, period_id, cells);
  for (const body of updatesOf(fields)) void client.operate(body);
}

function setCells(
  client: Client,
  periodId: string,
  cells: readonly { staffId: string; date: string; set: Record<string, unknown> }[],
): void {
  if (client.openPeriods.some(({ live }) => live.periodId === periodId)) return client.edit(periodId, cells, "edit");
  const named = cells.map(({ staffId, date, set }) => ({ staff_id: staffId, date, set }));
  void client.operate({ type: "CELL_UPDATE", payload: { period_id: periodId, cells: named, intent: "edit" } });
}

function updatesOf(fields: readonly ConflictField[]): Body[] {
  const sets = new Map<string, { entity: string; id: string; set: Record<string, unknown> }>();
  for (const { entity, id, field, mine } of fields) {
    if (entity === "cell") continue;
    const key = `${entity}/${id}`;
    const known = sets.get(key) ?? { entity, id, set: {} };
    known.set[field] = mine ?? null;
    sets.set(key, known);
  }
  return [...sets.values()].map(({ entity, id, set }) =>
    entity === "settings"
      ? { type: "SETTINGS_UPDATE", payload: { set } }
      : ({ type: UPDATES[entity as keyof typeof UPDATES], payload: { id, set } } as Body),
  );
}
