"""The engines beside each other, on small and medium problems: first grid, scores, bound; through the real service.

`python -m bench.engines [--seconds 20] [--problems demo,guards] [--seed 1]`.
"""

import argparse
import sys
from collections.abc import Callable, Iterator

from bench.machine import machine
from bench.product_problems import KINDS
from bench.rostering import DATA
from bench.solve import a_service
from bench.solver_runs import Run, RunFailedError, run
from shared.formats.curtois_qu import problem_of
from shared.problem import Problem, Score
from solver_service.engines.options import ENGINE_NAMES

SOON_S = 5.0
INSTANCES = (1, 2, 4, 8, 16)


def problems() -> dict[str, Callable[[], Problem]]:
    """Return what makes each problem, by name: the product's kinds, then the public instances that are there."""
    found: dict[str, Callable[[], Problem]] = {name: lambda kind=kind: kind(1) for name, kind in KINDS.items()}  # type: ignore[misc]
    for number in INSTANCES:
        path = DATA / f"Instance{number}.txt"
        if path.exists():
            found[f"curtois-qu-{number}"] = lambda path=path: problem_of(path.read_bytes(), path.name)  # type: ignore[misc]
    return found


def cells(name: str, engine: str, found: Run, seconds: float) -> Iterator[str]:
    """Yield the row of one run."""
    yield name
    yield engine
    yield f"{found.first_s:.2f} s"
    yield words(found.score_at(SOON_S))
    yield words(found.solution.score)
    yield words(found.solution.bound)
    yield f"{min(seconds, found.solution.elapsed_s):.1f} s, {found.solution.status}"
    yield f"{found.peak_mb:.0f} MB"
    yield ", ".join(f"{what} {count}" for what, count in found.solution.counts.items()) + "".join(
        f"; not modelled: {rule}" for rule in found.solution.unmodelled
    )


def words(score: Score | None) -> str:
    """Return a score in short."""
    return "–" if score is None else f"{score.hard} hard, {score.soft}" if score.hard else str(score.soft)


def main() -> int:
    """Measure and print; 1 where an engine gave no answer."""
    there = problems()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--problems", default=",".join(there))
    parser.add_argument("--engines", default=",".join(ENGINE_NAMES))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failed = 0
    print(f"{machine()}\n")
    print(f"| problem | engine | first grid | {SOON_S:g} s | {given.seconds:g} s | bound | ended | memory | log |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    with a_service(given.workers) as service:
        for name in given.problems.split(","):
            problem = there[name]()
            for engine in given.engines.split(","):
                try:
                    found = run(service, problem, engine=engine, time_limit_s=given.seconds, seed=given.seed, workers=given.workers)
                except RunFailedError as error:
                    failed += 1
                    print(f"| {name} | {engine} | {error} |", flush=True)
                    continue
                print(f"| {' | '.join(cells(name, engine, found, given.seconds))} |", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
