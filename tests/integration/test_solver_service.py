"""The solver service over its socket: streams, ends, faults."""

import json
import threading
import time
from collections.abc import Iterator

import httpx2
import pytest

from shared.problem import Failed, Incumbent, Problem, Queued, Result, Score, Started
from shared.score import check
from solver_service.slots import QUEUE_MAX
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solver_process import SolverProcess, a_request, a_solver, eventually, is_alive, kill, streaming
from tests.support.solving import a_busy_problem, a_huge_problem

SECOND = 1.0
TOKEN = "a-token-of-this-test"


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with a_solver(SOLVER_SLOTS="1", SOLVER_WORKERS="2", SOLVER_TOKEN=TOKEN) as process:
        yield process


@pytest.fixture
def client(solver: SolverProcess) -> Iterator[httpx2.Client]:
    with solver.client() as client:
        eventually(lambda: client.get("/ready").status_code == 200)  # the solve of the test before has left
        yield client


@pytest.fixture(scope="module")
def busy() -> Problem:
    return a_busy_problem()


@pytest.fixture(scope="module")
def huge() -> Problem:
    return a_huge_problem()


def small() -> Problem:
    return a_problem(grid("Ana . . . .", "Bo . . . ."), a_rule("coverage", {"shifts": ["D"], "min": 1, "max": 1}, enforcement="hard"))


def test_events_come_in_order_and_the_score_never_gets_worse(client: httpx2.Client, busy: Problem) -> None:
    with streaming(client, busy, time_limit_s=3) as stream:
        events = list(stream)
    kinds = [event.event for event in events]
    assert kinds[:3] == ["started", "model_built", "incumbent"]
    assert kinds[-1] == "result"
    scores = [(event.score.hard, event.score.soft) for event in events if isinstance(event, Incumbent)]
    assert scores == sorted(scores, reverse=True)
    result = events[-1]
    assert isinstance(result, Result)
    assert (result.solution.score.hard, result.solution.score.soft) == scores[-1]
    assert result.solution.score == check(busy, result.solution.grid).score
    assert result.solution.bound is not None
    assert result.solution.elapsed_s <= 3 + SECOND


def test_grids_come_with_incumbents_where_they_are_asked_for(client: httpx2.Client) -> None:
    problem = small()
    with streaming(client, problem, grids=True, time_limit_s=5) as stream:
        incumbents = [event for event in stream if isinstance(event, Incumbent)]
    assert all(event.grid is not None and event.score == check(problem, event.grid).score for event in incumbents)
    with streaming(client, problem, time_limit_s=5) as stream:
        assert all(event.grid is None for event in stream if isinstance(event, Incumbent))


def test_without_ndjson_the_answer_is_one_solution(client: httpx2.Client) -> None:
    response = client.post("/optimize", content=a_request(small(), time_limit_s=5))
    assert response.status_code == 200
    assert response.json()["status"] == "optimal"
    assert response.json()["score"] == response.json()["bound"] == {"hard": 0, "soft": 0}


def test_closing_the_request_ends_the_solve_within_a_second(solver: SolverProcess, client: httpx2.Client, busy: Problem) -> None:
    with streaming(client, busy, time_limit_s=60) as stream:
        stream.until("incumbent")
        stream.until("incumbent")
        (pid,) = solver.solves()
    assert eventually(lambda: not is_alive(pid)) < SECOND
    assert eventually(lambda: client.get("/ready").status_code == 200) < SECOND


def test_closing_the_request_ends_a_solve_that_still_builds_its_model(solver: SolverProcess, client: httpx2.Client, huge: Problem) -> None:
    with streaming(client, huge, time_limit_s=60) as stream:
        stream.until("started")
        eventually(lambda: len(solver.solves()) == 1)
        (pid,) = solver.solves()
    assert eventually(lambda: not is_alive(pid)) < SECOND


def test_closing_a_request_for_one_answer_ends_the_solve_too(solver: SolverProcess, client: httpx2.Client, busy: Problem) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        client.post("/optimize", content=a_request(busy, time_limit_s=60), timeout=1.5)
    assert eventually(lambda: not solver.solves()) < SECOND


def test_finish_answers_the_best_so_far_within_a_second(client: httpx2.Client, busy: Problem) -> None:
    with streaming(client, busy, solve_id="finish-me", time_limit_s=60) as stream:
        stream.until("incumbent")
        began = time.monotonic()
        assert client.post("/solves/finish-me/finish").status_code == 202
        result = stream.until("result")
    assert time.monotonic() - began < SECOND
    assert isinstance(result, Result)
    assert result.solution.score == check(busy, result.solution.grid).score


def test_finish_works_while_the_model_is_built(client: httpx2.Client, huge: Problem) -> None:
    with streaming(client, huge, solve_id="finish-early", time_limit_s=60) as stream:
        stream.until("incumbent")
        began = time.monotonic()
        client.post("/solves/finish-early/finish")
        stream.until("result")
    assert time.monotonic() - began < SECOND


def test_finishing_what_is_not_there_is_an_error(client: httpx2.Client) -> None:
    response = client.post("/solves/nobody/finish")
    assert (response.status_code, response.json()["code"]) == (404, "run_not_found")


def test_the_time_limit_is_kept_on_a_model_that_takes_longer_to_build(client: httpx2.Client, huge: Problem) -> None:
    began = time.monotonic()
    with streaming(client, huge, time_limit_s=2) as stream:
        started = stream.until("started")
        began = time.monotonic()
        result = stream.until("result")
    assert isinstance(started, Started)
    assert isinstance(result, Result)
    assert time.monotonic() - began < 2 + SECOND


def test_a_killed_solve_fails_with_its_best_grid(solver: SolverProcess, client: httpx2.Client, busy: Problem) -> None:
    with streaming(client, busy, time_limit_s=60) as stream:
        incumbent = stream.until("incumbent")
        (pid,) = solver.solves()
        kill(pid)
        failed = stream.until("failed")
    assert isinstance(incumbent, Incumbent)
    assert isinstance(failed, Failed)
    assert failed.code == "killed"
    assert "SIGKILL" in failed.message
    assert failed.best is not None
    assert (failed.best.score.hard, failed.best.score.soft) <= (incumbent.score.hard, incumbent.score.soft)
    assert failed.best.score == check(busy, failed.best.grid).score


def test_a_solve_that_takes_too_much_memory_fails_with_its_best_grid_and_the_next_one_works() -> None:
    with a_solver(SOLVER_MEMORY_MB="260", SOLVER_WORKERS="1") as solver, solver.client() as client:
        with streaming(client, a_busy_problem(staff=150, days=180, shifts=8), time_limit_s=60) as stream:
            failed = stream.until("failed")
        assert isinstance(failed, Failed)
        assert failed.code == "memory"
        assert failed.best is not None
        assert client.post("/optimize", content=a_request(small(), time_limit_s=5)).json()["status"] == "optimal"


def test_who_finds_no_slot_waits_in_line_and_who_finds_no_place_is_sent_away(
    client: httpx2.Client, solver: SolverProcess, busy: Problem
) -> None:
    with streaming(client, busy, solve_id="first", time_limit_s=60) as first:
        first.until("started")
        assert client.get("/ready").status_code == 503
        ends = [threading.Event() for _ in range(QUEUE_MAX)]
        places: list[list[int]] = [[] for _ in ends]
        waiting = [threading.Thread(target=wait_in_line, args=(solver, busy, end, place)) for end, place in zip(ends, places, strict=True)]
        for index, thread in enumerate(waiting):
            thread.start()
            eventually(lambda: bool(places[index]))  # noqa: B023  # called at once
        assert [place[0] for place in places] == [*range(1, QUEUE_MAX + 1)]
        refused = client.post("/optimize", content=a_request(busy, time_limit_s=1))
        assert (refused.status_code, refused.json()["code"]) == (503, "solver_busy")
        assert int(refused.headers["Retry-After"]) >= 1
        ends[0].set()
        eventually(lambda: places[1][-1] == 1)
    for thread, end in zip(waiting, ends, strict=True):
        end.set()
        thread.join(20)
        assert not thread.is_alive()


def wait_in_line(solver: SolverProcess, problem: Problem, end: threading.Event, places: list[int]) -> None:
    with solver.client() as client, streaming(client, problem, time_limit_s=1) as stream:
        for event in stream:
            if not isinstance(event, Queued):
                return
            places.append(event.position)
            if end.is_set():
                return
            if len(places) == 1 and event.position == 1:
                end.wait(20)
                return


def test_an_id_in_use_is_refused(client: httpx2.Client, busy: Problem) -> None:
    with streaming(client, busy, solve_id="twice", time_limit_s=60) as stream:
        stream.until("started")
        refused = client.post("/optimize", content=a_request(busy, solve_id="twice"))
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize("path", ["/ready", "/rules", "/metrics"])
def test_every_call_but_health_wants_the_token(solver: SolverProcess, path: str) -> None:
    assert httpx2.get(f"{solver.url}{path}").status_code == 401
    for wrong in (b"Bearer wrong", f"Basic {TOKEN}".encode(), "Bearer ä".encode("latin-1")):
        assert httpx2.get(f"{solver.url}{path}", headers={b"Authorization": wrong}).status_code == 401
    assert httpx2.get(f"{solver.url}/health").status_code == 200
    assert httpx2.get(f"{solver.url}{path}", headers=solver.headers).status_code == 200


def test_rules_that_clash_give_the_least_broken_grid_and_say_what_it_breaks(client: httpx2.Client) -> None:
    nobody = a_rule("coverage", {"max": 0}, enforcement="hard", weight=1, rule_id="nobody", name="Closed")
    two = a_rule("coverage", {"min": 2}, enforcement="hard", weight=5, rule_id="two", name="Two at least")
    problem = a_problem(grid("Ana . .", "Bo . ."), nobody, two)
    with streaming(client, problem, time_limit_s=5) as stream:
        result = stream.until("result")
    assert isinstance(result, Result)
    solution = result.solution
    assert (solution.status, solution.score, solution.bound) == ("infeasible", Score(hard=4, soft=0), Score(hard=4, soft=0))
    assert solution.explanation is not None
    assert (solution.explanation.rule_ids, solution.explanation.confirmed) == (("nobody", "two"), True)
    assert [len(member.dates) for member in solution.explanation.members] == [1, 1]
    assert "Closed" in solution.explanation.message
    assert sum(violation.points for violation in solution.violations) == 4


def test_fixed_cells_that_contradict_each_other_are_an_error_that_names_them(client: httpx2.Client) -> None:
    body = json.loads(a_request(small()))
    body["problem"]["fixed"] = [
        {"staff_id": "ana", "date": "2026-12-07", "shift": "D"},
        {"staff_id": "ana", "date": "2026-12-07", "shift": "E"},
    ]
    response = client.post("/optimize", json=body)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "validation_failed"
    assert "2026-12-07" in response.json()["detail"]
    assert "ANA" in response.json()["detail"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"options": {"engine": "magic"}}, 422, "engine"),
        ({"options": {"engine": "milp", "deterministic": True}}, 422, "deterministic"),
        ({"options": {"time_limit_s": 4000}}, 422, "3600"),
        ({"options": {"workers": 0}}, 422, "workers"),
        ({"problem": {}}, 422, "staff"),
        ({"options": {"stability_weight": -1}}, 422, "stability_weight"),
    ],
)
def test_what_the_service_does_not_take_is_named(client: httpx2.Client, change: dict[str, object], status: int, words: str) -> None:
    response = client.post("/optimize", json=json.loads(a_request(small())) | change)
    assert response.status_code == status
    assert response.json()["status"] == status
    assert words in response.json()["detail"]


def test_a_body_that_is_no_json_or_too_large_is_refused(client: httpx2.Client) -> None:
    assert client.post("/optimize", content=b"{").json()["code"] == "bad_message"
    assert client.post("/check", content=b" " * (17 * 2**20)).status_code == 413
    assert client.post("/check", content=iter([b" " * 2**20] * 17)).status_code == 413


def test_check_scores_a_grid_in_words(client: httpx2.Client) -> None:
    problem = small()
    asked = {"problem": problem.model_dump(mode="json", by_alias=True), "grid": [["D", "D", "-", "-"], ["-", "D", "-", "D"]]}
    found = client.post("/check", json=asked).json()
    assert found["score"] == {"hard": 2, "soft": 0}
    assert [violation["date"] for violation in found["violations"]] == ["2026-12-08", "2026-12-09"]


def test_the_catalogue_has_a_form_for_every_rule(client: httpx2.Client) -> None:
    assert {"coverage", "consecutive", "time_off"} <= {rule["type"] for rule in client.get("/rules").json()}


def test_metrics_count_the_ends(client: httpx2.Client) -> None:
    client.post("/optimize", content=a_request(small(), time_limit_s=5))
    assert 'solver_solves_total{end="optimal"}' in client.get("/metrics").text
