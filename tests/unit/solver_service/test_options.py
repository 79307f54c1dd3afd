"""Which options are taken, and what is filled in."""

from typing import Any

import pytest

from shared.problem import Options
from shared.protocol.errors import ValidationFailedError
from solver_service.engines.options import ENGINE_NAMES, complete
from solver_service.engines.registry import ENGINES


def completed(**given: Any) -> Options:
    return complete(Options.model_validate(given), workers_max=4, time_limit_max_s=600)


def test_defaults_are_filled_in() -> None:
    assert (completed().time_limit_s, completed().workers) == (30, 4)
    assert complete(Options(), workers_max=2, time_limit_max_s=10).time_limit_s == 10


def test_no_solve_gets_more_workers_than_there_are() -> None:
    assert completed(workers=16).workers == 4
    assert completed(workers=3).workers == 3


def test_a_repeatable_solve_has_one_worker() -> None:
    assert completed(workers=4, deterministic=True).workers == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"engine": "milp", "deterministic": True}, "options.deterministic.*'hungarian'"),
        ({"time_limit_s": 601}, "600"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationFailedError, match=words):
        completed(**given)


def test_the_engines_that_can_be_asked_for_are_those_that_there_are() -> None:
    assert set(ENGINE_NAMES) == set(ENGINES)
    assert {completed(engine=name).engine for name in ENGINE_NAMES} == set(ENGINES)
