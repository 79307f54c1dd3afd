// The grid's life outside React: listens to documents and hands, keeps the model's state, tells the view what to paint.
import type { Client, OpenPeriod } from "../sync/client";
import type { CellAt } from "../sync/document";
import type { CellEdit } from "../sync/edits";
import { rangeOf as presentRange } from "../sync/presence";
import { Emitter, Signal } from "../sync/signal";
import { words } from "../words";
import { htmlTable, tsv } from "./clipboard";
import { commandOf, type Key } from "./keys";
import { type Geometry, type Layout, layoutOf } from "./layout";
import {
  type Board,
  cellsOf,
  type Edit,
  type EditIntent,
  type GridState,
  type Input,
  isOne,
  type Pos,
  type Range,
  rangeOf,
  START,
  sizeOf,
  step,
} from "./model";
import type { Gestures, Mark } from "./painting";
import { type Group, type GroupBy, groupsOf, type Roster, rosterOf } from "./roster";
import { type CellIssue, cellKey, type Overlay, PENDING_AFTER_MS, RosterScene } from "./scene";
import { GridView } from "./view";

/** What the status line and the sheets say of the selection. */
export interface Selected {
  size: { rows: number; columns: number };
  counts: readonly { symbol: string; code: string; count: number }[];
  hours: number;
  active: { staffId: string; date: string; person: string; shift: string | null; isLocked: boolean; note: string | null } | null;
  /** All of them, made when asked for: a whole grid is 46,000. */
  cells: () => CellAt[];
}

export type GridNews =
  | { kind: "stayed"; count: number; setToo: () => void }
  | { kind: "notUnderstood"; values: readonly string[] }
  | { kind: "hint"; text: string; box: DOMRect }
  | { kind: "spoken"; text: string }
  | { kind: "generate" | "saved" | "help" | "note" }
  | { kind: "issue"; back: boolean };

export interface Hover {
  box: DOMRect;
  issue: CellIssue | null;
  note: string | null;
}

export interface GridSettings {
  groupBy: GroupBy;
  folded: ReadonlySet<string>;
  hasShortFoot: boolean;
  isFootOpen: boolean;
  hasShortNames: boolean;
}

interface Ports {
  client: Client;
  period: OpenPeriod;
  today: string;
  now: () => number;
  geometry: () => Geometry;
}

const ANNOUNCE_GAP_MS = 5000;
/** So long after the last letter someone counts as typing. */
const TYPING_SHOWN_MS = 1500;

export class GridController {
  readonly selected = new Signal<Selected | null>(null);
  readonly picker = new Signal<DOMRect | null>(null);
  readonly keySheet = new Signal(false);
  readonly roster = new Signal<Roster | null>(null);
  readonly hover = new Signal<Hover | null>(null);
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
  #stops: (() => void)[] = [];
  #lastSpoken = 0;
  #isPendingTimed = false;
  #isTelling = false;
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: Ports, settings: GridSettings) {
    this.#ports = ports;
    this.#settings = settings;
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

  /** Another density: the same people in other sizes. */
  resized(): void {
    this.#rebuild();
  }

  overlay(overlay: Overlay | null): void {
    this.#overlay = overlay;
    if (!this.#scene) return;
    this.#scene.overlay = overlay;
    this.#recount();
  }

  issues(issues: ReadonlyMap<string, CellIssue>): void {
    this.#issues = issues;
    if (!this.#scene) return;
    this.#scene.issues = issues;
    this.#view?.touchAll();
  }

  // --- what panels and sheets do --------------------------------------------------------------------------------

  readonly setShift = (code: string | null, where: "down" | "stay" = "stay"): void => this.#input({ kind: "set", code, step: where });
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

  /** The next tap is the other end of the selection. */
  readonly selectTo = (): void => {
    this.#selectEnd = true;
  };

  readonly closeSheet = (): void => this.keySheet.set(false);

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

  // --- keys and clipboard ---------------------------------------------------------------------------------------

  key(key: Key): boolean {
    const command = commandOf(key);
    if (!command) return false;
    return this.#take({ kind: "command", command, at: this.#ports.now() }).isTaken;
  }

  copy(data: DataTransfer, isCut: boolean): void {
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
    const text = data.getData("text/plain");
    this.#input({ kind: "paste", text, isOwn: text === this.#copied });
  }

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
          this.#edit(intent.edits, intent.left, intent.intent);
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
          this.#ports.client.undo(this.#live.periodId);
          break;
        case "redo":
          this.#ports.client.redo(this.#live.periodId);
          break;
        case "issue":
          this.news.emit({ kind: "issue", back: intent.back });
          break;
        case "generate":
        case "saved":
        case "help":
        case "note":
          this.news.emit({ kind: intent.kind });
      }
    }
    this.#painted(before, takeFocus);
    return { isTaken };
  }

  #fits(keys: readonly string[]): string {
    const board = this.#board();
    return keys.map((key) => `${key.toUpperCase()} ${this.#scene?.shiftName(board?.keys.get(key) ?? null) ?? ""}`).join(" · ");
  }

  #edit(edits: readonly Edit[], left: readonly Edit[], intent: EditIntent): void {
    const { client } = this.#ports;
    client.edit(this.#live.periodId, this.#named(edits), intent);
    if (left.length > 0) {
      const setToo = () => client.edit(this.#live.periodId, this.#named(left), intent);
      this.news.emit({ kind: "stayed", count: left.length, setToo });
    }
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
    const { palette, shifts } = scene.roster;
    return {
      rowCount: scene.layout.lines.length,
      columnCount: scene.days.length,
      pageRows: this.#view?.pageRows ?? 1,
      isReadOnly: this.#ports.client.isReadOnly(this.#live.periodId),
      shift: ({ row, column }) => scene.raw(row, column).shift,
      isLocked: ({ row, column }) => scene.raw(row, column).locked,
      keys: new Map(palette.filter(({ keys }) => keys !== "").map(({ keys, code }) => [keys, code])),
      symbols: new Map(
        [...shifts.values()].flatMap(({ code, symbol, name, keys }) =>
          [...(symbol === "×" ? ["*"] : []), keys, name.toLowerCase(), name, symbol.toLowerCase(), symbol, code]
            .filter(Boolean)
            .map((text) => [text, code] as const),
        ),
      ),
    };
  }

  // --- painting -------------------------------------------------------------------------------------------------

  #rebuild(): void {
    const { client, geometry, today, now } = this.#ports;
    const workspace = client.workspace.state;
    const state = this.#live.state;
    if (!this.#host || !state || !workspace) return;
    const roster = rosterOf(state, workspace);
    const sizes = geometry();
    this.#groups = groupsOf(roster.people, this.#settings.groupBy, words.grid.nameless);
    const layout: Layout = layoutOf(this.#groups, this.#settings.folded, sizes);
    this.#rowOfPerson = new Map(layout.lines.map(({ person }, row) => [person, row]));
    const { hasShortFoot, isFootOpen, hasShortNames } = this.#settings;
    const held = this.#heldCell();
    const isSameOrder = sameOrder(this.#scene?.layout, layout);
    this.#scene = new RosterScene({
      live: this.#live,
      roster,
      layout,
      overlay: this.#overlay,
      issues: this.#issues,
      today,
      now,
      hasShortFoot,
      isFootOpen,
      hasShortNames,
    });
    this.roster.set(roster);
    if (this.#view) this.#view.show(this.#scene, sizes);
    else this.#view = this.#newView(this.#host, sizes);
    this.#view.root.setAttribute("aria-readonly", String(client.isReadOnly(this.#live.periodId)));
    const pos = held ? this.#posOf(held) : null;
    // The active cell goes where its person went; a range over other people would be another range.
    if (pos && !isSameOrder) this.#state = { ...this.#state, active: pos, head: pos };
    this.#take({ kind: "reshaped" }, false);
    this.#paintPeople();
  }

  #heldCell(): CellAt | null {
    const { active } = this.#state;
    return this.#scene?.layout.lines[active.row] && this.#scene.days[active.column] ? this.#atOf(active) : null;
  }

  #newView(host: HTMLElement, sizes: Geometry): GridView {
    const gestures: Gestures = {
      press: (pos, extend, isTouch) => {
        this.#input({ kind: "press", pos, extend: extend || this.#selectEnd });
        this.#selectEnd = false;
        if (isTouch) this.keySheet.set(true);
      },
      drag: (pos) => this.#input({ kind: "drag", pos }),
      fillDrag: (pos) => this.#input({ kind: "fillDrag", pos }),
      fillDrop: () => this.#input({ kind: "fillDrop" }),
      open: (pos) => {
        this.#input({ kind: "press", pos, extend: false });
        this.#input({ kind: "pick" });
      },
      selectRow: (row) =>
        this.#input({ kind: "selectRange", range: { top: row, bottom: row, left: 0, right: this.#scene!.days.length - 1 } }),
      selectDay: (day) =>
        this.#input({ kind: "selectRange", range: { top: 0, bottom: this.#scene!.layout.lines.length - 1, left: day, right: day } }),
      toggleGroup: (key) => {
        const folded = new Set(this.#settings.folded);
        if (!folded.delete(key)) folded.add(key);
        this.set({ folded });
      },
      toggleFoot: () => this.set({ isFootOpen: !this.#settings.isFootOpen }),
      hover: (pos) => this.#hovered(pos),
    };
    return new GridView(host, this.#scene!, sizes, gestures);
  }

  #painted(before: GridState, takeFocus: boolean): void {
    const { active, head, cut, fill, isPicking } = this.#state;
    const range = rangeOf(this.#state);
    this.#view?.select(active, range, cut, fill, takeFocus && !isPicking);
    if (isPicking !== (this.picker.get() !== null)) this.picker.set(isPicking && this.#view ? this.#view.boxOf(active) : null);
    const hasMoved = before.active !== active || before.head !== head;
    if (hasMoved) {
      this.hover.set(null);
      const one = isOne(range);
      const { rows, columns } = sizeOf(range);
      if (!one) this.news.emit({ kind: "spoken", text: words.grid.rangeSpoken(rows, columns) });
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
    if (!scene || scene.layout.lines.length === 0 || scene.days.length === 0) return this.selected.set(null);
    const counts = new Map<string, number>();
    let minutes = 0;
    for (const pos of cellsOf(range)) {
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
      counts: [...counts]
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .map(([code, count]) => ({ code, symbol: scene.symbol(code), count })),
      hours: Math.round(minutes / 60),
      active: { ...at, person, shift: raw.shift, isLocked: raw.locked, note: raw.note },
      cells: () => [...cellsOf(range)].map((pos) => this.#atOf(pos)),
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
    if (change === null) this.#timePending();
    if (isOther) this.#speak(words.grid.changedSpoken(change.actor.name, cells.length));
    this.#tellSelectedSoon();
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
    const scene = this.#scene;
    if (!pos || !scene || !this.#view) return this.hover.set(null);
    const at = this.#atOf(pos);
    const issue = this.#issues.get(cellKey(at.staffId, at.date)) ?? null;
    const { note } = scene.raw(pos.row, pos.column);
    this.hover.set(issue || note !== null ? { box: this.#view.boxOf(pos), issue, note } : null);
  }
}

function sameOrder(before: Layout | undefined, after: Layout): boolean {
  return before?.lines.length === after.lines.length && before.lines.every(({ person }, row) => person === after.lines[row]?.person);
}
