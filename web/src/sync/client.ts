// Ties socket, queue and documents together: what the page talks to.
import { type Chip, type ChipFacts, chipChangesAt, chipOf } from "./chip";
import type { Clock } from "./clock";
import type { CellAt } from "./document";
import { type CellEdit, type EditIntent, operationsOf } from "./edits";
import type { Hasher } from "./hash";
import { type Choice, Inbox, type OpenConflict } from "./inbox";
import { ageOf, type Taken } from "./keeping";
import { LivePeriod, LiveWorkspace, type Received } from "./live";
import type { Notice } from "./notices";
import { documentOf } from "./operations";
import { Pace } from "./pace";
import { joined, type Selection, Throttle } from "./presence";
import { OperationQueue, WAITING_MAX, type Waiting } from "./queue";
import { Redo } from "./redo";
import * as runs from "./runs";
import { Emitter, Signal } from "./signal";
import { type Link, Socket, type Transport } from "./socket";
import {
  type AckPayload,
  type Body,
  type Change,
  type ConflictPayload,
  type ConnectionAckPayload,
  type DocumentKey,
  documentKeyOf,
  type ErrorPayload,
  type PresentUser,
  periodKey,
  type RunOptions,
  type ServerMessage,
  type ServerMessageOf,
} from "./wire";

export interface ClientPorts {
  open: (clientId: string) => Transport;
  clock: Clock;
  hasher: Hasher;
  auth: { refresh: () => Promise<"ok" | "denied" | "unreachable">; token: () => string | null };
  newId: () => string;
  log: (event: string, fields: Record<string, unknown>) => void;
  /** The queue that this client goes on with, and where it keeps it; null: on the page only. */
  kept?: Taken | null;
}

/**
 * What an operation or an act came to. `seen`: it was in CHANGES before its answer [AN1]. `withdrawn`: taken back by
 * its maker before it was sent.
 */
export type Answer =
  | { kind: "ack"; payload: AckPayload }
  | { kind: "conflict"; payload: ConflictPayload }
  | { kind: "error"; payload: ErrorPayload }
  | { kind: "seen" }
  | { kind: "withdrawn" };

/** Whether it stands on the hub as it was asked. */
export function isDone(answer: Answer): boolean {
  return answer.kind === "ack" || answer.kind === "seen";
}

/** One period that is open on the page. */
export interface OpenPeriod {
  readonly live: LivePeriod;
  readonly others: Signal<readonly PresentUser[]>;
  readonly runs: Signal<runs.Runs>;
  /** Whether there is something of ours to redo, as far as this page knows. */
  readonly canRedo: Signal<boolean>;
}

/** Until the hub has named its own limit. */
const CELLS_MAX = 1000;
/** Answers that are under way at most. */
const SEEN_MAX = 100;
const PRESENCE_GAP_MS = 100;
/** From one screen to the next. */
const LINGER_MS = 500;
const RETRY_AFTER_MS = 1000;
/** A hash that differs again right after a fresh start is not mended by asking at once. */
const RESYNC_GAP_MS = 10_000;
/** Errors after which the same message may be sent again; a solver that is away is told instead. */
const KEPT_AFTER = new Set(["rate_limited", "overloaded", "unavailable"]);

interface Opened extends OpenPeriod {
  presence: Throttle;
  redo: Redo;
}

export class Client {
  readonly workspace: LiveWorkspace;
  readonly chip = new Signal<Chip>({ kind: "connecting" });
  readonly welcome = new Signal<ConnectionAckPayload | null>(null);
  readonly notices = new Emitter<Notice>();
  /** Our own edits that wait for our choice. */
  readonly inbox = new Inbox();
  readonly clientId: string;
  readonly #ports: ClientPorts;
  readonly #socket: Socket;
  readonly #queue: OperationQueue;
  readonly #pace = new Pace();
  readonly #periods = new Map<string, Opened>();
  /** How many hold each of them open. */
  readonly #holders = new Map<string, number>();
  readonly #waiters = new Map<string, (answer: Answer) => void>();
  /** What was in CHANGES already, and whose answer comes right after: it may say that it was merged. */
  readonly #seen = new Map<string, Body>();
  readonly #toldByCaller = new Set<string>();
  readonly #workspaceRedo = new Redo();
  readonly #syncs = new Map<string, DocumentKey>();
  readonly #resyncedAt = new Map<DocumentKey, number>();
  #link: Link = { state: "stopped", why: "left" };
  #isUnavailable = false;
  #unread: number;
  #serverVersion: string | null = null;
  #cancelPump: () => void = () => {};
  #cancelChip: () => void = () => {};

  constructor(ports: ClientPorts) {
    this.#ports = ports;
    const { kept, clock } = ports;
    this.clientId = kept?.clientId ?? ports.newId();
    this.#unread = kept?.unread ?? 0;
    this.#queue = new OperationQueue({
      put: (entry) => kept?.journal.put(entry, clock.now() - entry.madeAt),
      remove: (ids) => kept?.journal.remove(ids),
    });
    for (const one of kept?.operations ?? []) {
      this.#queue.restore({ ...one, madeAt: clock.now() - ageOf(one, Date.now()) });
      if (one.body.type === "CONFLICT_RESOLVE") this.inbox.choosing(one.body.payload.conflict_id, one.id);
    }
    this.workspace = new LiveWorkspace(() => this.welcome.get()?.workspace.id ?? "", ports.hasher);
    this.#socket = new Socket({
      open: () => ports.open(this.clientId),
      clock: ports.clock,
      refresh: ports.auth.refresh,
      onMessage: (message) => this.#receive(message),
      onLink: (link) => this.#linked(link),
      onTooLarge: () => this.#dropLargest(),
    });
  }

  // --- what the page does ---------------------------------------------------------------------------------------

  connect(): void {
    this.#socket.start();
  }

  /** The network is back, or the person asked: no wait is sat out. */
  nudge(): void {
    this.#socket.nudge();
    this.#queue.hurry();
    this.#settle();
  }

  leave(): void {
    this.#socket.stop();
  }

  get openPeriods(): readonly OpenPeriod[] {
    return [...this.#periods.values()];
  }

  /** The hub has welcomed us, and nothing has broken since. */
  get isConnected(): boolean {
    return this.#link.state === "open" && this.welcome.get() !== null;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** What waits, oldest first, with how long ago it was made. */
  waitingOperations(): { id: string; body: Body; age_ms: number }[] {
    const now = this.#ports.clock.now();
    return this.#queue.entries.map(({ id, body, madeAt }) => ({ id, body, age_ms: now - madeAt }));
  }

  /** Whether what waits is on this device too, and so outlives the page. */
  get isKept(): boolean {
    return this.#ports.kept?.journal.isWhole ?? false;
  }

  period(periodId: string): OpenPeriod {
    return this.#open(periodId);
  }

  /**
   * Keep a period open until what is returned is called. It is closed a moment after its last holder let go: who goes
   * from one of its screens to another holds the same document all the while.
   */
  holdPeriod(periodId: string): () => void {
    this.#holders.set(periodId, (this.#holders.get(periodId) ?? 0) + 1);
    this.#open(periodId);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders.set(periodId, this.#holders.get(periodId)! - 1);
      this.#ports.clock.after(LINGER_MS, () => {
        if (this.#holders.get(periodId) !== 0) return;
        this.#holders.delete(periodId);
        this.closePeriod(periodId);
      });
    };
  }

  closePeriod(periodId: string): void {
    if (!this.#periods.delete(periodId)) return;
    this.#send(this.#ports.newId(), null, { type: "UNSUBSCRIBE", payload: { document: "period", period_id: periodId } }, false);
    this.#settle();
  }

  isReadOnly(periodId: string): boolean {
    const status = this.#periods.get(periodId)?.live.state?.header.status;
    return this.welcome.get()?.user.role === "viewer" || status === "closed";
  }

  /** Set cells at once on the page; on the hub as one operation, or as several that undo together [CELL_UPDATE]. */
  edit(periodId: string, cells: readonly CellEdit[], intent: EditIntent, undoGroup: string | null = null): void {
    const opened = this.#open(periodId);
    if (cells.length === 0 || this.isReadOnly(periodId)) return;
    if (this.#queue.size >= WAITING_MAX) return this.notices.emit({ kind: "tooMuchWaiting" });
    const most = this.welcome.get()?.limits.max_cells ?? CELLS_MAX;
    for (const body of operationsOf(periodId, cells, intent, most, this.#ports.newId, undoGroup)) this.#enqueue(periodKey(periodId), body);
    opened.redo.clear();
    this.#settle();
  }

  undo(periodId: string): void {
    const opened = this.#open(periodId);
    if (!this.isReadOnly(periodId)) this.#undo(periodKey(periodId), opened.redo);
  }

  redo(periodId: string): void {
    const opened = this.#open(periodId);
    if (!this.isReadOnly(periodId)) this.#redo(periodKey(periodId), opened.redo);
  }

  /**
   * Any operation but a cell's, on the workspace's document or on a period's frame: shown at once, kept while the hub
   * can't be reached, sent again until it is answered. The answer may be hours away when there is no connection, so no
   * form should wait for it then. What goes wrong is told as a notice; `isToldByCaller` leaves that to the caller, who
   * shows the answer beside its form.
   */
  operate(body: Body, { isToldByCaller = false }: { isToldByCaller?: boolean } = {}): Promise<Answer> {
    const document = documentOf(body);
    if (this.welcome.get()?.user.role === "viewer") return Promise.resolve(refusal("forbidden"));
    if (this.#queue.size >= WAITING_MAX) {
      this.notices.emit({ kind: "tooMuchWaiting" });
      return Promise.resolve(refusal("overloaded"));
    }
    const { id } = this.#enqueue(document, body);
    if (isToldByCaller) this.#toldByCaller.add(id);
    if (document) this.#redoOf(document)?.clear();
    return this.#answerTo(id);
  }

  /** End a pending conflict; it leaves the inbox at once, and comes back if that isn't how it ends [CF4]. */
  resolve(conflict: OpenConflict, choice: Choice): Promise<Answer> {
    const { conflict_id, fields } = conflict;
    const seen = Math.max(...fields.map(({ theirs }) => Number(theirs.version)));
    const document = conflict.document === "workspace" ? "workspace" : periodKey(conflict.period_id ?? "");
    const body: Body = { type: "CONFLICT_RESOLVE", payload: { conflict_id, ...choice } };
    const { id } = this.#enqueue(document, body, seen);
    this.inbox.choosing(conflict_id, id);
    return this.#answerTo(id);
  }

  readonly canRedoWorkspace = this.#workspaceRedo.isPossible;

  undoWorkspace(): void {
    this.#undo("workspace", this.#workspaceRedo);
  }

  redoWorkspace(): void {
    this.#redo("workspace", this.#workspaceRedo);
  }

  setPresence(periodId: string, selection: Selection, editing: boolean): void {
    const body: Body = { type: "PRESENCE_UPDATE", payload: { period_id: periodId, selection, editing } };
    this.#open(periodId).presence.offer(JSON.stringify(body));
  }

  async generate(periodId: string, options: RunOptions): Promise<Answer> {
    const answer = await this.#act({ type: "GENERATE_SCHEDULE", payload: { period_id: periodId, options } });
    const runId = answer.kind === "ack" ? answer.payload.run_id : null;
    if (runId) {
      const list = this.#open(periodId).runs;
      list.set(runs.started(list.get(), runId, this.welcome.get()?.user.name ?? "", options.time_limit_s ?? null));
    }
    return answer;
  }

  cancel(runId: string): Promise<Answer> {
    return this.#act({ type: "CANCEL_SOLVE", payload: { run_id: runId } });
  }

  finish(runId: string): Promise<Answer> {
    return this.#act({ type: "FINISH_SOLVE", payload: { run_id: runId } });
  }

  apply(runId: string, cells: readonly CellAt[] | null): Promise<Answer> {
    const part = cells ? { cells: cells.map(({ staffId, date }) => ({ staff_id: staffId, date })) } : {};
    return this.#act({ type: "APPLY_SOLUTION", payload: { run_id: runId, mode: "merge", ...part } });
  }

  discard(runId: string): Promise<Answer> {
    return this.#act({ type: "DISCARD_SOLUTION", payload: { run_id: runId } });
  }

  // --- connection -----------------------------------------------------------------------------------------------

  #linked(link: Link): void {
    this.#link = link;
    if (link.state !== "open") {
      this.#queue.disconnected();
      this.#syncs.clear();
      for (const document of this.#documents()) if (document.phase === "asked" || document.phase === "live") document.setPhase("asked");
      for (const { others } of this.#periods.values()) if (link.state === "waiting") others.set([]);
    }
    this.#settle();
  }

  #welcomed(payload: ConnectionAckPayload): void {
    this.#serverVersion ??= payload.server_version;
    this.welcome.set(payload);
    this.#pace.begin(payload.limits.ops_per_second, this.#ports.clock.now());
    if (this.#unread > 0) this.notices.emit({ kind: "unreadKept", count: this.#unread });
    this.#unread = 0;
    for (const document of this.#documents()) this.#ask(document);
    this.#settle();
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case "CONNECTION_ACK":
        return this.#welcomed(message.payload);
      case "SYNC_RESPONSE":
        return this.#synced(message);
      case "SYNC_CONTEXT":
        return this.#context(message);
      case "CHANGES":
        return this.#changed(message);
      case "ACK":
        return this.#acknowledged(message.id ?? "", message.payload);
      case "CONFLICT":
        return this.#conflict(message);
      case "ERROR":
        return this.#error(message.id ?? null, message.payload);
      case "PRESENCE":
        return this.#presence(message.payload.period_id, message.payload.users, message.payload.left);
      case "SOLVE_PROGRESS":
        return this.#run(message.payload.period_id, (all) => runs.progressed(all, message.payload));
      case "SCHEDULE_GENERATED":
        return this.#run(message.payload.period_id, (all) => runs.generated(all, message.payload));
      case "SOLVE_FAILED":
        return this.#run(message.payload.period_id, (all) => runs.ended(all, message.payload, "failed"));
      case "SOLVE_CANCELLED":
        return this.#run(message.payload.period_id, (all) => runs.ended(all, message.payload, "cancelled"));
      case "VIOLATIONS":
      case "PONG":
        return;
      default:
        message satisfies never;
    }
  }

  // --- documents ------------------------------------------------------------------------------------------------

  *#documents(): Generator<LivePeriod | LiveWorkspace> {
    yield this.workspace;
    for (const { live } of this.#periods.values()) yield live;
  }

  #document(key: DocumentKey): LivePeriod | LiveWorkspace | undefined {
    return key === "workspace" ? this.workspace : this.#periods.get(key.slice("period:".length))?.live;
  }

  #open(periodId: string): Opened {
    const known = this.#periods.get(periodId);
    if (known) return known;
    const { clock } = this.#ports;
    const redo = new Redo();
    const opened: Opened = {
      live: new LivePeriod(periodId, this.#ports.hasher),
      others: new Signal<readonly PresentUser[]>([]),
      runs: new Signal<runs.Runs>([]),
      canRedo: redo.isPossible,
      redo,
      presence: new Throttle(
        PRESENCE_GAP_MS,
        (ms, call) => clock.after(ms, call),
        (text) => this.#socket.send(JSON.parse(text) as object),
      ),
    };
    this.#periods.set(periodId, opened);
    // Later: opening is also asked for while React renders, when nobody may be told anything.
    queueMicrotask(() => {
      if (this.#periods.get(periodId) !== opened) return;
      if (this.#link.state === "open" && this.welcome.get() && opened.live.phase === "new") this.#ask(opened.live);
      this.#settle();
    });
    return opened;
  }

  #ask(document: LivePeriod | LiveWorkspace): void {
    const id = this.#ports.newId();
    this.#syncs.set(id, document.key);
    document.setPhase("asked");
    const named =
      document instanceof LivePeriod ? { document: "period" as const, period_id: document.periodId } : { document: "workspace" as const };
    this.#socket.send({ type: "SYNC_REQUEST", id, payload: { ...named, ...document.position() } });
  }

  #synced(message: ServerMessageOf<"SYNC_RESPONSE">): void {
    const document = this.#document(documentKeyOf(message.payload));
    if (!document) return;
    const received = document.receiveSync(message);
    for (const [id, key] of this.#syncs) if (key === document.key) this.#syncs.delete(id);
    for (const change of message.payload.changes ?? []) this.#ownChange(change.client_id, change.id);
    this.#queue.rebase(document.key, message.payload.epoch, message.version);
    this.#brought(document, received);
    if (document instanceof LivePeriod) {
      document.events.emit({ kind: "phase" });
      this.#periods.get(document.periodId)?.presence.again();
    }
  }

  #changed(message: ServerMessageOf<"CHANGES">): void {
    const document = this.#document(documentKeyOf(message.payload));
    if (!document) return;
    const { received, folded } = document.receiveChanges(message);
    for (const change of folded) this.#ownChange(change.client_id, change.id);
    if (document instanceof LivePeriod) this.#appliedSolutions(document, folded);
    this.#brought(document, received);
  }

  #brought(document: LivePeriod | LiveWorkspace, received: Received): void {
    this.#overlaid(document.key);
    if (received === "gap") this.#ask(document);
    if (received === "mismatch") this.#startAfresh(document);
    this.#settle();
  }

  #startAfresh(document: LivePeriod | LiveWorkspace): void {
    const { clock, log } = this.#ports;
    log("hash.differs", { document: document.key, version: document.version });
    const last = this.#resyncedAt.get(document.key);
    if (last !== undefined && clock.now() - last < RESYNC_GAP_MS) return;
    this.#resyncedAt.set(document.key, clock.now());
    document.distrust();
    this.#ask(document);
  }

  #ownChange(clientId: string, id: string): void {
    if (clientId !== this.clientId) return;
    const body = this.#queue.find(id)?.body;
    if (body) this.#seen.set(id, body);
    if (this.#seen.size > SEEN_MAX) this.#seen.delete(this.#seen.keys().next().value!);
    this.#answered(id, { kind: "seen" });
  }

  #appliedSolutions(document: LivePeriod, folded: readonly Change[]): void {
    const cells = new Map<string, number>();
    for (const { id, payload } of folded) if (id.startsWith("run:")) cells.set(id, (cells.get(id) ?? 0) + (payload.cells?.length ?? 0));
    for (const [id, count] of cells) {
      const actor = folded.find((change) => change.id === id)!.actor;
      this.#run(document.periodId, (all) => runs.applied(all, id.slice("run:".length)));
      const isMine = actor.id === this.welcome.get()?.user.id;
      this.notices.emit({ kind: "solutionApplied", periodId: document.periodId, by: actor.name, isMine, cells: count });
    }
  }

  #context(message: ServerMessageOf<"SYNC_CONTEXT">): void {
    const { document, period_id, presence, runs: rows } = message.payload;
    this.inbox.told(documentKeyOf(message.payload), message.payload.conflicts);
    if (document !== "period" || !period_id) return;
    const me = this.welcome.get()?.connection_id ?? "";
    this.#periods.get(period_id)?.others.set(joined([], presence, [], me));
    this.#run(period_id, (all) => runs.rows(all, rows));
  }

  #presence(periodId: string, users: readonly PresentUser[], left: readonly string[]): void {
    const others = this.#periods.get(periodId)?.others;
    others?.set(joined(others.get(), users, left, this.welcome.get()?.connection_id ?? ""));
  }

  #run(periodId: string, next: (all: runs.Runs) => runs.Runs): void {
    const list = this.#periods.get(periodId)?.runs;
    list?.set(next(list.get()));
  }

  #redoOf(document: DocumentKey): Redo | undefined {
    return document === "workspace" ? this.#workspaceRedo : this.#periods.get(document.slice("period:".length))?.redo;
  }

  // --- operations -----------------------------------------------------------------------------------------------

  /** `base`: the version that was seen, where it isn't the one that the page shows. */
  #enqueue(document: DocumentKey | null, body: Body, base: number | null = null): Waiting {
    const seen = document === null ? undefined : this.#document(document);
    const entry = this.#queue.add({
      id: this.#ports.newId(),
      document,
      base: base ?? (seen?.state ? seen.version : null),
      epoch: seen?.epoch ?? null,
      body,
      madeAt: this.#ports.clock.now(),
    });
    if (document) this.#overlaid(document);
    return entry;
  }

  #act(body: Body): Promise<Answer> {
    return this.#answerTo(this.#enqueue(null, body).id);
  }

  #answerTo(id: string): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.#waiters.set(id, resolve));
    this.#settle();
    return answer;
  }

  #undo(document: DocumentKey, redo: Redo): void {
    const taken = this.#takeBack(document);
    if (taken.length > 0) {
      redo.tookBack(taken.map(({ body }) => body));
      for (const { id } of taken) this.#answerWaiter(id, { kind: "withdrawn" });
      this.#overlaid(document);
    } else {
      this.#enqueue(document, { type: "UNDO", payload: { ...namedBy(document), strict: false } });
    }
    this.#settle();
  }

  #redo(document: DocumentKey, redo: Redo): void {
    const again = redo.bringBack();
    if (again) for (const body of again) this.#enqueue(document, body);
    else this.#enqueue(document, { type: "REDO", payload: { ...namedBy(document), strict: false } });
    this.#settle();
  }

  #answerWaiter(id: string, answer: Answer): void {
    this.#waiters.get(id)?.(answer);
    this.#waiters.delete(id);
    this.#toldByCaller.delete(id);
  }

  #takeBack(document: DocumentKey): Waiting[] {
    const last = this.#queue.takeBackUnsent(document);
    if (!last) return [];
    const group = last.body.type === "CELL_UPDATE" ? last.body.payload.undo_group : null;
    const taken = [last];
    while (group) {
      const before = this.#queue.of(document).at(-1);
      if (before?.body.type !== "CELL_UPDATE" || before.body.payload.undo_group !== group) break;
      const next = this.#queue.takeBackUnsent(document);
      if (!next) break;
      taken.unshift(next);
    }
    return taken;
  }

  #answered(id: string, answer: Answer): void {
    this.inbox.chosen(id, answer);
    const entry = this.#queue.answered(id, answer.kind === "error" || isRefusal(answer) ? "gone" : "stands");
    this.#answerWaiter(id, answer);
    if (!entry) return;
    this.#isUnavailable = false;
    if (entry.document) {
      if (isDone(answer)) this.#redoOf(entry.document)?.answered(entry.body.type);
      this.#overlaid(entry.document);
    }
    this.#settle();
  }

  #acknowledged(id: string, payload: AckPayload): void {
    const body = this.#queue.find(id)?.body ?? this.#seen.get(id);
    this.#seen.delete(id);
    this.#answered(id, { kind: "ack", payload });
    if (payload.outcome === "merged" && body) this.notices.emit({ kind: "joined", body });
  }

  #conflict({ id, payload }: ServerMessageOf<"CONFLICT">): void {
    const entry = id ? this.#queue.find(id) : undefined;
    const act = entry?.body.type;
    const isTold = id ? this.#toldByCaller.has(id) : false;
    if (id) this.#answered(id, { kind: "conflict", payload });
    if (payload.outcome === "pending") this.inbox.add(payload);
    if (isTold) return;
    if (act === "UNDO" || act === "REDO") this.notices.emit({ kind: "partlyUndone", act, payload });
    else this.notices.emit({ kind: "conflict", periodId: periodOf(entry, payload), payload, ...(entry ? { body: entry.body } : {}) });
  }

  #error(id: string | null, payload: ErrorPayload): void {
    if (payload.code === "auth_expiring") return void this.#renew();
    if (id === null) return;
    const asked = this.#syncs.get(id);
    if (asked) return this.#notSynced(id, asked, payload);
    const entry = this.#queue.find(id);
    if (!entry) return;
    if (payload.temporary && (entry.document !== null || KEPT_AFTER.has(payload.code))) return this.#keep(entry, payload);
    const { body } = entry;
    const isTold = this.#toldByCaller.has(id);
    this.#answered(id, { kind: "error", payload });
    if (payload.code === "nothing_to_undo" && (body.type === "UNDO" || body.type === "REDO")) {
      if (body.type === "REDO" && entry.document) this.#redoOf(entry.document)?.exhausted();
      return this.notices.emit({ kind: "nothingToUndo", act: body.type });
    }
    // It ended before: by this very choice, whose answer was lost, or on another page.
    if (payload.code === "not_found" && body.type === "CONFLICT_RESOLVE") return;
    if (entry.document !== null && !isTold) this.notices.emit({ kind: "refused", code: payload.code, message: payload.message, body });
  }

  /** Kept, and sent again under its old id and base [4.7 of the page's design]. */
  #keep(entry: Waiting, payload: ErrorPayload): void {
    const { clock } = this.#ports;
    const wait = payload.retry_after_ms ?? RETRY_AFTER_MS * (0.5 + clock.random()) * Math.min(8, entry.sendings);
    this.#queue.refused(entry.id, clock.now() + wait);
    if (payload.code === "rate_limited" || payload.code === "overloaded") this.#pace.pause(clock.now() + wait);
    if (payload.code === "unavailable") this.#isUnavailable = true;
    this.#settle();
  }

  #notSynced(id: string, key: DocumentKey, payload: ErrorPayload): void {
    this.#syncs.delete(id);
    const document = this.#document(key);
    if (!document) return;
    if (!payload.temporary) {
      document.setPhase("missing");
      return this.#settle();
    }
    this.#ports.clock.after(payload.retry_after_ms ?? RETRY_AFTER_MS, () => {
      // A new connection may have asked meanwhile, and even been answered.
      const isOwed = document.phase === "asked" && ![...this.#syncs.values()].includes(key);
      if (this.#link.state === "open" && this.#document(key) === document && isOwed) this.#ask(document);
    });
  }

  async #renew(): Promise<void> {
    if ((await this.#ports.auth.refresh()) !== "ok") return;
    const token = this.#ports.auth.token();
    if (token) this.#send(this.#ports.newId(), null, { type: "AUTH_REFRESH", payload: { token } }, false);
  }

  #dropLargest(): void {
    const entry = this.#queue.largestSent();
    if (!entry) return;
    const payload: ErrorPayload = { code: "too_large", temporary: false, message: "", details: null, retry_after_ms: null };
    this.#answered(entry.id, { kind: "error", payload });
    this.notices.emit({ kind: "refused", code: "too_large", message: "", body: entry.body });
  }

  /** Send what may go, and set the chip and the timers for what comes next. */
  #settle(): void {
    const { clock } = this.#ports;
    const now = clock.now();
    let pumpAt = this.#queue.nextRetryAt(now);
    if (this.#link.state === "open" && this.welcome.get()) {
      // A document that isn't open has nothing to catch up with: what waits for it goes as it is.
      for (const entry of this.#queue.sendable(now, (key) => (this.#document(key)?.phase ?? "live") === "live")) {
        if (!this.#pace.take(now)) {
          pumpAt = Math.max(this.#pace.nextAt(now), now);
          break;
        }
        entry.state = "sent";
        entry.sendings += 1;
        this.#send(entry.id, entry.base, entry.body, entry.sendings > 1);
      }
    }
    this.#cancelPump();
    this.#cancelPump = pumpAt === null ? () => {} : clock.after(Math.max(1, pumpAt - now), () => this.#settle());
    this.#setChip();
  }

  #send(id: string, base: number | null, { type, payload }: Body, isRetry: boolean): void {
    this.#socket.send({ type, id, ...(base === null ? {} : { version: base }), ...(isRetry ? { retry: true } : {}), payload });
  }

  #overlaid(key: DocumentKey): void {
    this.#document(key)?.overlay(this.#queue.of(key));
  }

  #setChip(): void {
    const facts = this.#facts();
    const next = chipOf(facts);
    if (JSON.stringify(next) !== JSON.stringify(this.chip.get())) this.chip.set(next);
    this.#cancelChip();
    const at = chipChangesAt(facts);
    this.#cancelChip = at === null ? () => {} : this.#ports.clock.after(at - facts.now, () => this.#setChip());
  }

  #facts(): ChipFacts {
    const documents = [...this.#documents()];
    const asked = documents.filter((document) => document.phase === "asked");
    const { server_version } = this.welcome.get() ?? {};
    return {
      now: this.#ports.clock.now(),
      link: this.#link,
      waiting: this.#queue.size,
      oldestAt: this.#queue.entries[0]?.madeAt ?? null,
      isUnavailable: this.#isUnavailable && this.#queue.size > 0,
      isCatchingUp: asked.some((document) => document.state !== null),
      isLoading: asked.some((document) => document.state === null),
      isReadOnly: [...this.#periods.keys()].some((id) => this.isReadOnly(id)),
      hasNewVersion: server_version !== undefined && server_version !== this.#serverVersion,
    };
  }
}

function refusal(code: ErrorPayload["code"]): Answer {
  return { kind: "error", payload: { code, temporary: false, message: "", details: null, retry_after_ms: null } };
}

function namedBy(document: DocumentKey): { document: "workspace" } | { document: "period"; period_id: string } {
  return document === "workspace" ? { document } : { document: "period", period_id: document.slice("period:".length) };
}

function isRefusal(answer: Answer): boolean {
  return answer.kind === "conflict" && (answer.payload.outcome === "rejected" || answer.payload.outcome === "pending");
}

function periodOf(entry: Waiting | undefined, payload: ConflictPayload): string | null {
  if (payload.period_id) return payload.period_id;
  return entry?.body.type === "CELL_UPDATE" ? entry.body.payload.period_id : null;
}
