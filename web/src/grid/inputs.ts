// Takes what comes in through the model, has done what the model wants, and shows what came of it.
import { Signal } from "../sync/signal";
import { words } from "../words";
import type { Company } from "./company";
import type { Doing } from "./doing";
import { type GridState, type Input, type Intent, isOne, sizeOf, step } from "./model";
import type { News } from "./news";
import { type Selected, selectedOf } from "./selected";
import type { Stage } from "./stage";
import type { Tips } from "./tips";

interface Parts {
  stage: Stage;
  doing: Doing;
  tips: Tips;
  company: Company;
  news: News;
}

export class Inputs {
  readonly selected = new Signal<Selected | null>(null);
  readonly picker = new Signal<DOMRect | null>(null);
  readonly brush = new Signal<GridState["brush"]>(null);
  readonly #parts: Parts;
  #isTelling = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** False: it is the browser's. */
  take(input: Input, takeFocus = true): boolean {
    const { stage, doing } = this.#parts;
    const board = stage.board();
    if (!board) return false;
    const before = stage.state;
    const { state, intents, isTaken } = step(before, input, board);
    stage.state = state;
    for (const intent of intents) doing.carryOut(intent, before.active);
    // Who goes on to the toolbar or the panel isn't called back.
    const has = (kind: Intent["kind"]) => intents.some((intent) => intent.kind === kind);
    this.#show(before, takeFocus && !has("part"), has("edit"));
    return isTaken;
  }

  tellSelected(): void {
    const { scene, places, state } = this.#parts.stage;
    this.selected.set(scene && places && selectedOf(scene, places, state));
  }

  /** Once a frame, however many cells moved. */
  tellSelectedSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    requestAnimationFrame(() => {
      this.#isTelling = false;
      this.tellSelected();
    });
  }

  #show(before: GridState, takeFocus: boolean, hasDone: boolean): void {
    const { stage, tips, company, news } = this.#parts;
    const { view, range, state, menu } = stage;
    const { active, head, cut, fill, isPicking, others, move, brush } = state;
    view?.select(active, range, cut, fill, takeFocus && !isPicking && menu.get() === null, { others, move });
    if (brush !== this.brush.get()) {
      this.brush.set(brush);
      view?.root.classList.toggle("has-brush", brush !== null);
    }
    if (isPicking !== (this.picker.get() !== null)) this.picker.set(isPicking && view ? view.boxOf(active) : null);
    if (before.active !== active || before.head !== head) {
      tips.moved();
      const { rows, columns } = sizeOf(range);
      // What was done to the cells says more than how many are selected now.
      if (!isOne(range) && !hasDone) news.say(words.grid.rangeSpoken(rows, columns));
    }
    this.tellSelected();
    company.tell(before);
  }
}
