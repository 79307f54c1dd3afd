"""What stood before the last changes of a document: the values that the author of an operation saw."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from hub.documents.record import Change, Place
from shared.entities import Json

CHANGES_MAX: Final = 256
CELLS_MAX: Final = 4_000
"""Bounds of what a document keeps at hand; the changes themselves are mostly held by others too."""


class Past:
    """The last changes of a document in order, without a gap: one more with each version, the oldest give way."""

    __slots__ = ("_cells", "_changes")

    def __init__(self) -> None:
        self._changes: deque[Change] = deque()
        self._cells = 0

    def note(self, changes: Iterable[Change]) -> None:
        """Take in the next versions."""
        kept = self._changes
        for change in changes:
            kept.append(change)
            self._cells += len(change.inverse.cells)
        while kept and (len(kept) > CHANGES_MAX or self._cells > CELLS_MAX):
            self._cells -= len(kept.popleft().inverse.cells)

    def at(self, base: int, places: Collection[Place]) -> dict[Place, Json] | None:
        """Return what stood at version `base` in those of `places` that changed since; None where the changes don't reach back so far.

        O(fields that changed since).
        """
        if not self._changes or self._changes[0].version > base + 1:
            return None
        found: dict[Place, Json] = {}
        for change in reversed(self._changes):
            if change.version <= base:
                break
            found.update(stood_before(change, places))
        return found


def stood_before(change: Change, places: Collection[Place]) -> Iterator[tuple[Place, Json]]:
    """Yield what stood before `change` in those of `places` that it changed."""
    for cell in change.inverse.cells:
        cell_id = f"{cell.staff_id}/{cell.date}"
        for name, value in cell.set.items():
            place: Place = ("cell", cell_id, name)
            if place in places:
                yield place, value
    effect, inverse = change.effect.entity, change.inverse.entity
    if effect is None:
        return
    for name in effect.set:  # a creation's inverse is `archived`: what it set was not there before
        place = (effect.kind, effect.id, name)
        if place in places:
            yield place, None if inverse is None else inverse.set.get(name)
