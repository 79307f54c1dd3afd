"""Which people of a set count on which date."""

from typing import Any

import pytest

from shared.invalid import InvalidProblemError
from shared.problem import Problem
from shared.rules.terms import total_of
from shared.score import Scorer, check
from tests.support.grids import TextGrid, a_problem, a_rule, grid

PAIR = {"sets": [{"staff": ["ana", "bo"]}]}


def with_leaver(of: TextGrid, rule_type: str, params: dict[str, Any]) -> Problem:
    """Bo's last day is the first one."""
    problem = a_problem(of, a_rule(rule_type, params))
    staff = tuple(member.model_copy(update={"last_day": problem.start_date}) if member.name == "Bo" else member for member in problem.staff)
    return problem.model_copy(update={"staff": staff})


@pytest.mark.parametrize(
    ("rule_type", "params", "of", "amount"),
    [
        ("backup", PAIR, grid("Ana - - -", "Bo - - -"), 1),
        ("together", PAIR, grid("Ana E E E", "Bo - - -"), 1),
        ("together", {"sets": [{"staff": ["bo", "ana", "cy"]}]}, grid("Ana E E E", "Bo E - -", "Cy E D E"), 1),
        ("apart", {}, grid("Ana E E", "Bo E E", "Cy D D"), 1),
    ],
    ids=["nobody stands in for who left", "nobody works beside who left", "who comes next is the first", "in a scope, too"],
)
def test_who_is_not_employed_on_a_date_is_not_in_the_set(rule_type: str, params: dict[str, Any], of: TextGrid, amount: int) -> None:
    problem = with_leaver(of, rule_type, params)
    assert check(problem).score.soft == amount
    scorer = Scorer(problem)
    assert total_of(scorer.compiled.terms, scorer.encode(problem.reference)) == (0, amount)


def test_a_set_counts_as_often_as_it_is_named_and_a_person_once() -> None:
    twice = {"sets": [{"staff": ["ana", "bo", "ana"]}, {"staff": ["bo", "ana"]}]}
    assert check(a_problem(grid("Ana E", "Bo E"), a_rule("apart", twice))).score.soft == 2


def test_people_of_the_workspace_who_are_not_here_are_passed_over() -> None:
    sets = {"sets": [{"staff": ["ana", "zoe"]}, {"staff": ["ana", "bo", "zoe"]}]}
    problem = a_problem(grid("Ana - ", "Bo - "), a_rule("backup", sets), absent_staff=("zoe",))
    assert check(problem).score.soft == 1


def test_a_name_that_nobody_has_is_an_error_that_says_where() -> None:
    with pytest.raises(InvalidProblemError, match=r"rules\[0\].params.sets\[0\].staff\[1\]: there is no staff member 'zoe'"):
        check(a_problem(grid("Ana -", "Bo -"), a_rule("backup", {"sets": [{"staff": ["ana", "zoe"]}]})))
