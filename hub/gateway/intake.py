"""From the models of shared/protocol to a session's messages: the one place that knows which message is which operation.

The HTTP interface takes its operations through here too, so that both ways in mean the same.
"""

import math
from typing import Any, assert_never

from hub.gateway.message import (
    WORKSPACE,
    CommandRun,
    DocumentRef,
    Edit,
    Generate,
    Message,
    MovePresence,
    Ping,
    RefreshAuth,
    ResolveConflict,
    Sync,
    Unsubscribe,
)
from shared.entities import Fields, given_fields
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.model import INT64_MAX
from shared.operations import (
    CellEdit,
    CellUpdate,
    ConflictResolve,
    DocumentKind,
    EntityArchive,
    EntityCreate,
    EntityUpdate,
    Operation,
    Redo,
    Undo,
)
from shared.protocol import client
from shared.protocol.errors import ValidationFailedError

DEPTH_MAX = 32
"""Maps and lists inside one another in a field of free form (a rule's parameters)."""


def message_of(received: client.ClientMessage, workspace_id: WorkspaceId) -> Message:
    """Return what `received` says; raises ValidationFailedError for values that can't be stored."""
    match received:
        case client.SyncRequest(id=id_, payload=sync):
            return Sync(id_, _ref(sync.document, sync.period_id), sync.since_version, sync.epoch, sync.prefer == "delta")
        case client.Unsubscribe(id=id_, payload=left):
            return Unsubscribe(id_, _ref(left.document, left.period_id))
        case client.ConflictResolve(id=id_, payload=resolved):
            given = None if resolved.set is None else _storable(resolved.set)
            return ResolveConflict(id_, ConflictResolve(resolved.conflict_id, resolved.choice, given), received.version, received.retry)
        case client.PresenceUpdate(id=maybe_id, payload=presence):
            selection = None if presence.selection is None else presence.selection.model_dump(mode="json", by_alias=True)
            return MovePresence(maybe_id, PeriodId(presence.period_id), selection, presence.editing)
        case client.Generate(id=id_, payload=wanted):
            return Generate(id_, PeriodId(wanted.period_id), wanted.options)
        case client.CancelSolve(id=id_, payload=run):
            return CommandRun(id_, "cancel", RunId(run.run_id))
        case client.FinishSolve(id=id_, payload=run):
            return CommandRun(id_, "finish", RunId(run.run_id))
        case client.DiscardSolution(id=id_, payload=run):
            return CommandRun(id_, "discard", RunId(run.run_id))
        case client.ApplySolution(id=id_, payload=applied):
            cells = None if applied.cells is None else tuple((cell.staff_id, cell.date.isoformat()) for cell in applied.cells)
            return CommandRun(id_, "apply", RunId(applied.run_id), applied.mode, cells)
        case client.AuthRefresh(id=id_, payload=fresh):
            return RefreshAuth(id_, fresh.token)
        case client.Ping(id=maybe_id):
            return Ping(maybe_id)
        case _:
            document, operation = operation_of(received, workspace_id)
            return Edit(received.id, document, operation, received.version, received.retry)


OperationMessage = (
    client.CellUpdateMessage
    | client.StaffCreate | client.StaffUpdate | client.StaffDelete
    | client.ShiftTypeCreate | client.ShiftTypeUpdate | client.ShiftTypeDelete
    | client.RuleCreate | client.RuleUpdate | client.RuleDelete
    | client.PeriodCreate | client.PeriodUpdate | client.PeriodDelete
    | client.SettingsUpdate | client.UndoMessage | client.RedoMessage
)  # fmt: skip


def operation_of(received: OperationMessage, workspace_id: WorkspaceId) -> tuple[DocumentRef, Operation]:
    """Return the operation, and the document that it goes to; raises ValidationFailedError for values that can't be stored."""
    match received:
        case client.CellUpdateMessage(payload=update):
            cells = tuple(CellEdit(cell.staff_id, cell.date.isoformat(), cell.set) for cell in update.cells)
            period_id = PeriodId(update.period_id)
            return DocumentRef("period", period_id), CellUpdate(period_id, cells, update.intent, update.undo_group)
        case client.StaffCreate(payload=staff):
            return WORKSPACE, EntityCreate("staff", staff.id, _storable(given_fields(staff)))
        case client.StaffUpdate(payload=changed):
            return WORKSPACE, EntityUpdate("staff", changed.id, _storable(changed.set))
        case client.StaffDelete(payload=gone):
            return WORKSPACE, EntityArchive("staff", gone.id)
        case client.ShiftTypeCreate(payload=shift_type):
            return WORKSPACE, EntityCreate("shift_type", shift_type.id, _storable(given_fields(shift_type)))
        case client.ShiftTypeUpdate(payload=changed):
            return WORKSPACE, EntityUpdate("shift_type", changed.id, _storable(changed.set))
        case client.ShiftTypeDelete(payload=gone):
            return WORKSPACE, EntityArchive("shift_type", gone.id)
        case client.RuleCreate(payload=rule):
            return WORKSPACE, EntityCreate("rule", rule.id, _storable(given_fields(rule)))
        case client.RuleUpdate(payload=changed):
            return WORKSPACE, EntityUpdate("rule", changed.id, _storable(changed.set))
        case client.RuleDelete(payload=gone):
            return WORKSPACE, EntityArchive("rule", gone.id)
        case client.PeriodCreate(payload=period):
            return WORKSPACE, EntityCreate("period", period.id, _storable(given_fields(period)))
        case client.PeriodUpdate(payload=changed):
            return DocumentRef("period", PeriodId(changed.id)), EntityUpdate("period", changed.id, _storable(changed.set))
        case client.PeriodDelete(payload=gone):
            return WORKSPACE, EntityArchive("period", gone.id)
        case client.SettingsUpdate(payload=settings):
            return WORKSPACE, EntityUpdate("settings", workspace_id, _storable(settings.set))
        case client.UndoMessage(payload=taken):
            ref = _ref(taken.document, taken.period_id)
            return ref, Undo(taken.document, ref.period_id, taken.strict)
        case client.RedoMessage(payload=taken):
            ref = _ref(taken.document, taken.period_id)
            return ref, Redo(taken.document, ref.period_id, taken.strict)
        case _:
            assert_never(received)


def _ref(kind: DocumentKind, period_id: str | None) -> DocumentRef:
    if kind == "workspace" or period_id is None:
        return WORKSPACE
    return DocumentRef("period", PeriodId(period_id))


def _storable(fields: Fields) -> Fields:
    """Refuse what the log can't hold in fields of free form: NUL, lone surrogates, integers beyond 64 bits, too deep a nesting."""
    for name, value in fields.items():
        _check(value, f"payload.set.{name}", DEPTH_MAX)
    return fields


def _check(value: Any, where: str, depth: int) -> None:
    fault = None
    match value:
        case str():
            fault = "holds a NUL or a lone surrogate" if "\x00" in value or (not value.isascii() and not _encodes(value)) else None
        case bool() | None:
            pass
        case int():
            fault = None if -INT64_MAX - 1 <= value <= INT64_MAX else "is beyond 64 bits"
        case float():
            fault = None if math.isfinite(value) else "is not a number"
        case _ if depth == 0:
            fault = f"is nested more than {DEPTH_MAX} deep"
        case dict():
            for key, item in value.items():
                _check(key, where, 0)
                _check(item, where, depth - 1)
        case list() | tuple():
            for item in value:
                _check(item, where, depth - 1)
        case _:
            fault = "is no JSON value"
    if fault is not None:
        raise ValidationFailedError(f"{where} {fault}", details={"field": where})


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
