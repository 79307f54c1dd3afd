"""A user's own log rows folded into what they can undo and redo [UN1]."""

from collections.abc import Iterable
from typing import NamedTuple

from hub.documents.undo import pushed


class OwnChange(NamedTuple):
    """One of a user's own changes, as far as undo must know it."""

    version: int
    type: str
    undoes: int | None
    undo_group: str | None


def fold(changes: Iterable[OwnChange]) -> tuple[list[OwnChange], list[OwnChange]]:
    """Return the plain changes that can be undone and redone, oldest first. `changes` are all of a user's, oldest first.

    A period's own document begins with its creation, which isn't among them: archiving takes it back, in the workspace's document.
    """
    undo: list[OwnChange] = []
    redo: list[OwnChange] = []
    for change in changes:
        if (change.type, change.version) != ("PERIOD_CREATE", 1):
            undo, redo = pushed(undo, redo, change, change_type=change.type, undoes=change.undoes)
    return undo, redo
