// The frames and names of other people's selections.
import { element, setText } from "./dom";
import type { Mark } from "./painting";
import type { Range } from "./ranges";

export class Others {
  readonly #parent: Node;
  readonly #place: (box: HTMLElement, range: Range) => void;
  readonly #boxes = new Map<string, { box: HTMLElement; flag: HTMLElement }>();

  constructor(parent: Node, place: (box: HTMLElement, range: Range) => void) {
    this.#parent = parent;
    this.#place = place;
  }

  show(marks: readonly Mark[]): void {
    const seen = new Set<string>();
    for (const mark of marks) {
      seen.add(mark.key);
      const { box, flag } = this.#boxes.get(mark.key) ?? this.#newBox(mark.key);
      box.className = `rg-person person-${mark.colour}${mark.isEditing ? " is-editing" : ""}${mark.range.top === 0 ? " is-top" : ""}`;
      setText(flag, mark.label);
      this.#place(box, mark.range);
    }
    for (const [key, { box }] of this.#boxes) {
      if (seen.has(key)) continue;
      box.remove();
      this.#boxes.delete(key);
    }
  }

  #newBox(key: string): { box: HTMLElement; flag: HTMLElement } {
    const box = element("rg-person", "presentation", this.#parent);
    const made = { box, flag: element("rg-flag", undefined, box) };
    this.#boxes.set(key, made);
    return made;
  }
}
