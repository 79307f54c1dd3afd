"""What a changed cell costs the live check of 100 people × 60 days under 30 rules: `python -m bench.live_check`."""

import argparse
import random
import sys
import time
from statistics import median, quantiles
from typing import Final

from bench.large_problem import a_large_problem
from bench.machine import machine
from shared.live import LiveScore
from shared.score import Scorer

CHANGE_MAX_MS: Final = 2.0
BUILD_MAX_MS: Final = 200.0


def main() -> None:
    """Measure, print, and end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(machine())
    problem = a_large_problem()
    scorer = Scorer(problem)
    grid = scorer.encode(problem.reference)
    began = time.perf_counter()
    live = LiveScore(scorer, grid)
    score = live.score
    build_ms = 1000 * (time.perf_counter() - began)
    print(f"{len(problem.staff)} people × {len(grid[0])} days, {len(problem.rules)} rules; {score}")
    began = time.perf_counter()
    violations = live.violations()
    words_ms = 1000 * (time.perf_counter() - began)
    dice = random.Random(given.seed)
    shifts = range(-1, len(problem.shift_types))
    moves = [(dice.randrange(len(grid)), dice.randrange(len(grid[0])), dice.choice(shifts)) for _ in range(given.changes)]
    puts, told = [], []
    for move in moves:
        began = time.perf_counter()
        live.put(*move)
        counted = time.perf_counter()
        live.violations()
        puts.append(1000 * (counted - began))
        told.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    is_equal = (scorer.score(live.grid), scorer.violations(live.grid)) == (live.score, live.violations())
    whole_ms = 1000 * (time.perf_counter() - began)
    print(f"built               {build_ms:8.1f} ms     (target < {BUILD_MAX_MS:g} ms)")
    print(f"first words         {words_ms:8.1f} ms     {len(violations)} violations")
    p95 = quantiles(puts, n=20)[-1]
    print(f"a changed cell      {median(puts):8.3f} ms     median of {len(puts)} (target < {CHANGE_MAX_MS:g} ms); p95 {p95:.3f} ms")
    print(f"with words          {median(told):8.3f} ms     median: every violation of the grid, those that changed put into words anew")
    print(f"the whole anew      {whole_ms:8.1f} ms     score and violations; {'equal' if is_equal else 'NOT EQUAL'}")
    sys.exit(int(not is_equal or median(puts) >= CHANGE_MAX_MS or build_ms >= BUILD_MAX_MS))


if __name__ == "__main__":
    main()
