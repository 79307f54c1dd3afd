"""What verifying reads of the database: one document, or one period's runs, at a time, each in one snapshot that can't write."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import asyncpg
import msgspec

from hub.documents.record import Change, DocumentKey
from hub.store.migrate import MIGRATIONS, SchemaError, migration_files, pending
from hub.store.rows import Row, log_entry, unsigned
from hub.store.statements import SQL
from hub.verifying.stored import CellRow, EntityRow, Stored, StoredRun
from shared.ids import DocumentId, WorkspaceId

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

CONNECT_S: Final = 5.0
STATEMENT_S: Final = 600  # the longest is the search for strays, over whole tables
SESSION: Final = {
    "application_name": "rosterhub verify",
    "timezone": "UTC",
    "jit": "off",
    "default_transaction_read_only": "on",
    "statement_timeout": f"{STATEMENT_S}s",
    "idle_in_transaction_session_timeout": f"{STATEMENT_S}s",  # a snapshot of a process that was stopped holds up every VACUUM
}
DOCUMENTS_AT_ONCE: Final = 1_000
ROWS_AT_ONCE: Final = 20
"""Rows of a log in memory: one may be a whole applied solution, some MB."""


class Listed(NamedTuple):
    """A document that is to be verified."""

    document_id: DocumentId
    key: DocumentKey


class Unreadable(NamedTuple):
    """A row of the log that holds no change."""

    version: int
    why: str


@asynccontextmanager
async def connected(dsn: str) -> "AsyncIterator[Connection]":
    """Open a connection that can't write. Raises SchemaError where the schema isn't this code's, and what asyncpg raises."""
    connection = await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=STATEMENT_S + 1, server_settings=dict(SESSION))
    try:
        await _check_schema(connection)
        await connection.execute("SET ROLE hub_commit")  # row level security would hide rows from another user, without a word
        yield connection
    finally:
        await connection.close(timeout=CONNECT_S)


async def _check_schema(connection: "Connection") -> None:
    if await connection.fetchval("SELECT to_regclass('schema_migrations')") is None:
        raise SchemaError("the database holds no schema yet: `python -m hub migrate` makes it")
    applied = {row["name"]: row["checksum"] for row in await connection.fetch("SELECT name, checksum FROM schema_migrations")}
    if lacking := pending(migration_files(MIGRATIONS), applied, post=False):
        raise SchemaError(f"the database lacks migration {lacking[0]}: `python -m hub migrate` applies it")


async def documents(connection: "Connection", *, workspace_id: str | None, document_id: str | None) -> AsyncIterator[Listed]:
    """Yield the documents that there are, in order of their numbers; also those that come to be meanwhile."""
    last = 0
    while found := await connection.fetch(SQL["verify_documents"], last, workspace_id, document_id, DOCUMENTS_AT_ONCE):
        for row in found:
            yield Listed(DocumentId(row["document_id"]), _key(row))
        last = found[-1]["document_id"]


async def strays(connection: "Connection") -> list[tuple[DocumentId, str, str]]:
    """Return what belongs to no document: its number, its workspace, the table."""
    return [(DocumentId(row["document_id"]), row["workspace_id"], row["kept_in"]) for row in await connection.fetch(SQL["verify_strays"])]


def _key(row: Row) -> DocumentKey:
    return DocumentKey(WorkspaceId(row["workspace_id"]), row["kind"], row["id"])


class Snapshot:
    """The database as it stood at one moment, while the hubs work on."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    async def document(self, document_id: DocumentId) -> Stored | None:
        """Read a document's row and its current rows; None where it is gone."""
        row = await self._connection.fetchrow(SQL["verify_document"], document_id)
        if row is None:
            return None
        cells = await self._connection.fetch(SQL["verify_cells"], document_id)
        entities = await self._connection.fetch(SQL["verify_entities"], document_id)
        return Stored(
            document_id=document_id,
            key=_key(row),
            epoch=row["epoch"],
            version=row["version"],
            log_from=row["log_from"],
            hash=unsigned(row["hash"]),
            cells=[_cell(*cell) for cell in cells],
            entities=[EntityRow(entity["kind"], entity["id"], _json(entity["fields"]), _json(entity["versions"])) for entity in entities],
            period_ids=frozenset(row["period_ids"]),
            is_listed=row["kind"] == "workspace" or row["is_listed"],
            is_cut_early=row["is_cut_early"],
        )

    async def workspace_of(self, key: DocumentKey) -> Stored | None:
        """Read the document of a period's workspace."""
        document_id = await self._connection.fetchval(SQL["verify_document_of"], key.workspace_id, "workspace", key.workspace_id)
        return None if document_id is None else await self.document(DocumentId(document_id))

    async def log(self, document_id: DocumentId, *, backwards: bool = False) -> AsyncGenerator[Change | Unreadable, None]:
        """Yield a document's log, from its beginning or from its end."""
        statement = SQL["verify_log_backwards" if backwards else "verify_log"]
        async for row in self._connection.cursor(statement, document_id, prefetch=ROWS_AT_ONCE):
            yield _change(row)

    async def runs(self, document_id: DocumentId) -> AsyncIterator[StoredRun]:
        """Yield a period's runs that brought a grid, in order of the versions that they began with."""
        async for row in self._connection.cursor(SQL["verify_runs"], document_id, prefetch=1):
            yield _run(row)

    async def rule_versions(self, workspace: DocumentId, *, after: int, until: datetime, limit: int) -> list[int]:
        """Return the versions of a workspace after one and until a moment that may have changed what a solver is given."""
        return [row["version"] for row in await self._connection.fetch(SQL["verify_rule_versions"], workspace, after, until, limit)]


@asynccontextmanager
async def snapshot(connection: "Connection") -> AsyncIterator[Snapshot]:
    """Hold one moment of the database."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        yield Snapshot(connection)


def _cell(staff_id: str, date: str, *columns: Any) -> CellRow:
    return CellRow(staff_id, date, tuple(zip(columns[::2], columns[1::2], strict=True)))


def _change(row: Row) -> Change | Unreadable:
    try:
        return log_entry(row).change
    except msgspec.DecodeError as error:
        return Unreadable(row["version"], str(error))


def _json(text: str | None) -> Any:
    try:
        return None if text is None else msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None


def _run(row: Row) -> StoredRun:
    return StoredRun(
        id=row["run_id"],
        base_version=row["base_version"],
        problem_hash=row["problem_hash"],
        score=_json(row["score"]),
        violations=row["violations"],
        result=_json(row["result"]),
        solution=_json(row["solution"]),
        options=_json(row["options"]),
        applied_version=row["applied_version"],
        logged_version=row["logged_version"],
        workspace_version=row["workspace_version"],
        completed_at=row["completed_at"],
    )
