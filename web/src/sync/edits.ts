// An edit of any size as operations that the hub takes.
import type { CellAt } from "./document";
import type { Body, CellSet } from "./wire";

export interface CellEdit extends CellAt {
  set: CellSet;
}

export type EditIntent = "edit" | "swap" | "move" | "paste" | "fill" | "clear";

/** One operation, or several of one `undo_group`, which are undone together; so are those of other edits that name the same group. */
export function operationsOf(
  periodId: string,
  cells: readonly CellEdit[],
  intent: EditIntent,
  cellsMax: number,
  newId: () => string,
  undoGroup: string | null = null,
): Body[] {
  const group = undoGroup !== null || cells.length > cellsMax ? { undo_group: undoGroup ?? newId() } : {};
  const operations: Body[] = [];
  for (let from = 0; from < cells.length; from += cellsMax) {
    const some = cells.slice(from, from + cellsMax).map(({ staffId, date, set }) => ({ staff_id: staffId, date, set }));
    operations.push({ type: "CELL_UPDATE", payload: { period_id: periodId, cells: some, intent, ...group } });
  }
  return operations;
}
