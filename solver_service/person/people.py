"""Every person's exact row search, compiled once from a problem's terms."""

from collections.abc import Sequence

import numpy as np

from shared.rules.terms import Row, Spread, Term
from solver_service.person.fitting import Fitting, Own
from solver_service.person.found import Floats, Found, Ints, Window
from solver_service.person.packing import packed
from solver_service.person.plan import Planner
from solver_service.person.searcher import Searcher, Work
from solver_service.person.tables import Tables

Choices = Sequence[Sequence[Sequence[int]]]
"""What each cell may hold, by person and day: `compiled.choices`; `OPEN` only where a cell stands open and is fixed."""


class People:
    """Prices are floats: soft points, and `hard_price` for each hard point of a person who can't be strict.

    A person is strict until a search over the whole row finds none without hard points. Counters that seldom bind are left out
    of a search until a row breaks them; what a counter would make too large to search stays out. Not for two threads at once.
    """

    def __init__(self, terms: Sequence[Term], choices: Choices, shift_count: int, *, hard_price: float) -> None:
        self.shift_count = shift_count
        self._choices = choices
        self._day_count = len(choices[0]) if choices else 0
        self._fitting = Fitting(Planner(self._day_count, shift_count, hard_price=hard_price))
        self._own: list[list[Own]] = [[] for _ in choices]
        for term in terms:
            if not isinstance(term, Row | Spread):
                self._own[term.person].append(term)
        self._work = Work()
        self._is_proven = [False] * len(choices)
        self._people = [self._made(person, strict=True) for person in range(len(choices))]

    def is_exact(self, person: int) -> bool:
        """Whether every term of the person's own is in its tables; else a `value` may be a lower bound (Found tells)."""
        return self._people[person].is_exact

    def is_strict(self, person: int) -> bool:
        """Whether the person's hard terms are prohibitions, since some row is without hard points; else they are prices."""
        if not self._is_proven[person]:
            row = np.zeros(self._day_count, dtype=np.int16)
            self.best(self.window(person, row, 0, self._day_count), np.zeros((self._day_count, self.shift_count)), 1)
        return self._people[person].strict

    def tables(self) -> Tables:
        """Return everybody's tables in one, for a compiled loop over all of them: without plain limits, which make a search slow."""
        return packed([self._fitting.without_plain_limits(one.plan) for one in self._people])

    def own(self, person: int, row: Ints) -> float:
        """Return the person's own price of a whole row; infinite where it is prohibited."""
        return self._people[person].own(np.array(row, dtype=np.int16))

    def window(self, person: int, row: Ints, first: int, last: int) -> Window:
        """Return the search over days first … last − 1, the rest as in `row`."""
        return Window(person, np.array(row, dtype=np.int16), first, last, [])

    def best(self, window: Window, prices: Floats, count: int) -> Found:
        """Return the best rows (`count` at most, different ones) for own price + Σ prices[day − first, row[day]] in the window.

        `prices`: float64[last − first, shifts], an open cell's is 0; an infinite one prohibits.
        """
        prices = np.ascontiguousarray(prices, dtype=np.float64)
        person = window.person
        found = self._people[person].searched(window, prices, count, self._work)
        if len(found.rows):
            self._is_proven[person] = True
        elif not self._is_proven[person] and window.last - window.first == self._day_count and not np.isinf(prices).any():
            self._is_proven[person] = True
            self._people[person] = self._made(person, strict=False)
            found = self._people[person].searched(window, prices, count, self._work)
        return found

    def _made(self, person: int, *, strict: bool) -> Searcher:
        plan, left_out = self._fitting.plan(self._own[person], self._choices[person], strict=strict)
        if plan is not None:
            return Searcher(plan, left_out, self._fitting, strict=strict)
        self._is_proven[person] = True
        return self._made(person, strict=False)
