"""How the clock counts rests: shifts of a whole day, and times at midnight."""

from datetime import time

import pytest

from shared.domain import ShiftKind, ShiftType
from shared.rules.terms import total_of
from shared.score import Scorer
from tests.support.grids import a_problem, a_rule, grid

SHIFTS = (
    ShiftType(id="off", code="-", kind=ShiftKind.OFF),
    ShiftType(id="whole", code="W", start=time(8), end=time(8)),
    ShiftType(id="evening", code="S", start=time(16), end=time(0)),
    ShiftType(id="small", code="M", start=time(0), end=time(8)),
    ShiftType(id="course", code="C", kind=ShiftKind.LEAVE, start=time(0), end=time(23)),
    ShiftType(id="half", code="H", start=time(9)),
)


@pytest.mark.parametrize(
    ("row", "minutes", "amount"),
    [
        ("W - M", 959, 0),  # 8:00 to 8:00 on the next day, then midnight of the day after: 16 h
        ("W - M", 961, 1),
        ("S M", 1, 1),  # the end at midnight is the start: no minute between
        ("S M -", 1, 1),
        ("M M", 961, 1),
        ("M M", 960, 0),
        ("W W", 1, 1),
        ("M C M", 2400, 0),  # leave is no work, whatever its times: 40 h
        ("M C M", 2401, 1),
        ("M H M", 2401, 1),  # without an end it tells nothing
    ],
)
def test_a_rest_is_counted_by_the_clock(row: str, minutes: int, amount: int) -> None:
    problem = a_problem(grid(f"Ana {row}"), a_rule("min_rest", {"minutes": minutes})).model_copy(update={"shift_types": SHIFTS})
    scorer = Scorer(problem)
    cells = scorer.encode(problem.reference)
    assert scorer.score(cells).soft == amount
    assert total_of(scorer.compiled.terms, cells) == (0, amount)
