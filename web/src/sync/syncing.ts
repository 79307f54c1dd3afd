// Brings the open documents up and on: asks for them, folds what comes, and asks again where something is missing [DC2].
import type { Clock } from "./clock";
import type { Documents, Live } from "./documents";
import type { Line } from "./line";
import { LivePeriod, type Received } from "./live";
import type { OperationQueue } from "./queue";
import { type Change, type DocumentKey, documentKeyOf, type ErrorPayload, namedBy, type ServerMessageOf } from "./wire";

export interface SyncingPorts {
  line: Line;
  documents: Documents;
  queue: OperationQueue;
  clock: Clock;
  log: (event: string, fields: Record<string, unknown>) => void;
  /** A change that this client made is in its document. */
  onOwn: (id: string) => void;
  onChanges: (period: LivePeriod, folded: readonly Change[]) => void;
  settle: () => void;
}

const RETRY_AFTER_MS = 1000;
/** A hash that differs again right after a fresh start is not mended by asking at once. */
const RESYNC_GAP_MS = 10_000;

export class Syncing {
  readonly #ports: SyncingPorts;
  /** What is asked for, by the message that asks. */
  readonly #asked = new Map<string, DocumentKey>();
  readonly #resyncedAt = new Map<DocumentKey, number>();

  constructor(ports: SyncingPorts) {
    this.#ports = ports;
  }

  welcomed(): void {
    for (const document of this.#ports.documents.all) this.#ask(document);
  }

  disconnected(): void {
    this.#asked.clear();
    for (const document of this.#ports.documents.all)
      if (document.phase === "asked" || document.phase === "live") document.setPhase("asked");
  }

  opened(document: LivePeriod): void {
    if (this.#ports.line.isOpen && document.phase === "new") this.#ask(document);
  }

  synced(message: ServerMessageOf<"SYNC_RESPONSE">): void {
    const { documents, queue } = this.#ports;
    const document = documents.find(documentKeyOf(message.payload));
    if (!document) return;
    const received = document.receiveSync(message);
    for (const [id, key] of this.#asked) if (key === document.key) this.#asked.delete(id);
    this.#own(message.payload.changes ?? []);
    queue.rebase(document.key, message.payload.epoch, message.version);
    this.#brought(document, received);
    if (document instanceof LivePeriod) {
      document.events.emit({ kind: "phase" });
      documents.opened(document.periodId)?.presence.again();
    }
  }

  changed(message: ServerMessageOf<"CHANGES">): void {
    const document = this.#ports.documents.find(documentKeyOf(message.payload));
    if (!document) return;
    const { received, folded } = document.receiveChanges(message);
    this.#own(folded);
    if (document instanceof LivePeriod) this.#ports.onChanges(document, folded);
    this.#brought(document, received);
  }

  /** An error that answers a question of ours; false: it answers something else. */
  failed(id: string, payload: ErrorPayload): boolean {
    const key = this.#asked.get(id);
    if (!key) return false;
    this.#asked.delete(id);
    const { documents, clock, line, settle } = this.#ports;
    const document = documents.find(key);
    if (!document) return true;
    if (!payload.temporary) {
      document.setPhase("missing");
      settle();
      return true;
    }
    clock.after(payload.retry_after_ms ?? RETRY_AFTER_MS, () => {
      // A new connection may have asked meanwhile, and even been answered.
      const isOwed = document.phase === "asked" && ![...this.#asked.values()].includes(key);
      if (line.link.state === "open" && documents.find(key) === document && isOwed) this.#ask(document);
    });
    return true;
  }

  #ask(document: Live): void {
    document.setPhase("asked");
    const payload = { ...namedBy(document.key), ...document.position() };
    this.#asked.set(this.#ports.line.ask({ type: "SYNC_REQUEST", payload }), document.key);
  }

  #own(changes: readonly Change[]): void {
    for (const { client_id, id } of changes) if (client_id === this.#ports.line.clientId) this.#ports.onOwn(id);
  }

  #brought(document: Live, received: Received): void {
    const { documents, queue, settle } = this.#ports;
    documents.overlay(document.key, queue.of(document.key));
    if (received === "gap") this.#ask(document);
    if (received === "mismatch") this.#startAfresh(document);
    settle();
  }

  #startAfresh(document: Live): void {
    const { clock, log } = this.#ports;
    log("hash.differs", { document: document.key, version: document.version });
    const last = this.#resyncedAt.get(document.key);
    if (last !== undefined && clock.now() - last < RESYNC_GAP_MS) return;
    this.#resyncedAt.set(document.key, clock.now());
    document.distrust();
    this.#ask(document);
  }
}
