// Paints the grid: a recycled DOM of one element and one text node a cell, outside React. It decides nothing.
import { element, px, setText } from "./dom";
import { dayClass, HEAD_ROWS, labelMonths, layBands, layFoot, layHead, layStripes } from "./fixtures";
import { Ghosts } from "./ghosts";
import { type Geometry, lineAt } from "./layout";
import { listenToNames } from "./nameDrag";
import type { Gestures, Mark, Scene } from "./painting";
import { listen, type Point } from "./pointer";
import { isIn, type Pos, type Range } from "./ranges";

interface RowSlot {
  element: HTMLElement;
  name: HTMLElement;
  totals: HTMLElement;
  cells: HTMLElement[];
  row: number;
  days: Int16Array;
}

interface ColumnSlot {
  header: HTMLElement;
  feet: HTMLElement[];
  day: number;
}

/** Rows and columns beyond the edge that are drawn already. */
const OVERSCAN = 4;
/** Columns come in blocks: fewer, larger steps while scrolling across (measured: 40 → 21 % busy on a desktop, 36 → 43 frames/s on a phone). */
const BLOCK_WIDE = 7;
const BLOCK_NARROW = 4;
/** Cells beyond the edge that are written in one frame: a block of columns enters over two or three of them, before it is seen. */
const AHEAD_MAX = 90;
const FLASH_MS = 700;

let grids = 0;

export class GridView {
  readonly root: HTMLElement;
  readonly #id = `grid${grids++}`;
  readonly #head: HTMLElement;
  readonly #months: HTMLElement;
  readonly #dayRow: HTMLElement;
  readonly #corners: readonly [HTMLElement, HTMLElement];
  readonly #totalHead: HTMLElement;
  readonly #body: HTMLElement;
  readonly #stripes: HTMLElement;
  readonly #names: HTMLElement;
  readonly #rows: HTMLElement;
  readonly #totals: HTMLElement;
  readonly #marks: HTMLElement;
  readonly #foot: HTMLElement;
  readonly #selection: HTMLElement;
  readonly #activeBox: HTMLElement;
  readonly #cutBox: HTMLElement;
  readonly #ghosts: Ghosts;
  readonly #resize: ResizeObserver;
  readonly #listeners = new AbortController();
  #scene: Scene;
  #geometry: Geometry;
  #rowSlots: RowSlot[] = [];
  #columnSlots: ColumnSlot[] = [];
  #footRows: HTMLElement[] = [];
  #people = new Map<string, { box: HTMLElement; flag: HTMLElement }>();
  #top = 0;
  #left = 0;
  #dirty = new Set<number>();
  #dirtyAll = false;
  /** Whether cells beyond the edge are still to be written. */
  #isBehind = false;
  /** What is in view, read before anything is written: reading it between writes would lay out the page anew each time. */
  #seen: Range = { top: 0, left: 0, bottom: 0, right: 0 };
  #frame = 0;
  #flashes: { until: number; row: number; day: number }[] = [];
  #flashTimer: ReturnType<typeof setTimeout> | undefined;
  #active: Pos = { row: 0, column: 0 };
  #range: Range = { top: 0, left: 0, bottom: 0, right: 0 };
  #others: readonly Range[] = [];
  #focused: HTMLElement | null = null;

  constructor(host: HTMLElement, scene: Scene, geometry: Geometry, gestures: Gestures) {
    this.#scene = scene;
    this.#geometry = geometry;
    this.root = element("rg", "grid", host);
    this.root.setAttribute("aria-multiselectable", "true");
    this.#head = element("rg-head", "rowgroup", this.root);
    this.#months = element("rg-months", "row", this.#head);
    this.#dayRow = element("rg-days", "row", this.#head);
    this.#corners = [element("rg-corner", "columnheader", this.#months), element("rg-corner", "columnheader", this.#dayRow)];
    this.#totalHead = element("rg-tothead", "presentation", this.#dayRow);
    this.#body = element("rg-body", "rowgroup", this.root);
    this.#stripes = element("rg-stripes", "presentation", this.#body);
    this.#rows = element("rg-rows", "presentation", this.#body);
    this.#marks = element("rg-marks", "presentation", this.#body);
    this.#names = element("rg-names", "presentation", this.#body);
    this.#totals = element("rg-tots", "presentation", this.#body);
    this.#foot = element("rg-foot", "rowgroup", this.root);
    this.#selection = element("rg-sel", undefined, this.#marks);
    this.#activeBox = element("rg-active", undefined, this.#marks);
    this.#cutBox = element("rg-cut", undefined, this.#marks);
    for (const part of ["rg-handle", "rg-grip is-first", "rg-grip is-last"]) element(part, undefined, this.#selection);
    this.#ghosts = new Ghosts(this.#marks, (box, range) => this.#place(box, range, 1));
    this.#months.setAttribute("aria-rowindex", "1");
    this.#dayRow.setAttribute("aria-rowindex", "2");
    this.#resize = new ResizeObserver(() => this.#layOut(false));
    this.#resize.observe(this.root);
    const { signal } = this.#listeners;
    this.root.addEventListener("scroll", () => this.#paint(), { signal, passive: true });
    listen(this, gestures, signal);
    const gapAt = (event: MouseEvent, row: number) => this.#gapAt(event, row);
    const scrollTo = (event: MouseEvent) => this.reveal({ row: this.posAt(event).row, column: this.#active.column });
    listenToNames({ root: this.root, pane: this.#names, rowOf: (name) => this.rowOf(name), gapAt, scrollTo }, gestures, signal);
    this.show(scene, geometry);
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#listeners.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#flashTimer);
    this.root.remove();
  }

  /** Another roster, another shape, another density: everything is laid out anew. */
  show(scene: Scene, geometry: Geometry): void {
    this.#scene = scene;
    this.#geometry = geometry;
    this.root.setAttribute("aria-label", scene.name);
    this.#layOut(true);
  }

  get pageRows(): number {
    const { headH, footH, cellH } = this.#geometry;
    return Math.max(1, Math.floor((this.root.clientHeight - headH - footH * this.#scene.feet.length) / cellH) - 1);
  }

  /** These cells changed; they are painted together, once, before the next frame. */
  touch(row: number, day: number, withFlash: boolean): void {
    this.#dirty.add(row * this.#scene.days.length + day);
    if (withFlash) this.#flash(row, day);
    this.#schedule();
  }

  touchAll(): void {
    this.#dirtyAll = true;
    this.#schedule();
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
    const before = [this.#range, ...this.#others];
    this.#active = active;
    this.#range = range;
    this.#others = others;
    this.#ghosts.show(others, move);
    this.#place(this.#selection, fill ?? range, 1);
    this.#place(this.#activeBox, { top: active.row, bottom: active.row, left: active.column, right: active.column }, 1);
    this.#activeBox.hidden = range.top === range.bottom && range.left === range.right;
    this.#cutBox.hidden = cut === null;
    if (cut) this.#place(this.#cutBox, cut, 1);
    for (const old of before) this.#markSelected(old, false);
    for (const now of [range, ...others]) this.#markSelected(now, true);
    this.#focus(takeFocus);
  }

  hideSelection(hide: boolean): void {
    this.#selection.hidden = hide;
  }

  reveal(pos: Pos): void {
    const { nameW, totalW, cellW, cellH, headH, footH, groupH } = this.#geometry;
    const line = this.#scene.layout.lines[pos.row];
    if (!line) return;
    const { root } = this;
    const viewH = root.clientHeight - headH - footH * this.#scene.feet.length;
    const viewW = root.clientWidth - nameW - totalW * this.#scene.totalHeaders.length;
    const left = pos.column * cellW;
    // The first of a group brings its band along.
    const top = this.#scene.layout.bands.some((band) => band.top + groupH === line.top) ? line.top - groupH : line.top;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (line.top + cellH > root.scrollTop + viewH) root.scrollTop = line.top + cellH - viewH;
    if (left < root.scrollLeft) root.scrollLeft = left;
    else if (left + cellW > root.scrollLeft + viewW) root.scrollLeft = left + cellW - viewW;
    this.#paint();
  }

  people(marks: readonly Mark[]): void {
    const seen = new Set<string>();
    for (const mark of marks) {
      seen.add(mark.key);
      const person = this.#people.get(mark.key) ?? this.#newPerson(mark.key);
      person.box.className = `rg-person person-${mark.colour}${mark.isEditing ? " is-editing" : ""}${mark.range.top === 0 ? " is-top" : ""}`;
      setText(person.flag, mark.label);
      this.#place(person.box, mark.range, 0);
    }
    for (const [key, { box }] of this.#people) {
      if (seen.has(key)) continue;
      box.remove();
      this.#people.delete(key);
    }
  }

  /** The box of a cell on the screen, for what hangs from it. */
  boxOf(pos: Pos): DOMRect {
    const body = this.#body.getBoundingClientRect();
    const { nameW, cellW, cellH } = this.#geometry;
    return new DOMRect(body.left + nameW + pos.column * cellW, body.top + (this.#scene.layout.lines[pos.row]?.top ?? 0), cellW, cellH);
  }

  focus(): void {
    this.#focus(true);
  }

  get hasFocus(): boolean {
    return this.root.contains(document.activeElement);
  }

  // --- laying out -----------------------------------------------------------------------------------------------

  #layOut(isNew: boolean): void {
    const { layout, days, feet, totalHeaders } = this.#scene;
    const { nameW, cellW, cellH, totalW, headH, footH } = this.#geometry;
    const { root } = this;
    const block = this.#block();
    const rowCount = Math.min(layout.lines.length, Math.ceil(Math.max(0, root.clientHeight - headH) / cellH) + 2 * OVERSCAN);
    const columnCount = Math.min(days.length, Math.ceil(Math.max(0, root.clientWidth - nameW) / cellW) + 2 * OVERSCAN + block);
    if (!isNew && rowCount === this.#rowSlots.length && columnCount === this.#columnSlots.length) return this.#paint();
    const width = nameW + days.length * cellW + totalHeaders.length * totalW;
    root.setAttribute("aria-rowcount", String(HEAD_ROWS + layout.bands.length + layout.lines.length + feet.length));
    root.setAttribute("aria-colcount", String(1 + days.length + totalHeaders.length));
    root.style.setProperty("--totals", String(totalHeaders.length));
    for (const part of [this.#head, this.#body, this.#foot]) part.style.width = px(width);
    this.#body.style.height = px(layout.height);
    this.#foot.style.height = px(footH * feet.length);
    const parts = { months: this.#months, corners: this.#corners, totals: this.#totalHead };
    layHead(parts, this.#scene, this.#geometry);
    layStripes(this.#stripes, this.#scene, this.#geometry);
    layBands(this.#names, this.#rows, this.#totals, this.#scene);
    this.#footRows = layFoot(this.#foot, this.#scene);
    this.#pool(rowCount, columnCount);
    this.#paint();
    this.select(this.#active, this.#range, null, null, false);
  }

  #block(): number {
    return this.root.clientWidth < 600 ? BLOCK_NARROW : BLOCK_WIDE;
  }

  #pool(rowCount: number, columnCount: number): void {
    for (const { element: row, name, totals } of this.#rowSlots) for (const part of [row, name, totals]) part.remove();
    for (const { header, feet } of this.#columnSlots) for (const part of [header, ...feet]) part.remove();
    this.#rowSlots = Array.from({ length: rowCount }, (_, slot) => this.#newRow(slot, columnCount));
    this.#columnSlots = Array.from({ length: columnCount }, () => {
      const header = element("rg-dh", "columnheader", this.#dayRow);
      element("rg-wd", undefined, header);
      element("rg-dn", undefined, header);
      return { header, feet: this.#footRows.map((row) => element("rg-fc", "gridcell", row)), day: -1 };
    });
    this.#top = -1;
    this.#focused = null;
  }

  #newRow(slot: number, columnCount: number): RowSlot {
    const row = element("rg-row", "row", this.#rows);
    const name = element("rg-name", "rowheader", this.#names);
    name.id = `${this.#id}n${slot}`;
    name.setAttribute("aria-colindex", "1");
    element("rg-pname", undefined, name);
    element("rg-pdetail", undefined, name);
    const totals = element("rg-tot", "presentation", this.#totals);
    const owned = [name.id];
    this.#scene.totalHeaders.forEach((_, index) => {
      const total = element("rg-tc", "gridcell", totals);
      total.id = `${this.#id}t${slot}-${index}`;
      total.setAttribute("aria-colindex", String(2 + this.#scene.days.length + index));
      owned.push(total.id);
    });
    row.setAttribute("aria-owns", owned.join(" "));
    const cells = Array.from({ length: columnCount }, () => {
      const cell = element("rg-c", "gridcell", row);
      cell.tabIndex = -1;
      return cell;
    });
    return { element: row, name, totals, cells, row: -1, days: new Int16Array(columnCount).fill(-1) };
  }

  // --- painting -------------------------------------------------------------------------------------------------

  #paint(): void {
    const { lines } = this.#scene.layout;
    const { cellH, cellW } = this.#geometry;
    const block = this.#block();
    const firstLine = lineAt(lines, this.root.scrollTop, cellH);
    const top = Math.max(0, Math.min(firstLine - OVERSCAN, lines.length - this.#rowSlots.length));
    const firstDay = Math.floor(this.root.scrollLeft / cellW) - OVERSCAN;
    const last = this.#scene.days.length - this.#columnSlots.length;
    const left = Math.max(0, Math.min(Math.floor(firstDay / block) * block, last));
    const inView = Math.ceil(this.root.scrollLeft / cellW);
    this.#seen = this.#inView();
    labelMonths(this.#months, this.#scene, Math.max(0, Math.min(this.#scene.days.length - 1, inView)));
    if (top === this.#top && left === this.#left && !this.#isBehind) return;
    const hadFocus = document.activeElement === (this.#focused ?? this.root);
    this.#top = top;
    this.#left = left;
    this.#paintColumns();
    this.#paintRows();
    if (this.#isBehind) this.#schedule();
    this.#focus(hadFocus);
  }

  #slotOf(index: number, first: number, size: number): number {
    return first + ((((index - first) % size) + size) % size);
  }

  #paintColumns(): void {
    const { days, today, feet } = this.#scene;
    const { nameW, cellW } = this.#geometry;
    const size = this.#columnSlots.length;
    this.#columnSlots.forEach((slot, index) => {
      const at = this.#slotOf(index, this.#left, size);
      const day = days[at];
      if (!day || slot.day === at) return;
      slot.day = at;
      const left = px(nameW + at * cellW);
      const kind = `${dayClass(day, at)}${day.date === today ? " is-today" : ""}`;
      slot.header.className = `rg-dh${kind}`;
      slot.header.style.left = left;
      slot.header.setAttribute("aria-colindex", String(at + 2));
      slot.header.setAttribute("aria-label", this.#scene.dayName(at));
      setText(slot.header.children[0] as HTMLElement, this.#scene.weekdayLetter(at));
      setText(slot.header.children[1] as HTMLElement, String(day.day));
      slot.feet.forEach((cell, foot) => {
        if (foot >= feet.length) return;
        cell.style.left = left;
        cell.setAttribute("aria-colindex", String(at + 2));
        this.#paintFoot(cell, foot, at, kind);
      });
    });
  }

  #paintFoot(cell: HTMLElement, foot: number, day: number, kind = dayClass(this.#scene.days[day]!, day)): void {
    const { text, level } = this.#scene.foot(foot, day);
    cell.className = `rg-fc${kind}${level ? ` is-${level}` : ""}`;
    setText(cell, text);
  }

  /** What is in view is written now; of the rest so much as a frame has room for. */
  #paintRows(): void {
    const { lines } = this.#scene.layout;
    const size = this.#rowSlots.length;
    const inView = this.#seen;
    let ahead = 0;
    this.#isBehind = false;
    this.#rowSlots.forEach((slot, index) => {
      const row = this.#slotOf(index, this.#top, size);
      const line = lines[row];
      if (!line) return;
      if (slot.row !== row) {
        slot.row = row;
        slot.days.fill(-1);
        const at = `translateY(${line.top}px)`;
        for (const part of [slot.element, slot.name, slot.totals]) part.style.transform = at;
        slot.element.setAttribute("aria-rowindex", String(HEAD_ROWS + 1 + line.index));
        this.#paintPerson(slot);
      }
      this.#columnSlots.forEach(({ day }, column) => {
        if (slot.days[column] === day || day < 0) return;
        if (!isIn({ row, column: day }, inView) && ++ahead > AHEAD_MAX) {
          this.#isBehind = true;
          return;
        }
        slot.days[column] = day;
        const cell = slot.cells[column]!;
        const left = px(this.#geometry.nameW + day * this.#geometry.cellW);
        if (cell.style.left !== left) cell.style.left = left;
        cell.setAttribute("aria-colindex", String(day + 2));
        this.#paintCell(cell, row, day);
      });
    });
  }

  #inView(): Range {
    const { lines } = this.#scene.layout;
    const { cellH, cellW, nameW, headH } = this.#geometry;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.root;
    return {
      top: lineAt(lines, scrollTop, cellH),
      left: Math.floor(scrollLeft / cellW),
      bottom: lineAt(lines, scrollTop + clientHeight - headH, cellH),
      right: Math.floor((scrollLeft + clientWidth - nameW) / cellW),
    };
  }

  #paintPerson(slot: RowSlot): void {
    const { name, detail, fullName } = this.#scene.person(slot.row);
    setText(slot.name.children[0] as HTMLElement, name);
    setText(slot.name.children[1] as HTMLElement, detail);
    slot.name.title = detail ? `${fullName} · ${detail}` : fullName;
    if (name === fullName) slot.name.removeAttribute("aria-label");
    else slot.name.setAttribute("aria-label", fullName);
    this.#paintTotals(slot);
  }

  #paintTotals(slot: RowSlot): void {
    const totals = this.#scene.totals(slot.row);
    for (const [index, cell] of Array.from(slot.totals.children).entries()) setText(cell as HTMLElement, totals[index] ?? "");
  }

  #paintCell(cell: HTMLElement, row: number, day: number): void {
    const look = this.#scene.cell(row, day);
    const isSelected = [this.#range, ...this.#others].some((range) => isIn({ row, column: day }, range));
    cell.className = this.#isFlashing(row, day) ? `${look.classes} is-flash` : look.classes;
    setText(cell, look.symbol);
    if (look.was) cell.dataset.was = look.was;
    else if (cell.dataset.was !== undefined) delete cell.dataset.was;
    cell.setAttribute("aria-label", look.name);
    cell.setAttribute("aria-selected", String(isSelected));
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    this.#frame = 0;
    const columns = this.#scene.days.length;
    const days = new Set<number>();
    const rows = new Set<number>();
    if (this.#dirtyAll) {
      for (const slot of this.#rowSlots) rows.add(slot.row);
      for (const { day } of this.#columnSlots) days.add(day);
      for (const row of rows) for (const day of days) this.#repaint(row, day);
    } else {
      for (const index of this.#dirty) {
        const row = Math.floor(index / columns);
        const day = index % columns;
        rows.add(row);
        days.add(day);
        this.#repaint(row, day);
      }
    }
    for (const slot of this.#rowSlots) if (rows.has(slot.row)) this.#paintTotals(slot);
    for (const { day, feet } of this.#columnSlots) {
      if (!days.has(day)) continue;
      feet.forEach((cell, foot) => {
        if (foot < this.#scene.feet.length && this.#scene.days[day]) this.#paintFoot(cell, foot, day);
      });
    }
    this.#dirty.clear();
    this.#dirtyAll = false;
    if (this.#isBehind) this.#paintRows();
    if (this.#isBehind) this.#schedule();
  }

  #repaint(row: number, day: number): void {
    const cell = this.#cellAt(row, day);
    if (cell) this.#paintCell(cell, row, day);
  }

  #cellAt(row: number, day: number): HTMLElement | null {
    const rowSlot = this.#rowSlots[row % this.#rowSlots.length];
    const column = day % this.#columnSlots.length;
    if (rowSlot?.row !== row || rowSlot.days[column] !== day) return null;
    return rowSlot.cells[column] ?? null;
  }

  #flash(row: number, day: number): void {
    this.#flashes.push({ until: performance.now() + FLASH_MS, row, day });
    this.#flashTimer ??= setTimeout(() => this.#endFlashes(), FLASH_MS);
  }

  #isFlashing(row: number, day: number): boolean {
    return this.#flashes.some((flash) => flash.row === row && flash.day === day);
  }

  #endFlashes(): void {
    const now = performance.now();
    const over = this.#flashes.filter(({ until }) => until <= now);
    this.#flashes = this.#flashes.filter(({ until }) => until > now);
    for (const { row, day } of over) if (!this.#isFlashing(row, day)) this.#cellAt(row, day)?.classList.remove("is-flash");
    const [first] = this.#flashes;
    this.#flashTimer = first ? setTimeout(() => this.#endFlashes(), Math.max(16, first.until - now)) : undefined;
  }

  // --- selection ------------------------------------------------------------------------------------------------

  #place(box: HTMLElement, range: Range, outset: number): void {
    const { lines } = this.#scene.layout;
    const { nameW, cellW, cellH } = this.#geometry;
    const first = lines[range.top];
    const last = lines[range.bottom];
    box.hidden = !first || !last;
    if (!first || !last) return;
    box.style.left = px(nameW + range.left * cellW - outset);
    box.style.top = px(first.top - outset);
    box.style.width = px((range.right - range.left + 1) * cellW + outset);
    box.style.height = px(last.top + cellH - first.top + outset);
  }

  #markSelected(range: Range, isSelected: boolean): void {
    for (const slot of this.#rowSlots) {
      if (slot.row < range.top || slot.row > range.bottom) continue;
      this.#columnSlots.forEach(({ day }, column) => {
        if (day >= range.left && day <= range.right) slot.cells[column]!.setAttribute("aria-selected", String(isSelected));
      });
    }
  }

  /** Roving tabindex: one cell can be reached by Tab. A focused cell that is recycled hands the focus to the grid until it is back. */
  #focus(take: boolean): void {
    const cell = this.#cellAt(this.#active.row, this.#active.column);
    if (this.#focused && this.#focused !== cell) this.#focused.tabIndex = -1;
    this.#focused = cell;
    this.root.tabIndex = cell ? -1 : 0;
    if (cell) cell.tabIndex = 0;
    if (take) (cell ?? this.root).focus({ preventScroll: true });
  }

  #newPerson(key: string): { box: HTMLElement; flag: HTMLElement } {
    const box = element("rg-person", "presentation", this.#marks);
    const flag = element("rg-flag", undefined, box);
    const person = { box, flag };
    this.#people.set(key, person);
    return person;
  }

  // --- hands ----------------------------------------------------------------------------------------------------

  /** The cell under a pointer; beyond the border, the nearest. */
  posAt({ clientX, clientY }: Point): Pos {
    const body = this.#body.getBoundingClientRect();
    const { nameW, cellW, cellH } = this.#geometry;
    const { lines } = this.#scene.layout;
    const row = Math.max(0, Math.min(lines.length - 1, lineAt(lines, clientY - body.top, cellH)));
    const column = Math.max(0, Math.min(this.#scene.days.length - 1, Math.floor((clientX - body.left - nameW) / cellW)));
    return { row, column };
  }

  /** What of the grid shows cells: between names and totals, below the days, above the foot. */
  viewport(): DOMRect {
    const { nameW, totalW, headH, footH } = this.#geometry;
    const { left, top } = this.root.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.root;
    const { totalHeaders, feet } = this.#scene;
    return new DOMRect(
      left + nameW,
      top + headH,
      clientWidth - nameW - totalW * totalHeaders.length,
      clientHeight - headH - footH * feet.length,
    );
  }

  /** The selection's frame on the screen. */
  frame(): DOMRect {
    return this.#selection.getBoundingClientRect();
  }

  /** Where a dragged name would go: the nearest edge of a row of its own group. */
  #gapAt(event: MouseEvent, row: number): { side: "before" | "after"; other: number; top: number } | null {
    const { lines, bands } = this.#scene.layout;
    const { cellH } = this.#geometry;
    const other = this.posAt(event).row;
    const line = lines[other];
    const from = lines[row];
    if (!line || !from) return null;
    const [first, last] = from.top < line.top ? [from.top, line.top] : [line.top, from.top];
    if (bands.some(({ top }) => top > first && top <= last)) return null;
    const isUpper = event.clientY - this.#body.getBoundingClientRect().top < line.top + cellH / 2;
    return { side: isUpper ? "before" : "after", other, top: isUpper ? line.top : line.top + cellH };
  }

  /** The row whose name this is. */
  rowOf(name: Element): number | null {
    return this.#rowSlots.find((slot) => slot.name === name)?.row ?? null;
  }

  /** The day whose header this is. */
  dayOf(header: Element): number | null {
    return this.#columnSlots.find((slot) => slot.header === header)?.day ?? null;
  }
}
