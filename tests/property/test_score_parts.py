"""What the scorer promises on every problem: violations add up, and a changed cell touches no part that it doesn't name."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problem import Problem
from shared.score import Scorer, check
from tests.support.problem_strategies import CODES, grids_of, problems


@settings(max_examples=100, deadline=None)
@given(problems(rule_count_max=4))
def test_the_points_of_the_violations_are_the_score(problem: Problem) -> None:
    answer = check(problem)
    points = {"hard": 0, "soft": 0}
    for violation in answer.violations:
        assert violation.amount > 0
        assert violation.message
        points[violation.enforcement] += violation.points
    assert points == {"hard": answer.score.hard, "soft": answer.score.soft}


@settings(max_examples=100, deadline=None)
@given(problems(rule_count_max=4), st.data())
def test_a_changed_cell_changes_the_parts_that_it_touches_only(problem: Problem, data: st.DataObject) -> None:
    scorer = Scorer(problem)
    before = [list(row) for row in scorer.encode(problem.reference)]
    person = data.draw(st.integers(0, len(before) - 1))
    day = data.draw(st.integers(0, len(before[0]) - 1))
    after = [list(row) for row in before]
    after[person][day] = data.draw(st.integers(-1, len(CODES) - 1))
    for rule in scorer.compiled.rules:
        touched = set(rule.touched(person, day))
        assert touched <= set(rule.parts)
        for part in set(rule.parts) - touched:
            assert rule.amount(part, before) == rule.amount(part, after)


@settings(max_examples=60, deadline=None)
@given(problems(rule_count_max=3), st.data())
def test_a_grid_survives_encoding(problem: Problem, data: st.DataObject) -> None:
    scorer = Scorer(problem)
    grid = data.draw(grids_of(problem))
    assert scorer.decode(scorer.encode(grid)) == grid
