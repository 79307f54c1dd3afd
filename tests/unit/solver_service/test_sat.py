"""One run of CP-SAT and its faults."""

import threading

import pytest
import structlog
from ortools.sat.python import cp_model

from shared.rules.terms import Cell, Hinge, Part, Price, Row, Term
from shared.score import check
from solver_service.engines.model.build import LEAST_SOFT, Aim, build
from solver_service.engines.sat import Effort, ImpossibleError, minimise
from tests.support.solving import a_busy_problem, solved

FREE = {(0, 0): (0, 1), (0, 1): (0, 1)}
GRID = [[0, 0]]


def test_a_model_that_is_said_to_be_impossible_is_solved_again_without_presolve_and_with_another_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = build(GRID, FREE, [Cell(0, True, 0, (0,), (0, 1), 1)], LEAST_SOFT)
    tried: list[tuple[bool, int]] = []
    honest = cp_model.CpSolver.solve

    def watched(solver: cp_model.CpSolver, *given: object) -> object:
        tried.append((solver.parameters.cp_model_presolve, solver.parameters.random_seed))
        return honest(solver, *given)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(cp_model.CpSolver, "solve", watched)
    with pytest.raises(ImpossibleError):
        minimise(built, Effort(5, 1, 7), lambda: True, lambda _: None, lambda _: None)
    assert tried == [(True, 7), (False, 8)]


def test_a_model_that_is_said_to_be_impossible_once_is_solved_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = cp_model.CpSolver.solve
    lies = [cp_model.INFEASIBLE]

    def lying(solver: cp_model.CpSolver, *given: object) -> object:
        found = honest(solver, *given)  # type: ignore[arg-type]  # passed on as it came
        return lies.pop() if lies else found

    monkeypatch.setattr(cp_model.CpSolver, "solve", lying)
    built = build(GRID, FREE, [Cell(0, False, 0, (0,), (0,), 3)], LEAST_SOFT)
    with structlog.testing.capture_logs() as logs:
        outcome = minimise(built, Effort(5, 1, 7), lambda: True, lambda _: None, lambda _: None)
    assert (outcome.is_optimal, outcome.bound) == (True, 0)
    assert outcome.grid is not None
    assert outcome.grid[0][0] == 1
    assert [(log["event"], log["log_level"], log["seed"]) for log in logs] == [("cpsat.infeasible_by_mistake", "warning", 7)]


@pytest.mark.parametrize("lie_count", [1, 1_000])
def test_a_solver_that_says_impossible_keeps_nobody_from_an_answer(monkeypatch: pytest.MonkeyPatch, lie_count: int) -> None:
    honest = cp_model.CpSolver.solve
    lies = [cp_model.INFEASIBLE] * lie_count

    def lying(solver: cp_model.CpSolver, *given: object) -> object:
        found = honest(solver, *given)  # type: ignore[arg-type]  # passed on as it came
        return lies.pop() if lies else found

    monkeypatch.setattr(cp_model.CpSolver, "solve", lying)
    problem = a_busy_problem(staff=4, days=7, shifts=2)
    solution, _ = solved(problem, time_limit_s=3, workers=1)
    assert solution.score == check(problem, solution.grid).score
    assert solution.score.hard == 0
    assert solution.bound is not None
    assert (solution.bound.hard, solution.bound.soft) <= (0, solution.score.soft)


def test_prices_that_are_not_convex_are_modelled_exactly() -> None:
    price = Price(over=(Hinge(0, 3), Hinge(1, -3)))  # 3 for any total above 0
    row = Row(0, False, (Part((0,), (0, 1), (0, 1, 0)),), price)
    for cells, expected in (([[0, 0]], 0), ([[0, 1]], 3), ([[1, 1]], 3)):
        assert build(cells, FREE, [row], Aim(1, 1, None)).score_on(cells).soft == expected
    must_work: list[Term] = [Cell(1, False, 0, (0,), (0,), 10), Cell(2, False, 0, (1,), (0,), 1), row]
    outcome = minimise(build(GRID, FREE, must_work, LEAST_SOFT), Effort(5, 1, 1), lambda: True, lambda _: None, lambda _: None)
    assert (outcome.grid, outcome.bound, outcome.is_optimal) == ([[1, 1]], 3, True)


def test_a_stop_ends_the_search_with_the_best_so_far() -> None:
    stop = threading.Event()
    stop.set()
    solution, _ = solved(a_busy_problem(), stop=stop, time_limit_s=30)
    assert solution.elapsed_s < 5
    assert solution.grid


def test_the_search_ends_at_the_gap_that_was_asked_for() -> None:
    solution, _ = solved(a_busy_problem(staff=10, days=14, shifts=2), time_limit_s=30, stop_at_gap=10.0)
    assert solution.elapsed_s < 30
    assert solution.score.hard == 0


def test_one_worker_proves_small_problems_too() -> None:
    solution, _ = solved(a_busy_problem(staff=4, days=7, shifts=2), workers=1, time_limit_s=20)
    assert solution.status == "optimal"
