"""The named SQL statements of sql/*.sql."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "sql"
NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def read_statements(folder: Path = FOLDER) -> dict[str, str]:
    """Return every statement by its name: a file holds several, each under `-- name: …` and one sentence that says what it does."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        _, *pieces = NAME.split(path.read_text())
        for name, text in zip(pieces[::2], pieces[1::2], strict=True):
            if name in found:
                raise ValueError(f"{path.name}: a second statement named {name}")
            found[name] = text.strip()
    return found


SQL = read_statements()

COMMIT_WAITING = SQL["commit"].replace(" SKIP LOCKED", "")
"""The commit that waits for rows that another transaction holds; the same in all else."""
