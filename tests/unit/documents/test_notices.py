"""Whose values a change overwrote, from the state before it and the change alone [CF3]."""

import copy
from typing import Any, Literal

import pytest

from hub.documents.notices import notices
from hub.documents.record import Overwritten, Submission, UndoStacks
from hub.documents.state import DocumentState
from shared.domain import StrategyName
from shared.ids import RunId, UserId
from shared.operations import CellEdit, EntityArchive, EntityUpdate, Operation, SolutionApply, Undo
from tests.support.documents import NO_EVIDENCE, PERIOD, a_period, a_submission, a_view, a_workspace, cells, resolved

CELL = ("s1", "01", {"shift": "E"})


def mine(state: DocumentState) -> None:
    """Ana's edit, which others overwrite afterwards."""
    resolved(state, a_submission(cells(CELL), user="ana", operation_id="mine", base=state.version))


def noticed(state: DocumentState, submission: Submission, **more: Any) -> tuple[Overwritten, ...]:
    """What another replica finds when it reads the change that `submission` becomes here."""
    before = copy.deepcopy(state)
    (change,) = resolved(state, submission, evidence=NO_EVIDENCE, **more).changes
    return notices(before, change)


def test_the_author_of_the_operation_that_was_overwritten_is_named_with_what_went_and_what_came() -> None:
    state = a_period()
    mine(state)
    (notice,) = noticed(state, a_submission(cells(("s1", "01", {"shift": "L", "note": "new"})), user="bo", base=1))
    assert (notice.author.user_id, notice.author.operation_id, notice.version) == ("ana", "mine", 3)
    (field,) = notice.fields
    assert (field.entity, field.id, field.field) == ("cell", "s1/2026-12-01", "shift")
    assert (field.mine, field.theirs, field.theirs_version, field.theirs_author.user_id) == ("E", "L", 3, "bo")


def test_one_notice_for_each_operation_that_lost_something() -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"}), ("s2", "01", {"shift": "E"})), user="ana", operation_id="a", base=1))
    resolved(state, a_submission(cells(("s3", "01", {"shift": "E"})), user="ana", operation_id="b", base=1))
    found = noticed(state, a_submission(cells(*((staff, "01", {"shift": "L"}) for staff in ("s1", "s2", "s3"))), user="bo", base=1))
    assert [(notice.author.operation_id, len(notice.fields)) for notice in found] == [("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(a_submission(cells(("s1", "01", {"shift": "L"})), user="bo", base=2), id="who saw it"),
        pytest.param(a_submission(cells(("s1", "01", {"shift": "L"})), user="bo", base=None), id="who names no base"),
        pytest.param(a_submission(cells(("s1", "01", {"note": "n"})), user="bo", base=1), id="another field"),
        pytest.param(a_submission(cells(("s2", "01", {"shift": "L"})), user="bo", base=1), id="another cell"),
        pytest.param(a_submission(cells(("s1", "01", {"shift": "L"})), user="ana", base=1), id="oneself"),
        pytest.param(
            a_submission(EntityUpdate("period", PERIOD, {"staff": ["s2"]}), user="bo", base=1), id="a cell that leaves with its person"
        ),
        pytest.param(
            a_submission(SolutionApply(PERIOD, RunId("r"), (CellEdit("s1", "2026-12-01", {"shift": "L"}),)), user="bo"), id="a solution"
        ),
    ],
)
def test_what_was_seen_or_not_edited_by_another_brings_no_notice(later: Submission) -> None:
    state = a_period()
    mine(state)
    assert noticed(state, later) == ()


@pytest.mark.parametrize(
    ("state", "edit", "kind"),
    [
        (a_period(), cells(("s2", "01", {"shift": "L"})), "period"),
        (a_workspace(), EntityUpdate("staff", "s1", {"name": "Anna"}), "workspace"),
    ],
)
def test_an_undo_brings_no_notice_even_to_another_client_of_its_author(
    state: DocumentState, edit: Operation, kind: Literal["period", "workspace"]
) -> None:
    stacks = {UserId("bo"): UndoStacks()}
    stacks = dict(resolved(state, a_submission(edit, user="bo", client="laptop", base=1), undo=stacks).undo)
    undo = Undo(kind, PERIOD if kind == "period" else None)
    assert noticed(state, a_submission(undo, user="bo", client="phone", operation_id="u", base=1), undo=stacks) == ()


def test_a_change_that_was_merged_overwrote_nothing() -> None:
    state, view = a_period(), a_view(strategy=StrategyName.MERGE)
    for user, text in (("ana", "Bring keys"), ("ana", "Bring keys at 8")):
        resolved(state, a_submission(cells(("s1", "01", {"note": text})), user=user, operation_id=text, base=state.version))
    joined = cells(("s1", "01", {"note": "Bring the keys"}))
    assert noticed(state, a_submission(joined, user="bo", base=2), view=view) == ()
    assert state.cells["s1", "2026-12-01"]["note"].value == "Bring the keys at 8"


def test_entities_bring_notices_too_but_not_to_who_is_archived_under_ones_hands() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityUpdate("staff", "s1", {"name": "Anne"}), user="ana", operation_id="mine", base=1))
    (notice,) = noticed(state, a_submission(EntityUpdate("staff", "s1", {"name": "Anna"}), user="bo", operation_id="theirs", base=1))
    assert [(field.entity, field.id, field.field, field.mine, field.theirs) for field in notice.fields] == [
        ("staff", "s1", "name", "Anne", "Anna")
    ]
    assert noticed(state, a_submission(EntityArchive("staff", "s1"), user="bo", operation_id="gone", base=1)) == ()


def test_a_first_change_meets_nothing() -> None:
    state = a_period()
    (change,) = resolved(state, a_submission(cells(CELL), base=0)).changes
    assert notices(a_period(), change) == ()
