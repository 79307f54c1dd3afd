// What the hub answers to operations and acts: each ends by it or is put off, its caller is told, and the person where need be.
import { type Answer, isDone, isRefusal, refusal } from "./answers";
import type { Documents } from "./documents";
import type { Inbox } from "./inbox";
import type { Notice } from "./notices";
import type { OperationQueue, Waiting } from "./queue";
import type { Sending } from "./sending";
import type { Emitter } from "./signal";
import type { AckPayload, Body, ConflictPayload, ErrorPayload, ServerMessageOf } from "./wire";

export interface AnsweringPorts {
  documents: Documents;
  queue: OperationQueue;
  sending: Sending;
  inbox: Inbox;
  notices: Emitter<Notice>;
  settle: () => void;
}

/** Answers that are under way at most. */
const SEEN_MAX = 100;
/** Errors after which an act may be sent again; a solver that is away is told instead. */
const KEPT_AFTER = new Set(["rate_limited", "overloaded", "unavailable"]);

export class Answering {
  readonly #ports: AnsweringPorts;
  readonly #waiters = new Map<string, (answer: Answer) => void>();
  /** What was in CHANGES already, and whose answer comes right after: it may say that it was merged. */
  readonly #seen = new Map<string, Body>();
  readonly #toldByCaller = new Set<string>();

  constructor(ports: AnsweringPorts) {
    this.#ports = ports;
  }

  /** `isToldByCaller`: no notice says what goes wrong with it. */
  answerTo(id: string, { isToldByCaller = false }: { isToldByCaller?: boolean } = {}): Promise<Answer> {
    if (isToldByCaller) this.#toldByCaller.add(id);
    return new Promise<Answer>((resolve) => this.#waiters.set(id, resolve));
  }

  /** Taken back before it was sent. */
  withdrawn(id: string): void {
    this.#tellCaller(id, { kind: "withdrawn" });
  }

  /** It is in its document's changes. */
  seen(id: string): void {
    const body = this.#ports.queue.find(id)?.body;
    if (body) this.#seen.set(id, body);
    if (this.#seen.size > SEEN_MAX) this.#seen.delete(this.#seen.keys().next().value!);
    this.#answered(id, { kind: "seen" });
  }

  acknowledged(id: string, payload: AckPayload): void {
    const { queue, notices } = this.#ports;
    const body = queue.find(id)?.body ?? this.#seen.get(id);
    this.#seen.delete(id);
    this.#answered(id, { kind: "ack", payload });
    if (payload.outcome === "merged" && body) notices.emit({ kind: "joined", body });
  }

  conflict({ id, payload }: ServerMessageOf<"CONFLICT">): void {
    const { queue, inbox, notices } = this.#ports;
    const entry = id ? queue.find(id) : undefined;
    const act = entry?.body.type;
    const isTold = id ? this.#toldByCaller.has(id) : false;
    if (id) this.#answered(id, { kind: "conflict", payload });
    if (payload.outcome === "pending") inbox.add(payload);
    if (isTold) return;
    if (act === "UNDO" || act === "REDO") notices.emit({ kind: "partlyUndone", act, payload });
    else notices.emit({ kind: "conflict", periodId: periodOf(entry, payload), payload, ...(entry ? { body: entry.body } : {}) });
  }

  failed(id: string, payload: ErrorPayload): void {
    const { documents, queue, sending, notices, settle } = this.#ports;
    const entry = queue.find(id);
    if (!entry) return;
    const { body, document } = entry;
    if (payload.temporary && (document !== null || KEPT_AFTER.has(payload.code))) {
      sending.putOff(entry, payload);
      return settle();
    }
    const isTold = this.#toldByCaller.has(id);
    this.#answered(id, { kind: "error", payload });
    if (payload.code === "nothing_to_undo" && (body.type === "UNDO" || body.type === "REDO")) {
      if (body.type === "REDO" && document) documents.redoOf(document)?.exhausted();
      return notices.emit({ kind: "nothingToUndo", act: body.type });
    }
    // It ended before: by this very choice, whose answer was lost, or on another page.
    if (payload.code === "not_found" && body.type === "CONFLICT_RESOLVE") return;
    if (document !== null && !isTold) notices.emit({ kind: "refused", code: payload.code, message: payload.message, body });
  }

  /** The hub took none of the connection for a message that was too large: it was the largest that was out. */
  tooLarge(): void {
    const { queue, notices } = this.#ports;
    const entry = queue.largestSent();
    if (!entry) return;
    this.#answered(entry.id, refusal("too_large"));
    notices.emit({ kind: "refused", code: "too_large", message: "", body: entry.body });
  }

  #answered(id: string, answer: Answer): void {
    const { documents, inbox, queue, sending, settle } = this.#ports;
    inbox.chosen(id, answer);
    const entry = queue.answered(id, isRefusal(answer) ? "gone" : "stands");
    this.#tellCaller(id, answer);
    if (!entry) return;
    sending.answered();
    if (entry.document) {
      if (isDone(answer)) documents.redoOf(entry.document)?.answered(entry.body.type);
      documents.overlay(entry.document, queue.of(entry.document));
    }
    settle();
  }

  #tellCaller(id: string, answer: Answer): void {
    this.#waiters.get(id)?.(answer);
    this.#waiters.delete(id);
    this.#toldByCaller.delete(id);
  }
}

function periodOf(entry: Waiting | undefined, payload: ConflictPayload): string | null {
  if (payload.period_id) return payload.period_id;
  return entry?.body.type === "CELL_UPDATE" ? entry.body.payload.period_id : null;
}
