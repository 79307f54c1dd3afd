"""The log of every document in PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hub.documents.record import DocumentKey, OperationKey, PendingConflict, UndoEntry, UndoStacks
from hub.store import rows
from hub.store.array_text import bigints, booleans, texts
from hub.store.connections import Database, new_epoch
from hub.store.port import (
    Barred,
    Busy,
    CommitPart,
    Kept,
    Known,
    LoadedDocument,
    Logged,
    Missing,
    Overtaken,
    PoisonError,
    Position,
    Slice,
    Verdict,
    Won,
)
from hub.store.statements import COMMIT_WAITING, SQL
from hub.store.undo import OwnChange, fold
from shared.ids import ClientId, ConflictId, DocumentId, OperationId, UserId, WorkspaceId


class PostgresStore:
    """Keeps `DocumentStore`'s promises by one statement a commit, never inside BEGIN, READ COMMITTED [architecture 1.1].

    A row is locked in the order of ids, or skipped, so replicas can't deadlock; what the statement doesn't win it doesn't touch.
    Reads are one statement each, so one snapshot.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def found_workspace(self, workspace_id: WorkspaceId) -> None:
        async with self._database.spanning() as connection:
            await connection.execute(SQL["found_workspace"], workspace_id, new_epoch())

    async def load(self, key: DocumentKey) -> LoadedDocument | None:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["load"], key.workspace_id, key.kind, key.id)
        if row is None:
            return None
        author_of = rows.authors(row)
        return LoadedDocument(
            document_id=DocumentId(row["document_id"]),
            key=key,
            epoch=row["epoch"],
            version=row["version"],
            hash=rows.unsigned(row["hash"]),
            cells=rows.cells(row, author_of),
            entities=rows.entities(row, author_of),
            log_from=row["log_from"],
        )

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        lane, statement = (self._database.waiting_lane, COMMIT_WAITING) if waiting else (self._database.lane, SQL["commit"])
        found = await lane.fetch(statement, commit_arguments(parts))
        won = Won(rows.moment_text(found[0]["at"]))
        lost = {row["document_id"]: row for row in found if row["document_id"] is not None}
        return [won if (row := lost.get(part.document_id)) is None else defeat_of(row, part) for part in parts]

    async def log(self, document_id: DocumentId, *, after: int, limit: int) -> Slice | None:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["log"], document_id, after, limit)
        if not found:
            return None
        head = found[0]
        entries = tuple(rows.log_entry(row) for row in found if row["version"] is not None)
        return Slice(head["epoch"], head["document_version"], head["log_from"], entries)

    async def find(self, document_id: DocumentId, keys: Sequence[OperationKey]) -> Mapping[OperationKey, Logged]:
        columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], []]
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["find"], document_id, *columns)
        return {
            OperationKey(UserId(row["user_id"]), ClientId(row["client_id"]), OperationId(row["operation_id"])): Logged(
                row["version"], row["outcome"]
            )
            for row in found
        }

    async def positions(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, Position]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["positions"], list(documents))
        return {DocumentId(row["document_id"]): Position(row["epoch"], row["version"], row["log_from"]) for row in found}

    async def undo_stacks(self, document_id: DocumentId, user_id: UserId, *, up_to: int) -> UndoStacks:
        async with self._database.spanning() as connection:
            own = await connection.fetch(SQL["own_changes"], document_id, user_id, up_to)
            undo, redo = fold(OwnChange(*row) for row in own)
            # A second statement is no second truth: log rows never change.
            found = await connection.fetch(SQL["inverses"], document_id, [change.version for change in (*undo, *redo)])
        effects = {row["version"]: rows.effects_of(row["payload"]) for row in found}
        undoable, redoable = (
            tuple(UndoEntry(change.version, *effects[change.version], change.undo_group) for change in stack) for stack in (undo, redo)
        )
        return UndoStacks(undoable, redoable)

    async def rights(self, rights: Sequence[tuple[str, UserId]]) -> Mapping[tuple[str, UserId], int | None]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["rights"], [workspace for workspace, _ in rights], [user for _, user in rights])
        return {(row["workspace_id"], UserId(row["user_id"])): row["rights_version"] for row in found}

    async def key_of(self, document_id: DocumentId, workspace_id: WorkspaceId) -> DocumentKey | None:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["key_of"], document_id, workspace_id)
        return None if row is None else DocumentKey(workspace_id, row["kind"], row["id"])

    async def pending_conflicts(self, document_id: DocumentId) -> Sequence[PendingConflict]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["pending_conflicts"], document_id)
        return [rows.pending_conflict(row) for row in found]

    async def kept(self, document_id: DocumentId, user_id: UserId, conflict_id: ConflictId) -> Kept:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["kept"], document_id, user_id, conflict_id)
        if row is None:
            raise AssertionError("a count gave no row")
        return Kept(None if row["conflict_id"] is None else rows.pending_conflict(row), row["others"])

    async def forget_conflicts(self) -> None:
        async with self._database.spanning() as connection:
            await connection.execute(SQL["forget_conflicts"])

    async def durable(self) -> bool:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["durability"])
        return row is not None and set(row.values()) == {"on"}


def commit_arguments(parts: Sequence[CommitPart]) -> list[object]:
    """Return the parameters of sql/commit.sql, parallel arrays in its order. Raises PoisonError for values that JSON can't hold."""
    try:
        return _arguments(parts)
    except (UnicodeEncodeError, OverflowError, TypeError, ValueError) as error:
        raise PoisonError(f"{type(error).__name__}: {error}") from error


def _arguments(parts: Sequence[CommitPart]) -> list[object]:
    documents = [(part.document_id, part.epoch, part.expected, part.next, rows.signed(part.hash)) for part in parts]
    lookups = [(part.document_id, *key) for part in parts for key in part.lookups]
    rights = [(part.document_id, *right) for part in parts for right in part.rights]
    log = [rows.log_columns(part.document_id, change) for part in parts for change in part.changes]
    cells = [(part.document_id, *key, *rows.cell_columns(fields)) for part in parts for key, fields in part.cells.items()]
    entities = [(part.document_id, *key, *rows.field_texts(fields)) for part in parts for key, fields in part.entities.items()]
    periods = [rows.new_period_row(part.document_id, period, new_epoch()) for part in parts for period in part.new_periods]
    conflicts = [rows.conflict_row(part.document_id, conflict) for part in parts for conflict in part.conflicts]
    resolved = [rows.resolved_row(part.document_id, key) for part in parts for key in part.resolved]
    return [
        *_arrays(documents, (bigints, texts, bigints, bigints, bigints)),
        *_arrays(lookups, (bigints, texts, texts, texts)),
        *_arrays(rights, (bigints, texts, texts, bigints)),
        *_arrays(log, (bigints, bigints, texts, texts, texts, bigints, texts, texts, texts)),
        *_arrays(cells, (bigints, texts, texts, texts, booleans, texts, bigints, bigints, bigints)),
        *_arrays(entities, (bigints, texts, texts, texts, texts)),
        *[rows.to_json(found) if found else "[]" for found in (periods, conflicts, resolved)],
    ]


def defeat_of(row: rows.Row, part: CommitPart) -> Verdict:
    """Read why a document's part did not win."""
    if not row["there"]:
        return Missing()
    if row["version"] is None:
        return Busy()
    if (row["epoch"], row["version"]) != (part.epoch, part.expected):
        return Overtaken(row["epoch"], row["version"])
    if row["known"]:
        return Known()
    if row["barred"]:
        return Barred()
    return Overtaken(row["epoch"], row["version"])  # it moved to where we expected it after our snapshot: try again


def _arrays(found: Sequence[Sequence[Any]], columns: Sequence[Callable[[Sequence[Any]], str]]) -> list[str]:
    """Return rows as columns, each in its type's text."""
    if not found:
        return ["{}"] * len(columns)
    return [text(values) for text, values in zip(columns, zip(*found, strict=True), strict=True)]
