"""A price as a curve, and the slack that pays for it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.terms import Hinge, Price
from solver_service.columns.curves import FREE, Curve, curve_of

hinges = st.lists(st.builds(Hinge, st.integers(-5, 9), st.integers(0, 4)), max_size=3).map(tuple)
convex = st.builds(Price, hinges, hinges, st.just(1))
any_price = st.builds(Price, hinges, hinges, st.integers(1, 3))


def at(curve: Curve, total: float) -> float:
    """What a total costs: the way into the flat part, the cheapest slack first."""
    low, high = curve.flat
    cost, missing = curve.least, max(low - total, total - high, 0.0)
    sign = 1 if total < low else -1
    for slack in sorted((slack for slack in curve.slacks() if slack.sign == sign), key=lambda slack: slack.price):
        used = min(missing, slack.most)
        cost, missing = cost + used * slack.price, missing - used
    assert missing <= 0
    return cost


@given(convex, st.integers(-10, 20))
def test_a_convex_prices_slack_costs_what_the_price_says(price: Price, total: int) -> None:
    assert at(curve_of(price, 10.0), total) == 10.0 * price.at(total)


@given(any_price, st.integers(-10, 20))
def test_a_curve_of_a_price_by_steps_is_never_dearer_than_the_price(price: Price, total: int) -> None:
    assert at(curve_of(price, 1.0), total) <= price.at(total) + 1e-9


@settings(max_examples=30)
@given(hinges)
def test_a_price_that_is_not_convex_is_left_out(found: tuple[Hinge, ...]) -> None:
    assert curve_of(Price(over=(*found, Hinge(0, 5), Hinge(2, -3))), 1.0) == FREE


def test_slack_between_two_corners_is_used_up_before_the_dearer_one() -> None:
    curve = curve_of(Price(under=(Hinge(5, 1), Hinge(3, 9))), 1.0)
    assert [(slack.sign, slack.price, slack.most) for slack in sorted(curve.slacks(), key=lambda slack: slack.price)] == [
        (1, 1.0, 2.0),
        (1, 10.0, float("inf")),
    ]
