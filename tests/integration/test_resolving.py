"""Solving again over the real service: what stands, what may move, what a change costs."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from shared.problem import FixedCell, Incumbent, Problem, Result, Solution, SolveScope
from shared.score import check
from tests.support.grids import MONDAY, a_problem, a_rule, grid
from tests.support.solver_process import SolverProcess, a_request, a_solver, streaming

TUESDAY = MONDAY.replace(day=MONDAY.day + 1)


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with a_solver(SOLVER_SLOTS="1", SOLVER_WORKERS="2") as process:
        yield process


@pytest.fixture
def client(solver: SolverProcess) -> Iterator[httpx2.Client]:
    solver.wait_until_ready()
    with solver.client() as client:
        yield client


def published() -> Problem:
    """Three days that stand; one day shift is wanted a day, two on the first."""
    coverage = a_rule("coverage", {"shifts": ["D"], "min": 1, "exceptions": [{"dates": [str(MONDAY)], "min": 2}]}, weight=5)
    return a_problem(grid("Ana - E D", "Bo E - E"), coverage)


def answer(client: httpx2.Client, problem: Problem, **options: Any) -> Solution:
    response = client.post("/optimize", content=a_request(problem, **options))
    assert response.status_code == 200
    return Solution.model_validate(response.json())


def test_a_price_for_changes_is_part_of_every_score_and_named_in_words(client: httpx2.Client) -> None:
    problem = published()
    with streaming(client, problem, stability_weight=2, time_limit_s=5) as stream:
        events = list(stream)
    first = next(event for event in events if isinstance(event, Incumbent))
    assert first.score == check(problem).score  # nothing has changed yet
    end = events[-1]
    assert isinstance(end, Result)
    solution = end.solution
    assert solution.status == "optimal"
    assert solution.score.soft == 3 * 2  # each change wins more than it costs
    found = [violation for violation in solution.violations if violation.type == "stability"]
    assert {violation.rule_id for violation in found} == {"stability"}
    assert [violation.points for violation in found] == [2, 2, 2]
    assert found[0].message == "Ana had Off on Mon 7 Dec; it is Day"


def test_a_grid_that_is_dear_to_change_stays(client: httpx2.Client) -> None:
    problem = published()
    solution = answer(client, problem, stability_weight=6)
    assert solution.grid == problem.reference
    assert solution.score == check(problem).score


def test_without_a_price_nothing_is_said_of_changes(client: httpx2.Client) -> None:
    solution = answer(client, published())
    assert solution.score.soft == 0
    assert solution.violations == ()


def test_the_past_is_pinned_by_a_scope_that_begins_later(client: httpx2.Client) -> None:
    problem = published()
    solution = answer(client, problem.model_copy(update={"scope": SolveScope.model_validate({"from": TUESDAY})}))
    assert [row[0] for row in solution.grid] == [row[0] for row in problem.reference]
    assert solution.score.soft == 10
    assert solution.status == "optimal"


def test_people_outside_the_scope_and_fixed_cells_stay(client: httpx2.Client) -> None:
    fixed = (FixedCell(staff_id="ana", date=TUESDAY, shift="V"),)
    problem = published().model_copy(update={"scope": SolveScope(staff_ids=("ana",)), "fixed": fixed})
    solution = answer(client, problem)
    assert solution.grid[1] == problem.reference[1]
    assert solution.grid[0] == ("D", "V", "D")
    assert solution.score.soft == 10


def test_only_open_cells_are_filled_where_that_is_asked(client: httpx2.Client) -> None:
    problem = a_problem(grid("Ana - . D", "Bo E . E"), *published().rules, scope=SolveScope(empty_only=True))
    solution = answer(client, problem)
    for row, stood in zip(solution.grid, problem.reference, strict=True):
        assert (row[0], row[2]) == (stood[0], stood[2])
        assert row[1] is not None
    assert solution.score.soft == 10
