-- name: configs
-- Lists a workspace's configurations in the order of their ids.
SELECT config_id, name, options, is_default FROM configs WHERE workspace_id = $1 AND config_id > $2 ORDER BY config_id LIMIT $3

-- name: clear_default_config
-- Makes no configuration the default.
UPDATE configs SET is_default = false WHERE workspace_id = $1 AND is_default

-- name: config
-- Reads one configuration.
SELECT config_id, name, options, is_default FROM configs WHERE workspace_id = $1 AND config_id = $2

-- name: change_config
-- Sets what isn't null.
UPDATE configs SET name = coalesce($3, name), options = coalesce($4::json, options), is_default = coalesce($5, is_default)
WHERE workspace_id = $1 AND config_id = $2 RETURNING config_id, name, options, is_default

-- name: remove_config
-- Forgets a configuration.
DELETE FROM configs WHERE workspace_id = $1 AND config_id = $2 RETURNING config_id

-- name: add_config
-- Keeps a new configuration.
INSERT INTO configs (workspace_id, config_id, name, options, is_default, created_at) VALUES ($1, $2, $3, $4::json, $5, clock_timestamp())
