// Ties socket, queue and documents together: what the page talks to.
import { type Chip, type ChipFacts, chipChangesAt, chipOf } from "./chip";
import type { Clock } from "./clock";
import type { CellAt } from "./document";
import { type CellEdit, type EditIntent, operationsOf } from "./edits";
import type { Hasher } from "./hash";
import { LivePeriod, LiveWorkspace, type Received } from "./live";
import type { Notice } from "./notices";
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
}

/** What an operation or an act came to. `seen`: it was in CHANGES before its answer [AN1]. */
export type Answer =
  | { kind: "ack"; payload: AckPayload }
  | { kind: "conflict"; payload: ConflictPayload }
  | { kind: "error"; payload: ErrorPayload }
  | { kind: "seen" };

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
const PRESENCE_GAP_MS = 100;
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
  readonly clientId: string;
  readonly #ports: ClientPorts;
  readonly #socket: Socket;
  readonly #queue = new OperationQueue();
  readonly #periods = new Map<string, Opened>();
  readonly #waiters = new Map<string, (answer: Answer) => void>();
  readonly #syncs = new Map<string, DocumentKey>();
  readonly #resyncedAt = new Map<DocumentKey, number>();
  #link: Link = { state: "stopped", why: "left" };
  #isUnavailable = false;
  #serverVersion: string | null = null;
  #cancelPump: () => void = () => {};
  #cancelChip: () => void = () => {};

  constructor(ports: ClientPorts) {
    this.#ports = ports;
    this.clientId = ports.newId();
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

  /** The network is back, or the person asked. */
  nudge(): void {
    this.#socket.nudge();
  }

  leave(): void {
    this.#socket.stop();
  }

  get waiting(): number {
    return this.#queue.size;
  }

  period(periodId: string): OpenPeriod {
    return this.#open(periodId);
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
  edit(periodId: string, cells: readonly CellEdit[], intent: EditIntent): void {
    const opened = this.#open(periodId);
    if (cells.length === 0 || this.isReadOnly(periodId)) return;
    if (this.#queue.size >= WAITING_MAX) return this.notices.emit({ kind: "tooMuchWaiting" });
    const most = this.welcome.get()?.limits.max_cells ?? CELLS_MAX;
    for (const body of operationsOf(periodId, cells, intent, most, this.#ports.newId)) this.#enqueue(periodKey(periodId), body);
    opened.redo.clear();
    this.#overlaid(opened);
    this.#settle();
  }

  undo(periodId: string): void {
    const opened = this.#open(periodId);
    if (this.isReadOnly(periodId)) return;
    const taken = this.#takeBack(periodKey(periodId));
    if (taken.length > 0) {
      opened.redo.tookBack(taken.map(({ body }) => body));
      this.#overlaid(opened);
    } else {
      this.#enqueue(periodKey(periodId), { type: "UNDO", payload: { document: "period", period_id: periodId, strict: false } });
    }
    this.#settle();
  }

  redo(periodId: string): void {
    const opened = this.#open(periodId);
    if (this.isReadOnly(periodId)) return;
    const again = opened.redo.bringBack();
    if (again) {
      for (const body of again) this.#enqueue(periodKey(periodId), body);
      this.#overlaid(opened);
    } else {
      this.#enqueue(periodKey(periodId), { type: "REDO", payload: { document: "period", period_id: periodId, strict: false } });
    }
    this.#settle();
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
        return this.#answered(message.id ?? "", { kind: "ack", payload: message.payload });
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
    const isOtherLineage = document.epoch !== null && document.epoch !== message.payload.epoch;
    const received = document.receiveSync(message);
    for (const [id, key] of this.#syncs) if (key === document.key) this.#syncs.delete(id);
    for (const change of message.payload.changes ?? []) this.#ownChange(change.client_id, change.id);
    // Versions of another lineage mean nothing here [DC1]; the edit is about what is seen now.
    if (isOtherLineage) for (const entry of this.#queue.of(document.key)) entry.base = Math.min(entry.base ?? 0, message.version);
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
    if (document instanceof LivePeriod) {
      const opened = this.#periods.get(document.periodId);
      if (opened) this.#overlaid(opened);
    }
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
    if (clientId === this.clientId) this.#answered(id, { kind: "seen" });
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

  #openedOf(entry: Waiting): Opened | undefined {
    return entry.document ? this.#periods.get(entry.document.slice("period:".length)) : undefined;
  }

  // --- operations -----------------------------------------------------------------------------------------------

  #enqueue(document: DocumentKey | null, body: Body): Waiting {
    const base = document === null ? null : (this.#document(document)?.version ?? null);
    return this.#queue.add({ id: this.#ports.newId(), document, base, body, madeAt: this.#ports.clock.now() });
  }

  #act(body: Body): Promise<Answer> {
    const { id } = this.#enqueue(null, body);
    const answer = new Promise<Answer>((resolve) => this.#waiters.set(id, resolve));
    this.#settle();
    return answer;
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
    const entry = this.#queue.answered(id, answer.kind === "error" || isRefusal(answer) ? "gone" : "stands");
    this.#waiters.get(id)?.(answer);
    this.#waiters.delete(id);
    if (!entry) return;
    this.#isUnavailable = false;
    const opened = this.#openedOf(entry);
    if (opened) {
      if (answer.kind === "ack" || answer.kind === "seen") opened.redo.answered(entry.body.type);
      this.#overlaid(opened);
    }
    this.#settle();
  }

  #conflict({ id, payload }: ServerMessageOf<"CONFLICT">): void {
    const entry = id ? this.#queue.find(id) : undefined;
    const act = entry?.body.type;
    if (id) this.#answered(id, { kind: "conflict", payload });
    if (act === "UNDO" || act === "REDO") this.notices.emit({ kind: "partlyUndone", act, payload });
    else this.notices.emit({ kind: "conflict", periodId: periodOf(entry, payload), payload });
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
    this.#answered(id, { kind: "error", payload });
    if (payload.code === "nothing_to_undo" && (body.type === "UNDO" || body.type === "REDO")) {
      const opened = this.#openedOf(entry);
      if (body.type === "REDO") opened?.redo.exhausted();
      return this.notices.emit({ kind: "nothingToUndo", act: body.type });
    }
    if (entry.document !== null) this.notices.emit({ kind: "refused", code: payload.code, message: payload.message, body });
  }

  /** Kept, and sent again under its old id and base [4.7 of the page's design]. */
  #keep(entry: Waiting, payload: ErrorPayload): void {
    const { clock } = this.#ports;
    const wait = payload.retry_after_ms ?? RETRY_AFTER_MS * (0.5 + clock.random()) * Math.min(8, entry.sendings);
    this.#queue.refused(entry.id, clock.now() + wait);
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
    if (this.#link.state === "open" && this.welcome.get()) {
      const ready = this.#queue.sendable(this.#ports.clock.now(), (key) => this.#document(key)?.phase === "live");
      for (const entry of ready) {
        entry.state = "sent";
        entry.sendings += 1;
        this.#send(entry.id, entry.base, entry.body, entry.sendings > 1);
      }
    }
    this.#cancelPump();
    const retryAt = this.#queue.nextRetryAt();
    this.#cancelPump =
      retryAt === null ? () => {} : this.#ports.clock.after(Math.max(1, retryAt - this.#ports.clock.now()), () => this.#settle());
    this.#setChip();
  }

  #send(id: string, base: number | null, { type, payload }: Body, isRetry: boolean): void {
    this.#socket.send({ type, id, ...(base === null ? {} : { version: base }), ...(isRetry ? { retry: true } : {}), payload });
  }

  #overlaid(opened: Opened): void {
    opened.live.overlay(this.#queue.of(opened.live.key));
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

function isRefusal(answer: Answer): boolean {
  return answer.kind === "conflict" && (answer.payload.outcome === "rejected" || answer.payload.outcome === "pending");
}

function periodOf(entry: Waiting | undefined, payload: ConflictPayload): string | null {
  if (payload.period_id) return payload.period_id;
  return entry?.body.type === "CELL_UPDATE" ? entry.body.payload.period_id : null;
}
