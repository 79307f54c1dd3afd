// The parts of the grid that are built once a layout: month labels, stripes, group bands, the foot's names.
import { element, px, setText } from "./dom";
import type { Geometry } from "./layout";
import type { Scene } from "./painting";
import type { Day } from "./roster";

/** Rows above the first person in aria-rowindex: months, days. */
export const HEAD_ROWS = 2;

export interface HeadParts {
  months: HTMLElement;
  corners: readonly [HTMLElement, HTMLElement];
  totals: HTMLElement;
}

export function layHead({ months, corners, totals }: HeadParts, scene: Scene, { nameW, cellW }: Geometry): void {
  layCorner(corners[0], scene.summary);
  layCorner(corners[1], scene.nameHeader);
  for (const old of months.querySelectorAll(".rg-month")) old.remove();
  for (const { label, from, count } of scene.months) {
    const month = element("rg-month", "columnheader", months);
    month.setAttribute("aria-colindex", String(from + 2));
    month.setAttribute("aria-colspan", String(count));
    month.style.left = px(nameW + from * cellW);
    month.style.width = px(count * cellW);
    const text = element("rg-month-label", undefined, month);
    text.textContent = label;
    element("rg-week-label", undefined, text);
  }
  const headers = scene.totalHeaders.map(({ short, long }, index) => {
    const header = element("rg-th", "columnheader");
    header.setAttribute("aria-colindex", String(2 + scene.days.length + index));
    header.setAttribute("aria-label", long);
    header.title = long;
    header.textContent = short;
    return header;
  });
  totals.replaceChildren(...headers);
}

/** A header without words, as on a phone, is none. */
function layCorner(corner: HTMLElement, text: string): void {
  setText(corner, text);
  corner.setAttribute("role", text ? "columnheader" : "presentation");
  if (text) corner.setAttribute("aria-colindex", "1");
  else corner.removeAttribute("aria-colindex");
}

/** The month's label names the week of the first day in view. */
export function labelMonths(months: HTMLElement, scene: Scene, firstDay: number): void {
  const labels = months.querySelectorAll<HTMLElement>(".rg-week-label");
  for (const [index, { from, count }] of scene.months.entries()) {
    const day = Math.min(from + count - 1, Math.max(from, firstDay));
    const label = labels[index];
    if (label) setText(label, scene.weekLabel(day));
  }
}

/** Weekend washes and week lines, behind all rows. */
export function layStripes(stripes: HTMLElement, { days }: Scene, { nameW, cellW }: Geometry): void {
  stripes.replaceChildren();
  for (const [index, day] of days.entries()) {
    if (!day.isWeekend && !(day.startsWeek && index > 0)) continue;
    const stripe = element(`rg-stripe${dayClass(day, index)}`, undefined, stripes);
    stripe.style.left = px(nameW + index * cellW);
    stripe.style.width = px(cellW);
  }
}

export function layBands(names: HTMLElement, rows: HTMLElement, totals: HTMLElement, scene: Scene): void {
  for (const pane of [names, rows, totals]) for (const old of pane.querySelectorAll(".rg-band")) old.remove();
  for (const { group, top, isFolded, index } of scene.layout.bands) {
    const row = element("rg-band rg-band-label", "row", names);
    row.setAttribute("aria-rowindex", String(HEAD_ROWS + 1 + index));
    const header = element("", "rowheader", row);
    header.setAttribute("aria-colindex", "1");
    const button = foldButton(group.label, String(group.people.length), !isFolded);
    button.dataset.group = group.key;
    header.append(button);
    for (const band of [row, element("rg-band", "presentation", rows), element("rg-band", "presentation", totals)])
      band.style.top = px(top);
  }
}

function foldButton(label: string, count: string, isOpen: boolean): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "rg-fold";
  button.tabIndex = -1;
  button.setAttribute("aria-expanded", String(isOpen));
  const [name, size] = [document.createElement("span"), document.createElement("span")];
  name.textContent = label;
  size.className = "rg-count";
  size.textContent = count;
  button.append(name, size);
  return button;
}

/** The foot's rows and their names; the cells are the columns' business. */
export function layFoot(foot: HTMLElement, { feet, layout }: Scene): HTMLElement[] {
  foot.hidden = feet.length === 0;
  const rows = feet.map(({ label, symbol, colour, need, isOpen }, index) => {
    const row = element("rg-frow", "row");
    row.setAttribute("aria-rowindex", String(HEAD_ROWS + 1 + layout.bands.length + layout.lines.length + index));
    const name = element("rg-fname", "rowheader", row);
    name.setAttribute("aria-colindex", "1");
    if (isOpen !== undefined) name.append(foldButton(label, "", isOpen));
    else {
      if (symbol) element(`rg-tile shift-${colour}`, undefined, name).textContent = symbol;
      element("rg-flabel", undefined, name).textContent = label;
      element("rg-fneed", undefined, name).textContent = need;
    }
    element("rg-fend", "presentation", row);
    return row;
  });
  foot.replaceChildren(...rows);
  return rows;
}

export function dayClass(day: Day, index: number): string {
  return `${day.isWeekend ? " is-weekend" : ""}${day.startsWeek && index > 0 ? " is-week" : ""}`;
}
