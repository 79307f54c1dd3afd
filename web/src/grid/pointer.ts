// Mouse and touch on the grid: which gesture a pointer makes.
import type { Pos } from "./model";
import type { Gestures } from "./painting";

/** Where things are on the view. */
interface Surface {
  readonly root: HTMLElement;
  posAt(event: MouseEvent): Pos;
  rowOf(name: Element): number | null;
  dayOf(header: Element): number | null;
  reveal(pos: Pos): void;
}

export function listen(surface: Surface, gestures: Gestures, signal: AbortSignal): void {
  const { root } = surface;
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    root.addEventListener(type, listener, { signal });
  let drag: "select" | "fill" | null = null;
  let hovered = "";
  const hover = (event: PointerEvent | null) => {
    const isOver = event !== null && event.pointerType === "mouse" && (event.target as HTMLElement).closest(".rg-c") !== null;
    const pos = isOver ? surface.posAt(event) : null;
    const key = pos ? `${pos.row}/${pos.column}` : "";
    if (key === hovered) return;
    hovered = key;
    gestures.hover(pos);
  };
  on("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    const isFill = (event.target as HTMLElement).matches(".rg-handle");
    if (!isFill && !isOverCells(event)) return;
    event.preventDefault();
    drag = isFill ? "fill" : "select";
    root.setPointerCapture(event.pointerId);
    if (!isFill) gestures.press(surface.posAt(event), event.shiftKey, false);
  });
  on("pointermove", (event) => {
    if (drag === null) return hover(event);
    const pos = surface.posAt(event);
    if (drag === "select") gestures.drag(pos);
    else gestures.fillDrag(pos);
    surface.reveal(pos);
  });
  on("pointerup", () => {
    if (drag === "fill") gestures.fillDrop();
    drag = null;
  });
  on("pointercancel", () => {
    drag = null;
  });
  on("pointerleave", () => hover(null));
  on("dblclick", (event) => {
    if (isOverCells(event)) gestures.open(surface.posAt(event));
  });
  on("click", (event) => clicked(event, surface, gestures));
}

/** By what lies there: a captured pointer's clicks name the grid as their target. */
function isOverCells({ clientX, clientY }: MouseEvent): boolean {
  const target = document.elementFromPoint(clientX, clientY);
  return target !== null && target.closest(".rg-rows, .rg-marks") !== null && target.closest(".rg-band") === null;
}

function clicked(event: MouseEvent, surface: Surface, gestures: Gestures): void {
  const target = event.target as HTMLElement;
  const fold = target.closest<HTMLElement>(".rg-fold");
  if (fold) return fold.dataset.group === undefined ? gestures.toggleFoot() : gestures.toggleGroup(fold.dataset.group);
  const header = target.closest(".rg-dh");
  const day = header && surface.dayOf(header);
  if (day !== null) return gestures.selectDay(day);
  const name = target.closest(".rg-name");
  const row = name && surface.rowOf(name);
  if (row !== null) return gestures.selectRow(row);
  // One finger scrolls, always; a tap that ends as a click selects.
  if ((event as PointerEvent).pointerType === "touch" && isOverCells(event)) gestures.press(surface.posAt(event), false, true);
}
