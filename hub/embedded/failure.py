"""The one way in which the embedded server fails."""


class EmbeddedServerError(Exception):
    """The embedded PostgreSQL can't run here; the text is one line that says why and what would help."""
