"""Brings a database's schema up to date."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import asyncpg
from asyncpg.connect_utils import SessionAttribute

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LOCK = 7_154_000  # the advisory lock's number: one runner at a time in a database
LOCK_S = 120  # the longest migration that another replica may be running
APPLIED = (
    """CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)"""
)


class SchemaError(Exception):
    """The database's schema and this code don't fit; the text is one line that says how."""


async def migrate(dsn: str, *, folder: Path = MIGRATIONS, post: bool = False) -> list[str]:
    """Apply the migrations that `dsn`'s database lacks, in order; return their names.

    Each is one transaction together with its row in `schema_migrations`. Runs of several replicas wait for each other. Without
    `post` only the halves that suit running old code are applied (NNNN_pre_….sql); with it the others too, for when no old replica
    is left. Raises `SchemaError` when the schema is newer than this code, or when an applied file has changed since.
    """
    files = migration_files(folder)
    connection = await asyncpg.connect(
        dsn,
        command_timeout=LOCK_S * 2,
        server_settings={"lock_timeout": f"{LOCK_S}s", "timezone": "UTC"},
        target_session_attrs=SessionAttribute.read_write,  # of several hosts, the primary
    )
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(APPLIED)
        applied = {row["name"]: row["checksum"] for row in await connection.fetch("SELECT name, checksum FROM schema_migrations")}
        wanted = pending(files, applied, post=post)
        for name in wanted:
            async with connection.transaction():
                await connection.execute(files[name])
                await connection.execute("INSERT INTO schema_migrations VALUES ($1, $2, clock_timestamp())", name, checksum(files[name]))
        return wanted
    finally:
        await connection.close()  # frees the lock


def migration_files(folder: Path) -> dict[str, str]:
    """Read the migrations by name, in order."""
    return {path.stem: path.read_text() for path in sorted(folder.glob("*.sql"))}


def pending(files: Mapping[str, str], applied: Mapping[str, str], *, post: bool) -> list[str]:
    """Return which of `files` (name → text) are to be applied after `applied` (name → checksum). Pure; raises as `migrate` says."""
    unknown = sorted(applied.keys() - files.keys())
    if unknown:
        raise SchemaError(f"the database's schema is newer than this program (it has {unknown[-1]}): start a newer version")
    changed = sorted(name for name, known in applied.items() if checksum(files[name]) != known)
    if changed:
        raise SchemaError(f"migration {changed[0]} isn't the one that was applied to the database: restore the file, write a new one")
    return [name for name in sorted(files) if name not in applied and (post or "_pre_" in name)]


def checksum(text: str) -> str:
    """Return the fingerprint of a migration."""
    return hashlib.sha256(text.encode()).hexdigest()
