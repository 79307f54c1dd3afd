"""Solving again: what stands outside the scope stays, and a start is never made worse."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problem import FixedCell, Incumbent, Problem, Score, SolveScope
from shared.rules.compiled import Compiled, compiled
from shared.rules.stability import steadied
from shared.rules.terms import OPEN
from shared.score import Scorer, check
from solver_service.engines.start import standing
from tests.support.problem_strategies import CODES, problems
from tests.support.solving import solved


def key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft


@st.composite
def scopes(draw: st.DrawFn, problem: Problem, days: list[date]) -> SolveScope:
    ids = [member.id for member in problem.staff]
    return SolveScope.model_validate(
        {
            "staff_ids": draw(st.none() | st.lists(st.sampled_from(ids), unique=True)),
            "from": draw(st.none() | st.sampled_from(days)),
            "to": draw(st.none() | st.sampled_from(days)),
            "empty_only": draw(st.booleans()),
        }
    )


@st.composite
def again(draw: st.DrawFn, *, may_be_open: bool) -> Problem:
    """A random problem with a grid, a scope, cells that are fixed (also against the grid) and often a price for each change."""
    problem = draw(problems(rule_count_max=5, may_be_open=may_be_open))
    days = [problem.start_date + timedelta(days=day) for day in range(len(problem.reference[0]))]
    at = st.tuples(st.sampled_from([member.id for member in problem.staff]), st.sampled_from(days))
    fixed = draw(st.dictionaries(at, st.sampled_from(CODES), max_size=4))
    cells = tuple(FixedCell(staff_id=who, date=on, shift=code) for (who, on), code in fixed.items())
    scope = draw(st.none() | scopes(problem, days))
    return steadied(problem.model_copy(update={"fixed": cells, "scope": scope}), draw(st.integers(0, 3)))


def may_move(of: Compiled, person: int, day: int) -> bool:
    """Whether the problem says so: counted anew, from its words."""
    problem, on = of.context.problem, of.context.dates[day]
    if any(cell.staff_id == problem.staff[person].id and cell.date == on for cell in problem.fixed):
        return False
    scope = problem.scope
    return scope is None or (
        (scope.staff_ids is None or problem.staff[person].id in scope.staff_ids)
        and (scope.from_date is None or on >= scope.from_date)
        and (scope.to_date is None or on <= scope.to_date)
        and not (scope.empty_only and problem.reference[person][day] is not None)
    )


@settings(max_examples=40, deadline=None)
@given(again(may_be_open=True))
def test_only_what_may_move_moves_and_nothing_in_the_scope_stays_open(problem: Problem) -> None:
    of = compiled(problem)
    solution, events = solved(problem, time_limit_s=0.3)
    fixed = {(cell.staff_id, cell.date): cell.shift for cell in problem.fixed}
    grids = [event.grid for event in events if isinstance(event, Incumbent)]
    for grid in (solution.grid, *grids):
        assert grid is not None
        for person, row in enumerate(grid):
            for day, code in enumerate(row):
                cell = problem.staff[person].id, of.context.dates[day]
                if may_move(of, person, day):
                    assert code is not None
                else:
                    assert code == fixed.get(cell, problem.reference[person][day])


@settings(max_examples=40, deadline=None)
@given(again(may_be_open=False), st.integers(1, 3))
def test_no_answer_is_worse_than_the_grid_that_was_given(problem: Problem, workers: int) -> None:
    of = compiled(problem)
    given_grid = standing(of, keeps_reference=True)  # the reference, with what is fixed against it
    assert not any(OPEN in row for row in given_grid)
    before = key(Scorer(of).score(given_grid))
    solution, events = solved(problem, time_limit_s=0.3, workers=workers)
    assert key(solution.score) <= before
    assert all(key(event.score) <= before for event in events if isinstance(event, Incumbent))


@settings(max_examples=30, deadline=None)
@given(problems(rule_count_max=4, may_be_open=False))
def test_where_a_change_costs_more_than_all_else_the_grid_stays(problem: Problem) -> None:
    rules = tuple(rule.model_copy(update={"enforcement": "soft"}) for rule in problem.rules)
    wishes = problem.model_copy(update={"rules": rules})
    solution, _ = solved(steadied(wishes, 1 + check(wishes).score.soft), time_limit_s=5)
    assert solution.grid == problem.reference
    assert solution.status == "optimal"
