"""Whether each UNDO takes back, and each REDO brings back, what its author did last. Pure."""

from hub.documents.record import Change
from hub.documents.undo import pushed
from hub.store.undo import OwnChange
from shared.ids import UserId


class Undoing:
    """Folds what every user can undo and redo, change by change [UN1]; at most 100 changes a user are remembered."""

    def __init__(self, log_from: int) -> None:
        self._log_from = log_from
        self._stacks: dict[UserId, tuple[list[OwnChange], list[OwnChange]]] = {}

    def take(self, change: Change) -> str | None:
        """Take a change, and say what is wrong with it."""
        if (change.type, change.version) == ("PERIOD_CREATE", 1):  # in the workspace's document it is archived instead
            return None
        user = change.author.user_id
        undo, redo = self._stacks.get(user, ([], []))
        own = OwnChange(change.version, change.type, change.undoes, change.undo_group)
        self._stacks[user] = pushed(undo, redo, own, change_type=change.type, undoes=change.undoes)
        match change.type:
            case "UNDO":
                return self._wrong(change, undo)
            case "REDO":
                return self._wrong(change, redo)
            case _:
                return None if change.undoes is None else f"it names version {change.undoes} as undone, and is no undo"

    def _wrong(self, change: Change, stack: list[OwnChange]) -> str | None:
        if change.undoes is None:
            return f"{change.type} of nothing"
        if change.undoes < self._log_from or (stack and stack[-1].version == change.undoes):
            return None
        return f"{change.type} of version {change.undoes}, which is not what its author did last"
