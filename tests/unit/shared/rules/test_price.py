"""Prices of totals, and the reference evaluator of terms."""

import pytest

from shared.rules.terms import OPEN, Cell, Counter, Hinge, Member, Part, Price, Row, Run, Spread, Step, Term, price_of, total_of

ROW = ((0, 1, 1, OPEN, 2, 1), (1, 1, 0, 0, 1, 2))
WORK = (0, 1, 1, 0)
TWO_EACH = Price(over=(Hinge(0, 2),))


@pytest.mark.parametrize(
    ("price", "total", "points"),
    [
        (Price(under=(Hinge(3, 10),)), 1, 20),
        (Price(under=(Hinge(3, 10),)), 3, 0),
        (Price(over=(Hinge(3, 10),)), 5, 20),
        (Price(over=(Hinge(0, 1), Hinge(2, 5))), 4, 14),
        (Price(under=(Hinge(100, 2),), step=60), 99, 2),
        (Price(under=(Hinge(100, 2),), step=60), 40, 2),
        (Price(under=(Hinge(100, 2),), step=60), 39, 4),
        (Price(over=(Hinge(100, 2),), step=60), 160, 2),
        (Price(over=(Hinge(100, 2),), step=60), 161, 4),
        (Price(over=(Hinge(0, 5), Hinge(1, -5))), 9, 5),
    ],
)
def test_a_price_is_the_sum_of_its_hinges_in_started_steps(price: Price, total: int, points: int) -> None:
    assert price.at(total) == points
    assert price.is_convex == all(hinge.slope >= 0 for hinge in (*price.under, *price.over))


@pytest.mark.parametrize(
    ("term", "points"),
    [
        (Cell(0, True, 0, (0, 3, 4), (OPEN, 2), 7), 14),
        (Step(0, True, 0, (1, 2, 3, 4, 5), (1, 2), (1, 2), 5), 10),
        (Run(0, True, 0, 0, 5, (1, 2), 3, 1, 10, 1, 0, lenient=True), 2),
        (Run(0, True, 1, 0, 5, (1, 2), 3, None, 10, 1, 0, lenient=False), 10),
        (Run(0, True, 1, 0, 5, (0,), 3, None, 10, 1, 2, lenient=False), 20),
        (Counter(0, True, 0, ((0, 1), (2, 3), (4,)), WORK, Price(over=(Hinge(1, 3),)), base=1), 9),
        (Row(0, True, (Part((0, 1), (0, 1), WORK),), Price(under=(Hinge(4, 9),)), base=0), 9),
        (
            Row(0, True, (Part((0,), (0, 1), WORK),), Price(over=(Hinge(2, 9),)), 1, (Counter(0, True, 1, ((0,), (1,)), WORK, TWO_EACH),)),
            36,
        ),
        (Spread(0, True, "range", (Member(0), Member(1, base=4)), ((0, 1), (2,), (5,)), WORK, 1, 5), 10),
        (Spread(0, True, "range", (Member(0), Member(1, times=5, per=2)), ((0,), (1,), (4,)), WORK, 0, 5), 25),
        (Spread(0, True, "deviation", (Member(0, base=9), Member(1)), ((0,), (2,)), WORK, 1, 5), 30),
    ],
)
def test_terms_cost_what_they_say(term: Term, points: int) -> None:
    assert price_of(term, ROW) == points
    assert total_of([term, term], ROW) == (2 * points, 0)
