"""Parameters that mean nothing, or too much, are refused in words."""

from typing import Any

import pytest

from shared.invalid import InvalidProblemError
from shared.score import Scorer
from tests.support.grids import a_problem, a_rule, grid

DEAR = {"hourly_cost": 10**9}


@pytest.mark.parametrize(
    ("rule_type", "params", "words"),
    [
        ("fairness", {"what": "minutes", "points": {"N": 2}}, "have no points"),
        ("fairness", {"shares": [{"staff": "ana", "percent": 50}, {"staff": "ana"}]}, "a person has one share"),
        ("fairness", {"shares": [{"staff": "zoe"}]}, "there is no staff member 'zoe'"),
        ("cost", {"overtime": {"after": 2400, "percent": 100}}, "greater than or equal to 101"),
        ("cost", {}, "count more currency units as one"),
        ("stability", {"tolerance": -1}, "greater than or equal to 0"),
    ],
)
def test_it_says_what_is_wrong(rule_type: str, params: dict[str, Any], words: str) -> None:
    problem = a_problem(grid("Ana D D D D D D D", "Bo N N N N N N N"), a_rule(rule_type, params))
    dear = tuple(member.model_copy(update=DEAR) for member in problem.staff)
    with pytest.raises(InvalidProblemError, match=words):
        Scorer(problem.model_copy(update={"staff": dear}))


def test_dear_work_can_be_counted_in_larger_units() -> None:
    problem = a_problem(grid("Ana D"), a_rule("cost", {"unit": 1000}))
    dear = tuple(member.model_copy(update=DEAR) for member in problem.staff)
    scorer = Scorer(problem.model_copy(update={"staff": dear}))
    assert scorer.score(scorer.encode(problem.reference)).soft == 8 * 10**6
