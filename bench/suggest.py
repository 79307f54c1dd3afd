"""What `POST /suggest` takes with 100 people, and a repair: `python -m bench.suggest`, on the real service over its socket."""

import argparse
import json
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any, Final

import httpx2

from bench.large_problem import FIRST_DAY, a_large_problem
from bench.machine import machine
from bench.solve import a_service
from shared.problem import Problem, Row, Solution
from shared.suggestion import SuggestResponse

SUGGEST_MAX_MS: Final = 100.0
REPAIR_MAX_S: Final = 3.0
ROUNDS: Final = 9


def main() -> None:
    """Measure, print, and end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--solve-s", type=float, default=20.0, help="for the grid that is asked about; 0: the problem's own")
    given = parser.parse_args()
    print(machine())
    problem = a_large_problem(day_count=given.days)
    with a_service(workers=2) as (url, _pid), httpx2.Client(base_url=url, timeout=given.solve_s + 30) as client:
        grid = solved(client, problem, given.solve_s) if given.solve_s else problem.reference
        asked: dict[str, dict[str, Any]] = {
            "a cell": {"cell": {"staff_id": "p3", "date": date(10)}},
            "an open shift": {"open_shift": {"shift": "n", "date": date(11)}},
            "a day away": {"absence": {"staff_id": working(grid, 12), "dates": [date(12)]}},
            "a week away": {"absence": {"staff_id": working(grid, 14), "dates": [date(day) for day in range(14, 21)]}},
        }
        worst_ms = max(told(client, name, body(problem, grid, **question)) for name, question in list(asked.items())[:3])
        told(client, "a week away", body(problem, grid, **asked["a week away"]))
        worst_s = max(repaired(client, name, body(problem, grid, **asked[name], repair=True)) for name in ("a day away", "a week away"))
    sys.exit(int(worst_ms >= SUGGEST_MAX_MS or worst_s >= REPAIR_MAX_S + 0.5))


def date(day: int) -> str:
    """Return the date of a day."""
    return str(FIRST_DAY + timedelta(days=day))


def working(grid: tuple[Row, ...], day: int) -> str:
    """Return somebody who works on a day."""
    return next(f"p{person}" for person, row in enumerate(grid) if row[day] not in {"o", "v", None})


def solved(client: httpx2.Client, problem: Problem, seconds: float) -> tuple[Row, ...]:
    """Return a grid that a manager could have."""
    request = {"problem": problem.model_dump(mode="json", by_alias=True), "options": {"time_limit_s": seconds, "start_from": "empty"}}
    solution = Solution.model_validate(client.post("/optimize", json=request).raise_for_status().json())
    print(f"{len(problem.staff)} people × {len(solution.grid[0])} days, {len(problem.rules)} rules; {solution.score}")
    return solution.grid


def body(problem: Problem, grid: tuple[Row, ...], **question: Any) -> bytes:
    """Return a request."""
    return json.dumps({"problem": problem.model_dump(mode="json", by_alias=True), "grid": grid, **question}).encode()


def told(client: httpx2.Client, name: str, request: bytes) -> float:
    """Ask, print and return the median in ms."""
    took: list[float] = []
    tried = 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = SuggestResponse.model_validate_json(client.post("/suggest", content=request).raise_for_status().content)
        took.append(1000 * (time.perf_counter() - began))
        tried = sum(suggestion.tried for suggestion in found.suggestions)
    print(f"{name:20}{median(took):8.1f} ms     median of {ROUNDS}; {tried} candidates (target < {SUGGEST_MAX_MS:g} ms)")
    return median(took)


def repaired(client: httpx2.Client, name: str, request: bytes) -> float:
    """Ask for a repair, print and return the seconds."""
    began = time.perf_counter()
    repair = SuggestResponse.model_validate_json(client.post("/suggest", content=request).raise_for_status().content).repair
    took = time.perf_counter() - began
    assert repair is not None
    found = f"{len(repair.changes)} changes, {repair.before} → {repair.after}{', proven' if repair.is_proven else ''}"
    print(f"{'repair: ' + name:20}{took:8.2f} s      {found} (target < {REPAIR_MAX_S:g} s)")
    return took


if __name__ == "__main__":
    main()
