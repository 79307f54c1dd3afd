// What a finger gets besides the grid: the sheet of keys, and the selection's two handles.
import { Signal } from "../sync/signal";
import type { Stage } from "./stage";

export class Glass {
  readonly keySheet = new Signal(false);
  readonly hasHandles = new Signal(false);
  readonly #stage: Stage;
  /** The next tap is the selection's other end. */
  #selectsEnd = false;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** The selection gets its two handles, and the next tap is its other end. */
  selectTo(): void {
    this.#selectsEnd = true;
    this.#showHandles(true);
  }

  close(): void {
    this.keySheet.set(false);
    this.#showHandles(false);
  }

  /** A cell was tapped; `press` selects it, or up to it. */
  tap(press: (extend: boolean) => void): void {
    press(this.#selectsEnd);
    if (this.#selectsEnd) this.#selectsEnd = false;
    else this.#showHandles(false);
    this.keySheet.set(true);
  }

  /** A finger stayed. */
  hold(): void {
    this.#showHandles(true);
    this.keySheet.set(true);
  }

  #showHandles(are: boolean): void {
    this.hasHandles.set(are);
    this.#stage.view?.root.classList.toggle("has-grips", are);
    if (!are) this.#selectsEnd = false;
  }
}
