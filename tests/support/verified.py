"""What every test that hurts a database can say at its end: the logs are whole, and everything else is their fold."""

from collections.abc import Iterable

from hub.documents.apply import apply
from hub.documents.record import Change, DocumentKey, Outcome, UndoStacks
from hub.documents.resolve import Context, resolve
from hub.documents.state import DocumentState
from hub.documents.workspace import WorkspaceView, view_of
from hub.verifying.command import Counts, verify
from hub.verifying.finding import Finding
from hub.verifying.refold import Refold
from hub.verifying.stored import CellRow, EntityRow, Stored
from hub.verifying.unfold import Unfold
from shared.entities import CELL_FIELDS
from shared.ids import DocumentId, UserId
from shared.operations import Operation
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

    def done(self, operation: Operation, *, user: str = "ana", base: int | None = None, client: str | None = None) -> Outcome:
        """Resolve an operation, and take what comes of it."""
        submission = a_submission(operation, user=user, client=client, operation_id=f"o{len(self.log)}", base=base)
        resolution = resolve(self.state, [submission], Context(self._view or view_of(self.state), self._stacks))
        apply(self.state, resolution)
        self.log += resolution.changes
        self._stacks = dict(resolution.undo)
        return resolution.outcomes[0]

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
