"""Why must-rules clash, in words."""

import threading
import time
from typing import Any

import pytest
from ortools.sat.python import cp_model

from shared.domain import Rule
from shared.problem import Explanation, FixedCell, Options, Problem
from solver_service.engines.options import complete
from solver_service.engines.port import Order
from solver_service.explain.explained import explain, explained
from tests.support.grids import MONDAY, a_problem, a_rule, grid
from tests.support.solving import a_busy_problem, solved


def must(rule_type: str, params: dict[str, Any], rule_id: str, name: str = "", **fields: Any) -> Rule:
    return a_rule(rule_type, params, enforcement="hard", rule_id=rule_id, name=name, **fields)


def an_order(problem: Problem, seconds: float = 20.0) -> Order:
    options = complete(Options(time_limit_s=seconds, workers=1), workers_max=2, time_limit_max_s=60)
    return Order(problem, options, time.monotonic(), threading.Event())


def why(problem: Problem) -> Explanation:
    return explain(an_order(problem), None)


WEEK = grid("Ana . . . . . . .", "Bo . . . . . . .")
TWO = must("coverage", {"min": 2}, "two", "Two at least")


def test_two_rules_that_exclude_each_other_are_both_named_with_what_each_would_give() -> None:
    found = why(a_problem(WEEK, must("coverage", {"max": 0}, "nobody", "Closed", dates={"dates": ["2026-12-09"]}), TWO))
    assert (found.rule_ids, found.staff_ids, found.dates, found.confirmed) == (("nobody", "two"), (), (MONDAY.replace(day=9),), True)
    assert [member.message for member in found.members] == [
        "“Closed” on Wed 9 Dec (if only this gives way: 2 people at work on Wed 9 Dec, 0 at most)",
        "“Two at least” on Wed 9 Dec (if only this gives way: 0 people at work on Wed 9 Dec, 2 at least)",
    ]
    assert found.message.startswith("These rules that must hold can't hold together; any one of them left out, the others can: “Closed”")


def test_time_off_is_named_for_the_one_person_and_date_that_matter() -> None:
    away = {"absences": [{"staff": "ana", "when": {"from": "2026-12-07", "to": "2026-12-13"}}]}
    found = why(a_problem(WEEK, must("time_off", away, "away"), must("coverage", {"min": 2}, "two", dates={"dates": ["2026-12-10"]})))
    assert [(member.rule_id, member.staff_ids, [day.day for day in member.dates]) for member in found.members] == [
        ("away", ("ana",), [10]),
        ("two", (), [10]),
    ]
    assert found.confirmed


def test_more_people_than_there_are_is_one_rule_that_can_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cp_model.CpSolver, "solve", lambda *_: pytest.fail("counting shows it"))
    monkeypatch.setattr("solver_service.explain.asking.Asker.least_breach", lambda *_: None)
    found = why(a_problem(WEEK, must("coverage", {"min": 3}, "three", "Three at least")))
    assert (found.rule_ids, found.confirmed) == (("three",), True)
    assert found.message.startswith("A rule that must hold can't, whatever the others do: “Three at least” on Mon 7 Dec")


def test_fixed_cells_that_break_a_rule_by_themselves_are_found() -> None:
    fixed = tuple(FixedCell(staff_id="bo", date=MONDAY.replace(day=day), shift=code) for day, code in ((7, "N"), (8, "E")))
    rule = must("succession", {"pairs": [{"before": ["N"], "after": ["E"]}]}, "rest", "Rest after nights")
    found = why(a_problem(WEEK, rule).model_copy(update={"fixed": fixed}))
    assert (found.rule_ids, found.staff_ids, [day.day for day in found.dates]) == (("rest",), ("bo",), [7, 8])
    assert "Bo has Night on Mon 7 Dec and Early on Tue 8 Dec" in found.message


def test_a_person_who_is_not_employed_yet_is_not_counted_on() -> None:
    problem = a_problem(WEEK, TWO)
    ana = problem.staff[0].model_copy(update={"first_day": MONDAY.replace(day=9)})
    found = why(problem.model_copy(update={"staff": (ana, *problem.staff[1:])}))
    assert (found.rule_ids, [day.day for day in found.dates]) == (("two",), [7])


def test_a_week_that_needs_more_shifts_than_people_may_work_names_the_limits_of_all_of_them() -> None:
    found = why(a_problem(WEEK, must("window_count", {"max": 3, "window": "week"}, "most"), must("coverage", {"min": 1}, "one")))
    assert [(member.rule_id, member.staff_ids, len(member.dates)) for member in found.members] == [
        ("most", ("ana",), 7),
        ("most", ("bo",), 7),
        ("one", (), 7),
    ]
    assert found.confirmed


def test_rules_that_can_hold_are_said_to() -> None:
    found = why(a_problem(WEEK, must("window_count", {"max": 4, "window": "week"}, "most"), must("coverage", {"min": 1}, "one")))
    assert (found.rule_ids, found.confirmed) == ((), True)
    assert "can hold" in found.message


def test_a_month_that_needs_more_work_than_all_weekends_allow_is_seen_by_counting() -> None:
    problem = a_busy_problem(staff=12, days=28, shifts=2)
    rules = tuple(rule.model_copy(update={"enforcement": "hard"}) for rule in problem.rules if rule.type != "request")
    weekends = must("weekends", {"max_worked": 1}, "few")
    found = why(problem.model_copy(update={"rules": (*rules, weekends)}))
    assert found.confirmed
    assert len(found.members) > 1


def test_an_answer_that_breaks_must_rules_is_explained_within_its_time_limit() -> None:
    problem = a_problem(WEEK, must("coverage", {"max": 0}, "nobody"), TWO)
    solution, _ = solved(problem)
    order = an_order(problem)
    told = explained(order, solution).explanation
    assert told is not None
    assert told.confirmed
    late = Order(problem, order.options, time.monotonic() - 20, threading.Event())
    assert explained(late, solution) is solution


def test_a_stop_leaves_what_the_best_grid_breaks() -> None:
    problem = a_problem(WEEK, must("coverage", {"max": 0}, "nobody"), TWO)
    solution, _ = solved(problem)
    order = an_order(problem)
    order.stop.set()
    told = explained(order, solution).explanation
    assert told is not None
    assert (told.confirmed, told.members) == (False, ())
    assert told.message
