"""How a run gets on, by the search's events alone [RN3]."""

from typing import Any

from hub.runs.course import Course
from shared.problem import EVENT, Event, Score


def event(kind: str, **fields: Any) -> Event:
    return EVENT.validate_python({"event": kind, **fields})


def better(soft: int, *, hard: int = 0, bound: int | None = None, solutions: int = 1, elapsed_s: float = 1.0) -> Event:
    floor = None if bound is None else {"hard": 0, "soft": bound}
    return event("incumbent", score={"hard": hard, "soft": soft}, bound=floor, gap=None, solutions=solutions, elapsed_s=elapsed_s)


def test_it_goes_from_the_solvers_queue_to_building_to_searching() -> None:
    course = Course(time_limit_s=10)
    stages = []
    for step in (
        event("queued", id="x", position=2),
        event("started", id="x", elapsed_s=0),
        event("model_built", variables=1, constraints=1, elapsed_s=0.5),
    ):
        course.take(step)
        stages.append((course.stage, course.queue_position))

    assert stages == [("queued", 2), ("building", None), ("searching", None)]


def test_RN3_the_score_never_gets_worse_and_the_bound_never_lower() -> None:
    course = Course(time_limit_s=10)
    for step in (better(50, hard=1), better(70), better(90, bound=10), better(60, bound=5, solutions=4)):
        course.take(step)

    assert course.score == Score(hard=0, soft=60)
    assert course.bound == Score(hard=0, soft=10)
    assert course.solutions == 4


def test_RN4_the_gap_is_there_once_the_bound_has_the_same_hard_score() -> None:
    course = Course(time_limit_s=10)
    course.take(better(100, bound=75))
    assert course.gap == 0.25
    course.take(event("bound", bound={"hard": 0, "soft": 100}, score=None, gap=None, elapsed_s=2))
    assert course.gap == 0.0


def test_its_share_is_of_the_searchs_own_time_and_whole_only_when_it_is_over() -> None:
    course = Course(time_limit_s=10)
    course.take(better(5, elapsed_s=2.5))
    assert course.share == 0.25
    course.take(better(4, elapsed_s=30))
    assert course.share == 0.99
    course.found(Score(hard=0, soft=4), None, 2)
    assert course.share == 1.0
