// Cells to text and back: tab-separated values and HTML tables as every spreadsheet writes and reads them.
export type Block = readonly (readonly string[])[];

/** A value with a line break, a tab or a quote stands in quotes. */
export function tsv(rows: Block): string {
  const field = (value: string) => (/["\t\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => row.map(field).join("\t")).join("\n");
}

/** The same as a table, which spreadsheets prefer where both are offered. */
export function htmlTable(rows: Block): string {
  const cell = (value: string) => `<td>${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>")}</td>`;
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</table>`;
}

/** What was copied, as a block of texts. The table is believed where there is one: it alone tells of cells that span others. */
export function blockOf(text: string, html: string): Block {
  return parseHtml(html) ?? parseTsv(text);
}

/** A block of texts, padded to a rectangle; a spreadsheet ends the last row with a line break. */
export function parseTsv(text: string): Block {
  if (text === "") return [[""]];
  const rows: string[][] = [[]];
  // A field in quotes may hold anything, quotes doubled; any other ends at the next tab or line break.
  const field = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/y;
  while (field.lastIndex < text.length) {
    const [, quoted, plain = "", end] = field.exec(text) ?? unquoted(field, text);
    rows.at(-1)!.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    if (end === "") break;
    if (end !== "\t") rows.push([]);
    else if (field.lastIndex === text.length) rows.at(-1)!.push("");
  }
  return padded(rows.at(-1)!.length === 0 && rows.length > 1 ? rows.slice(0, -1) : rows);
}

/** A quote that doesn't end where a field does is text like any other: up to the next tab or line break. */
function unquoted(field: RegExp, text: string): readonly [string, undefined, string, string] {
  const from = field.lastIndex;
  const rest = /[\t\r\n]/g;
  rest.lastIndex = from;
  const at = rest.exec(text)?.index ?? text.length;
  const end = text.startsWith("\r\n", at) ? "\r\n" : (text[at] ?? "");
  field.lastIndex = at + end.length;
  return ["", undefined, text.slice(from, at), end];
}

/** What a table may hold, so that no pasted page can make more of itself. */
const CELLS_MAX = 200_000;
const SPAN_MAX = 1000;

/** The one table in a piece of HTML; null where there is none, or more than one. Nothing of it is ever made into elements. */
export function parseHtml(html: string): Block | null {
  const from = html.search(/<table\b/i);
  if (from < 0 || html.slice(from + 6).search(/<table\b/i) >= 0) return null;
  const to = html.slice(from).search(/<\/table\s*>/i);
  const table = html
    .slice(from, to < 0 ? undefined : from + to)
    .replace(/<!--.*?-->/gs, "")
    .replace(/<(style|script)\b.*?<\/\1\s*>/gis, "");
  const rows: string[][] = [];
  let cells = 0;
  for (const [row, line] of table.split(/<tr\b/i).slice(1).entries()) {
    const made = lineAt(rows, row);
    for (const [, attributes = "", content = ""] of line.matchAll(
      /<t[dh]\b([^>]*)>(.*?)(?=<t[dh]\b|<\/tr\b|<\/t[dh]\b|<\/tbody|<\/thead|$)/gis,
    )) {
      let column = 0;
      while (made[column] !== undefined) column++;
      const [across, down] = [spanOf(attributes, "colspan"), spanOf(attributes, "rowspan")];
      cells += across * down;
      if (cells > CELLS_MAX) return null;
      for (let i = 0; i < down; i++) {
        const spanned = lineAt(rows, row + i);
        for (let j = 0; j < across; j++) spanned[column + j] = i === 0 && j === 0 ? textOf(content) : "";
      }
    }
  }
  const filled = rows.filter((row) => row.length > 0).map((row) => Array.from(row, (value) => value ?? ""));
  return filled.length === 0 ? null : padded(filled);
}

function lineAt(rows: string[][], index: number): string[] {
  rows[index] ??= [];
  return rows[index];
}

function spanOf(attributes: string, name: string): number {
  const [, digits] = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d+)`, "i").exec(attributes) ?? [];
  return Math.max(1, Math.min(SPAN_MAX, Number(digits ?? 1)));
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  times: "×",
  ndash: "–",
  mdash: "—",
};

function textOf(content: string): string {
  return content
    .replace(/\s+/g, " ")
    .replace(/ ?<br\b[^>]*> ?/gi, "\n")
    .replace(/<\/(p|div)>(?=.)/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
    })
    .trim();
}

function padded(rows: readonly (readonly string[])[]): Block {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return rows.map((row) => [...row, ...Array<string>(width - row.length).fill("")]);
}
