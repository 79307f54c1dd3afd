// What a preview of an import comes to: pure.
import type { ImportPreview } from "../generated/api";

/** A column of a spreadsheet by its letters; counted from 1. */
export function columnName(column: number): string {
  let rest = column;
  let name = "";
  while (rest > 0) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
    rest = Math.floor((rest - 1) / 26);
  }
  return name;
}

/** The file's name out of a `content-disposition` of the hub; null where it has none. */
export function fileNameOf(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (encoded === undefined) return /filename="([^"]+)"/i.exec(disposition ?? "")?.[1] ?? null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** How many cells would become something else. */
export const changed = (preview: ImportPreview): number => preview.cells + preview.cleared;

/** Whether there is something to import, and nothing in the way. */
export function canImport(preview: ImportPreview): boolean {
  if (preview.problems.length > 0) return false;
  return preview.period_id === null ? preview.people.length > 0 : changed(preview) > 0;
}

export const freshOf = (things: ImportPreview["people"]): number => things.filter((thing) => thing.is_new).length;

export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1;
}
