"""One solve by the real service, watched: when it had which score and bound, and how much memory it took."""

import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from bench.machine import foreign_share
from shared.problem import EVENT, Bound, Failed, Incumbent, ModelBuilt, Problem, Result, Score, Solution

_PATIENCE_S = 60.0  # beyond the time limit: a busy machine, and the violations of a large grid
_LOOK_S = 0.2


class RunFailedError(Exception):
    """The solve ended without an answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen of a solve. Times are seconds since the request was sent; `peak_mb` is of all its processes together.

    `others` is the share of all cores that other processes used meanwhile; None where the system doesn't tell.
    """

    solution: Solution
    scores: Sequence[tuple[float, Score]]
    bounds: Sequence[tuple[float, Score]]
    built_s: float | None
    peak_mb: float
    others: float | None

    @property
    def first_s(self) -> float:
        """When the first grid came."""
        return self.scores[0][0]

    @property
    def feasible_s(self) -> float | None:
        """When the first grid without a broken must-rule came."""
        return next((at for at, score in self.scores if not score.hard), None)

    @property
    def proven_s(self) -> float | None:
        """When score and bound met; None where they never did."""
        last = self.scores[-1]
        met = next((at for at, bound in self.bounds if bound == last[1]), None)
        return None if met is None else max(met, last[0])

    def score_at(self, seconds: float) -> Score | None:
        """The best score of that moment."""
        return next((score for at, score in reversed(self.scores) if at <= seconds), None)

    def bound_at(self, seconds: float) -> Score | None:
        """The best bound of that moment."""
        return next((bound for at, bound in reversed(self.bounds) if at <= seconds), None)


def run(service: tuple[str, int], problem: Problem, **options: Any) -> Run:
    """Solve `problem` by a service (its address and process id) that has nothing else to do. Raises RunFailedError."""
    url, pid = service
    body = json.dumps({"problem": problem.model_dump(mode="json", by_alias=True), "options": options}).encode()
    scores: list[tuple[float, Score]] = []
    bounds: list[tuple[float, Score]] = []
    built_s = None
    wait_s = options["time_limit_s"] + _PATIENCE_S
    others = foreign_share(os.getpid(), pid, *children(pid))
    with _peak_of(pid) as peak:
        sent = time.monotonic()
        with httpx2.stream("POST", f"{url}/optimize", content=body, headers={"Accept": "application/x-ndjson"}, timeout=wait_s) as response:
            if response.status_code != 200:
                raise RunFailedError(response.read().decode())
            for event in map(EVENT.validate_json, response.iter_lines()):
                at = time.monotonic() - sent
                match event:
                    case ModelBuilt():
                        built_s = at
                    case Incumbent():
                        scores.append((at, event.score))
                    case Bound():
                        bounds.append((at, event.bound))
                    case Result():
                        bounds += [(at, event.solution.bound)] if event.solution.bound else []
                        return Run(event.solution, scores, bounds, built_s, max(peak), others())
                    case Failed():
                        raise RunFailedError(f"{event.code}: {event.message}")
                    case _:
                        pass
    raise RunFailedError("the stream ended without a result")


@contextmanager
def _peak_of(pid: int) -> Iterator[list[float]]:
    """Watch the memory of a service's solves meanwhile; the list's highest number is their peak in MB."""
    seen = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_S):
            seen.append(sum(map(_memory_mb, _below([grandchild for child in children(pid) for grandchild in children(child)]))))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def children(pid: int) -> list[int]:
    """Return the children of all threads of a process; none where it has ended."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []


def _below(pids: Sequence[int]) -> Iterator[int]:
    for pid in pids:
        yield pid
        yield from _below(children(pid))


def _memory_mb(pid: int) -> float:
    """The memory of a process; pages that it shares count in parts, so that sums are true."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
