// A hub in small, for tests of the sync core and for the page without a hub: one period, last writer wins, never shipped.
import { type Fields, PeriodState, WorkspaceState } from "../src/sync/document";
import type { Hasher } from "../src/sync/hash";
import type { Transport } from "../src/sync/socket";
import type { Change, ClientMessage, PeriodSnapshot, PresentUser, RunRow, ServerMessage, WorkspaceSnapshot } from "../src/sync/wire";

type Sent = Omit<ServerMessage, "timestamp" | "id" | "version"> & { id?: string; version?: number };

/** One end of a connection: what each side sends lies in a queue until `deliver` carries it over. */
export class Wire implements Transport {
  onmessage: Transport["onmessage"] = null;
  onclose: Transport["onclose"] = null;
  readonly toHub: ClientMessage[] = [];
  readonly toClient: Sent[] = [];
  readonly clientId: string;
  isOpen = true;
  user: { id: string; name: string; role: "admin" | "manager" | "viewer" };
  synced = new Set<string>();

  constructor(clientId: string, user: Wire["user"]) {
    this.clientId = clientId;
    this.user = user;
  }

  send(text: string): void {
    if (this.isOpen) this.toHub.push(JSON.parse(text) as ClientMessage);
  }

  close(code = 1000): void {
    this.drop(code);
  }

  drop(code: number): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onclose?.({ code });
  }
}

interface Logged {
  change: Change;
  inverse: Change["payload"];
  userId: string;
  isUndone: boolean;
}

export class FakeHub {
  readonly wires: Wire[] = [];
  readonly log: Logged[] = [];
  readonly received: ClientMessage[] = [];
  readonly period: PeriodSnapshot;
  readonly workspace: WorkspaceSnapshot;
  epoch = "e1";
  runs: RunRow[] = [];
  /** Answers this instead of doing what was asked; tests plant refusals here. */
  refuse: ((message: ClientMessage) => Sent | null) | null = null;
  onMessage: ((wire: Wire, message: ClientMessage) => boolean) | null = null;
  readonly #hasher: Hasher;
  #presence = new Map<Wire, PresentUser>();
  #connections = 0;

  constructor(workspace: WorkspaceSnapshot, period: PeriodSnapshot, hasher: Hasher) {
    this.workspace = workspace;
    this.period = period;
    this.#hasher = hasher;
  }

  get version(): number {
    return this.log.length;
  }

  connect(clientId: string, user: Wire["user"] = { id: "u1", name: "Yuki Kato", role: "manager" }): Wire {
    const wire = new Wire(clientId, user);
    this.wires.push(wire);
    this.#connections += 1;
    const limits = { max_message_bytes: 1 << 20, max_cells: 2000, ops_per_second: 50, heartbeat_s: 20 };
    const workspace = { id: "w1", name: String(this.workspace.settings.name) };
    const ids = { connection_id: `c${this.#connections}`, client_id: clientId };
    this.say(wire, { type: "CONNECTION_ACK", payload: { ...ids, user, workspace, server_version: "0.1.0", replica: "r1", limits } });
    return wire;
  }

  say(wire: Wire, message: Sent): void {
    if (wire.isOpen) wire.toClient.push(message);
  }

  everyone(message: Sent): void {
    for (const wire of this.wires) if (wire.synced.has(this.period.period.id)) this.say(wire, message);
  }

  /** Carry everything over, until both queues of every connection are empty. */
  deliver(): void {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const wire of this.wires) {
        const message = wire.toHub.shift();
        if (message) this.#receive(wire, message);
        const answer = wire.isOpen ? wire.toClient.shift() : undefined;
        if (answer) wire.onmessage?.({ data: JSON.stringify(answer) });
        isBusy ||= Boolean(message ?? answer);
      }
    }
  }

  /** The period as the log's fold has it now. */
  state(upTo = this.version): PeriodState {
    const state = new PeriodState(this.period, this.#hasher);
    for (const { change } of this.log.slice(0, upTo)) state.apply(change);
    return state;
  }

  /** A fresh snapshot at the present version [DC3]. */
  snapshot(): PeriodSnapshot {
    const state = this.state();
    const { staff, ...header } = state.header;
    const shifts = [...new Set([...state.filled()].map(([, cell]) => cell.shift).filter((code) => code !== null))].sort();
    const cells: PeriodSnapshot["cells"] = { shift: [], locked: [], notes: [] };
    staff.forEach((staffId, s) => {
      cells.shift.push(
        state.dates.map((date) => (state.cell(staffId, date).shift === null ? null : shifts.indexOf(state.cell(staffId, date).shift!))),
      );
      state.dates.forEach((date, d) => {
        const cell = state.cell(staffId, date);
        if (cell.locked) cells.locked.push([s, d]);
        if (cell.note !== null) cells.notes.push([s, d, cell.note]);
      });
    });
    return { period: { id: state.id, ...header } as PeriodSnapshot["period"], staff: [...staff], dates: [...state.dates], shifts, cells };
  }

  /** Commit a change, tell everyone, and the author's own copy goes with it [AN1]. */
  commit(
    by: { userId: string; name: string; clientId: string; id: string },
    type: string,
    payload: Partial<Change["payload"]>,
    base: number | null,
  ): number {
    const full = { entity: null, id: null, set: null, cells: null, run_id: null, ...payload };
    const change: Change = {
      version: this.version + 1,
      base,
      id: by.id,
      client_id: by.clientId,
      actor: { id: by.userId, name: by.name },
      at: new Date().toISOString(),
      type,
      payload: full,
    };
    this.log.push({ change, inverse: this.#inverse(full), userId: by.userId, isUndone: false });
    const { id } = this.period.period;
    const hash = this.state().hash;
    this.everyone({
      type: "CHANGES",
      version: this.version,
      payload: { document: "period", period_id: id, from_version: this.version - 1, changes: [change], hash, part: null, parts: null },
    });
    return this.version;
  }

  #inverse({ cells, set }: Change["payload"]): Change["payload"] {
    const before = this.state();
    const old = (cells ?? []).map((cell) => ({ ...cell, set: pick({ ...before.cell(cell.staff_id, cell.date) }, Object.keys(cell.set)) }));
    const header = set ? pick({ ...before.header }, Object.keys(set)) : null;
    return { entity: header ? "period" : null, id: header ? before.id : null, set: header, cells: cells ? old : null, run_id: null };
  }

  #receive(wire: Wire, message: ClientMessage): void {
    this.received.push(message);
    const refusal = this.refuse?.(message);
    if (refusal) return this.say(wire, refusal);
    if (this.onMessage?.(wire, message)) return;
    const id = message.id ?? "";
    const by = { userId: wire.user.id, name: wire.user.name, clientId: wire.clientId, id };
    switch (message.type) {
      case "SYNC_REQUEST":
        return this.#sync(wire, message);
      case "CELL_UPDATE": {
        const known = this.log.find(({ change }) => change.id === id && change.client_id === wire.clientId);
        if (known) return this.say(wire, { type: "ACK", id, version: known.change.version, payload: ack("duplicate") });
        const state = this.state();
        const cells = message.payload.cells
          .map(({ staff_id, date, set }) => ({ staff_id, date, set: moved(state.cell(staff_id, date), set as Fields) }))
          .filter(({ set }) => Object.keys(set).length > 0);
        if (cells.length === 0) return this.say(wire, { type: "ACK", id, version: this.version, payload: ack("unchanged") });
        const version = this.commit(by, "CELL_UPDATE", { cells }, message.version ?? null);
        return this.say(wire, { type: "ACK", id, version, payload: ack("applied") });
      }
      case "UNDO":
      case "REDO":
        return this.#undo(wire, message.type, id, by);
      case "PRESENCE_UPDATE": {
        const colour = this.#presence.get(wire)?.colour ?? (this.#presence.size % 8) + 1;
        const user = {
          connection_id: `c${this.wires.indexOf(wire) + 1}`,
          user: { id: wire.user.id, name: wire.user.name },
          colour,
          selection: message.payload.selection ?? null,
          editing: message.payload.editing ?? false,
        };
        this.#presence.set(wire, user);
        return this.everyone({ type: "PRESENCE", payload: { period_id: message.payload.period_id, users: [user], left: [] } });
      }
      case "PING":
        return this.say(wire, { type: "PONG", payload: {} });
      default:
        return this.say(wire, { type: "ACK", id, payload: ack("accepted") });
    }
  }

  #sync(wire: Wire, { payload }: Extract<ClientMessage, { type: "SYNC_REQUEST" }>): void {
    if (payload.document === "workspace") {
      const hash = new WorkspaceState("w1", this.workspace, this.#hasher).hash;
      return this.say(wire, {
        type: "SYNC_RESPONSE",
        version: 0,
        payload: {
          document: "workspace",
          period_id: null,
          epoch: this.epoch,
          mode: "snapshot",
          snapshot: this.workspace,
          changes: null,
          hash,
        },
      });
    }
    const period_id = payload.period_id ?? "";
    wire.synced.add(period_id);
    const { hash } = this.state();
    const isKnown = payload.epoch === this.epoch && payload.since_version != null;
    const how = isKnown
      ? { mode: "delta" as const, snapshot: null, changes: this.log.slice(payload.since_version ?? 0).map(({ change }) => change) }
      : { mode: "snapshot" as const, snapshot: this.snapshot(), changes: null };
    this.say(wire, {
      type: "SYNC_RESPONSE",
      version: this.version,
      payload: { document: "period", period_id, epoch: this.epoch, ...how, hash },
    });
    this.say(wire, {
      type: "SYNC_CONTEXT",
      payload: { document: "period", period_id, presence: [...this.#presence.values()], runs: this.runs, conflicts: [], violations: null },
    });
  }

  #undo(wire: Wire, act: "UNDO" | "REDO", id: string, by: Parameters<FakeHub["commit"]>[0]): void {
    const mine = this.log.filter((entry) => entry.userId === wire.user.id && entry.change.type !== "UNDO" && entry.change.type !== "REDO");
    const entry = act === "UNDO" ? mine.filter(({ isUndone }) => !isUndone).at(-1) : mine.find(({ isUndone }) => isUndone);
    if (!entry)
      return this.say(wire, {
        type: "ERROR",
        id,
        payload: { code: "nothing_to_undo", temporary: false, message: "There is nothing to undo.", details: null, retry_after_ms: null },
      });
    entry.isUndone = act === "UNDO";
    const version = this.commit(by, act, act === "UNDO" ? entry.inverse : entry.change.payload, this.version);
    this.say(wire, { type: "ACK", id, version, payload: ack("applied") });
  }
}

export const ack = (outcome: "applied" | "accepted" | "duplicate" | "unchanged", runId: string | null = null) => ({
  outcome,
  original: null,
  run_id: runId,
  ignored: null,
});

function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}

function moved(cell: { shift: string | null; locked: boolean; note: string | null }, set: Fields): Fields {
  return Object.fromEntries(Object.entries(set).filter(([field, value]) => (cell[field as "shift"] || null) !== (value || null)));
}
