-- name: commit
-- Commits each document's part for itself: compares epoch and version, then sets them with the log, the cells and the entities, and names what did not win [architecture 1.1].
WITH input AS (
  SELECT * FROM unnest($1::text::bigint[], $2::text::text[], $3::text::bigint[], $4::text::bigint[], $5::text::bigint[]) AS i (document_id, epoch, expected, next, hash)),
moment AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS at),
-- One order everywhere: no deadlock. What another replica holds is skipped, so that it holds up nobody else.
locked AS MATERIALIZED (
  -- From the index's last entry back: while a dump is open all old versions of a row stay, and the newest is behind them.
  SELECT l.* FROM (SELECT document_id FROM input ORDER BY document_id) AS i CROSS JOIN LATERAL (
    SELECT d.document_id, d.workspace_id, d.epoch, d.version FROM documents d WHERE d.document_id = i.document_id
    ORDER BY d.workspace_id DESC LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS l),
known AS MATERIALIZED (
  SELECT DISTINCT o.document_id FROM unnest($6::text::bigint[], $7::text::text[], $8::text::text[], $9::text::text[]) AS o (document_id, user_id, client_id, operation_id)
  JOIN operations USING (document_id, user_id, client_id, operation_id)),
barred AS MATERIALIZED (
  SELECT DISTINCT a.document_id FROM unnest($10::text::bigint[], $11::text::text[], $12::text::text[], $13::text::bigint[]) AS a (document_id, workspace_id, user_id, rights_version)
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
  FROM unnest($14::text::bigint[], $15::text::bigint[], $16::text::text[], $17::text::text[], $18::text::text[], $19::text::bigint[], $20::text::text[], $21::text::text[], $22::text::text[])
    AS o (document_id, version, user_id, client_id, operation_id, base, type, payload, outcome)
  JOIN won w USING (document_id) CROSS JOIN moment
  UNION ALL
  SELECT f.document_id, 1, f.workspace_id, n.user_id, n.client_id, n.operation_id, n.base, n.type, n.payload, n.outcome, moment.at
  FROM new_period n JOIN founded f USING (workspace_id, id) CROSS JOIN moment),
celled AS (
  INSERT INTO schedule_data (document_id, workspace_id, staff_id, date, shift, locked, note, shift_version, locked_version, note_version)
  SELECT c.document_id, w.workspace_id, c.staff_id, c.date::date, c.shift, c.locked, c.note, c.shift_version, c.locked_version, c.note_version
  FROM unnest($23::text::bigint[], $24::text::text[], $25::text::text[], $26::text::text[], $27::text::boolean[], $28::text::text[], $29::text::bigint[], $30::text::bigint[], $31::text::bigint[])
    AS c (document_id, staff_id, date, shift, locked, note, shift_version, locked_version, note_version)
  JOIN won w USING (document_id)
  ON CONFLICT (document_id, staff_id, date, workspace_id) DO UPDATE SET
    shift = excluded.shift, locked = excluded.locked, note = excluded.note,
    shift_version = excluded.shift_version, locked_version = excluded.locked_version, note_version = excluded.note_version),
described AS (
  INSERT INTO entities (document_id, workspace_id, kind, id, fields, versions)
  SELECT e.document_id, w.workspace_id, e.kind, e.id, e.fields::json, e.versions::json
  FROM unnest($32::text::bigint[], $33::text::text[], $34::text::text[], $35::text::text[], $36::text::text[]) AS e (document_id, kind, id, fields, versions)
  JOIN won w USING (document_id)
  UNION ALL
  SELECT f.document_id, f.workspace_id, 'period', f.id, n.fields, n.versions FROM new_period n JOIN founded f USING (workspace_id, id)
  ON CONFLICT (document_id, kind, id, workspace_id) DO UPDATE SET fields = excluded.fields, versions = excluded.versions),
kept AS (
  INSERT INTO conflicts (document_id, workspace_id, conflict_id, user_id, client_id, operation_id, author_name, base, type, payload, fields, at)
  SELECT c.document_id, s.workspace_id, c.id, c.user_id, c.client_id, c.operation_id, c.author_name, c.base, c.type, c.payload, c.fields, moment.at
  FROM json_to_recordset($38::json) AS c (
    document_id bigint, id text, user_id text, client_id text, operation_id text, author_name text, base bigint, type text, payload json, fields json)
  JOIN settled s USING (document_id) CROSS JOIN moment
  ON CONFLICT (document_id, user_id, conflict_id, workspace_id) DO UPDATE SET
    client_id = excluded.client_id, operation_id = excluded.operation_id, author_name = excluded.author_name, base = excluded.base,
    type = excluded.type, payload = excluded.payload, fields = excluded.fields, at = excluded.at),
resolved AS (
  DELETE FROM conflicts c USING json_to_recordset($39::json) AS r (document_id bigint, user_id text, id text) JOIN settled s USING (document_id)
  WHERE (c.document_id, c.user_id, c.conflict_id, c.workspace_id) = (r.document_id, r.user_id, r.id, s.workspace_id))
-- The usual answer is one row, the moment alone: of hundreds of parts nearly all win.
SELECT moment.at, lost.* FROM moment LEFT JOIN (
  SELECT i.document_id, k.epoch, k.version, x.document_id IS NOT NULL AS known, b.document_id IS NOT NULL AS barred,
    k.document_id IS NOT NULL OR EXISTS (SELECT FROM documents d WHERE d.document_id = i.document_id) AS there
  FROM input i LEFT JOIN settled s USING (document_id)
  LEFT JOIN locked k USING (document_id) LEFT JOIN known x USING (document_id) LEFT JOIN barred b USING (document_id)
  WHERE s.document_id IS NULL) AS lost ON true
