// Makes operations and acts: each is shown at once, waits in the queue, and may be taken back until it is sent.

import type { Answering } from "./answering";
import { type Answer, refusal } from "./answers";
import type { Clock } from "./clock";
import type { Documents } from "./documents";
import { type CellEdit, type EditIntent, operationsOf } from "./edits";
import type { Choice, Inbox, OpenConflict } from "./inbox";
import type { Line } from "./line";
import type { Notice } from "./notices";
import { documentOf } from "./operations";
import { type OperationQueue, WAITING_MAX, type Waiting } from "./queue";
import type { Emitter } from "./signal";
import { type Body, type DocumentKey, namedBy, periodKey } from "./wire";

export interface OperatingPorts {
  line: Line;
  documents: Documents;
  queue: OperationQueue;
  answering: Answering;
  inbox: Inbox;
  notices: Emitter<Notice>;
  clock: Clock;
  newId: () => string;
  settle: () => void;
}

/** Until the hub has named its own limit. */
const CELLS_MAX = 1000;

export class Operating {
  readonly #ports: OperatingPorts;

  constructor(ports: OperatingPorts) {
    this.#ports = ports;
  }

  edit(periodId: string, cells: readonly CellEdit[], intent: EditIntent, undoGroup: string | null): void {
    const { documents, line, newId, notices, queue, settle } = this.#ports;
    const opened = documents.period(periodId);
    if (cells.length === 0 || documents.isReadOnly(periodId)) return;
    if (queue.size >= WAITING_MAX) return notices.emit({ kind: "tooMuchWaiting" });
    const most = line.welcome.get()?.limits.max_cells ?? CELLS_MAX;
    for (const body of operationsOf(periodId, cells, intent, most, newId, undoGroup)) this.#enqueue(periodKey(periodId), body);
    opened.redo.clear();
    settle();
  }

  operate(body: Body, options: { isToldByCaller?: boolean }): Promise<Answer> {
    const { documents, line, notices, queue } = this.#ports;
    const document = documentOf(body);
    if (line.isViewer) return Promise.resolve(refusal("forbidden"));
    if (queue.size >= WAITING_MAX) {
      notices.emit({ kind: "tooMuchWaiting" });
      return Promise.resolve(refusal("overloaded"));
    }
    const { id } = this.#enqueue(document, body);
    if (document) documents.redoOf(document)?.clear();
    return this.#answerTo(id, options);
  }

  resolve(conflict: OpenConflict, choice: Choice): Promise<Answer> {
    const { conflict_id, fields } = conflict;
    const seen = Math.max(...fields.map(({ theirs }) => Number(theirs.version)));
    const document = conflict.document === "workspace" ? "workspace" : periodKey(conflict.period_id ?? "");
    const body: Body = { type: "CONFLICT_RESOLVE", payload: { conflict_id, ...choice } };
    const { id } = this.#enqueue(document, body, seen);
    this.#ports.inbox.choosing(conflict_id, id);
    return this.#answerTo(id);
  }

  /** Of no document: about a run. */
  act(body: Body): Promise<Answer> {
    return this.#answerTo(this.#enqueue(null, body).id);
  }

  /** What was never sent is taken back here; the rest the hub undoes. */
  undo(document: DocumentKey): void {
    const { answering, documents, queue, settle } = this.#ports;
    const taken = queue.takeBackUnsent(document);
    if (taken.length > 0) {
      documents.redoOf(document)?.tookBack(taken.map(({ body }) => body));
      for (const { id } of taken) answering.withdrawn(id);
      documents.overlay(document, queue.of(document));
    } else {
      this.#enqueue(document, { type: "UNDO", payload: { ...namedBy(document), strict: false } });
    }
    settle();
  }

  redo(document: DocumentKey): void {
    const again = this.#ports.documents.redoOf(document)?.bringBack();
    if (again) for (const body of again) this.#enqueue(document, body);
    else this.#enqueue(document, { type: "REDO", payload: { ...namedBy(document), strict: false } });
    this.#ports.settle();
  }

  /** `base`: the version that was seen, where it isn't the one that the page shows. */
  #enqueue(document: DocumentKey | null, body: Body, base: number | null = null): Waiting {
    const { clock, documents, newId, queue } = this.#ports;
    const shown = document === null ? undefined : documents.find(document);
    const entry = queue.add({
      id: newId(),
      document,
      base: base ?? (shown?.state ? shown.version : null),
      epoch: shown?.epoch ?? null,
      body,
      madeAt: clock.now(),
    });
    if (document) documents.overlay(document, queue.of(document));
    return entry;
  }

  #answerTo(id: string, options: { isToldByCaller?: boolean } = {}): Promise<Answer> {
    const answer = this.#ports.answering.answerTo(id, options);
    this.#ports.settle();
    return answer;
  }
}
