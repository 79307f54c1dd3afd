// Generated from hub/api by `npm run generate`; never edited.
// schema sha256 3f92accb76e37d691527e216246ea3cc2109d6e76dc681a9bcf1961bc7cc226a

/**
 * How a person is employed.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Employment".
 */
export type Employment = "regular" | "contract" | "part_time";
/**
 * What a user may do in a workspace; identity/roles.py has the table.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Role".
 */
export type Role = "admin" | "manager" | "viewer";
/**
 * How a conflicting field is decided [CF2].
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "StrategyName".
 */
export type StrategyName = "last_writer_wins" | "first_writer_wins" | "merge" | "user_choice";
/**
 * A closed period refuses edits with `period_closed`.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "PeriodStatus".
 */
export type PeriodStatus = "draft" | "published" | "closed";
/**
 * What a shift type means for coverage and runs; days off are shift types too.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ShiftKind".
 */
export type ShiftKind = "work" | "off" | "leave";

export interface Api {}
/**
 * Who made a change.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Actor".
 */
export interface Actor {
  id: string;
  name: string;
}
/**
 * ACK, or a CONFLICT of which something was applied, as over the socket.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Answer".
 */
export interface Answer {
  type: string;
  id: string;
  version?: number | null;
  payload: {
    [k: string]: unknown;
  };
}
/**
 * How a result is applied; `cells`: a part of it [RN5].
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Application".
 */
export interface Application {
  mode?: "merge" | "overwrite";
  cells?: CellPosition[] | null;
}
/**
 * A cell of somebody's selection.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CellPosition".
 */
export interface CellPosition {
  staff_id: string;
  date: string;
}
/**
 * The version that the result became.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "AppliedRun".
 */
export interface AppliedRun {
  run_id: string;
  version: number;
  outcome: string;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Body_take_in_periods_import_post".
 */
export interface BodyTakeInPeriodsImportPost {
  /**
   * a roster as CSV, xlsx or ods, or a Curtois–Qu instance (into an empty workspace)
   */
  file: string;
  /**
   * what the period is called; else like the file
   */
  name?: string | null;
  /**
   * a period that is there already: its cells become as the file has them
   */
  period_id?: string | null;
  /**
   * only say what would be made (200, ImportPreview)
   */
  preview?: boolean;
}
/**
 * One cell of the grid.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CellRef".
 */
export interface CellRef {
  staff_id: string;
  date: string;
}
/**
 * One version of a document: an effect, never the request [DC4].
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Change".
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
 * What became of a document [DC4].
 *
 * `cells` for cells; `id` and `set` for an entity, whose kind follows from the change's type, or is `entity` in UNDO and REDO. Both,
 * where a period's dates or people moved.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Effect".
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
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ChangedCell".
 */
export interface ChangedCell {
  staff_id: string;
  date: string;
  set: {
    [k: string]: unknown;
  };
}
/**
 * Score and violations of the grid at `version`.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Checked".
 */
export interface Checked {
  score: Score;
  violations: Violation[];
  version: number;
}
/**
 * Σ weight·amount over the hard and over the soft rules; hard is minimised first.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Score".
 */
export interface Score {
  hard: number;
  soft: number;
}
/**
 * One breach of one rule, in words. `points` = weight·amount of this breach; `cells` are the cells to show for it.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Violation".
 */
export interface Violation {
  rule_id: string;
  type: string;
  enforcement: "hard" | "soft";
  amount: number;
  points: number;
  message: string;
  cells?: CellRef[];
  staff_id?: string | null;
  date?: string | null;
}
/**
 * Options under a name.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Config".
 */
export interface Config {
  id: string;
  name: string;
  options: RunOptions;
  is_default: boolean;
}
/**
 * Options of a run [RN5].
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RunOptions".
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
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RunScope".
 */
export interface RunScope {
  staff_ids?: string[] | null;
  from?: string | null;
  to?: string | null;
  empty_only?: boolean;
}
/**
 * Another name or other options, all of them; `is_default` false: there is none. What is left out stays.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ConfigChange".
 */
export interface ConfigChange {
  name?: string | null;
  options?: RunOptions | null;
  is_default?: boolean | null;
}
/**
 * One field of a conflict [CF3].
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ConflictField".
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
 * One rule on one date. `min` and `max` are what is wanted (its ideal, where the rule names no limit there), null: no limit.
 *
 * `short` and `over`: people beyond them; `points` is what the scorer counts for the date.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CoverDay".
 */
export interface CoverDay {
  date: string;
  min: number | null;
  max: number | null;
  there: number;
  short: number;
  over: number;
  points: number;
}
/**
 * A coverage rule over its dates. `staff_ids`: whom it counts on some of them; `shifts`: the codes that count.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "CoverRule".
 */
export interface CoverRule {
  rule_id: string;
  enforcement: "hard" | "soft";
  shifts: string[];
  staff_ids: string[];
  days: CoverDay[];
}
/**
 * The figures of the grid at `version`, under the workspace's rules at `workspace_version`; `runs`: newest first, at most 50.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Dashboard".
 */
export interface Dashboard {
  version: number;
  workspace_version: number;
  statistics: Statistics;
  runs: RunFigures[];
}
/**
 * The figures of one grid. People are in its order, rules in theirs.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Statistics".
 */
export interface Statistics {
  dates: string[];
  night_shifts: string[];
  sums: Sums;
  cover: CoverRule[];
  people: PersonFigures[];
  rules: RuleFigures[];
  shares: Share[];
  fair: FairRule[];
}
/**
 * The whole grid. Of `cover_days` (rules × dates with a limit) `cover_held` hold, of `wish_days` `wishes_met`; `cost` as a person's.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Sums".
 */
export interface Sums {
  must_points: number;
  wish_points: number;
  cells: number;
  open: number;
  paid_minutes: number;
  cover_days: number;
  cover_held: number;
  wish_days: number;
  wishes_met: number;
  cost: number | null;
}
/**
 * One person's row. Counts are of cells; `weekends` are those (Saturday, Sunday) with work on either day.
 *
 * `wishes`: one entry for each rule, wish and date. `must_points`, `wish_points`, `breaches`: what the scorer blames on this person
 * alone. `cost` is in whole currency units, overtime as the first cost rule has it; null where no hourly cost is known.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "PersonFigures".
 */
export interface PersonFigures {
  staff_id: string;
  shifts: {
    [k: string]: number;
  };
  kinds: {
    [k: string]: number;
  };
  open: number;
  nights: number;
  weekends: number;
  days_off: number;
  paid_minutes: number;
  wishes: WishDay[];
  breaches: number;
  must_points: number;
  wish_points: number;
  cost: number | null;
}
/**
 * One wish on one of its dates.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "WishDay".
 */
export interface WishDay {
  date: string;
  is_met: boolean;
}
/**
 * What one rule that is broken costs: breaches, and Σ amount and points as the scorer has them; `cells`: the first of those blamed.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RuleFigures".
 */
export interface RuleFigures {
  rule_id: string;
  type: string;
  enforcement: "hard" | "soft";
  breaches: number;
  amount: number;
  points: number;
  cells: CellRef[];
}
/**
 * How a measure is shared out among those who are employed on some date.
 *
 * `spread` = most − least; `deviation` is the mean distance from `mean`.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Share".
 */
export interface Share {
  measure: "paid_minutes" | "nights" | "weekends" | "days_off";
  mean: number;
  least: number;
  most: number;
  spread: number;
  deviation: number;
}
/**
 * A fairness rule: the totals that it compares, and what it costs.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "FairRule".
 */
export interface FairRule {
  rule_id: string;
  totals: FairTotal[];
  tolerance: number;
  points: number;
}
/**
 * One person's total as a fairness rule counts it.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "FairTotal".
 */
export interface FairTotal {
  staff_id: string;
  total: number;
}
/**
 * How a run went. `gap` null: the must-rules aren't at their limit yet.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RunFigures".
 */
export interface RunFigures {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "lost" | "applied" | "discarded";
  engine: string;
  score: Score | null;
  bound: Score | null;
  gap: number | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  created_by: string;
}
/**
 * Which dates a rule is about: all that match the given fields. `weekdays`: 0 = Monday … 6 = Sunday.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "DateScope".
 */
export interface DateScope {
  from?: string | null;
  to?: string | null;
  weekdays?: number[] | null;
  dates?: string[] | null;
}
/**
 * Another workspace of one's own.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Elsewhere".
 */
export interface Elsewhere {
  workspace_id: string;
}
/**
 * An access token, good for `expires_in` seconds, and for whom it is.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Granted".
 */
export interface Granted {
  access_token: string;
  token_type?: string;
  expires_in: number;
  user: SignedInUser;
  workspace: SignedInWorkspace;
}
/**
 * Who one is.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "SignedInUser".
 */
export interface SignedInUser {
  id: string;
  email: string;
  name: string;
  role: Role;
}
/**
 * Where one is.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "SignedInWorkspace".
 */
export interface SignedInWorkspace {
  id: string;
  name: string;
}
/**
 * A page of changes. `log_from`: the first version that the log holds; what came before is gone.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "History".
 */
export interface History {
  items: Change[];
  next?: string | null;
  log_from: number;
}
/**
 * A word about a place in a file, counted from 1; `column` in spreadsheets only.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ImportPlace".
 */
export interface ImportPlace {
  line: number;
  column: number | null;
  reason: string;
}
/**
 * What importing a file would do; nothing is stored. With `problems` it would do nothing; `notes` are what isn't read, and needn't be.
 *
 * `cells`: how many would be set, in a period that is there already those that become another shift or (`cleared`) empty; `kept`: locked
 * ones that stay as they are.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ImportPreview".
 */
export interface ImportPreview {
  file: string;
  sheet: string | null;
  period_id: string | null;
  name: string | null;
  start_date: string | null;
  end_date: string | null;
  people: ImportedThing[];
  shift_types: ImportedThing[];
  rules: number;
  cells: number;
  cleared: number;
  kept: number;
  problems: ImportPlace[];
  notes: ImportPlace[];
}
/**
 * A person or shift type that a file names.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ImportedThing".
 */
export interface ImportedThing {
  code: string;
  name: string;
  is_new: boolean;
}
/**
 * Where a file's roster is now.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Imported".
 */
export interface Imported {
  workspace_id: string;
  period_id: string;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_Config_".
 */
export interface Listed_Config_ {
  items: Config[];
  next?: string | null;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_OpenConflict_".
 */
export interface Listed_OpenConflict_ {
  items: OpenConflict[];
  next?: string | null;
}
/**
 * A pending conflict [CF4].
 *
 * `at` is when it was kept; `times` says when a version of `fields[].theirs` was made, where the log still holds it. `others`: so many
 * values of the operation met nobody's, and wait with it.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OpenConflict".
 */
export interface OpenConflict {
  conflict_id?: string | null;
  operation_id: string;
  strategy: StrategyName;
  outcome: "overwritten" | "rejected" | "merged" | "pending";
  document?: ("period" | "workspace") | null;
  period_id?: string | null;
  reason?: ("archived" | "not_in_period" | "changed") | null;
  fields: ConflictField[];
  at: string;
  times: {
    [k: string]: string;
  };
  others: number;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_Period_".
 */
export interface Listed_Period_ {
  items: Period[];
  next?: string | null;
}
/**
 * A period's header, and when and by whom it was changed last; null where the log holds that no longer.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Period".
 */
export interface Period {
  id: string;
  name: string;
  start_date: string;
  end_date: string;
  status: PeriodStatus;
  strategy: StrategyName | null;
  version: number;
  staff_count: number;
  changed_at: string | null;
  changed_by: string | null;
  archived?: boolean;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_Rule_".
 */
export interface Listed_Rule_ {
  items: Rule[];
  next?: string | null;
}
/**
 * A rule as data; `type` names a module of shared/rules, whose `Params` validate `params`.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Rule".
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
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RuleScope".
 */
export interface RuleScope {
  staff?: StaffScope;
  dates?: DateScope;
}
/**
 * Which staff a rule is about: everyone who matches all the given fields; nothing given = everyone.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "StaffScope".
 */
export interface StaffScope {
  ids?: string[] | null;
  groups?: string[] | null;
  positions?: string[] | null;
  skills?: string[] | null;
  employment?: Employment[] | null;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_RunRow_".
 */
export interface Listed_RunRow_ {
  items: RunRow[];
  next?: string | null;
}
/**
 * A run [RN1]. `violations` is their number; `created_by` a user's id and name.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RunRow".
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
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_ShiftType_".
 */
export interface Listed_ShiftType_ {
  items: ShiftType[];
  next?: string | null;
}
/**
 * What a cell holds: `code` in cells, rules and files; `symbol` is what the grid shows.
 *
 * Times are wall clock; an end at or before the start is on the next day.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "ShiftType".
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
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_StaffMember_".
 */
export interface Listed_StaffMember_ {
  items: StaffMember[];
  next?: string | null;
}
/**
 * A person who is rostered. `code` is the first column of a roster file; it never changes.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "StaffMember".
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
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Skill".
 */
export interface Skill {
  name: string;
  until?: string | null;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_User_".
 */
export interface Listed_User_ {
  items: User[];
  next?: string | null;
}
/**
 * A member. `invite_url` signs them in once; shown this one time.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "User".
 */
export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  active: boolean;
  invite_url?: string | null;
}
/**
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Listed_dict_str__Any__".
 */
export interface ListedDictStr__Any__ {
  items: {
    [k: string]: unknown;
  }[];
  next?: string | null;
}
/**
 * Who signs in, and (not the one last used) where.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Login".
 */
export interface Login {
  email: string;
  password: string;
  workspace_id?: string | null;
}
/**
 * Who one is here, and all one's workspaces, the one last used first.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Me".
 */
export interface Me {
  user: Person;
  role: Role;
  workspace: SignedInWorkspace;
  workspaces: Membership[];
}
/**
 * Somebody who is signed in.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Person".
 */
export interface Person {
  id: string;
  email: string;
  name: string;
}
/**
 * One of one's workspaces.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Membership".
 */
export interface Membership {
  id: string;
  name: string;
  role: Role;
}
/**
 * Options under a name; a new default takes the place of the old one. Without `id` it gets one.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewConfig".
 */
export interface NewConfig {
  id?: string | null;
  name: string;
  options?: RunOptions;
  is_default?: boolean;
}
/**
 * Another password for oneself; `current` is asked of who has one.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewPassword".
 */
export interface NewPassword {
  password: string;
  current?: string | null;
}
/**
 * A period that is to be; people by id, in the order of the grid. Without `id` it gets one.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewPeriod".
 */
export interface NewPeriod {
  id?: string | null;
  name?: string;
  start_date: string;
  end_date: string;
  staff?: string[];
}
/**
 * How to solve; `{}` takes every default.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewRun".
 */
export interface NewRun {
  options?: RunOptions;
}
/**
 * Somebody who is to belong to the workspace. Without a password they get a link.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewUser".
 */
export interface NewUser {
  email: string;
  name: string;
  role: Role;
  password?: string | null;
}
/**
 * What a workspace is called, and where its clocks are.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "NewWorkspace".
 */
export interface NewWorkspace {
  name: string;
  time_zone?: string;
}
/**
 * The code of a sign-in link.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OneTimeCode".
 */
export interface OneTimeCode {
  code: string;
}
/**
 * A client's message without its envelope.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "OperationBody".
 */
export interface OperationBody {
  type: string;
  payload?: {
    [k: string]: unknown;
  };
}
/**
 * How one can get in here. `demo`: without a password, to the demo.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Options".
 */
export interface Options {
  demo: boolean;
}
/**
 * What went wrong (RFC 9457). `code` is one of the protocol's; `details` name the field.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  details?: {
    [k: string]: unknown;
  } | null;
}
/**
 * A run, and once it has one its result, as SCHEDULE_GENERATED says it.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "RunWithResult".
 */
export interface RunWithResult {
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
  result?: {
    [k: string]: unknown;
  } | null;
}
/**
 * Another role, or access taken or given back; what is left out stays.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "UserChange".
 */
export interface UserChange {
  role?: Role | null;
  active?: boolean | null;
}
/**
 * A workspace.
 *
 * This interface was referenced by `Api`'s JSON-Schema
 * via the `definition` "Workspace".
 */
export interface Workspace {
  id: string;
  name: string;
  time_zone: string;
}
