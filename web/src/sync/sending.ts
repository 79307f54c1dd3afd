// Sends what waits, as soon and as fast as the hub takes it, and again what it put off.
import type { Clock } from "./clock";
import type { Documents } from "./documents";
import type { Line } from "./line";
import { Pace } from "./pace";
import type { OperationQueue, Waiting } from "./queue";
import type { ErrorPayload } from "./wire";

export interface SendingPorts {
  line: Line;
  documents: Documents;
  queue: OperationQueue;
  clock: Clock;
  /** Time has come to send again. */
  settle: () => void;
}

const RETRY_AFTER_MS = 1000;

export class Sending {
  readonly #ports: SendingPorts;
  readonly #pace = new Pace();
  #isUnavailable = false;
  #cancelNext: () => void = () => {};

  constructor(ports: SendingPorts) {
    this.#ports = ports;
  }

  /** The hub answered `unavailable` to one that still waits. */
  get isUnavailable(): boolean {
    return this.#isUnavailable && this.#ports.queue.size > 0;
  }

  /** A new connection, and what the hub takes over it. */
  welcomed(opsPerSecond: number): void {
    this.#pace.begin(opsPerSecond, this.#ports.clock.now());
  }

  /** Send what may go, and set the timer for what comes next. */
  pump(): void {
    const { clock, documents, line, queue, settle } = this.#ports;
    const now = clock.now();
    let nextAt = queue.nextRetryAt(now);
    if (line.isOpen) {
      // A document that isn't open has nothing to catch up with: what waits for it goes as it is.
      for (const entry of queue.sendable(now, (key) => (documents.find(key)?.phase ?? "live") === "live")) {
        if (!this.#pace.take(now)) {
          nextAt = Math.max(this.#pace.nextAt(now), now);
          break;
        }
        entry.state = "sent";
        entry.sendings += 1;
        line.send(entry.id, entry.base, entry.body, entry.sendings > 1);
      }
    }
    this.#cancelNext();
    this.#cancelNext = nextAt === null ? () => {} : clock.after(Math.max(1, nextAt - now), settle);
  }

  /** A temporary error: kept, and sent again under its old id and base [4.7 of the page's design]. */
  putOff(entry: Waiting, { code, retry_after_ms }: ErrorPayload): void {
    const { clock, queue } = this.#ports;
    const wait = retry_after_ms ?? RETRY_AFTER_MS * (0.5 + clock.random()) * Math.min(8, entry.sendings);
    queue.refused(entry.id, clock.now() + wait);
    if (code === "rate_limited" || code === "overloaded") this.#pace.pause(clock.now() + wait);
    if (code === "unavailable") this.#isUnavailable = true;
  }

  /** The hub has answered one for good. */
  answered(): void {
    this.#isUnavailable = false;
  }
}
