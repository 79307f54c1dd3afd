"""Every engine's answers, held against the scorer; the rows of `milp` against the scorer and against trying every grid."""

from collections.abc import Callable
from itertools import product
from operator import mul
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from shared.problem import Bound, Incumbent, Problem, Row, Score
from shared.rules.compiled import compiled, encoded
from shared.score import Scorer
from solver_service.engines.milp_model import Rows, rows_of
from solver_service.engines.model.build import LEAST_SOFT, Aim, BuildStoppedError, Built, build
from solver_service.engines.options import ENGINE_NAMES
from solver_service.engines.start import free_cells
from tests.support.grids import a_rule
from tests.support.problem_strategies import grids_of, problems
from tests.support.solving import a_busy_problem, solved
from tests.support.tiny import best_of_all, freed

BOTH = Aim(1000, 1, None)
FEASIBLE_BY = 1e-6

weights = st.integers(1, 9)
enforcements: st.SearchStrategy[Literal["hard", "soft"]] = st.sampled_from(["hard", "soft"])


def key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft


@st.composite
def contested(draw: st.DrawFn, *, may_be_open: bool = True) -> Problem:
    """A random problem with two more rules that can't both hold, so that there is always something to weigh."""
    problem = draw(problems(rule_count_max=5, may_be_open=may_be_open))
    few = a_rule("daily_limit", {"kinds": ["work"], "max": 1}, enforcement=draw(enforcements), weight=draw(weights), rule_id="few")
    many = a_rule("coverage", {"min": 2}, enforcement=draw(enforcements), weight=draw(weights), rule_id="many")
    return problem.model_copy(update={"rules": (*problem.rules, few, many)})


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@settings(max_examples=20, deadline=None)
@given(problem=contested())
def test_an_answer_is_the_scorers_and_no_bound_is_above_a_score(engine: str, problem: Problem) -> None:
    solution, events = solved(problem, engine=engine, time_limit_s=1, workers=1)
    scorer = Scorer(problem)
    grid = scorer.encode(solution.grid)
    assert (solution.engine, solution.score, solution.violations) == (engine, scorer.score(grid), scorer.violations(grid))
    assert scorer.moved(grid) == ()
    assert solution.bound is not None
    scores = [key(event.score) for event in events if isinstance(event, Incumbent)]
    bounds = [key(event.bound) for event in events if isinstance(event, Bound)]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[-1] == key(solution.score)
    assert bounds == sorted(bounds)
    assert max([*bounds, key(solution.bound)]) <= scores[-1]


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@settings(max_examples=15, deadline=None)
@given(problem=contested(may_be_open=False))
def test_a_warm_start_is_never_made_worse(engine: str, problem: Problem) -> None:
    solution, events = solved(problem, engine=engine, time_limit_s=0.3, workers=1)
    scorer = Scorer(problem)
    before = key(scorer.score(scorer.encode(problem.reference)))
    assert key(next(event for event in events if isinstance(event, Incumbent)).score) == before
    assert key(solution.score) <= before


@settings(max_examples=25, deadline=None)
@given(contested(), st.integers(1, 4))
def test_what_milp_proves_of_a_tiny_problem_is_the_best_of_all_grids(problem: Problem, cell_count: int) -> None:
    tiny = freed(problem, cell_count)
    solution, _ = solved(tiny, engine="milp", time_limit_s=10)
    assert key(solution.score) == best_of_all(tiny, solution.grid)
    assert solution.bound == solution.score


def slack(rows: Rows, point: list[int]) -> float:
    """How far inside its rows and limits a point lies; negative: outside."""
    sums = (
        np.add.reduceat(np.append(rows.values * np.array(point)[rows.columns], 0.0), rows.starts[:-1])
        if len(rows.row_lower)
        else np.zeros(0)
    )
    sums[np.diff(rows.starts) == 0] = 0.0
    distances = [sums - rows.row_lower, rows.row_upper - sums, point - rows.lower, rows.upper - point]
    return min((float(found.min()) for found in distances if len(found)), default=0.0)


def point_of(built: Built, grid: tuple[tuple[int, ...], ...]) -> list[int]:
    built.model.hint(grid)
    return list(built.model.cp.proto.solution_hint.values)


@settings(max_examples=60, deadline=None)
@given(st.data(), contested(may_be_open=False))
def test_rows_allow_every_grid_at_its_score_and_forbid_broken_hard_rules(data: st.DataObject, problem: Problem) -> None:
    of = compiled(problem)
    found: tuple[Row, ...] = data.draw(grids_of(problem, may_be_open=False))
    grid = encoded(of.context, found)
    score = Scorer(of).score(grid)
    both = build(grid, free_cells(of), of.terms, BOTH)
    rows, point = rows_of(both, lambda: True), point_of(both, grid)
    assert slack(rows, point) >= -FEASIBLE_BY
    assert rows.cost @ point + rows.offset == 1000 * score.hard + score.soft
    strict = build(grid, free_cells(of), of.terms, LEAST_SOFT)
    assert (slack(rows_of(strict, lambda: True), point_of(strict, grid)) < -FEASIBLE_BY) == (score.hard > 0)


def test_making_rows_stops_soon_after_nobody_wants_them() -> None:
    of = compiled(a_busy_problem())
    grid = [[0] * of.context.day_count for _ in of.context.staff]
    built = build(grid, free_cells(of), of.terms, BOTH)
    asked = iter([True, True, False])
    with pytest.raises(BuildStoppedError):
        rows_of(built, lambda: next(asked))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["or", "and", "one", "at most one"]), st.lists(st.integers(-3, 2), max_size=3)), max_size=2),
    st.lists(
        st.tuples(st.lists(st.integers(-2, 2), min_size=4, max_size=4), st.integers(-3, 3), st.integers(-3, 2)), min_size=1, max_size=3
    ),
    st.booleans(),
)
def test_rows_have_the_points_of_the_constraints(
    clauses: list[tuple[str, list[int]]], sums: list[tuple[list[int], int, int]], is_conditional: bool
) -> None:
    built = build([[0]], {}, (), BOTH)
    cp = built.model.cp
    bools = [cp.new_bool_var("") for _ in range(3)]
    number = cp.new_int_var(-1, 2, "")

    def literal(index: int) -> cp_model.LiteralT:
        return bools[index] if index >= 0 else bools[-index - 1].negated()

    for kind, indices in clauses:
        literals = list(map(literal, indices))
        match kind:
            case "or":
                cp.add_bool_or(literals)
            case "and":
                cp.add_bool_and(literals)
            case "one":
                cp.add_exactly_one(literals)
            case _:
                cp.add_at_most_one(literals)
    for coefficients, most, condition in sums:
        added = cp.add(cp_model.LinearExpr.weighted_sum([*bools, number], coefficients) <= most)
        if is_conditional:
            added.only_enforce_if(literal(condition))
    cp.minimize(number)
    rows = rows_of(built, lambda: True)

    def holds(point: tuple[int, ...]) -> bool:
        """What the constraints mean."""
        true = [point[index] if index >= 0 else 1 - point[-index - 1] for index in range(-3, 3)]
        meanings: dict[str, Callable[[list[int]], bool]] = {
            "or": any,
            "and": all,
            "one": lambda found: sum(found) == 1,
            "at most one": lambda found: sum(found) <= 1,
        }
        return all(meanings[kind]([true[index + 3] for index in indices]) for kind, indices in clauses) and all(
            (is_conditional and not true[condition + 3]) or sum(map(mul, coefficients, point)) <= most
            for coefficients, most, condition in sums
        )

    for point in product((0, 1), (0, 1), (0, 1), (-1, 0, 1, 2)):
        assert (slack(rows, list(point)) >= 0) == holds(point)
