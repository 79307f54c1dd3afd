-- name: commit
-- Commits each document's part for itself: compares epoch and version, then sets them with the log, the cells and the entities [architecture 1.1].
WITH input AS (
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) AS i (document_id, epoch, expected, next, hash)),
moment AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS at),
-- One order everywhere: no deadlock. What another replica holds is skipped, so that it holds up nobody else.
locked AS MATERIALIZED (
  SELECT document_id, workspace_id, epoch, version FROM documents WHERE document_id = ANY ($1) ORDER BY document_id FOR NO KEY UPDATE SKIP LOCKED),
known AS MATERIALIZED (
  SELECT DISTINCT o.document_id FROM unnest($6::bigint[], $7::text[], $8::text[], $9::text[]) AS o (document_id, user_id, client_id, operation_id)
  JOIN operations USING (document_id, user_id, client_id, operation_id)),
barred AS MATERIALIZED (
  SELECT DISTINCT a.document_id FROM unnest($10::bigint[], $11::text[], $12::text[], $13::bigint[]) AS a (document_id, workspace_id, user_id, rights_version)
  WHERE NOT EXISTS (
    SELECT FROM memberships m WHERE (m.workspace_id, m.user_id, m.rights_version) = (a.workspace_id, a.user_id, a.rights_version) AND m.active)),
accepted AS MATERIALIZED (
  SELECT i.*, k.workspace_id FROM input i JOIN locked k USING (document_id)
  WHERE (k.epoch, k.version) = (i.epoch, i.expected)
    AND NOT EXISTS (SELECT FROM known x WHERE x.document_id = i.document_id) AND NOT EXISTS (SELECT FROM barred x WHERE x.document_id = i.document_id)),
-- The row is compared as this statement's snapshot sees it too: what `known` looked up is as old as that.
won AS (
  UPDATE documents d SET version = a.next, hash = a.hash FROM accepted a
  WHERE d.document_id = a.document_id AND (d.epoch, d.version) = (a.epoch, a.expected) AND a.next > a.expected
  RETURNING d.document_id, d.workspace_id),
settled AS (
  SELECT document_id, workspace_id FROM won
  UNION ALL SELECT document_id, workspace_id FROM accepted WHERE next = expected),
new_period AS MATERIALIZED (
  SELECT n.*, w.workspace_id
  FROM json_to_recordset($37::json) AS n (
    parent bigint, id text, epoch text, hash bigint, user_id text, client_id text, operation_id text, base bigint, type text, payload json, outcome text,
    fields json, versions json)
  JOIN won w ON w.document_id = n.parent),
founded AS (
  INSERT INTO documents (workspace_id, kind, id, epoch, version, hash)
  SELECT workspace_id, 'period', id, epoch, 1, hash FROM new_period
  RETURNING document_id, workspace_id, id),
logged AS (
  INSERT INTO operations (document_id, version, workspace_id, user_id, client_id, operation_id, base, type, payload, outcome, at)
  SELECT o.document_id, o.version, w.workspace_id, o.user_id, o.client_id, o.operation_id, o.base, o.type, o.payload::json, o.outcome, moment.at
  FROM unnest($14::bigint[], $15::bigint[], $16::text[], $17::text[], $18::text[], $19::bigint[], $20::text[], $21::text[], $22::text[])
    AS o (document_id, version, user_id, client_id, operation_id, base, type, payload, outcome)
  JOIN won w USING (document_id) CROSS JOIN moment
  UNION ALL
  SELECT f.document_id, 1, f.workspace_id, n.user_id, n.client_id, n.operation_id, n.base, n.type, n.payload, n.outcome, moment.at
  FROM new_period n JOIN founded f USING (workspace_id, id) CROSS JOIN moment),
celled AS (
  INSERT INTO schedule_data (document_id, workspace_id, staff_id, date, shift, locked, note, shift_version, locked_version, note_version)
  SELECT c.document_id, w.workspace_id, c.staff_id, c.date::date, c.shift, c.locked, c.note, c.shift_version, c.locked_version, c.note_version
  FROM unnest($23::bigint[], $24::text[], $25::text[], $26::text[], $27::boolean[], $28::text[], $29::bigint[], $30::bigint[], $31::bigint[])
    AS c (document_id, staff_id, date, shift, locked, note, shift_version, locked_version, note_version)
  JOIN won w USING (document_id)
  ON CONFLICT (document_id, staff_id, date, workspace_id) DO UPDATE SET
    shift = excluded.shift, locked = excluded.locked, note = excluded.note,
    shift_version = excluded.shift_version, locked_version = excluded.locked_version, note_version = excluded.note_version),
described AS (
  INSERT INTO entities (document_id, workspace_id, kind, id, fields, versions)
  SELECT e.document_id, w.workspace_id, e.kind, e.id, e.fields::json, e.versions::json
  FROM unnest($32::bigint[], $33::text[], $34::text[], $35::text[], $36::text[]) AS e (document_id, kind, id, fields, versions)
  JOIN won w USING (document_id)
  UNION ALL
  SELECT f.document_id, f.workspace_id, 'period', f.id, n.fields, n.versions FROM new_period n JOIN founded f USING (workspace_id, id)
  ON CONFLICT (document_id, kind, id, workspace_id) DO UPDATE SET fields = excluded.fields, versions = excluded.versions),
kept AS (
  INSERT INTO conflicts (document_id, workspace_id, conflict_id, user_id, client_id, operation_id, author_name, base, type, payload, fields, at)
  SELECT c.document_id, s.workspace_id, c.id, c.user_id, c.client_id, c.operation_id, c.author_name, c.base, c.type, c.payload, c.fields, moment.at
  FROM json_to_recordset($38::json) AS c (
    document_id bigint, id text, user_id text, client_id text, operation_id text, author_name text, base bigint, type text, payload json, fields json)
  JOIN settled s USING (document_id) CROSS JOIN moment)
SELECT i.document_id, s.document_id IS NOT NULL AS won, k.epoch, k.version, x.document_id IS NOT NULL AS known, b.document_id IS NOT NULL AS barred,
  CASE WHEN k.document_id IS NULL THEN EXISTS (SELECT FROM documents d WHERE d.document_id = i.document_id) ELSE true END AS there, moment.at
FROM input i CROSS JOIN moment
LEFT JOIN settled s USING (document_id) LEFT JOIN locked k USING (document_id) LEFT JOIN known x USING (document_id) LEFT JOIN barred b USING (document_id)
