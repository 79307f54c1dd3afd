"""The weeks of an INRC-II instance one after another, each planned without sight of what later weeks need."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from shared.formats.inrc2 import WEEK_DAYS, Instance, Week
from shared.formats.inrc2_history import after_week
from shared.formats.inrc2_problem import problem_of, whole_problem
from shared.problem import Options, Problem, Row, Solution
from solver_service.engines.answer import Best, answer

_LEAST_S = 0.1  # a week gets a grid also where the weeks before it took all the time

AHEAD = 1
"""Weeks: a run that begins in one ends in the next."""

SolveWeek = Callable[[Problem, Options, str], Solution]
"""Solves one stage; the text says which."""


def solve_weeks(instance: Instance, options: Options, solve: SolveWeek, ahead: int = AHEAD) -> Solution:
    """Plan week after week, and return all of them as one solution of the whole horizon: its score is the competition's total.

    A week sees its own demand and what the weeks before it left behind, as the competition asks. Up to `ahead` weeks still to come
    are planned along with it, as if each needed what this one needs, without its wishes; their plan is thrown away. So runs across
    Sunday have their price. What holds over the whole horizon holds in proportion where they don't reach its end. The winners of
    the competition looked ahead like this (M. Römer, T. Mellouli; described in S. Ceschia et al., Annals of Operations Research 274,
    2019, section 6.1).

    The time limit is for all weeks, in equal parts; what one leaves the others get (but where the same grid is wanted again). There is
    no bound: none of the whole is looked for.
    """
    began = time.monotonic()
    limit_s = options.time_limit_s or 0.0
    solutions: list[Solution] = []
    history = instance.history
    for at, week in enumerate(instance.weeks):
        weeks_left = len(instance.weeks) - at
        left_s = began + limit_s - time.monotonic()
        share_s = limit_s / len(instance.weeks) if options.deterministic else left_s / weeks_left
        own = options.model_copy(update={"time_limit_s": max(_LEAST_S, share_s)})
        problem = problem_of(instance.scenario, history, (week,), expected(week, min(ahead, weeks_left - 1)))
        solutions.append(solve(problem, own, f"week {at + 1} of {len(instance.weeks)}"))
        history = after_week(instance.scenario, history, _first_week(solutions[-1].grid))
    grid = tuple(
        tuple(cell for row in rows for cell in row) for rows in zip(*(_first_week(found.grid) for found in solutions), strict=True)
    )
    best = Best(grid, None, sum(found.solutions for found in solutions), {"weeks": len(solutions)})
    return answer(whole_problem(instance), options, best, time.monotonic() - began)


def expected(week: Week, count: int) -> tuple[Week, ...]:
    """Return so many weeks with the demand of `week` and without wishes."""
    return (replace(week, requests=()),) * count


def _first_week(grid: Sequence[Row]) -> Iterator[Row]:
    return (row[:WEEK_DAYS] for row in grid)
