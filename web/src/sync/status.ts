// Keeps the chip true: gathers its facts, and looks again when time alone may change it.
import { type Chip, type ChipFacts, chipChangesAt, chipOf } from "./chip";
import type { Clock } from "./clock";
import type { Documents } from "./documents";
import type { Line } from "./line";
import type { OperationQueue } from "./queue";
import type { Sending } from "./sending";
import { Signal } from "./signal";

export interface StatusPorts {
  line: Line;
  documents: Documents;
  queue: OperationQueue;
  sending: Sending;
  clock: Clock;
}

export class Status {
  readonly chip = new Signal<Chip>({ kind: "connecting" });
  readonly #ports: StatusPorts;
  #cancel: () => void = () => {};

  constructor(ports: StatusPorts) {
    this.#ports = ports;
  }

  update(): void {
    const facts = this.#facts();
    const next = chipOf(facts);
    if (JSON.stringify(next) !== JSON.stringify(this.chip.get())) this.chip.set(next);
    this.#cancel();
    const at = chipChangesAt(facts);
    this.#cancel = at === null ? () => {} : this.#ports.clock.after(at - facts.now, () => this.update());
  }

  #facts(): ChipFacts {
    const { clock, documents, line, queue, sending } = this.#ports;
    const asked = documents.all.filter((document) => document.phase === "asked");
    return {
      now: clock.now(),
      link: line.link,
      waiting: queue.size,
      oldestAt: queue.entries[0]?.madeAt ?? null,
      isUnavailable: sending.isUnavailable,
      isCatchingUp: asked.some((document) => document.state !== null),
      isLoading: asked.some((document) => document.state === null),
      isReadOnly: documents.periods.some(({ live }) => documents.isReadOnly(live.periodId)),
      hasNewVersion: line.hasNewVersion,
    };
  }
}
