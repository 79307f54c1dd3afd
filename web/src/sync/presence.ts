// Who else is in a period, and where.
import type { CellPosition, CellRange, PresentUser } from "./wire";

export type Selection = CellPosition | CellRange | null;

export function joined(
  others: readonly PresentUser[],
  users: readonly PresentUser[],
  left: readonly string[],
  me: string,
): readonly PresentUser[] {
  const gone = new Set([...left, me]);
  const byId = new Map(others.map((user) => [user.connection_id, user]));
  for (const user of users) byId.set(user.connection_id, user);
  return [...byId.values()].filter((user) => !gone.has(user.connection_id));
}

/** One face a person: someone with two windows is here once. */
export function faces(others: readonly PresentUser[]): readonly PresentUser[] {
  return [...new Map(others.map((user) => [user.user.id, user])).values()];
}

export function rangeOf(selection: Selection): { from: CellPosition; to: CellPosition } | null {
  if (!selection) return null;
  return "from" in selection ? selection : { from: selection, to: selection };
}

/** Sends at most one in `gapMs`, the last one always; what did not change is not sent. */
export class Throttle {
  #last = "";
  #next: string | null = null;
  #cancel: (() => void) | null = null;
  readonly #after: (ms: number, call: () => void) => () => void;
  readonly #gapMs: number;
  readonly #send: (text: string) => void;

  constructor(gapMs: number, after: (ms: number, call: () => void) => () => void, send: (text: string) => void) {
    this.#gapMs = gapMs;
    this.#after = after;
    this.#send = send;
  }

  offer(text: string): void {
    if (this.#cancel) {
      this.#next = text;
      return;
    }
    if (text === this.#last) return;
    this.#last = text;
    this.#send(text);
    this.#cancel = this.#after(this.#gapMs, () => {
      this.#cancel = null;
      const next = this.#next;
      this.#next = null;
      if (next !== null) this.offer(next);
    });
  }

  /** The other side forgot: say it again. */
  again(): void {
    if (this.#last) this.#send(this.#last);
  }
}
