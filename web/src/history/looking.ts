// Which version is looked at: the last one asked for wins, however the answers come.
import type { Problem } from "../sync/auth";
import { type PastGrid, type PastPicture, pictureOf } from "./past";

const KEPT_MAX = 24;
/** A hand that drags stops for as long before a version is asked for. */
export const DRAG_PAUSE_MS = 120;

interface Ports {
  read: (version: number) => Promise<PastGrid>;
  show: (picture: PastPicture | null) => void;
  failed: (problem: Problem) => void;
  after: (ms: number, act: () => void) => () => void;
}

export class Looking {
  readonly #ports: Ports;
  readonly #kept = new Map<number, PastGrid>();
  #asked = 0;
  #cancel = () => {};

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Null: back to now. `pause_ms`: another one may be asked for meanwhile. */
  look(version: number | null, at: string | null, pause_ms = 0): void {
    this.#asked += 1;
    const asked = this.#asked;
    this.#cancel();
    if (version === null) return this.#ports.show(null);
    this.#cancel = this.#ports.after(pause_ms, () => void this.#fetch(version, at, asked));
  }

  async #fetch(version: number, at: string | null, asked: number): Promise<void> {
    try {
      // A version never changes.
      const grid = this.#kept.get(version) ?? (await this.#ports.read(version));
      this.#kept.set(version, grid);
      if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
      if (asked === this.#asked) this.#ports.show(pictureOf(grid, at));
    } catch (problem) {
      if (asked === this.#asked) this.#ports.failed(problem as Problem);
    }
  }
}
