"""What a user can undo and redo, as their changes come by [UN1]."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from hub.documents.record import Change, UndoEntry, UndoStacks

DEPTH = 100
"""Changes that can be taken back, and brought back."""


class Undoable(Protocol):
    """A plain change, as far as the stacks must know it."""

    @property
    def version(self) -> int:
        """The version that it made."""
        ...

    @property
    def undo_group(self) -> str | None:
        """Changes of one group are undone together."""
        ...


UndoableT = TypeVar("UndoableT", bound=Undoable)


def together(stack: Iterable[UndoableT], version: int) -> list[UndoableT]:
    """Return the entry of `version` and those of its group, oldest first; empty where it isn't there."""
    entries = list(stack)
    found = next((entry for entry in entries if entry.version == version), None)
    if found is None:
        return []
    return [entry for entry in entries if entry is found or (found.undo_group is not None and entry.undo_group == found.undo_group)]


def pushed(
    undo: list[UndoableT], redo: list[UndoableT], entry: UndoableT, *, change_type: str, undoes: int | None
) -> tuple[list[UndoableT], list[UndoableT]]:
    """Return both stacks after a change of their owner, at most 100 deep each.

    UNDO moves what it `undoes`, and those of its group, to redo, REDO back; any other is pushed on undo and clears redo. Cut at each
    change, so that stacks kept in memory and stacks folded from the log are the same.
    """
    match change_type, undoes:
        case "UNDO", int(version):
            moving = together(undo, version)
            return [kept for kept in undo if kept not in moving], [*redo, *moving][-DEPTH:]
        case "REDO", int(version):
            moving = together(redo, version)
            return [*undo, *moving][-DEPTH:], [kept for kept in redo if kept not in moving]
        case _:
            return [*undo, entry][-DEPTH:], []


def moved(stacks: UndoStacks, change: Change) -> UndoStacks:
    """Return the stacks after a change of their owner."""
    entry = UndoEntry(change.version, change.effect, change.inverse, change.undo_group)
    undo, redo = pushed(list(stacks.undo), list(stacks.redo), entry, change_type=change.type, undoes=change.undoes)
    return UndoStacks(tuple(undo), tuple(redo))
