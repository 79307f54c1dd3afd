// A live document: what the hub confirmed, at which version, and how messages bring it on [DC2].
import { type Cell, type CellAt, EMPTY_CELL, type EntityKind, PeriodState, WorkspaceState, withFields } from "./document";
import type { Hasher } from "./hash";
import { Overlay, type Waiting } from "./queue";
import { Emitter } from "./signal";
import type { Change, Changes, DocumentKey, PeriodSnapshot, SyncResponse, WorkspaceSnapshot } from "./wire";

/** `asked`: a SYNC_REQUEST is out, changes are let go by. `missing`: there is none that this user may see. */
export type Phase = "new" | "asked" | "live" | "missing";

/** `gap`: sync from where we are. `mismatch`: our state is not the hub's, sync from nothing [DC5]. */
export type Received = "applied" | "ignored" | "gap" | "mismatch";

abstract class LiveDocument<S extends { readonly hash: string }> {
  readonly key: DocumentKey;
  state: S | null = null;
  version = 0;
  epoch: string | null = null;
  phase: Phase = "new";
  #parts: Change[] = [];

  constructor(key: DocumentKey) {
    this.key = key;
  }

  protected abstract restore(snapshot: NonNullable<SyncResponse["payload"]["snapshot"]>): S;
  protected abstract fold(state: S, change: Change): void;
  protected abstract restored(): void;

  /** What to say in a SYNC_REQUEST: our position, if we have one. */
  position(): { since_version?: number; epoch?: string } {
    return this.state && this.epoch !== null ? { since_version: this.version, epoch: this.epoch } : {};
  }

  /** Forget the state: the next sync starts from nothing. The old picture stays until the answer is here. */
  distrust(): void {
    this.epoch = null;
  }

  receiveSync({ version, payload }: SyncResponse): Received {
    this.#parts = [];
    if (payload.mode === "snapshot") {
      if (!payload.snapshot) return "mismatch";
      this.state = this.restore(payload.snapshot);
    } else if (this.state) {
      for (const change of payload.changes ?? []) this.fold(this.state, change);
    }
    this.version = version;
    this.epoch = payload.epoch;
    this.phase = "live";
    if (payload.mode === "snapshot") this.restored();
    return this.state?.hash === payload.hash ? "applied" : "mismatch";
  }

  /** `folded` are the changes that took effect by this frame. */
  receiveChanges({ version, payload }: Changes): { received: Received; folded: readonly Change[] } {
    if (this.phase !== "live" || !this.state || version <= this.version) return { received: "ignored", folded: [] };
    if (payload.from_version !== this.version) return { received: "gap", folded: [] };
    this.#parts.push(...payload.changes);
    // A change that is cut takes effect at its last part [DC6].
    if (payload.parts && payload.part !== payload.parts) return { received: "ignored", folded: [] };
    const folded = this.#parts;
    this.#parts = [];
    for (const change of folded) this.fold(this.state, change);
    this.version = version;
    return { received: payload.hash && payload.hash !== this.state.hash ? "mismatch" : "applied", folded };
  }
}

export type PeriodEvent =
  /** `change` is the last one that touched them; null: our own edit, before the hub knows of it, or its end. */
  { kind: "cells"; cells: readonly CellAt[]; change: Change | null } | { kind: "frame" } | { kind: "phase" };

const NO_OVERLAY = new Overlay([]);

/** A period as it is shown: confirmed, and our unanswered edits over it. */
export class LivePeriod extends LiveDocument<PeriodState> {
  readonly periodId: string;
  readonly events = new Emitter<PeriodEvent>();
  readonly #hasher: Hasher;
  #overlay = NO_OVERLAY;

  constructor(periodId: string, hasher: Hasher) {
    super(`period:${periodId}`);
    this.periodId = periodId;
    this.#hasher = hasher;
  }

  cell(staffId: string, date: string): Cell {
    const confirmed = this.state?.cell(staffId, date) ?? EMPTY_CELL;
    if (this.#overlay.isEmpty) return confirmed;
    const set = this.#overlay.of(staffId, date);
    return set ? withFields(confirmed, set) : confirmed;
  }

  /** When the oldest unanswered edit of this cell was made, if one waits. */
  waitingSince(staffId: string, date: string): number | undefined {
    return this.#overlay.isEmpty ? undefined : this.#overlay.madeAt(staffId, date);
  }

  /** The cells that wait for an answer. */
  waiting(): CellAt[] {
    return this.#overlay.cells();
  }

  /** Our unanswered edits are now these. */
  overlay(entries: readonly Waiting[]): void {
    if (this.state?.overlay(entries.map(({ body }) => body))) this.events.emit({ kind: "frame" });
    const before = this.#overlay;
    if (before.isEmpty && entries.length === 0) return;
    this.#overlay = new Overlay(entries);
    this.events.emit({ kind: "cells", cells: [...before.cells(), ...this.#overlay.cells()], change: null });
  }

  setPhase(phase: Phase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.events.emit({ kind: "phase" });
  }

  protected override restore(snapshot: PeriodSnapshot | WorkspaceSnapshot): PeriodState {
    return new PeriodState(snapshot as PeriodSnapshot, this.#hasher);
  }

  protected override restored(): void {
    this.events.emit({ kind: "frame" });
  }

  protected override fold(state: PeriodState, change: Change): void {
    const touched = state.apply(change);
    if (touched.frame) this.events.emit({ kind: "frame" });
    if (touched.cells.length > 0) this.events.emit({ kind: "cells", cells: touched.cells, change });
  }
}

/** The workspace; its listeners are told which kinds of entity moved. */
export class LiveWorkspace extends LiveDocument<WorkspaceState> {
  readonly events = new Emitter<EntityKind | "all">();
  readonly #workspaceId: () => string;
  readonly #hasher: Hasher;

  constructor(workspaceId: () => string, hasher: Hasher) {
    super("workspace");
    this.#workspaceId = workspaceId;
    this.#hasher = hasher;
  }

  setPhase(phase: Phase): void {
    this.phase = phase;
  }

  /** Our unanswered operations are now these: what `state` shows of an entity has them on it. */
  overlay(entries: readonly Waiting[]): void {
    for (const kind of this.state?.overlay(entries.map(({ body }) => body)) ?? []) this.events.emit(kind);
  }

  protected override restore(snapshot: PeriodSnapshot | WorkspaceSnapshot): WorkspaceState {
    return new WorkspaceState(this.#workspaceId(), snapshot as WorkspaceSnapshot, this.#hasher);
  }

  protected override restored(): void {
    this.events.emit("all");
  }

  protected override fold(state: WorkspaceState, change: Change): void {
    const kind = state.apply(change);
    if (kind !== null) this.events.emit(kind);
  }
}
