"""The same grid again: reproducible solves on a busy machine, and runs that are replayed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shared.problem import Problem, Result, Solution
from tests.support.solver_process import ROOT, a_solver, streaming
from tests.support.solving import a_busy_problem

SECONDS = 5.0
SPINNING, SPINNING_S = 2, 50


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver_service", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def a_busy_machine() -> Iterator[None]:
    spin = f"import time\nuntil = time.monotonic() + {SPINNING_S}\nwhile time.monotonic() < until: pass"  # also where the test is killed
    spinning = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(SPINNING)]
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def problem() -> Problem:
    return a_busy_problem(staff=6, days=14, shifts=3)


@pytest.fixture
def file(problem: Problem, tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(problem.model_dump_json(by_alias=True))
    return path


def solved(file: Path, out: Path, *arguments: str) -> Solution:
    done = run("solve", file, "--time-limit", str(SECONDS), "--out", out, *arguments)
    assert done.returncode == 0, done.stderr
    return Solution.model_validate_json(out.read_text())


def test_a_deterministic_solve_gives_the_same_grid_over_the_socket_and_on_the_command_line_however_busy_the_machine(
    problem: Problem, file: Path, tmp_path: Path
) -> None:
    quiet = solved(file, tmp_path / "quiet.json", "--deterministic")
    with a_busy_machine():
        busy = solved(file, tmp_path / "busy.json", "--deterministic")
    with (
        a_solver(SOLVER_WORKERS="2") as solver,
        solver.client() as client,
        streaming(client, problem, time_limit_s=SECONDS, deterministic=True) as stream,
    ):
        result = stream.until("result")
    assert isinstance(result, Result)
    served = result.solution
    assert json.dumps(quiet.grid) == json.dumps(busy.grid) == json.dumps(served.grid)
    assert (quiet.score, quiet.bound, quiet.counts) == (busy.score, busy.bound, busy.counts) == (served.score, served.bound, served.counts)


def test_a_deterministic_run_is_replayed_to_the_same_grid(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    first = solved(file, kept, "--deterministic", "--seed", "7")
    done = run("replay", kept, "--problem", file)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            f"problem     the same, {first.problem_hash}",
            f"score       was hard 0, soft {first.score.soft}; is hard 0, soft {first.score.soft}",
            "grid        the same",
        ],
    )


def test_a_row_of_the_runs_table_is_replayed_and_what_differs_is_said(problem: Problem, file: Path, tmp_path: Path) -> None:
    first = solved(file, tmp_path / "first.json", "--deterministic")
    grid = [list(row) for row in first.grid]
    grid[0][0] = "-" if grid[0][0] != "-" else "S0"
    row = {
        "run_id": "r1",
        "engine": "cpsat",
        "seed": 1,
        "problem_hash": first.problem_hash,
        "score": {"hard": 0, "soft": first.score.soft - 1},
        "options": {"time_limit_s": SECONDS, "apply": "none", "deterministic": True},
        "solution": {"epoch": "e1", "base_version": 3, "grid": grid},
        "problem": problem.model_dump(mode="json", by_alias=True),
    }
    path = tmp_path / "row.json"
    path.write_text(json.dumps(row))
    done = run("replay", path)
    assert done.returncode == 1
    assert "grid        1 cells differ" in done.stdout
    assert f"was hard 0, soft {first.score.soft - 1}; is hard 0, soft {first.score.soft}" in done.stdout


@pytest.mark.parametrize(
    ("change", "arguments", "words"),
    [
        ({}, ["--problem"], "is another problem"),
        ({}, [], "name its file (--problem)"),
        ({"score": None}, ["--problem"], "run.json:1: score"),
        ({"options": []}, ["--problem"], "run.json:1: options"),
    ],
)
def test_what_can_not_be_replayed_is_named(file: Path, tmp_path: Path, change: dict[str, object], arguments: list[str], words: str) -> None:
    path = tmp_path / "run.json"
    row = {"engine": "cpsat", "seed": 1, "problem_hash": "0" * 64, "score": {"hard": 0, "soft": 1}, "options": {}}
    path.write_text(json.dumps(row | change))
    done = run("replay", path, *arguments, *([file] if arguments else []))
    assert done.returncode == 2
    assert words in done.stderr
