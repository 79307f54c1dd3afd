"""Terms over several people: their price is kept while cells change, and every neighbourhood of one of them knows them."""

import random

import pytest

from shared.rules.terms import Counter, Hinge, Member, Part, Price, Row, Spread, price_of
from solver_service.engines.marginal import HARD, Marginal
from solver_service.search.neighbourhoods import Neighbourhoods

PEOPLE, DAYS, SHIFTS = 3, 4, 3
POINTS = (0, 1, 3, 0)
EACH_DAY = tuple((day,) for day in range(DAYS))
MEMBERS = (Member(0), Member(1, base=2), Member(2, times=3, per=2))
EXTRA = Price(over=(Hinge(3, 2),), step=2)
TERMS = (
    Spread(0, False, "range", MEMBERS, EACH_DAY, POINTS, 1, 5),
    Spread(0, True, "deviation", MEMBERS, ((0, 1), (3,)), POINTS, 0, 5),
    Row(0, False, (Part((0, 1), (0, 1, 2), POINTS),), Price(over=(Hinge(6, 2),)), 1, (Counter(0, False, 2, EACH_DAY, POINTS, EXTRA),)),
)
terms = pytest.mark.parametrize("term", TERMS, ids=["range", "deviation", "budget"])


@terms
def test_each_change_is_priced_as_the_term_prices_it(term: Spread | Row) -> None:
    dice = random.Random(1)
    marginal = Marginal([term], [[0] * DAYS for _ in range(PEOPLE)], SHIFTS)
    weight = HARD if term.hard else 1
    prices = set()
    for _ in range(300):
        person, day, shift = dice.randrange(PEOPLE), dice.randrange(DAYS), dice.randrange(-1, SHIFTS)
        before = price_of(term, marginal.grid)
        rise = marginal.change(person, day, shift)
        marginal.put(person, day, shift)
        prices.add(price_of(term, marginal.grid))
        assert rise == weight * (price_of(term, marginal.grid) - before)
    assert len(prices) > 5


@terms
def test_a_neighbourhood_of_any_of_its_people_knows_it(term: Spread | Row) -> None:
    free = {(person, day): (0, 1, 2) for person in range(PEOPLE) for day in range(DAYS)}
    neighbourhoods = Neighbourhoods([term], free, PEOPLE, DAYS, random.Random(1))
    for person in range(PEOPLE):
        assert list(neighbourhoods.terms_of({(person, 1): (0, 1)})) == [term]
