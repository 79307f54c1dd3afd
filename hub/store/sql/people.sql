-- name: create_user
-- Keeps a new user.
INSERT INTO users (user_id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, clock_timestamp())

-- name: user
-- Reads a user by id, as far as the scope sees.
SELECT user_id, email, name, password_hash FROM users WHERE user_id = $1

-- name: user_by_email
-- Reads a user by email, as far as the scope sees.
SELECT user_id, email, name, password_hash FROM users WHERE email = $1

-- name: set_password
-- Replaces a user's password hash.
UPDATE users SET password_hash = $2 WHERE user_id = $1

-- name: add_member
-- Makes a user a member, or an old member active again with new rights.
INSERT INTO memberships (workspace_id, user_id, role, joined_at) VALUES ($1, $2, $3, clock_timestamp())
ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = excluded.role, active = true, rights_version = memberships.rights_version + 1
RETURNING workspace_id, user_id, role, rights_version, active

-- name: change_member
-- Changes a member's rights and moves their version.
UPDATE memberships SET role = coalesce($3, role), active = coalesce($4, active), rights_version = rights_version + 1
WHERE (workspace_id, user_id) = ($1, $2)
RETURNING workspace_id, user_id, role, rights_version, active

-- name: members
-- Reads members of a workspace in order of id.
SELECT m.workspace_id, m.user_id, m.role, m.rights_version, m.active, u.email, u.name, u.password_hash
FROM memberships m JOIN users u USING (user_id)
WHERE m.workspace_id = $1 AND m.user_id > $2 ORDER BY m.user_id LIMIT $3

-- name: member
-- Reads one member of a workspace.
SELECT m.workspace_id, m.user_id, m.role, m.rights_version, m.active, u.email, u.name, u.password_hash
FROM memberships m JOIN users u USING (user_id)
WHERE (m.workspace_id, m.user_id) = ($1, $2)

-- name: memberships_of
-- Reads a user's active memberships, the one last used first.
SELECT workspace_id, user_id, role, rights_version, active FROM memberships
WHERE user_id = $1 AND active ORDER BY used_at DESC NULLS LAST, joined_at, workspace_id

-- name: note_use
-- Notes that a user signed in to a workspace.
UPDATE memberships SET used_at = clock_timestamp() WHERE (workspace_id, user_id) = ($1, $2)

-- name: current_memberships
-- Reads many active memberships of any workspaces.
SELECT m.workspace_id, m.user_id, m.role, m.rights_version, m.active
FROM unnest($1::text[], $2::text[]) AS a (workspace_id, user_id)
JOIN memberships m ON (m.workspace_id, m.user_id) = (a.workspace_id, a.user_id) AND m.active

-- name: workspace_names
-- Reads the names of any workspaces.
SELECT d.workspace_id, coalesce(s.name, '') AS name
FROM documents d LEFT JOIN entities s ON s.document_id = d.document_id AND (s.kind, s.id) = ('settings', d.id)
WHERE d.kind = 'workspace' AND d.workspace_id = ANY ($1::text[]) AND d.id = d.workspace_id

-- name: open_session
-- Keeps a session or code.
INSERT INTO sessions (token_hash, kind, user_id, workspace_id, created_at, expires_at) VALUES ($1, $2, $3, $4, clock_timestamp(), $5)

-- name: session
-- Reads a session or code that has not expired.
SELECT kind, user_id, workspace_id, expires_at FROM sessions WHERE (token_hash, kind) = ($1, $2) AND expires_at > clock_timestamp()

-- name: entered
-- Reads many sessions by the hashes of their cookies: whose they are, in which workspace, with which rights just now.
SELECT s.token_hash, s.workspace_id, s.user_id, u.email, u.name, m.role, m.rights_version, m.active, coalesce(w.name, '') AS workspace_name
FROM sessions s JOIN users u USING (user_id) JOIN memberships m ON (m.workspace_id, m.user_id) = (s.workspace_id, s.user_id) AND m.active
LEFT JOIN documents d ON (d.workspace_id, d.kind, d.id) = (s.workspace_id, 'workspace', s.workspace_id)
LEFT JOIN entities w ON w.document_id = d.document_id AND (w.kind, w.id) = ('settings', d.id)
WHERE s.token_hash = ANY ($1::bytea[]) AND s.kind = 'session' AND s.expires_at > clock_timestamp()

-- name: take_session
-- Ends a session or code that has not expired, and reads it.
DELETE FROM sessions WHERE (token_hash, kind) = ($1, $2) AND expires_at > clock_timestamp() RETURNING kind, user_id, workspace_id, expires_at

-- name: shorten_session
-- Lets a session end at a moment, or earlier where it would anyway.
UPDATE sessions SET expires_at = least(expires_at, $2) WHERE token_hash = $1

-- name: end_session
-- Ends one session or code.
DELETE FROM sessions WHERE token_hash = $1

-- name: end_sessions
-- Ends all sessions and codes of a user.
DELETE FROM sessions WHERE user_id = $1

-- name: forget_expired
-- Deletes sessions and codes that expired.
DELETE FROM sessions WHERE expires_at <= clock_timestamp()
