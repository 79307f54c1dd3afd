"""Messages from clients: one tagged union."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from shared.domain import Rule, ShiftType, StaffMember, WorkspaceSettings
from shared.entities import CellFields, FieldsOf, PeriodFields
from shared.model import Id, Record
from shared.operations import DocumentKind, Intent
from shared.protocol.envelope import ClientEnvelope, OperationEnvelope, Version
from shared.protocol.limits import CELLS_MAX

StaffSet = Annotated[dict[str, Any], FieldsOf(StaffMember)]
ShiftTypeSet = Annotated[dict[str, Any], FieldsOf(ShiftType)]
RuleSet = Annotated[dict[str, Any], FieldsOf(Rule)]
PeriodSet = Annotated[dict[str, Any], FieldsOf(PeriodFields)]
SettingsSet = Annotated[dict[str, Any], FieldsOf(WorkspaceSettings)]
CellSet = Annotated[dict[str, Any], FieldsOf(CellFields)]


class _OfDocument(Record):
    """Names a live document; `period_id` belongs to `period`."""

    document: DocumentKind
    period_id: Id | None = None

    @model_validator(mode="after")
    def _names_its_period(self) -> "_OfDocument":
        if self.document == "period" and self.period_id is None:
            msg = "period_id is needed for document 'period'"
            raise ValueError(msg)
        return self


class SyncRequestPayload(_OfDocument):
    """The client's position, if it has one."""

    since_version: Version | None = None
    epoch: Annotated[str, Field(max_length=64)] | None = None
    prefer: Literal["delta"] | None = None


class UnsubscribePayload(_OfDocument):
    """Which subscription ends."""


class CellEditPayload(Record):
    """One cell's edit."""

    staff_id: Id
    date: datetime.date
    set: Annotated[CellSet, Field(min_length=1)]


class CellUpdatePayload(Record):
    """1–2,000 cells: one operation."""

    period_id: Id
    cells: Annotated[tuple[CellEditPayload, ...], Field(min_length=1, max_length=CELLS_MAX)]
    intent: Intent = "edit"
    undo_group: Id | None = None


class StaffUpdatePayload(Record):
    """Fields of a staff member."""

    id: Id
    set: StaffSet


class ShiftTypeUpdatePayload(Record):
    """Fields of a shift type."""

    id: Id
    set: ShiftTypeSet


class RuleUpdatePayload(Record):
    """Fields of a rule."""

    id: Id
    set: RuleSet


class PeriodUpdatePayload(Record):
    """Fields of a period."""

    id: Id
    set: PeriodSet


class SettingsUpdatePayload(Record):
    """Fields of the workspace's settings."""

    set: SettingsSet


class ArchivePayload(Record):
    """What is archived."""

    id: Id


class ConflictResolvePayload(Record):
    """How a pending conflict ends [CF4]."""

    conflict_id: Id
    choice: Literal["mine", "theirs", "custom"]
    set: dict[str, Any] | None = None


class UndoPayload(_OfDocument):
    """`strict` refuses where anything moved on since [UN1]."""

    strict: bool = False


class CellPosition(Record):
    """A cell of somebody's selection."""

    staff_id: Id
    date: datetime.date


class CellRange(Record):
    """A block of cells."""

    from_cell: CellPosition = Field(alias="from")
    to_cell: CellPosition = Field(alias="to")


class PresencePayload(Record):
    """Where somebody is."""

    period_id: Id
    selection: CellPosition | CellRange | None = None
    editing: bool = False


class RunScope(Record):
    """What may move; null = everything."""

    staff_ids: tuple[Id, ...] | None = None
    from_date: datetime.date | None = Field(default=None, alias="from")
    to_date: datetime.date | None = Field(default=None, alias="to")
    empty_only: bool = False


class RunOptions(Record):
    """Options of a run [RN5]."""

    engine: Literal["cpsat", "milp", "hungarian"] = "cpsat"
    time_limit_s: Annotated[float, Field(gt=0, le=3600)] | None = None
    scope: RunScope | None = None
    start_from: Literal["current", "empty"] = "current"
    apply: Literal["none", "merge", "overwrite"] = "none"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    config_id: Id | None = None


class GeneratePayload(Record):
    """Which period, and how."""

    period_id: Id
    options: RunOptions = RunOptions()


class RunPayload(Record):
    """Which run."""

    run_id: Id


class ApplySolutionPayload(Record):
    """Which run, how, and (a part of the result) which cells."""

    run_id: Id
    mode: Literal["merge", "overwrite"] = "merge"
    cells: tuple[CellPosition, ...] | None = None


class AuthRefreshPayload(Record):
    """A fresh token [CN6]."""

    token: Annotated[str, Field(min_length=1, max_length=8192)]


class PingPayload(Record):
    """Nothing."""


class SyncRequest(OperationEnvelope):
    """Ask for a document, and subscribe."""

    type: Literal["SYNC_REQUEST"]
    payload: SyncRequestPayload


class Unsubscribe(OperationEnvelope):
    """End a subscription."""

    type: Literal["UNSUBSCRIBE"]
    payload: UnsubscribePayload


class CellUpdateMessage(OperationEnvelope):
    """Edit cells."""

    type: Literal["CELL_UPDATE"]
    payload: CellUpdatePayload


class StaffCreate(OperationEnvelope):
    """Add a staff member."""

    type: Literal["STAFF_CREATE"]
    payload: StaffMember


class StaffUpdate(OperationEnvelope):
    """Edit a staff member."""

    type: Literal["STAFF_UPDATE"]
    payload: StaffUpdatePayload


class StaffDelete(OperationEnvelope):
    """Archive a staff member."""

    type: Literal["STAFF_DELETE"]
    payload: ArchivePayload


class ShiftTypeCreate(OperationEnvelope):
    """Add a shift type."""

    type: Literal["SHIFT_TYPE_CREATE"]
    payload: ShiftType


class ShiftTypeUpdate(OperationEnvelope):
    """Edit a shift type."""

    type: Literal["SHIFT_TYPE_UPDATE"]
    payload: ShiftTypeUpdatePayload


class ShiftTypeDelete(OperationEnvelope):
    """Archive a shift type."""

    type: Literal["SHIFT_TYPE_DELETE"]
    payload: ArchivePayload


class RuleCreate(OperationEnvelope):
    """Add a rule."""

    type: Literal["RULE_CREATE"]
    payload: Rule


class RuleUpdate(OperationEnvelope):
    """Edit a rule."""

    type: Literal["RULE_UPDATE"]
    payload: RuleUpdatePayload


class RuleDelete(OperationEnvelope):
    """Archive a rule."""

    type: Literal["RULE_DELETE"]
    payload: ArchivePayload


class PeriodCreate(OperationEnvelope):
    """Add a period."""

    type: Literal["PERIOD_CREATE"]
    payload: PeriodFields


class PeriodUpdate(OperationEnvelope):
    """Edit a period."""

    type: Literal["PERIOD_UPDATE"]
    payload: PeriodUpdatePayload


class PeriodDelete(OperationEnvelope):
    """Archive a period."""

    type: Literal["PERIOD_DELETE"]
    payload: ArchivePayload


class SettingsUpdate(OperationEnvelope):
    """Edit the workspace's settings."""

    type: Literal["SETTINGS_UPDATE"]
    payload: SettingsUpdatePayload


class ConflictResolve(OperationEnvelope):
    """End a pending conflict."""

    type: Literal["CONFLICT_RESOLVE"]
    payload: ConflictResolvePayload


class UndoMessage(OperationEnvelope):
    """Undo."""

    type: Literal["UNDO"]
    payload: UndoPayload


class RedoMessage(OperationEnvelope):
    """Redo."""

    type: Literal["REDO"]
    payload: UndoPayload


class PresenceUpdate(ClientEnvelope):
    """Tell others where one is."""

    type: Literal["PRESENCE_UPDATE"]
    payload: PresencePayload


class Generate(OperationEnvelope):
    """Start a run."""

    type: Literal["GENERATE_SCHEDULE", "GENERATE_SCHEDULE_ORTOOLS"]
    payload: GeneratePayload


class CancelSolve(OperationEnvelope):
    """Stop a run, keep nothing."""

    type: Literal["CANCEL_SOLVE"]
    payload: RunPayload


class FinishSolve(OperationEnvelope):
    """Stop a run, keep the best grid so far."""

    type: Literal["FINISH_SOLVE"]
    payload: RunPayload


class ApplySolution(OperationEnvelope):
    """Apply a run's result."""

    type: Literal["APPLY_SOLUTION"]
    payload: ApplySolutionPayload


class DiscardSolution(OperationEnvelope):
    """Discard a run's result."""

    type: Literal["DISCARD_SOLUTION"]
    payload: RunPayload


class AuthRefresh(OperationEnvelope):
    """Bring a fresh token."""

    type: Literal["AUTH_REFRESH"]
    payload: AuthRefreshPayload


class Ping(ClientEnvelope):
    """Ask for a PONG."""

    type: Literal["PING"]
    payload: PingPayload = PingPayload()


ClientMessage = Annotated[
    SyncRequest | Unsubscribe | CellUpdateMessage
    | StaffCreate | StaffUpdate | StaffDelete
    | ShiftTypeCreate | ShiftTypeUpdate | ShiftTypeDelete
    | RuleCreate | RuleUpdate | RuleDelete
    | PeriodCreate | PeriodUpdate | PeriodDelete
    | SettingsUpdate | ConflictResolve | UndoMessage | RedoMessage | PresenceUpdate
    | Generate | CancelSolve | FinishSolve | ApplySolution | DiscardSolution | AuthRefresh | Ping,
    Field(discriminator="type"),
]  # fmt: skip
CLIENT_MESSAGE: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
"""Reads any message of a client; raises pydantic's ValidationError."""
