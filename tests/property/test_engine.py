"""The engine's answers, held against the scorer and against trying every grid."""

from collections import abc
from dataclasses import replace
from typing import Literal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.problem import Bound, Incumbent, Problem, Score
from shared.rules.compiled import Compiled, compiled
from shared.rules.terms import Cell, Counter, Row, Run, Sequence, Spread, Step, Term
from shared.score import Scorer
from solver_service.engines.model.build import Aim, build
from solver_service.engines.start import free_cells
from tests.support.grids import a_rule
from tests.support.problem_strategies import problems
from tests.support.solving import solved
from tests.support.tiny import best_of_all, freed

BOTH = Aim(1000, 1, None)


def key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft


@st.composite
def contested(draw: st.DrawFn, *, may_be_open: bool = True) -> Problem:
    """A random problem with two more rules that can't both hold, so that there is always something to weigh."""
    problem = draw(problems(rule_count_max=6, may_be_open=may_be_open))
    pairs: list[tuple[Literal["hard", "soft"], Literal["hard", "soft"]]] = [
        ("hard", "soft"),
        ("soft", "hard"),
        ("soft", "soft"),
        ("hard", "hard"),
    ]
    enforcements = draw(st.sampled_from(pairs))
    few = a_rule("daily_limit", {"kinds": ["work"], "max": 1}, enforcement=enforcements[0], weight=draw(st.integers(1, 9)), rule_id="few")
    many = a_rule("coverage", {"min": 2}, enforcement=enforcements[1], weight=draw(st.integers(1, 9)), rule_id="many")
    return problem.model_copy(update={"rules": (*problem.rules, few, many)})


@settings(max_examples=60, deadline=None)
@given(contested())
def test_the_score_of_an_answer_is_the_scorers_and_no_fixed_cell_moved(problem: Problem) -> None:
    solution, events = solved(problem, time_limit_s=1)
    scorer = Scorer(problem)
    grid = scorer.encode(solution.grid)
    assert solution.score == scorer.score(grid)
    assert solution.violations == scorer.violations(grid)
    assert scorer.moved(grid) == ()
    assert (solution.status == "infeasible") == (solution.score.hard > 0) == (solution.explanation is not None)
    assert solution.bound is not None
    assert key(solution.bound) <= key(solution.score)
    scores = [key(event.score) for event in events if isinstance(event, Incumbent)]
    assert scores == sorted(set(scores), reverse=True)
    assert scores[-1] == key(solution.score)
    bounds = [key(event.bound) for event in events if isinstance(event, Bound)]
    assert bounds == sorted(bounds)


@settings(max_examples=60, deadline=None)
@given(contested(), st.integers(1, 4))
def test_the_answer_to_a_tiny_problem_is_the_best_of_all_grids(problem: Problem, cell_count: int) -> None:
    tiny = freed(problem, cell_count)
    solution, _ = solved(tiny, time_limit_s=10)
    assert key(solution.score) == best_of_all(tiny, solution.grid)
    assert solution.bound == solution.score
    assert solution.status == ("infeasible" if solution.score.hard else "optimal")


@settings(max_examples=25, deadline=None)
@given(contested(may_be_open=False))
def test_a_warm_start_is_never_made_worse(problem: Problem) -> None:
    scorer = Scorer(problem)
    solution, events = solved(problem, time_limit_s=0.3)
    before = key(scorer.score(scorer.encode(problem.reference)))
    assert key(solution.score) <= before
    first = next(event for event in events if isinstance(event, Incumbent))
    assert key(first.score) == before


@settings(max_examples=15, deadline=None)
@given(contested(), st.integers(1, 3))
def test_the_same_seed_gives_the_same_grid_in_deterministic_mode(problem: Problem, seed: int) -> None:
    first, _ = solved(problem, deterministic=True, seed=seed, time_limit_s=4)
    second, _ = solved(problem, deterministic=True, seed=seed, time_limit_s=4)
    assert first.grid == second.grid
    assert first.bound == second.bound


def disagreement(of: Compiled, terms: abc.Sequence[Term], grid: abc.Sequence[abc.Sequence[int]]) -> bool:
    """Whether the model of `terms` and the scorer count differently on `grid`."""
    built = build(grid, free_cells(of), terms, BOTH)
    return built.score_on(grid) != Scorer(of).score(grid)


def dearer(term: Term) -> Term:
    """The same term with a planted fault: a higher price."""
    match term:
        case Cell() | Step() | Sequence() | Spread():
            return replace(term, price=term.price + 1)
        case Run():
            return replace(term, long_price=term.long_price + 1, short_price=term.short_price + 1)
        case Counter() | Row():
            over, under = ([replace(hinge, slope=hinge.slope + 1) for hinge in hinges] for hinges in (term.price.over, term.price.under))
            return replace(term, price=replace(term.price, over=tuple(over), under=tuple(under)))


@settings(max_examples=100, deadline=None)
@given(contested(may_be_open=False))
def test_a_planted_wrong_weight_is_found_wherever_the_rule_is_broken(problem: Problem) -> None:
    whole = compiled(problem)
    assert whole.reference is not None
    grid = whole.reference
    assert not disagreement(whole, whole.terms, grid)
    score = Scorer(whole).score(grid)
    assume(key(score) != (0, 0))
    assert disagreement(whole, [dearer(term) for term in whole.terms], grid)
