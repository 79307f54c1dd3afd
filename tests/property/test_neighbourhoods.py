"""A neighbourhood knows every term whose price its cells may change."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules import CATALOGUE
from shared.rules.terms import Cell, Sequence, Step, Term, price_of
from shared.score import Scorer
from solver_service.engines.start import free_cells
from solver_service.search.neighbourhoods import Neighbourhoods
from tests.support.problem_strategies import problems


def day_by_day(term: Term) -> list[Term]:
    """A term for each of its days: so a span of days that is told too short shows."""
    match term:
        case Cell() | Step() | Sequence():
            return [replace(term, days=(day,)) for day in term.days]
        case _:
            return [term]


@pytest.mark.parametrize("rule_type", sorted(CATALOGUE))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_no_other_term_changes_when_its_cells_do(rule_type: str, data: st.DataObject) -> None:
    problem = data.draw(problems(rule_type=rule_type))
    scorer = Scorer(problem)
    before = scorer.encode(problem.reference)
    free = free_cells(scorer.compiled)
    terms = [single for term in scorer.compiled.terms for single in day_by_day(term)]
    neighbourhoods = Neighbourhoods(terms, free, len(before), len(before[0]), random.Random(1))
    cells = neighbourhoods.pick(neighbourhoods.costs(before), data.draw(st.integers(1, 12)))
    after = [list(row) for row in before]
    for (person, day), choices in cells.items():
        after[person][day] = data.draw(st.sampled_from(choices))
    known = {id(term) for term in neighbourhoods.terms_of(cells)}
    assert [term for term in terms if id(term) not in known and price_of(term, before) != price_of(term, after)] == []
