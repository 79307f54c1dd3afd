// The grid's elements that stay while rows and columns come and go.
import { element } from "./dom";

export type Parts = ReturnType<typeof partsIn>;

export function partsIn(host: HTMLElement) {
  const root = element("rg", "grid", host);
  root.setAttribute("aria-multiselectable", "true");
  const head = element("rg-head", "rowgroup", root);
  const months = element("rg-months", "row", head);
  const dayRow = element("rg-days", "row", head);
  const corners = [element("rg-corner", "columnheader", months), element("rg-corner", "columnheader", dayRow)] as const;
  const totalHead = element("rg-tothead", "presentation", dayRow);
  const body = element("rg-body", "rowgroup", root);
  const stripes = element("rg-stripes", "presentation", body);
  const rows = element("rg-rows", "presentation", body);
  const marks = element("rg-marks", "presentation", body);
  const names = element("rg-names", "presentation", body);
  const totals = element("rg-tots", "presentation", body);
  const foot = element("rg-foot", "rowgroup", root);
  const selection = element("rg-sel", undefined, marks);
  const activeBox = element("rg-active", undefined, marks);
  const cutBox = element("rg-cut", undefined, marks);
  for (const part of ["rg-handle", "rg-grip is-first", "rg-grip is-last"]) element(part, undefined, selection);
  months.setAttribute("aria-rowindex", "1");
  dayRow.setAttribute("aria-rowindex", "2");
  return { root, head, months, dayRow, corners, totalHead, body, stripes, rows, marks, names, totals, foot, selection, activeBox, cutBox };
}
