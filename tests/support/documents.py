"""Builders of live documents and submissions."""

from collections.abc import Mapping, Sequence

from hub.documents.apply import apply
from hub.documents.digest import MODULUS, field_hash
from hub.documents.draft import Resolution
from hub.documents.record import (
    Author,
    Change,
    DocumentKey,
    Effect,
    EntityEffect,
    Evidence,
    FieldValue,
    OperationKey,
    Origin,
    Outcome,
    Rights,
    Submission,
    UndoStacks,
)
from hub.documents.resolve import Context, resolve
from hub.documents.state import DocumentState
from hub.documents.workspace import WorkspaceView
from shared.domain import StrategyName
from shared.entities import EntityKind, Fields
from shared.ids import ClientId, DocumentId, OperationId, PeriodId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate, Operation

WORKSPACE = WorkspaceId("w1")
PERIOD = PeriodId("p1")
CREATION = Author(UserId("u0"), "Founder", ClientId("c0"), OperationId("create"))


class Nobody(Origin):
    """An origin that doesn't listen."""

    __slots__ = ()

    def answer(self, submission: Submission, outcome: Outcome) -> None: ...


NOBODY = Nobody()
FRESH = {UserId("u1"): UndoStacks()}
"""The stacks of a user who did nothing yet."""


def a_view(
    *, strategy: StrategyName = StrategyName.LAST_WRITER_WINS, codes: Sequence[str] = ("D", "E", "L", "X"), archived: Sequence[str] = ()
) -> WorkspaceView:
    return WorkspaceView(strategy, frozenset(codes), frozenset({"s1", "s2", "s3", "s4"}), frozenset(archived))


def state_of(kind: str, entities: Mapping[tuple[EntityKind, str], Fields]) -> DocumentState:
    key = DocumentKey(WORKSPACE, "period" if kind == "period" else "workspace", PERIOD if kind == "period" else WORKSPACE)
    state = DocumentState(DocumentId(1), key, "e1", 1, 0)
    for (of_kind, entity_id), fields in entities.items():
        state.entities[of_kind, entity_id] = {name: FieldValue(value, 1, CREATION) for name, value in fields.items()}
        state.hash = (state.hash + sum(field_hash(of_kind, entity_id, name, value) for name, value in fields.items())) % MODULUS
    return state


def a_period(
    *, staff: Sequence[str] = ("s1", "s2", "s3"), first: str = "2026-12-01", last: str = "2026-12-07", **fields: object
) -> DocumentState:
    """A period at version 1, as its creation leaves it."""
    return state_of(
        "period",
        {("period", PERIOD): {"name": "December", "start_date": first, "end_date": last, "staff": list(staff), "status": "draft"} | fields},
    )


def a_workspace() -> DocumentState:
    """A workspace at version 1 with two people, two shift types and a period."""
    return state_of(
        "workspace",
        {
            ("settings", WORKSPACE): {"name": "Hoshi", "time_zone": "UTC"},
            ("staff", "s1"): {"code": "A", "name": "Ana"},
            ("staff", "s2"): {"code": "B", "name": "Bo"},
            ("shift_type", "t1"): {"code": "D", "symbol": "D"},
            ("period", PERIOD): {"listed": True},
        },
    )


def a_submission(
    operation: Operation, *, user: str = "u1", client: str | None = None, operation_id: str = "o1", base: int | None = None, name: str = ""
) -> Submission:
    author = Author(UserId(user), name or user.upper(), ClientId(client or f"client of {user}"), OperationId(operation_id))
    return Submission(operation, author, base, Rights(WORKSPACE, author.user_id, 1), maybe_repeat=False, origin=NOBODY)


def cells(*edits: tuple[str, str, Fields], undo_group: str | None = None) -> CellUpdate:
    """A CELL_UPDATE; dates by their day of December 2026: `cells(("s1", "03", {"shift": "D"}))`."""
    return CellUpdate(PERIOD, tuple(CellEdit(staff, f"2026-12-{day}", fields) for staff, day, fields in edits), undo_group=undo_group)


def resolved(
    state: DocumentState,
    *batch: Submission,
    view: WorkspaceView | None = None,
    undo: Mapping[UserId, UndoStacks] | None = None,
    evidence: Evidence | None = None,
) -> Resolution:
    """Resolve a batch and move the state by it; `evidence` is that of all its operations."""
    known = {} if evidence is None else {key_of(submission): evidence for submission in batch}
    resolution = resolve(state, batch, Context(view or a_view(), undo or {}, known))
    apply(state, resolution)
    return resolution


def key_of(submission: Submission) -> OperationKey:
    author = submission.author
    return OperationKey(author.user_id, author.client_id, author.operation_id)


NO_EVIDENCE = Evidence({}, 0)
"""Somebody looked, and found that nothing is known."""


def shift_at(state: DocumentState, staff: str, day: str) -> object:
    field = state.cells.get((staff, f"2026-12-{day}"), {}).get("shift")
    return None if field is None else field.value


def creation(state: DocumentState) -> Change:
    """Version 1 of a period made by `a_period`."""
    fields = {name: field.value for name, field in state.entities["period", PERIOD].items()}
    return Change(1, None, CREATION, "PERIOD_CREATE", Effect((), EntityEffect("period", PERIOD, fields)), Effect())
