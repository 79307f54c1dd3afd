"""The product's own kinds of problems, with and without each soft and coupling kind of rule, held against the targets.

`python -m bench.product [--seconds 300] [--kinds hospital,guards] [--variants plain,fairness] [--seed 1]`, through the real service.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bench.engines import words
from bench.machine import machine
from bench.product_problems import KINDS, VARIANTS
from bench.solve import a_service
from bench.solver_runs import Run, RunFailedError, run
from shared.problem import Problem, Score, gap
from shared.rules.compiled import compiled
from shared.rules.terms import OPEN
from solver_service.engines.model.build import LEAST_SOFT, build
from solver_service.engines.start import free_cells

BOUND_S = 10.0
LOSS_MAX, GAP_MAX, BUILDING_MAX, PEAK_MB_MAX = 0.01, 0.005, 0.1, 1000.0


@dataclass(frozen=True, slots=True)
class Target:
    """A first grid after `first_s` at most; `soon_s` after the request within 1 % of the long run; `proven_s`: proven or 0.5 % by then."""

    first_s: float
    soon_s: float
    proven_s: float | None = None


TARGETS = {
    "restaurant": Target(0.3, 5.0),
    "hotel": Target(0.3, 5.0),
    "guards": Target(0.3, 5.0, proven_s=2.0),
    "hospital": Target(3.0, 20.0),
}


def loss(soon: Score | None, last: Score) -> float:
    """Return how much worse a score is than the last one, in parts of it; infinite while it breaks more must-rules."""
    if soon is None or soon.hard > last.hard:
        return float("inf")
    return (soon.soft - last.soft) / max(1, last.soft)


def building_s(problem: Problem) -> float:
    """Return what it takes, in this process, to bind the rules, to make their terms and a CP-SAT model of the whole of them."""
    began = time.perf_counter()
    of = compiled(problem)
    built = build([[OPEN] * of.context.day_count for _ in problem.staff], free_cells(of), of.terms, LEAST_SOFT)
    spent = time.perf_counter() - began
    assert built.variable_count
    return spent


def missed(target: Target, found: Run, building: float) -> Iterator[str]:
    """Yield each target that was missed. `building`: seconds."""
    if building > BUILDING_MAX * target.soon_s:
        yield "building"
    if found.first_s >= target.first_s:
        yield "first grid"
    if loss(found.score_at(target.soon_s), found.solution.score) > LOSS_MAX:
        yield f"{target.soon_s:g} s"
    if (bound := found.bound_at(BOUND_S)) is None or bound == Score(hard=0, soft=0) != found.solution.score:
        yield "bound"
    if target.proven_s is not None:
        soon = found.score_at(target.proven_s)
        left = None if soon is None else gap(soon, found.bound_at(target.proven_s))
        if left is None or left > GAP_MAX:
            yield f"proven in {target.proven_s:g} s"
    if found.peak_mb >= PEAK_MB_MAX:
        yield "memory"


def cells(name: str, target: Target, found: Run, building: float) -> Iterator[str]:
    """Yield the row of one run."""
    lost = loss(found.score_at(target.soon_s), found.solution.score)
    left = gap(found.solution.score, found.solution.bound)
    yield name
    yield f"{found.first_s:.2f} s"
    yield words(found.score_at(5.0))
    yield words(found.score_at(20.0))
    yield words(found.solution.score)
    yield f"{100 * lost:.2f} % at {target.soon_s:g} s"
    yield words(found.bound_at(BOUND_S))
    yield f"{words(found.solution.bound)} ({'–' if left is None else f'{100 * left:.2f} %'})"
    yield f"{building:.2f} s"
    yield f"{found.peak_mb:.0f} MB"
    yield ", ".join(f"{what} {count}" for what, count in found.solution.counts.items())
    yield ", ".join(missed(target, found, building)) or "none"


def variants(problem: Problem, wanted: list[str]) -> Iterator[tuple[str, Problem]]:
    """Yield the problem itself (`plain`) and each wanted variant."""
    for name in wanted:
        yield name, problem if name == "plain" else VARIANTS[name](problem)


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0, help="of the long run, which the earlier scores are held against")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--variants", default=",".join(["plain", *VARIANTS]))
    parser.add_argument("--engine", default="cpsat")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    is_missed = False
    print(f"{machine()}\n")
    scores = f"first grid | 5 s | 20 s | {given.seconds:g} s | loss"
    print(f"| problem | {scores} | bound at {BOUND_S:g} s | bound (gap) | building | memory | log | missed |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |")
    with a_service(given.workers) as service:
        for kind in given.kinds.split(","):
            for variant, problem in variants(KINDS[kind](given.seed), given.variants.split(",")):
                try:
                    found = run(service, problem, engine=given.engine, time_limit_s=given.seconds, seed=given.seed, workers=given.workers)
                except RunFailedError as error:
                    is_missed = True
                    print(f"| {kind}, {variant} | {error} |", flush=True)
                    continue
                building = building_s(problem)
                is_missed |= any(missed(TARGETS[kind], found, building))
                print(f"| {' | '.join(cells(f'{kind}, {variant}', TARGETS[kind], found, building))} |", flush=True)
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
