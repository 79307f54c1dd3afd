"""A rule's terms cost weight × amount, on every grid."""

from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from shared.problem import Problem, Score
from shared.rules import CATALOGUE
from shared.rules.terms import Cell, Counter, Hinge, Row, Run, Step, Term, total_of
from shared.score import Scorer
from tests.support.problem_strategies import problems


def totals(problem: Problem) -> tuple[Score, Score]:
    """The scorer's score of the reference grid, and the terms'."""
    scorer = Scorer(problem)
    grid = scorer.encode(problem.reference)
    hard, soft = total_of(scorer.compiled.terms, grid)
    return scorer.score(grid), Score(hard=hard, soft=soft)


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_terms_cost_weight_times_amount(rule_type: str, data: st.DataObject) -> None:
    by_rules, by_terms = totals(data.draw(problems(rule_type=rule_type, rule_count_max=1)))
    assert by_rules == by_terms


@settings(max_examples=80, deadline=None)
@given(problems(rule_count_max=5))
def test_rules_together_cost_what_their_terms_cost(problem: Problem) -> None:
    by_rules, by_terms = totals(problem)
    assert by_rules == by_terms


@settings(max_examples=80, deadline=None)
@given(problems(rule_count_max=4))
def test_prices_and_open_cells_keep_the_promises_of_terms(problem: Problem) -> None:
    for term in Scorer(problem).compiled.terms:
        assert term.hard == (problem.rules[term.rule].enforcement == "hard")
        match term:
            case Cell():
                assert term.price > 0
            case Step():
                assert all(day > 0 for day in term.days)
                assert min(*term.before, *term.after, 0) == 0
            case Run():
                assert min(*term.shifts, 0) == 0
            case Counter():
                assert term.points[-1] == 0
            case Row():
                assert term.price.is_convex
                assert all(part.points[-1] == 0 for part in term.parts)


def planted(term: Term) -> Term:
    """The term with a weight that is wrong by one."""
    match term:
        case Cell() | Step():
            return replace(term, price=term.price + 1)
        case Run():
            return replace(term, short_price=term.short_price + 1, long_price=term.long_price + 1)
        case Counter() | Row():
            under = tuple(Hinge(hinge.limit, hinge.slope + 1) for hinge in term.price.under)
            over = tuple(Hinge(hinge.limit, hinge.slope + 1) for hinge in term.price.over)
            return replace(term, price=replace(term.price, under=under, over=over))


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
def test_a_planted_wrong_weight_is_found(rule_type: str) -> None:
    def is_caught(problem: Problem) -> bool:
        scorer = Scorer(problem)
        grid = scorer.encode(problem.reference)
        hard, soft = total_of(map(planted, scorer.compiled.terms), grid)
        return scorer.score(grid) != Score(hard=hard, soft=soft)

    quick = settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate])
    find(problems(rule_type=rule_type, rule_count_max=1), is_caught, settings=quick)
