// Notices of the sync core in words, with what can be done about them.
import type { Client } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { Notice } from "../sync/notices";
import type { ConflictField, ConflictPayload } from "../sync/wire";
import type { Act, Toasts } from "../ui/toasts";
import { words } from "../words";
import type { Roster } from "./roster";

interface Around {
  client: Client;
  periodId: string;
  toasts: Toasts;
  roster: Roster | null;
  show: (cells: readonly CellAt[]) => void;
}

/** A cell's id on the wire is `<staff id>/<date>`; a date is ten characters long. */
export function cellOf(id: string): CellAt {
  return { staffId: id.slice(0, -11), date: id.slice(-10) };
}

export function tell(notice: Notice, around: Around): void {
  const { toasts, client, periodId } = around;
  const say = words.toast;
  switch (notice.kind) {
    case "conflict":
      if (notice.periodId === null || notice.periodId === periodId) conflict(notice.payload, around);
      return;
    case "refused":
      return toasts.say(say.refused(refusal(notice.code, notice.message)), [], "alert");
    case "nothingToUndo":
      return toasts.say(notice.act === "UNDO" ? say.nothingToUndo : say.nothingToRedo);
    case "partlyUndone":
      return toasts.say(say.notUndone(actorOf(notice.payload.fields[0])), showActs(notice.payload, around), "alert");
    case "solutionApplied": {
      const undo: Act[] = notice.isMine ? [{ label: say.undo, run: () => client.undo(periodId) }] : [];
      return toasts.say(words.run.applied(notice.cells, notice.isMine ? null : notice.by), undo);
    }
    case "tooMuchWaiting":
      return toasts.say(say.tooMuch, [], "alert");
    default:
      notice satisfies never;
  }
}

function refusal(code: string, message: string): string {
  if (code === "too_large") return words.toast.tooLarge;
  if (code === "period_closed") return words.toast.closed;
  if (code === "forbidden") return words.toast.forbidden;
  return message;
}

function actorOf(field: ConflictField | undefined): string {
  const actor = field?.theirs.actor as { name?: string } | undefined;
  return actor?.name ?? words.toast.someone;
}

function showActs(payload: ConflictPayload, { show }: Around): Act[] {
  const cells = payload.fields.filter(({ entity }) => entity === "cell").map(({ id }) => cellOf(id));
  return cells.length > 0 ? [{ label: words.toast.show, run: () => show(cells) }] : [];
}

function conflict(payload: ConflictPayload, around: Around): void {
  const { toasts, roster } = around;
  const say = words.toast;
  const [field] = payload.fields;
  if (!field) return;
  const who = actorOf(field);
  const where = whereOf(field, roster);
  const theirs = valueWords(field, field.theirs.value, roster);
  const mine = valueWords(field, field.mine, roster);
  const acts = showActs(payload, around);
  const text = textOf();
  const mend = mendOf();
  toasts.say(text, mend ? [mend, ...acts] : acts, "alert");

  function textOf(): string {
    if (payload.outcome === "overwritten" && payload.fields.length > 1) return say.many(who, payload.fields.length);
    if (payload.outcome === "overwritten") return say.overwritten(who, where, mine, theirs);
    if (payload.outcome === "merged") return say.merged(who, where, theirs);
    if (payload.outcome === "pending") return say.pending(who, where);
    return payload.reason === "archived" || payload.reason === "not_in_period"
      ? say.rejectedGone(whoOf(field!, roster))
      : say.rejected(who, where, theirs);
  }

  /** Putting mine back is a new edit on the present version, never a forced one. */
  function mendOf(): Act | null {
    if (
      field!.entity !== "cell" ||
      payload.outcome === "merged" ||
      payload.outcome === "pending" ||
      payload.reason === "archived" ||
      payload.reason === "not_in_period"
    )
      return null;
    const edits = payload.fields.map(({ id, field: name, mine: value }) => ({ ...cellOf(id), set: { [name]: value ?? null } }));
    const one = payload.outcome === "overwritten" ? say.putBack(mine) : say.use(mine);
    const label = edits.length > 1 ? say.useMine : one;
    return { label, run: () => around.client.edit(around.periodId, edits, "edit") };
  }
}

function whoOf({ entity, id }: ConflictField, roster: Roster | null): string {
  if (entity !== "cell") return id;
  const { staffId } = cellOf(id);
  const person = roster?.people[roster.personIndex.get(staffId) ?? -1];
  return person?.name ?? staffId;
}

function whereOf(field: ConflictField, roster: Roster | null): string {
  return field.entity === "cell" ? `${whoOf(field, roster)}, ${words.date(cellOf(field.id).date)}` : whoOf(field, roster);
}

function valueWords({ field }: ConflictField, value: unknown, roster: Roster | null): string {
  if (field === "shift") return typeof value === "string" ? (roster?.shifts.get(value)?.name ?? value) : words.grid.empty;
  if (field === "locked") return value === true ? words.grid.locked : words.grid.unlock;
  return typeof value === "string" ? `“${value}”` : words.grid.empty;
}
