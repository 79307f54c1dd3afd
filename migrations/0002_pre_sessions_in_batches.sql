-- Sessions of any workspaces can be read together, without passwords: a thousand clients that come back ask once.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

GRANT SELECT (token_hash, kind, user_id, workspace_id, expires_at) ON sessions TO hub_commit;
GRANT SELECT (user_id, email, name) ON users TO hub_commit;
CREATE POLICY commit_read ON sessions FOR SELECT TO hub_commit USING (true);
CREATE POLICY commit_read ON users FOR SELECT TO hub_commit USING (true);
