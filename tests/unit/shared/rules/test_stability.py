"""The rule that a weight of stability stands for."""

from shared.rules.stability import steadied
from shared.score import check
from tests.support.grids import a_problem, a_rule, grid


def test_no_weight_leaves_the_problem_as_it_is() -> None:
    problem = a_problem(grid("Ana D D"))
    assert steadied(problem, 0) is problem


def test_a_weight_makes_each_change_cost_it_and_keeps_the_other_rules() -> None:
    problem = steadied(a_problem(grid("Ana D D"), a_rule("coverage", {"min": 1}, weight=7)), 3)
    assert check(problem).score.soft == 0
    assert check(problem, grid("Ana - E").rows).score.soft == 7 + 2 * 3


def test_the_rule_takes_an_id_that_is_free() -> None:
    stands = a_rule("stability", {}, rule_id="stability")
    problem = steadied(steadied(a_problem(grid("Ana D"), stands), 2), 4)
    assert [rule.id for rule in problem.rules] == ["stability", "stability-2", "stability-3"]
    assert check(problem, grid("Ana E").rows).score.soft == 1 + 2 + 4


def test_without_a_grid_that_stands_nothing_is_a_change() -> None:
    problem = steadied(a_problem(grid("Ana D")).model_copy(update={"reference": ()}), 2)
    assert check(problem, grid("Ana E").rows).score.soft == 0
