"""What callers are told of a grid."""

from shared.problem import Options, Score
from solver_service.engines.answer import Best, answer
from tests.support.grids import a_problem, a_rule, grid


def test_a_grid_is_optimal_when_the_bound_meets_it_and_feasible_before() -> None:
    problem = a_problem(grid("Ana D -"), a_rule("coverage", {"min": 1}))
    proven = answer(problem, Options(), Best(problem.reference, Score(hard=0, soft=1), 3), 1.23456)
    assert (proven.status, proven.score, proven.solutions, proven.elapsed_s, proven.explanation) == (
        "optimal",
        Score(hard=0, soft=1),
        3,
        1.235,
        None,
    )
    assert answer(problem, Options(), Best(problem.reference, Score(hard=0, soft=0), 3), 1).status == "feasible"
    assert len(proven.problem_hash) == 64


def test_a_grid_that_breaks_hard_rules_is_explained_by_rule_person_and_date() -> None:
    hard = a_rule("succession", {"pairs": [{"before": ["L"], "after": ["E"]}]}, enforcement="hard", rule_id="rest", name="Rest")
    problem = a_problem(grid("Ana L E -", "Bo - - -"), hard)
    found = answer(problem, Options(), Best(problem.reference, Score(hard=1, soft=0), 1), 1)
    assert found.status == "infeasible"
    assert found.explanation is not None
    assert (found.explanation.rule_ids, found.explanation.staff_ids) == (("rest",), ("ana",))
    assert [str(day) for day in found.explanation.dates] == ["2026-12-07", "2026-12-08"]
    assert "Rest (1×)" in found.explanation.message
