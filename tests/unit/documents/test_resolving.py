"""How a pending conflict ends, by its author's choice [CF4]."""

from typing import Any, Literal

import pytest

from hub.documents.draft import Resolution
from hub.documents.record import Applied, Conflicted, Evidence, PendingConflict, Refused, Unchanged
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.entities import Fields
from shared.operations import ConflictResolve, EntityArchive, EntityUpdate, Undo
from tests.support.documents import (
    FRESH,
    NO_EVIDENCE,
    PERIOD,
    WORKSPACE,
    a_period,
    a_submission,
    a_view,
    a_workspace,
    cells,
    resolved,
    shift_at,
)

CHOICE = a_view(strategy=StrategyName.USER_CHOICE)


def kept(*, more: Fields | None = None, second: bool = False) -> tuple[DocumentState, PendingConflict]:
    """A period at version 2, where u1 set E on s1 (and s2) first, and u2's L is kept; `more` is set by the same operation."""
    state = a_period()
    days = (("s1", "01"), ("s2", "01")) if second else (("s1", "01"),)
    theirs = cells(*((staff, day, {"shift": "E"}) for staff, day in days))
    mine = cells(*((staff, day, {"shift": "L"} | (more or {})) for staff, day in days))
    batch = a_submission(theirs, base=1), a_submission(mine, user="u2", operation_id="mine", base=1)
    (conflict,) = resolved(state, *batch, view=CHOICE, evidence=NO_EVIDENCE).conflicts
    return state, conflict


def chosen(
    state: DocumentState,
    conflict: PendingConflict | None,
    choice: Literal["mine", "theirs", "custom"],
    given: Fields | None = None,
    *,
    base: int | None = None,
    **more: Any,
) -> Resolution:
    """Resolve a conflict by u2; `base` is what they saw when they chose: the present."""
    operation = ConflictResolve("c" if conflict is None else conflict.id, choice, given)
    submission = a_submission(operation, user="u2", operation_id="choice", base=state.version if base is None else base)
    return resolved(state, submission, evidence=Evidence({}, 0, conflict), **({"view": CHOICE} | more))


def test_CF4_mine_is_the_kept_operation_on_what_was_seen_when_it_was_chosen() -> None:
    state, conflict = kept(more={"note": "n"})
    resolution = chosen(state, conflict, "mine")
    assert resolution.outcomes == (Applied(3),)
    assert resolution.resolved == (("u2", conflict.id),)
    (change,) = resolution.changes
    assert (change.type, change.author.operation_id, change.base) == ("CELL_UPDATE", "choice", 2)
    assert state.cells["s1", "2026-12-01"]["note"].value == "n"
    assert shift_at(state, "s1", "01") == "L"


def test_CF4_theirs_drops_it_and_makes_no_version() -> None:
    state, conflict = kept()
    resolution = chosen(state, conflict, "theirs")
    assert (resolution.outcomes, resolution.changes) == ((Unchanged(2),), ())
    assert resolution.resolved == (("u2", conflict.id),)
    assert shift_at(state, "s1", "01") == "E"


@pytest.mark.parametrize("second", [False, True])
def test_CF4_custom_sets_other_values_in_conflicting_fields_and_the_rest_as_it_was_asked(second: bool) -> None:
    state, conflict = kept(more={"note": "n"}, second=second)
    given: Fields = {"s1/2026-12-01": {"shift": "X"}} if second else {"shift": "X"}
    resolution = chosen(state, conflict, "custom", given)
    assert resolution.outcomes == (Applied(3),)
    assert shift_at(state, "s1", "01") == "X"
    assert shift_at(state, "s2", "01") == ("L" if second else None), "what isn't given is as it was asked"
    assert state.cells["s1", "2026-12-01"]["note"].value == "n"


@pytest.mark.parametrize(
    ("second", "given", "field"),
    [
        (False, None, "payload.set"),
        (False, {}, "payload.set.s1/2026-12-01"),
        (False, {"note": "x"}, "payload.set.s1/2026-12-01.note"),  # not in conflict
        (False, {"shift": 7}, "payload.set.s1/2026-12-01.shift"),
        (True, {"shift": "X"}, "payload.set"),  # which cell?
        (False, {"s2/2026-12-01": {"shift": "X"}}, "payload.set.s2/2026-12-01.shift"),
        (False, {"s1/2026-12-01": "X"}, "payload.set.s1/2026-12-01"),
        (False, {"shift": "ZZ"}, "cells[0].set.shift"),  # no such shift type
    ],
)
def test_CF4_a_custom_choice_that_does_not_fit_is_refused_and_the_conflict_stays(second: bool, given: Fields | None, field: str) -> None:
    state, conflict = kept(second=second)
    resolution = chosen(state, conflict, "custom", given)
    (outcome,) = resolution.outcomes
    assert isinstance(outcome, Refused)
    assert outcome.error.code == "validation_failed"
    assert (outcome.error.details or {})["field"] == field
    assert (resolution.changes, resolution.resolved) == ((), ())


def test_CF4_a_choice_that_others_overtook_is_kept_anew_in_its_own_place() -> None:
    state, conflict = kept()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "X"})), user="u3", operation_id="later"), view=CHOICE)

    resolution = chosen(state, conflict, "custom", {"shift": "D"}, base=2)

    (outcome,) = resolution.outcomes
    assert isinstance(outcome, Conflicted)
    assert (outcome.outcome, outcome.conflict_id, outcome.fields[0].theirs) == ("pending", conflict.id, "X")
    (anew,) = resolution.conflicts
    assert (anew.id, anew.base, anew.fields[0].base, anew.fields[0].mine) == (conflict.id, 2, "E", "D")
    assert resolution.resolved == ()
    assert chosen(state, anew, "mine").outcomes == (Applied(4),)
    assert shift_at(state, "s1", "01") == "D"


@pytest.mark.parametrize(
    ("strategy", "told", "is_over", "stands"),
    [
        (StrategyName.LAST_WRITER_WINS, "applied", True, "L"),
        (StrategyName.FIRST_WRITER_WINS, "rejected", False, "X"),
        (StrategyName.MERGE, "merged", True, "X"),
        (StrategyName.USER_CHOICE, "pending", False, "X"),
    ],
)
def test_CF4_the_strategy_that_holds_then_decides_a_choice_that_conflicts_again(
    strategy: StrategyName, told: str, is_over: bool, stands: str
) -> None:
    state, conflict = kept()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "X"})), user="u3", operation_id="later"), view=CHOICE)
    resolution = chosen(state, conflict, "mine", base=2, view=a_view(strategy=strategy))
    (outcome,) = resolution.outcomes
    assert (outcome.outcome if isinstance(outcome, Conflicted) else "applied") == told
    assert bool(resolution.resolved) == is_over
    assert shift_at(state, "s1", "01") == stands


@pytest.mark.parametrize("choice", ["mine", "theirs", "custom"])
def test_CF4_a_conflict_that_is_not_there_is_not_found(choice: Any) -> None:
    (outcome,) = chosen(a_period(), None, choice, {"shift": "X"}).outcomes
    assert isinstance(outcome, Refused)
    assert outcome.error.code == "not_found"


def test_a_choice_that_nobody_looked_up_ends_the_batch() -> None:
    state, conflict = kept()
    assert resolved(state, a_submission(ConflictResolve(conflict.id, "mine")), view=CHOICE).outcomes == ()


def test_CF5_a_choice_about_a_person_who_is_gone_is_rejected_and_can_still_be_dropped() -> None:
    state, conflict = kept()
    resolved(state, a_submission(EntityUpdate("period", PERIOD, {"staff": ["s2"]}), operation_id="out"))
    resolution = chosen(state, conflict, "mine")
    assert resolution.outcomes[0].reason == "not_in_period"  # type: ignore[union-attr]  # a conflict
    assert resolution.resolved == ()
    assert chosen(state, conflict, "theirs").resolved == (("u2", conflict.id),)


def test_CF4_a_staff_members_conflict_is_resolved_field_by_field() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityUpdate("settings", WORKSPACE, {"strategy": "user_choice"}), operation_id="0"))
    theirs = a_submission(EntityUpdate("staff", "s1", {"name": "Anna", "position": "Lead"}), base=2)
    mine = a_submission(EntityUpdate("staff", "s1", {"name": "Ann", "position": "Head", "group": "N"}), user="u2", operation_id="m", base=2)
    (conflict,) = resolved(state, theirs, mine, evidence=NO_EVIDENCE).conflicts

    resolution = chosen(state, conflict, "custom", {"name": "Anna"})

    assert resolution.outcomes == (Applied(4),)
    stands = state.entities["staff", "s1"]
    assert [stands[name].value for name in ("name", "position", "group")] == ["Anna", "Head", "N"]
    assert resolution.changes[0].type == "STAFF_UPDATE"


def test_CF5_a_choice_about_something_archived_is_rejected() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityUpdate("settings", WORKSPACE, {"strategy": "user_choice"}), operation_id="0"))
    batch = (a_submission(EntityUpdate("staff", "s1", {"name": name}), user=f"u{name}", operation_id=name, base=2) for name in "12")
    (conflict,) = resolved(state, *batch, evidence=NO_EVIDENCE).conflicts
    resolved(state, a_submission(EntityArchive("staff", "s1"), operation_id="archive"))
    assert chosen(state, conflict, "mine").outcomes[0].reason == "archived"  # type: ignore[union-attr]  # a conflict


def test_UN1_a_choice_is_undone_like_any_edit() -> None:
    state, conflict = kept()
    user = next(iter(FRESH))
    stacks = {conflict.author.user_id: FRESH[user]}
    made = chosen(state, conflict, "mine", undo=stacks)
    resolved(state, a_submission(Undo("period", PERIOD), user="u2", operation_id="undo"), undo=made.undo)
    assert shift_at(state, "s1", "01") == "E"


def test_two_choices_about_one_conflict_in_one_batch_leave_one_row_or_none() -> None:
    state, conflict = kept()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "X"})), user="u3", operation_id="later"), view=CHOICE)
    drop = a_submission(ConflictResolve(conflict.id, "theirs"), user="u2", operation_id="1", base=3)
    again = a_submission(ConflictResolve(conflict.id, "mine"), user="u2", operation_id="2", base=2)
    evidence = Evidence({}, 0, conflict)
    one = resolved(state, drop, again, view=CHOICE, evidence=evidence)
    two = resolved(state, again, drop, view=CHOICE, evidence=evidence)
    assert (len(one.conflicts), len(one.resolved)) == (1, 0)
    assert (len(two.conflicts), len(two.resolved)) == (0, 1)
