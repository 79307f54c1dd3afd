// What the page talks to: ties the line, the documents and the operations together.

import { Answering } from "./answering";
import { type Answer, isDone } from "./answers";
import { Around } from "./around";
import type { Chip } from "./chip";
import type { Clock } from "./clock";
import type { CellAt } from "./document";
import { Documents, type OpenPeriod } from "./documents";
import type { CellEdit, EditIntent } from "./edits";
import type { Hasher } from "./hash";
import { type Choice, Inbox, type OpenConflict } from "./inbox";
import { ageOf, type Taken } from "./keeping";
import { Line, type LinePorts } from "./line";
import type { LiveWorkspace } from "./live";
import type { Notice } from "./notices";
import { Operating } from "./operating";
import type { Selection } from "./presence";
import { OperationQueue } from "./queue";
import { type Receivers, receive } from "./receiving";
import { Sending } from "./sending";
import { Emitter, type Signal } from "./signal";
import type { Link } from "./socket";
import { Status } from "./status";
import { Syncing } from "./syncing";
import { type Body, type ConnectionAckPayload, periodKey, type RunOptions } from "./wire";

export { type Answer, isDone, type OpenPeriod };

export interface ClientPorts extends LinePorts {
  clock: Clock;
  hasher: Hasher;
  log: (event: string, fields: Record<string, unknown>) => void;
  /** The queue that this client goes on with, and where it keeps it; null: on the page only. */
  kept?: Taken | null;
}

export class Client {
  readonly clientId: string;
  readonly workspace: LiveWorkspace;
  readonly canRedoWorkspace: Signal<boolean>;
  readonly welcome: Signal<ConnectionAckPayload | null>;
  readonly chip: Signal<Chip>;
  readonly notices = new Emitter<Notice>();
  /** Our own edits that wait for our choice. */
  readonly inbox = new Inbox();
  readonly #ports: ClientPorts;
  readonly #line: Line;
  readonly #queue: OperationQueue;
  readonly #documents: Documents;
  readonly #syncing: Syncing;
  readonly #around: Around;
  readonly #sending: Sending;
  readonly #status: Status;
  readonly #answering: Answering;
  readonly #operating: Operating;
  #unread: number;

  constructor(ports: ClientPorts) {
    this.#ports = ports;
    const { kept, clock } = ports;
    this.#unread = kept?.unread ?? 0;
    this.#queue = new OperationQueue({
      put: (entry) => kept?.journal.put(entry, clock.now() - entry.madeAt),
      remove: (ids) => kept?.journal.remove(ids),
    });
    for (const one of kept?.operations ?? []) {
      this.#queue.restore({ ...one, madeAt: clock.now() - ageOf(one, Date.now()) });
      if (one.body.type === "CONFLICT_RESOLVE") this.inbox.choosing(one.body.payload.conflict_id, one.id);
    }
    this.#line = new Line(ports, kept?.clientId ?? ports.newId(), {
      onMessage: (message) => receive(message, receivers),
      onLink: (link) => this.#linked(link),
      onTooLarge: () => this.#answering.tooLarge(),
    });
    this.#documents = new Documents({
      line: this.#line,
      clock,
      hasher: ports.hasher,
      onOpened: (period) => {
        this.#syncing.opened(period);
        this.#settle();
      },
      onClosed: (periodId) => {
        this.#line.ask({ type: "UNSUBSCRIBE", payload: { document: "period", period_id: periodId } });
        this.#settle();
      },
    });
    const common = {
      line: this.#line,
      documents: this.#documents,
      queue: this.#queue,
      inbox: this.inbox,
      notices: this.notices,
      clock,
      settle: () => this.#settle(),
    };
    this.#sending = new Sending(common);
    this.#status = new Status({ ...common, sending: this.#sending });
    this.#answering = new Answering({ ...common, sending: this.#sending });
    this.#operating = new Operating({ ...common, answering: this.#answering, newId: ports.newId });
    this.#around = new Around(common);
    this.#syncing = new Syncing({
      ...common,
      log: ports.log,
      onOwn: (id) => this.#answering.seen(id),
      onChanges: (period, folded) => this.#around.changed(period, folded),
    });
    const receivers: Receivers = {
      ...common,
      syncing: this.#syncing,
      around: this.#around,
      answering: this.#answering,
      onWelcome: (payload) => this.#welcomed(payload),
    };
    this.clientId = this.#line.clientId;
    this.workspace = this.#documents.workspace;
    this.canRedoWorkspace = this.#documents.workspaceRedo.isPossible;
    this.welcome = this.#line.welcome;
    this.chip = this.#status.chip;
  }

  // --- the connection -------------------------------------------------------------------------------------------

  connect(): void {
    this.#line.start();
  }

  /** The network is back, or the person asked: no wait is sat out. */
  nudge(): void {
    this.#line.nudge();
    this.#queue.hurry();
    this.#settle();
  }

  leave(): void {
    this.#line.stop();
  }

  /** The hub has welcomed us, and nothing has broken since. */
  get isConnected(): boolean {
    return this.#line.isOpen;
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

  // --- documents ------------------------------------------------------------------------------------------------

  get openPeriods(): readonly OpenPeriod[] {
    return this.#documents.periods;
  }

  period(periodId: string): OpenPeriod {
    return this.#documents.period(periodId);
  }

  /**
   * Keep a period open until what is returned is called. It is closed a moment after its last holder let go: who goes
   * from one of its screens to another holds the same document all the while.
   */
  holdPeriod(periodId: string): () => void {
    return this.#documents.hold(periodId);
  }

  closePeriod(periodId: string): void {
    this.#documents.close(periodId);
  }

  isReadOnly(periodId: string): boolean {
    return this.#documents.isReadOnly(periodId);
  }

  setPresence(periodId: string, selection: Selection, editing: boolean): void {
    const body: Body = { type: "PRESENCE_UPDATE", payload: { period_id: periodId, selection, editing } };
    this.#documents.period(periodId).presence.offer(JSON.stringify(body));
  }

  // --- operations -----------------------------------------------------------------------------------------------

  /** Set cells at once on the page; on the hub as one operation, or as several that undo together [CELL_UPDATE]. */
  edit(periodId: string, cells: readonly CellEdit[], intent: EditIntent, undoGroup: string | null = null): void {
    this.#operating.edit(periodId, cells, intent, undoGroup);
  }

  undo(periodId: string): void {
    this.#documents.period(periodId);
    if (!this.isReadOnly(periodId)) this.#operating.undo(periodKey(periodId));
  }

  redo(periodId: string): void {
    this.#documents.period(periodId);
    if (!this.isReadOnly(periodId)) this.#operating.redo(periodKey(periodId));
  }

  /**
   * Any operation but a cell's, on the workspace's document or on a period's frame: shown at once, kept while the hub
   * can't be reached, sent again until it is answered. The answer may be hours away when there is no connection, so no
   * form should wait for it then. What goes wrong is told as a notice; `isToldByCaller` leaves that to the caller, who
   * shows the answer beside its form.
   */
  operate(body: Body, options: { isToldByCaller?: boolean } = {}): Promise<Answer> {
    return this.#operating.operate(body, options);
  }

  /** End a pending conflict; it leaves the inbox at once, and comes back if that isn't how it ends [CF4]. */
  resolve(conflict: OpenConflict, choice: Choice): Promise<Answer> {
    return this.#operating.resolve(conflict, choice);
  }

  undoWorkspace(): void {
    this.#operating.undo("workspace");
  }

  redoWorkspace(): void {
    this.#operating.redo("workspace");
  }

  // --- runs -----------------------------------------------------------------------------------------------------

  async generate(periodId: string, options: RunOptions): Promise<Answer> {
    const answer = await this.#operating.act({ type: "GENERATE_SCHEDULE", payload: { period_id: periodId, options } });
    const runId = answer.kind === "ack" ? answer.payload.run_id : null;
    if (runId) this.#around.started(periodId, runId, options.time_limit_s ?? null);
    return answer;
  }

  cancel(runId: string): Promise<Answer> {
    return this.#operating.act({ type: "CANCEL_SOLVE", payload: { run_id: runId } });
  }

  finish(runId: string): Promise<Answer> {
    return this.#operating.act({ type: "FINISH_SOLVE", payload: { run_id: runId } });
  }

  apply(runId: string, cells: readonly CellAt[] | null): Promise<Answer> {
    const part = cells ? { cells: cells.map(({ staffId, date }) => ({ staff_id: staffId, date })) } : {};
    return this.#operating.act({ type: "APPLY_SOLUTION", payload: { run_id: runId, mode: "merge", ...part } });
  }

  discard(runId: string): Promise<Answer> {
    return this.#operating.act({ type: "DISCARD_SOLUTION", payload: { run_id: runId } });
  }

  // --- what the hub says ----------------------------------------------------------------------------------------

  #linked(link: Link): void {
    if (link.state !== "open") {
      this.#queue.disconnected();
      this.#syncing.disconnected();
      if (link.state === "waiting") this.#around.lost();
    }
    this.#settle();
  }

  #welcomed(payload: ConnectionAckPayload): void {
    this.#line.welcomed(payload);
    this.#sending.welcomed(payload.limits.ops_per_second);
    if (this.#unread > 0) this.notices.emit({ kind: "unreadKept", count: this.#unread });
    this.#unread = 0;
    this.#syncing.welcomed();
    this.#settle();
  }

  /** Something has changed: send what may go, and show how things stand. */
  #settle(): void {
    this.#sending.pump();
    this.#status.update();
  }
}
