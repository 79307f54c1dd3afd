// What can be redone, as far as this page knows: what it took back before sending, and what the hub undid for it [UN1].
import { Signal } from "./signal";
import type { Body } from "./wire";

export class Redo {
  readonly isPossible = new Signal(false);
  #takenBack: Body[][] = [];
  #depth = 0;

  /** A new operation clears it. */
  clear(): void {
    this.#takenBack = [];
    this.#set(0);
  }

  tookBack(bodies: Body[]): void {
    this.#takenBack.push(bodies);
    this.#set(this.#depth);
  }

  /** What was taken back last, to be made again; none: the hub has to be asked. */
  bringBack(): Body[] | undefined {
    const bodies = this.#takenBack.pop();
    this.#set(this.#depth);
    return bodies;
  }

  /** The hub did it. */
  answered(type: Body["type"]): void {
    if (type === "UNDO") this.#set(this.#depth + 1);
    if (type === "REDO") this.#set(Math.max(0, this.#depth - 1));
  }

  /** The hub has nothing left to redo. */
  exhausted(): void {
    this.#set(0);
  }

  #set(depth: number): void {
    this.#depth = depth;
    this.isPossible.set(depth > 0 || this.#takenBack.length > 0);
  }
}
