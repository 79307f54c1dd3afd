"""Records that a document's history is made of.

Structs, since several are made for each edit and a dataclass takes nine times as long. Plain values (`gc=False`) can't be part of a
cycle, so no collection looks at them: a large document is mostly these.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from shared.domain import StrategyName
from shared.entities import EntityKind, Fields, Json
from shared.ids import ClientId, ConflictId, OperationId, UserId, WorkspaceId
from shared.operations import DocumentKind, Operation
from shared.protocol.errors import RosterhubError

EntityKey = tuple[EntityKind, str]
"""(kind, id) of anything but a cell."""

Place = tuple[EntityKind, str, str]
"""Where a value stands: kind, id (of a cell `<staff id>/<date>`) and field."""


class DocumentKey(NamedTuple):
    """Names a document in a workspace; `id` is the period's id, or the workspace's own."""

    workspace_id: WorkspaceId
    kind: DocumentKind
    id: str


class Author(Struct, frozen=True, gc=False):
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


class FieldValue(Struct, frozen=True, gc=False):
    """A field as it stands: its value, the version that set it, and who did."""

    value: Json
    version: int
    author: Author


FieldValues = dict[str, FieldValue]


class CellEffect(Struct, frozen=True, gc=False):
    """New values of one cell: only the fields that really changed; null = cleared."""

    staff_id: str
    date: str
    set: Fields


class EntityEffect(Struct, frozen=True, gc=False):
    """New values of one entity: only the fields that really changed; null = cleared."""

    kind: EntityKind
    id: str
    set: Fields


class Effect(Struct, frozen=True, gc=False):
    """What one version did to a document [DC4]; a change has at most one entity beside any number of cells."""

    cells: tuple[CellEffect, ...] = ()
    entity: EntityEffect | None = None


class Change(Struct, frozen=True, gc=False):
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


class Submission(Struct, frozen=True, eq=False):
    """An operation on its way to the log.

    `base` null: it conflicts with nothing [EN4]. `maybe_repeat`: look it up in the log first; `is_retry`: its author says that it was sent
    before [EN3].
    """

    operation: Operation
    author: Author
    base: int | None
    rights: Rights
    maybe_repeat: bool
    origin: Origin
    is_retry: bool = False


class ConflictField(Struct, frozen=True):
    """One field on which an operation met another's [CF3]; `theirs` is what stands (by `theirs_author`, at `theirs_version`).

    `base` is what its author saw, null also where that isn't known any more.
    """

    entity: EntityKind
    id: str
    field: str
    base: Json
    theirs: Json
    theirs_version: int
    theirs_author: Author
    mine: Json
    resolved: Json = None

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.entity, self.id, self.field


class Overwritten(Struct, frozen=True):
    """A notice for the author of values that a later operation overwrote [CF3]."""

    author: Author
    fields: tuple[ConflictField, ...]

    @property
    def version(self) -> int:
        """The version that overwrote them."""
        return self.fields[0].theirs_version


class Applied(Struct, frozen=True):
    """It became `version`."""

    version: int
    overwritten: tuple[Overwritten, ...] = ()


class Merged(Struct, frozen=True):
    """It became `version`; all conflicting fields could be merged."""

    version: int


class Unchanged(Struct, frozen=True):
    """The values stood already; `version` is the document's."""

    version: int


class Duplicate(Struct, frozen=True):
    """It was done before, as `version`, with the outcome `original` [EN3]."""

    version: int
    original: str


class Conflicted(Struct, frozen=True):
    """It met another's [CF2].

    `rejected` nothing applied; `merged` it became `version` without `fields` (`is_empty`: nothing was left of it, and no version was made);
    `pending` kept as `conflict_id`.
    """

    outcome: Literal["rejected", "merged", "pending"]
    strategy: StrategyName
    version: int
    fields: tuple[ConflictField, ...]
    reason: Literal["archived", "not_in_period", "changed"] = "changed"
    conflict_id: ConflictId | None = None
    is_empty: bool = False


class Refused(Struct, frozen=True):
    """It can't be done: an error of ours."""

    error: RosterhubError


Outcome = Applied | Merged | Unchanged | Duplicate | Conflicted | Refused


class NewPeriod(Struct, frozen=True):
    """A period's document that comes to be with the change of the workspace's document that lists it [PERIOD_CREATE].

    `first` is its version 1; `fields` its entity `period` after it.
    """

    key: DocumentKey
    first: Change
    fields: FieldValues
    hash: int


class PendingConflict(Struct, frozen=True):
    """An operation kept until its author resolves it [CF4]; `base` is what its author saw, `payload` the operation (keeping.py)."""

    id: ConflictId
    author: Author
    base: int | None
    type: str
    payload: Json
    fields: tuple[ConflictField, ...]


ConflictKey = tuple[UserId, ConflictId]
"""By what a pending conflict is known in its document."""


class Evidence(Struct, frozen=True):
    """What was looked up for one operation before it is judged, as far as memory doesn't have it.

    `bases`: what stood at its base, of the places that it sets; those missing are not known any more. `others`: how many other conflicts
    its author has pending. `conflict`: the one that it resolves, if it is there.
    """

    bases: Mapping[Place, Json]
    others: int
    conflict: PendingConflict | None = None


class UndoEntry(Struct, frozen=True):
    """One of a user's own changes that can be undone or redone: the version, what it did, and what stood before."""

    version: int
    effect: Effect
    inverse: Effect
    undo_group: str | None = None


class UndoStacks(Struct, frozen=True):
    """What a user can undo and redo in a document, oldest first, at most 100 each."""

    undo: tuple[UndoEntry, ...] = ()
    redo: tuple[UndoEntry, ...] = ()
