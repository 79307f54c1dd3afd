// Writes the scene into the slots: what came into view, and what changed, once a frame.
import { px, setText } from "./dom";
import type { Field } from "./field";
import { dayClass, HEAD_ROWS } from "./fixtures";
import { Flashes } from "./flashes";
import { isIn, type Pos, type Range } from "./ranges";
import type { RowSlot, Slots } from "./slots";

/** Cells beyond the edge that are written in one frame: a block of columns enters over two or three of them, before it is seen. */
const AHEAD_MAX = 90;

export class Painter {
  readonly #slots: Slots;
  readonly #field: Field;
  readonly #isSelected: (pos: Pos) => boolean;
  readonly #flashes = new Flashes((row, day) => this.#slots.cellAt(row, day)?.classList.remove("is-flash"));
  #top = -1;
  #left = -1;
  /** What is in view, read before anything is written: reading it between writes would lay out the page anew each time. */
  #seen: Range = { top: 0, left: 0, bottom: 0, right: 0 };
  /** Whether cells beyond the edge are still to be written. */
  #isBehind = false;
  #dirty = new Set<number>();
  #dirtyAll = false;
  #frame = 0;

  constructor(slots: Slots, field: Field, isSelected: (pos: Pos) => boolean) {
    this.#slots = slots;
    this.#field = field;
    this.#isSelected = isSelected;
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#flashes.stop();
  }

  /** The slots are new: all of them are to be written. */
  begin(): void {
    this.#top = -1;
  }

  /** Whether `paint` would write anything. */
  isDue(top: number, left: number): boolean {
    return top !== this.#top || left !== this.#left || this.#isBehind;
  }

  /** The slots are rows and columns from these on; `seen` are the cells in view. */
  paint(top: number, left: number, seen: Range): void {
    this.#top = top;
    this.#left = left;
    this.#seen = seen;
    this.#paintColumns();
    this.#paintRows();
    if (this.#isBehind) this.#schedule();
  }

  /** This cell changed; all such are painted together, once, before the next frame. */
  touch(row: number, day: number, withFlash: boolean): void {
    this.#dirty.add(row * this.#field.scene.days.length + day);
    if (withFlash) this.#flashes.light(row, day);
    this.#schedule();
  }

  touchAll(): void {
    this.#dirtyAll = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    this.#frame = 0;
    const { scene } = this.#field;
    const columns = scene.days.length;
    const days = new Set<number>();
    const rows = new Set<number>();
    if (this.#dirtyAll) {
      for (const slot of this.#slots.rows) rows.add(slot.row);
      for (const { day } of this.#slots.columns) days.add(day);
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
    for (const slot of this.#slots.rows) if (rows.has(slot.row)) this.#paintTotals(slot);
    for (const { day, feet } of this.#slots.columns) {
      if (!days.has(day)) continue;
      feet.forEach((cell, foot) => {
        if (foot < scene.feet.length && scene.days[day]) this.#paintFoot(cell, foot, day);
      });
    }
    this.#dirty.clear();
    this.#dirtyAll = false;
    if (this.#isBehind) this.#paintRows();
    if (this.#isBehind) this.#schedule();
  }

  #paintColumns(): void {
    const { days, today, feet } = this.#field.scene;
    const { nameW, cellW } = this.#field.geometry;
    const { columns } = this.#slots;
    columns.forEach((slot, index) => {
      const at = heldBy(index, this.#left, columns.length);
      const day = days[at];
      if (!day || slot.day === at) return;
      slot.day = at;
      const left = px(nameW + at * cellW);
      const kind = `${dayClass(day, at)}${day.date === today ? " is-today" : ""}`;
      slot.header.className = `rg-dh${kind}`;
      slot.header.style.left = left;
      slot.header.setAttribute("aria-colindex", String(at + 2));
      slot.header.setAttribute("aria-label", this.#field.scene.dayName(at));
      setText(slot.header.children[0] as HTMLElement, this.#field.scene.weekdayLetter(at));
      setText(slot.header.children[1] as HTMLElement, String(day.day));
      slot.feet.forEach((cell, foot) => {
        if (foot >= feet.length) return;
        cell.style.left = left;
        cell.setAttribute("aria-colindex", String(at + 2));
        this.#paintFoot(cell, foot, at, kind);
      });
    });
  }

  #paintFoot(cell: HTMLElement, foot: number, day: number, kind = dayClass(this.#field.scene.days[day]!, day)): void {
    const { text, level } = this.#field.scene.foot(foot, day);
    cell.className = `rg-fc${kind}${level ? ` is-${level}` : ""}`;
    setText(cell, text);
  }

  /** What is in view is written now; of the rest so much as a frame has room for. */
  #paintRows(): void {
    const { lines } = this.#field.scene.layout;
    const { nameW, cellW } = this.#field.geometry;
    const { rows, columns } = this.#slots;
    const inView = this.#seen;
    let ahead = 0;
    this.#isBehind = false;
    rows.forEach((slot, index) => {
      const row = heldBy(index, this.#top, rows.length);
      const line = lines[row];
      if (!line) return;
      if (slot.row !== row) {
        slot.row = row;
        slot.days.fill(-1);
        const at = `translateY(${line.top}px)`;
        const place = String(HEAD_ROWS + 1 + line.index);
        for (const part of slot.parts) {
          part.style.transform = at;
          part.setAttribute("aria-rowindex", place);
        }
        this.#paintPerson(slot);
      }
      columns.forEach(({ day }, column) => {
        if (slot.days[column] === day || day < 0) return;
        if (!isIn({ row, column: day }, inView) && ++ahead > AHEAD_MAX) {
          this.#isBehind = true;
          return;
        }
        slot.days[column] = day;
        const cell = slot.cells[column]!;
        const left = px(nameW + day * cellW);
        if (cell.style.left !== left) cell.style.left = left;
        cell.setAttribute("aria-colindex", String(day + 2));
        this.#paintCell(cell, row, day);
      });
    });
  }

  #paintPerson(slot: RowSlot): void {
    const { name, detail, fullName } = this.#field.scene.person(slot.row);
    setText(slot.name.children[0] as HTMLElement, name);
    setText(slot.name.children[1] as HTMLElement, detail);
    slot.name.title = detail ? `${fullName} · ${detail}` : fullName;
    if (name === fullName) slot.name.removeAttribute("aria-label");
    else slot.name.setAttribute("aria-label", fullName);
    this.#paintTotals(slot);
  }

  #paintTotals(slot: RowSlot): void {
    const totals = this.#field.scene.totals(slot.row);
    for (const [index, cell] of slot.totals.entries()) setText(cell, totals[index] ?? "");
  }

  #repaint(row: number, day: number): void {
    const cell = this.#slots.cellAt(row, day);
    if (cell) this.#paintCell(cell, row, day);
  }

  #paintCell(cell: HTMLElement, row: number, day: number): void {
    const look = this.#field.scene.cell(row, day);
    cell.className = this.#flashes.isLit(row, day) ? `${look.classes} is-flash` : look.classes;
    setText(cell, look.symbol);
    if (look.was) cell.dataset.was = look.was;
    else if (cell.dataset.was !== undefined) delete cell.dataset.was;
    cell.setAttribute("aria-label", look.name);
    cell.setAttribute("aria-selected", String(this.#isSelected({ row, column: day })));
  }
}

/** Which row or column a slot holds while `first` is the first one: each stays in its slot as long as it is drawn. */
function heldBy(slot: number, first: number, size: number): number {
  return first + ((((slot - first) % size) + size) % size);
}
