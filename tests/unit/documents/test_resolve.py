"""The fate of operations, case by case."""

import pytest

from hub.documents.record import Applied, Conflicted, NewPeriod, Refused, Unchanged
from shared.domain import StrategyName
from shared.ids import RunId
from shared.operations import CellEdit, EntityArchive, EntityCreate, EntityUpdate, Operation, Redo, SolutionApply, Undo
from tests.support.documents import FRESH, PERIOD, WORKSPACE, a_period, a_submission, a_view, a_workspace, cells, resolved, shift_at

FIRST = a_view(strategy=StrategyName.FIRST_WRITER_WINS)


def test_an_edit_becomes_the_next_version_with_only_the_fields_that_changed() -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "D"})), operation_id="a"))

    resolution = resolved(state, a_submission(cells(("s1", "01", {"shift": "D", "note": "n"})), operation_id="b", base=2))

    assert resolution.outcomes == (Applied(3),)
    (change,) = resolution.changes
    assert change.effect.cells[0].set == {"note": "n"}
    assert change.inverse.cells[0].set == {"note": None}


def test_values_that_stand_already_make_no_version() -> None:
    state = a_period()
    resolution = resolved(state, a_submission(cells(("s1", "01", {"shift": None, "locked": False}))))
    assert resolution.outcomes == (Unchanged(1),)
    assert (resolution.next, resolution.changes) == (1, ())


def test_CF2_the_last_writer_wins_and_the_overwritten_author_gets_a_notice() -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), user="u1", operation_id="mine", base=1))

    (outcome,) = resolved(state, a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", base=1)).outcomes

    assert isinstance(outcome, Applied)
    assert shift_at(state, "s1", "01") == "L"
    (notice,) = outcome.overwritten
    assert notice.author.operation_id == "mine"
    assert (notice.fields[0].mine, notice.fields[0].theirs, notice.fields[0].theirs_author.user_id) == ("E", "L", "u2")


def test_CF2_a_second_write_to_the_same_field_is_rejected_under_first_writer_wins() -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), user="u1", base=1))

    resolution = resolved(
        state, a_submission(cells(("s1", "01", {"shift": "L"}), ("s2", "01", {"shift": "L"})), user="u2", base=1), view=FIRST
    )

    (outcome,) = resolution.outcomes
    assert isinstance(outcome, Conflicted)
    assert outcome.outcome == "rejected"
    assert [(field.id, field.theirs, field.mine) for field in outcome.fields] == [("s1/2026-12-01", "E", "L")]
    assert shift_at(state, "s1", "01") == "E"
    assert shift_at(state, "s2", "01") is None, "all or nothing"


@pytest.mark.parametrize(
    ("base", "client", "field", "value"),
    [
        (2, "other", "shift", "L"),  # it was seen
        (None, "other", "shift", "L"),  # no base: it conflicts with nothing [EN4]
        (1, "client of u1", "shift", "L"),  # one's own change
        (1, "other", "shift", "E"),  # the same value
        (1, "other", "note", "x"),  # another field
    ],
)
def test_CF1_what_is_no_conflict(base: int | None, client: str, field: str, value: str) -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), base=1))
    (outcome,) = resolved(state, a_submission(cells(("s1", "01", {field: value})), client=client, base=base), view=FIRST).outcomes
    assert isinstance(outcome, Applied | Unchanged)


def test_CF1_operations_of_one_batch_conflict_with_each_other() -> None:
    state = a_period()
    one = a_submission(cells(("s1", "01", {"shift": "E"})), user="u1", base=1)
    two = a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", base=1)
    outcomes = resolved(state, one, two, view=FIRST).outcomes
    assert [type(outcome) for outcome in outcomes] == [Applied, Conflicted]


def test_a_periods_own_strategy_holds_over_the_workspaces() -> None:
    state = a_period(strategy="first_writer_wins")
    one = a_submission(cells(("s1", "01", {"shift": "E"})), user="u1", base=1)
    two = a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", base=1)
    assert isinstance(resolved(state, one, two).outcomes[1], Conflicted)


def test_CF5_cells_of_a_person_who_is_not_in_the_period_are_rejected_under_every_strategy() -> None:
    (outcome,) = resolved(a_period(), a_submission(cells(("s9", "01", {"shift": "E"})))).outcomes
    assert isinstance(outcome, Conflicted)
    assert (outcome.outcome, outcome.reason) == ("rejected", "not_in_period")


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (cells(("s1", "08", {"shift": "D"})), "validation_failed"),  # outside the dates
        (cells(("s1", "01", {"shift": "ZZ"})), "validation_failed"),
        (EntityUpdate("period", "p2", {"name": "x"}), "not_found"),
        (EntityUpdate("period", PERIOD, {"start_date": "2027-01-01"}), "validation_failed"),
        (EntityUpdate("period", PERIOD, {"staff": ["nobody"]}), "validation_failed"),
        (EntityUpdate("period", PERIOD, {"strategy": "whoever_shouts"}), "validation_failed"),
        (EntityUpdate("staff", "s1", {"name": "x"}), "not_found"),  # another document
        (Undo("period", PERIOD), "nothing_to_undo"),
        (Redo("period", PERIOD), "nothing_to_undo"),
    ],
)
def test_what_a_period_refuses(operation: Operation, code: str) -> None:
    state = a_period()
    (outcome,) = resolved(state, a_submission(operation), undo=FRESH).outcomes
    assert isinstance(outcome, Refused)
    assert outcome.error.code == code
    assert state.version == 1


def test_a_base_from_the_future_is_refused() -> None:
    (outcome,) = resolved(a_period(), a_submission(cells(("s1", "01", {"shift": "D"})), base=2)).outcomes
    assert isinstance(outcome, Refused)
    assert outcome.error.code == "version_ahead"


def test_a_closed_period_takes_nothing_but_being_opened_again() -> None:
    state = a_period(status="closed")
    (refused,) = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"})))).outcomes
    (opened,) = resolved(state, a_submission(EntityUpdate("period", PERIOD, {"status": "draft"}))).outcomes
    assert isinstance(refused, Refused)
    assert refused.error.code == "period_closed"
    assert isinstance(opened, Applied)


def test_an_archived_period_rejects_edits() -> None:
    (outcome,) = resolved(a_period(), a_submission(cells(("s1", "01", {"shift": "D"}))), view=a_view(archived=[PERIOD])).outcomes
    assert isinstance(outcome, Conflicted)
    assert outcome.reason == "archived"


def test_cells_of_people_and_dates_that_leave_the_period_leave_by_the_same_version() -> None:
    state = a_period()
    resolved(
        state, a_submission(cells(("s1", "01", {"shift": "D"}), ("s2", "07", {"shift": "E", "locked": True}), ("s3", "02", {"shift": "L"})))
    )

    (change,) = resolved(state, a_submission(EntityUpdate("period", PERIOD, {"staff": ["s2", "s3"], "end_date": "2026-12-06"}))).changes

    assert {(cell.staff_id, cell.date): cell.set for cell in change.effect.cells} == {
        ("s1", "2026-12-01"): {"shift": None},
        ("s2", "2026-12-07"): {"shift": None, "locked": None},
    }
    assert shift_at(state, "s3", "02") == "L"


def test_a_solution_leaves_out_people_and_dates_that_are_gone() -> None:
    state = a_period()
    solution = SolutionApply(
        PERIOD,
        RunId("r1"),
        tuple(CellEdit(staff, day, {"shift": "D"}) for staff, day in (("s1", "2026-12-01"), ("gone", "2026-12-01"), ("s1", "2026-12-31"))),
    )
    (change,) = resolved(state, a_submission(solution, operation_id="run:r1")).changes
    assert [cell.staff_id for cell in change.effect.cells] == ["s1"]
    assert (change.type, change.run_id) == ("APPLY_SOLUTION", "r1")


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (EntityCreate("staff", "s9", {"code": "A", "name": "Another"}), "validation_failed"),  # the code is taken
        (EntityCreate("staff", "s1", {"code": "Z"}), "validation_failed"),  # the id is taken
        (EntityUpdate("staff", "s9", {"name": "x"}), "not_found"),
        (EntityArchive("staff", "s9"), "not_found"),
        (EntityCreate("rule", "r1", {"type": "no such rule"}), "validation_failed"),
        (EntityCreate("rule", "r1", {"type": "consecutive", "params": {"max": "many"}}), "validation_failed"),
        (EntityCreate("period", "p2", {"start_date": "2026-12-02", "end_date": "2026-12-01"}), "validation_failed"),
        (EntityCreate("period", "p2", {"start_date": "2026-12-01", "end_date": "2026-12-02", "staff": ["s9"]}), "validation_failed"),
        (EntityUpdate("settings", WORKSPACE, {"strategy": "whoever_shouts"}), "validation_failed"),
        (cells(("s1", "01", {"shift": "D"})), "not_found"),
    ],
)
def test_what_a_workspace_refuses(operation: Operation, code: str) -> None:
    (outcome,) = resolved(a_workspace(), a_submission(operation)).outcomes
    assert isinstance(outcome, Refused)
    assert outcome.error.code == code


def test_a_code_is_never_used_again_even_when_its_owner_is_archived() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityArchive("staff", "s1"), operation_id="a"))
    (outcome,) = resolved(state, a_submission(EntityCreate("staff", "s9", {"code": "A"}), operation_id="b")).outcomes
    assert isinstance(outcome, Refused)


def test_CF5_an_archived_entity_rejects_edits() -> None:
    state = a_workspace()
    resolved(state, a_submission(EntityArchive("staff", "s1"), operation_id="a"))
    (outcome,) = resolved(state, a_submission(EntityUpdate("staff", "s1", {"name": "x"}), operation_id="b")).outcomes
    assert isinstance(outcome, Conflicted)
    assert outcome.reason == "archived"


def test_a_new_period_brings_its_own_document_with_version_1() -> None:
    create = EntityCreate("period", "p2", {"name": "January", "start_date": "2027-01-01", "end_date": "2027-01-31", "staff": ["s2", "s1"]})
    resolution = resolved(a_workspace(), a_submission(create))

    (change,) = resolution.changes
    assert change.effect.entity is not None
    assert change.effect.entity.set == {"listed": True}
    (period,) = resolution.new_periods
    assert isinstance(period, NewPeriod)
    assert (period.key.id, period.first.version, period.first.type) == ("p2", 1, "PERIOD_CREATE")
    assert period.fields["status"].value == "draft"
    assert period.fields["staff"].value == ["s2", "s1"]


def undone(strict: bool = False) -> Undo:
    return Undo("period", PERIOD, strict)


def test_UN1_undo_takes_back_the_own_last_change_and_redo_brings_it_back() -> None:
    state = a_period()
    stacks = FRESH
    one = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"})), operation_id="1"), undo=stacks)
    two = resolved(state, a_submission(cells(("s1", "01", {"shift": "E"})), operation_id="2"), undo=one.undo)

    back = resolved(state, a_submission(undone(), operation_id="3"), undo=two.undo)
    assert shift_at(state, "s1", "01") == "D"
    back = resolved(state, a_submission(undone(), operation_id="4"), undo=back.undo)
    assert shift_at(state, "s1", "01") is None
    forth = resolved(state, a_submission(Redo("period", PERIOD), operation_id="5"), undo=back.undo)
    assert shift_at(state, "s1", "01") == "D"
    forth = resolved(state, a_submission(Redo("period", PERIOD), operation_id="6"), undo=forth.undo)
    assert shift_at(state, "s1", "01") == "E"
    assert state.version == 7


def test_UN1_a_field_that_someone_changed_since_is_left_and_listed() -> None:
    state = a_period()
    mine = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"}), ("s1", "02", {"shift": "D"})), operation_id="1"), undo=FRESH)
    resolved(state, a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", operation_id="2"))

    (outcome,) = resolved(state, a_submission(undone(), operation_id="3"), undo=mine.undo).outcomes

    assert isinstance(outcome, Conflicted)
    assert outcome.outcome == "merged"
    assert [(field.id, field.theirs, field.theirs_author.user_id) for field in outcome.fields] == [("s1/2026-12-01", "L", "u2")]
    assert (shift_at(state, "s1", "01"), shift_at(state, "s1", "02")) == ("L", None)


def test_UN1_strict_refuses_instead() -> None:
    state = a_period()
    mine = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"}), ("s1", "02", {"shift": "D"})), operation_id="1"), undo=FRESH)
    resolved(state, a_submission(cells(("s1", "01", {"shift": "L"})), user="u2", operation_id="2"))

    (outcome,) = resolved(state, a_submission(undone(strict=True), operation_id="3"), undo=mine.undo).outcomes

    assert isinstance(outcome, Conflicted)
    assert outcome.outcome == "rejected"
    assert shift_at(state, "s1", "02") == "D"


def test_UN1_a_new_operation_clears_redo() -> None:
    state = a_period()
    made = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"})), operation_id="1"), undo=FRESH)
    back = resolved(state, a_submission(undone(), operation_id="2"), undo=made.undo)
    new = resolved(state, a_submission(cells(("s2", "01", {"shift": "D"})), operation_id="3"), undo=back.undo)
    (outcome,) = resolved(state, a_submission(Redo("period", PERIOD), operation_id="4"), undo=new.undo).outcomes
    assert isinstance(outcome, Refused)


def test_UN1_operations_of_one_group_are_undone_together() -> None:
    state = a_period()
    one = resolved(state, a_submission(cells(("s1", "01", {"shift": "D"}), undo_group="paste"), operation_id="1"), undo=FRESH)
    two = resolved(state, a_submission(cells(("s1", "02", {"shift": "D"}), undo_group="paste"), operation_id="2"), undo=one.undo)

    back = resolved(state, a_submission(undone(), operation_id="3"), undo=two.undo)
    assert (shift_at(state, "s1", "01"), shift_at(state, "s1", "02")) == (None, None)
    resolved(state, a_submission(Redo("period", PERIOD), operation_id="4"), undo=back.undo)
    assert (shift_at(state, "s1", "01"), shift_at(state, "s1", "02")) == ("D", "D")


def test_UN1_taking_back_a_creation_archives_and_bringing_it_back_unarchives() -> None:
    state = a_workspace()
    made = resolved(state, a_submission(EntityCreate("staff", "s9", {"code": "Z", "name": "Zoe"}), operation_id="1"), undo=FRESH)
    back = resolved(state, a_submission(Undo("workspace"), operation_id="2"), undo=made.undo)
    assert state.entities["staff", "s9"]["archived"].value is True
    resolved(state, a_submission(Redo("workspace"), operation_id="3"), undo=back.undo)
    assert state.entities["staff", "s9"]["archived"].value is None


def test_UN1_undoing_who_is_in_the_period_clears_the_cells_of_those_who_go_again() -> None:
    state = a_period(staff=["s1"])
    came = resolved(state, a_submission(EntityUpdate("period", PERIOD, {"staff": ["s1", "s2"]}), operation_id="1"), undo=FRESH)
    resolved(state, a_submission(cells(("s2", "01", {"shift": "D"})), user="u2", operation_id="2"))

    (change,) = resolved(state, a_submission(undone(), operation_id="3"), undo=came.undo).changes

    assert shift_at(state, "s2", "01") is None
    assert [(cell.staff_id, cell.set) for cell in change.effect.cells] == [("s2", {"shift": None})]
    assert change.inverse.cells[0].set == {"shift": "D"}


def test_UN1_a_person_taken_out_comes_back_with_their_cells() -> None:
    state = a_period()
    resolved(state, a_submission(cells(("s1", "01", {"shift": "D"})), user="u2", operation_id="1"))
    out = resolved(state, a_submission(EntityUpdate("period", PERIOD, {"staff": ["s2", "s3"]}), operation_id="2"), undo=FRESH)
    (outcome,) = resolved(state, a_submission(undone(), operation_id="3"), undo=out.undo).outcomes
    assert isinstance(outcome, Applied)
    assert shift_at(state, "s1", "01") == "D"
    assert state.entities["period", PERIOD]["staff"].value == ["s1", "s2", "s3"]
