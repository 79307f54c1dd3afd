// A drag in progress: follows its pointer, and scrolls the grid while the pointer is at or beyond an edge of the cells.
import type { Pos } from "./ranges";

export interface Point {
  clientX: number;
  clientY: number;
}

/** What is dragged over. */
export interface Ground {
  readonly root: HTMLElement;
  posAt(point: Point): Pos;
  viewport(): DOMRect;
}

/** So near to an edge it scrolls. */
const EDGE_PX = 10;
/** A pixel a frame for so many pixels beyond the edge, and at most this fast. */
const SLOWNESS = 4;
const SPEED_MAX = 24;

/** Pixels a frame for a pointer at `at` between the edges. */
export function speedAt(at: number, low: number, high: number): number {
  const beyond = at < low + EDGE_PX ? at - low - EDGE_PX : at > high - EDGE_PX ? at - high + EDGE_PX : 0;
  return Math.sign(beyond) * Math.min(SPEED_MAX, Math.ceil(Math.abs(beyond) / SLOWNESS));
}

export class Drag {
  readonly from: Pos;
  readonly #ground: Ground;
  readonly #onMove: (pos: Pos) => void;
  #last: Point | null = null;
  #frame = 0;

  constructor(ground: Ground, from: Pos, onMove: (pos: Pos) => void) {
    this.#ground = ground;
    this.from = from;
    this.#onMove = onMove;
  }

  moved({ clientX, clientY }: Point): void {
    this.#last = { clientX, clientY };
    this.#tell();
    this.#frame ||= requestAnimationFrame(this.#scroll);
  }

  end(): void {
    cancelAnimationFrame(this.#frame);
    this.#last = null;
  }

  /** The cell under the pointer, or where it left the cells, the nearest that is in view. */
  #tell(): void {
    if (!this.#last) return;
    const { left, right, top, bottom } = this.#ground.viewport();
    const clientX = Math.max(left, Math.min(right - 1, this.#last.clientX));
    const clientY = Math.max(top, Math.min(bottom - 1, this.#last.clientY));
    this.#onMove(this.#ground.posAt({ clientX, clientY }));
  }

  readonly #scroll = (): void => {
    this.#frame = 0;
    if (!this.#last) return;
    const { left, right, top, bottom } = this.#ground.viewport();
    const { root } = this.#ground;
    const [x, y] = [root.scrollLeft, root.scrollTop];
    root.scrollBy(speedAt(this.#last.clientX, left, right), speedAt(this.#last.clientY, top, bottom));
    if (root.scrollLeft === x && root.scrollTop === y) return;
    this.#tell();
    this.#frame = requestAnimationFrame(this.#scroll);
  };
}
