// Notices of the sync core in words, with what can be done about them.
import { editWords, subjectOf } from "../conflicts/describing";
import { actorOf, cellOf, nameOf, shownValue, whereOf } from "../conflicts/naming";
import { putBack } from "../conflicts/puttingBack";
import type { Client } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { Notice } from "../sync/notices";
import type { ConflictField, ConflictPayload } from "../sync/wire";
import type { Act, Toasts } from "../ui/toasts";
import { words } from "../words";

export interface Around {
  client: Client;
  toasts: Toasts;
  /** Shows cells of a period, wherever the page is. */
  show: (periodId: string, cells: readonly CellAt[]) => void;
  /** Goes to one of the page's screens. */
  go: (path: string) => void;
  copy: (text: string) => void;
}

export function tell(notice: Notice, around: Around): void {
  const { toasts, client } = around;
  const say = words.toast;
  switch (notice.kind) {
    case "conflict":
      return conflict(notice, around);
    case "refused":
      return toasts.say(say.refused(refusal(notice.code, notice.message)), [], "alert");
    case "nothingToUndo":
      return toasts.say(notice.act === "UNDO" ? say.nothingToUndo : say.nothingToRedo);
    case "partlyUndone": {
      const { payload } = notice;
      return toasts.say(say.notUndone(actorOf(payload.fields[0])), showActs(payload.period_id ?? null, payload, around), "alert");
    }
    case "solutionApplied": {
      const undo: Act[] = notice.isMine ? [{ label: say.undo, run: () => client.undo(notice.periodId) }] : [];
      return toasts.say(words.run.applied(notice.cells, notice.isMine ? null : notice.by), undo);
    }
    case "tooMuchWaiting":
      return toasts.say(say.tooMuch, [], "alert");
    case "joined":
      return toasts.say(words.conflicts.told.joined(subjectOf(client, notice.body) ?? editWords(client, notice.body)));
    case "unreadKept":
      return toasts.say(words.conflicts.told.unread(notice.count), [], "alert");
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

function showActs(periodId: string | null, payload: ConflictPayload, { show }: Around): Act[] {
  const cells = payload.fields.filter(({ entity }) => entity === "cell").map(({ id }) => cellOf(id));
  return periodId !== null && cells.length > 0 ? [{ label: words.toast.show, run: () => show(periodId, cells) }] : [];
}

function conflict({ periodId, payload, body }: Extract<Notice, { kind: "conflict" }>, around: Around): void {
  const { client, toasts } = around;
  const [field] = payload.fields;
  const isGone = payload.reason === "archived" || payload.reason === "not_in_period";
  if (isGone || !field) {
    const name = (body && subjectOf(client, body)) ?? (field ? nameOf(client, field) : words.conflicts.settings);
    const who = field?.theirs.actor ? actorOf(field) : null;
    const copy: Act[] = body ? [{ label: words.conflicts.told.copy, run: () => around.copy(editWords(client, body)) }] : [];
    return toasts.say(words.conflicts.told.gone(name, who), copy, "alert");
  }
  const acts = showActs(periodId, payload, around);
  const mend = mendOf(periodId, payload, field, around);
  toasts.say(textOf(payload, field, client), mend ? [mend, ...acts] : acts, "alert");
}

function textOf({ outcome, fields }: ConflictPayload, field: ConflictField, client: Client): string {
  const say = words.conflicts.told;
  const who = actorOf(field);
  if (fields.length > 1 && outcome !== "merged") {
    const areCells = fields.every(({ entity }) => entity === "cell");
    if (outcome === "overwritten") return (areCells ? say.manyOverwritten : say.manyFields)(who, fields.length);
    return outcome === "pending" ? say.manyPending(who, fields.length) : say.manyRejected(who, fields.length);
  }
  const where = whereOf(client, field);
  const stands = shownValue(client, field, field.theirs.value);
  switch (outcome) {
    case "overwritten":
      return say.overwritten(who, where, shownValue(client, field, field.mine), stands);
    case "pending":
      return say.pending(who, where);
    case "merged":
      return say.mergedKept(who, where, stands);
    default:
      return say.rejected(who, where, stands);
  }
}

/** Putting mine back is a new edit on the present version, never a forced one; a pending one is settled in the inbox. */
function mendOf(periodId: string | null, payload: ConflictPayload, field: ConflictField, { client, go }: Around): Act {
  const say = words.conflicts.told;
  if (payload.outcome === "pending") return { label: say.choose, run: () => go("/conflicts") };
  const value = shownValue(client, field, field.mine);
  const one = payload.outcome === "overwritten" ? say.putBack(value) : say.use(value);
  const label = payload.fields.length > 1 || value.length > LABEL_MAX ? say.useMine : one;
  return { label, run: () => putBack(client, { period_id: periodId, fields: payload.fields }) };
}

/** A longer value is not said on a button. */
const LABEL_MAX = 24;
