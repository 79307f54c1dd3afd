"""The real solver service in a process of its own, and what can be done to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from shared.problem import EVENT, Event, Problem

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0
COMPILED_WITHIN_S = 120.0  # the first process after a change of the search compiles it
NDJSON = {"Accept": "application/x-ndjson"}


class SolverProcess:
    """`python -m solver_service serve --port 0 --parent-fd N`."""

    def __init__(self, **variables: str) -> None:
        self.wire, theirs = socket.socketpair()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SOLVER_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "solver_service", "serve", "--port", "0", "--parent-fd", str(theirs.fileno())],
            cwd=ROOT,
            env=environment | variables,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        self.wire.settimeout(PATIENCE_S)
        self.url: str = json.loads(self.wire.makefile().readline())["url"]
        self.headers = {"Authorization": f"Bearer {variables['SOLVER_TOKEN']}"} if "SOLVER_TOKEN" in variables else {}

    @property
    def pid(self) -> int:
        return self.process.pid

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, headers=self.headers, timeout=PATIENCE_S)

    def wait_until_ready(self) -> None:
        with self.client() as client:
            eventually(lambda: client.get("/ready").status_code == 200, COMPILED_WITHIN_S)

    def solves(self) -> list[int]:
        """The processes of its solves: the children of its fork server."""
        return [grandchild for child in children(self.pid) for grandchild in children(child)]

    def end(self) -> None:
        self.wire.close()
        if self.process.poll() is None:
            self.process.wait(PATIENCE_S)


@contextmanager
def a_solver(**variables: str) -> Iterator[SolverProcess]:
    solver = SolverProcess(**variables)
    try:
        solver.wait_until_ready()
        yield solver
    finally:
        solver.end()


class OpenStream:
    """A streamed request to /optimize, read event by event."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Event]:
        return map(EVENT.validate_json, self._lines)

    def until(self, kind: str) -> Event:
        for event in self:
            if event.event == kind:
                return event
        raise AssertionError(f"the stream ended without {kind!r}")


@contextmanager
def streaming(
    client: httpx2.Client, problem: Problem, *, solve_id: str | None = None, grids: bool = False, **options: Any
) -> Iterator[OpenStream]:
    with client.stream(
        "POST", "/optimize", content=a_request(problem, solve_id=solve_id, grids=grids, **options), headers=NDJSON
    ) as response:
        assert response.status_code == 200, response.read()
        yield OpenStream(response)


def a_request(problem: Problem, *, solve_id: str | None = None, grids: bool = False, **options: Any) -> bytes:
    body = {"problem": problem.model_dump(mode="json", by_alias=True), "options": options, "id": solve_id, "grids": grids}
    return json.dumps(body).encode()


def children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def eventually(is_so: Callable[[], bool], within_s: float = PATIENCE_S) -> float:
    """Wait for a condition; returns how long that took. Fails when it is late."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < within_s, f"not within {within_s} s"
        time.sleep(0.01)
    return time.monotonic() - began
