// Where rows and columns lie: group bands and people from top to bottom, days from left to right.
import type { Group } from "./roster";

/** Sizes in px, read from the theme's density. */
export interface Geometry {
  cellW: number;
  cellH: number;
  nameW: number;
  totalW: number;
  headH: number;
  footH: number;
  groupH: number;
}

export interface Band {
  group: Group;
  top: number;
  isFolded: boolean;
  /** Its place among all rows of the body, from 0. */
  index: number;
}

export interface Line {
  /** Index into the roster's people. */
  person: number;
  top: number;
  index: number;
}

export interface Layout {
  bands: readonly Band[];
  /** One a visible person; the model's rows are indices into it. */
  lines: readonly Line[];
  height: number;
}

export function layoutOf(groups: readonly Group[], folded: ReadonlySet<string>, geometry: Geometry): Layout {
  const bands: Band[] = [];
  const lines: Line[] = [];
  let top = 0;
  let index = 0;
  for (const group of groups) {
    const isFolded = folded.has(group.key);
    if (group.label !== "") {
      bands.push({ group, top, isFolded, index: index++ });
      top += geometry.groupH;
    }
    if (isFolded) continue;
    for (const person of group.people) {
      lines.push({ person, top, index: index++ });
      top += geometry.cellH;
    }
  }
  return { bands, lines, height: top };
}

/** The first line that ends below `y`. */
export function lineAt(lines: readonly Line[], y: number, cellH: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.top + cellH <= y) low = middle + 1;
    else high = middle;
  }
  return low;
}
