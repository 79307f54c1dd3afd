"""Whole solves by columns: of problems too large for CP-SAT to prove at once."""

import threading
import time

import pytest

from shared.problem import Bound, Incumbent, Score
from shared.score import Scorer
from tests.support.solving import a_busy_problem, solved


def key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft


@pytest.mark.parametrize("workers", [1, 2])
def test_a_solve_by_columns_ends_with_the_scorers_score_and_a_bound_near_it(workers: int) -> None:
    problem = a_busy_problem(staff=12, days=28, shifts=3)
    solution, events = solved(problem, workers=workers, time_limit_s=4)
    scorer = Scorer(problem)
    assert solution.score == scorer.score(scorer.encode(solution.grid))
    assert solution.score.hard == 0
    assert solution.bound is not None
    assert key(solution.bound) <= key(solution.score)
    assert solution.bound.soft >= 0.95 * solution.score.soft
    bounds = [key(event.bound) for event in events if isinstance(event, Bound)]
    assert bounds == sorted(bounds)


def test_a_warm_start_by_columns_is_never_made_worse() -> None:
    problem = a_busy_problem(staff=12, days=28, shifts=3)
    good, _ = solved(problem, time_limit_s=3)
    again, events = solved(problem.model_copy(update={"reference": good.grid}), time_limit_s=1)
    assert key(again.score) <= key(good.score)
    first = next(event for event in events if isinstance(event, Incumbent))
    assert key(first.score) == key(good.score)


def test_the_same_seed_gives_the_same_grid_by_columns_in_deterministic_mode() -> None:
    problem = a_busy_problem(staff=8, days=21, shifts=3)
    first, _ = solved(problem, deterministic=True, seed=3, time_limit_s=6)
    second, _ = solved(problem, deterministic=True, seed=3, time_limit_s=6)
    assert first.grid == second.grid
    assert first.bound == second.bound


def test_a_stop_is_followed_within_a_second_whatever_the_search_is_at() -> None:
    for after_s in (0.3, 0.8, 1.6):
        stop = threading.Event()
        timer = threading.Timer(after_s, stop.set)
        timer.start()
        began = time.monotonic()
        solution, _ = solved(a_busy_problem(), stop=stop, time_limit_s=30)
        assert time.monotonic() - began < after_s + 1.5  # a second, and what a busy machine takes
        assert solution.score.hard == 0
