"""The solver service as a process: how it starts, drains and dies."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from shared.problem import Result
from tests.support.solver_process import ROOT, SolverProcess, a_solver, children, eventually, is_alive, streaming
from tests.support.solving import a_busy_problem


def descendants(pid: int) -> list[int]:
    return [found for child in children(pid) for found in (child, *descendants(child))]


def serve_on(port: int, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver_service", "serve", "--port", str(port)]
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, timeout=20, check=False)


def test_nothing_is_left_when_the_service_is_killed_in_the_middle_of_a_solve() -> None:
    solver = SolverProcess()
    solver.wait_until_ready()
    with solver.client() as client, streaming(client, a_busy_problem(), time_limit_s=60) as stream:
        stream.until("incumbent")
        family = [solver.pid, *descendants(solver.pid)]
        assert len(solver.solves()) == 1
        solver.process.kill()
        solver.process.wait()
        assert eventually(lambda: not any(map(is_alive, family))) < 2
    solver.wire.close()


def test_the_service_ends_with_its_solves_when_its_starter_is_gone() -> None:
    solver = SolverProcess()
    solver.wait_until_ready()
    with solver.client() as client, streaming(client, a_busy_problem(), time_limit_s=60) as stream:
        stream.until("incumbent")
        family = descendants(solver.pid)
        solver.wire.close()
        solver.process.wait(5)
    assert eventually(lambda: not any(map(is_alive, family))) < 2


def test_on_sigterm_it_is_not_ready_and_solves_that_run_still_get_their_answer() -> None:
    with a_solver() as solver, solver.client() as client:
        with streaming(client, a_busy_problem(), time_limit_s=60) as stream:
            stream.until("incumbent")
            began = time.monotonic()
            os.kill(solver.pid, signal.SIGTERM)
            result = stream.until("result")
        solver.process.wait(10)
        assert time.monotonic() - began < 10
        assert isinstance(result, Result)
        assert solver.process.returncode == 0


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SOLVER_SLOTS": "none"}, ["SOLVER_SLOTS='none'", "integer"]),
        ({"SOLVER_MEMORY_MB": "1"}, ["SOLVER_MEMORY_MB='1'", "256"]),
        ({"SOLVER_HOST": "0.0.0.0"}, ["SOLVER_TOKEN", "0.0.0.0"]),
    ],
)
def test_a_wrong_setting_ends_the_start_with_its_name_its_value_and_what_is_wanted(variables: dict[str, str], words: list[str]) -> None:
    found = serve_on(0, **variables)
    assert found.returncode == 2
    assert all(word in found.stderr for word in words)
    assert "Traceback" not in found.stderr


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = serve_on(port)
    assert found.returncode == 2
    assert f"127.0.0.1:{port}" in found.stderr
    assert "Traceback" not in found.stderr
