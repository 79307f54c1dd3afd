// Frames over the cells, as many as are needed: further ranges of the selection, and where a dragged one would land.
import { element } from "./dom";
import type { Range } from "./ranges";

export class Ghosts {
  readonly #parent: Node;
  readonly #place: (box: HTMLElement, range: Range) => void;
  #boxes: HTMLElement[] = [];

  constructor(parent: Node, place: (box: HTMLElement, range: Range) => void) {
    this.#parent = parent;
    this.#place = place;
  }

  show(others: readonly Range[], move: Range | null): void {
    const wanted = [...others.map((range) => ({ range, look: "rg-also" })), ...(move ? [{ range: move, look: "rg-drop" }] : [])];
    while (this.#boxes.length < wanted.length) this.#boxes.push(element("", undefined, this.#parent));
    for (const box of this.#boxes.splice(wanted.length)) box.remove();
    wanted.forEach(({ range, look }, index) => {
      const box = this.#boxes[index]!;
      box.className = look;
      this.#place(box, range);
    });
  }
}
