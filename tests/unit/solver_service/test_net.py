"""A first grid for large problems, before any engine has one."""

import threading
import time

from shared.problem import Event, Incumbent, Options, Problem, Score
from shared.score import Scorer
from solver_service.engines.options import complete
from solver_service.engines.port import Order
from solver_service.net import netted
from tests.support.solving import a_busy_problem


def an_order(problem: Problem) -> Order:
    options = complete(Options(), workers_max=1, time_limit_max_s=60)
    return Order(problem, options, time.monotonic(), threading.Event())


def an_incumbent(score: Score) -> Incumbent:
    return Incumbent(score=score, bound=None, gap=None, solutions=1, elapsed_s=1.0)


def test_a_large_problem_has_a_grid_at_once_and_hears_of_no_worse_one() -> None:
    problem = a_busy_problem(staff=250, days=80, shifts=2)
    events: list[Event] = []
    tell = netted(an_order(problem), events.append)
    (plain,) = events
    assert isinstance(plain, Incumbent)
    assert plain.grid is not None
    scorer = Scorer(problem)
    grid = scorer.encode(plain.grid)
    assert plain.score == scorer.score(grid)
    assert scorer.moved(grid) == ()
    tell(an_incumbent(Score(hard=plain.score.hard + 1, soft=0)))
    tell(an_incumbent(plain.score))
    assert events == [plain]
    better = an_incumbent(Score(hard=plain.score.hard, soft=plain.score.soft - 1))
    tell(better)
    assert events == [plain, better]


def test_a_small_problem_waits_for_its_engine() -> None:
    events: list[Event] = []
    assert netted(an_order(a_busy_problem(staff=10, days=7)), events.append) == events.append
    assert events == []
