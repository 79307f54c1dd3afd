// Where the scene's cells lie: in what is scrolled, on the screen, and which of them are in view.
import { px } from "./dom";
import { type Geometry, lineAt } from "./layout";
import type { Scene } from "./painting";
import type { Parts } from "./parts";
import type { Point } from "./pointer";
import type { Pos, Range } from "./ranges";

export class Field {
  scene: Scene;
  geometry: Geometry;
  readonly #root: HTMLElement;
  readonly #body: HTMLElement;

  constructor({ root, body }: Parts, scene: Scene, geometry: Geometry) {
    this.#root = root;
    this.#body = body;
    this.scene = scene;
    this.geometry = geometry;
  }

  get pageRows(): number {
    const { headH, footH, cellH } = this.geometry;
    return Math.max(1, Math.floor((this.#root.clientHeight - headH - footH * this.scene.feet.length) / cellH) - 1);
  }

  inView(): Range {
    const { lines } = this.scene.layout;
    const { cellH, cellW, nameW, headH } = this.geometry;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.#root;
    return {
      top: lineAt(lines, scrollTop, cellH),
      left: Math.floor(scrollLeft / cellW),
      bottom: lineAt(lines, scrollTop + clientHeight - headH, cellH),
      right: Math.floor((scrollLeft + clientWidth - nameW) / cellW),
    };
  }

  scrollTo({ row, column }: Pos): void {
    const { nameW, totalW, cellW, cellH, headH, footH, groupH } = this.geometry;
    const { layout, feet, totalHeaders } = this.scene;
    const line = layout.lines[row];
    if (!line) return;
    const root = this.#root;
    const viewH = root.clientHeight - headH - footH * feet.length;
    const viewW = root.clientWidth - nameW - totalW * totalHeaders.length;
    const left = column * cellW;
    // The first of a group brings its band along.
    const top = layout.bands.some((band) => band.top + groupH === line.top) ? line.top - groupH : line.top;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (line.top + cellH > root.scrollTop + viewH) root.scrollTop = line.top + cellH - viewH;
    if (left < root.scrollLeft) root.scrollLeft = left;
    else if (left + cellW > root.scrollLeft + viewW) root.scrollLeft = left + cellW - viewW;
  }

  /** An element of the body over these cells. */
  place(box: HTMLElement, range: Range, outset: number): void {
    const { lines } = this.scene.layout;
    const { nameW, cellW, cellH } = this.geometry;
    const first = lines[range.top];
    const last = lines[range.bottom];
    box.hidden = !first || !last;
    if (!first || !last) return;
    box.style.left = px(nameW + range.left * cellW - outset);
    box.style.top = px(first.top - outset);
    box.style.width = px((range.right - range.left + 1) * cellW + outset);
    box.style.height = px(last.top + cellH - first.top + outset);
  }

  /** The box of a cell on the screen, for what hangs from it. */
  boxOf(pos: Pos): DOMRect {
    const body = this.#body.getBoundingClientRect();
    const { nameW, cellW, cellH } = this.geometry;
    return new DOMRect(body.left + nameW + pos.column * cellW, body.top + (this.scene.layout.lines[pos.row]?.top ?? 0), cellW, cellH);
  }

  /** The cell under a pointer; beyond the border, the nearest. */
  posAt({ clientX, clientY }: Point): Pos {
    const body = this.#body.getBoundingClientRect();
    const { nameW, cellW, cellH } = this.geometry;
    const { lines } = this.scene.layout;
    const row = Math.max(0, Math.min(lines.length - 1, lineAt(lines, clientY - body.top, cellH)));
    const column = Math.max(0, Math.min(this.scene.days.length - 1, Math.floor((clientX - body.left - nameW) / cellW)));
    return { row, column };
  }

  /** What of the grid shows cells: between names and totals, below the days, above the foot. */
  viewport(): DOMRect {
    const { nameW, totalW, headH, footH } = this.geometry;
    const { left, top } = this.#root.getBoundingClientRect();
    const { clientWidth, clientHeight } = this.#root;
    const { totalHeaders, feet } = this.scene;
    return new DOMRect(
      left + nameW,
      top + headH,
      clientWidth - nameW - totalW * totalHeaders.length,
      clientHeight - headH - footH * feet.length,
    );
  }

  /** Where a dragged name would go: the nearest edge of a row of its own group. */
  gapAt(point: Point, row: number): { side: "before" | "after"; other: number; top: number } | null {
    const { lines, bands } = this.scene.layout;
    const { cellH } = this.geometry;
    const other = this.posAt(point).row;
    const line = lines[other];
    const from = lines[row];
    if (!line || !from) return null;
    const [first, last] = from.top < line.top ? [from.top, line.top] : [line.top, from.top];
    if (bands.some(({ top }) => top > first && top <= last)) return null;
    const isUpper = point.clientY - this.#body.getBoundingClientRect().top < line.top + cellH / 2;
    return { side: isUpper ? "before" : "after", other, top: isUpper ? line.top : line.top + cellH };
  }
}
