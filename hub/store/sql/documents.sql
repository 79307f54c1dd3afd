-- name: load
-- Reads a whole document in one snapshot, each kind of row as parallel arrays, with the authors of all versions that its fields name.
WITH d AS (SELECT * FROM documents WHERE (workspace_id, kind, id) = ($1, $2, $3)),
c AS MATERIALIZED (SELECT s.* FROM schedule_data s JOIN d USING (document_id)),
e AS MATERIALIZED (SELECT x.kind, x.id, x.fields, x.versions FROM entities x JOIN d USING (document_id)),
named AS (
  SELECT shift_version AS version FROM c UNION SELECT locked_version FROM c UNION SELECT note_version FROM c
  UNION SELECT v.value::bigint FROM e, json_each_text(e.versions) AS v)
SELECT d.document_id, d.epoch, d.version, d.hash, d.log_from, cells.*, others.*, authors.*
FROM d
CROSS JOIN LATERAL (
  SELECT array_agg(staff_id) AS staff_ids, array_agg(date::text) AS dates, array_agg(shift) AS shifts, array_agg(locked) AS locks, array_agg(note) AS notes,
    array_agg(shift_version) AS shift_versions, array_agg(locked_version) AS locked_versions, array_agg(note_version) AS note_versions
  FROM c) AS cells
CROSS JOIN LATERAL (
  SELECT array_agg(kind) AS kinds, array_agg(id) AS ids, array_agg(fields::text) AS fields, array_agg(versions::text) AS versions
  FROM (SELECT * FROM e ORDER BY kind, id) AS ordered) AS others
CROSS JOIN LATERAL (
  SELECT array_agg(o.version) AS author_versions, array_agg(o.user_id) AS user_ids, array_agg(o.client_id) AS client_ids,
    array_agg(o.operation_id) AS operation_ids, array_agg(o.payload ->> 'actor') AS author_names
  FROM operations o WHERE o.document_id = d.document_id AND o.version IN (SELECT n.version FROM named n)) AS authors

-- name: log
-- Reads what follows a version in a document's log, with the document's position in the same snapshot.
SELECT d.epoch, d.version AS document_version, d.log_from, l.*
FROM documents d
LEFT JOIN LATERAL (
  SELECT o.version, o.user_id, o.client_id, o.operation_id, o.base, o.type, o.payload, o.outcome, o.at
  FROM operations o WHERE o.document_id = d.document_id AND o.version > $2 AND d.log_from <= $2 + 1 ORDER BY o.version LIMIT $3) AS l ON true
WHERE d.document_id = $1
ORDER BY l.version

-- name: find
-- Looks operations up in a document's log.
SELECT l.user_id, l.client_id, l.operation_id, l.version, l.outcome
FROM unnest($2::text[], $3::text[], $4::text[]) AS o (user_id, client_id, operation_id)
JOIN operations l ON l.document_id = $1 AND (l.user_id, l.client_id, l.operation_id) = (o.user_id, o.client_id, o.operation_id)

-- name: positions
-- Reads where documents stand.
SELECT document_id, epoch, version, log_from FROM documents WHERE document_id = ANY ($1::bigint[])

-- name: own_changes
-- Reads a user's own changes up to a version, oldest first, as far as undo must know them.
SELECT version, type, (payload ->> 'undoes')::bigint AS undoes, payload ->> 'undo_group' AS undo_group
FROM operations WHERE document_id = $1 AND user_id = $2 AND version <= $3 ORDER BY version

-- name: inverses
-- Reads what stood before some versions.
SELECT version, payload FROM operations WHERE document_id = $1 AND version = ANY ($2::bigint[])

-- name: rights
-- Reads the rights version of active members.
SELECT a.workspace_id, a.user_id, m.rights_version
FROM unnest($1::text[], $2::text[]) AS a (workspace_id, user_id)
LEFT JOIN memberships m ON (m.workspace_id, m.user_id) = (a.workspace_id, a.user_id) AND m.active

-- name: key_of
-- Reads the name of a document in a workspace.
SELECT kind, id FROM documents WHERE (document_id, workspace_id) = ($1, $2)

-- name: pending_conflicts
-- Reads everybody's pending conflicts in a document, oldest first, at most 200 a user.
SELECT conflict_id, user_id, client_id, operation_id, author_name, base, type, payload, fields
FROM (
  SELECT c.*, row_number() OVER (PARTITION BY c.user_id ORDER BY c.at, c.conflict_id) AS place
  FROM conflicts c WHERE c.document_id = $1 AND c.at >= clock_timestamp() - interval '30 days') AS numbered
WHERE place <= 200 ORDER BY at, conflict_id

-- name: kept
-- Reads one of a user's pending conflicts in a document, and counts the others.
WITH own AS (SELECT * FROM conflicts WHERE document_id = $1 AND user_id = $2 AND at >= clock_timestamp() - interval '30 days')
SELECT n.others, c.* FROM (SELECT count(*) AS others FROM own WHERE conflict_id <> $3) AS n LEFT JOIN own c ON c.conflict_id = $3

-- name: own_conflicts
-- Reads a user's pending conflicts in a workspace, oldest first, each with its document and when the versions in its way were made.
SELECT c.conflict_id, c.user_id, c.client_id, c.operation_id, c.author_name, c.base, c.type, c.payload, c.fields, c.at, d.kind, d.id, (
  SELECT json_object_agg(o.version, to_char(o.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  FROM operations o WHERE (o.document_id, o.workspace_id) = (c.document_id, c.workspace_id)
    AND o.version IN (SELECT (f ->> 'theirs_version')::bigint FROM json_array_elements(c.fields) AS f)) AS times
FROM conflicts c
JOIN documents d ON (d.document_id, d.workspace_id) = (c.document_id, c.workspace_id)
LEFT JOIN documents w ON (w.workspace_id, w.kind) = (d.workspace_id, 'workspace')
LEFT JOIN periods listed ON listed.document_id = w.document_id AND listed.id = d.id AND d.kind = 'period'
WHERE c.workspace_id = $1 AND c.user_id = $2 AND c.at >= clock_timestamp() - interval '30 days' AND NOT coalesce(listed.archived, false)
ORDER BY c.at, c.conflict_id LIMIT 200

-- name: forget_conflicts
-- Deletes the pending conflicts that are older than 30 days, and those of archived periods.
DELETE FROM conflicts c
WHERE c.at < clock_timestamp() - interval '30 days' OR EXISTS (
  SELECT FROM documents d
  JOIN documents w ON (w.workspace_id, w.kind) = (d.workspace_id, 'workspace')
  JOIN entities e ON (e.document_id, e.kind, e.id) = (w.document_id, 'period', d.id)
  WHERE d.document_id = c.document_id AND d.kind = 'period' AND e.archived)

-- name: found_workspace
-- Makes a workspace's document, at version 0, unless it is there.
INSERT INTO documents (workspace_id, kind, id, epoch) VALUES ($1, 'workspace', $1, $2) ON CONFLICT (workspace_id, kind, id) DO NOTHING

-- name: durability
-- Says which of the settings that keep a commit through a crash are on.
SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit
