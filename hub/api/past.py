"""A document as it stood at an earlier version: pure."""

from collections.abc import Sequence
from dataclasses import replace

from hub.documents.record import FieldValue, FieldValues, LogEntry
from hub.documents.state import DocumentState
from shared.entities import Fields


def past(state: DocumentState, entries: Sequence[LogEntry]) -> DocumentState:
    """Return `state` before `entries`, the last ones of its log in order. Only values count: versions and hash are not kept."""
    cells, entities = dict(state.cells), dict(state.entities)
    version = state.version
    for change, _ in reversed(entries):
        for cell in change.inverse.cells:
            key = (cell.staff_id, cell.date)
            cells[key] = _set(cells.get(key), cell.set, change.version - 1, entries)
        if (entity := change.inverse.entity) is not None:
            entity_key = (entity.kind, entity.id)
            entities[entity_key] = _set(entities.get(entity_key), entity.set, change.version - 1, entries)
        version = change.version - 1
    return replace(state, version=version, cells=cells, entities=entities, hash=0)


def _set(fields: FieldValues | None, values: Fields, version: int, entries: Sequence[LogEntry]) -> FieldValues:
    author = entries[0].change.author
    return (fields or {}) | {name: FieldValue(value, version, author) for name, value in values.items()}
