// The documents that the page has open: the workspace always, a period while someone holds it.
import type { Clock } from "./clock";
import type { Hasher } from "./hash";
import type { Line } from "./line";
import { LivePeriod, LiveWorkspace } from "./live";
import { Throttle } from "./presence";
import type { Waiting } from "./queue";
import { Redo } from "./redo";
import type { Runs } from "./runs";
import { Signal } from "./signal";
import type { Body, DocumentKey, PresentUser } from "./wire";

/** One period that is open on the page. */
export interface OpenPeriod {
  readonly live: LivePeriod;
  readonly others: Signal<readonly PresentUser[]>;
  readonly runs: Signal<Runs>;
  /** Whether there is something of ours to redo, as far as this page knows. */
  readonly canRedo: Signal<boolean>;
}

export interface Opened extends OpenPeriod {
  /** Takes bodies of PRESENCE_UPDATE as text. */
  readonly presence: Throttle;
  readonly redo: Redo;
}

export type Live = LivePeriod | LiveWorkspace;

export interface DocumentsPorts {
  line: Line;
  clock: Clock;
  hasher: Hasher;
  onOpened: (live: LivePeriod) => void;
  onClosed: (periodId: string) => void;
}

const PRESENCE_GAP_MS = 100;
/** From one screen to the next. */
const LINGER_MS = 500;

export class Documents {
  readonly workspace: LiveWorkspace;
  readonly workspaceRedo = new Redo();
  readonly #ports: DocumentsPorts;
  readonly #periods = new Map<string, Opened>();
  /** How many hold each of them open. */
  readonly #holders = new Map<string, number>();

  constructor(ports: DocumentsPorts) {
    this.#ports = ports;
    this.workspace = new LiveWorkspace(() => ports.line.welcome.get()?.workspace.id ?? "", ports.hasher);
  }

  get periods(): readonly Opened[] {
    return [...this.#periods.values()];
  }

  get all(): readonly Live[] {
    return [this.workspace, ...this.periods.map(({ live }) => live)];
  }

  /** A period, opened if it isn't open. */
  period(periodId: string): Opened {
    return this.#periods.get(periodId) ?? this.#open(periodId);
  }

  /** A period, if it is open. */
  opened(periodId: string): Opened | undefined {
    return this.#periods.get(periodId);
  }

  find(key: DocumentKey): Live | undefined {
    return key === "workspace" ? this.workspace : this.#ofKey(key)?.live;
  }

  redoOf(key: DocumentKey): Redo | undefined {
    return key === "workspace" ? this.workspaceRedo : this.#ofKey(key)?.redo;
  }

  /** What of a document waits for its answer is now this. */
  overlay(key: DocumentKey, waiting: readonly Waiting[]): void {
    this.find(key)?.overlay(waiting);
  }

  isReadOnly(periodId: string): boolean {
    return this.#ports.line.isViewer || this.#periods.get(periodId)?.live.state?.header.status === "closed";
  }

  /** Keep a period open until what is returned is called, and a moment longer. */
  hold(periodId: string): () => void {
    this.#holders.set(periodId, (this.#holders.get(periodId) ?? 0) + 1);
    this.period(periodId);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holders.set(periodId, this.#holders.get(periodId)! - 1);
      this.#ports.clock.after(LINGER_MS, () => {
        if (this.#holders.get(periodId) !== 0) return;
        this.#holders.delete(periodId);
        this.close(periodId);
      });
    };
  }

  close(periodId: string): void {
    if (this.#periods.delete(periodId)) this.#ports.onClosed(periodId);
  }

  #ofKey(key: DocumentKey): Opened | undefined {
    return this.#periods.get(key.slice("period:".length));
  }

  #open(periodId: string): Opened {
    const { clock, hasher, line, onOpened } = this.#ports;
    const redo = new Redo();
    const opened: Opened = {
      live: new LivePeriod(periodId, hasher),
      others: new Signal<readonly PresentUser[]>([]),
      runs: new Signal<Runs>([]),
      canRedo: redo.isPossible,
      redo,
      presence: new Throttle(
        PRESENCE_GAP_MS,
        (ms, call) => clock.after(ms, call),
        (text) => line.tell(JSON.parse(text) as Body),
      ),
    };
    this.#periods.set(periodId, opened);
    // Later: opening is also asked for while React renders, when nobody may be told anything.
    queueMicrotask(() => {
      if (this.#periods.get(periodId) === opened) onOpened(opened.live);
    });
    return opened;
  }
}
