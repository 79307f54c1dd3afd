"""Undo as the protocol has it [UN1], once more and simply: what a user can take back, and what an UNDO or REDO must then do."""

from hub.documents.record import Change
from tests.simulation.history import History, Values, fields_of
from tests.simulation.picture import WrongError

DEPTH = 100


class Stacks:
    """One user's own changes in one document."""

    def __init__(self) -> None:
        self._undo: list[Change] = []
        self._redo: list[Change] = []

    def take(self, change: Change) -> None:
        """Move on by a change of the user."""
        match change.type:
            case "UNDO":
                self._undo, moving = _split(self._undo, change.undoes)
                self._redo = (self._redo + moving)[-DEPTH:]
            case "REDO":
                self._redo, moving = _split(self._redo, change.undoes)
                self._undo = (self._undo + moving)[-DEPTH:]
            case _:
                self._undo, self._redo = [*self._undo, change][-DEPTH:], []

    def expected(self, change: Change, history: History, document_id: str) -> tuple[Values, bool]:
        """Return what an UNDO or REDO must do, and whether fields that somebody moved since are left."""
        stack = self._undo if change.type == "UNDO" else self._redo
        if not stack or change.undoes != stack[-1].version:
            last = stack[-1].version if stack else "nothing"
            raise WrongError(f"version {change.version} ({change.type}) is of {change.undoes}, and {last} was due [UN1]")
        _, steps = _split(stack, change.undoes)
        if change.type == "UNDO":
            steps.reverse()
        overlay: Values = {}
        left = False
        for step in steps:
            there, before = fields_of(step.effect), fields_of(step.inverse)
            stands, instead = (there, before) if change.type == "UNDO" else (before, there)
            for field in sorted(before, key=lambda one: one[0] == "cell"):  # people first, then their cells
                now = overlay.get(field, history.now(field).value)
                is_frozen = history.value(*field[:2], "archived") is True and (*field[:2], "archived") not in before
                has_place = (
                    field[0] != "cell" or instead.get(field) is None or field[1].split("/")[0] in _staff(overlay, history, document_id)
                )
                if now == stands.get(field) and has_place and not is_frozen:
                    overlay[field] = instead.get(field)
                else:
                    left = True
        return {
            field: value for field, value in (overlay | _gone(overlay, history, document_id)).items() if history.now(field).value != value
        }, left


def _split(stack: list[Change], version: int | None) -> tuple[list[Change], list[Change]]:
    """Return what stays of a stack, and what moves with a version: its group."""
    group = next((change.undo_group for change in stack if change.version == version), None)
    moves = [change for change in stack if change.version == version or (group is not None and change.undo_group == group)]
    return [change for change in stack if change not in moves], moves


def _staff(overlay: Values, history: History, document_id: str) -> list[str]:
    """The people of a period as it will be."""
    staff: list[str] = overlay.get(("period", document_id, "staff"), history.value("period", document_id, "staff"))
    return staff


def _gone(overlay: Values, history: History, document_id: str) -> Values:
    """What people leave who go again."""
    staff = overlay.get(("period", document_id, "staff"))
    if staff is None:
        return {}
    return {field: None for field, _ in history.standing() if field[0] == "cell" and field[1].split("/")[0] not in staff}
