// Dragging a name to another place in the period's own order; Alt+Shift+arrows and the Rows menu do the same.
import { element, px } from "./dom";

/** A press that moves less is a click. */
const DRAG_FROM_PX = 5;

interface Surface {
  readonly root: HTMLElement;
  /** Where names lie. */
  readonly pane: HTMLElement;
  rowOf(name: Element): number | null;
  /** The place between two rows of the same group that is nearest; null: there is none. */
  gapAt(event: MouseEvent, row: number): { side: "before" | "after"; other: number; top: number } | null;
  scrollTo(event: MouseEvent): void;
}

interface NameGestures {
  dropName(row: number, side: "before" | "after", other: number): void;
  canDragNames(): boolean;
}

export function listenToNames(surface: Surface, gestures: NameGestures, signal: AbortSignal): void {
  const { pane } = surface;
  const line = element("rg-drop", "presentation", pane);
  line.hidden = true;
  let pressed: { row: number; y: number; name: HTMLElement } | null = null;
  let isDragging = false;
  let wasDragged = false;
  const stop = () => {
    pressed?.name.classList.remove("is-dragged");
    pressed = null;
    isDragging = false;
    line.hidden = true;
  };
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void, capture = false) =>
    pane.addEventListener(type, listener, { signal, capture });
  on("pointerdown", (event) => {
    wasDragged = false;
    const name = (event.target as HTMLElement).closest<HTMLElement>(".rg-name");
    const row = name && surface.rowOf(name);
    if (event.pointerType === "touch" || event.button !== 0 || row === null || !name || !gestures.canDragNames()) return;
    pressed = { row, y: event.clientY, name };
  });
  on("pointermove", (event) => {
    if (!pressed) return;
    if (!isDragging && Math.abs(event.clientY - pressed.y) < DRAG_FROM_PX) return;
    if (!isDragging) pane.setPointerCapture(event.pointerId);
    isDragging = true;
    pressed.name.classList.add("is-dragged");
    const gap = surface.gapAt(event, pressed.row);
    line.hidden = gap === null;
    if (gap) line.style.top = px(gap.top);
    surface.scrollTo(event);
  });
  on("pointerup", (event) => {
    const gap = pressed && isDragging ? surface.gapAt(event, pressed.row) : null;
    wasDragged = isDragging;
    if (pressed && gap) gestures.dropName(pressed.row, gap.side, gap.other);
    stop();
  });
  on("pointercancel", stop);
  // The click that ends a drag takes no one's row.
  on(
    "click",
    (event) => {
      if (wasDragged) event.stopPropagation();
      wasDragged = false;
    },
    true,
  );
}
