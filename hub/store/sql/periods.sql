-- name: periods
-- Lists a workspace's periods in the order of their ids, each as its own document has it, with who changed it last; those of one person.
SELECT d.id, d.version, own.fields, coalesce(listed.archived, false) AS archived, last.at AS changed_at, last.payload ->> 'actor' AS changed_by
FROM documents d
JOIN periods own ON own.document_id = d.document_id AND own.id = d.id
LEFT JOIN documents w ON (w.workspace_id, w.kind) = (d.workspace_id, 'workspace')
LEFT JOIN periods listed ON listed.document_id = w.document_id AND listed.id = d.id
LEFT JOIN operations last ON (last.document_id, last.version, last.workspace_id) = (d.document_id, d.version, d.workspace_id)
WHERE d.workspace_id = $1 AND d.kind = 'period' AND d.id > $2 AND ($3 OR NOT coalesce(listed.archived, false))
  AND ($5::text IS NULL OR $5 IN (SELECT json_array_elements_text(own.fields -> 'staff')))
ORDER BY d.id LIMIT $4

-- name: period_of_dates
-- Finds the newest period that has just these dates.
SELECT d.id
FROM documents d
JOIN periods own ON own.document_id = d.document_id AND own.id = d.id
LEFT JOIN documents w ON (w.workspace_id, w.kind) = (d.workspace_id, 'workspace')
LEFT JOIN periods listed ON listed.document_id = w.document_id AND listed.id = d.id
WHERE d.workspace_id = $1 AND d.kind = 'period' AND NOT coalesce(listed.archived, false)
  AND own.fields ->> 'start_date' = $2 AND own.fields ->> 'end_date' = $3
ORDER BY d.document_id DESC LIMIT 1

-- name: workspaces_of_period
-- Finds the workspaces that have a period of an id: one, where ids are made as they should.
SELECT workspace_id FROM documents WHERE kind = 'period' AND id = $1 ORDER BY document_id LIMIT 2
