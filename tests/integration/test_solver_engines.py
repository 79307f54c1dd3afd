"""The engines `milp` and `hungarian` in the real service and from the command line."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from shared.demo import demo
from shared.problem import Incumbent, Problem, Result, Solution
from shared.score import check
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solver_process import ROOT, SolverProcess, a_request, a_solver, streaming
from tests.support.solving import a_busy_problem

OTHERS = ["milp", "hungarian"]
SECOND = 1.0
INTERRUPTED = """
import os, signal, sys, threading, time
from solver_service.__main__ import main

def interrupt():
    while not any(thread.name == "highs" for thread in threading.enumerate()):
        time.sleep(0.01)
    print("interrupted at", time.monotonic(), file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
main()
"""
"""The command line, interrupted as soon as HiGHS runs."""


@pytest.fixture(scope="module")
def solver() -> Iterator[SolverProcess]:
    with a_solver() as running:
        yield running


@pytest.fixture
def client(solver: SolverProcess) -> Iterator[httpx2.Client]:
    with solver.client() as made:
        yield made


@pytest.fixture
def small() -> Problem:
    wish = {"staff": "ana", "when": {"dates": ["2026-12-07"]}, "kind": "off"}
    return a_problem(
        grid("Ana . . .", "Bo . . ."),
        a_rule("coverage", {"shifts": ["D"], "min": 2, "max": 2}, enforcement="hard", rule_id="cover"),
        a_rule("request", {"requests": [wish]}, weight=5, rule_id="wish"),
    )


@pytest.mark.parametrize("engine", OTHERS)
def test_the_service_answers_with_the_engine_that_was_asked_for(client: httpx2.Client, small: Problem, engine: str) -> None:
    response = client.post("/optimize", content=a_request(small, engine=engine, time_limit_s=5))
    solution = Solution.model_validate_json(response.content)
    assert solution.engine == engine
    assert (solution.score.hard, solution.score.soft) == (0, 5)
    assert set(solution.counts) == ({"rows", "entries", "nodes"} if engine == "milp" else {"assignments", "rounds"})


def test_an_option_that_an_engine_cannot_honour_is_named(client: httpx2.Client, small: Problem) -> None:
    response = client.post("/optimize", content=a_request(small, engine="milp", deterministic=True))
    assert (response.status_code, response.json()["details"]["field"]) == (422, "options.deterministic")


def test_hungarian_fills_the_demo_in_about_a_second(client: httpx2.Client) -> None:
    problem = demo().problem()
    with streaming(client, problem, engine="hungarian", time_limit_s=30) as stream:
        result = stream.until("result")
    assert isinstance(result, Result)
    assert result.solution.elapsed_s < 3  # a second on a machine of its own
    assert result.solution.score == check(problem, result.solution.grid).score
    assert result.solution.score.hard == 0


def test_finish_answers_within_a_second(client: httpx2.Client) -> None:
    with streaming(client, a_busy_problem(), solve_id="finish-me", engine="milp", time_limit_s=60) as stream:
        assert isinstance(stream.until("incumbent"), Incumbent)
        began = time.monotonic()
        client.post("/solves/finish-me/finish")
        result = stream.until("result")
    assert time.monotonic() - began < SECOND
    assert isinstance(result, Result)
    assert result.solution.engine == "milp"


@pytest.mark.parametrize("engine", OTHERS)
def test_the_command_line_prints_nothing_but_json(small: Problem, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(small.model_dump_json(by_alias=True))
    command = [sys.executable, "-m", "solver_service", "solve", str(file), "--engine", engine, "--time-limit", "5", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, json.loads(done.stdout)["engine"]) == (0, engine), done.stderr


def test_ctrl_c_ends_milp_with_its_best_grid_though_highs_hears_nothing(tmp_path: Path) -> None:
    file = tmp_path / "busy.json"
    file.write_text(a_busy_problem().model_dump_json(by_alias=True))
    command = [sys.executable, "-c", INTERRUPTED, "solve", str(file), "--engine", "milp", "--time-limit", "60"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)
    (interrupted_at,) = [float(line.split()[-1]) for line in done.stderr.splitlines() if line.startswith("interrupted at")]
    ended_after = time.monotonic() - interrupted_at
    assert done.returncode in (0, 1), done.stderr
    assert ended_after < 3  # a second for the answer; the rest is the process's own end on a busy machine
    assert "score" in done.stdout
