// The tooltip of a cell: comes under the pointer, and by itself where the focus rests.
import { Signal } from "../sync/signal";
import { type About, presentAt } from "./about";
import { isOne, type Pos } from "./model";
import type { Ports } from "./ports";
import { cellKey } from "./scene";
import type { Stage } from "./stage";

/** Who goes through cells by the keyboard isn't stopped at each of them. */
const TIP_AFTER_MS = 500;

export class Tips {
  readonly hover = new Signal<About | null>(null);
  readonly #period: Ports["period"];
  readonly #stage: Stage;
  #pointed = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(period: Ports["period"], stage: Stage) {
    this.#period = period;
    this.#stage = stage;
  }

  /** The pointer is over this cell; null: over none. */
  point(pos: Pos | null): void {
    const key = pos === null ? "" : `${pos.row}/${pos.column}`;
    if (key === this.#pointed) return;
    this.#pointed = key;
    clearTimeout(this.#timer);
    this.hover.set(pos && this.about(pos));
  }

  /** The selection moved: what the active cell's tooltip would say comes when the focus rests there. */
  moved(): void {
    this.hover.set(null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { view, range, state } = this.#stage;
      if (view?.hasFocus && isOne(range)) this.hover.set(this.about(state.active));
    }, TIP_AFTER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Null where there is nothing to say. */
  about(pos: Pos): About | null {
    const { scene, places, view } = this.#stage;
    if (!scene?.layout.lines[pos.row] || !places || !view) return null;
    const at = places.at(pos);
    const issue = scene.issues.get(cellKey(at.staffId, at.date)) ?? null;
    const { note } = scene.raw(pos.row, pos.column);
    const { personIndex, dayIndex } = scene.roster;
    const listed = { person: (id: string) => personIndex.get(id), day: (date: string) => dayIndex.get(date) };
    const present = presentAt(this.#period.others.get(), at, listed);
    if (!issue && note === null && present.length === 0) return null;
    const here = present.map(({ user }) => user.name);
    return { box: view.boxOf(pos), issue, note, here, typing: present.find(({ editing }) => editing)?.user.name ?? null };
  }
}
