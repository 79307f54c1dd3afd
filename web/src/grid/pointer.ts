// Mouse and touch on the grid: which gesture a pointer makes.
import { isCommandKey } from "./dom";
import { Drag, type Ground, type Point } from "./drag";
import type { Gestures } from "./painting";
import type { Pos } from "./ranges";

export type { Point } from "./drag";

/** Where things are on the view. */
interface Surface extends Ground {
  rowOf(name: Element): number | null;
  dayOf(header: Element): number | null;
  /** The selection's frame on the screen. */
  frame(): DOMRect;
}

/** A finger that stays so long, and moves no more than this, means the cell under it. */
const HOLD_MS = 450;
const HOLD_PX = 10;
/** A mouse that moves less has not begun to drag. */
const DRAG_PX = 4;
/** So near to its frame, on either side, the selection itself is taken. */
const FRAME_PX = 3;
const BUZZ_MS = 10;

export function listen(surface: Surface, gestures: Gestures, signal: AbortSignal): void {
  const { root } = surface;
  const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void) =>
    root.addEventListener(type, listener, { signal });
  let drag: Drag | null = null;
  let drop: (event: PointerEvent) => void = () => {};
  let pressedAt: Point | null = null;

  const begin = (event: PointerEvent, onMove: (pos: Pos, from: Pos) => void, onDrop: (event: PointerEvent) => void) => {
    event.preventDefault();
    root.setPointerCapture(event.pointerId);
    const from = surface.posAt(event);
    drag?.end();
    drag = new Drag(surface, from, (pos) => onMove(pos, from));
    drop = onDrop;
    pressedAt = event;
  };
  const end = () => {
    drag?.end();
    drag = null;
    root.classList.remove("is-moving");
  };

  on("pointerdown", (event) => {
    const target = event.target as HTMLElement;
    if (target.matches(".rg-grip")) {
      gestures.grip(target.matches(".is-first") ? "first" : "last");
      return begin(event, gestures.drag, gestures.release);
    }
    if (event.pointerType === "touch" || event.button !== 0) return;
    if (target.matches(".rg-handle")) return begin(event, gestures.fillDrag, (last) => gestures.fillDrop(isCommandKey(last)));
    if (!isOverCells(event)) return;
    if (gestures.canMove() && isOnFrame(event, surface.frame())) {
      const move = (pos: Pos, from: Pos) => {
        root.classList.add("is-moving");
        gestures.moveDrag(from, pos);
      };
      return begin(event, move, (last) => gestures.moveDrop(last.altKey));
    }
    begin(event, gestures.drag, gestures.release);
    gestures.press(surface.posAt(event), event.shiftKey, isCommandKey(event));
  });
  on("pointermove", (event) => {
    if (!drag) return hovered(event, surface, gestures);
    if (pressedAt && distance(pressedAt, event) < DRAG_PX) return;
    pressedAt = null;
    drag.moved(event);
  });
  on("pointerup", (event) => {
    if (!drag) return;
    end();
    drop(event);
  });
  on("pointercancel", () => {
    if (!drag) return;
    end();
    gestures.release();
  });
  // What Escape closes is the model's business; the pointer has only to let go.
  on("keydown", (event) => {
    if (event.key === "Escape") end();
  });
  on("pointerleave", () => gestures.hover(null));
  on("dblclick", (event) => {
    if (isOverCells(event)) gestures.open(surface.posAt(event));
  });
  on("contextmenu", (event) => {
    if (!isOverCells(event)) return;
    event.preventDefault();
    if ((event as PointerEvent).pointerType !== "touch") gestures.menu(surface.posAt(event), { x: event.clientX, y: event.clientY });
  });
  touched(surface, gestures, on);
  on("click", (event) => clicked(event, surface, gestures));
}

type On = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void) => void;

/** A finger that stays takes the cell; one that goes scrolls, always. */
function touched(surface: Surface, gestures: Gestures, on: On): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: Point | null = null;
  let wasHeld = false;
  const letGo = () => {
    clearTimeout(timer);
    start = null;
  };
  on("pointerdown", (event) => {
    letGo();
    wasHeld = false;
    if (event.pointerType !== "touch" || !event.isPrimary || !isOverCells(event)) return;
    start = { clientX: event.clientX, clientY: event.clientY };
    const pos = surface.posAt(event);
    timer = setTimeout(() => {
      wasHeld = true;
      // An iPhone has no such thing.
      navigator.vibrate?.(BUZZ_MS);
      gestures.hold(pos);
    }, HOLD_MS);
  });
  on("pointermove", (event) => {
    if (start && distance(start, event) > HOLD_PX) letGo();
  });
  on("pointerup", letGo);
  on("pointercancel", letGo);
  on("click", (event) => {
    // The lifting of a finger that stayed is no tap.
    if ((event as PointerEvent).pointerType !== "touch" || !wasHeld) return;
    wasHeld = false;
    event.stopImmediatePropagation();
  });
}

const distance = (a: Point, b: Point): number => Math.max(Math.abs(a.clientX - b.clientX), Math.abs(a.clientY - b.clientY));

function hovered(event: PointerEvent, surface: Surface, gestures: Gestures): void {
  if (event.pointerType !== "mouse") return;
  const isOver = (event.target as HTMLElement).closest(".rg-c") !== null;
  surface.root.classList.toggle("is-grabbable", isOver && gestures.canMove() && isOnFrame(event, surface.frame()));
  gestures.hover(isOver ? surface.posAt(event) : null);
}

function isOnFrame({ clientX, clientY }: Point, { left, right, top, bottom }: DOMRect): boolean {
  const isAround = clientX > left - FRAME_PX && clientX < right + FRAME_PX && clientY > top - FRAME_PX && clientY < bottom + FRAME_PX;
  const isWithin = clientX > left + FRAME_PX && clientX < right - FRAME_PX && clientY > top + FRAME_PX && clientY < bottom - FRAME_PX;
  return isAround && !isWithin;
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
  if ((event as PointerEvent).pointerType === "touch" && isOverCells(event)) gestures.tap(surface.posAt(event));
}
