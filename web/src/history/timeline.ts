// Changes of a log as a reader thinks of them: who did what, one entry for what was done in one go.
import type { CellAt } from "../sync/document";
import type { Change } from "../sync/wire";

export type ActKind = "set" | "clear" | "lock" | "unlock" | "note" | "mixed" | "apply" | "undo" | "redo" | "frame" | "create";

/** Something that one person did: one version, or several of a kind close together. */
export interface Act {
  kind: ActKind;
  actor: string;
  /** When the last of it was done. */
  at: string;
  first: number;
  last: number;
  cells: readonly CellAt[];
  /** The one shift that all of it set; undefined: several. */
  shift: string | undefined;
  /** Fields of the frame that were set: name, dates, people … */
  fields: readonly string[];
}

/** Cells set within this time by the same person are one act. */
const TOGETHER_MS = 3 * 60_000;

/** `changes` newest first; so are the acts. */
export function actsOf(changes: readonly Change[]): Act[] {
  const acts: Act[] = [];
  for (const change of changes) {
    const act = actOf(change);
    const later = acts.at(-1);
    if (later && isOneAct(later, act)) acts[acts.length - 1] = joined(later, act);
    else acts.push(act);
  }
  return acts;
}

/** The acts with the day on which they were done, in the reader's own time. */
export function byDay(acts: readonly Act[], dayOf: (at: string) => string): { day: string; acts: Act[] }[] {
  const days: { day: string; acts: Act[] }[] = [];
  for (const act of acts) {
    const day = dayOf(act.at);
    const last = days.at(-1);
    if (last?.day === day) last.acts.push(act);
    else days.push({ day, acts: [act] });
  }
  return days;
}

/** First and last date of an act's cells. */
export function span({ cells }: Act): { from: string; to: string } | null {
  const dates = cells.map(({ date }) => date).sort();
  return dates.length === 0 ? null : { from: dates[0]!, to: dates.at(-1)! };
}

function actOf({ version, actor, at, type, payload }: Change): Act {
  const changed = payload.cells ?? [];
  const cells = changed.map(({ staff_id, date }) => ({ staffId: staff_id, date }));
  const [one, ...others] = new Set(changed.map(({ set }) => set.shift));
  const shift = typeof one === "string" && others.length === 0 ? one : undefined;
  const fields = Object.keys(payload.set ?? {});
  return { kind: kindOf(type, changed, fields), actor: actor.name, at, first: version, last: version, cells, shift, fields };
}

type Changed = NonNullable<Change["payload"]["cells"]>;

function kindOf(type: string, changed: Changed, fields: readonly string[]): ActKind {
  if (type === "UNDO") return "undo";
  if (type === "REDO") return "redo";
  if (type === "APPLY_SOLUTION") return "apply";
  if (type === "PERIOD_CREATE") return "create";
  if (fields.length > 0) return "frame";
  const has = (field: "shift" | "locked" | "note") => changed.some(({ set }) => field in set);
  if (has("shift")) {
    return changed.every(({ set }) => "shift" in set && set.shift === null) ? "clear" : "set";
  }
  if (has("locked") && !has("note")) {
    if (changed.every(({ set }) => set.locked === true)) return "lock";
    return changed.every(({ set }) => set.locked !== true) ? "unlock" : "mixed";
  }
  return has("note") && !has("locked") ? "note" : "mixed";
}

/** Cells that one person set, cleared or locked one after the other; among those of one row, and else of many rows. */
function isOneAct(later: Act, earlier: Act): boolean {
  if (later.kind !== earlier.kind || later.actor !== earlier.actor || later.first !== earlier.last + 1) return false;
  if (!["set", "clear", "lock", "unlock"].includes(later.kind)) return false;
  if (Date.parse(later.at) - Date.parse(earlier.at) > TOGETHER_MS) return false;
  const rows = new Set([...later.cells, ...earlier.cells].map(({ staffId }) => staffId));
  return rows.size === 1;
}

function joined(later: Act, earlier: Act): Act {
  const known = new Set(later.cells.map(({ staffId, date }) => `${staffId}/${date}`));
  const cells = [...later.cells, ...earlier.cells.filter(({ staffId, date }) => !known.has(`${staffId}/${date}`))];
  const shift = later.shift === earlier.shift ? later.shift : undefined;
  return { ...later, first: earlier.first, cells, shift };
}
