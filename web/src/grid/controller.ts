// The grid's life outside React: listens to documents and hands, keeps the model's state, tells the view what to paint.
import type { PastPicture } from "../history/past";
import type { Client, OpenPeriod } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { CellEdit } from "../sync/edits";
import { newId } from "../sync/ids";
import { rangeOf as presentRange } from "../sync/presence";
import { Emitter, Signal } from "../sync/signal";
import { settings as look } from "../ui/settings";
import { words } from "../words";
import { type About, presentAt } from "./about";
import { boardOf } from "./board";
import { type Block, blockOf, htmlTable, parseTsv, tsv } from "./clipboard";
import { didWords } from "./did";
import { type Command, commandOf, type Key } from "./keys";
import { type Geometry, type Layout, layoutOf } from "./layout";
import {
  type Board,
  cellsOf,
  type Edit,
  type GridState,
  type Input,
  type Intent,
  isIn,
  isOne,
  type Pos,
  type Range,
  rangeOf,
  START,
  sizeOf,
  step,
} from "./model";
import type { Gestures, Mark } from "./painting";
import type { PastePlan } from "./pasting";
import { unionOf } from "./ranges";
import { type Group, type Roster, rosterOf } from "./roster";
import { arranged, dependsOnCells, placed, type RowFacts, type RowsChoice } from "./rows";
import { type CellIssue, cellKey, type Overlay, PENDING_AFTER_MS, RosterScene } from "./scene";
import { copyByCommand, readClipboard } from "./systemClipboard";
import type { TotalKind } from "./totals";
import { GridView } from "./view";
import { rangesOf } from "./writing";

/** What the status line and the sheets say of the selection. */
export interface Selected {
  /** Of the range with the active cell. */
  size: { rows: number; columns: number };
  /** Cells of all that is selected, and of how many ranges it is made. */
  count: number;
  ranges: number;
  counts: readonly { symbol: string; code: string; count: number }[];
  hours: number;
  /** People short on the selected days, all needs together. */
  short: number;
  active: { staffId: string; date: string; person: string; shift: string | null; isLocked: boolean; note: string | null } | null;
  /** All of them, made when asked for: a whole grid is 46,000. */
  cells: () => CellAt[];
}

/** What can be done with the selection, hanging from a point of the screen. */
export interface CellMenuAt {
  x: number;
  y: number;
}

export type GridNews =
  | { kind: "stayed"; count: number; setToo: () => void }
  | { kind: "notUnderstood"; values: readonly string[] }
  | { kind: "hint"; text: string; box: DOMRect }
  | { kind: "spoken"; text: string }
  | { kind: "preview"; plan: PastePlan }
  | { kind: "find"; what: FindWhat }
  | { kind: "generate" | "saved" | "help" | "note" | "oneBlock" | "closeDiff" | "pasteByKey" | "copyByKey" }
  | { kind: "issue" | "part"; back: boolean };

export type FindWhat = "cell" | "date" | "command";

/** How many of the period's people are shown. */
export interface Arrangement {
  shown: number;
  all: number;
  /** Cells have moved since: filtered and sorted now, the rows would be others. They stay where they are until asked for. */
  isStale: boolean;
}

export interface GridSettings {
  rows: RowsChoice;
  totals: readonly TotalKind[];
  hasShortFoot: boolean;
  isFootOpen: boolean;
  hasShortNames: boolean;
  hasInitials: boolean;
}

interface Ports {
  client: Client;
  period: OpenPeriod;
  today: string;
  now: () => number;
  geometry: () => Geometry;
}

const NO_ISSUES: ReadonlyMap<string, CellIssue> = new Map();
const ANNOUNCE_GAP_MS = 5000;
/** So many cells are selected one by one. */
const ALONE_MAX = 100;
const STALE_AFTER_MS = 500;
/** Who goes through cells by the keyboard isn't stopped at each of them. */
const TIP_AFTER_MS = 500;
/** So long after the last letter someone counts as typing. */
const TYPING_SHOWN_MS = 1500;

export class GridController {
  readonly selected = new Signal<Selected | null>(null);
  readonly picker = new Signal<DOMRect | null>(null);
  readonly keySheet = new Signal(false);
  readonly menu = new Signal<CellMenuAt | null>(null);
  /** The cell whose history is asked for: the panel that tells it listens. */
  readonly story = new Signal<CellAt | null>(null);
  /** The version that the grid shows instead of the live one; nothing can be edited then. */
  readonly past = new Signal<PastPicture | null>(null);
  readonly brush = new Signal<GridState["brush"]>(null);
  /** On touch: the selection shows its two handles. */
  readonly hasHandles = new Signal(false);
  readonly roster = new Signal<Roster | null>(null);
  readonly hover = new Signal<About | null>(null);
  readonly arrangement = new Signal<Arrangement>({ shown: 0, all: 0, isStale: false });
  /** A group's band was clicked. */
  readonly folds = new Emitter<string>();
  readonly news = new Emitter<GridNews>();
  readonly #ports: Ports;
  #state: GridState = START;
  #settings: GridSettings;
  #groups: readonly Group[] = [];
  #scene: RosterScene | null = null;
  #view: GridView | null = null;
  #host: HTMLElement | null = null;
  #rowOfPerson = new Map<number, number>();
  #overlay: Overlay | null = null;
  #issues: ReadonlyMap<string, CellIssue> = new Map();
  #copied = "";
  #selectEnd = false;
  /** What one stroke of the brush sets is undone together. */
  #strokeGroup = "";
  #stops: (() => void)[] = [];
  #lastSpoken = 0;
  #isPendingTimed = false;
  #isTelling = false;
  #hoveredKey = "";
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  #tipTimer: ReturnType<typeof setTimeout> | undefined;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: Ports, settings: GridSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  get isReadOnly(): boolean {
    return this.past.get() !== null || this.#ports.client.isReadOnly(this.#live.periodId);
  }

  get #live() {
    return this.#ports.period.live;
  }

  // --- mounting -------------------------------------------------------------------------------------------------

  mount(host: HTMLElement): () => void {
    this.#host = host;
    const { client, period } = this.#ports;
    this.#stops = [
      this.#live.events.on((event) => {
        if (event.kind === "cells") this.#moved(event.cells, event.change);
        else this.#rebuild();
      }),
      client.workspace.events.on(() => this.#rebuild()),
      client.welcome.subscribe(() => this.#rebuild()),
      period.others.subscribe(() => this.#paintPeople()),
    ];
    this.#rebuild();
    return () => {
      for (const stop of this.#stops) stop();
      clearTimeout(this.#typingEnds);
      clearTimeout(this.#staleTimer);
      clearTimeout(this.#tipTimer);
      this.#view?.destroy();
      this.#view = null;
      this.#host = null;
      client.setPresence(this.#live.periodId, null, false);
    };
  }

  set(settings: Partial<GridSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#rebuild();
  }

  /** Filter and sort by the cells as they are now. */
  readonly rearrange = (): void => this.#rebuild();

  /** Only the period's own order can be changed, and only by those who may edit. */
  get canMovePeople(): boolean {
    return this.#settings.rows.sortBy === "own" && !this.isReadOnly;
  }

  /** The active cell's person one place up or down among those shown of their group. */
  readonly movePerson = (by: -1 | 1): void => {
    const { row } = this.#state.active;
    const person = this.#scene?.layout.lines[row]?.person;
    const other = this.#scene?.layout.lines[row + by]?.person;
    const isSameGroup = this.#groups.some(({ people }) => people.includes(person ?? -1) && people.includes(other ?? -1));
    if (isSameGroup) this.#place(row, by === -1 ? "before" : "after", row + by);
  };

  #place(row: number, side: "before" | "after", other: number): void {
    const state = this.#live.state;
    const scene = this.#scene;
    if (!state || !scene || !this.canMovePeople) return;
    const [moving, beside] = [row, other].map((at) => scene.roster.people[scene.layout.lines[at]?.person ?? -1]);
    const staff = moving && beside && placed(state.header.staff, moving.id, side, beside.id);
    if (!staff) return;
    void this.#ports.client.operate({ type: "PERIOD_UPDATE", payload: { id: this.#live.periodId, set: { staff: [...staff] } } });
    this.news.emit({ kind: "spoken", text: words.rows.moved(moving.name, staff.indexOf(moving.id) + 1, staff.length) });
  }

  /** Another density: the same people in other sizes. */
  resized(): void {
    this.#rebuild();
  }

  overlay(overlay: Overlay | null): void {
    this.#overlay = overlay;
    if (!this.#scene || this.past.get()) return;
    this.#scene.overlay = overlay;
    this.#recount();
  }

  /** Look at an earlier version; null: back to now. */
  lookAt(past: PastPicture | null): void {
    if (past === this.past.get()) return;
    this.past.set(past);
    this.#rebuild();
  }

  issues(issues: ReadonlyMap<string, CellIssue>): void {
    const areFirst = this.#issues.size === 0 && issues.size > 0;
    this.#issues = issues;
    if (!this.#scene || this.past.get()) return;
    if (this.#settings.rows.filter.hasIssue) {
      if (areFirst) return this.#rebuild();
      this.#tellStaleSoon();
    }
    this.#scene.issues = issues;
    this.#view?.touchAll();
  }

  // --- what panels and sheets do --------------------------------------------------------------------------------

  readonly setShift = (code: string | null, where: "down" | "up" | "stay" = "stay"): void =>
    this.#input({ kind: "set", code, step: where });
  readonly armBrush = (brush: GridState["brush"]): void => this.#input({ kind: "brush", brush });
  readonly closeMenu = (): void => {
    this.menu.set(null);
    this.#view?.focus();
  };

  /** The history of the active cell. */
  readonly tellStory = (): void => {
    const { active } = this.selected.get() ?? {};
    if (active) this.story.set({ staffId: active.staffId, date: active.date });
  };

  /** What a key would do, by another way. */
  readonly run = (command: Command): void => {
    this.#take({ kind: "command", command, at: this.#ports.now() });
  };
  readonly askNote = (): void => this.news.emit({ kind: "note" });

  setNote({ staffId, date }: CellAt, note: string | null): void {
    this.#ports.client.edit(this.#live.periodId, [{ staffId, date, set: { note } }], "edit");
  }

  readonly toggleLock = (): void => this.#input({ kind: "lock" });
  readonly closePicker = (): void => {
    this.#input({ kind: "closePicker" });
    this.#view?.focus();
  };
  readonly focus = (): void => this.#view?.focus();

  /** The selection gets its two handles, and the next tap is its other end. */
  readonly selectTo = (): void => {
    this.#selectEnd = true;
    this.#showHandles(true);
  };

  readonly closeSheet = (): void => {
    this.keySheet.set(false);
    this.#showHandles(false);
  };

  #showHandles(are: boolean): void {
    this.hasHandles.set(are);
    this.#view?.root.classList.toggle("has-grips", are);
    if (!are) this.#selectEnd = false;
  }

  /** The next cell with this shift after the active one, or the one before it; how many of how many it is. */
  showNext(code: string, back: boolean): { place: number; of: number } | null {
    const scene = this.#scene;
    if (!scene) return null;
    const all = cellsOf({ top: 0, left: 0, bottom: scene.layout.lines.length - 1, right: scene.days.length - 1 });
    const found = [...all].filter(({ row, column }) => scene.raw(row, column).shift === code);
    if (found.length === 0) return null;
    const { row, column } = this.#state.active;
    const isAfter = (pos: Pos) => pos.row > row || (pos.row === row && pos.column > column);
    const isBefore = (pos: Pos) => pos.row < row || (pos.row === row && pos.column < column);
    const at = back ? found.findLastIndex(isBefore) : found.findIndex(isAfter);
    const place = at >= 0 ? at : back ? found.length - 1 : 0;
    this.#goTo(found[place]!);
    return { place: place + 1, of: found.length };
  }

  /** How many cells that are shown hold this shift. */
  countOf(code: string): number {
    const scene = this.#scene;
    if (!scene) return 0;
    let count = 0;
    for (let row = 0; row < scene.layout.lines.length; row++)
      for (let day = 0; day < scene.days.length; day++) if (scene.raw(row, day).shift === code) count += 1;
    return count;
  }

  /** The person's row on the active day, if it is shown. */
  showPerson(staffId: string): void {
    const person = this.roster.get()?.personIndex.get(staffId);
    const row = person === undefined ? undefined : this.#rowOfPerson.get(person);
    if (row !== undefined) this.#goTo({ row, column: this.#state.active.column });
  }

  /** The name in a row that is shown. */
  personOfRow(row: number): string {
    const { roster, layout } = this.#scene ?? {};
    return roster?.people[layout?.lines[row]?.person ?? -1]?.name ?? "";
  }

  #goTo(pos: Pos): void {
    this.#view?.reveal(pos);
    this.#take({ kind: "selectRange", range: { top: pos.row, left: pos.column, bottom: pos.row, right: pos.column } }, false);
  }

  /** Go to cells and select them alone; what is around them, where they are many. */
  showExactly(cells: readonly CellAt[]): void {
    this.show(cells);
    const places = cells.map((at) => this.#posOf(at)).filter((pos) => pos !== null);
    const { rows, columns } = sizeOf(rangeOf(this.#state));
    if (places.length > ALONE_MAX || places.length === rows * columns) return;
    places.forEach((pos, index) => {
      this.#take({ kind: "press", pos, extend: false, add: index > 0 }, false);
    });
    this.#take({ kind: "release" }, false);
  }

  /** Go to cells and select what is around them. */
  show(cells: readonly CellAt[]): void {
    const places = cells.map((at) => this.#posOf(at)).filter((pos) => pos !== null);
    if (places.length === 0) return;
    const rows = places.map(({ row }) => row);
    const columns = places.map(({ column }) => column);
    const range = { top: Math.min(...rows), left: Math.min(...columns), bottom: Math.max(...rows), right: Math.max(...columns) };
    this.#view?.reveal({ row: range.bottom, column: range.right });
    this.#view?.reveal({ row: range.top, column: range.left });
    this.#take({ kind: "selectRange", range }, false);
  }

  showDate(date: string): void {
    const column = this.roster.get()?.dayIndex.get(date);
    if (column !== undefined) this.#view?.reveal({ row: this.#state.active.row, column });
  }

  /** The active person on this day. */
  goToDate(date: string): void {
    const column = this.roster.get()?.dayIndex.get(date);
    if (column !== undefined) this.#goTo({ row: this.#state.active.row, column });
  }

  // --- keys and clipboard ---------------------------------------------------------------------------------------

  key(key: Key): boolean {
    const command = commandOf(key);
    if (!command) return false;
    return this.#take({ kind: "command", command, at: this.#ports.now() }).isTaken;
  }

  copy(data: DataTransfer, isCut: boolean): void {
    if (this.#state.others.length > 0) return this.news.emit({ kind: "oneBlock" });
    const range = rangeOf(this.#state);
    const rows: string[][] = [];
    for (let row = range.top; row <= range.bottom; row++) {
      const line: string[] = [];
      for (let column = range.left; column <= range.right; column++) line.push(this.#scene?.raw(row, column).shift ?? "");
      rows.push(line);
    }
    this.#copied = tsv(rows);
    data.setData("text/plain", this.#copied);
    data.setData("text/html", htmlTable(rows));
    if (isCut) this.#input({ kind: "cut" });
  }

  paste(data: DataTransfer): void {
    this.#paste(data.getData("text/plain"), data.getData("text/html"));
  }

  #paste(text: string, html: string): void {
    // Line breaks come back as the system writes them.
    const isOwn = text.replaceAll("\r\n", "\n") === this.#copied;
    this.#input({ kind: "paste", block: isOwn ? parseTsv(text) : blockOf(text, html), isOwn });
  }

  readonly pastePlan = (plan: PastePlan): void => this.#input({ kind: "pastePlan", plan });
  readonly pasteAsItIs = (block: Block, isOwn: boolean): void => this.#input({ kind: "paste", block, isOwn, asItIs: true });

  /** From a menu: the browser's own way first, which only some let a page go. */
  readonly copyNow = (isCut: boolean): void => {
    this.#view?.focus();
    const isCopied = copyByCommand(isCut ? "cut" : "copy", (data) => this.copy(data, isCut));
    if (!isCopied) this.news.emit({ kind: "copyByKey" });
  };

  readonly pasteNow = (): void => {
    const refuse = () => this.news.emit({ kind: "pasteByKey" });
    if (!navigator.clipboard?.read) return refuse();
    readClipboard().then(({ text, html }) => this.#paste(text, html), refuse);
  };

  // --- the model ------------------------------------------------------------------------------------------------

  #input(input: Input): void {
    this.#take(input);
  }

  #take(input: Input, takeFocus = true): { isTaken: boolean } {
    const board = this.#board();
    if (!board) return { isTaken: false };
    const before = this.#state;
    const { state, intents, isTaken } = step(before, input, board);
    this.#state = state;
    for (const intent of intents) {
      switch (intent.kind) {
        case "edit":
          this.#edit(intent);
          break;
        case "reveal":
          this.#view?.reveal(intent.pos);
          break;
        case "hint": {
          const box = this.#view?.boxOf(before.active);
          if (box) this.news.emit({ kind: "hint", text: words.grid.hint(intent.typed, this.#fits(intent.fits)), box });
          break;
        }
        case "notUnderstood":
          this.news.emit({ kind: "notUnderstood", values: intent.values });
          break;
        case "undo":
          if (!this.isReadOnly) this.#ports.client.undo(this.#live.periodId);
          break;
        case "redo":
          if (!this.isReadOnly) this.#ports.client.redo(this.#live.periodId);
          break;
        case "menu":
          this.#openMenu();
          break;
        case "issue":
        case "part":
        case "find":
        case "preview":
          this.news.emit(intent);
          break;
        case "generate":
        case "saved":
        case "help":
        case "note":
        case "closeDiff":
          this.news.emit({ kind: intent.kind });
      }
    }
    // Who goes on to the toolbar or the panel isn't called back.
    const has = (kind: Intent["kind"]) => intents.some((intent) => intent.kind === kind);
    this.#painted(before, takeFocus && !has("part"), has("edit"));
    return { isTaken };
  }

  #fits(keys: readonly string[]): string {
    const board = this.#board();
    return keys.map((key) => `${key.toUpperCase()} ${this.#scene?.shiftName(board?.keys.get(key) ?? null) ?? ""}`).join(" · ");
  }

  #edit({ edits, left, intent, isStroke = false }: Extract<Intent, { kind: "edit" }>): void {
    const { client } = this.#ports;
    const { periodId } = this.#live;
    const group = isStroke ? this.#strokeGroup : left.length > 0 ? newId() : null;
    client.edit(periodId, this.#named(edits), intent, group);
    if (edits.length > 1) this.news.emit({ kind: "spoken", text: didWords(edits, left.length, intent) });
    if (left.length === 0) return;
    // Who sets them too and then undoes it wants all of it back.
    const rest = this.#named(left);
    this.news.emit({ kind: "stayed", count: left.length, setToo: () => client.edit(periodId, rest, intent, group) });
  }

  #named(edits: readonly Edit[]): CellEdit[] {
    return edits.map(({ row, column, set }) => ({ ...this.#atOf({ row, column }), set }));
  }

  #atOf({ row, column }: Pos): CellAt {
    const { roster, layout } = this.#scene!;
    return { staffId: roster.people[layout.lines[row]!.person]!.id, date: roster.days[column]!.date };
  }

  #posOf({ staffId, date }: CellAt): Pos | null {
    const person = this.roster.get()?.personIndex.get(staffId);
    const column = this.roster.get()?.dayIndex.get(date);
    const row = person === undefined ? undefined : this.#rowOfPerson.get(person);
    return row === undefined || column === undefined ? null : { row, column };
  }

  #board(): Board | null {
    const scene = this.#scene;
    if (!scene) return null;
    const { client } = this.#ports;
    return boardOf(scene, {
      workspace: client.workspace.state,
      pageRows: this.#view?.pageRows ?? 1,
      isReadOnly: this.isReadOnly,
      hasDiff: this.#overlay !== null && this.#overlay.view !== "now",
      look: look.get(),
      rowOf: (person) => this.#rowOfPerson.get(person),
    });
  }

  // --- painting -------------------------------------------------------------------------------------------------

  #rebuild(): void {
    const { client, geometry, today, now } = this.#ports;
    const workspace = client.workspace.state;
    const state = this.#live.state;
    if (!this.#host || !state || !workspace) return;
    const roster = rosterOf(state, workspace);
    const sizes = geometry();
    // Hidden while another screen loads: what is laid out stays.
    if (sizes.cellW === 0) return;
    const { rows } = this.#settings;
    this.#groups = arranged(roster, rows, this.#facts(roster), words.grid.nameless);
    const layout: Layout = layoutOf(this.#groups, rows.folded, sizes);
    this.#rowOfPerson = new Map(layout.lines.map(({ person }, row) => [person, row]));
    const { totals, hasShortFoot, isFootOpen, hasShortNames, hasInitials } = this.#settings;
    const held = this.#heldCell();
    const isSameOrder = sameOrder(this.#scene?.layout, layout);
    this.#scene = new RosterScene({
      live: this.#live,
      roster,
      layout,
      overlay: this.past.get() ? null : this.#overlay,
      issues: this.past.get() ? NO_ISSUES : this.#issues,
      past: this.past.get(),
      today,
      now,
      totals,
      hasShortFoot,
      isFootOpen,
      hasShortNames,
      hasInitials,
    });
    this.roster.set(roster);
    this.arrangement.set({ shown: shownIn(this.#groups), all: roster.people.length, isStale: false });
    if (this.#view) this.#view.show(this.#scene, sizes);
    else this.#view = this.#newView(this.#host, sizes);
    this.#view.root.setAttribute("aria-readonly", String(this.isReadOnly));
    const pos = held ? this.#posOf(held) : null;
    // The active cell goes where its person went; a range over other people would be another range.
    if (pos && !isSameOrder) this.#state = { ...this.#state, active: pos, head: pos, others: [] };
    this.#take({ kind: "reshaped" }, false);
    this.#paintPeople();
  }

  #heldCell(): CellAt | null {
    const { active } = this.#state;
    return this.#scene?.layout.lines[active.row] && this.#scene.days[active.column] ? this.#atOf(active) : null;
  }

  #openMenu(): void {
    const box = this.#view?.boxOf(this.#state.active);
    if (box) this.menu.set({ x: box.left + box.width / 2, y: box.bottom });
  }

  #newView(host: HTMLElement, sizes: Geometry): GridView {
    const gestures: Gestures = {
      press: (pos, extend, add) => {
        this.#strokeGroup = newId();
        this.#input({ kind: "press", pos, extend, add });
      },
      tap: (pos) => {
        this.#input({ kind: "press", pos, extend: this.#selectEnd });
        if (this.#selectEnd) this.#selectEnd = false;
        else this.#showHandles(false);
        this.keySheet.set(true);
      },
      hold: (pos) => {
        this.#input({ kind: "press", pos, extend: false });
        this.#showHandles(true);
        this.keySheet.set(true);
      },
      grip: (end) => this.#input({ kind: "grip", end }),
      drag: (pos) => this.#input({ kind: "drag", pos }),
      fillDrag: (pos) => this.#input({ kind: "fillDrag", pos }),
      fillDrop: (copiesOnly) => this.#input({ kind: "fillDrop", copiesOnly }),
      canMove: () => {
        const { others, brush } = this.#state;
        return others.length === 0 && brush === null && !this.isReadOnly;
      },
      moveDrag: (from, to) => this.#input({ kind: "moveDrag", from, to }),
      moveDrop: (copies) => this.#input({ kind: "moveDrop", copies }),
      release: () => this.#input({ kind: "release" }),
      menu: (pos, point) => {
        if (!rangesOf(this.#state).some((range) => isIn(pos, range))) this.#input({ kind: "press", pos, extend: false, add: false });
        this.menu.set(point);
      },
      open: (pos) => {
        this.#input({ kind: "press", pos, extend: false });
        this.#input({ kind: "pick" });
      },
      selectRow: (row) =>
        this.#input({ kind: "selectRange", range: { top: row, bottom: row, left: 0, right: this.#scene!.days.length - 1 } }),
      selectDay: (day) =>
        this.#input({ kind: "selectRange", range: { top: 0, bottom: this.#scene!.layout.lines.length - 1, left: day, right: day } }),
      toggleGroup: (key) => this.folds.emit(key),
      dropName: (row, side, other) => this.#place(row, side, other),
      canDragNames: () => this.canMovePeople,
      toggleFoot: () => this.set({ isFootOpen: !this.#settings.isFootOpen }),
      hover: (pos) => this.#hovered(pos),
    };
    return new GridView(host, this.#scene!, sizes, gestures);
  }

  #painted(before: GridState, takeFocus: boolean, hasDone: boolean): void {
    const { active, head, cut, fill, isPicking, others, move, brush } = this.#state;
    const range = rangeOf(this.#state);
    this.#view?.select(active, range, cut, fill, takeFocus && !isPicking && this.menu.get() === null, { others, move });
    if (brush !== this.brush.get()) {
      this.brush.set(brush);
      this.#view?.root.classList.toggle("has-brush", brush !== null);
    }
    if (isPicking !== (this.picker.get() !== null)) this.picker.set(isPicking && this.#view ? this.#view.boxOf(active) : null);
    const hasMoved = before.active !== active || before.head !== head;
    if (hasMoved) {
      this.hover.set(null);
      this.#tipSoon();
      const one = isOne(range);
      const { rows, columns } = sizeOf(range);
      // What was done to the cells says more than how many are selected now.
      if (!one && !hasDone) this.news.emit({ kind: "spoken", text: words.grid.rangeSpoken(rows, columns) });
    }
    this.#tellSelected(range);
    const { typed } = this.#state;
    if (typed !== before.typed && typed !== null) {
      clearTimeout(this.#typingEnds);
      this.#typingEnds = setTimeout(() => this.#tellPresence(rangeOf(this.#state), this.#isEditing()), TYPING_SHOWN_MS);
    }
    this.#tellPresence(range, this.#isEditing());
  }

  #isEditing(): boolean {
    const { isPicking, typed } = this.#state;
    return isPicking || (typed !== null && this.#ports.now() - typed.at < TYPING_SHOWN_MS);
  }

  #tellSelected(range: Range): void {
    const scene = this.#scene;
    const cells = [...unionOf([...this.#state.others, range])];
    if (!scene || scene.layout.lines.length === 0 || scene.days.length === 0) return this.selected.set(null);
    const counts = new Map<string, number>();
    let minutes = 0;
    for (const pos of cells) {
      const code = scene.value(pos.row, pos.column);
      if (code === null) continue;
      counts.set(code, (counts.get(code) ?? 0) + 1);
      minutes += scene.roster.shifts.get(code)?.paidMinutes ?? 0;
    }
    const { active } = this.#state;
    const at = this.#atOf(active);
    const raw = scene.raw(active.row, active.column);
    const person = scene.roster.people[scene.layout.lines[active.row]!.person]!.name;
    const order = [...scene.roster.shifts.keys()];
    this.selected.set({
      size: sizeOf(range),
      count: cells.length,
      ranges: this.#state.others.length + 1,
      counts: [...counts]
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .map(([code, count]) => ({ code, symbol: scene.symbol(code), count })),
      hours: Math.round(minutes / 60),
      short: scene.short(range.left, range.right),
      active: { ...at, person, shift: raw.shift, isLocked: raw.locked, note: raw.note },
      cells: () => cells.map((pos) => this.#atOf(pos)),
    });
  }

  #tellPresence(range: Range, editing: boolean): void {
    const scene = this.#scene;
    if (!scene?.layout.lines[range.bottom] || !scene.days[range.right]) return;
    const wire = ({ staffId, date }: CellAt) => ({ staff_id: staffId, date });
    const from = wire(this.#atOf({ row: range.top, column: range.left }));
    const to = wire(this.#atOf({ row: range.bottom, column: range.right }));
    this.#ports.client.setPresence(this.#live.periodId, isOne(range) ? from : { from, to }, editing);
  }

  #moved(cells: readonly CellAt[], change: { client_id: string; id: string; actor: { name: string } } | null): void {
    const scene = this.#scene;
    if (!scene) return;
    const isOther = change !== null && change.client_id !== this.#ports.client.clientId;
    for (const at of cells) {
      const person = scene.roster.personIndex.get(at.staffId);
      const day = scene.roster.dayIndex.get(at.date);
      if (person === undefined || day === undefined) continue;
      const hasMoved = scene.refresh(person, day);
      const row = this.#rowOfPerson.get(person);
      if (row !== undefined) this.#view?.touch(row, day, isOther && hasMoved);
    }
    if (dependsOnCells(this.#settings.rows)) this.#tellStaleSoon();
    if (change === null) this.#timePending();
    if (isOther) this.#speak(words.grid.changedSpoken(change.actor.name, cells.length));
    this.#tellSelectedSoon();
  }

  #facts({ people, days }: Roster): RowFacts {
    const cell = (person: number, day: number) => this.#live.cell(people[person]!.id, days[day]!.date);
    return {
      shift: (person, day) => cell(person, day).shift,
      isLocked: (person, day) => cell(person, day).locked,
      hasIssue: (person, day) => this.#issues.has(cellKey(people[person]!.id, days[day]!.date)),
    };
  }

  /** At most once in a while: it reads every cell. */
  #tellStaleSoon(): void {
    this.#staleTimer ??= setTimeout(() => {
      this.#staleTimer = undefined;
      const roster = this.roster.get();
      if (!roster) return;
      const groups = arranged(roster, this.#settings.rows, this.#facts(roster), words.grid.nameless);
      const isStale = groups.map(({ people }) => people.join()).join() !== this.#groups.map(({ people }) => people.join()).join();
      this.arrangement.set({ ...this.arrangement.get(), isStale });
    }, STALE_AFTER_MS);
  }

  /** Once a frame, however many cells moved. */
  #tellSelectedSoon(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    requestAnimationFrame(() => {
      this.#isTelling = false;
      this.#tellSelected(rangeOf(this.#state));
    });
  }

  /** Unanswered for too long: then the mark appears. */
  #timePending(): void {
    if (this.#isPendingTimed || this.#live.waiting().length === 0) return;
    this.#isPendingTimed = true;
    setTimeout(() => {
      this.#isPendingTimed = false;
      for (const at of this.#live.waiting()) {
        const pos = this.#posOf(at);
        if (pos) this.#view?.touch(pos.row, pos.column, false);
      }
      this.#timePending();
    }, PENDING_AFTER_MS);
  }

  #speak(text: string): void {
    const now = this.#ports.now();
    if (now - this.#lastSpoken < ANNOUNCE_GAP_MS) return;
    this.#lastSpoken = now;
    this.news.emit({ kind: "spoken", text });
  }

  #recount(): void {
    const scene = this.#scene;
    if (!scene) return;
    for (let person = 0; person < scene.roster.people.length; person++)
      for (let day = 0; day < scene.days.length; day++) scene.refresh(person, day);
    this.#view?.touchAll();
    this.#tellSelected(rangeOf(this.#state));
  }

  #paintPeople(): void {
    const marks: Mark[] = [];
    for (const { connection_id, user, colour, selection, editing } of this.#ports.period.others.get()) {
      const range = presentRange(selection);
      const from = range ? this.#posOf({ staffId: range.from.staff_id, date: range.from.date }) : null;
      const to = range ? this.#posOf({ staffId: range.to.staff_id, date: range.to.date }) : null;
      if (!from || !to) continue;
      const name = user.name.split(" ")[0] ?? user.name;
      marks.push({
        key: connection_id,
        range: {
          top: Math.min(from.row, to.row),
          left: Math.min(from.column, to.column),
          bottom: Math.max(from.row, to.row),
          right: Math.max(from.column, to.column),
        },
        label: editing ? words.grid.typing(name) : name,
        colour,
        isEditing: editing,
      });
    }
    this.#view?.people(marks);
  }

  #hovered(pos: Pos | null): void {
    const key = pos === null ? "" : `${pos.row}/${pos.column}`;
    if (key === this.#hoveredKey) return;
    this.#hoveredKey = key;
    clearTimeout(this.#tipTimer);
    this.hover.set(pos && this.#about(pos));
  }

  /** What the active cell's tooltip would say comes by itself when the focus rests there. */
  #tipSoon(): void {
    clearTimeout(this.#tipTimer);
    this.#tipTimer = setTimeout(() => {
      if (this.#view?.hasFocus && isOne(rangeOf(this.#state))) this.hover.set(this.#about(this.#state.active));
    }, TIP_AFTER_MS);
  }

  /** What there is to say of the active cell, for the sheet on glass. */
  aboutActive(): About | null {
    return this.#about(this.#state.active);
  }

  #about(pos: Pos): About | null {
    const scene = this.#scene;
    if (!scene?.layout.lines[pos.row] || !this.#view) return null;
    const at = this.#atOf(pos);
    const issue = scene.issues.get(cellKey(at.staffId, at.date)) ?? null;
    const { note } = scene.raw(pos.row, pos.column);
    const { personIndex, dayIndex } = scene.roster;
    const places = { person: (id: string) => personIndex.get(id), day: (date: string) => dayIndex.get(date) };
    const present = presentAt(this.#ports.period.others.get(), at, places);
    if (!issue && note === null && present.length === 0) return null;
    const here = present.map(({ user }) => user.name);
    return { box: this.#view.boxOf(pos), issue, note, here, typing: present.find(({ editing }) => editing)?.user.name ?? null };
  }
}

function shownIn(groups: readonly Group[]): number {
  return groups.reduce((sum, { people }) => sum + people.length, 0);
}

function sameOrder(before: Layout | undefined, after: Layout): boolean {
  return before?.lines.length === after.lines.length && before.lines.every(({ person }, row) => person === after.lines[row]?.person);
}
