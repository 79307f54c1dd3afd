"""Takes changes back, from the last on: the base of a log whose beginning was cut off. Pure."""

from dataclasses import replace

from hub.documents.record import Change, EntityKey, FieldValue, FieldValues
from hub.documents.state import DocumentState
from hub.store.rows import UNKNOWN_AUTHOR
from hub.verifying.stored import hash_of
from shared.entities import Fields

UNKNOWN_VERSION = 0
"""Of fields that were set before the log begins: which version it was, only the row of today could tell, and that has moved on."""


def is_creation(change: Change) -> bool:
    """Say whether a change brought its entity into being; its inverse is no picture of what stood before, since nothing did."""
    return change.type.endswith("_CREATE")


class Unfold:
    """Walks a state back by inverses. What they say is believed: a field's first value in the log can't be held against anything."""

    def __init__(self, state: DocumentState) -> None:
        self._state = replace(
            state,
            cells={key: dict(fields) for key, fields in state.cells.items()},
            entities={key: dict(fields) for key, fields in state.entities.items()},
        )

    def take(self, change: Change) -> None:
        """Take back a change; they come with falling versions."""
        state, entity = self._state, change.effect.entity
        for cell in change.inverse.cells:
            _set(state.cells.setdefault((cell.staff_id, cell.date), {}), cell.set)
        if entity is not None and is_creation(change):
            state.entities.pop((entity.kind, entity.id), None)
        elif (before := change.inverse.entity) is not None:
            key: EntityKey = (before.kind, before.id)
            _set(state.entities.setdefault(key, {}), before.set)

    def base(self, version: int) -> DocumentState:
        """Return the state that was reached, as that of `version`."""
        return replace(self._state, version=version, hash=hash_of(self._state))


def _set(fields: FieldValues, values: Fields) -> None:
    fields |= {name: FieldValue(value, UNKNOWN_VERSION, UNKNOWN_AUTHOR) for name, value in values.items()}
