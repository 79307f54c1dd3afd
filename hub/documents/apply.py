"""How a state moves: by a resolution that was committed, or by changes read from the log."""

from collections.abc import Iterable

from hub.documents.digest import MODULUS, field_hash
from hub.documents.draft import Resolution
from hub.documents.record import Change, FieldValue, FieldValues
from hub.documents.state import DocumentState
from shared.entities import EntityKind, Fields


def apply(state: DocumentState, resolution: Resolution) -> None:
    """Move `state` to a resolution that was made against just this version and then committed. O(batch)."""
    if (state.epoch, state.version) != (resolution.epoch, resolution.expected):
        raise AssertionError(f"a resolution of version {resolution.expected} meets version {state.version}")
    state.cells.update(resolution.cells)
    state.entities.update(resolution.entities)
    state.version, state.hash = resolution.next, resolution.hash
    state.past.note(resolution.changes)


def fold(state: DocumentState, changes: Iterable[Change]) -> None:
    """Move `state` on by consecutive changes from its version + 1; the same state as `apply` gives for them."""
    for change in changes:
        if change.version != state.version + 1:
            raise AssertionError(f"version {change.version} can't follow {state.version}")
        for cell in change.effect.cells:
            _set(state, state.cells.setdefault((cell.staff_id, cell.date), {}), ("cell", f"{cell.staff_id}/{cell.date}"), cell.set, change)
        if (entity := change.effect.entity) is not None:
            _set(state, state.entities.setdefault((entity.kind, entity.id), {}), (entity.kind, entity.id), entity.set, change)
        state.version = change.version
        state.past.note((change,))


def _set(state: DocumentState, fields: FieldValues, of: tuple[EntityKind, str], values: Fields, change: Change) -> None:
    for name, value in values.items():
        before = fields.get(name)
        gone = 0 if before is None else field_hash(*of, name, before.value)
        state.hash = (state.hash - gone + field_hash(*of, name, value)) % MODULUS
        fields[name] = FieldValue(value, change.version, change.author)
