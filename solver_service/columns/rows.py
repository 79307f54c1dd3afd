"""The terms that couple people as arrays: what each cell adds to which total, and what totals cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.rules.terms import Row, Term
from solver_service.columns.curves import Curve, curve_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Cells = npt.NDArray[np.int16]
"""A grid or a row of one: shift indices, −1 = open."""


def summed(places: npt.NDArray[np.integer[Any]], weights: Floats, size: int) -> Floats:
    """Return Σ weights by place, `size` of them."""
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True)
class Entries:
    """Σ `points` over the cells (`days`, `shifts`) that a row holds is added to the totals of `rows`; one person's, by day."""

    days: npt.NDArray[np.int32]
    shifts: Cells
    rows: npt.NDArray[np.int32]
    points: Floats

    def held(self, row: Cells) -> npt.NDArray[np.bool_]:
        """Which of them the row holds."""
        held: npt.NDArray[np.bool_] = row[self.days] == self.shifts
        return held


class Rows:
    """Every `Row` of a problem. A hard point costs `hard_price`.

    `curves` are convex prices ≤ the exact ones. A price that isn't convex is left out of them, and a bound from them stays
    one, since no price is negative.
    """

    def __init__(self, terms: Iterable[Term], person_count: int, day_count: int, shift_count: int, hard_price: float) -> None:
        found = [term for term in terms if isinstance(term, Row) and (term.price.under or term.price.over)]
        self.count = len(found)
        self._base = np.array([row.base for row in found], dtype=np.int64)
        self._hinges = _Hinges(found, hard_price)
        self._entries = _entries(found, person_count, day_count, shift_count)
        self.curves = tuple(curve_of(row.price, hard_price if row.hard else 1.0) for row in found)
        self._corners = _Corners(self.curves)
        self.slacks = _slacks(self.curves)

    def entries(self, person: int, first: int, last: int) -> Entries:
        """What the person's cells on the days `first` … `last` − 1 add."""
        found = self._entries[person]
        begin, end = np.searchsorted(found.days, (first, last))
        return Entries(found.days[begin:end], found.shifts[begin:end], found.rows[begin:end], found.points[begin:end])

    def added(self, person: int, row: Cells) -> Ints:
        """What the person's row adds to every total."""
        found = self._entries[person]
        held = found.held(row)
        return summed(found.rows[held], found.points[held], self.count).astype(np.int64)

    def reach(self, person_count: int) -> tuple[npt.NDArray[np.bool_], Ints]:
        """Who moves each total (by row and person), and each total's first and last day."""
        movers = np.zeros((self.count, person_count), np.bool_)
        spans = np.tile(np.array([0, 0]), (self.count, 1))
        spans[:, 0] = np.iinfo(np.int32).max
        for person, entries in enumerate(self._entries):
            movers[entries.rows, person] = True
            np.minimum.at(spans[:, 0], entries.rows, entries.days)
            np.maximum.at(spans[:, 1], entries.rows, entries.days)
        spans[:, 0] = np.minimum(spans[:, 0], spans[:, 1])
        return movers, spans

    def totals(self, grid: Cells) -> Ints:
        """Every total of a grid."""
        totals = self._base.copy()
        for person, row in enumerate(grid):
            totals += self.added(person, row)
        return totals

    def prices(self, totals: Ints) -> Floats:
        """The exact price of every total."""
        return self._hinges.prices(totals, self.count)

    def clipped(self, duals: Floats, rows: Ints) -> Floats:
        """The nearest duals of `rows` at which `conjugate` is finite."""
        clipped: Floats = np.clip(duals, self._corners.low[rows], self._corners.high[rows])
        return clipped

    def conjugate(self, duals: Floats, rows: Ints) -> Floats:
        """For each of `rows` the least of curve(total) + dual × total over all totals; `duals` as `clipped` gives them."""
        least: Floats = (self._corners.values[rows] + duals[:, None] * self._corners.at[rows]).min(axis=1)
        return least


class _Hinges:
    """The hinges of all rows, each turned so that it costs above its limit."""

    def __init__(self, rows: list[Row], hard_price: float) -> None:
        flat = [
            (index, sign, hinge.limit, hinge.slope * (hard_price if row.hard else 1.0), row.price.step)
            for index, row in enumerate(rows)
            for sign, hinges in ((-1, row.price.under), (1, row.price.over))
            for hinge in hinges
        ]
        self._row = np.array([entry[0] for entry in flat], dtype=np.int64)
        self._sign = np.array([entry[1] for entry in flat], dtype=np.int64)
        self._limit = np.array([entry[2] for entry in flat], dtype=np.int64)
        self._slope = np.array([entry[3] for entry in flat], dtype=np.float64)
        self._step = np.array([entry[4] for entry in flat], dtype=np.int64)

    def prices(self, totals: Ints, count: int) -> Floats:
        beyond = np.maximum(0, self._sign * (totals[self._row] - self._limit))
        return summed(self._row, self._slope * -(-beyond // self._step), count)


class _Corners:
    """The corners of all curves, padded by repeating the last."""

    def __init__(self, curves: tuple[Curve, ...]) -> None:
        width = max((len(curve.at) for curve in curves), default=1)
        self.at = np.array([curve.at + curve.at[-1:] * (width - len(curve.at)) for curve in curves], np.float64).reshape(-1, width)
        self.values = np.array([curve.values + curve.values[-1:] * (width - len(curve.at)) for curve in curves]).reshape(-1, width)
        self.low = np.array([-curve.rise for curve in curves], np.float64)
        self.high = np.array([curve.fall for curve in curves], np.float64)


@dataclass(frozen=True, slots=True)
class Slacks:
    """The slack variables of all curves, sorted by row, and the range of each row that they reach."""

    rows: Ints
    signs: Floats
    prices: Floats
    most: Floats
    lower: Floats
    upper: Floats


def _slacks(curves: tuple[Curve, ...]) -> Slacks:
    found = [(index, slack) for index, curve in enumerate(curves) for slack in curve.slacks()]
    flat = np.array([curve.flat for curve in curves], np.float64).reshape(-1, 2)
    return Slacks(
        np.array([index for index, _slack in found], np.int64),
        np.array([slack.sign for _index, slack in found], np.float64),
        np.array([slack.price for _index, slack in found], np.float64),
        np.array([slack.most for _index, slack in found], np.float64),
        flat[:, 0],
        flat[:, 1],
    )


def _entries(rows: list[Row], person_count: int, day_count: int, shift_count: int) -> list[Entries]:
    """One for each person, sorted by day. Points of the same cell for the same row are added up."""
    keys, points = [np.zeros(0, np.int64)], [np.zeros(0, np.float64)]
    for index, row in enumerate(rows):
        for part in row.parts:
            table = np.array(part.points[:shift_count], np.float64)
            shifts = np.flatnonzero(table)
            people, days = np.array(part.people, np.int64), np.array(part.days, np.int64)
            cells = (people[:, None] * day_count + days[None, :])[:, :, None] * shift_count + shifts[None, None, :]
            keys.append((cells * len(rows) + index).ravel())
            points.append(np.broadcast_to(table[shifts], cells.shape).ravel())
    merged, place = np.unique(np.concatenate(keys), return_inverse=True)
    added = summed(place, np.concatenate(points), len(merged))
    cells, of_row = np.divmod(merged, max(1, len(rows)))
    people, cells = np.divmod(cells, day_count * shift_count)
    days, shifts = np.divmod(cells, shift_count)
    bounds = np.searchsorted(people, np.arange(person_count + 1))
    return [
        Entries(days[a:b].astype(np.int32), shifts[a:b].astype(np.int16), of_row[a:b].astype(np.int32), added[a:b])
        for a, b in pairwise(bounds)
    ]
