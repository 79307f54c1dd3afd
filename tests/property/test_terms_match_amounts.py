"""A rule's terms cost weight × amount, on every grid."""

from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from shared.problem import Problem, Row, Score
from shared.rules import CATALOGUE
from shared.rules.terms import Cell, Counter, Hinge, Run, Sequence, Spread, Step, Term, total_of
from shared.rules.terms import Row as RowTerm
from shared.score import Scorer
from tests.support.problem_strategies import grids_of, problems


def totals(problem: Problem, rows: tuple[Row, ...]) -> tuple[Score, Score]:
    """The scorer's score of a grid, and the terms'."""
    scorer = Scorer(problem)
    grid = scorer.encode(rows)
    hard, soft = total_of(scorer.compiled.terms, grid)
    return scorer.score(grid), Score(hard=hard, soft=soft)


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_terms_cost_weight_times_amount(rule_type: str, data: st.DataObject) -> None:
    problem = data.draw(problems(rule_type=rule_type, rule_count_max=1))
    by_rules, by_terms = totals(problem, data.draw(grids_of(problem)))
    assert by_rules == by_terms


@settings(max_examples=80, deadline=None)
@given(problems(rule_count_max=5), st.data())
def test_rules_together_cost_what_their_terms_cost(problem: Problem, data: st.DataObject) -> None:
    by_rules, by_terms = totals(problem, data.draw(grids_of(problem)))
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
            case Sequence():
                assert len(term.sets) > 2
                assert all(term.sets)
                assert min(*map(min, term.sets)) >= 0
                assert min(term.days) >= 0
                assert max(term.days) + len(term.sets) <= (problem.end_date - problem.start_date).days + 1
            case Run():
                assert min(*term.shifts, 0) == 0
            case Counter():
                assert term.points[-1] == 0
            case RowTerm():
                assert term.price.is_convex
                assert all(part.points[-1] == 0 for part in term.parts)
                assert not (term.counters and term.price.under)
            case Spread():
                assert term.price > 0
                assert len({member.person for member in term.members}) == len(term.members) > 1
                assert min(term.points) == term.points[-1] == 0


def planted(term: Term) -> Term:
    """The term with a weight that is wrong by one."""
    match term:
        case Cell() | Step() | Sequence() | Spread():
            return replace(term, price=term.price + 1)
        case Run():
            return replace(term, short_price=term.short_price + 1, long_price=term.long_price + 1)
        case Counter() | RowTerm():
            under = tuple(Hinge(hinge.limit, hinge.slope + 1) for hinge in term.price.under)
            over = tuple(Hinge(hinge.limit, hinge.slope + 1) for hinge in term.price.over)
            return replace(term, price=replace(term.price, under=under, over=over))


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
def test_a_planted_wrong_weight_is_found(rule_type: str) -> None:
    def is_caught(found: tuple[Problem, tuple[Row, ...]]) -> bool:
        problem, rows = found
        scorer = Scorer(problem)
        grid = scorer.encode(rows)
        hard, soft = total_of(map(planted, scorer.compiled.terms), grid)
        return scorer.score(grid) != Score(hard=hard, soft=soft)

    quick = settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate])
    pairs = problems(rule_type=rule_type, rule_count_max=1).flatmap(lambda problem: st.tuples(st.just(problem), grids_of(problem)))
    find(pairs, is_caught, settings=quick)
