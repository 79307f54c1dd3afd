"""A user's own changes folded into what they can undo and redo [UN1]."""

from collections.abc import Iterable
from typing import NamedTuple

DEPTH = 100


class OwnChange(NamedTuple):
    """One of a user's own changes, as far as undo must know it."""

    version: int
    type: str
    undoes: int | None
    undo_group: str | None


def fold(changes: Iterable[OwnChange]) -> tuple[list[OwnChange], list[OwnChange]]:
    """Return the plain changes that can be undone and redone, oldest first, at most 100 each. `changes` are all of a user's, oldest first.

    A plain change is pushed on undo and clears redo; UNDO moves the entry of version `undoes`, and those of its group, to redo, REDO back.
    """
    undo: list[OwnChange] = []
    redo: list[OwnChange] = []
    for change in changes:
        match change.type:
            case "UNDO":
                _move(change.undoes, undo, redo)
            case "REDO":
                _move(change.undoes, redo, undo)
            case "PERIOD_CREATE" if change.version == 1:
                pass  # a period's own document begins with it; what takes a creation back is archiving, in the workspace's document
            case _:
                undo.append(change)
                redo.clear()
    return undo[-DEPTH:], redo[-DEPTH:]


def _move(version: int | None, source: list[OwnChange], target: list[OwnChange]) -> None:
    found = next((change for change in reversed(source) if change.version == version), None)
    if found is None:
        return
    together = [change for change in source if change == found or (found.undo_group is not None and change.undo_group == found.undo_group)]
    target.extend(together)
    for change in together:
        source.remove(change)
