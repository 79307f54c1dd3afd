"""One person's search: rows from the tables, and what the tables don't know added."""

from dataclasses import dataclass
from math import inf

import numpy as np

from shared.rules.terms import price_of
from solver_service.person.fitting import Fitting, Own
from solver_service.person.found import Floats, Found, Ints, Window
from solver_service.person.packing import packed
from solver_service.person.plan import Plan
from solver_service.person.rationing import ration
from solver_service.person.search import Prepared, best_rows, prepared
from solver_service.person.sweep import Buffers
from solver_service.person.tables import Tables
from solver_service.person.walk import aside, own

_PASSES_MAX = 12
_CLOSE = 1e-6


@dataclass(slots=True)
class _Ready:
    """A window's search, as long as the person's tables stay."""

    tables: Tables
    prepared: Prepared


class Searcher:
    """What stands of one person; `tables` change when another counter must be counted."""

    def __init__(self, plan: Plan, left_out: tuple[Own, ...], fitting: Fitting, *, strict: bool) -> None:
        self.plan = plan
        self.strict = strict
        self._left_out = left_out
        self._fitting = fitting
        self._tables: Tables = packed([plan])

    @property
    def is_exact(self) -> bool:
        return not self.plan.aside and not self._left_out

    def own(self, row: Ints) -> float:
        """Return the person's own price of a whole row; infinite where it is prohibited."""
        price = float(own(self._tables, 0, row))
        return price if price == inf else price + self._beyond(row)

    def searched(self, window: Window, prices: Floats, count: int, work: "Work") -> Found:
        """Return the window's best rows (people.py)."""
        values, rows = self._rows(window, prices, count, work)
        extra = np.zeros(0)
        for _ in range(_PASSES_MAX):
            if not len(rows):
                return Found(inf, True, rows, values)
            extra = self._extra(rows)
            if extra[0] == 0 or not self._counts_more(rows[0]):
                break
            values, rows = self._rows(window, prices, count, work)
        bound = float(values[0])
        if not np.isfinite(extra).any():
            values, rows, extra = self._rationed(window, prices, rows, count, work)
        held = np.nonzero(np.isfinite(extra))[0]
        totals = values[held] + extra[held]
        order = np.argsort(totals, kind="stable")
        is_exact = bool(len(order)) and float(totals[order[0]]) <= bound + _CLOSE
        return Found(bound, is_exact, rows[held[order]], totals[order])

    def _rows(self, window: Window, prices: Floats, count: int, work: "Work") -> tuple[Floats, Ints]:
        kept: list[_Ready] = window.state
        if not kept or kept[0].tables is not self._tables:
            kept[:] = [_Ready(self._tables, prepared(self._tables, 0, window.row, window.first, window.last))]
        ready = kept[0].prepared
        if not ready.is_open:
            return np.zeros(0), np.zeros((0, len(window.row)), dtype=np.int16)
        buffers = work.buffers(ready.value_count, ready.range_count)
        values, rows = best_rows(self._tables, 0, window.row, window.first, window.last, prices, ready, buffers, count)
        return values, rows

    def _extra(self, rows: Ints) -> Floats:
        """What each row costs by terms that the search doesn't count."""
        if self.is_exact:
            return np.zeros(len(rows))
        return np.array([aside(self._tables, 0, row) + self._beyond(row) for row in rows])

    def _beyond(self, row: Ints) -> float:
        """What the row costs by terms that have no tables at all."""
        weigh = self.plan.contract.weight
        prices = ((_price(term, row), term.hard) for term in self._left_out)
        return sum(points * weigh(hard=hard) for points, hard in prices if points)

    def _counts_more(self, row: Ints) -> bool:
        """Count one more counter that `row` broke; False where none fits."""
        for dimension in self.plan.waiting:
            if any(_price(counter, row) for counter in dimension.counters):
                grown = self._fitting.counting_more(self.plan, dimension)
                if grown is not None:
                    self.plan, self._tables = grown, packed([grown])
                    return True
        return False

    def _rationed(self, window: Window, prices: Floats, rows: Ints, count: int, work: "Work") -> tuple[Floats, Ints, Floats]:
        """Rows that keep the limits which can't be counted, if not the best ones."""
        prices = prices.copy()
        days = slice(window.first, window.last)
        values, extra = np.zeros(0), np.full(len(rows), inf)
        for _ in range(_PASSES_MAX):
            if not len(rows) or np.isfinite(extra).any():
                break
            broken = [counter for counter in self.plan.aside if counter.hard and _price(counter, rows[0])]
            if not broken:
                break
            for counter in broken:
                ration(counter, rows[0], days, self.plan.cell, prices)
            values, rows = self._rows(window, prices, count, work)
            extra = self._extra(rows)
        return values, rows, extra


class Work:
    """Work space for one search at a time, grown as needed."""

    def __init__(self) -> None:
        self._buffers = Buffers(np.empty(0), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))

    def buffers(self, values: int, ranges: int) -> Buffers:
        """Return buffers for so many values and ranges at least."""
        if len(self._buffers.values) < values or len(self._buffers.lowest) < ranges:
            size = max(int(ranges * 1.2), len(self._buffers.lowest))
            grown = np.empty(max(int(values * 1.2), len(self._buffers.values)))
            self._buffers = Buffers(grown, np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32))
        return self._buffers


def _price(term: Own, row: Ints) -> int:
    """What a person's term costs on the person's row."""
    return price_of(term, [*[()] * term.person, row.tolist()])
