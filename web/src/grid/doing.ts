// Does what the model wants done: edits into the document, news to the screen around.
import type { Client } from "../sync/client";
import type { CellEdit } from "../sync/edits";
import { newId } from "../sync/ids";
import { words } from "../words";
import { didWords } from "./did";
import type { Edit, Intent, Pos } from "./model";
import type { News } from "./news";
import type { Stage } from "./stage";

export class Doing {
  readonly #client: Client;
  readonly #stage: Stage;
  readonly #news: News;
  /** What one stroke of the brush sets is undone together. */
  #strokeGroup = "";

  constructor(client: Client, stage: Stage, news: News) {
    this.#client = client;
    this.#stage = stage;
    this.#news = news;
  }

  beginStroke(): void {
    this.#strokeGroup = newId();
  }

  /** `from`: where the active cell was when it was asked for. */
  carryOut(intent: Intent, from: Pos): void {
    const { view, live, isReadOnly } = this.#stage;
    switch (intent.kind) {
      case "edit":
        return this.#edit(intent);
      case "reveal":
        return view?.reveal(intent.pos);
      case "hint": {
        const box = view?.boxOf(from);
        if (box) this.#news.emit({ kind: "hint", text: words.grid.hint(intent.typed, this.#fits(intent.fits)), box });
        return;
      }
      case "notUnderstood":
        return this.#news.emit({ kind: "notUnderstood", values: intent.values });
      case "undo":
        if (!isReadOnly) this.#client.undo(live.periodId);
        return;
      case "redo":
        if (!isReadOnly) this.#client.redo(live.periodId);
        return;
      case "menu": {
        const box = view?.boxOf(this.#stage.state.active);
        if (box) this.#stage.menu.set({ x: box.left + box.width / 2, y: box.bottom });
        return;
      }
      case "issue":
      case "part":
      case "find":
      case "preview":
        return this.#news.emit(intent);
      case "generate":
      case "saved":
      case "help":
      case "note":
      case "closeDiff":
        return this.#news.emit({ kind: intent.kind });
    }
  }

  #fits(keys: readonly string[]): string {
    const { scene } = this.#stage;
    const board = this.#stage.board();
    return keys.map((key) => `${key.toUpperCase()} ${scene?.shiftName(board?.keys.get(key) ?? null) ?? ""}`).join(" · ");
  }

  #edit({ edits, left, intent, isStroke = false }: Extract<Intent, { kind: "edit" }>): void {
    const { periodId } = this.#stage.live;
    const group = isStroke ? this.#strokeGroup : left.length > 0 ? newId() : null;
    this.#client.edit(periodId, this.#named(edits), intent, group);
    if (edits.length > 1) this.#news.say(didWords(edits, left.length, intent));
    if (left.length === 0) return;
    // Who sets them too and then undoes it wants all of it back.
    const rest = this.#named(left);
    const setToo = () => this.#client.edit(periodId, rest, intent, group);
    this.#news.emit({ kind: "stayed", count: left.length, setToo });
  }

  #named(edits: readonly Edit[]): CellEdit[] {
    const { places } = this.#stage;
    return edits.map(({ row, column, set }) => ({ ...places!.at({ row, column }), set }));
  }
}
