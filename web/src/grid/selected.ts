// What the status line, the sheets and the panels say of the selection.
import type { CellAt } from "../sync/document";
import { type GridState, rangeOf, sizeOf } from "./model";
import type { Places } from "./places";
import { unionOf } from "./ranges";
import type { RosterScene } from "./scene";

export interface Selected {
  /** Of the range with the active cell. */
  size: { rows: number; columns: number };
  /** Cells of all that is selected, and of how many ranges it is made. */
  count: number;
  ranges: number;
  counts: readonly { symbol: string; code: string; count: number }[];
  hours: number;
  /** People short on the selected days, all needs together. */
  short: number;
  active: { staffId: string; date: string; person: string; shift: string | null; isLocked: boolean; note: string | null } | null;
  /** All of them, made when asked for: a whole grid is 46,000. */
  cells: () => CellAt[];
}

/** Null where no cell is shown. */
export function selectedOf(scene: RosterScene, places: Places, { active, head, others }: GridState): Selected | null {
  if (scene.layout.lines.length === 0 || scene.days.length === 0) return null;
  const range = rangeOf({ active, head });
  const cells = [...unionOf([...others, range])];
  const counts = new Map<string, number>();
  let minutes = 0;
  for (const pos of cells) {
    const code = scene.value(pos.row, pos.column);
    if (code === null) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    minutes += scene.roster.shifts.get(code)?.paidMinutes ?? 0;
  }
  const raw = scene.raw(active.row, active.column);
  const person = scene.roster.people[scene.layout.lines[active.row]!.person]!.name;
  const order = [...scene.roster.shifts.keys()];
  return {
    size: sizeOf(range),
    count: cells.length,
    ranges: others.length + 1,
    counts: [...counts]
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([code, count]) => ({ code, symbol: scene.symbol(code), count })),
    hours: Math.round(minutes / 60),
    short: scene.short(range.left, range.right),
    active: { ...places.at(active), person, shift: raw.shift, isLocked: raw.locked, note: raw.note },
    cells: () => cells.map((pos) => places.at(pos)),
  };
}
