// Cells to text and back: tab-separated values as every spreadsheet writes and reads them.
export function tsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.join("\t")).join("\n");
}

/** The same as a table, which spreadsheets prefer where both are offered. */
export function htmlTable(rows: readonly (readonly string[])[]): string {
  const cell = (value: string) => `<td>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</td>`;
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;
}

/** A block of texts, padded to a rectangle; a spreadsheet ends the last row with a line break. */
export function parseTsv(text: string): string[][] {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const rows = lines.map((line) => line.split("\t").map((value) => value.trim().replace(/^"(.*)"$/s, "$1")));
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array<string>(width - row.length).fill("")]);
}
