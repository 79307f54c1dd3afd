"""Rows of the log, cells and entities from records, and back."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, cast

import msgspec

from hub.clock import instant
from hub.documents.record import (
    Author,
    Change,
    ConflictField,
    ConflictKey,
    Effect,
    EntityKey,
    FieldValue,
    FieldValues,
    LogEntry,
    NewPeriod,
    OperationKey,
    PendingConflict,
)
from shared.entities import CELL_FIELDS
from shared.ids import ClientId, ConflictId, OperationId, UserId
from shared.operations import CellKey


class Row(Protocol):
    """A row by its columns' names."""

    def __getitem__(self, name: str, /) -> Any: ...


UNKNOWN_AUTHOR = Author(UserId(""), "", ClientId(""), OperationId(""))
"""Of fields that were set by a version that the log no longer holds: somebody else than everyone."""


class Payload(msgspec.Struct, omit_defaults=True):
    """What a log row's `payload` holds of a change, beside the row's own columns."""

    actor: str
    effect: Effect
    inverse: Effect
    undoes: int | None = None
    undo_group: str | None = None
    run_id: str | None = None


_payloads = msgspec.json.Decoder(Payload)
_conflict_fields = msgspec.json.Decoder(tuple[ConflictField, ...])


def operation_key(author: Author) -> OperationKey:
    """Return by what the log knows an author's operation [EN3]."""
    return OperationKey(author.user_id, author.client_id, author.operation_id)


def to_json(value: object) -> str:
    """Return JSON text; keys keep their order."""
    return msgspec.json.encode(value).decode()


def payload_text(change: Change) -> str:
    """Return a log row's `payload`."""
    return to_json(Payload(change.author.name, change.effect, change.inverse, change.undoes, change.undo_group, change.run_id))


def log_columns(document_id: int, change: Change) -> tuple[object, ...]:
    """Return a row of `operations`, as the commit statement takes it."""
    author = change.author
    return (
        document_id,
        change.version,
        author.user_id,
        author.client_id,
        author.operation_id,
        change.base,
        change.type,
        payload_text(change),
        change.outcome,
    )


def cell_columns(fields: FieldValues) -> tuple[object, ...]:
    """Return a cell's values and the versions that set them, in the order of CELL_FIELDS; null where a field was never set."""
    values: list[object] = []
    versions: list[int | None] = []
    for name in CELL_FIELDS:
        field = fields.get(name)
        values.append(None if field is None else field.value)
        versions.append(None if field is None else field.version)
    return (*values, *versions)


def log_entry(row: Row) -> LogEntry:
    """Return the change that a log row holds."""
    payload = _payloads.decode(row["payload"])
    change = Change(
        version=row["version"],
        base=row["base"],
        author=Author(UserId(row["user_id"]), payload.actor, ClientId(row["client_id"]), OperationId(row["operation_id"])),
        type=row["type"],
        effect=payload.effect,
        inverse=payload.inverse,
        outcome=cast("Literal['applied', 'merged']", row["outcome"]),
        undoes=payload.undoes,
        undo_group=payload.undo_group,
        run_id=payload.run_id,
    )
    return LogEntry(change, moment_text(row["at"]))


def effects_of(payload: str) -> tuple[Effect, Effect]:
    """Return what a change did, and what stood before it."""
    read = _payloads.decode(payload)
    return read.effect, read.inverse


def moment_text(at: datetime) -> str:
    """Return the one text of a commit's moment."""
    return instant(at)


def signed(value: int) -> int:
    """Return an unsigned 64-bit number as PostgreSQL's bigint holds it."""
    return value - 2**64 if value >= 2**63 else value


def unsigned(value: int) -> int:
    """Return the number that `signed` stored."""
    return value % 2**64


def field_texts(fields: FieldValues) -> tuple[str, str]:
    """Return an entity's `fields` and `versions`, in the same order."""
    return to_json({name: field.value for name, field in fields.items()}), to_json({name: field.version for name, field in fields.items()})


def new_period_row(parent: int, period: NewPeriod, epoch: str) -> dict[str, Any]:
    """Return what the commit statement needs to found a period's document."""
    change = period.first
    fields, versions = field_texts(period.fields)
    return {
        "parent": parent,
        "id": period.key.id,
        "epoch": epoch,
        "hash": signed(period.hash),
        "user_id": change.author.user_id,
        "client_id": change.author.client_id,
        "operation_id": change.author.operation_id,
        "base": change.base,
        "type": change.type,
        "payload": msgspec.Raw(payload_text(change).encode()),
        "outcome": change.outcome,
        "fields": msgspec.Raw(fields.encode()),
        "versions": msgspec.Raw(versions.encode()),
    }


def conflict_row(document_id: int, conflict: PendingConflict) -> dict[str, Any]:
    """Return what the commit statement needs to keep a conflict."""
    return {
        "document_id": document_id,
        "id": conflict.id,
        "user_id": conflict.author.user_id,
        "client_id": conflict.author.client_id,
        "operation_id": conflict.author.operation_id,
        "author_name": conflict.author.name,
        "base": conflict.base,
        "type": conflict.type,
        "payload": conflict.payload,
        "fields": conflict.fields,
    }


def resolved_row(document_id: int, key: ConflictKey) -> dict[str, Any]:
    """Return what the commit statement needs to forget a conflict."""
    user_id, conflict_id = key
    return {"document_id": document_id, "user_id": user_id, "id": conflict_id}


def pending_conflict(row: Row) -> PendingConflict:
    """Return the conflict that a row keeps."""
    return PendingConflict(
        id=ConflictId(row["conflict_id"]),
        author=Author(UserId(row["user_id"]), row["author_name"], ClientId(row["client_id"]), OperationId(row["operation_id"])),
        base=row["base"],
        type=row["type"],
        payload=msgspec.json.decode(row["payload"]),
        fields=_conflict_fields.decode(row["fields"]),
    )


def authors(row: Row) -> Callable[[int], Author]:
    """Return who set which version, from a loaded document's parallel arrays."""
    known = {
        version: Author(UserId(user), name, ClientId(client), OperationId(operation))
        for version, user, client, operation, name in _zipped(
            row, "author_versions", "user_ids", "client_ids", "operation_ids", "author_names"
        )
    }
    return lambda version: known.get(version, UNKNOWN_AUTHOR)


def cells(row: Row, author_of: Callable[[int], Author]) -> dict[CellKey, FieldValues]:
    """Return a loaded document's cells; a field that was never set is not there."""
    columns = ("staff_ids", "dates", "shifts", "shift_versions", "locks", "locked_versions", "notes", "note_versions")
    return {
        (staff_id, date): {
            name: FieldValue(value, version, author_of(version))
            for name, value, version in zip(CELL_FIELDS, values[::2], values[1::2], strict=True)
            if version is not None
        }
        for staff_id, date, *values in _zipped(row, *columns)
    }


def entities(row: Row, author_of: Callable[[int], Author]) -> dict[EntityKey, FieldValues]:
    """Return a loaded document's entities."""
    found: dict[EntityKey, FieldValues] = {}
    for kind, entity_id, fields, versions in _zipped(row, "kinds", "ids", "fields", "versions"):
        values: dict[str, Any] = msgspec.json.decode(fields)
        set_by: dict[str, int] = msgspec.json.decode(versions)
        found[kind, entity_id] = {name: FieldValue(values[name], version, author_of(version)) for name, version in set_by.items()}
    return found


def _zipped(row: Row, *columns: str) -> Iterable[Sequence[Any]]:
    arrays = [row[column] or () for column in columns]  # an aggregate of no rows is null
    return zip(*arrays, strict=True)
