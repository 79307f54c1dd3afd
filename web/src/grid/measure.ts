// The grid's sizes, from the theme's custom properties: no size stands twice.
import type { Geometry } from "./layout";

export function geometryOf(host: Element): Geometry {
  const style = getComputedStyle(host);
  const size = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return {
    cellW: size("--cell-w"),
    cellH: size("--cell-h"),
    nameW: size("--name-w"),
    totalW: size("--total-w"),
    headH: size("--head-h"),
    footH: size("--foot-row-h"),
    groupH: size("--group-h"),
  };
}
