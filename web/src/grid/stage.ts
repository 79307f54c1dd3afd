// What is on the grid now: the scene and its view, the model's state, and what lies over the cells.
import type { PastPicture } from "../history/past";
import type { LivePeriod } from "../sync/live";
import { Signal } from "../sync/signal";
import { settings as look } from "../ui/settings";
import { boardOf } from "./board";
import type { Layout } from "./layout";
import { type Board, type GridState, type Range, rangeOf, START } from "./model";
import { Places } from "./places";
import type { GridSettings, Ports } from "./ports";
import type { Roster } from "./roster";
import { type CellIssue, type Overlay, RosterScene } from "./scene";
import type { GridView } from "./view";

const NO_ISSUES: ReadonlyMap<string, CellIssue> = new Map();

/** What can be done with the selection, hanging from a point of the screen. */
export interface CellMenuAt {
  x: number;
  y: number;
}

export class Stage {
  /** The version that is shown instead of the live one; nothing can be edited then. */
  readonly past = new Signal<PastPicture | null>(null);
  readonly menu = new Signal<CellMenuAt | null>(null);
  settings: GridSettings;
  view: GridView | null = null;
  state: GridState = START;
  overlay: Overlay | null = null;
  issues = NO_ISSUES;
  readonly #ports: Ports;
  #shown: { scene: RosterScene; places: Places } | null = null;

  constructor(ports: Ports, settings: GridSettings) {
    this.#ports = ports;
    this.settings = settings;
  }

  get scene(): RosterScene | null {
    return this.#shown?.scene ?? null;
  }

  get places(): Places | null {
    return this.#shown?.places ?? null;
  }

  get live(): LivePeriod {
    return this.#ports.period.live;
  }

  get range(): Range {
    return rangeOf(this.state);
  }

  get isReadOnly(): boolean {
    return this.past.get() !== null || this.#ports.client.isReadOnly(this.live.periodId);
  }

  /** The roster laid out, as a scene of what is looked at: the live cells, or an earlier version, which nothing lies over. */
  set(roster: Roster, layout: Layout): RosterScene {
    const { today, now } = this.#ports;
    const { totals, hasShortFoot, isFootOpen, hasShortNames, hasInitials } = this.settings;
    const past = this.past.get();
    const scene = new RosterScene({
      live: this.live,
      roster,
      layout,
      overlay: past ? null : this.overlay,
      issues: past ? NO_ISSUES : this.issues,
      past,
      today,
      now,
      totals,
      hasShortFoot,
      isFootOpen,
      hasShortNames,
      hasInitials,
    });
    this.#shown = { scene, places: new Places(roster, layout) };
    return scene;
  }

  /** What the model may read; null before there is a scene. */
  board(): Board | null {
    if (!this.#shown) return null;
    const { scene, places } = this.#shown;
    return boardOf(scene, {
      workspace: this.#ports.client.workspace.state,
      pageRows: this.view?.pageRows ?? 1,
      isReadOnly: this.isReadOnly,
      hasDiff: this.overlay !== null && this.overlay.view !== "now",
      look: look.get(),
      rowOf: (person) => places.rowOfPerson(person),
    });
  }
}
