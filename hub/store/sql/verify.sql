-- name: verify_documents
-- Lists documents by number after one, of a workspace or with an id on the wire if one is given.
SELECT document_id, workspace_id, kind, id FROM documents
WHERE document_id > $1 AND ($2::text IS NULL OR workspace_id = $2) AND ($3::text IS NULL OR id = $3) ORDER BY document_id LIMIT $4

-- name: verify_document
-- Reads a document's row, its workspace's periods, whether it is listed there, and whether its log was cut off within a week.
SELECT d.document_id, d.workspace_id, d.kind, d.id, d.epoch, d.version, d.log_from, d.hash,
  ARRAY(SELECT p.id FROM documents p WHERE d.kind = 'workspace' AND (p.workspace_id, p.kind) = (d.workspace_id, 'period')) AS period_ids,
  EXISTS (SELECT FROM documents w JOIN entities e USING (document_id)
    WHERE (w.workspace_id, w.kind, w.id) = (d.workspace_id, 'workspace', d.workspace_id) AND (e.kind, e.id) = ('period', d.id)) AS is_listed,
  EXISTS (SELECT FROM operations o
    WHERE o.document_id = d.document_id AND o.version < d.log_from AND o.at > clock_timestamp() - interval '7 days') AS is_cut_early
FROM documents d WHERE d.document_id = $1

-- name: verify_document_of
-- Finds a document by its name.
SELECT document_id FROM documents WHERE (workspace_id, kind, id) = ($1, $2, $3)

-- name: verify_cells
-- Reads a document's current cells.
SELECT staff_id, date::text, shift, shift_version, locked, locked_version, note, note_version FROM schedule_data WHERE document_id = $1

-- name: verify_entities
-- Reads a document's current entities.
SELECT kind, id, fields, versions FROM entities WHERE document_id = $1

-- name: verify_log
-- Reads a document's log from its beginning.
SELECT version, user_id, client_id, operation_id, base, type, payload, outcome, at FROM operations WHERE document_id = $1 ORDER BY version

-- name: verify_log_backwards
-- Reads a document's log from its end.
SELECT version, user_id, client_id, operation_id, base, type, payload, outcome, at FROM operations WHERE document_id = $1 ORDER BY version DESC

-- name: verify_runs
-- Reads a period's runs that brought a grid and are over, and where the log has them applied.
SELECT r.run_id, r.base_version, r.problem_hash, r.score, r.violations, r.result, r.solution, r.options, r.applied_version, r.workspace_version,
  r.completed_at,
  (SELECT o.version FROM operations o
    WHERE o.document_id = $1 AND (o.user_id, o.client_id, o.operation_id) = (r.created_by, r.client_id, 'run:' || r.run_id)) AS logged_version
FROM runs r JOIN documents d ON (d.workspace_id, d.kind, d.id) = (r.workspace_id, 'period', r.period_id)
WHERE d.document_id = $1 AND r.solution IS NOT NULL AND r.state NOT IN ('queued', 'running') ORDER BY r.base_version, r.run_id

-- name: verify_rule_versions
-- Lists the versions of a workspace after one and until a moment that may have changed what a solver is given.
SELECT version FROM operations
WHERE document_id = $1 AND version > $2 AND at <= $3
  AND (type LIKE 'STAFF\_%' OR type LIKE 'SHIFT\_TYPE\_%' OR type LIKE 'RULE\_%' OR type IN ('UNDO', 'REDO', 'CONFLICT_RESOLVE'))
ORDER BY version LIMIT $4

-- name: verify_strays
-- Lists what belongs to no document.
SELECT DISTINCT o.document_id, o.workspace_id, 'operations' AS kept_in FROM operations o
  WHERE NOT EXISTS (SELECT FROM documents d WHERE (d.document_id, d.workspace_id) = (o.document_id, o.workspace_id))
UNION ALL SELECT DISTINCT c.document_id, c.workspace_id, 'schedule_data' FROM schedule_data c
  WHERE NOT EXISTS (SELECT FROM documents d WHERE (d.document_id, d.workspace_id) = (c.document_id, c.workspace_id))
UNION ALL SELECT DISTINCT e.document_id, e.workspace_id, 'entities' FROM entities e
  WHERE NOT EXISTS (SELECT FROM documents d WHERE (d.document_id, d.workspace_id) = (e.document_id, e.workspace_id))
UNION ALL SELECT DISTINCT p.document_id, p.workspace_id, 'conflicts' FROM conflicts p
  WHERE NOT EXISTS (SELECT FROM documents d WHERE (d.document_id, d.workspace_id) = (p.document_id, p.workspace_id))
