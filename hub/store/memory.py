"""The log of every document in this process: the same promises, for tests and the simulator."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.documents.record import (
    Change,
    ConflictKey,
    DocumentKey,
    EntityKey,
    FieldValues,
    LogEntry,
    OperationKey,
    PendingConflict,
    UndoEntry,
    UndoStacks,
)
from hub.documents.workspace import is_archived
from hub.store.port import (
    Barred,
    Busy,
    CommitPart,
    Kept,
    Known,
    LoadedDocument,
    Logged,
    Missing,
    NothingWrittenError,
    Overtaken,
    PoisonError,
    Position,
    Slice,
    Verdict,
    Won,
)
from hub.store.rows import moment_text, operation_key, to_json
from hub.store.undo import OwnChange, fold
from shared.ids import ConflictId, DocumentId, UserId, WorkspaceId
from shared.operations import CellKey

CONFLICTS_MAX = 200
CONFLICTS_KEPT = timedelta(days=30)
CODED = ("staff", "shift_type")


@dataclass(slots=True)
class Document:
    """One document's rows."""

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    version: int = 0
    log_from: int = 1
    hash: int = 0
    log: list[LogEntry] = field(default_factory=list)
    cells: dict[CellKey, FieldValues] = field(default_factory=dict)
    entities: dict[EntityKey, FieldValues] = field(default_factory=dict)
    conflicts: dict[ConflictKey, tuple[datetime, PendingConflict]] = field(default_factory=dict)

    def logged(self) -> dict[OperationKey, Logged]:
        return {operation_key(entry.change.author): Logged(entry.change.version, entry.change.outcome) for entry in self.log}


@dataclass(slots=True)
class MemoryDatabase:
    """What several stores (replicas) share. `held`: documents whose row another transaction holds; `members`: (rights version, active)."""

    documents: dict[DocumentId, Document] = field(default_factory=dict)
    members: dict[tuple[str, UserId], tuple[int, bool]] = field(default_factory=dict)
    held: set[DocumentId] = field(default_factory=set)

    def document(self, key: DocumentKey) -> Document | None:
        return next((document for document in self.documents.values() if document.key == key), None)

    def found(self, key: DocumentKey, epoch: str) -> Document:
        document = Document(DocumentId(len(self.documents) + 1), key, epoch)
        self.documents[document.document_id] = document
        return document


class MemoryStore:
    """Keeps `DocumentStore`'s promises by never waiting: between two awaits of others a call is whole or not begun."""

    def __init__(self, database: MemoryDatabase, now: Callable[[], datetime], new_epoch: Callable[[], str]) -> None:
        self._database = database
        self._now = now
        self._new_epoch = new_epoch

    async def found_workspace(self, workspace_id: WorkspaceId) -> None:
        key = DocumentKey(workspace_id, "workspace", workspace_id)
        if self._database.document(key) is None:
            self._database.found(key, self._new_epoch())

    async def load(self, key: DocumentKey) -> LoadedDocument | None:
        document = self._database.document(key)
        if document is None:
            return None
        return LoadedDocument(
            document.document_id,
            key,
            document.epoch,
            document.version,
            document.hash,
            {cell: dict(fields) for cell, fields in document.cells.items()},
            {entity: dict(fields) for entity, fields in document.entities.items()},
            document.log_from,
        )

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        if waiting and self._database.held.intersection(part.document_id for part in parts):
            raise NothingWrittenError("lock timeout")
        won = Won(moment_text(self._now()))
        verdicts = [self._verdict(part, won) for part in parts]
        winners = [part for part, verdict in zip(parts, verdicts, strict=True) if verdict is won]
        for part in winners:  # all are looked at before any is written: one bad part undoes the whole statement
            self._refuse_poison(part)
        for part in winners:
            self._write(part, won.at)
        return verdicts

    def _verdict(self, part: CommitPart, won: Won) -> Verdict:
        document = self._database.documents.get(part.document_id)
        if document is None:
            return Missing()
        if part.document_id in self._database.held:
            return Busy()
        if (document.epoch, document.version) != (part.epoch, part.expected):
            return Overtaken(document.epoch, document.version)
        if not document.logged().keys().isdisjoint(part.lookups):
            return Known()
        if any(self._database.members.get((right.workspace_id, right.user_id)) != (right.version, True) for right in part.rights):
            return Barred()
        return won

    def _refuse_poison(self, part: CommitPart) -> None:
        document = self._database.documents[part.document_id]
        keys = [operation_key(change.author) for change in part.changes]
        if len(set(keys)) < len(keys) or not document.logged().keys().isdisjoint(keys):
            raise PoisonError("unique: an operation is in the log already")
        if any(self._database.document(period.key) is not None for period in part.new_periods):
            raise PoisonError("unique: the period is there already")
        entities = document.entities | dict(part.entities)
        for kind in CODED:
            codes = [fields["code"].value for (of, _), fields in entities.items() if of == kind and "code" in fields]
            if len(set(codes)) < len(codes):
                raise PoisonError("unique: the code is taken")
        _refuse_unstorable(part)

    def _write(self, part: CommitPart, at: str) -> None:
        document = self._database.documents[part.document_id]
        for conflict in part.conflicts:
            document.conflicts[conflict.author.user_id, conflict.id] = (self._now(), conflict)
        for key in part.resolved:
            document.conflicts.pop(key, None)
        if part.next == part.expected:
            return
        document.version, document.hash = part.next, part.hash
        document.log.extend(LogEntry(change, at) for change in part.changes)
        document.cells.update({cell: dict(fields) for cell, fields in part.cells.items()})
        document.entities.update({entity: dict(fields) for entity, fields in part.entities.items()})
        for period in part.new_periods:
            founded = self._database.found(period.key, self._new_epoch())
            founded.version, founded.hash = 1, period.hash
            founded.log.append(LogEntry(period.first, at))
            founded.entities["period", period.key.id] = dict(period.fields)

    async def log(self, document_id: DocumentId, *, after: int, limit: int) -> Slice | None:
        document = self._database.documents.get(document_id)
        if document is None:
            return None
        reaches = document.log_from <= after + 1
        entries = [entry for entry in document.log if entry.change.version > after][:limit] if reaches else []
        return Slice(document.epoch, document.version, document.log_from, tuple(entries))

    async def find(self, document_id: DocumentId, keys: Sequence[OperationKey]) -> Mapping[OperationKey, Logged]:
        document = self._database.documents.get(document_id)
        logged = {} if document is None else document.logged()
        return {key: logged[key] for key in keys if key in logged}

    async def positions(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, Position]:
        known = self._database.documents
        return {
            document_id: Position(found.epoch, found.version, found.log_from)
            for document_id in documents
            if (found := known.get(document_id)) is not None
        }

    async def undo_stacks(self, document_id: DocumentId, user_id: UserId, *, up_to: int) -> UndoStacks:
        own = [entry.change for entry in self._database.documents[document_id].log if entry.change.author.user_id == user_id]
        changes = {change.version: change for change in own if change.version <= up_to}
        undo, redo = fold(OwnChange(change.version, change.type, change.undoes, change.undo_group) for change in changes.values())
        return UndoStacks(_entries(undo, changes), _entries(redo, changes))

    async def rights(self, rights: Sequence[tuple[str, UserId]]) -> Mapping[tuple[str, UserId], int | None]:
        members = {pair: self._database.members.get(pair, (0, False)) for pair in rights}
        return {pair: version if active else None for pair, (version, active) in members.items()}

    async def key_of(self, document_id: DocumentId, workspace_id: WorkspaceId) -> DocumentKey | None:
        document = self._database.documents.get(document_id)
        return document.key if document is not None and document.key.workspace_id == workspace_id else None

    async def pending_conflicts(self, document_id: DocumentId) -> Sequence[PendingConflict]:
        found: list[PendingConflict] = []
        counts: Counter[UserId] = Counter()
        for conflict in self._recent(document_id):
            counts[conflict.author.user_id] += 1
            if counts[conflict.author.user_id] <= CONFLICTS_MAX:
                found.append(conflict)
        return found

    async def kept(self, document_id: DocumentId, user_id: UserId, conflict_id: ConflictId) -> Kept:
        own = {conflict.id: conflict for conflict in self._recent(document_id) if conflict.author.user_id == user_id}
        conflict = own.pop(conflict_id, None)
        return Kept(conflict, len(own))

    def _recent(self, document_id: DocumentId) -> list[PendingConflict]:
        document = self._database.documents.get(document_id)
        kept = [] if document is None else sorted(document.conflicts.values(), key=lambda row: (row[0], row[1].id))
        return [conflict for at, conflict in kept if self._now() - at <= CONFLICTS_KEPT]

    async def forget_conflicts(self) -> None:
        for document in self._database.documents.values():
            key = document.key
            workspace = self._database.document(DocumentKey(key.workspace_id, "workspace", key.workspace_id))
            is_gone = key.kind == "period" and workspace is not None and is_archived(workspace.entities.get(("period", key.id)))
            old = [row for row, (at, _) in document.conflicts.items() if is_gone or self._now() - at > CONFLICTS_KEPT]
            for row in old:
                del document.conflicts[row]

    async def durable(self) -> bool:
        return False


def _entries(stack: Sequence[OwnChange], changes: Mapping[int, Change]) -> tuple[UndoEntry, ...]:
    return tuple(
        UndoEntry(change.version, changes[change.version].effect, changes[change.version].inverse, change.undo_group) for change in stack
    )


def _refuse_unstorable(part: CommitPart) -> None:
    """Refuse what PostgreSQL's text and JSON can't hold."""
    values = [field.value for fields in (*part.cells.values(), *part.entities.values()) for field in fields.values()]
    try:
        text = to_json(values)
    except (UnicodeEncodeError, OverflowError, TypeError, ValueError) as error:
        raise PoisonError(str(error)) from error
    if "\\u0000" in text:
        raise PoisonError("a NUL character")
