// Reads a list of people as it comes from a spreadsheet or a letter, and says what would become of each line.
import { freeCode } from "../records/entities";
import type { Employment, Person, Skill } from "./people";

export const PEOPLE_MAX = 400;
const CODE_MAX = 32;
const TEXT_MAX = 200;

export type Fault =
  /** Somebody of this name or code is here already. */
  | { kind: "here"; name: string }
  /** The same name or code stands further up in the list. */
  | { kind: "twice" }
  /** Somebody archived had this code: it is never used again. */
  | { kind: "codeTaken"; code: string }
  | { kind: "tooLong" };

export interface Pasted {
  readonly line: number;
  readonly name: string;
  /** The one it came with, else one made of the name. */
  readonly code: string;
  readonly position: string;
  readonly group: string;
  readonly department: string;
  readonly employment: Employment | null;
  readonly skills: readonly Skill[];
  readonly fault: Fault | null;
  /** Whether it may be added in spite of its fault: two people may bear one name. */
  readonly canBeAdded: boolean;
}

export type Field = "name" | "code" | "position" | "group" | "department" | "employment" | "skills";

export interface Reading {
  readonly people: readonly Pasted[];
  /** What each column was taken for; null: it is left out. Empty: a plain list of names. */
  readonly columns: readonly { readonly heading: string; readonly field: Field | null }[];
  readonly leftOut: number;
}

const HEADINGS: Record<Field, RegExp> = {
  name: /^(full |display |staff )?name$|^(employee|person|staff|who|氏名|名前)$/i,
  code: /^((staff|employee|personnel) )?(code|id|no\.?|number)$|^(社員番号|コード)$/i,
  position: /^(position|role|job|job title|title|function|役職|職種)$/i,
  group: /^(group|team|unit|section|グループ|チーム)$/i,
  department: /^(department|dept\.?|division|部署|部門)$/i,
  employment: /^(employment|contract|employment type|type|雇用形態)$/i,
  skills: /^(skills?|qualifications?|certificates?|スキル|資格)$/i,
};
const UNNAMED_COLUMNS: readonly Field[] = ["name", "position", "group"];

export function readList(pasted: string, known: readonly Person[]): Reading {
  const { rows, columns } = table(pasted);
  const taken = new Set(known.map(({ code }) => code));
  // A code that is written further down is not given to somebody further up.
  for (const { cells } of rows) taken.add(cells.code ?? "");
  const seen = new Set<string>();
  const people = rows.slice(0, PEOPLE_MAX).map(({ line, cells }) => personOf(line, cells, { known, taken, seen }));
  return { people, columns, leftOut: Math.max(0, rows.length - PEOPLE_MAX) };
}

interface Row {
  line: number;
  cells: Partial<Record<Field, string>>;
}

function table(pasted: string): { rows: Row[]; columns: Reading["columns"] } {
  const lines = pasted.split(/\r\n|\r|\n/).map((content, index) => ({ content, line: index + 1 }));
  const filled = lines.filter(({ content }) => content.trim() !== "");
  const [head] = filled;
  if (!head) return { rows: [], columns: [] };
  const separator = [/\t/, /;/, /,/].find((one) => one.test(head.content) && isHeading(cut(head.content, one)));
  const plain = separator ?? [/\t/, /;/].find((one) => filled.some(({ content }) => one.test(content)));
  // A comma alone separates nothing: "Sato, Mei" is one name.
  const split = (content: string) => (plain ? cut(content, plain) : [content.trim()]);
  const headings = isHeading(split(head.content)) ? split(head.content) : null;
  const body = headings ? filled.slice(1) : filled;
  const width = Math.max(0, ...body.map(({ content }) => split(content).length));
  const columns = headings
    ? headings.map((heading) => ({ heading, field: fieldOf(heading) }))
    : Array.from({ length: width }, (_, index) => ({ heading: "", field: UNNAMED_COLUMNS[index] ?? null }));
  const rows = body.map(({ content, line }) => {
    const cells: Row["cells"] = {};
    split(content).forEach((cell, index) => {
      const field = columns[index]?.field;
      if (field && cell !== "") cells[field] ??= cell;
    });
    return { line, cells };
  });
  return {
    rows: rows.filter(({ cells }) => cells.name || cells.code),
    columns: headings || width > 1 ? columns : [],
  };
}

function fieldOf(heading: string): Field | null {
  return (Object.keys(HEADINGS) as Field[]).find((field) => HEADINGS[field].test(heading.trim())) ?? null;
}

/** A first line is a heading where it names a column of names or codes. */
function isHeading(cells: readonly string[]): boolean {
  return cells.some((cell) => fieldOf(cell) === "name") || (cells.length > 1 && cells.some((cell) => fieldOf(cell) === "code"));
}

/** The cells of a line; quotation marks hold a separator in, and double for themselves. */
function cut(content: string, separator: RegExp): string[] {
  const cells: string[] = [];
  let [cell, isQuoted] = ["", false];
  for (let at = 0; at < content.length; at++) {
    const character = content[at]!;
    if (character === '"' && isQuoted && content[at + 1] === '"') cell += content[++at];
    else if (character === '"' && (isQuoted || cell.trim() === "")) isQuoted = !isQuoted;
    else if (!isQuoted && separator.test(character)) {
      cells.push(cell.trim());
      cell = "";
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

interface Around {
  known: readonly Person[];
  taken: Set<string>;
  seen: Set<string>;
}

function personOf(line: number, cells: Row["cells"], { known, taken, seen }: Around): Pasted {
  const name = (cells.name ?? "").replace(/\s+/g, " ");
  const fault = faultOf(cells, name, known, seen);
  const isCodeGone = cells.code !== undefined && (fault?.kind === "here" || fault?.kind === "codeTaken" || seen.has(`code ${cells.code}`));
  const code = cells.code ?? freeCode(name, taken);
  taken.add(code);
  seen.add(`code ${code}`);
  if (name) seen.add(`name ${name.toLocaleLowerCase()}`);
  return {
    line,
    name,
    code,
    position: cells.position ?? "",
    group: cells.group ?? "",
    department: cells.department ?? "",
    employment: employmentOf(cells.employment),
    skills: skillsIn(cells.skills ?? ""),
    fault,
    canBeAdded: fault === null || (fault.kind !== "tooLong" && !isCodeGone),
  };
}

function faultOf(cells: Row["cells"], name: string, known: readonly Person[], seen: ReadonlySet<string>): Fault | null {
  const { code } = cells;
  if (code !== undefined && code.length > CODE_MAX) return { kind: "tooLong" };
  if (Object.values(cells).some((cell) => cell.length > TEXT_MAX)) return { kind: "tooLong" };
  const holder = code === undefined ? undefined : known.find((person) => person.code === code);
  if (holder) return holder.isArchived ? { kind: "codeTaken", code: holder.code } : { kind: "here", name: holder.shownName };
  if (code !== undefined && seen.has(`code ${code}`)) return { kind: "twice" };
  const lower = name.toLocaleLowerCase();
  const namesake = lower ? known.find((person) => !person.isArchived && person.name.toLocaleLowerCase() === lower) : undefined;
  if (namesake && code === undefined) return { kind: "here", name: namesake.shownName };
  return code === undefined && seen.has(`name ${lower}`) ? { kind: "twice" } : null;
}

function employmentOf(written: string | undefined): Employment | null {
  if (!written) return null;
  if (/part/i.test(written)) return "part_time";
  if (/contract|temp|agency|casual/i.test(written)) return "contract";
  return /regular|full|perm/i.test(written) ? "regular" : null;
}

/** "First aid (2027-03-01); Grill": names, each with the day until which it holds, if one is given. */
function skillsIn(written: string): readonly Skill[] {
  return written
    .split(/[;,|/]/)
    .map((part) => /^(.*?)(?:\s*\(?(?:until\s+)?(\d{4}-\d{2}-\d{2})\)?)?$/.exec(part.trim()))
    .flatMap((found) => (found?.[1] ? [{ name: found[1].trim(), until: found[2] ?? null }] : []));
}
