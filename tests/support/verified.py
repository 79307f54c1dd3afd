"""What every test that hurts a database can say at its end: the logs are whole, and everything else is their fold."""

import itertools
from collections.abc import Iterable

from msgspec import structs

from hub.documents.apply import apply
from hub.documents.record import Change, ConflictKey, DocumentKey, Evidence, Outcome, PendingConflict, Place, UndoStacks
from hub.documents.resolve import Context, resolve
from hub.documents.state import DocumentState
from hub.documents.workspace import WorkspaceView, view_of
from hub.sequencer.pending import key_of
from hub.verifying.command import Counts, verify
from hub.verifying.finding import Finding
from hub.verifying.refold import Refold
from hub.verifying.stored import CellRow, EntityRow, Stored
from hub.verifying.unfold import Unfold
from shared.entities import CELL_FIELDS, Json
from shared.ids import DocumentId, UserId
from shared.operations import ConflictResolve, Operation
from tests.support.documents import WORKSPACE, a_period, a_submission, a_view, creation
from tests.support.sequencing import USERS, founding


async def problems(dsn: str) -> list[str]:
    """The lines that `python -m hub verify` prints of a database."""
    found: list[Finding] = []
    await verify(dsn, on_finding=found.append)
    return [str(finding) for finding in found]


async def verified(dsn: str) -> Counts:
    """Refold every log of a database, and fail with a line for everything that is wrong; returns what was looked at."""
    found: list[Finding] = []
    counts = await verify(dsn, on_finding=found.append)
    assert not found, "\n".join(map(str, found))
    return counts


# a document without a database


def stored_of(state: DocumentState, *, log_from: int = 1, period_ids: Iterable[str] | None = None) -> Stored:
    """The rows that a state is stored as; a workspace's periods all have documents."""
    cells = [
        CellRow(
            staff_id,
            date,
            tuple((None, None) if (field := fields.get(name)) is None else (field.value, field.version) for name in CELL_FIELDS),
        )
        for (staff_id, date), fields in state.cells.items()
    ]
    entities = [
        EntityRow(
            kind, entity_id, {name: field.value for name, field in fields.items()}, {name: field.version for name, field in fields.items()}
        )
        for (kind, entity_id), fields in state.entities.items()
    ]
    listed = {entity_id for kind, entity_id in state.entities if kind == "period"} if period_ids is None else set(period_ids)
    return Stored(state.document_id, state.key, state.epoch, state.version, log_from, state.hash, cells, entities, frozenset(listed))


def refolded(document: Stored, changes: Iterable[Change]) -> list[Finding]:
    """What verifying says of these rows and this log."""
    log, refold = list(changes), Refold(document)
    if not document.is_whole:
        unfold = Unfold(refold.rows)
        for change in reversed(log):
            if change.version >= document.log_from:
                unfold.take(change)
        refold.begin_at(unfold.base(document.log_from - 1))
    for change in log:
        refold.take(change)
    return refold.end()


class History:
    """A document that grows by operations, as the sequencer would resolve them, and its log."""

    def __init__(self, state: DocumentState, view: WorkspaceView | None = None, log: Iterable[Change] = ()) -> None:
        self.state = state
        self.log = list(log)
        self._view = view
        self._stacks = {UserId(user): UndoStacks() for user in USERS}
        self._pending: dict[ConflictKey, PendingConflict] = {}
        self._numbers = itertools.count()

    def done(self, operation: Operation, *, user: str = "ana", base: int | None = None, client: str | None = None) -> Outcome:
        """Resolve an operation, and take what comes of it. A CONFLICT_RESOLVE ends the author's newest conflict."""
        own = [conflict for conflict in self._pending.values() if conflict.author.user_id == user]
        if isinstance(operation, ConflictResolve) and own:
            operation = structs.replace(operation, conflict_id=own[-1].id)
        submission = a_submission(operation, user=user, client=client, operation_id=f"o{next(self._numbers)}", base=base)
        evidence = Evidence(self._bases(base), len(own), own[-1] if own else None)
        context = Context(self._view or view_of(self.state), self._stacks, {key_of(submission): evidence})
        resolution = resolve(self.state, [submission], context)
        apply(self.state, resolution)
        self.log += resolution.changes
        self._stacks = dict(resolution.undo)
        self._pending |= {(conflict.author.user_id, conflict.id): conflict for conflict in resolution.conflicts}
        for key in resolution.resolved:
            self._pending.pop(key, None)
        return resolution.outcomes[0]

    def _bases(self, base: int | None) -> dict[Place, Json]:
        """What stood at a version, of all that was set since."""
        return {
            ("cell", f"{cell.staff_id}/{cell.date}", name): value
            for change in reversed(self.log)
            if base is not None and change.version > base
            for cell in change.inverse.cells
            for name, value in cell.set.items()
        }

    @property
    def stored(self) -> Stored:
        return stored_of(self.state)

    def cut(self, log_from: int) -> tuple[Stored, list[Change]]:
        """The same with a log whose beginning is gone."""
        return stored_of(self.state, log_from=log_from), [change for change in self.log if change.version >= log_from]


def a_period_history() -> History:
    """A period of three people that was just made."""
    state = a_period()
    return History(state, a_view(codes=("D", "E", "L", "N")), [creation(state)])


def a_workspace_history() -> History:
    """A workspace with people, shift types and a period."""
    history = History(DocumentState(DocumentId(1), DocumentKey(WORKSPACE, "workspace", WORKSPACE), "e1", 0, 0))
    for operation in founding():
        history.done(operation)
    return history
