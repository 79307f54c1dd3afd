// The confirmed state of the two live documents: a snapshot [DC3], and changes folded on it [DC4].
import { type Hasher, StateHash } from "./hash";
import type { Body, Change, PeriodSnapshot, WorkspaceSnapshot } from "./wire";

export interface Cell {
  readonly shift: string | null;
  readonly locked: boolean;
  readonly note: string | null;
}

export interface CellAt {
  readonly staffId: string;
  readonly date: string;
}

/** Some fields of an entity by name; null clears one. */
export type Fields = Record<string, unknown>;

export const EMPTY_CELL: Cell = Object.freeze({ shift: null, locked: false, note: null });

/** What a change touched: cells one by one, or the frame (name, dates, people, status). */
export interface Touched {
  cells: CellAt[];
  frame: boolean;
}

const DAY_MS = 86_400_000;

/** The ISO dates from the first to the last, both included. */
export function datesBetween(first: string, last: string): string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  const dates: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end; at += DAY_MS) dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}

export interface PeriodHeader {
  name: string;
  start_date: string;
  end_date: string;
  status: string;
  strategy: string | null;
  staff: readonly string[];
}

const PERIOD_FIELDS = ["name", "start_date", "end_date", "status", "strategy", "staff"] as const;

/** A period as the hub has committed it; only `header` and `dates` have our own unanswered changes on them. */
export class PeriodState {
  readonly id: string;
  header: PeriodHeader;
  dates: readonly string[];
  #confirmed: PeriodHeader;
  #over: Fields = {};
  readonly #cells = new Map<string, Map<string, Cell>>();
  readonly #hash: StateHash;

  constructor(snapshot: PeriodSnapshot, hasher: Hasher) {
    const { id, ...own } = snapshot.period;
    this.id = id;
    this.#hash = new StateHash(hasher);
    this.#confirmed = { ...own, staff: snapshot.staff };
    this.header = this.#confirmed;
    this.dates = snapshot.dates;
    for (const field of PERIOD_FIELDS) this.#hash.moved("period", id, field, null, this.header[field]);
    this.#fill(snapshot);
  }

  get hash(): string {
    return this.#hash.hex;
  }

  cell(staffId: string, date: string): Cell {
    return this.#cells.get(staffId)?.get(date) ?? EMPTY_CELL;
  }

  /** Every cell that holds something, in no order. */
  *filled(): Generator<[CellAt, Cell]> {
    for (const [staffId, row] of this.#cells) for (const [date, cell] of row) yield [{ staffId, date }, cell];
  }

  /** Fold one change; the caller has seen to it that it is the next version. */
  apply(change: Change): Touched {
    const { cells, set } = change.payload;
    for (const cell of cells ?? []) this.#set(cell.staff_id, cell.date, cell.set);
    if (set) this.#setHeader(set);
    return { cells: (cells ?? []).map((cell) => ({ staffId: cell.staff_id, date: cell.date })), frame: Boolean(set) };
  }

  /** Lay our own unanswered changes of the frame over it; tells whether that changed what is shown. */
  overlay(bodies: readonly Body[]): boolean {
    const over: Fields = {};
    for (const body of bodies) {
      if (body.type !== "PERIOD_UPDATE") continue;
      for (const [field, value] of Object.entries(body.payload.set)) if (value !== null || field === "strategy") over[field] = value;
    }
    if (JSON.stringify(over) === JSON.stringify(this.#over)) return false;
    this.#over = over;
    this.#show();
    return true;
  }

  #show(): void {
    this.header = { ...this.#confirmed, ...this.#over };
    this.dates = datesBetween(this.header.start_date, this.header.end_date);
  }

  #fill(snapshot: PeriodSnapshot): void {
    const { shift, locked, notes } = snapshot.cells;
    shift.forEach((row, s) => {
      row.forEach((index, d) => {
        if (index !== null) this.#set(snapshot.staff[s]!, snapshot.dates[d]!, { shift: snapshot.shifts[index] ?? null });
      });
    });
    for (const [s, d] of locked) this.#set(snapshot.staff[s]!, snapshot.dates[d]!, { locked: true });
    for (const [s, d, note] of notes) this.#set(snapshot.staff[s]!, snapshot.dates[d]!, { note });
  }

  #set(staffId: string, date: string, set: Fields): void {
    const before = this.cell(staffId, date);
    const after = withFields(before, set);
    const id = `${staffId}/${date}`;
    for (const field of ["shift", "locked", "note"] as const) {
      if (before[field] !== after[field]) this.#hash.moved("cell", id, field, before[field], after[field]);
    }
    let row = this.#cells.get(staffId);
    if (!row) {
      row = new Map();
      this.#cells.set(staffId, row);
    }
    if (after.shift === null && !after.locked && after.note === null) row.delete(date);
    else row.set(date, after);
  }

  #setHeader(set: Fields): void {
    const next: PeriodHeader = { ...this.#confirmed };
    for (const field of PERIOD_FIELDS) {
      if (!(field in set)) continue;
      this.#hash.moved("period", this.id, field, this.#confirmed[field], set[field]);
      Object.assign(next, { [field]: set[field] });
    }
    this.#confirmed = next;
    this.#show();
  }
}

/** A cell with some fields replaced; null, false and missing stand for nothing. */
export function withFields(cell: Cell, set: Fields): Cell {
  return {
    shift: "shift" in set ? ((set.shift as string | null) ?? null) : cell.shift,
    locked: "locked" in set ? set.locked === true : cell.locked,
    note: "note" in set ? ((set.note as string | null) ?? null) : cell.note,
  };
}

export type EntityKind = "staff" | "shift_type" | "rule" | "period" | "settings";

type Entities = Record<EntityKind, Map<string, Fields>>;

const noEntities = (): Entities => ({ staff: new Map(), shift_type: new Map(), rule: new Map(), period: new Map(), settings: new Map() });

/** The workspace: entities are maps of their non-null fields, as the hub has committed them and our unanswered operations on them. */
export class WorkspaceState {
  readonly #entities = noEntities();
  /** What our unanswered operations say, by kind and id. */
  #over = noEntities();
  /** Kinds as they are shown, made when they are asked for. */
  readonly #shown = new Map<EntityKind, ReadonlyMap<string, Fields>>();
  readonly #hash: StateHash;
  readonly #workspaceId: string;

  constructor(workspaceId: string, snapshot: WorkspaceSnapshot, hasher: Hasher) {
    this.#workspaceId = workspaceId;
    this.#hash = new StateHash(hasher);
    const { settings, staff, shift_types, rules, periods } = snapshot;
    this.#set("settings", workspaceId, settings);
    for (const [kind, entities] of [
      ["staff", staff],
      ["shift_type", shift_types],
      ["rule", rules],
    ] as const) {
      for (const entity of entities) this.#set(kind, String(entity.id), withoutId(entity));
    }
    for (const { id, archived } of periods) this.#set("period", id, { listed: true, archived });
  }

  get hash(): string {
    return this.#hash.hex;
  }

  get settings(): Fields {
    return this.all("settings").get(this.#workspaceId) ?? {};
  }

  /** The entities of a kind by id as they are shown, archived ones included (old cells still hold their codes). */
  all(kind: EntityKind): ReadonlyMap<string, Fields> {
    const over = this.#over[kind];
    if (over.size === 0) return this.#entities[kind];
    let shown = this.#shown.get(kind);
    if (!shown) {
      const merged = new Map(this.#entities[kind]);
      for (const [id, set] of over) merged.set(id, withoutNulls({ ...merged.get(id), ...set }));
      shown = merged;
      this.#shown.set(kind, shown);
    }
    return shown;
  }

  /** Lay our own unanswered operations over it; tells which kinds they changed. */
  overlay(bodies: readonly Body[]): EntityKind[] {
    const before = this.#over;
    this.#over = noEntities();
    for (const body of bodies) {
      const about = changeOf(body);
      if (!about) continue;
      const { kind, set } = about;
      const id = kind === "settings" ? this.#workspaceId : about.id;
      this.#over[kind].set(id, { ...this.#over[kind].get(id), ...set });
    }
    const kinds = (Object.keys(before) as EntityKind[]).filter((kind) => !sameSets(before[kind], this.#over[kind]));
    for (const kind of kinds) this.#shown.delete(kind);
    return kinds;
  }

  /** Fold one change; tells which kind it was about, if any: an UNDO whose fields all moved since changes nothing [UN1]. */
  apply(change: Change): EntityKind | null {
    if (!change.payload.set) return null;
    const kind = entityOf(change);
    this.#set(kind, kind === "settings" ? this.#workspaceId : (change.payload.id ?? ""), change.payload.set);
    return kind;
  }

  #set(kind: EntityKind, id: string, set: Fields): void {
    const fields: Fields = { ...this.#entities[kind].get(id) };
    for (const [field, value] of Object.entries(set)) {
      this.#hash.moved(kind, id, field, fields[field], value);
      if (value === null || value === undefined) delete fields[field];
      else fields[field] = value;
    }
    this.#entities[kind].set(id, fields);
    this.#shown.delete(kind);
  }
}

/** What an operation on the workspace's document would set. */
function changeOf(body: Body): { kind: EntityKind; id: string; set: Fields } | null {
  switch (body.type) {
    case "SETTINGS_UPDATE":
      return { kind: "settings", id: "", set: { ...body.payload.set } };
    case "STAFF_CREATE":
    case "SHIFT_TYPE_CREATE":
    case "RULE_CREATE":
      return { kind: kindOf(body.type), id: body.payload.id, set: withoutId({ ...body.payload }) };
    case "STAFF_UPDATE":
    case "SHIFT_TYPE_UPDATE":
    case "RULE_UPDATE":
      return { kind: kindOf(body.type), id: body.payload.id, set: { ...body.payload.set } };
    case "PERIOD_CREATE":
      return { kind: "period", id: body.payload.id, set: { listed: true } };
    case "STAFF_DELETE":
    case "SHIFT_TYPE_DELETE":
    case "RULE_DELETE":
    case "PERIOD_DELETE":
      return { kind: kindOf(body.type), id: body.payload.id, set: { archived: true } };
    default:
      return null;
  }
}

function sameSets(a: ReadonlyMap<string, Fields>, b: ReadonlyMap<string, Fields>): boolean {
  return a.size === b.size && JSON.stringify([...a]) === JSON.stringify([...b]);
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

function withoutId(entity: Fields): Fields {
  const { id: _id, ...fields } = entity;
  return fields;
}

/** A change's type names its entity (`SHIFT_TYPE_UPDATE`); UNDO and REDO say it in the payload [DC4]. */
function entityOf(change: Change): EntityKind {
  return (change.payload.entity as EntityKind | null | undefined) ?? kindOf(change.type);
}

function kindOf(type: string): EntityKind {
  return type.replace(/_(CREATE|UPDATE|DELETE)$/, "").toLowerCase() as EntityKind;
}
