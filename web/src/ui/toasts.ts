// Short notices at the edge of the page; one that offers an act stays until it is answered or closed.
import { newId } from "../sync/ids";
import { Signal } from "../sync/signal";

export interface Act {
  label: string;
  run: () => void;
}

export interface Toast {
  id: string;
  text: string;
  /** `alert` is spoken at once. */
  level: "status" | "alert";
  acts: readonly Act[];
}

const SHOWN_MS = 6000;
const SHOWN_MAX = 4;

export class Toasts {
  readonly shown = new Signal<readonly Toast[]>([]);

  say(text: string, acts: readonly Act[] = [], level: Toast["level"] = "status"): void {
    const toast = { id: newId(), text, level, acts };
    const others = this.shown.get().filter((other) => other.text !== text);
    this.shown.set([...others, toast].slice(-SHOWN_MAX));
    if (acts.length === 0) setTimeout(() => this.close(toast.id), SHOWN_MS);
  }

  readonly close = (id: string): void => this.shown.set(this.shown.get().filter((toast) => toast.id !== id));
}
