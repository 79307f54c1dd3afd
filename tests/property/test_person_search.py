"""The search for one person's best row finds what trying every row finds."""

from dataclasses import dataclass
from itertools import product
from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.terms import OPEN, Cell, Counter, Hinge, Price, Run, Sequence, Step, Term, total_of
from solver_service.person.people import People

DAYS, SHIFTS, HARD = 6, 3, 1000.0

days = st.lists(st.integers(0, DAYS - 1), min_size=1, max_size=4, unique=True).map(lambda found: tuple(sorted(found)))
shifts = st.lists(st.integers(0, SHIFTS - 1), min_size=1, max_size=2, unique=True).map(lambda found: tuple(sorted(found)))
points = st.tuples(*[st.sampled_from([0, 0, 1, 2, 4])] * SHIFTS, st.just(0))
over = st.lists(st.builds(Hinge, st.integers(-1, 7), st.integers(1, 3)), max_size=2).map(tuple)
under = st.lists(st.builds(Hinge, st.integers(0, 7), st.integers(1, 3)), max_size=1).map(tuple)
prices = st.builds(Price, under, over, st.integers(1, 2))
price = st.integers(1, 5)
hard = st.booleans()
single = st.lists(st.integers(0, DAYS - 1), min_size=1, max_size=DAYS, unique=True).map(
    lambda found: tuple((day,) for day in sorted(found))
)
blocks = single | st.sampled_from([((0, 1), (3, 4)), ((1, 2), (3,), (4, 5)), ((0, 2), (4, 5)), ((0, 1, 2),), ((0, 1), (1, 2)), ((2, 3),)])


@st.composite
def runs(draw: st.DrawFn) -> Run:
    first, last = sorted((draw(st.integers(0, DAYS - 1)), draw(st.integers(0, DAYS - 1))))
    if draw(st.booleans()):
        first, last = 0, DAYS - 1
    least, most = draw(st.none() | st.integers(1, 4)), draw(st.none() | st.integers(1, 3))
    return Run(0, draw(hard), 0, first, last, draw(shifts), least, most, draw(price), draw(price), draw(st.integers(0, 3)), draw(hard))


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    sets = tuple(draw(st.lists(shifts, min_size=2, max_size=3)))
    starts = st.lists(st.integers(0, DAYS - len(sets)), min_size=1, max_size=4, unique=True)
    return Sequence(0, draw(hard), 0, tuple(sorted(draw(starts))), sets, draw(price))


steps = st.builds(
    Step,
    st.just(0),
    hard,
    st.just(0),
    st.lists(st.integers(1, DAYS - 1), min_size=1, max_size=5, unique=True).map(lambda found: tuple(sorted(found))),
    shifts,
    shifts,
    price,
)
counters = st.builds(Counter, st.just(0), hard, st.just(0), blocks, points, prices, st.integers(0, 2))
cells = st.builds(
    Cell, st.just(0), hard, st.just(0), days, st.lists(st.integers(OPEN, SHIFTS - 1), min_size=1, max_size=2, unique=True).map(tuple), price
)
weeks = st.builds(
    lambda points, prices, is_hard: [
        Counter(0, is_hard, 0, ((0,), (1,), (2,)), points, prices, 0),
        Counter(0, is_hard, 0, ((3,), (4,), (5,)), points, prices, 1),
    ],
    points,
    prices,
    hard,
)


@st.composite
def rolling(draw: st.DrawFn) -> list[Term]:
    """A window of some days from each day on, at the beginning with days of the history."""
    length = draw(st.integers(2, 4))
    shift, unit = draw(st.integers(0, SHIFTS - 1)), draw(st.integers(1, 2))
    points = tuple(unit * int(symbol == shift) for symbol in range(SHIFTS + 1))
    price, is_hard, past = draw(prices), draw(hard), draw(st.integers(0, 2))
    windows = [range(max(0, first), first + length) for first in range(draw(st.integers(1 - length, 0)), DAYS - length + 1)]
    return [
        Counter(0, is_hard, 0, tuple((day,) for day in window), points, price, past if len(window) < length else 0) for window in windows
    ]


terms: st.SearchStrategy[list[Term]] = st.tuples(
    st.lists(st.one_of(cells, steps, runs(), counters, sequences()), min_size=1, max_size=5), st.just([]) | weeks | rolling()
).map(lambda found: [*found[0], *found[1]])


@dataclass
class Situation:
    """A person's terms, what each cell may hold, the row that stands, the days that are free, prices for those."""

    terms: list[Term]
    choices: list[tuple[int, ...]]
    row: np.ndarray
    first: int
    last: int
    prices: np.ndarray

    def rows(self) -> list[tuple[int, ...]]:
        """Every row that the window allows."""
        free = range(self.first, self.last)
        return list(product(*(self.choices[day] if day in free else (int(self.row[day]),) for day in range(DAYS))))

    def priced(self, row: tuple[int, ...]) -> float:
        return sum(float(self.prices[day - self.first, row[day]]) for day in range(self.first, self.last) if row[day] != OPEN)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    choice = st.sampled_from([(0, 1, 2), (0, 1, 2), (0, 1), (1, 2), (1,), (OPEN,)])
    choices = draw(st.lists(choice, min_size=DAYS, max_size=DAYS))
    row = np.array([draw(st.sampled_from(found)) for found in choices], dtype=np.int16)
    first, last = (0, DAYS) if draw(st.booleans()) else sorted(draw(st.lists(st.integers(0, DAYS), min_size=2, max_size=2, unique=True)))
    cost = st.integers(-8, 8)
    prices = np.array(draw(st.lists(st.lists(cost, min_size=SHIFTS, max_size=SHIFTS), min_size=last - first, max_size=last - first)))
    return Situation(draw(terms), choices, row, first, last, prices.astype(np.float64).reshape(last - first, SHIFTS))


def expected(situation: Situation, *, strict: bool) -> dict[tuple[int, ...], float]:
    """What each possible row costs, own and priced; without the prohibited ones."""
    found = {}
    for row in situation.rows():
        hard_points, soft_points = total_of(situation.terms, [row])
        if not strict or not hard_points:
            found[row] = soft_points + HARD * hard_points + situation.priced(row)
    return found


@settings(max_examples=120, deadline=None)
@given(situations())
def test_the_best_row_of_a_window_is_that_of_trying_every_row(situation: Situation) -> None:
    people = People(situation.terms, [situation.choices], SHIFTS, hard_price=HARD)
    whole = Situation(situation.terms, situation.choices, situation.row, 0, DAYS, np.zeros((DAYS, SHIFTS)))
    strict = people.is_strict(0)
    assert strict == bool(expected(whole, strict=True)) or not (strict or people.is_exact(0))
    costs = expected(situation, strict=strict)
    found = people.best(people.window(0, situation.row, situation.first, situation.last), situation.prices, 3)
    if not costs:
        assert found.value == inf or not found.is_exact
        assert len(found.rows) == 0
        return
    least = min(costs.values())
    assert found.value <= least + 1e-6
    if found.is_exact:
        assert abs(found.value - least) < 1e-6
        assert abs(found.values[0] - least) < 1e-6
    assert found.is_exact or not people.is_exact(0)
    rows = [tuple(row) for row in found.rows.tolist()]
    assert len(set(rows)) == len(rows)
    assert list(found.values) == sorted(found.values)
    for row, value in zip(rows, found.values, strict=True):
        assert abs(value - costs[row]) < 1e-6
        assert abs(people.own(0, np.array(row)) + situation.priced(row) - value) < 1e-6


@settings(max_examples=40, deadline=None)
@given(situations())
def test_a_rows_own_price_is_that_of_its_terms(situation: Situation) -> None:
    people = People(situation.terms, [situation.choices], SHIFTS, hard_price=HARD)
    strict = people.is_strict(0)
    hard_points, soft_points = total_of(situation.terms, [situation.row.tolist()])
    price = inf if strict and hard_points else soft_points + HARD * hard_points
    assert people.own(0, situation.row) == price
