"""Undo and redo of large and of many changes, under every strategy [UN1]."""

from collections.abc import Mapping

import pytest

from hub.documents.delta import snapshot
from hub.documents.record import Applied, Conflicted, Outcome, UndoStacks
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.ids import RunId, UserId
from shared.operations import CellEdit, Redo, SolutionApply, Undo
from tests.support.documents import FRESH, NO_EVIDENCE, PERIOD, a_period, a_submission, a_view, cells, resolved, shift_at

STAFF = [f"s{number}" for number in range(100)]
DAYS = [f"{day:02}" for day in range(1, 31)]


def a_solution(shift: str) -> SolutionApply:
    edits = tuple(CellEdit(person, f"2026-12-{day}", {"shift": shift}) for person in STAFF for day in DAYS)
    return SolutionApply(PERIOD, RunId("r1"), edits)


@pytest.mark.parametrize("strategy", list(StrategyName))
def test_UN1_of_an_applied_solution_of_3000_cells_the_one_that_moved_is_left_and_listed(strategy: StrategyName) -> None:
    state, view = a_period(staff=STAFF, last="2026-12-30"), a_view(strategy=strategy)
    before = cells(*((person, "01", {"shift": "E"}) for person in STAFF))
    resolved(state, a_submission(before, user="u2", operation_id="before"), view=view)
    applied = resolved(state, a_submission(a_solution("D"), operation_id="run:r1", base=2), view=view, undo=FRESH)
    assert len(applied.changes[0].effect.cells) == 3000
    resolved(state, a_submission(cells(("s7", "09", {"shift": "L"})), user="u2", operation_id="moved"), view=view)

    (outcome,) = resolved(
        state, a_submission(Undo("period", PERIOD), operation_id="undo", base=3), view=view, undo=applied.undo, evidence=NO_EVIDENCE
    ).outcomes

    assert isinstance(outcome, Conflicted)
    assert (outcome.outcome, outcome.version) == ("merged", 5)
    assert [(field.id, field.base, field.theirs, field.mine) for field in outcome.fields] == [("s7/2026-12-09", "D", "L", None)]
    stands = {(person, day): shift_at(state, person, day) for person in STAFF for day in DAYS}
    assert {place for place, shift in stands.items() if shift is not None and place[1] != "01"} == {("s7", "09")}
    assert {stands[person, "01"] for person in STAFF} == {"E"}


def pressed(state: DocumentState, undo: Mapping[UserId, UndoStacks], times: int) -> Mapping[UserId, UndoStacks]:
    for number in range(times):
        operation = Redo("period", PERIOD) if number % 2 else Undo("period", PERIOD)
        resolution = resolved(state, a_submission(operation, operation_id=f"press {state.version}"), undo=undo)
        assert isinstance(resolution.outcomes[0], Applied)
        undo = resolution.undo
    return undo


def sizes(state: DocumentState, stacks: UndoStacks) -> tuple[int, ...]:
    """How much is held for a document and a user."""
    held = (*stacks.undo, *stacks.redo)
    return (
        len(held),
        sum(len(entry.effect.cells) + len(entry.inverse.cells) for entry in held),
        len(state.cells),
        sum(map(len, state.cells.values())),
        len(state.entities),
    )


def test_UN1_undo_and_redo_a_thousand_times_grow_nothing() -> None:
    state = a_period()
    made = resolved(state, a_submission(cells(*((f"s{n}", "01", {"shift": "D"}) for n in (1, 2, 3)))), undo=FRESH)
    (user,) = FRESH
    undo = pressed(state, made.undo, 2)
    was, shown = sizes(state, undo[user]), snapshot(state)

    undo = pressed(state, undo, 1000)

    assert sizes(state, undo[user]) == was
    assert snapshot(state) == shown


def outcome_of(strategy: StrategyName, *, strict: bool) -> tuple[Outcome, object, object]:
    state, view = a_period(), a_view(strategy=strategy)
    made = resolved(state, a_submission(cells(*((f"s{n}", "01", {"shift": "D"}) for n in (1, 2)))), view=view, undo=FRESH)
    resolved(state, a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", operation_id="2"), view=view)
    undo = a_submission(Undo("period", PERIOD, strict), operation_id="3", base=2)  # an undo that saw less than there is
    (outcome,) = resolved(state, undo, view=view, undo=made.undo).outcomes
    return outcome, shift_at(state, "s1", "01"), shift_at(state, "s2", "01")


@pytest.mark.parametrize("strict", [False, True])
def test_UN1_an_undo_is_the_same_under_every_strategy(strict: bool) -> None:
    expected = ("rejected", 3, "L", "D") if strict else ("merged", 4, "L", None)
    for strategy in StrategyName:
        outcome, *stands = outcome_of(strategy, strict=strict)
        assert isinstance(outcome, Conflicted)
        assert (outcome.outcome, outcome.version, *stands) == expected
