"""The hot server messages as msgspec structs, and how records become them; shared/protocol/server.py is the definition.

Fields without a value are left out, `type` is the first key and `version` comes before `payload` [EN1].
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, Literal

from msgspec import Raw, Struct
from msgspec.json import encode

from hub.documents.record import Author, CellEffect, Conflicted, ConflictField, LogEntry, Overwritten, PendingConflict
from shared.domain import StrategyName
from shared.operations import DocumentKind
from shared.protocol.errors import RosterhubError
from shared.protocol.limits import MESSAGE_BYTES_MAX
from shared.protocol.server import ServerMessage

AckOutcome = Literal["applied", "merged", "unchanged", "duplicate", "accepted"]
FEW_FIELDS: Final = 16
"""So many fit into a frame, however long their values are: three notes of 2,000 characters, six bytes each."""
FIELDS_BYTES_MAX: Final = MESSAGE_BYTES_MAX - 64 * 1024
PENDING_BYTES_MAX: Final = 576 * 1024
"""Fields of one pending conflict: what a SYNC_CONTEXT has room for."""
_NAMELESS: Final = frozenset({"UNDO", "REDO"})  # their type doesn't say what they change


class Actor(Struct, frozen=True, gc=False):
    """Who made a change."""

    id: str
    name: str


class Effect(Struct, frozen=True, omit_defaults=True):
    """What a change did [DC4]."""

    entity: str | None = None
    id: str | None = None
    set: dict[str, Any] | None = None
    cells: tuple[CellEffect, ...] | None = None
    run_id: str | None = None


class Change(Struct, frozen=True):
    """One version of a document [DC4]."""

    version: int
    base: int | None
    id: str
    client_id: str
    actor: Actor
    at: str
    type: str
    payload: Effect


class ChangesPayload(Struct, frozen=True, omit_defaults=True):
    """Versions in order; `part` counts from 1 [DC6]."""

    document: DocumentKind
    period_id: str | None
    from_version: int
    changes: tuple[Change, ...] | tuple[Raw, ...]
    hash: str | None = None
    part: int | None = None
    parts: int | None = None


class Changes(Struct, frozen=True, tag_field="type", tag="CHANGES"):
    """Committed changes [DC2]."""

    version: int
    payload: ChangesPayload


class SyncResponsePayload(Struct, frozen=True, omit_defaults=True):
    """A document, whole or from a position on."""

    document: DocumentKind
    period_id: str | None
    epoch: str
    mode: Literal["snapshot", "delta"]
    hash: str
    snapshot: Any = None
    changes: tuple[Raw, ...] | None = None


class SyncResponse(Struct, frozen=True, tag_field="type", tag="SYNC_RESPONSE"):
    """The first answer to a sync."""

    version: int
    payload: SyncResponsePayload


class AckPayload(Struct, frozen=True, omit_defaults=True):
    """An operation's fate."""

    outcome: AckOutcome
    original: str | None = None
    run_id: str | None = None
    ignored: tuple[str, ...] | None = None


class Ack(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="ACK"):
    """An operation was done."""

    id: str
    version: int | None = None
    payload: AckPayload | None = None  # always there; a default only because `version` has one


APPLIED: Final = AckPayload("applied")


def change_of(entry: LogEntry) -> Change:
    """Return a committed change as clients see it: an effect, without what stood before."""
    change, at = entry
    author, effect = change.author, change.effect
    entity = effect.entity
    shown = Effect(
        entity=None if entity is None or change.type not in _NAMELESS else entity.kind,
        id=None if entity is None else entity.id,
        set=None if entity is None else entity.set,
        cells=effect.cells or None,
        run_id=change.run_id,
    )
    return Change(
        change.version, change.base, author.operation_id, author.client_id, Actor(author.user_id, author.name), at, change.type, shown
    )


def envelope(kind: str, payload: dict[str, Any], *, message_id: str | None = None, version: int | None = None) -> dict[str, Any]:
    """Return any other message, its keys in the order of EN1."""
    message: dict[str, Any] = {"type": kind}
    if message_id is not None:
        message["id"] = message_id
    if version is not None:
        message["version"] = version
    message["payload"] = payload
    return message


def from_model(message: ServerMessage) -> dict[str, Any]:
    """Return a message that was made as a model."""
    payload = message.payload if isinstance(message.payload, dict) else message.payload.model_dump(mode="json", by_alias=True)
    return envelope(message.type, payload, message_id=message.id, version=message.version)


def error(fault: RosterhubError, *, message_id: str | None = None) -> dict[str, Any]:
    """Return an ERROR."""
    payload: dict[str, Any] = {"code": fault.code, "temporary": fault.temporary, "message": fault.message}
    if fault.details is not None:
        payload["details"] = fault.details
    if fault.retry_after_ms is not None:
        payload["retry_after_ms"] = fault.retry_after_ms
    return envelope("ERROR", payload, message_id=message_id)


def conflict(outcome: Conflicted, operation_id: str, document: DocumentKind | None, period_id: str | None) -> dict[str, Any]:
    """Return the answer to an operation that met another's [CF3]."""
    payload: dict[str, Any] = {} if outcome.conflict_id is None else {"conflict_id": outcome.conflict_id}
    payload |= _conflict(operation_id, outcome.strategy, outcome.outcome, document, period_id)
    payload |= {"reason": outcome.reason, "fields": _fields(outcome.fields)}
    return envelope("CONFLICT", payload, message_id=operation_id, version=outcome.version)


def pending(kept: PendingConflict, document: DocumentKind, period_id: str | None) -> dict[str, Any]:
    """Return a conflict as SYNC_CONTEXT shows it to its author [CF4]."""
    payload: dict[str, Any] = {"conflict_id": kept.id}
    payload |= _conflict(kept.author.operation_id, StrategyName.USER_CHOICE, "pending", document, period_id)
    return payload | {"reason": "changed", "fields": _fields(kept.fields, PENDING_BYTES_MAX)}


def overwritten(notice: Overwritten, version: int, document: DocumentKind, period_id: str | None) -> dict[str, Any]:
    """Return the notice to the author of an overwritten value: without an id, it answers nothing [CF3]."""
    payload = _conflict(notice.author.operation_id, StrategyName.LAST_WRITER_WINS, "overwritten", document, period_id)
    payload["fields"] = _fields(notice.fields)
    return envelope("CONFLICT", payload, version=version)


def _conflict(
    operation_id: str, strategy: StrategyName, outcome: str, document: DocumentKind | None, period_id: str | None
) -> dict[str, Any]:
    payload: dict[str, Any] = {"operation_id": operation_id, "strategy": strategy.value, "outcome": outcome}
    if document is not None:
        payload["document"] = document
    if period_id is not None:
        payload["period_id"] = period_id
    return payload


def _fields(fields: Sequence[ConflictField], bytes_max: int = FIELDS_BYTES_MAX) -> list[dict[str, Any]]:
    """Return fields as they are shown, as many as fit into a frame [DC6]."""
    shown = [_field(field) for field in fields]
    if len(shown) <= FEW_FIELDS:
        return shown
    sizes = accumulate(len(encode(field)) + 1 for field in shown)
    return [field for field, size in zip(shown, sizes, strict=True) if size <= bytes_max]


def _field(field: ConflictField) -> dict[str, Any]:
    shown = {
        "entity": field.entity,
        "id": field.id,
        "field": field.field,
        "base": field.base,
        "theirs": {"value": field.theirs, "version": field.theirs_version, "actor": _actor(field.theirs_author)},
        "mine": field.mine,
    }
    return shown if field.resolved is None else shown | {"resolved": field.resolved}


def _actor(author: Author) -> dict[str, str]:
    return {"id": author.user_id, "name": author.name}
