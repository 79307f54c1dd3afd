"""The hot client messages as msgspec structs: a quick reader of what is well-formed beyond doubt.

`shared/protocol/client.py` defines the wire; these twins take a subset of it. Whatever they refuse, or don't know (unknown
fields, escapes, other types), goes to the models, so that a twin can be too strict but never too lax: a property test holds
that the two ways give the same message or the same error.
"""

import datetime
from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.gateway.message import WORKSPACE, DocumentRef, Edit, Message, MovePresence, Ping, Selection, Sync
from shared.ids import PeriodId
from shared.model import INT64_MAX
from shared.operations import CellEdit, CellUpdate, DocumentKind, Intent
from shared.protocol.limits import CELLS_MAX

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]
Note = Annotated[str, Meta(max_length=2000)]
Version = Annotated[int, Meta(ge=0, le=INT64_MAX)]
Short = Annotated[str, Meta(max_length=64)]


class _Known(Struct, forbid_unknown_fields=True, gc=False):
    """A struct of known fields only."""


class CellSet(_Known):
    """What is set in a cell; None clears."""

    shift: Code | UnsetType | None = UNSET
    locked: bool | UnsetType | None = UNSET
    note: Note | UnsetType | None = UNSET


class CellChange(_Known):
    """One cell's edit."""

    staff_id: Id
    date: datetime.date
    set: CellSet


class CellUpdatePayload(_Known):
    """1–2,000 cells."""

    period_id: Id
    cells: Annotated[list[CellChange], Meta(min_length=1, max_length=CELLS_MAX)]
    intent: Intent = "edit"
    undo_group: Id | None = None


class CellUpdateMessage(_Known, tag_field="type", tag="CELL_UPDATE"):
    """An edit of cells."""

    id: Id
    payload: CellUpdatePayload
    version: Version | None = None
    timestamp: Short | None = None
    retry: bool = False


class SyncPayload(_Known):
    """The client's position."""

    document: DocumentKind
    period_id: Id | None = None
    since_version: Version | None = None
    epoch: Short | None = None
    prefer: Literal["delta"] | None = None


class SyncRequest(_Known, tag_field="type", tag="SYNC_REQUEST"):
    """Ask for a document."""

    id: Id
    payload: SyncPayload
    version: Version | None = None
    timestamp: Short | None = None
    retry: bool = False


class Position(_Known):
    """A cell of a selection."""

    staff_id: Id
    date: datetime.date


class Place(_Known, rename={"from_cell": "from", "to_cell": "to"}):
    """A cell or a block of cells."""

    staff_id: Id | UnsetType = UNSET
    date: datetime.date | UnsetType = UNSET
    from_cell: Position | UnsetType = UNSET
    to_cell: Position | UnsetType = UNSET


class PresencePayload(_Known):
    """Where somebody is."""

    period_id: Id
    selection: Place | None = None
    editing: bool = False


class PresenceUpdate(_Known, tag_field="type", tag="PRESENCE_UPDATE"):
    """Tell others where one is."""

    payload: PresencePayload
    id: Id | None = None
    version: Version | None = None
    timestamp: Short | None = None
    retry: bool = False


class PingPayload(_Known):
    """Nothing."""


class PingMessage(_Known, tag_field="type", tag="PING"):
    """Ask for a PONG."""

    id: Id | None = None
    payload: PingPayload | UnsetType = UNSET
    version: Version | None = None
    timestamp: Short | None = None
    retry: bool = False


WellFormed = CellUpdateMessage | SyncRequest | PresenceUpdate | PingMessage


def message_of(known: WellFormed) -> Message | None:
    """Return what `known` says, or None where the models have to judge."""
    match known:
        case CellUpdateMessage():
            return _edit(known)
        case SyncRequest(payload=payload):
            if payload.document == "period" and payload.period_id is None:
                return None
            ref = WORKSPACE if payload.document == "workspace" else DocumentRef("period", PeriodId(payload.period_id or ""))
            return Sync(known.id, ref, payload.since_version, payload.epoch, payload.prefer == "delta")
        case PresenceUpdate(payload=payload):
            if payload.selection is None:
                return MovePresence(known.id, PeriodId(payload.period_id), None, payload.editing)
            selection = _selection(payload.selection)
            return None if selection is None else MovePresence(known.id, PeriodId(payload.period_id), selection, payload.editing)
        case PingMessage():
            return Ping(known.id)


def _edit(known: CellUpdateMessage) -> Edit | None:
    payload = known.payload
    period_id = PeriodId(payload.period_id)
    cells = []
    for cell in payload.cells:
        fields: dict[str, object] = {}
        given = cell.set
        if given.shift is not UNSET:
            fields["shift"] = given.shift
        if given.locked is not UNSET:
            fields["locked"] = given.locked
        if given.note is not UNSET:
            fields["note"] = given.note
        if not fields:
            return None
        cells.append(CellEdit(cell.staff_id, cell.date.isoformat(), fields))
    operation = CellUpdate(period_id, tuple(cells), payload.intent, payload.undo_group)
    return Edit(known.id, DocumentRef("period", period_id), operation, known.version, known.retry)


def _selection(place: Place) -> Selection:
    """Return the selection; None where a cell and a block are mixed, or half of one is missing."""
    match place:
        case Place(staff_id=str(staff_id), date=datetime.date() as date, from_cell=UnsetType(), to_cell=UnsetType()):
            return {"staff_id": staff_id, "date": date.isoformat()}
        case Place(staff_id=UnsetType(), date=UnsetType(), from_cell=Position() as first, to_cell=Position() as last):
            return {"from": _position(first), "to": _position(last)}
        case _:
            return None


def _position(position: Position) -> dict[str, str]:
    return {"staff_id": position.staff_id, "date": position.date.isoformat()}


def texts(known: WellFormed) -> Iterator[str | UnsetType | None]:
    """Yield every text that is stored or passed on, to be looked through for NUL [architecture 1.1]."""
    yield known.id
    match known:
        case CellUpdateMessage(payload=payload):
            yield payload.period_id
            yield payload.undo_group
            for cell in payload.cells:
                yield cell.staff_id
                yield cell.set.shift
                yield cell.set.note
        case SyncRequest(payload=payload):
            yield payload.period_id
        case PresenceUpdate(payload=payload):
            yield payload.period_id
            if payload.selection is not None:
                yield payload.selection.staff_id
                for corner in (payload.selection.from_cell, payload.selection.to_cell):
                    if isinstance(corner, Position):
                        yield corner.staff_id
        case PingMessage():
            pass
