-- The schema as it is. The steps that led to it are in migrations/; a test holds the one against the other.
--
-- Core PostgreSQL 18 only (the embedded server has no extension). Rules that hold for every table:
--   * workspace_id is in every key, so that the data can be spread by workspace one day (docs: "Beyond one machine").
--     Where a document_id leads a key, it decides alone; workspace_id stands last and costs no comparison.
--   * hub_commit may what the commit needs; its one statement spans workspaces, the hub guards.
--   * hub_api sees rows of app.workspace_id only, set with SET LOCAL; a connection without it sees nothing.
--   * JSON is of type json, not jsonb: it keeps the order of keys, so that every replica encodes the same bytes.

DO $$
BEGIN
  -- Roles belong to the whole server: another database may be making them this instant.
  FOR attempt IN 1..20 LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_commit') THEN CREATE ROLE hub_commit NOLOGIN; END IF;
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_api') THEN CREATE ROLE hub_api NOLOGIN; END IF;
      IF NOT pg_has_role(current_user, 'hub_commit', 'SET') THEN GRANT hub_commit TO current_user; END IF;
      IF NOT pg_has_role(current_user, 'hub_api', 'SET') THEN GRANT hub_api TO current_user; END IF;
      EXIT;
    EXCEPTION
      WHEN duplicate_object OR unique_violation OR internal_error THEN PERFORM pg_sleep(0.05 * attempt);
    END;
  END LOOP;
END
$$;

-- Live documents -----------------------------------------------------------------------------------------------------------------

-- One row a period and one a workspace; the row that every commit compares and sets. Narrow, and half empty so that updates stay on their page.
CREATE TABLE documents (
  document_id bigint GENERATED ALWAYS AS IDENTITY,
  workspace_id text NOT NULL,
  kind text NOT NULL,
  id text NOT NULL, -- the wire's id: the period's, or the workspace's own
  epoch text NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  log_from bigint NOT NULL DEFAULT 1, -- the first version that operations still holds
  hash bigint NOT NULL DEFAULT 0, -- the unsigned state hash, in two's complement
  PRIMARY KEY (document_id, workspace_id),
  UNIQUE (workspace_id, kind, id),
  CONSTRAINT documents_kind CHECK (kind IN ('period', 'workspace')),
  CONSTRAINT documents_workspace CHECK (workspace_id <> '')
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

-- The log: truth and order. payload: what it did, what stood before, its author's name (store/rows.py).
CREATE TABLE operations (
  document_id bigint NOT NULL,
  version bigint NOT NULL,
  workspace_id text NOT NULL,
  user_id text NOT NULL,
  client_id text NOT NULL,
  operation_id text NOT NULL,
  base bigint,
  type text NOT NULL,
  payload json NOT NULL,
  outcome text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (document_id, version, workspace_id),
  UNIQUE (document_id, user_id, client_id, operation_id, workspace_id)
) PARTITION BY HASH (document_id);

-- Current cells, each field with the version that set it (its author stands in the log).
CREATE TABLE schedule_data (
  document_id bigint NOT NULL,
  workspace_id text NOT NULL,
  staff_id text NOT NULL,
  date date NOT NULL,
  shift text,
  locked boolean,
  note text,
  shift_version bigint,
  locked_version bigint,
  note_version bigint,
  PRIMARY KEY (document_id, staff_id, date, workspace_id)
) PARTITION BY HASH (document_id);

DO $$
BEGIN
  FOR part IN 0..7 LOOP
    EXECUTE format('CREATE TABLE operations_%s PARTITION OF operations FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    EXECUTE format('CREATE TABLE schedule_data_%s PARTITION OF schedule_data FOR VALUES WITH (MODULUS 8, REMAINDER %s) WITH (fillfactor = 80)', part, part);
  END LOOP;
END
$$;

-- Everything else in a document, by kind: its fields, and for each the version that set it.
-- A period stands twice: in the workspace's document (that it exists, archived) and in its own (name, dates, people, status, strategy).
CREATE TABLE entities (
  document_id bigint NOT NULL,
  workspace_id text NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  fields json NOT NULL,
  versions json NOT NULL,
  code text GENERATED ALWAYS AS (fields ->> 'code') STORED,
  name text GENERATED ALWAYS AS (fields ->> 'name') VIRTUAL,
  archived boolean GENERATED ALWAYS AS (coalesce((fields ->> 'archived')::boolean, false)) VIRTUAL,
  PRIMARY KEY (document_id, kind, id, workspace_id)
) PARTITION BY LIST (kind);

CREATE TABLE staff_members PARTITION OF entities FOR VALUES IN ('staff') WITH (fillfactor = 80);
CREATE TABLE shift_types PARTITION OF entities FOR VALUES IN ('shift_type') WITH (fillfactor = 80);
CREATE TABLE rules PARTITION OF entities FOR VALUES IN ('rule') WITH (fillfactor = 80);
CREATE TABLE periods PARTITION OF entities FOR VALUES IN ('period') WITH (fillfactor = 80);
CREATE TABLE settings PARTITION OF entities FOR VALUES IN ('settings') WITH (fillfactor = 80);

-- Codes are unique in their workspace for ever: nothing is deleted.
CREATE UNIQUE INDEX staff_members_code ON staff_members (workspace_id, code);
CREATE UNIQUE INDEX shift_types_code ON shift_types (workspace_id, code);

-- Operations kept until their author resolves them.
CREATE TABLE conflicts (
  document_id bigint NOT NULL,
  workspace_id text NOT NULL,
  conflict_id text NOT NULL,
  user_id text NOT NULL,
  client_id text NOT NULL,
  operation_id text NOT NULL,
  author_name text NOT NULL,
  base bigint,
  type text NOT NULL,
  payload json NOT NULL,
  fields json NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (document_id, user_id, conflict_id, workspace_id)
);

-- To which cluster and timeline the epochs belong: one row.
CREATE TABLE lineage (
  one boolean PRIMARY KEY DEFAULT true,
  system_identifier text NOT NULL,
  timeline_id bigint NOT NULL,
  noted_at timestamptz NOT NULL,
  CONSTRAINT lineage_one CHECK (one)
);

-- People who sign in ------------------------------------------------------------------------------------------------------------------

-- A user may belong to several workspaces: the one table without workspace_id (copied to every node, were the data ever spread).
CREATE TABLE users (
  user_id text PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  password_hash text, -- null: signs in with a one-time code until a password is set
  created_at timestamptz NOT NULL,
  CONSTRAINT users_email CHECK (email = lower(email))
);

CREATE TABLE memberships (
  workspace_id text NOT NULL,
  user_id text NOT NULL REFERENCES users (user_id),
  role text NOT NULL,
  rights_version bigint NOT NULL DEFAULT 1, -- moves with role and active; the commit compares it
  active boolean NOT NULL DEFAULT true,
  joined_at timestamptz NOT NULL,
  used_at timestamptz, -- of several workspaces, signing in opens the one used last
  PRIMARY KEY (workspace_id, user_id),
  CONSTRAINT memberships_role CHECK (role IN ('admin', 'manager', 'viewer', 'employee'))
) WITH (fillfactor = 80);
CREATE INDEX memberships_user ON memberships (user_id);

-- Session cookies and one-time codes, by the hash of the secret.
CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,
  kind text NOT NULL,
  user_id text NOT NULL REFERENCES users (user_id),
  workspace_id text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT sessions_kind CHECK (kind IN ('session', 'code'))
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Solves -----------------------------------------------------------------------------------------------------------------------------

-- A run is a row, and the table is the queue.
CREATE TABLE runs (
  workspace_id text NOT NULL,
  run_id text NOT NULL,
  period_id text NOT NULL,
  state text NOT NULL,
  stage text NOT NULL,
  status_message text NOT NULL DEFAULT '',
  progress double precision NOT NULL DEFAULT 0,
  base_version bigint, -- the grid given to the solver, fixed when the run leaves the queue
  options json NOT NULL,
  score json,
  bound json,
  gap double precision,
  solutions bigint NOT NULL DEFAULT 0,
  violations bigint,
  coverage_pct double precision,
  requests_met_pct double precision,
  engine text NOT NULL,
  seed bigint NOT NULL,
  problem_hash text,
  result json, -- what SCHEDULE_GENERATED says
  solution json, -- the grid itself
  failure json, -- code and words of a run that failed or was cancelled
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  completed_at timestamptz,
  created_by text NOT NULL,
  created_by_name text NOT NULL,
  client_id text NOT NULL,
  operation_id text NOT NULL,
  owner text,
  attempt bigint NOT NULL DEFAULT 0, -- every write of an owner names its attempt
  heartbeat_at timestamptz,
  cancel_requested boolean NOT NULL DEFAULT false,
  finish_requested boolean NOT NULL DEFAULT false,
  not_before timestamptz, -- the solver was full: not handed out earlier
  rights_version bigint NOT NULL DEFAULT 0, -- of who started it, as it was then: checked when the run applies its result by itself
  period_version bigint NOT NULL DEFAULT 0, -- what who started it may have seen: the solver gets no older grid,
  workspace_version bigint NOT NULL DEFAULT 0, -- and no older rules
  applied_version bigint,
  settled_at timestamptz, -- when it came to a state that is neither queued nor running
  PRIMARY KEY (workspace_id, run_id),
  UNIQUE (workspace_id, created_by, client_id, operation_id),
  CONSTRAINT runs_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'lost', 'applied', 'discarded'))
) WITH (fillfactor = 70);
CREATE INDEX runs_period ON runs (workspace_id, period_id, created_at DESC);
CREATE INDEX runs_open ON runs (created_at) WHERE state IN ('queued', 'running');
CREATE UNIQUE INDEX runs_one_a_period ON runs (workspace_id, period_id) WHERE state IN ('queued', 'running');
CREATE INDEX runs_settled ON runs (settled_at);

-- Named options and weights of runs.
CREATE TABLE configs (
  workspace_id text NOT NULL,
  config_id text NOT NULL,
  name text NOT NULL,
  options json NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, config_id)
);
CREATE UNIQUE INDEX configs_default ON configs (workspace_id) WHERE is_default;

CREATE TABLE survey_responses (
  workspace_id text NOT NULL,
  response_id text NOT NULL,
  user_id text NOT NULL,
  period_id text,
  answers json NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, response_id)
);

-- Who may what ------------------------------------------------------------------------------------------------------------------------

GRANT USAGE ON SCHEMA public TO hub_commit, hub_api;

GRANT SELECT, INSERT, UPDATE ON documents, schedule_data, entities, runs TO hub_commit;
GRANT SELECT, INSERT ON operations TO hub_commit;
GRANT SELECT, INSERT, UPDATE, DELETE ON conflicts TO hub_commit;
GRANT SELECT ON memberships, lineage, configs TO hub_commit;
-- Whose cookies these are, of many at once and without passwords: a thousand clients may come back in the same moment.
GRANT SELECT (token_hash, kind, user_id, workspace_id, expires_at) ON sessions TO hub_commit;
GRANT SELECT (user_id, email, name) ON users TO hub_commit;

GRANT SELECT ON documents, entities, conflicts, operations, schedule_data TO hub_api;
GRANT SELECT ON staff_members, shift_types, rules, periods, settings TO hub_api;
GRANT SELECT, INSERT, UPDATE ON users, memberships, runs TO hub_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, configs, survey_responses TO hub_api;

-- Row level security on all that hub_api touches. hub_commit's rows are all rows; the owner isn't held by policies.
DO $$
DECLARE
  guarded text;
BEGIN
  FOREACH guarded IN ARRAY ARRAY['documents', 'operations', 'schedule_data', 'entities', 'staff_members', 'shift_types', 'rules', 'periods',
    'settings', 'conflicts', 'memberships', 'runs', 'configs', 'survey_responses'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY commit_all ON %I TO hub_commit USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('CREATE POLICY api_workspace ON %I TO hub_api USING (workspace_id = current_setting(''app.workspace_id'', true))', guarded);
  END LOOP;
END
$$;

-- Signing in comes before the workspace: a user is seen by who names the email or the id, a session by who has its secret.
CREATE POLICY api_own ON memberships FOR SELECT TO hub_api USING (user_id = current_setting('app.user_id', true));

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_visible ON users FOR SELECT TO hub_api USING (
  user_id = current_setting('app.user_id', true)
  OR email = current_setting('app.email', true)
  OR EXISTS (SELECT FROM memberships m WHERE m.user_id = users.user_id AND m.workspace_id = current_setting('app.workspace_id', true)));
CREATE POLICY commit_read ON users FOR SELECT TO hub_commit USING (true);
CREATE POLICY api_create ON users FOR INSERT TO hub_api WITH CHECK (email = current_setting('app.email', true));
CREATE POLICY api_change ON users FOR UPDATE TO hub_api USING (user_id = current_setting('app.user_id', true));

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_own ON sessions TO hub_api USING (
  user_id = current_setting('app.user_id', true) OR encode(token_hash, 'hex') = current_setting('app.session', true));
CREATE POLICY api_expired ON sessions FOR SELECT TO hub_api USING (expires_at <= clock_timestamp());
CREATE POLICY api_forget ON sessions FOR DELETE TO hub_api USING (expires_at <= clock_timestamp());
CREATE POLICY commit_read ON sessions FOR SELECT TO hub_commit USING (true);
