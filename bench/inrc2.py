"""INRC-II by its published procedure, week after week; the totals beside the published ones."""

import argparse
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.inrc2_costs import HARD, SOFT, costs
from bench.machine import ROOT, machine
from shared.formats.inrc2 import Instance
from shared.formats.inrc2_problem import whole_problem
from shared.problem import Event, Options, Row, Score, Solution
from solver_service.inrc2_files import read_instance, read_solution, write_solution
from solver_service.local import solved
from solver_service.stages import AHEAD, solve_weeks

DATA = ROOT.parent / "shared" / "data" / "nrp" / "inrc2"


@dataclass(frozen=True, slots=True)
class Published:
    """`competition`: the lowest validated total of nine teams, which saw one week at a time. `known`: the optimum with all weeks known."""

    competition: int
    known: int


PUBLISHED = {
    "n030w4_1_6-2-9-1": Published(1755, 1670),
    "n030w4_1_6-7-5-3": Published(1935, 1815),
    "n040w4_0_2-0-6-1": Published(1730, 1565),
    "n040w4_2_6-1-0-6": Published(1880, 1750),
}
"""The competition's "late instances" of these data sets.

Sources: the organisers' validated results of the late instances (mobiz.vives.be/inrc2, 2015); the optima are those proven by the
branch-and-price of A. Legrain, J. Omer, S. Rosat (github.com/wssuite/NurseScheduler, benchmark/w4.yml).
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One solve of an instance: what it cost, what it proved, how long it took."""

    total: int
    hard: int
    bound: Score | None
    seconds: float


def week_s(nurse_count: int) -> float:
    """Return what the competition allows for a week on its reference machine (S. Ceschia et al. 2019, section 4.2)."""
    return 10 + 3 * (nurse_count - 20)


def weekly(instance: Instance, options: Options, ahead: int) -> Run:
    """Solve week after week, each without sight of the next, and count what the written files cost."""
    solution = solve_weeks(instance, options, lambda problem, own, _title: solved(problem, own, _unheard, threading.Event()), ahead)
    with tempfile.TemporaryDirectory() as folder:
        write_solution(Path(folder), instance, solution.grid)
        return counted(instance, solution, read_solution(Path(folder), instance))


def at_once(instance: Instance, options: Options) -> Run:
    """Solve the whole horizon as one problem: what the optimum with all weeks known is comparable with."""
    solution = solved(whole_problem(instance), options, _unheard, threading.Event())
    return counted(instance, solution, solution.grid)


def counted(instance: Instance, solution: Solution, grid: Sequence[Row]) -> Run:
    """Return what a grid costs by the problem description; it must be what the solution says."""
    found = costs(instance, [[str(cell) for cell in row] for row in grid])
    run = Run(sum(found[name] for name in SOFT), sum(found[name] for name in HARD), solution.bound, solution.elapsed_s)
    if (run.hard, run.total) != (solution.score.hard, solution.score.soft):
        sys.exit(f"the solution says {solution.score}, the problem description {run}")
    return run


def _unheard(event: Event) -> None:
    del event


def lines(name: str, given: argparse.Namespace) -> Iterator[str]:
    """Yield a table line for each seed, and one for the median where there are several."""
    instance = read_instance(given.data / name.partition("_")[0] / name)
    week_limit_s = given.seconds or given.share * week_s(len(instance.scenario.nurses))
    limit_s = week_limit_s * len(instance.weeks)
    published = PUBLISHED.get(name)
    beside = f"{published.competition} | {published.known}" if published else "– | –"
    totals = []
    for seed in given.seeds:
        options = Options(time_limit_s=limit_s, workers=given.workers, seed=seed, engine=given.engine)
        run = at_once(instance, options) if given.whole else weekly(instance, options, given.ahead)
        totals.append(run.total)
        total = f"{run.total}" if not run.hard else f"{run.total}, {run.hard} hard"
        bound = "–" if run.bound is None or run.bound.hard else str(run.bound.soft)
        yield f"| {name} | {week_limit_s:g} | {seed} | {total} | {bound} | {beside} | {run.seconds:.0f} |"
    if len(totals) > 1:
        yield f"| {name} | {week_limit_s:g} | median | {statistics.median(totals):g} | | {beside} | |"


def main() -> None:
    """Print the machine and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=lambda text: text.split(","), default=list(PUBLISHED), help="names, comma between them")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder that has a folder for each data set")
    parser.add_argument("--seconds", type=float, help="for a week; the competition's if not given")
    parser.add_argument("--share", type=float, default=1.0, help="of the competition's time")
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--engine", default="cpsat")
    parser.add_argument("--ahead", type=int, default=AHEAD, help="weeks that are planned along, as expected")
    parser.add_argument("--whole", action="store_true", help="the horizon as one problem, all weeks known")
    given = parser.parse_args()
    print(machine())
    print("| instance | s a week | seed | total | bound | best of the competition | optimum, all weeks known | s |")
    print("|---|---|---|---|---|---|---|---|")
    for name in given.instances:
        for line in lines(name, given):
            print(line, flush=True)


if __name__ == "__main__":
    main()
