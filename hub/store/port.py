"""What the sequencer and its neighbours need of a store, and what it guarantees."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from hub.documents.record import (
    Change,
    ConflictKey,
    DocumentKey,
    EntityKey,
    FieldValues,
    LogEntry,
    NewPeriod,
    OperationKey,
    PendingConflict,
    Rights,
    UndoStacks,
)
from shared.ids import ConflictId, DocumentId, UserId, WorkspaceId
from shared.operations import CellKey


class NothingWrittenError(Exception):
    """The commit surely left no trace (connection refused before sending, deadlock, serialization failure, lock timeout): try again."""


class OutcomeUnknownError(Exception):
    """The commit may or may not be there (the connection broke after sending): the same parts must be tried again until the log answers."""


class PoisonError(Exception):
    """The database refuses what is in these parts (bad text, a constraint) and will again: hunt the guilty operation down."""


class LoadedDocument(Struct, frozen=True):
    """A document as of one snapshot of the database. `log_from`: the first version that the log surely holds."""

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    version: int
    hash: int
    cells: Mapping[CellKey, FieldValues]
    entities: Mapping[EntityKey, FieldValues]
    log_from: int = 1


class CommitPart(Struct, frozen=True):
    """One document's share of a commit: versions expected + 1 … next, all or nothing.

    `cells` and `entities` hold every field, not only the changed ones, of all that the changes touched (each at most once).
    `hash` is the document's unsigned 64-bit state hash after it. `lookups` are the operations that may be repeats [EN3].
    `rights` are the distinct authors' rights as the hub read them [CN6]. With next = expected no version is made: it only checks
    `lookups` and
    `rights`, and keeps `conflicts` (in the place of those with their ids) and forgets `resolved`, none of them twice.
    """

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    expected: int
    next: int
    hash: int
    changes: tuple[Change, ...]
    cells: Mapping[CellKey, FieldValues]
    entities: Mapping[EntityKey, FieldValues]
    lookups: tuple[OperationKey, ...] = ()
    rights: tuple[Rights, ...] = ()
    new_periods: tuple[NewPeriod, ...] = ()
    conflicts: tuple[PendingConflict, ...] = ()
    resolved: tuple[ConflictKey, ...] = ()


class Won(Struct, frozen=True, gc=False):
    """Committed and flushed. `at` is the database's clock, the same text that the log keeps."""

    at: str


class Busy(Struct, frozen=True, gc=False):
    """Another transaction holds the document's row; nothing was written."""


class Overtaken(Struct, frozen=True, gc=False):
    """The document is at another version or epoch; nothing was written. Read the log in a second statement."""

    epoch: str
    version: int


class Known(Struct, frozen=True, gc=False):
    """At least one of `lookups` is in the log; nothing was written."""


class Barred(Struct, frozen=True, gc=False):
    """At least one author's rights changed or ended; nothing was written. Read the rights again."""


class Missing(Struct, frozen=True, gc=False):
    """There is no such document (any more)."""


Verdict = Won | Busy | Overtaken | Known | Barred | Missing


class Logged(Struct, frozen=True, gc=False):
    """Where an operation stands in the log, and its first outcome."""

    version: int
    outcome: str


class Slice(Struct, frozen=True):
    """Part of a document's log. `entries` are consecutive from `after` + 1; fewer than asked for when the log ends or `log_from` is later.

    `version` and `epoch` are the document's in the same snapshot; `log_from` is the first version that the log surely holds.
    """

    epoch: str
    version: int
    log_from: int
    entries: tuple[LogEntry, ...]


class Position(Struct, frozen=True, gc=False):
    """Where a document stands, and where its log begins."""

    epoch: str
    version: int
    log_from: int = 1


class Kept(Struct, frozen=True):
    """A user's pending conflicts in a document: one of them, and how many others there are."""

    conflict: PendingConflict | None
    others: int


class DocumentStore(Protocol):
    """The log of every document: truth and order.

    All calls may raise NothingWrittenError for a database that can't be reached (reads always mean that), and end within their time limits
    (5 s a statement). PostgreSQL and memory adapters pass one contract suite.
    """

    async def found_workspace(self, workspace_id: WorkspaceId) -> None:
        """Make a workspace's document, at version 0, unless it is there."""
        ...

    async def load(self, key: DocumentKey) -> LoadedDocument | None:
        """Read a whole document in one snapshot; None where there is none in that workspace."""
        ...

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        """Commit each part for itself, all in one statement and one flush; a verdict a part, in order.

        A part wins only if its document's epoch and version are the expected ones, none of its lookups is in the log, and all its
        rights still
        hold; of several reasons against it the verdict names the first.
        A row that another transaction holds is skipped (`Busy`), or with `waiting` waited for (on a second connection, at most 1 s).
        Documents in `parts` are distinct. At most 4,000 cells or 512 KiB, unless there is only one part with one change.
        Raises NothingWrittenError, OutcomeUnknownError or PoisonError for all parts together: none of them was then committed,
        or (unknown) each may be.
        """
        ...

    async def log(self, document_id: DocumentId, *, after: int, limit: int) -> Slice | None:
        """Read log entries after a version, at most `limit`; None where the document is gone."""
        ...

    async def find(self, document_id: DocumentId, keys: Sequence[OperationKey]) -> Mapping[OperationKey, Logged]:
        """Look operations up in the log."""
        ...

    async def positions(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, Position]:
        """Read where documents stand: the version poll. Cheap: one index scan."""
        ...

    async def undo_stacks(self, document_id: DocumentId, user_id: UserId, *, up_to: int) -> UndoStacks:
        """Fold a user's own changes up to a version into what they can undo and redo, 100 deep [UN1].

        A plain change is pushed on `undo` and clears `redo`; UNDO moves the entry of version `undoes` to `redo`, REDO back.
        """
        ...

    async def rights(self, rights: Sequence[tuple[str, UserId]]) -> Mapping[tuple[str, UserId], int | None]:
        """Read the rights version of (workspace, user) pairs; None where there is no active membership."""
        ...

    async def key_of(self, document_id: DocumentId, workspace_id: WorkspaceId) -> DocumentKey | None:
        """Return the name of a document; None where there is none in that workspace."""
        ...

    async def pending_conflicts(self, document_id: DocumentId) -> Sequence[PendingConflict]:
        """Read everybody's pending conflicts in a document, oldest first, at most 200 a user, none older than 30 days [CF4]."""
        ...

    async def kept(self, document_id: DocumentId, user_id: UserId, conflict_id: ConflictId) -> Kept:
        """Read one of a user's pending conflicts, and count the others; none older than 30 days [CF4]."""
        ...

    async def forget_conflicts(self) -> None:
        """Delete the pending conflicts that are older than 30 days, and those of archived periods [CF4]."""
        ...

    async def durable(self) -> bool:
        """Say whether fsync, full_page_writes and synchronous_commit are on."""
        ...
