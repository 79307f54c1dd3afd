// The grid's life outside React: one door for documents, hands and panels, through the model, to the view.
import type { PastPicture } from "../history/past";
import type { CellAt } from "../sync/document";
import { Emitter, Signal } from "../sync/signal";
import type { About } from "./about";
import { type Arrangement, Arranging } from "./arranging";
import { Changes } from "./changes";
import type { Block } from "./clipboard";
import { Company } from "./company";
import { Copying } from "./copying";
import { Doing } from "./doing";
import { gesturesOf } from "./gestures";
import { Glass } from "./glass";
import { Going } from "./going";
import { Inputs } from "./inputs";
import { type Command, commandOf, type Key } from "./keys";
import type { Geometry, Layout } from "./layout";
import type { GridState, Input } from "./model";
import { News } from "./news";
import type { PastePlan } from "./pasting";
import type { GridSettings, Ports } from "./ports";
import { type Roster, rosterOf } from "./roster";
import type { CellIssue, Overlay, RosterScene } from "./scene";
import type { Selected } from "./selected";
import { type CellMenuAt, Stage } from "./stage";
import { Tips } from "./tips";
import { GridView } from "./view";

export class GridController {
  /** The cell whose history is asked for: the panel that tells it listens. */
  readonly story = new Signal<CellAt | null>(null);
  readonly roster = new Signal<Roster | null>(null);
  /** A group's band was clicked. */
  readonly folds = new Emitter<string>();
  readonly news: News;
  readonly selected: Signal<Selected | null>;
  readonly picker: Signal<DOMRect | null>;
  readonly menu: Signal<CellMenuAt | null>;
  readonly brush: Signal<GridState["brush"]>;
  /** The version that the grid shows instead of the live one; nothing can be edited then. */
  readonly past: Signal<PastPicture | null>;
  readonly hover: Signal<About | null>;
  readonly arrangement: Signal<Arrangement>;
  readonly keySheet: Signal<boolean>;
  /** On touch: the selection shows its two handles. */
  readonly hasHandles: Signal<boolean>;
  /** To people, days and cells that others point at. */
  readonly going: Going;
  readonly #ports: Ports;
  readonly #stage: Stage;
  readonly #arranging: Arranging;
  readonly #changes: Changes;
  readonly #company: Company;
  readonly #tips: Tips;
  readonly #glass: Glass;
  readonly #copying: Copying;
  readonly #doing: Doing;
  readonly #inputs: Inputs;
  #host: HTMLElement | null = null;

  constructor(ports: Ports, settings: GridSettings) {
    const { client, period, now } = ports;
    const stage = new Stage(ports, settings);
    const news = new News(now);
    this.#ports = ports;
    this.#stage = stage;
    this.news = news;
    this.#arranging = new Arranging(client, stage, news);
    this.#changes = new Changes(client, stage, this.#arranging, news);
    this.#company = new Company(ports, stage);
    this.#tips = new Tips(period, stage);
    this.#glass = new Glass(stage);
    this.#doing = new Doing(client, stage, news);
    this.#inputs = new Inputs({ stage, news, doing: this.#doing, tips: this.#tips, company: this.#company });
    this.#copying = new Copying(stage, news, this.#input);
    this.going = new Going(stage, (input) => this.#inputs.take(input, false));
    this.selected = this.#inputs.selected;
    this.picker = this.#inputs.picker;
    this.brush = this.#inputs.brush;
    this.menu = stage.menu;
    this.past = stage.past;
    this.hover = this.#tips.hover;
    this.arrangement = this.#arranging.arrangement;
    this.keySheet = this.#glass.keySheet;
    this.hasHandles = this.#glass.hasHandles;
  }

  get isReadOnly(): boolean {
    return this.#stage.isReadOnly;
  }

  // --- what is shown --------------------------------------------------------------------------------------------

  mount(host: HTMLElement): () => void {
    this.#host = host;
    const { client, period } = this.#ports;
    const stops = [
      period.live.events.on((event) => {
        if (event.kind !== "cells") return this.#rebuild();
        this.#changes.moved(event);
        this.#inputs.tellSelectedSoon();
      }),
      client.workspace.events.on(() => this.#rebuild()),
      client.welcome.subscribe(() => this.#rebuild()),
      period.others.subscribe(() => this.#company.paint()),
    ];
    this.#rebuild();
    return () => {
      for (const stop of stops) stop();
      this.#arranging.stop();
      this.#tips.stop();
      this.#stage.view?.destroy();
      this.#stage.view = null;
      this.#host = null;
      this.#company.leave();
    };
  }

  set(settings: Partial<GridSettings>): void {
    this.#stage.settings = { ...this.#stage.settings, ...settings };
    this.#rebuild();
  }

  /** Filter and sort by the cells as they are now. */
  readonly rearrange = (): void => this.#rebuild();

  /** Another density: the same people in other sizes. */
  resized(): void {
    this.#rebuild();
  }

  overlay(overlay: Overlay | null): void {
    const { scene, past } = this.#stage;
    this.#stage.overlay = overlay;
    if (!scene || past.get()) return;
    scene.overlay = overlay;
    this.#changes.all();
    this.#inputs.tellSelected();
  }

  /** Look at an earlier version; null: back to now. */
  lookAt(past: PastPicture | null): void {
    if (past === this.past.get()) return;
    this.past.set(past);
    this.#rebuild();
  }

  issues(issues: ReadonlyMap<string, CellIssue>): void {
    const { scene, past, settings, view } = this.#stage;
    const areFirst = this.#stage.issues.size === 0 && issues.size > 0;
    this.#stage.issues = issues;
    if (!scene || past.get()) return;
    if (settings.rows.filter.hasIssue) {
      if (areFirst) return this.#rebuild();
      this.#arranging.tellStaleSoon();
    }
    scene.issues = issues;
    view?.touchAll();
  }

  // --- what panels and sheets do --------------------------------------------------------------------------------

  readonly focus = (): void => this.#stage.view?.focus();
  /** What a key would do, by another way. */
  readonly run = (command: Command): void => void this.#command(command);
  readonly setShift = (code: string | null, where: "down" | "up" | "stay" = "stay"): void =>
    this.#input({ kind: "set", code, step: where });
  readonly toggleLock = (): void => this.#input({ kind: "lock" });
  readonly armBrush = (brush: GridState["brush"]): void => this.#input({ kind: "brush", brush });
  readonly askNote = (): void => this.news.emit({ kind: "note" });

  setNote({ staffId, date }: CellAt, note: string | null): void {
    this.#ports.client.edit(this.#stage.live.periodId, [{ staffId, date, set: { note } }], "edit");
  }

  readonly closeMenu = (): void => {
    this.menu.set(null);
    this.focus();
  };

  readonly closePicker = (): void => {
    this.#input({ kind: "closePicker" });
    this.focus();
  };

  /** The history of the active cell. */
  readonly tellStory = (): void => {
    const { active } = this.selected.get() ?? {};
    if (active) this.story.set({ staffId: active.staffId, date: active.date });
  };

  /** The selection gets its two handles, and the next tap is its other end. */
  readonly selectTo = (): void => this.#glass.selectTo();
  readonly closeSheet = (): void => this.#glass.close();

  /** What there is to say of the active cell, for the sheet on glass. */
  aboutActive(): About | null {
    return this.#tips.about(this.#stage.state.active);
  }

  // --- people and cells -----------------------------------------------------------------------------------------

  /** Only the period's own order can be changed, and only by those who may edit. */
  get canMovePeople(): boolean {
    return this.#arranging.canMove;
  }

  /** The active cell's person one place up or down among those shown of their group. */
  readonly movePerson = (by: -1 | 1): void => this.#arranging.move(by);

  /** The name in a row that is shown. */
  personOfRow(row: number): string {
    const { roster, layout } = this.#stage.scene ?? {};
    return roster?.people[layout?.lines[row]?.person ?? -1]?.name ?? "";
  }

  // --- keys and clipboard ---------------------------------------------------------------------------------------

  key(key: Key): boolean {
    const command = commandOf(key);
    return command !== null && this.#command(command);
  }

  #command(command: Command): boolean {
    return this.#inputs.take({ kind: "command", command, at: this.#ports.now() });
  }

  readonly #input = (input: Input): void => void this.#inputs.take(input);

  copy(data: DataTransfer, isCut: boolean): void {
    this.#copying.copy(data, isCut);
  }

  paste(data: DataTransfer): void {
    this.#copying.paste(data.getData("text/plain"), data.getData("text/html"));
  }

  readonly pastePlan = (plan: PastePlan): void => this.#input({ kind: "pastePlan", plan });
  readonly pasteAsItIs = (block: Block, isOwn: boolean): void => this.#input({ kind: "paste", block, isOwn, asItIs: true });
  /** From a menu. */
  readonly copyNow = (isCut: boolean): void => this.#copying.copyNow(isCut);
  readonly pasteNow = (): void => this.#copying.pasteNow();

  // --- painting -------------------------------------------------------------------------------------------------

  #rebuild(): void {
    const { client, geometry, period } = this.#ports;
    const workspace = client.workspace.state;
    const { state } = period.live;
    if (!this.#host || !state || !workspace) return;
    const roster = rosterOf(state, workspace);
    const sizes = geometry();
    // Hidden while another screen loads: what is laid out stays.
    if (sizes.cellW === 0) return;
    const stage = this.#stage;
    const layout = this.#arranging.layOut(roster, sizes);
    const { active } = stage.state;
    const held = stage.places?.has(active) ? stage.places.at(active) : null;
    const isSameOrder = sameOrder(stage.scene?.layout, layout);
    const scene = stage.set(roster, layout);
    this.roster.set(roster);
    this.#arranging.tell(roster);
    if (stage.view) stage.view.show(scene, sizes);
    else stage.view = this.#newView(this.#host, scene, sizes);
    stage.view.root.setAttribute("aria-readonly", String(this.isReadOnly));
    const pos = held && (stage.places?.posOf(held) ?? null);
    // The active cell goes where its person went; a range over other people would be another range.
    if (pos && !isSameOrder) stage.state = { ...stage.state, active: pos, head: pos, others: [] };
    this.#inputs.take({ kind: "reshaped" }, false);
    this.#company.paint();
  }

  #newView(host: HTMLElement, scene: RosterScene, sizes: Geometry): GridView {
    const gestures = gesturesOf({
      stage: this.#stage,
      glass: this.#glass,
      tips: this.#tips,
      arranging: this.#arranging,
      input: this.#input,
      beginStroke: () => this.#doing.beginStroke(),
      toggleGroup: (key) => this.folds.emit(key),
      toggleFoot: () => this.set({ isFootOpen: !this.#stage.settings.isFootOpen }),
    });
    return new GridView(host, scene, sizes, gestures);
  }
}

function sameOrder(before: Layout | undefined, after: Layout): boolean {
  return before?.lines.length === after.lines.length && before.lines.every(({ person }, row) => person === after.lines[row]?.person);
}
