// The others in the period: their selections are painted here, and ours is told to them.
import type { CellAt } from "../sync/document";
import { rangeOf as presentRange } from "../sync/presence";
import type { PresentUser } from "../sync/wire";
import { words } from "../words";
import type { GridState } from "./model";
import type { Mark } from "./painting";
import type { Ports } from "./ports";
import { isOne, type Pos, rangeOf } from "./ranges";
import type { Stage } from "./stage";

/** So long after the last letter someone counts as typing. */
const TYPING_SHOWN_MS = 1500;

export class Company {
  readonly #ports: Pick<Ports, "client" | "period" | "now">;
  readonly #stage: Stage;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: Pick<Ports, "client" | "period" | "now">, stage: Stage) {
    this.#ports = ports;
    this.#stage = stage;
  }

  paint(): void {
    const { places, view } = this.#stage;
    view?.people(marksOf(this.#ports.period.others.get(), (at) => places?.posOf(at) ?? null));
  }

  /** Where we are now; `before` was the state until then. */
  tell(before: GridState): void {
    const { typed } = this.#stage.state;
    if (typed !== before.typed && typed !== null) {
      clearTimeout(this.#typingEnds);
      this.#typingEnds = setTimeout(() => this.#send(), TYPING_SHOWN_MS);
    }
    this.#send();
  }

  leave(): void {
    clearTimeout(this.#typingEnds);
    this.#ports.client.setPresence(this.#stage.live.periodId, null, false);
  }

  #send(): void {
    const { places, range, live } = this.#stage;
    const [first, last] = [
      { row: range.top, column: range.left },
      { row: range.bottom, column: range.right },
    ];
    if (!places?.has(last)) return;
    const wire = ({ staffId, date }: CellAt) => ({ staff_id: staffId, date });
    const from = wire(places.at(first));
    const to = wire(places.at(last));
    this.#ports.client.setPresence(live.periodId, isOne(range) ? from : { from, to }, this.#isEditing());
  }

  #isEditing(): boolean {
    const { isPicking, typed } = this.#stage.state;
    return isPicking || (typed !== null && this.#ports.now() - typed.at < TYPING_SHOWN_MS);
  }
}

/** One for each window whose selection's corners are shown. */
export function marksOf(others: readonly PresentUser[], posOf: (at: CellAt) => Pos | null): Mark[] {
  return others.flatMap(({ connection_id, user, colour, selection, editing }) => {
    const range = presentRange(selection);
    const from = range && posOf({ staffId: range.from.staff_id, date: range.from.date });
    const to = range && posOf({ staffId: range.to.staff_id, date: range.to.date });
    if (!from || !to) return [];
    const name = user.name.split(" ")[0] ?? user.name;
    const label = editing ? words.grid.typing(name) : name;
    return [{ key: connection_id, range: rangeOf({ active: from, head: to }), label, colour, isEditing: editing }];
  });
}
