// The grid's sizes, from the theme's custom properties: no size stands twice.
import type { Geometry } from "./layout";

const SIZES: Record<keyof Geometry, string> = {
  cellW: "--cell-w",
  cellH: "--cell-h",
  nameW: "--name-w",
  totalW: "--total-w",
  headH: "--head-h",
  footH: "--foot-row-h",
  groupH: "--group-h",
};

/** In whole px as the browser makes them of rem and of minima: a box of each size is laid out in `host` for a moment. */
export function geometryOf(host: Element): Geometry {
  const probe = document.createElement("div");
  probe.className = "grid-probe";
  const boxes = Object.entries(SIZES).map(([name, property]) => {
    const box = document.createElement("i");
    box.style.width = `var(${property})`;
    probe.append(box);
    return [name, box] as const;
  });
  host.append(probe);
  const sizes = Object.fromEntries(boxes.map(([name, box]) => [name, Math.round(box.getBoundingClientRect().width)]));
  probe.remove();
  return sizes as unknown as Geometry;
}

/** Calls when the reader makes text larger or smaller. */
export function onTextResize(host: Element, listener: () => void): () => void {
  const em = document.createElement("div");
  em.className = "grid-probe is-em";
  host.append(em);
  let isFirst = true;
  const observer = new ResizeObserver(() => {
    if (!isFirst && host.isConnected) listener();
    isFirst = false;
  });
  observer.observe(em);
  return () => {
    observer.disconnect();
    em.remove();
  };
}
