"""What a pattern may ask for."""

from typing import Any

import pytest

from shared.invalid import InvalidProblemError
from shared.score import check
from tests.support.grids import a_problem, a_rule, grid

NIGHT_OFF = [{"shifts": ["N"]}, {"kinds": ["off"]}]


def amount(params: dict[str, Any], *rows: str, **fields: Any) -> int:
    return check(a_problem(grid(*rows), a_rule("pattern", params), **fields)).score.soft


def test_a_sequence_of_one_day_is_refused() -> None:
    with pytest.raises(InvalidProblemError, match=r"rules\[0\].params.sequence"):
        amount({"sequence": NIGHT_OFF[:1]}, "Ana N D")


def test_a_sequence_that_is_all_condition_is_refused() -> None:
    with pytest.raises(InvalidProblemError, match="2 of 2 days leave none that must follow"):
        amount({"kind": "required", "sequence": NIGHT_OFF, "given": 2}, "Ana N D")


@pytest.mark.parametrize("kind", ["forbidden", "required"])
def test_an_entry_whose_shifts_are_all_archived_asks_for_nothing(kind: str) -> None:
    params = {"kind": kind, "sequence": [{"shifts": ["N"]}, {"shifts": ["OLD"]}]}
    assert amount(params, "Ana N D N", absent_codes=("OLD",)) == 0


def test_an_entry_that_names_nothing_is_any_shift_worked() -> None:
    assert amount({"sequence": [{}, {"kinds": ["off"]}, {}]}, "Ana N - E V D") == 1
