"""Records that a document's history is made of."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.domain import StrategyName
from shared.entities import EntityKind, Fields, Json
from shared.ids import ClientId, ConflictId, OperationId, UserId, WorkspaceId
from shared.operations import DocumentKind, Operation
from shared.protocol.errors import RosterhubError

EntityKey = tuple[EntityKind, str]
"""(kind, id) of anything but a cell."""


class DocumentKey(NamedTuple):
    """Names a document in a workspace; `id` is the period's id, or the workspace's own."""

    workspace_id: WorkspaceId
    kind: DocumentKind
    id: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something, from which client, by which operation [EN3]. `name` is the user's at that time."""

    user_id: UserId
    name: str
    client_id: ClientId
    operation_id: OperationId


class OperationKey(NamedTuple):
    """By what an operation is known within its document [EN3]."""

    user_id: UserId
    client_id: ClientId
    operation_id: OperationId


class FieldValue(NamedTuple):
    """A field as it stands: its value, the version that set it, and who did."""

    value: Json
    version: int
    author: Author


FieldValues = dict[str, FieldValue]


@dataclass(frozen=True, slots=True)
class CellEffect:
    """New values of one cell: only the fields that really changed; null = cleared."""

    staff_id: str
    date: str
    set: Fields


@dataclass(frozen=True, slots=True)
class EntityEffect:
    """New values of one entity: only the fields that really changed; null = cleared."""

    kind: EntityKind
    id: str
    set: Fields


@dataclass(frozen=True, slots=True)
class Effect:
    """What one version did to a document [DC4]; a change has at most one entity beside any number of cells."""

    cells: tuple[CellEffect, ...] = ()
    entity: EntityEffect | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a document. `inverse` holds what stood before, for undo; it never leaves the hub.

    `undoes`: the version that an UNDO takes back or a REDO brings back, else null. `outcome` is what its author was told first
    (`applied` or `merged`).
    """

    version: int
    base: int | None
    author: Author
    type: str
    effect: Effect
    inverse: Effect
    outcome: Literal["applied", "merged"] = "applied"
    undoes: int | None = None
    undo_group: str | None = None
    run_id: str | None = None


class LogEntry(NamedTuple):
    """A committed change. `at` is the database's clock, RFC 3339 UTC with milliseconds: the same text on every replica."""

    change: Change
    at: str


class Rights(NamedTuple):
    """What the commit checks of an author: the membership must still be active with this `version` [CN6]."""

    workspace_id: WorkspaceId
    user_id: UserId
    version: int


class Origin:
    """Whoever submitted an operation and is to hear its outcome: a session, a waiting HTTP request, a run. Compared by identity."""

    __slots__ = ()

    def answer(self, submission: "Submission", outcome: "Outcome") -> None:
        """Hear the outcome of `submission`; called once, on the event loop, must not wait or raise."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class Submission:
    """An operation on its way to the log.

    `base` null: it conflicts with nothing [EN4]. `maybe_repeat`: look it up in the log first [EN3].
    """

    operation: Operation
    author: Author
    base: int | None
    rights: Rights
    maybe_repeat: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class ConflictField:
    """One field on which an operation met another's [CF3]; `theirs` is what stands (by `theirs_author`, at `theirs_version`)."""

    entity: EntityKind
    id: str
    field: str
    base: Json
    theirs: Json
    theirs_version: int
    theirs_author: Author
    mine: Json
    resolved: Json = None


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A notice for the author of values that a later operation overwrote [CF3]."""

    author: Author
    fields: tuple[ConflictField, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """It became `version`."""

    version: int
    overwritten: tuple[Overwritten, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """It became `version`; all conflicting fields could be merged."""

    version: int


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The values stood already; `version` is the document's."""

    version: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """It was done before, as `version`, with the outcome `original` [EN3]."""

    version: int
    original: str


@dataclass(frozen=True, slots=True)
class Conflicted:
    """It met another's [CF2].

    `rejected` nothing applied; `merged` it became `version` without `fields`; `pending` kept as `conflict_id`.
    """

    outcome: Literal["rejected", "merged", "pending"]
    strategy: StrategyName
    version: int
    fields: tuple[ConflictField, ...]
    reason: Literal["archived", "not_in_period", "changed"] = "changed"
    conflict_id: ConflictId | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It can't be done: an error of ours."""

    error: RosterhubError


Outcome = Applied | Merged | Unchanged | Duplicate | Conflicted | Refused


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """A period's document that comes to be with the change of the workspace's document that lists it [PERIOD_CREATE].

    `first` is its version 1; `fields` its entity `period` after it.
    """

    key: DocumentKey
    first: Change
    fields: FieldValues
    hash: int


@dataclass(frozen=True, slots=True)
class PendingConflict:
    """An operation kept until its author resolves it [CF4]; `base` is what its author saw."""

    id: ConflictId
    author: Author
    base: int | None
    type: str
    payload: Json
    fields: tuple[ConflictField, ...]


@dataclass(frozen=True, slots=True)
class UndoEntry:
    """One of a user's own changes that can be undone or redone: the version, what it did, and what stood before."""

    version: int
    effect: Effect
    inverse: Effect
    undo_group: str | None = None


@dataclass(frozen=True, slots=True)
class UndoStacks:
    """What a user can undo and redo in a document, oldest first, at most 100 each."""

    undo: tuple[UndoEntry, ...] = ()
    redo: tuple[UndoEntry, ...] = ()
