// Generated from shared/protocol by `npm run generate`; never edited.
// schema sha256 41021e704b74b6fb7255cf9c1ddda6ffbd0d0b7519b5b12c5ee583377647b97d

/**
 * How a person is employed.
 */
export type Employment = "regular" | "contract" | "part_time";
/**
 * How a person is employed.
 */
export type Employment1 = "regular" | "contract" | "part_time";
/**
 * What a shift type means for coverage and runs; days off are shift types too.
 */
export type ShiftKind = "work" | "off" | "leave";
/**
 * What a shift type means for coverage and runs; days off are shift types too.
 */
export type ShiftKind1 = "work" | "off" | "leave";
/**
 * A closed period refuses edits with `period_closed`.
 */
export type PeriodStatus = "draft" | "published" | "closed";
/**
 * How a conflicting field is decided [CF2].
 */
export type StrategyName = "last_writer_wins" | "first_writer_wins" | "merge" | "user_choice";
/**
 * A closed period refuses edits with `period_closed`.
 */
export type PeriodStatus1 = "draft" | "published" | "closed";
/**
 * What a user may do in a workspace; identity/roles.py has the table.
 */
export type Role = "admin" | "manager" | "viewer";

export interface Protocol {
  client_message:
    | SyncRequest
    | Unsubscribe
    | CellUpdateMessage
    | StaffCreate
    | StaffUpdate
    | StaffDelete
    | ShiftTypeCreate
    | ShiftTypeUpdate
    | ShiftTypeDelete
    | RuleCreate
    | RuleUpdate
    | RuleDelete
    | PeriodCreate
    | PeriodUpdate
    | PeriodDelete
    | SettingsUpdate
    | ConflictResolve
    | UndoMessage
    | RedoMessage
    | PresenceUpdate
    | Generate
    | CancelSolve
    | FinishSolve
    | ApplySolution
    | DiscardSolution
    | AuthRefresh
    | Ping;
  server_message:
    | ConnectionAck
    | SyncResponse
    | SyncContext
    | Changes
    | Ack
    | Conflict
    | Presence
    | SolveProgress
    | ScheduleGenerated
    | SolveFailed
    | SolveCancelled
    | Violations
    | Error
    | Pong;
}
/**
 * Ask for a document, and subscribe.
 */
export interface SyncRequest {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "SYNC_REQUEST";
  payload: SyncRequestPayload;
}
/**
 * The client's position, if it has one.
 */
export interface SyncRequestPayload {
  document: "period" | "workspace";
  period_id?: string | null;
  since_version?: number | null;
  epoch?: string | null;
  prefer?: "delta" | null;
}
/**
 * End a subscription.
 */
export interface Unsubscribe {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "UNSUBSCRIBE";
  payload: UnsubscribePayload;
}
/**
 * Which subscription ends.
 */
export interface UnsubscribePayload {
  document: "period" | "workspace";
  period_id?: string | null;
}
/**
 * Edit cells.
 */
export interface CellUpdateMessage {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "CELL_UPDATE";
  payload: CellUpdatePayload;
}
/**
 * 1–2,000 cells: one operation.
 */
export interface CellUpdatePayload {
  period_id: string;
  cells: CellEditPayload[];
  intent?: "edit" | "swap" | "move" | "paste" | "fill" | "clear";
  undo_group?: string | null;
}
/**
 * One cell's edit.
 */
export interface CellEditPayload {
  staff_id: string;
  date: string;
  set: CellSet;
}
export interface CellSet {
  shift?: string | null;
  locked?: boolean | null;
  note?: string | null;
}
/**
 * Add a staff member.
 */
export interface StaffCreate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "STAFF_CREATE";
  payload: StaffMember;
}
/**
 * A person who is rostered. `code` is the first column of a roster file; it never changes.
 */
export interface StaffMember {
  id: string;
  code: string;
  name?: string;
  position?: string | null;
  department?: string | null;
  group?: string | null;
  employment?: Employment;
  skills?: Skill[];
  hourly_cost?: number | null;
  first_day?: string | null;
  last_day?: string | null;
}
/**
 * Something a person can do, up to and including `until` (no end where it is null).
 */
export interface Skill {
  name: string;
  until?: string | null;
}
/**
 * Edit a staff member.
 */
export interface StaffUpdate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "STAFF_UPDATE";
  payload: StaffUpdatePayload;
}
/**
 * Fields of a staff member.
 */
export interface StaffUpdatePayload {
  id: string;
  set: StaffMemberSet;
}
export interface StaffMemberSet {
  name?: string | null;
  position?: string | null;
  department?: string | null;
  group?: string | null;
  employment?: Employment1 | null;
  skills?: Skill[] | null;
  hourly_cost?: number | null;
  first_day?: string | null;
  last_day?: string | null;
}
/**
 * Archive a staff member.
 */
export interface StaffDelete {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "STAFF_DELETE";
  payload: ArchivePayload;
}
/**
 * What is archived.
 */
export interface ArchivePayload {
  id: string;
}
/**
 * Add a shift type.
 */
export interface ShiftTypeCreate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "SHIFT_TYPE_CREATE";
  payload: ShiftType;
}
/**
 * What a cell holds: `code` in cells, rules and files; `symbol` is what the grid shows.
 *
 * Times are wall clock; an end at or before the start is on the next day.
 */
export interface ShiftType {
  id: string;
  code: string;
  symbol?: string;
  keys?: string;
  name?: string;
  kind?: ShiftKind;
  start?: string | null;
  end?: string | null;
  paid_minutes?: number;
  colour?: "off" | "early" | "day" | "late" | "night" | "swing" | "on-call" | "leave" | "empty";
  site?: string | null;
  skills?: string[];
}
/**
 * Edit a shift type.
 */
export interface ShiftTypeUpdate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "SHIFT_TYPE_UPDATE";
  payload: ShiftTypeUpdatePayload;
}
/**
 * Fields of a shift type.
 */
export interface ShiftTypeUpdatePayload {
  id: string;
  set: ShiftTypeSet;
}
export interface ShiftTypeSet {
  symbol?: string | null;
  keys?: string | null;
  name?: string | null;
  kind?: ShiftKind1 | null;
  start?: string | null;
  end?: string | null;
  paid_minutes?: number | null;
  colour?: ("off" | "early" | "day" | "late" | "night" | "swing" | "on-call" | "leave" | "empty") | null;
  site?: string | null;
  skills?: string[] | null;
}
/**
 * Archive a shift type.
 */
export interface ShiftTypeDelete {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "SHIFT_TYPE_DELETE";
  payload: ArchivePayload;
}
/**
 * Add a rule.
 */
export interface RuleCreate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "RULE_CREATE";
  payload: Rule;
}
/**
 * A rule as data; `type` names a module of shared/rules, whose `Params` validate `params`.
 */
export interface Rule {
  id: string;
  type: string;
  name?: string;
  enabled?: boolean;
  enforcement?: "hard" | "soft";
  weight?: number;
  scope?: RuleScope;
  params?: {
    [k: string]: unknown;
  };
}
/**
 * Staff and dates that a rule is about.
 */
export interface RuleScope {
  staff?: StaffScope;
  dates?: DateScope;
}
/**
 * Which staff a rule is about: everyone who matches all the given fields; nothing given = everyone.
 */
export interface StaffScope {
  ids?: string[] | null;
  groups?: string[] | null;
  positions?: string[] | null;
  skills?: string[] | null;
  employment?: Employment1[] | null;
}
/**
 * Which dates a rule is about: all that match the given fields. `weekdays`: 0 = Monday … 6 = Sunday.
 */
export interface DateScope {
  from?: string | null;
  to?: string | null;
  weekdays?: number[] | null;
  dates?: string[] | null;
}
/**
 * Edit a rule.
 */
export interface RuleUpdate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "RULE_UPDATE";
  payload: RuleUpdatePayload;
}
/**
 * Fields of a rule.
 */
export interface RuleUpdatePayload {
  id: string;
  set: RuleSet;
}
export interface RuleSet {
  type?: string | null;
  name?: string | null;
  enabled?: boolean | null;
  enforcement?: ("hard" | "soft") | null;
  weight?: number | null;
  scope?: RuleScope1 | null;
  params?: {
    [k: string]: unknown;
  } | null;
}
/**
 * Staff and dates that a rule is about.
 */
export interface RuleScope1 {
  staff?: StaffScope;
  dates?: DateScope;
}
/**
 * Archive a rule.
 */
export interface RuleDelete {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "RULE_DELETE";
  payload: ArchivePayload;
}
/**
 * Add a period.
 */
export interface PeriodCreate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "PERIOD_CREATE";
  payload: PeriodFields;
}
/**
 * What a period's own document knows of it, beside the cells. `strategy` null = the workspace's; `staff` in the grid's order.
 */
export interface PeriodFields {
  id: string;
  name?: string;
  start_date: string;
  end_date: string;
  staff?: string[];
  status?: PeriodStatus;
  strategy?: StrategyName | null;
}
/**
 * Edit a period.
 */
export interface PeriodUpdate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "PERIOD_UPDATE";
  payload: PeriodUpdatePayload;
}
/**
 * Fields of a period.
 */
export interface PeriodUpdatePayload {
  id: string;
  set: PeriodSet;
}
export interface PeriodSet {
  name?: string | null;
  start_date?: string | null;
  end_date?: string | null;
  staff?: string[] | null;
  status?: PeriodStatus1 | null;
  strategy?: StrategyName | null;
}
/**
 * Archive a period.
 */
export interface PeriodDelete {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "PERIOD_DELETE";
  payload: ArchivePayload;
}
/**
 * Edit the workspace's settings.
 */
export interface SettingsUpdate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "SETTINGS_UPDATE";
  payload: SettingsUpdatePayload;
}
/**
 * Fields of the workspace's settings.
 */
export interface SettingsUpdatePayload {
  set: WorkspaceSettingsSet;
}
export interface WorkspaceSettingsSet {
  name?: string | null;
  time_zone?: string | null;
  week_start?: number | null;
  strategy?: StrategyName | null;
}
/**
 * End a pending conflict.
 */
export interface ConflictResolve {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "CONFLICT_RESOLVE";
  payload: ConflictResolvePayload;
}
/**
 * How a pending conflict ends [CF4].
 */
export interface ConflictResolvePayload {
  conflict_id: string;
  choice: "mine" | "theirs" | "custom";
  set?: {
    [k: string]: unknown;
  } | null;
}
/**
 * Undo.
 */
export interface UndoMessage {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "UNDO";
  payload: UndoPayload;
}
/**
 * `strict` refuses where anything moved on since [UN1].
 */
export interface UndoPayload {
  document: "period" | "workspace";
  period_id?: string | null;
  strict?: boolean;
}
/**
 * Redo.
 */
export interface RedoMessage {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "REDO";
  payload: UndoPayload;
}
/**
 * Tell others where one is.
 */
export interface PresenceUpdate {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "PRESENCE_UPDATE";
  payload: PresencePayload;
}
/**
 * Where somebody is.
 */
export interface PresencePayload {
  period_id: string;
  selection?: CellPosition | CellRange | null;
  editing?: boolean;
}
/**
 * A cell of somebody's selection.
 */
export interface CellPosition {
  staff_id: string;
  date: string;
}
/**
 * A block of cells.
 */
export interface CellRange {
  from: CellPosition;
  to: CellPosition;
}
/**
 * Start a run.
 */
export interface Generate {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "GENERATE_SCHEDULE" | "GENERATE_SCHEDULE_ORTOOLS";
  payload: GeneratePayload;
}
/**
 * Which period, and how.
 */
export interface GeneratePayload {
  period_id: string;
  options?: RunOptions;
}
/**
 * Options of a run [RN5].
 */
export interface RunOptions {
  engine?: "cpsat" | "milp" | "hungarian";
  time_limit_s?: number | null;
  scope?: RunScope | null;
  start_from?: "current" | "empty";
  apply?: "none" | "merge" | "overwrite";
  seed?: number;
  config_id?: string | null;
}
/**
 * What may move; null = everything.
 */
export interface RunScope {
  staff_ids?: string[] | null;
  from?: string | null;
  to?: string | null;
  empty_only?: boolean;
}
/**
 * Stop a run, keep nothing.
 */
export interface CancelSolve {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "CANCEL_SOLVE";
  payload: RunPayload;
}
/**
 * Which run.
 */
export interface RunPayload {
  run_id: string;
}
/**
 * Stop a run, keep the best grid so far.
 */
export interface FinishSolve {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "FINISH_SOLVE";
  payload: RunPayload;
}
/**
 * Apply a run's result.
 */
export interface ApplySolution {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "APPLY_SOLUTION";
  payload: ApplySolutionPayload;
}
/**
 * Which run, how, and (a part of the result) which cells.
 */
export interface ApplySolutionPayload {
  run_id: string;
  mode?: "merge" | "overwrite";
  cells?: CellPosition[] | null;
}
/**
 * Discard a run's result.
 */
export interface DiscardSolution {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "DISCARD_SOLUTION";
  payload: RunPayload;
}
/**
 * Bring a fresh token.
 */
export interface AuthRefresh {
  id: string;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "AUTH_REFRESH";
  payload: AuthRefreshPayload;
}
/**
 * A fresh token [CN6].
 */
export interface AuthRefreshPayload {
  token: string;
}
/**
 * Ask for a PONG.
 */
export interface Ping {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  retry?: boolean;
  type: "PING";
  payload?: PingPayload;
}
/**
 * Nothing.
 */
export interface PingPayload {}
/**
 * Welcome [CN4].
 */
export interface ConnectionAck {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "CONNECTION_ACK";
  payload: ConnectionAckPayload;
}
/**
 * The server's first word.
 */
export interface ConnectionAckPayload {
  connection_id: string;
  client_id: string;
  user: ConnectedUser;
  workspace: WorkspaceName;
  server_version: string;
  replica: string;
  limits: Limits;
}
/**
 * Who one is here.
 */
export interface ConnectedUser {
  id: string;
  name: string;
  role: Role;
}
/**
 * Where one is.
 */
export interface WorkspaceName {
  id: string;
  name: string;
}
/**
 * What this server takes.
 */
export interface Limits {
  max_message_bytes: number;
  max_cells: number;
  ops_per_second: number;
  heartbeat_s: number;
}
/**
 * A document; the same bytes for all who join at that version.
 */
export interface SyncResponse {
  id?: string | null;
  version: number;
  timestamp?: string | null;
  type: "SYNC_RESPONSE";
  payload: SyncResponsePayload;
}
/**
 * A document brought to the envelope's `version`.
 */
export interface SyncResponsePayload {
  document: "period" | "workspace";
  period_id?: string | null;
  epoch: string;
  mode: "snapshot" | "delta";
  snapshot?: PeriodSnapshot | WorkspaceSnapshot | null;
  changes?: Change[] | null;
  hash: string;
}
/**
 * A period at a version [DC3].
 */
export interface PeriodSnapshot {
  period: PeriodHeader;
  staff: string[];
  dates: string[];
  shifts: string[];
  cells: SnapshotCells;
}
/**
 * A period's own fields in a snapshot.
 */
export interface PeriodHeader {
  id: string;
  name: string;
  start_date: string;
  end_date: string;
  status: string;
  strategy: StrategyName | null;
}
/**
 * Cells by column.
 *
 * `shift` has one row a person (an index into `shifts`, or null); `locked` pairs of (person index, date index), `notes` triples with
 * the text.
 */
export interface SnapshotCells {
  shift: (number | null)[][];
  locked: [number, number][];
  notes: [number, number, string][];
}
/**
 * A workspace at a version [DC3]; entities are maps of `id` and their non-null fields, `archived: true` included.
 */
export interface WorkspaceSnapshot {
  settings: {
    [k: string]: unknown;
  };
  staff: {
    [k: string]: unknown;
  }[];
  shift_types: {
    [k: string]: unknown;
  }[];
  rules: {
    [k: string]: unknown;
  }[];
  periods: ListedPeriod[];
}
/**
 * A period in the workspace's list.
 */
export interface ListedPeriod {
  id: string;
  archived: boolean;
}
/**
 * One version of a document: an effect, never the request [DC4].
 */
export interface Change {
  version: number;
  base: number | null;
  id: string;
  client_id: string;
  actor: Actor;
  at: string;
  type: string;
  payload: Effect;
}
/**
 * Who made a change.
 */
export interface Actor {
  id: string;
  name: string;
}
/**
 * What became of a document [DC4].
 *
 * `cells` for cells; `id` and `set` for an entity, whose kind follows from the change's type, or is `entity` in UNDO and REDO. Both,
 * where a period's dates or people moved.
 */
export interface Effect {
  entity?: string | null;
  id?: string | null;
  set?: {
    [k: string]: unknown;
  } | null;
  cells?: ChangedCell[] | null;
  run_id?: string | null;
}
/**
 * One cell's new values: only the fields that changed; null = cleared.
 */
export interface ChangedCell {
  staff_id: string;
  date: string;
  set: {
    [k: string]: unknown;
  };
}
/**
 * Right after a SYNC_RESPONSE.
 */
export interface SyncContext {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "SYNC_CONTEXT";
  payload: SyncContextPayload;
}
/**
 * What is not the document's, or this user's alone.
 */
export interface SyncContextPayload {
  document: "period" | "workspace";
  period_id?: string | null;
  presence: PresentUser[];
  runs: RunRow[];
  conflicts: ConflictPayload[];
  violations?: Violation[] | null;
}
/**
 * Someone who is here, in one of eight colours (1–8) in the order of joining.
 */
export interface PresentUser {
  connection_id: string;
  user: Actor;
  colour: number;
  selection: CellPosition | CellRange | null;
  editing: boolean;
}
/**
 * A run [RN1]. `violations` is their number; `created_by` a user's id and name.
 */
export interface RunRow {
  id: string;
  period_id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "lost" | "applied" | "discarded";
  stage: "queued" | "building" | "searching" | "explaining" | "applying";
  status_message: string;
  progress: number;
  poll_url: string;
  base_version: number | null;
  options: {
    [k: string]: unknown;
  };
  score: Score | null;
  bound: Score | null;
  gap: number | null;
  solutions: number;
  violations: number | null;
  coverage_pct: number | null;
  requests_met_pct: number | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  created_by: Actor;
  engine: string;
  seed: number;
  problem_hash: string | null;
}
/**
 * Σ weight·amount over the hard and over the soft rules; hard is minimised first.
 */
export interface Score {
  hard: number;
  soft: number;
}
/**
 * What became of an operation that met another's [CF3].
 */
export interface ConflictPayload {
  conflict_id?: string | null;
  operation_id: string;
  strategy: StrategyName;
  outcome: "overwritten" | "rejected" | "merged" | "pending";
  document?: ("period" | "workspace") | null;
  period_id?: string | null;
  reason?: ("archived" | "not_in_period" | "changed") | null;
  fields: ConflictField[];
}
/**
 * One field of a conflict [CF3].
 */
export interface ConflictField {
  entity: string;
  id: string;
  field: string;
  base?: unknown;
  theirs: {
    [k: string]: unknown;
  };
  mine?: unknown;
  resolved?: unknown;
}
/**
 * One breach of one rule, in words. `points` = weight·amount of this breach; `cells` are the cells to show for it.
 */
export interface Violation {
  rule_id: string;
  type: string;
  enforcement: "hard" | "soft";
  amount: number;
  points: number;
  message: string;
  cells: CellRef[];
  staff_id?: string | null;
  date?: string | null;
}
/**
 * One cell of the grid.
 */
export interface CellRef {
  staff_id: string;
  date: string;
}
/**
 * Committed changes.
 */
export interface Changes {
  id?: string | null;
  version: number;
  timestamp?: string | null;
  type: "CHANGES";
  payload: ChangesPayload;
}
/**
 * Versions from_version + 1 … the envelope's `version`, in order [DC2].
 *
 * `part`/`parts` cut one change that is larger than a frame [DC6].
 */
export interface ChangesPayload {
  document: "period" | "workspace";
  period_id?: string | null;
  from_version: number;
  changes: Change[];
  hash?: string | null;
  part?: number | null;
  parts?: number | null;
}
/**
 * An operation was done.
 */
export interface Ack {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "ACK";
  payload: AckPayload;
}
/**
 * An operation's fate.
 *
 * `original` is the first outcome of a duplicate; `run_id` names the run that was accepted; `ignored` what an old client sent in
 * vain [EN6].
 */
export interface AckPayload {
  outcome: "applied" | "merged" | "unchanged" | "duplicate" | "accepted";
  original?: string | null;
  run_id?: string | null;
  ignored?: string[] | null;
}
/**
 * An operation met another's, or (without `id`) was overwritten.
 */
export interface Conflict {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "CONFLICT";
  payload: ConflictPayload;
}
/**
 * Who is where.
 */
export interface Presence {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "PRESENCE";
  payload: PresencePayloadOut;
}
/**
 * Who moved, and who left.
 */
export interface PresencePayloadOut {
  period_id: string;
  users: PresentUser[];
  left: string[];
}
/**
 * A run gets on.
 */
export interface SolveProgress {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "SOLVE_PROGRESS";
  payload: SolveProgressPayload;
}
/**
 * How a run gets on [RN3]; `progress` is 0–1.
 */
export interface SolveProgressPayload {
  run_id: string;
  period_id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "lost" | "applied" | "discarded";
  stage: "queued" | "building" | "searching" | "explaining" | "applying";
  progress: number;
  status_message: string;
  elapsed_s: number;
  score?: Score | null;
  bound?: Score | null;
  gap?: number | null;
  solutions: number;
  queue_position?: number | null;
}
/**
 * A run has a result.
 */
export interface ScheduleGenerated {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "SCHEDULE_GENERATED";
  payload: ScheduleGeneratedPayload;
}
/**
 * A run's result [RN3].
 */
export interface ScheduleGeneratedPayload {
  run_id: string;
  period_id: string;
  status: "optimal" | "feasible" | "infeasible";
  score: Score;
  bound: Score | null;
  gap?: number | null;
  violations: Violation[];
  before: Score;
  diff: DiffCell[];
  kept: CellRef[];
  mended: Violation[];
  worsened: Violation[];
  applied_version?: number | null;
  explanation?: Explanation | null;
  base_version: number;
}
/**
 * A cell that the result would change.
 */
export interface DiffCell {
  staff_id: string;
  date: string;
  from: string | null;
  to: string | null;
}
/**
 * A set of rules that can't hold together, with their staff and dates, in words.
 *
 * `confirmed`: it is proven that `members` can't all hold, and for each member that the others can: the set is a smallest one.
 * Without `members` it only names what the best grid breaks: there was no time to find the cause.
 */
export interface Explanation {
  rule_ids: string[];
  staff_ids: string[];
  dates: string[];
  message: string;
  confirmed: boolean;
  members: ExplanationMember[];
}
/**
 * What one rule asks of these people (none named: of everyone) on these dates, in words.
 */
export interface ExplanationMember {
  rule_id: string;
  staff_ids: string[];
  dates: string[];
  message: string;
}
/**
 * A run failed, or was lost.
 */
export interface SolveFailed {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "SOLVE_FAILED";
  payload: RunEndedPayload;
}
/**
 * A run that has no result to apply.
 */
export interface RunEndedPayload {
  run_id: string;
  period_id: string;
  code: string;
  message: string;
  best?: Score | null;
}
/**
 * A run was cancelled or discarded.
 */
export interface SolveCancelled {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "SOLVE_CANCELLED";
  payload: RunEndedPayload;
}
/**
 * The rules moved.
 */
export interface Violations {
  id?: string | null;
  version: number;
  timestamp?: string | null;
  type: "VIOLATIONS";
  payload: ViolationsPayload;
}
/**
 * How the last change moved the rules.
 */
export interface ViolationsPayload {
  period_id: string;
  score: Score;
  added: Violation[];
  resolved: Violation[];
}
/**
 * Something went wrong.
 */
export interface Error {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "ERROR";
  payload: ErrorPayload;
}
/**
 * What went wrong. `min_backoff_ms`, `max_backoff_ms`: when to come back after the server restarts [CL1].
 */
export interface ErrorPayload {
  code:
    | "bad_message"
    | "unknown_type"
    | "validation_failed"
    | "too_large"
    | "internal"
    | "forbidden"
    | "not_found"
    | "rate_limited"
    | "overloaded"
    | "unavailable"
    | "version_ahead"
    | "too_old"
    | "period_closed"
    | "nothing_to_undo"
    | "solver_busy"
    | "solver_unavailable"
    | "run_not_found"
    | "auth_expiring"
    | "unauthenticated"
    | "conflict";
  temporary: boolean;
  message: string;
  details?: {
    [k: string]: unknown;
  } | null;
  retry_after_ms?: number | null;
}
/**
 * The answer to PING.
 */
export interface Pong {
  id?: string | null;
  version?: number | null;
  timestamp?: string | null;
  type: "PONG";
  payload: {
    [k: string]: unknown;
  };
}
