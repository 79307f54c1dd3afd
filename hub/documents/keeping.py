"""Operations as a pending conflict keeps them, and as their author's choice changes them [CF4]."""

from collections.abc import Iterable
from typing import cast

import msgspec
from msgspec import structs
from pydantic import ValidationError

from hub.documents.record import ConflictField, PendingConflict, Place
from shared.entities import CELL_FIELDS, EntityKind, Fields, Json, read_fields
from shared.operations import OPERATION_TYPES, CellEdit, CellUpdate, EntityUpdate, Operation, fields_by_cell, type_of
from shared.protocol.errors import ValidationFailedError

Conflicting = CellUpdate | EntityUpdate
"""The operations that can conflict."""

_FORMS = {name: operation for (operation, _), name in OPERATION_TYPES.items() if operation in (CellUpdate, EntityUpdate)}


def kept_form(operation: Operation) -> tuple[str, Json]:
    """Return an operation's type and fields as a row keeps them."""
    return type_of(operation), msgspec.to_builtins(operation)


def kept_operation(conflict: PendingConflict) -> Conflicting:
    """Return the operation that a conflict keeps."""
    return cast("Conflicting", msgspec.convert(conflict.payload, _FORMS[conflict.type]))


def places_of(operation: Operation) -> frozenset[Place]:
    """Return where an operation sets values; none for one that can't conflict."""
    match operation:
        case CellUpdate(cells=cells):
            return frozenset([("cell", f"{cell.staff_id}/{cell.date}", name) for cell in cells for name in cell.set])
        case EntityUpdate(kind=kind, id=entity_id, set=fields):
            return frozenset([(kind, entity_id, name) for name in fields])
        case _:
            return frozenset()


def customised(conflict: PendingConflict, given: Fields) -> Conflicting:
    """Return the kept operation with other values in conflicting fields; those that aren't given keep what was asked.

    `given` is `{field: value}`, or, for cells, also `{"<staff id>/<date>": {field: value}}`; without ids the conflict must be in one cell.
    Raises ValidationFailedError for what isn't in conflict, and for values that the field doesn't take.
    """
    operation = kept_operation(conflict)
    match operation:
        case EntityUpdate(kind=kind):
            return structs.replace(operation, set=operation.set | _read(kind, given, conflict.fields, "payload.set"))
        case CellUpdate():
            cells = fields_by_cell(operation.cells)
            for cell_id, fields in _by_cell(conflict, given).items():
                staff_id, _, date = cell_id.rpartition("/")
                met = [field for field in conflict.fields if field.id == cell_id]
                cells.setdefault((staff_id, date), {}).update(_read("cell", fields, met, f"payload.set.{cell_id}"))
            return structs.replace(operation, cells=tuple(CellEdit(*key, fields) for key, fields in cells.items()))


def _by_cell(conflict: PendingConflict, given: Fields) -> dict[str, Fields]:
    if not given.keys() <= set(CELL_FIELDS):
        return given
    ids = {field.id for field in conflict.fields}
    if len(ids) != 1:
        raise _refused("payload.set", "name the cells: more than one is in conflict")
    return {ids.pop(): given}


def _read(kind: EntityKind, given: Json, conflicting: Iterable[ConflictField], where: str) -> Fields:
    if not isinstance(given, dict) or not given:
        raise _refused(where, "values by their fields are wanted")
    known = {field.field for field in conflicting}
    for name in given:
        if name not in known:
            raise _refused(f"{where}.{name}", "is not in conflict")
    try:
        return read_fields(kind, given)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        raise _refused(".".join((where, *map(str, fault["loc"]))), fault["msg"]) from None


def _refused(where: str, words: str) -> ValidationFailedError:
    return ValidationFailedError(f"{where}: {words}", details={"field": where})
