-- name: lineage
-- Reads which cluster and timeline this server is, and which one the epochs belong to.
SELECT s.system_identifier::text AS system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint AS timeline_id,
  l.system_identifier AS noted_system_identifier, l.timeline_id AS noted_timeline_id
FROM pg_control_system() AS s LEFT JOIN lineage l ON true

-- name: database_identity
-- Reads what tells this database from every other one, on this server or elsewhere.
SELECT s.system_identifier::text || '/' || current_database() FROM pg_control_system() AS s

-- name: note_lineage
-- Notes to which cluster and timeline the epochs belong, and says whether they belonged to another (of racing replicas, one is told so).
INSERT INTO lineage (system_identifier, timeline_id, noted_at) VALUES ($1, $2, clock_timestamp())
ON CONFLICT (one) DO UPDATE SET system_identifier = excluded.system_identifier, timeline_id = excluded.timeline_id, noted_at = excluded.noted_at
WHERE (lineage.system_identifier, lineage.timeline_id) IS DISTINCT FROM (excluded.system_identifier, excluded.timeline_id)
RETURNING old.one IS NOT NULL AS moved

-- name: new_epochs
-- Gives every document another epoch: the same versions may mean other things now.
UPDATE documents SET epoch = $1

-- name: settle
-- Waits until all that is visible here is flushed, and on the synchronous standbys: its own record in PostgreSQL's log comes after all of it.
SELECT pg_logical_emit_message(true, 'rosterhub', 'settle')

-- name: end_backends
-- Ends sessions by their names, but for those that are at work and wait for no client and no lock: such a one may be in the middle of its commit.
SELECT a.application_name, CASE WHEN a.state <> 'active' OR a.wait_event_type IN ('Client', 'Lock') THEN pg_terminate_backend(a.pid, 1000) ELSE false END AS ended
FROM pg_stat_activity a WHERE a.application_name = ANY ($1::text[])

-- name: scope
-- Sets what this transaction may see, until its end.
SELECT set_config('app.workspace_id', $1, true), set_config('app.user_id', $2, true), set_config('app.email', $3, true), set_config('app.session', $4, true)
