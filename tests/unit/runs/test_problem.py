"""A period and its workspace as a problem."""

from datetime import date

import pytest

from hub.runs.check import check_period
from hub.runs.problem import problem_of, valid
from shared.domain import Rule, RuleScope, StaffScope
from shared.entities import given_fields
from shared.problem import Problem, SolveScope
from shared.protocol.errors import ValidationFailedError
from shared.score import check
from tests.support.runs import DEMO, as_set, day_of, demo_states, staff_id


def test_the_demos_documents_give_the_demos_problem() -> None:
    period, workspace = demo_states()

    problem = problem_of(period, workspace)

    expected = DEMO.problem()
    assert (problem.staff, problem.reference, problem.start_date, problem.end_date) == (
        expected.staff,
        expected.reference,
        expected.start_date,
        expected.end_date,
    )
    assert {shift.id: shift for shift in problem.shift_types} == {shift.id: shift for shift in expected.shift_types}
    assert {rule.id: rule for rule in problem.rules} == {rule.id: rule for rule in expected.rules}
    assert set(problem.fixed) == set(expected.fixed)


def test_a_problem_that_was_not_validated_again_is_as_good_as_one_that_was() -> None:
    problem = problem_of(*demo_states())

    read = Problem.model_validate_json(problem.model_dump_json(by_alias=True))

    assert read == problem
    assert check(read) == check(problem)


def test_the_grids_check_is_the_scorers() -> None:
    period, workspace = demo_states()

    found = check_period(period, workspace)

    assert found.score == check(DEMO.problem()).score


def test_people_stand_in_the_grids_order_and_archived_ones_are_left_out_but_may_be_named() -> None:
    period, workspace = demo_states()
    listed = [staff_id("olga"), staff_id("aiko"), staff_id("ben")]
    period.entities["period", DEMO.period.id] |= as_set({"staff": listed})
    workspace.entities["staff", staff_id("aiko")] |= as_set({"archived": True})

    problem = problem_of(period, workspace)

    assert [member.code for member in problem.staff] == ["olga", "ben"]
    assert staff_id("aiko") in problem.absent_staff
    assert staff_id("luca") in problem.absent_staff
    valid(problem)


def test_an_archived_shift_is_no_choice_and_its_cells_are_open_but_the_check_counts_them() -> None:
    period, workspace = demo_states()
    late = next(shift for shift in DEMO.shift_types if shift.code == "l")
    workspace.entities["shift_type", late.id] |= as_set({"archived": True})

    problem = problem_of(period, workspace)
    for_people = problem_of(period, workspace, keeps_archived=True)

    assert "l" not in {shift.code for shift in problem.shift_types}
    assert problem.absent_codes == ("l",)
    assert all(cell != "l" for row in problem.reference for cell in row)
    assert all(cell.shift != "l" for cell in problem.fixed)
    assert for_people.reference == DEMO.problem().reference
    valid(problem)


def test_disabled_and_archived_rules_count_nothing() -> None:
    period, workspace = demo_states()
    first, second, *others = DEMO.rules
    workspace.entities["rule", first.id] |= as_set({"enabled": False})
    workspace.entities["rule", second.id] |= as_set({"archived": True})

    assert {rule.id for rule in problem_of(period, workspace).rules} == {rule.id for rule in others}


def test_locked_cells_with_a_shift_are_fixed_and_the_scope_is_passed_on() -> None:
    period, workspace = demo_states()
    period.cells[staff_id("ben"), day_of(5)] = as_set({"locked": True})
    scope = SolveScope(staff_ids=(staff_id("ben"),), from_date=date.fromisoformat(day_of(3)), empty_only=True)

    problem = problem_of(period, workspace, scope)

    assert len(problem.fixed) == len(DEMO.problem().fixed)
    assert problem.scope == scope


def test_a_rule_that_cannot_be_used_is_named_with_what_is_wrong() -> None:
    period, workspace = demo_states()
    bad = Rule(id="bad", type="coverage", name="Night cover", params={"shifts": ["n"], "min": 1})
    worse = Rule(id="worse", type="no_such_type", name="Moonlight", scope=RuleScope(staff=StaffScope(ids=("nobody",))))
    for rule in (bad, worse):
        workspace.entities["rule", rule.id] = as_set(given_fields(rule))

    with pytest.raises(ValidationFailedError) as refused:
        check_period(period, workspace)

    assert "“Night cover”" in refused.value.message
    assert "there is no shift type 'n'" in refused.value.message
    faults = (refused.value.details or {})["faults"]
    assert {fault["rule_id"] for fault in faults} == {"bad", "worse"}
    assert any(fault["where"] == "params.shifts[0]" for fault in faults)


def test_a_rule_whose_fields_cannot_be_read_is_named() -> None:
    period, workspace = demo_states()
    workspace.entities["rule", "odd"] = as_set({"type": "coverage", "name": "Odd", "weight": "many"})

    with pytest.raises(ValidationFailedError) as refused:
        problem_of(period, workspace)

    assert "“Odd”" in refused.value.message
    assert (refused.value.details or {})["field"] == "weight"
