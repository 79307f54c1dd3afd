// A table that is one stop for Tab: arrows move in it, by rows and by what can be reached in a row.
import type { KeyboardEvent } from "react";

/** What can be reached bears `data-stop`; rows are `tr`. Returns whether the key was one of ours. */
export function moveInTable(event: KeyboardEvent<HTMLElement>): boolean {
  const at = (event.target as HTMLElement).closest<HTMLElement>("[data-stop]");
  const row = at?.closest("tr");
  if (!at || !row || event.altKey || event.ctrlKey || event.metaKey) return false;
  const rows = [...event.currentTarget.querySelectorAll<HTMLTableRowElement>("tr:has([data-stop])")];
  const to = target(event.key, { at, row, rows });
  if (!to) return false;
  event.preventDefault();
  to.focus();
  return true;
}

const SCREENFUL = 10;

function target(key: string, { at, row, rows }: { at: HTMLElement; row: HTMLTableRowElement; rows: readonly HTMLTableRowElement[] }) {
  const stops = (of: HTMLTableRowElement | undefined) => [...(of?.querySelectorAll<HTMLElement>("[data-stop]") ?? [])];
  const here = stops(row);
  const column = here.indexOf(at);
  const index = rows.indexOf(row);
  if (key === "ArrowLeft") return here[column - 1];
  if (key === "ArrowRight") return here[column + 1];
  const last = rows.length - 1;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last, PageDown: index + SCREENFUL, PageUp: index - SCREENFUL }[
    key
  ];
  if (next === undefined) return undefined;
  const found = stops(rows[Math.max(0, Math.min(last, next))]);
  return found[column] ?? found[0];
}
