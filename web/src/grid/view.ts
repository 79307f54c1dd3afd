// Shows the grid: a recycled DOM of one element and one text node a cell, outside React. It decides nothing.
import { px } from "./dom";
import { Field } from "./field";
import { HEAD_ROWS, labelMonths, layBands, layFoot, layHead, layStripes } from "./fixtures";
import { Ghosts } from "./ghosts";
import { type Geometry, lineAt } from "./layout";
import { listenToNames } from "./nameDrag";
import { Others } from "./others";
import { Painter } from "./painter";
import type { Gestures, Mark, Scene } from "./painting";
import { type Parts, partsIn } from "./parts";
import { listen } from "./pointer";
import { isIn, isOne, type Pos, type Range } from "./ranges";
import { Slots } from "./slots";

/** Rows and columns beyond the edge that are drawn already. */
const OVERSCAN = 4;
/** Columns come in blocks: fewer, larger steps while scrolling across (measured: 40 → 21 % busy on a desktop, 36 → 43 frames/s on a phone). */
const BLOCK_WIDE = 7;
const BLOCK_NARROW = 4;

export class GridView {
  readonly root: HTMLElement;
  readonly #parts: Parts;
  readonly #field: Field;
  readonly #slots: Slots;
  readonly #painter: Painter;
  readonly #ghosts: Ghosts;
  readonly #people: Others;
  readonly #resize: ResizeObserver;
  readonly #listeners = new AbortController();
  #active: Pos = { row: 0, column: 0 };
  #range: Range = { top: 0, left: 0, bottom: 0, right: 0 };
  #others: readonly Range[] = [];
  #focused: HTMLElement | null = null;

  constructor(host: HTMLElement, scene: Scene, geometry: Geometry, gestures: Gestures) {
    const parts = partsIn(host);
    const { root, marks, names, selection } = parts;
    const field = new Field(parts, scene, geometry);
    const slots = new Slots(parts);
    this.root = root;
    this.#parts = parts;
    this.#field = field;
    this.#slots = slots;
    this.#painter = new Painter(slots, field, (pos) => [this.#range, ...this.#others].some((range) => isIn(pos, range)));
    this.#ghosts = new Ghosts(marks, (box, range) => field.place(box, range, 1));
    this.#people = new Others(marks, (box, range) => field.place(box, range, 0));
    this.#resize = new ResizeObserver(() => this.#layOut(false));
    this.#resize.observe(root);
    const { signal } = this.#listeners;
    root.addEventListener("scroll", () => this.#paint(), { signal, passive: true });
    const posAt = field.posAt.bind(field);
    const rowOf = slots.rowOf.bind(slots);
    const frame = () => selection.getBoundingClientRect();
    listen({ root, posAt, rowOf, dayOf: slots.dayOf.bind(slots), viewport: field.viewport.bind(field), frame }, gestures, signal);
    const scrollTo = (event: MouseEvent) => this.reveal({ row: posAt(event).row, column: this.#active.column });
    listenToNames({ root, pane: names, rowOf, gapAt: field.gapAt.bind(field), scrollTo }, gestures, signal);
    this.show(scene, geometry);
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#listeners.abort();
    this.#painter.stop();
    this.root.remove();
  }

  /** Another roster, another shape, another density: everything is laid out anew. */
  show(scene: Scene, geometry: Geometry): void {
    this.#field.scene = scene;
    this.#field.geometry = geometry;
    this.root.setAttribute("aria-label", scene.name);
    this.#layOut(true);
  }

  get pageRows(): number {
    return this.#field.pageRows;
  }

  /** These cells changed; they are painted together, once, before the next frame. */
  touch(row: number, day: number, withFlash: boolean): void {
    this.#painter.touch(row, day, withFlash);
  }

  touchAll(): void {
    this.#painter.touchAll();
  }

  /** Where the selection is, and whether the focus follows it. */
  select(
    active: Pos,
    range: Range,
    cut: Range | null,
    fill: Range | null,
    takeFocus: boolean,
    { others, move }: { others: readonly Range[]; move: Range | null } = { others: this.#others, move: null },
  ): void {
    const { selection, activeBox, cutBox } = this.#parts;
    const before = [this.#range, ...this.#others];
    this.#active = active;
    this.#range = range;
    this.#others = others;
    this.#ghosts.show(others, move);
    this.#field.place(selection, fill ?? range, 1);
    this.#field.place(activeBox, { top: active.row, bottom: active.row, left: active.column, right: active.column }, 1);
    activeBox.hidden = isOne(range);
    cutBox.hidden = cut === null;
    if (cut) this.#field.place(cutBox, cut, 1);
    for (const old of before) this.#markSelected(old, false);
    for (const now of [range, ...others]) this.#markSelected(now, true);
    this.#focus(takeFocus);
  }

  reveal(pos: Pos): void {
    if (!this.#field.scene.layout.lines[pos.row]) return;
    this.#field.scrollTo(pos);
    this.#paint();
  }

  people(marks: readonly Mark[]): void {
    this.#people.show(marks);
  }

  /** The box of a cell on the screen, for what hangs from it. */
  boxOf(pos: Pos): DOMRect {
    return this.#field.boxOf(pos);
  }

  focus(): void {
    this.#focus(true);
  }

  get hasFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  #layOut(isNew: boolean): void {
    const { scene, geometry } = this.#field;
    const { layout, days, feet, totalHeaders } = scene;
    const { nameW, cellW, cellH, totalW, headH, footH } = geometry;
    const { root, head, body, foot, months, corners, totalHead, stripes, names, rows, totals } = this.#parts;
    const rowCount = Math.min(layout.lines.length, Math.ceil(Math.max(0, root.clientHeight - headH) / cellH) + 2 * OVERSCAN);
    const columnCount = Math.min(days.length, Math.ceil(Math.max(0, root.clientWidth - nameW) / cellW) + 2 * OVERSCAN + this.#block());
    if (!isNew && rowCount === this.#slots.rows.length && columnCount === this.#slots.columns.length) return this.#paint();
    const width = nameW + days.length * cellW + totalHeaders.length * totalW;
    root.setAttribute("aria-rowcount", String(HEAD_ROWS + layout.bands.length + layout.lines.length + feet.length));
    root.setAttribute("aria-colcount", String(1 + days.length + totalHeaders.length));
    root.style.setProperty("--totals", String(totalHeaders.length));
    for (const part of [head, body, foot]) part.style.width = px(width);
    body.style.height = px(layout.height);
    foot.style.height = px(footH * feet.length);
    layHead({ months, corners, totals: totalHead }, scene, geometry);
    layStripes(stripes, scene, geometry);
    layBands(names, rows, totals, scene);
    this.#slots.pool(rowCount, columnCount, scene, layFoot(foot, scene));
    this.#painter.begin();
    this.#focused = null;
    this.#paint();
    this.select(this.#active, this.#range, null, null, false);
  }

  #block(): number {
    return this.root.clientWidth < 600 ? BLOCK_NARROW : BLOCK_WIDE;
  }

  #paint(): void {
    const { root } = this;
    const { scene, geometry } = this.#field;
    const { cellH, cellW } = geometry;
    const { lines } = scene.layout;
    const block = this.#block();
    const firstLine = lineAt(lines, root.scrollTop, cellH);
    const top = Math.max(0, Math.min(firstLine - OVERSCAN, lines.length - this.#slots.rows.length));
    const firstDay = Math.floor(root.scrollLeft / cellW) - OVERSCAN;
    const last = scene.days.length - this.#slots.columns.length;
    const left = Math.max(0, Math.min(Math.floor(firstDay / block) * block, last));
    const firstWhole = Math.ceil(root.scrollLeft / cellW);
    const seen = this.#field.inView();
    labelMonths(this.#parts.months, scene, Math.max(0, Math.min(scene.days.length - 1, firstWhole)));
    if (!this.#painter.isDue(top, left)) return;
    const hadFocus = document.activeElement === (this.#focused ?? root);
    this.#painter.paint(top, left, seen);
    this.#focus(hadFocus);
  }

  #markSelected(range: Range, isSelected: boolean): void {
    for (const slot of this.#slots.rows) {
      if (slot.row < range.top || slot.row > range.bottom) continue;
      this.#slots.columns.forEach(({ day }, column) => {
        if (day >= range.left && day <= range.right) slot.cells[column]!.setAttribute("aria-selected", String(isSelected));
      });
    }
  }

  /** Roving tabindex: one cell can be reached by Tab. A focused cell that is recycled hands the focus to the grid until it is back. */
  #focus(take: boolean): void {
    const cell = this.#slots.cellAt(this.#active.row, this.#active.column);
    if (this.#focused && this.#focused !== cell) this.#focused.tabIndex = -1;
    this.#focused = cell;
    this.root.tabIndex = cell ? -1 : 0;
    if (cell) cell.tabIndex = 0;
    if (take) (cell ?? this.root).focus({ preventScroll: true });
  }
}
