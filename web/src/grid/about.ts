// What a tooltip says about a cell: what it breaks, its note, who is there.
import type { CellAt } from "../sync/document";
import { rangeOf } from "../sync/presence";
import type { PresentUser } from "../sync/wire";
import type { CellIssue } from "./scene";

export interface About {
  /** Where it hangs. */
  box: DOMRect;
  issue: CellIssue | null;
  note: string | null;
  /** Whose selection holds the cell. */
  here: readonly string[];
  /** Which of them types. */
  typing: string | null;
}

interface Places {
  person(staffId: string): number | undefined;
  day(date: string): number | undefined;
}

/** Those whose selection holds this cell, as rows and days are listed. */
export function presentAt(others: readonly PresentUser[], at: CellAt, { person, day }: Places): readonly PresentUser[] {
  const isBetween = (value: number | undefined, a: number | undefined, b: number | undefined) =>
    value !== undefined && a !== undefined && b !== undefined && value >= Math.min(a, b) && value <= Math.max(a, b);
  return others.filter(({ selection }) => {
    const range = rangeOf(selection);
    if (!range) return false;
    const { from, to } = range;
    return (
      isBetween(person(at.staffId), person(from.staff_id), person(to.staff_id)) && isBetween(day(at.date), day(from.date), day(to.date))
    );
  });
}
