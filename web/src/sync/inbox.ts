// Our own edits that met another's and wait for our choice, from wherever the hub told of them [CF4].
import type { Answer } from "./answers";
import { Signal } from "./signal";
import { type Body, type ConflictPayload, type DocumentKey, documentKeyOf } from "./wire";

export interface OpenConflict extends ConflictPayload {
  conflict_id: string;
  /** When it was kept, and when the versions in its way were made, as far as the hub has said. */
  at?: string;
  times?: Readonly<Record<string, string>>;
  /** So many values of the edit met nobody's, and wait with it. */
  others?: number;
  /** The last choice was refused: only the hub's own word can end it. */
  wasRefused?: boolean;
}

export type Choice = Omit<Extract<Body, { type: "CONFLICT_RESOLVE" }>["payload"], "conflict_id">;

export class Inbox {
  /** Those that want a choice, oldest first. */
  readonly open = new Signal<readonly OpenConflict[]>([]);
  /** Whether the hub's list was read. */
  readonly reading = new Signal<"no" | "yes" | "failed">("no");
  /** Rises with all that the socket says: a list that was asked for before is old then. */
  moves = 0;
  #all: readonly OpenConflict[] = [];
  /** By conflict: the operation that is to end it. */
  readonly #choosing = new Map<string, string>();

  /** All that there are, as the hub lists them. */
  listed(all: readonly OpenConflict[]): void {
    this.#set(all);
  }

  /** All that there are in a document. */
  told(document: DocumentKey, conflicts: readonly ConflictPayload[]): void {
    const now = conflicts.filter(hasId);
    const kept = this.#all.filter((one) => documentOf(one) !== document || now.some(({ conflict_id }) => conflict_id === one.conflict_id));
    const added = now.filter(({ conflict_id }) => !kept.some((one) => one.conflict_id === conflict_id));
    this.#set([...kept, ...added]);
  }

  /** A new one, or one that moved on. */
  add(payload: ConflictPayload): void {
    if (!hasId(payload)) return;
    this.moves += 1;
    this.#choosing.delete(payload.conflict_id);
    const before = this.#all.find(({ conflict_id }) => conflict_id === payload.conflict_id);
    this.#set([
      ...this.#all.filter((one) => one !== before),
      before?.others === undefined ? payload : { ...payload, others: before.others },
    ]);
  }

  choosing(conflictId: string, operationId: string): void {
    this.#choosing.set(conflictId, operationId);
    this.#set(this.#all);
  }

  /** The answer to an operation, whatever it was about. */
  chosen(operationId: string, answer: Answer): void {
    const [conflictId] = [...this.#choosing].find(([, id]) => id === operationId) ?? [];
    if (conflictId === undefined) return;
    this.moves += 1;
    this.#choosing.delete(conflictId);
    const isOver =
      answer.kind === "ack" ||
      answer.kind === "seen" ||
      (answer.kind === "conflict" && answer.payload.outcome === "merged") ||
      (answer.kind === "error" && answer.payload.code === "not_found");
    if (isOver) this.#set(this.#all.filter(({ conflict_id }) => conflict_id !== conflictId));
    else this.#set(this.#all.map((one) => (one.conflict_id === conflictId ? { ...one, wasRefused: true } : one)));
  }

  #set(all: readonly OpenConflict[]): void {
    this.#all = all;
    this.open.set(all.filter(({ conflict_id }) => !this.#choosing.has(conflict_id)));
  }
}

function hasId(payload: ConflictPayload): payload is OpenConflict {
  return typeof payload.conflict_id === "string";
}

function documentOf(conflict: OpenConflict): DocumentKey {
  return conflict.document === "workspace" ? "workspace" : documentKeyOf({ document: "period", period_id: conflict.period_id ?? null });
}

/** How a conflict ends with the other's values: the rest of the edit, which met nobody's, is saved. */
export function theirs(conflict: OpenConflict): Choice {
  if (conflict.wasRefused || conflict.others === 0) return { choice: "theirs" };
  return { choice: "custom", set: setOf(conflict, ({ theirs: { value } }) => value ?? null) };
}

/** Values for the fields in conflict, in the form that the hub reads. */
export function setOf(conflict: OpenConflict, value: (field: ConflictPayload["fields"][number]) => unknown): Record<string, unknown> {
  const isCells = conflict.fields.some(({ entity }) => entity === "cell");
  const set: Record<string, Record<string, unknown> | unknown> = {};
  for (const field of conflict.fields) {
    if (!isCells) set[field.field] = value(field);
    else set[field.id] = { ...(set[field.id] as object | undefined), [field.field]: value(field) };
  }
  return set;
}
