"""Why must-rules clash, asked of the real service; and what is left of a solve's processes."""

import time
from collections.abc import Iterator

import httpx2
import pytest

from shared.problem import ExplainRequest, Explanation, Problem
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solver_process import SolverProcess, a_solver, children, eventually, is_alive, streaming
from tests.support.solving import a_busy_problem

SECOND = 1.0


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with a_solver(SOLVER_WORKERS="2") as process:
        yield process


@pytest.fixture
def client(solver: SolverProcess) -> Iterator[httpx2.Client]:
    with solver.client() as client:
        eventually(lambda: client.get("/ready").status_code == 200)
        yield client


def clashing() -> Problem:
    away = {"absences": [{"staff": "bo", "when": {"dates": ["2026-12-08"]}}]}
    two = a_rule("coverage", {"min": 2}, enforcement="hard", rule_id="two", name="Two at least")
    return a_problem(grid("Ana D D D", "Bo D D D"), two, a_rule("time_off", away, enforcement="hard", rule_id="away"))


def asked(problem: Problem, **fields: object) -> bytes:
    return ExplainRequest.model_validate({"problem": problem, **fields}).model_dump_json(by_alias=True).encode()


def test_the_service_explains_without_a_solve(client: httpx2.Client) -> None:
    response = client.post("/explain", content=asked(clashing()))
    assert response.status_code == 200
    found = Explanation.model_validate_json(response.content)
    assert found.confirmed
    assert [(member.rule_id, member.staff_ids, [str(day) for day in member.dates]) for member in found.members] == [
        ("two", (), ["2026-12-08"]),
        ("away", ("bo",), ["2026-12-08"]),
    ]


def test_the_search_for_a_cause_keeps_its_limit_and_says_what_is_broken_where_it_finds_none(client: httpx2.Client) -> None:
    problem = a_busy_problem(staff=60, days=84, shifts=4)
    rules = tuple(rule.model_copy(update={"enforcement": "hard"}) for rule in problem.rules)
    began = time.monotonic()
    response = client.post("/explain", content=asked(problem.model_copy(update={"rules": rules}), time_limit_s=1))
    assert time.monotonic() - began < 1 + 2 * SECOND
    assert response.status_code == 200
    assert response.json()["message"]


def test_a_grid_of_another_shape_is_refused(client: httpx2.Client) -> None:
    response = client.post("/explain", content=asked(clashing(), grid=(("D",),)))
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


def family(solver: SolverProcess) -> list[int]:
    """The processes of all solves, with those that they started."""
    return [found for pid in solver.solves() for found in (pid, *children(pid))]


@pytest.mark.parametrize("seconds", [0.0, 0.2, 0.6, 1.5, 3.0])
def test_whenever_a_request_is_closed_all_processes_of_its_solve_are_gone_within_a_second(
    solver: SolverProcess, client: httpx2.Client, seconds: float
) -> None:
    with streaming(client, a_busy_problem(staff=40, days=56, shifts=5), time_limit_s=60) as stream:
        stream.until("started")
        began = time.monotonic()
        eventually(lambda: bool(solver.solves()) and time.monotonic() - began >= seconds)
        pids = family(solver)
    assert eventually(lambda: not any(map(is_alive, pids)) and not solver.solves()) < SECOND


@pytest.mark.parametrize("seconds", [0.3, 1.5, 3.0])
def test_whenever_a_solve_is_finished_it_answers_within_a_second_and_leaves_no_process(
    solver: SolverProcess, client: httpx2.Client, seconds: float
) -> None:
    with streaming(client, a_busy_problem(staff=40, days=56, shifts=5), solve_id=f"finish-{seconds}", time_limit_s=60) as stream:
        stream.until("incumbent")
        began = time.monotonic()
        eventually(lambda: time.monotonic() - began >= seconds)
        pids = family(solver)
        finished = time.monotonic()
        client.post(f"/solves/finish-{seconds}/finish")
        stream.until("result")
    assert time.monotonic() - finished < SECOND
    assert eventually(lambda: not any(map(is_alive, pids))) < SECOND
