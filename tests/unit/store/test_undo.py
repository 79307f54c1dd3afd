"""A user's own changes folded into what they can undo and redo."""

import pytest

from hub.documents.undo import DEPTH
from hub.store.undo import OwnChange, fold

CASES = [
    ("nothing", "", [], []),
    ("plain changes can be undone", "1 2 3", [1, 2, 3], []),
    ("an undone one can be redone", "1 2 3:undo2", [1], [2]),
    ("undone twice", "1 2 3:undo2 4:undo1", [], [2, 1]),
    ("redone", "1 2 3:undo2 4:undo1 5:redo1", [1], [2]),
    ("a new change clears redo", "1 2 3:undo2 4", [1, 4], []),
    ("a group goes together", "1 2g 3g 4:undo3", [1], [2, 3]),
    ("and comes back together", "1 2g 3g 4:undo3 5:redo2", [1, 2, 3], []),
    ("an undo of what is not there is nothing", "1 2:undo9", [1], []),
]


def change(text: str) -> OwnChange:
    number, _, rest = text.partition(":")
    if rest:
        return OwnChange(int(number), rest[:4].upper(), int(rest[4:]), None)
    return OwnChange(int(number.rstrip("g")), "CELL_UPDATE", None, "g" if number.endswith("g") else None)


@pytest.mark.parametrize(("history", "undo", "redo"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_fold_un1(history: str, undo: list[int], redo: list[int]) -> None:
    found = fold(change(text) for text in history.split())

    assert [[entry.version for entry in stack] for stack in found] == [undo, redo]


def test_the_stack_is_100_deep_un1() -> None:
    undo, _ = fold(OwnChange(version, "CELL_UPDATE", None, None) for version in range(1, 151))

    assert [entry.version for entry in undo] == list(range(51, 151))
    assert len(undo) == DEPTH


def test_a_deep_history_leaves_the_same_stacks_as_keeping_them_change_by_change_un1() -> None:
    history = [OwnChange(version, "CELL_UPDATE", None, None) for version in range(1, 151)]
    undo, redo = fold([*history, OwnChange(151, "UNDO", 150, None)])

    assert [entry.version for entry in undo] == list(range(51, 150)), "the 101st from the end was let go before"
    assert [entry.version for entry in redo] == [150]
