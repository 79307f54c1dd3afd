"""Whose values a change overwrote: told from the state before it and the change alone, so the same on every replica [CF3]."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import structs

from hub.documents.record import Author, Change, ConflictField, FieldValue, FieldValues, Overwritten, Place
from hub.documents.state import DocumentState
from shared.entities import Fields, Json
from shared.operations import OPERATION_TYPES, CellUpdate, EntityUpdate

CELL_EDIT: Final = OPERATION_TYPES[CellUpdate, None]
ENTITY_EDITS: Final = frozenset(name for (operation, _), name in OPERATION_TYPES.items() if operation is EntityUpdate)


def notices(state: DocumentState, change: Change) -> tuple[Overwritten, ...]:
    """Return a notice for each operation of which `change`, the next version after `state`, overwrote values that its author hadn't seen.

    The strategy needs no asking: only under `last_writer_wins` does an edit that met others' values become a change `applied` whole. A
    creation meets nothing, an undo leaves what others set, a solution leaves what people changed, and an archived thing keeps its fields.
    Cells that leave a period with their people or dates were not edited by anybody. O(fields of the change).
    """
    base = change.base
    if base is None or base >= state.version or change.outcome != "applied":
        return ()
    losses = [ConflictField(*place, None, was.value, was.version, was.author, value) for place, value, was in _losses(state, change, base)]
    stood = state.past.at(base, frozenset(field.place for field in losses)) if losses else None
    return overwritten([structs.replace(field, base=(stood or {}).get(field.place)) for field in losses], change.version, change.author)


def overwritten(losses: Iterable[ConflictField], version: int, author: Author) -> tuple[Overwritten, ...]:
    """Return the notices for values that `version` by `author` took, seen from those who had set them: theirs is the new value.

    `losses` are the conflicts as `author` met them.
    """
    by_author: dict[Author, list[ConflictField]] = {}
    for loss in losses:
        field = ConflictField(loss.entity, loss.id, loss.field, loss.base, loss.mine, version, author, loss.theirs)
        by_author.setdefault(loss.theirs_author, []).append(field)
    return tuple(Overwritten(loser, tuple(fields)) for loser, fields in by_author.items())


def met(fields: FieldValues, values: Fields, *, base: int, author: Author) -> Iterator[tuple[str, Json, FieldValue]]:
    """Yield those of `values` that conflict with what stands: set after `base`, by another, to another value [CF1]."""
    for name, value in values.items():
        was = fields.get(name)
        if (
            was is not None
            and was.version > base
            and was.value != value
            and (was.author.user_id, was.author.client_id) != (author.user_id, author.client_id)
        ):
            yield name, value, was


def _losses(state: DocumentState, change: Change, base: int) -> Iterator[tuple[Place, Json, FieldValue]]:
    if change.type == CELL_EDIT:
        for cell in change.effect.cells:
            fields = state.cells.get((cell.staff_id, cell.date), {})
            for name, value, was in met(fields, cell.set, base=base, author=change.author):
                yield ("cell", f"{cell.staff_id}/{cell.date}", name), value, was
    elif change.type in ENTITY_EDITS and (entity := change.effect.entity) is not None:
        fields = state.entities.get((entity.kind, entity.id), {})
        for name, value, was in met(fields, entity.set, base=base, author=change.author):
            yield (entity.kind, entity.id, name), value, was
