"""When progress is told [RN3]."""

from hub.runs.course import Course
from hub.runs.pace import APART_S, Pace
from shared.problem import Score
from shared.protocol.limits import PROGRESS_PER_S


def test_that_it_begins_the_first_grid_and_applying_are_told_at_once_and_other_news_are_spread() -> None:
    pace, course = Pace(0.0), Course(10, stage="building")
    assert pace.wait_s(0.01, course) <= 0
    pace.note(0.01, course)
    course.stage = "searching"
    assert pace.wait_s(0.02, course) > 0
    course.score = Score(hard=0, soft=9)
    assert pace.wait_s(0.03, course) <= 0
    pace.note(0.03, course)
    assert pace.wait_s(0.04 + APART_S, course) > 0
    course.stage = "applying"
    assert pace.wait_s(0.05, course) <= 0
    pace.note(0.05, course)
    assert pace.wait_s(0.06, course) > 0


def test_RN3_there_are_never_more_than_four_in_a_second() -> None:
    pace, course = Pace(0.0), Course(10)
    told = [0.0]
    for step in range(3_000):
        now = step / 1_000
        course.stage = "applying" if step % 2 else "searching"
        if pace.wait_s(now, course) <= 0:
            pace.note(now, course)
            told.append(now)

    assert all(sum(1 for other in told if when <= other < when + 1) <= PROGRESS_PER_S for when in told)
    assert len(told) >= 3 * (PROGRESS_PER_S - 1)
