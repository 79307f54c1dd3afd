"""The embedded PostgreSQL: what a hub starts when `DATABASE_URL` is unset."""

from hub.embedded.failure import EmbeddedServerError
from hub.embedded.postgres import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedServerError"]
