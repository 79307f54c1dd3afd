"""The log of every document in PostgreSQL."""

from collections.abc import Mapping, Sequence

from hub.documents.record import DocumentKey, FieldValues, OperationKey, PendingConflict, UndoEntry, UndoStacks
from hub.store import rows
from hub.store.connections import Database, new_epoch
from hub.store.port import (
    Barred,
    Busy,
    CommitPart,
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
from shared.entities import CELL_FIELDS
from shared.ids import ClientId, DocumentId, OperationId, UserId, WorkspaceId


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
        )

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        lane, statement = (self._database.waiting_lane, COMMIT_WAITING) if waiting else (self._database.lane, SQL["commit"])
        found = await lane.fetch(statement, commit_arguments(parts))
        verdicts = {row["document_id"]: verdict_of(row, part) for row, part in _paired(found, parts)}
        return [verdicts[part.document_id] for part in parts]

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
        return {DocumentId(row["document_id"]): Position(row["epoch"], row["version"]) for row in found}

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

    async def pending_conflicts(self, document_id: DocumentId, user_id: UserId) -> Sequence[PendingConflict]:
        async with self._database.spanning() as connection:
            found = await connection.fetch(SQL["pending_conflicts"], document_id, user_id)
        return [rows.pending_conflict(row) for row in found]

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
    log = [
        (
            part.document_id,
            change.version,
            *rows.operation_key(change.author),
            change.base,
            change.type,
            rows.payload_text(change),
            change.outcome,
        )
        for part in parts
        for change in part.changes
    ]
    cells = [(part.document_id, *key, *_columns(fields)) for part in parts for key, fields in part.cells.items()]
    entities = [(part.document_id, *key, *rows.field_texts(fields)) for part in parts for key, fields in part.entities.items()]
    periods = [rows.new_period_row(part.document_id, period, new_epoch()) for part in parts for period in part.new_periods]
    conflicts = [rows.conflict_row(part.document_id, conflict) for part in parts for conflict in part.conflicts]
    return [
        *_arrays(documents, 5), *_arrays(lookups, 4), *_arrays(rights, 4), *_arrays(log, 9), *_arrays(cells, 9), *_arrays(entities, 5),
        rows.to_json(periods), rows.to_json(conflicts),
    ]  # fmt: skip


def verdict_of(row: rows.Row, part: CommitPart) -> Verdict:
    """Read what became of a document's part."""
    if not row["there"]:
        return Missing()
    if row["won"]:
        return Won(rows.moment_text(row["at"]))
    if row["version"] is None:
        return Busy()
    if (row["epoch"], row["version"]) != (part.epoch, part.expected):
        return Overtaken(row["epoch"], row["version"])
    if row["known"]:
        return Known()
    if row["barred"]:
        return Barred()
    return Overtaken(row["epoch"], row["version"])  # it moved to where we expected it after our snapshot: try again


def _paired(found: Sequence[rows.Row], parts: Sequence[CommitPart]) -> list[tuple[rows.Row, CommitPart]]:
    by_document = {part.document_id: part for part in parts}
    return [(row, by_document[row["document_id"]]) for row in found]


def _columns(fields: FieldValues) -> list[object]:
    values = [fields.get(name) for name in CELL_FIELDS]
    return [*(None if field is None else field.value for field in values), *(None if field is None else field.version for field in values)]


def _arrays(tuples: Sequence[Sequence[object]], width: int) -> Sequence[Sequence[object]]:
    return list(zip(*tuples, strict=True)) or [()] * width
