// Who is in a period: each act is one change of its list of people, which is also the grid's order.
import type { OpenPeriod } from "../sync/client";
import type { WorkspaceState } from "../sync/document";
import type { Body } from "../sync/wire";

export function withStaff(periodId: string, staff: readonly string[]): Body {
  return { type: "PERIOD_UPDATE", payload: { id: periodId, set: { staff: [...staff] } } };
}

export const putIn = (staff: readonly string[], ids: readonly string[]): string[] => [...staff, ...ids.filter((id) => !staff.includes(id))];

export const takenOut = (staff: readonly string[], id: string): string[] => staff.filter((other) => other !== id);

/** The list with one person `by` places further down; those at the ends stay. */
export function moved(staff: readonly string[], id: string, by: number): string[] {
  const from = staff.indexOf(id);
  const to = Math.max(0, Math.min(staff.length - 1, from + by));
  if (from < 0 || from === to) return [...staff];
  const others = takenOut(staff, id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** Cells of a person that hold something: what taking them out clears. */
export function filledCells({ live }: OpenPeriod, staffId: string): number {
  const { state } = live;
  if (!state) return 0;
  return state.dates.filter((date) => {
    const { shift, locked, note } = live.cell(staffId, date);
    return shift !== null || locked || note !== null;
  }).length;
}

/** Paid minutes of everybody in a period, by person. */
export function minutesOf({ live }: OpenPeriod, workspace: WorkspaceState): ReadonlyMap<string, number> {
  const paid = new Map<string, number>();
  for (const { code, paid_minutes } of workspace.all("shift_type").values()) paid.set(String(code), Number(paid_minutes ?? 0));
  const minutes = new Map<string, number>();
  for (const [{ staffId }, { shift }] of live.state?.filled() ?? []) {
    if (shift !== null) minutes.set(staffId, (minutes.get(staffId) ?? 0) + (paid.get(shift) ?? 0));
  }
  return minutes;
}
