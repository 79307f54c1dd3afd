// The rows and columns of elements that are used again and again while the grid scrolls.
import { element } from "./dom";
import type { Scene } from "./painting";
import type { Parts } from "./parts";

export interface RowSlot {
  /** Its part in each pane: names, cells, totals. To a screen reader each is a row, and the same one: they bear one index. */
  parts: readonly HTMLElement[];
  name: HTMLElement;
  totals: readonly HTMLElement[];
  cells: readonly HTMLElement[];
  row: number;
  days: Int16Array;
}

export interface ColumnSlot {
  header: HTMLElement;
  feet: readonly HTMLElement[];
  day: number;
}

export class Slots {
  rows: readonly RowSlot[] = [];
  columns: readonly ColumnSlot[] = [];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** So many, all new; `footRows` get a cell a column each. */
  pool(rowCount: number, columnCount: number, scene: Scene, footRows: readonly HTMLElement[]): void {
    for (const { parts } of this.rows) for (const part of parts) part.remove();
    for (const { header, feet } of this.columns) for (const part of [header, ...feet]) part.remove();
    this.rows = Array.from({ length: rowCount }, () => this.#newRow(columnCount, scene));
    this.columns = Array.from({ length: columnCount }, () => {
      const header = element("rg-dh", "columnheader", this.#parts.dayRow);
      element("rg-wd", undefined, header);
      element("rg-dn", undefined, header);
      return { header, feet: footRows.map((row) => element("rg-fc", "gridcell", row)), day: -1 };
    });
  }

  /** Null: it isn't drawn now. */
  cellAt(row: number, day: number): HTMLElement | null {
    const slot = this.rows[row % this.rows.length];
    const column = day % this.columns.length;
    if (slot?.row !== row || slot.days[column] !== day) return null;
    return slot.cells[column] ?? null;
  }

  /** The row whose name this is. */
  rowOf(name: Element): number | null {
    return this.rows.find((slot) => slot.name === name)?.row ?? null;
  }

  /** The day whose header this is. */
  dayOf(header: Element): number | null {
    return this.columns.find((slot) => slot.header === header)?.day ?? null;
  }

  #newRow(columnCount: number, { days, totalHeaders }: Scene): RowSlot {
    const row = element("rg-row", "row", this.#parts.rows);
    const parts = [row, element("rg-nrow", "row", this.#parts.names)];
    const name = element("rg-name", "rowheader", parts[1]);
    name.setAttribute("aria-colindex", "1");
    element("rg-pname", undefined, name);
    element("rg-pdetail", undefined, name);
    // A row without a cell is none.
    if (totalHeaders.length > 0) parts.push(element("rg-tot", "row", this.#parts.totals));
    const totals = totalHeaders.map((_, index) => {
      const total = element("rg-tc", "gridcell", parts[2]);
      total.setAttribute("aria-colindex", String(2 + days.length + index));
      return total;
    });
    const cells = Array.from({ length: columnCount }, () => {
      const cell = element("rg-c", "gridcell", row);
      cell.tabIndex = -1;
      return cell;
    });
    return { parts, name, totals, cells, row: -1, days: new Int16Array(columnCount).fill(-1) };
  }
}
