"""What couples people, as arrays: which totals each cell adds to, and what those cost."""

from collections.abc import Iterable, Sequence

import numpy as np

from shared.rules.terms import Row, Spread, Term
from solver_service.person.found import Floats, Ints
from solver_service.person.links import links_of
from solver_service.person.totals import add_row, marginal, member_total, rows_cost, spread_price


class Coupling:
    """Every `Row` and `Spread` of a problem. A hard point costs `hard_price`.

    What a `Row`'s own counters add is left out: prices are a little low where there are any.
    """

    def __init__(self, terms: Iterable[Term], person_count: int, day_count: int, shift_count: int, *, hard_price: float) -> None:
        found = list(terms)
        rows = [term for term in found if isinstance(term, Row) and (term.price.under or term.price.over)]
        spreads = [term for term in found if isinstance(term, Spread)]
        self._base = np.array([row.base for row in rows], dtype=np.int64)
        self.scale = _scale(rows)
        """A typical price of one point of soft need: what temperatures are measured by."""
        self.links = links_of(rows, spreads, person_count=person_count, day_count=day_count, shift_count=shift_count, hard_price=hard_price)

    def totals(self, grid: Ints) -> np.ndarray:
        """Return what each row adds up to on a grid."""
        totals = self._base.copy()
        for person, row in enumerate(grid):
            add_row(self.links, person, row, totals, 1)
        return totals

    def spread_totals(self, grid: Ints) -> np.ndarray:
        """Return each member's total, spread after spread."""
        totals = np.zeros(len(self.links.member_base), dtype=np.int64)
        for person, row in enumerate(grid):
            for spread in range(len(self.links.spreads) - 1):
                place = self.links.members[spread, person]
                if place >= 0:
                    totals[place] = member_total(self.links, spread, place, row)
        return totals

    def cost(self, grid: Ints) -> float:
        """Return what all of it costs on a grid."""
        totals, apart = self.totals(grid), self.spread_totals(grid)
        spreads = sum(spread_price(self.links, spread, apart) for spread in range(len(self.links.spreads) - 1))
        return float(rows_cost(self.links, totals) + spreads)

    def marginal(self, person: int, row: Ints, totals: np.ndarray, shift_count: int) -> Floats:
        """Return float64[days, shifts]: what each shift in each cell costs more than none, the person's other cells being as in `row`."""
        prices = np.zeros((len(row), shift_count))
        marginal(self.links, person, row, 0, len(row), totals, prices)
        return prices


def _scale(rows: Sequence[Row]) -> float:
    slopes = [max(hinge.slope for hinge in (*row.price.under, *row.price.over)) for row in rows if not row.hard]
    return float(np.median(slopes)) if slopes else 1.0
