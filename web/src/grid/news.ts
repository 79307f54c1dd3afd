// What the grid tells the screen around it: things to open, to do and to say.
import { Emitter } from "../sync/signal";
import type { PastePlan } from "./pasting";

export type GridNews =
  | { kind: "stayed"; count: number; setToo: () => void }
  | { kind: "notUnderstood"; values: readonly string[] }
  | { kind: "hint"; text: string; box: DOMRect }
  | { kind: "spoken"; text: string }
  | { kind: "preview"; plan: PastePlan }
  | { kind: "find"; what: FindWhat }
  | { kind: "generate" | "saved" | "help" | "note" | "oneBlock" | "closeDiff" | "pasteByKey" | "copyByKey" }
  | { kind: "issue" | "part"; back: boolean };

export type FindWhat = "cell" | "date" | "command";

/** What others do is said once in a while: who listens has work of their own. */
const ANNOUNCE_GAP_MS = 5000;

export class News extends Emitter<GridNews> {
  readonly #now: () => number;
  #lastSpoken = 0;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  say(text: string): void {
    this.emit({ kind: "spoken", text });
  }

  /** Unless something was said in passing just before. */
  sayInPassing(text: string): void {
    const now = this.#now();
    if (now - this.#lastSpoken < ANNOUNCE_GAP_MS) return;
    this.#lastSpoken = now;
    this.say(text);
  }
}
