// The cells that a part of an explanation is about.
import type { CellAt } from "../sync/document";
import type { ExplanationMember } from "../sync/wire";

/** Nobody named: everyone. No date named: there is no cell to show. */
export function cellsOf({ staff_ids, dates }: Pick<ExplanationMember, "staff_ids" | "dates">, staff: readonly string[]): readonly CellAt[] {
  const here = new Set(staff);
  const people = staff_ids.length > 0 ? staff_ids.filter((id) => here.has(id)) : staff;
  return people.flatMap((staffId) => dates.map((date) => ({ staffId, date })));
}
