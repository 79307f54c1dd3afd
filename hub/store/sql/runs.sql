-- name: create_run
-- Queues a run, unless its author's operation queued one already.
INSERT INTO runs (workspace_id, run_id, period_id, state, stage, options, engine, seed, created_at, created_by, created_by_name, client_id, operation_id,
  rights_version, period_version, workspace_version)
VALUES ($1, $2, $3, 'queued', 'queued', $4::text::json, $5, $6, clock_timestamp(), $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (workspace_id, created_by, client_id, operation_id) DO NOTHING

-- name: run_of_operation
-- Reads the id of the run that an operation queued.
SELECT run_id FROM runs WHERE (workspace_id, created_by, client_id, operation_id) = ($1, $2, $3, $4)

-- name: run
-- Reads one run.
SELECT run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at
FROM runs WHERE (workspace_id, run_id) = ($1, $2)

-- name: runs
-- Reads runs of a workspace, newest first.
SELECT run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at
FROM runs
WHERE workspace_id = $1 AND ($2::text IS NULL OR period_id = $2) AND (cardinality($3::text[]) = 0 OR state = ANY ($3))
ORDER BY created_at DESC, run_id DESC LIMIT $4

-- name: run_outcome
-- Reads what a run brought.
SELECT result, solution FROM runs WHERE (workspace_id, run_id) = ($1, $2)

-- name: config_options
-- Reads the options of a configuration.
SELECT options FROM configs WHERE (workspace_id, config_id) = ($1, $2)

-- name: ask_run
-- Asks an open run to stop, and cancels one that is queued.
UPDATE runs SET
  cancel_requested = cancel_requested OR $3 = 'cancel',
  finish_requested = finish_requested OR $3 = 'finish',
  state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,
  completed_at = CASE WHEN state = 'queued' THEN clock_timestamp() END,
  settled_at = CASE WHEN state = 'queued' THEN clock_timestamp() END
WHERE (workspace_id, run_id) = ($1, $2) AND state IN ('queued', 'running')

-- name: settle_run
-- Moves a run that has a result to its last state; of discarding and applying, applying holds: it is in the log.
UPDATE runs SET state = $3, applied_version = coalesce(applied_version, $4), settled_at = clock_timestamp()
WHERE (workspace_id, run_id) = ($1, $2) AND (state = 'done' OR ($3 = 'applied' AND solution IS NOT NULL AND state NOT IN ('queued', 'running', 'applied')))

-- name: requeue_run
-- Queues a lost run again.
UPDATE runs SET state = 'queued', stage = 'queued', status_message = '', progress = 0, base_version = NULL, score = NULL, bound = NULL, gap = NULL,
  solutions = 0, owner = NULL, heartbeat_at = NULL, started_at = NULL, completed_at = NULL, settled_at = NULL, failure = NULL,
  cancel_requested = false, finish_requested = false
WHERE (workspace_id, run_id) = ($1, $2) AND state = 'lost'

-- name: claim_run
-- Takes the oldest queued run that is due for a new attempt.
UPDATE runs SET state = 'running', stage = 'building', status_message = '', owner = $1, attempt = attempt + 1, not_before = NULL,
  started_at = clock_timestamp(), heartbeat_at = clock_timestamp()
WHERE (workspace_id, run_id) = (
  SELECT workspace_id, run_id FROM runs WHERE state = 'queued' AND (not_before IS NULL OR not_before <= clock_timestamp())
  ORDER BY created_at, run_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at

-- name: beat_run
-- Says that a run's owner lives and how far it came, and reads what people ask.
UPDATE runs SET heartbeat_at = clock_timestamp(), stage = $4, status_message = $5, progress = $6, base_version = $7, problem_hash = $8,
  score = $9::text::json, bound = $10::text::json, gap = $11, solutions = $12
WHERE (workspace_id, run_id, attempt) = ($1, $2, $3) AND state = 'running'
RETURNING cancel_requested, finish_requested

-- name: run_wishes
-- Reads what people ask of a run, for its owner.
SELECT cancel_requested, finish_requested FROM runs WHERE (workspace_id, run_id, attempt) = ($1, $2, $3) AND state = 'running'

-- name: end_run
-- Writes how an attempt ended, or stands; one that goes back to the queue has no owner, and waits for some seconds.
UPDATE runs SET heartbeat_at = clock_timestamp(), stage = $4, status_message = $5, progress = $6, base_version = $7, problem_hash = $8,
  score = $9::text::json, bound = $10::text::json, gap = $11, solutions = $12, state = $13, violations = $14, coverage_pct = $15, requests_met_pct = $16,
  result = $17::text::json, solution = $18::text::json, failure = $19::text::json, applied_version = $20,
  not_before = CASE WHEN $13 = 'queued' THEN clock_timestamp() + make_interval(secs => $21) END,
  owner = CASE WHEN $13 = 'queued' THEN NULL ELSE owner END,
  started_at = CASE WHEN $13 = 'queued' THEN NULL ELSE started_at END,
  completed_at = CASE WHEN $13 IN ('queued', 'running') THEN NULL ELSE clock_timestamp() END,
  settled_at = CASE WHEN $13 IN ('queued', 'running') THEN NULL ELSE clock_timestamp() END
WHERE (workspace_id, run_id, attempt) = ($1, $2, $3) AND state = 'running'
RETURNING run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at

-- name: lose_runs
-- Ends running runs whose owner has been silent for some seconds.
UPDATE runs SET
  state = CASE WHEN result IS NOT NULL THEN 'done' WHEN cancel_requested THEN 'cancelled' ELSE 'lost' END,
  completed_at = clock_timestamp(), settled_at = clock_timestamp()
WHERE state = 'running' AND heartbeat_at < clock_timestamp() - make_interval(secs => $1) AND run_id <> ALL ($2::text[])
RETURNING run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at

-- name: moving_runs
-- Reads queued runs, first in line first, then running ones, then those that settled a short while ago.
SELECT run_id, workspace_id, period_id, state, stage, status_message, progress, base_version, problem_hash, score, bound, gap, solutions, options, engine,
  seed, violations, coverage_pct, requests_met_pct, failure, created_at, started_at, completed_at, created_by, created_by_name, client_id, operation_id,
  owner, attempt, cancel_requested, finish_requested, rights_version, period_version, workspace_version, applied_version, clock_timestamp() AS read_at
FROM runs WHERE state IN ('queued', 'running') OR settled_at > clock_timestamp() - make_interval(secs => $1)
ORDER BY state <> 'queued', state <> 'running', created_at, run_id
