"""What a person's counters count: dimensions of a search, each with one window of days after the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd, inf

import numpy as np

from shared.rules.terms import Counter, Price
from solver_service.person.found import Floats

Blocks = tuple[tuple[int, ...], ...]
VALUES_MAX = 60_000
"""Different totals of one counter that are told apart; one with more is left out. A year in minutes of 5 has that many."""


@dataclass(frozen=True, slots=True, eq=False)
class Fee:
    """What a total of v units costs: `table[v]`; beyond its end `slope` more for each unit, infinite where that is prohibited."""

    table: Floats
    slope: float
    least: int

    @property
    def cap(self) -> int:
        return len(self.table) - 1

    @property
    def at_least(self) -> float:
        """What is paid at a total of 0."""
        return float(self.table[0]) if len(self.table) else inf


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One window of a dimension: its blocks of days, its price by total, the counters that it stands for."""

    blocks: Blocks
    fee: Fee
    counters: tuple[Counter, ...]

    @property
    def first(self) -> int:
        return self.blocks[0][0]

    @property
    def last(self) -> int:
        return self.blocks[-1][-1]


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """Windows that don't overlap and count the same: one counter, priced and set back at each window's end.

    `points[i]`: units of the person's i-th symbol.
    """

    points: tuple[int, ...]
    segments: tuple[Segment, ...]

    @property
    def cap(self) -> int:
        return max(segment.fee.cap for segment in self.segments)

    @property
    def has_least(self) -> bool:
        """Whether a low total costs something."""
        return any(segment.fee.table[0] > segment.fee.table.min() for segment in self.segments)

    @property
    def counters(self) -> tuple[Counter, ...]:
        return tuple(counter for segment in self.segments for counter in segment.counters)

    @property
    def is_simple(self) -> bool:
        """Whether it is only a limit on single days of one window, such as the most that a person may have of a shift."""
        return len(self.segments) == 1 and not self.has_least and all(len(block) == 1 for block in self.segments[0].blocks)

    @property
    def shape(self) -> tuple[tuple[int, ...], tuple[Blocks, ...]]:
        """All that an automaton needs to know of it."""
        return self.points, tuple(segment.blocks for segment in self.segments)


class Fees:
    """The prices of totals as tables, each made once: contracts repeat."""

    def __init__(self, hard_price: float) -> None:
        self._hard_price = hard_price
        self._known: dict[tuple[object, ...], Fee] = {}

    def fee(self, parts: tuple[tuple[Price, int, bool], ...], unit: int, most: int, *, strict: bool) -> Fee:
        """Return Σ weight·price.at(base + v·unit) over `parts` (price, base, hard) for v = 0 … `most`."""
        key = (parts, unit, most, strict)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(parts, unit, most, strict=strict)
        return found

    def _made(self, parts: tuple[tuple[Price, int, bool], ...], unit: int, most: int, *, strict: bool) -> Fee:
        values = np.arange(most + 1, dtype=np.int64) * unit
        table = np.zeros(most + 1)
        for price, base, hard in parts:
            points = _points(price, base + values).astype(np.float64)
            if not hard:
                table += points
            elif strict:
                table[points > 0] = inf
            else:
                table += self._hard_price * points
        finite = np.nonzero(table < inf)[0]
        least = int(finite[0]) if finite.size else most + 1
        if finite.size == 0 or finite[-1] < most:
            return Fee(table[: (finite[-1] if finite.size else -1) + 1], inf, least)
        # from `cap` on each unit costs the same: the counter stands still there, and the rest is paid as it comes
        if most == 0:
            return Fee(table, 0.0, least)
        slope = float(table[most] - table[most - 1])
        rises = np.diff(table[least:])
        bends = np.nonzero(rises != slope)[0]
        cap = least + (int(bends[-1]) + 1 if bends.size else 0)
        return Fee(table[: cap + 1], slope, least)


def dimensions_of(
    counters: Iterable[Counter], symbols: Sequence[int], fees: Fees, *, strict: bool
) -> tuple[list[Dimension], list[Counter], float]:
    """Return the dimensions that say what `counters` cost, the counters that none can say, and what can't be helped.

    Counters over the same blocks and points are one; those whose windows follow each other share a dimension.
    """
    constant = 0.0
    alike: dict[tuple[Blocks, tuple[int, ...], int], list[Counter]] = {}
    others = []
    for counter in counters:
        points = tuple(counter.points[symbol] for symbol in symbols)
        blocks = tuple(sorted(tuple(sorted(set(block))) for block in counter.blocks))
        unit = gcd(*points)
        most = len(blocks) * max(points, default=0) // max(1, unit)
        if not most or not blocks:
            constant += fees.fee(((counter.price, counter.base, counter.hard),), 1, 0, strict=strict).at_least
        elif min(points, default=0) < 0 or most > VALUES_MAX or any(one[-1] >= two[0] for one, two in pairwise(blocks)):
            others.append(counter)
        else:
            alike.setdefault((blocks, tuple(point // max(1, unit) for point in points), max(1, unit)), []).append(counter)
    chains: dict[tuple[int, ...], list[list[Segment]]] = {}
    for (blocks, points, unit), group in sorted(alike.items(), key=lambda item: item[0][0][0]):
        parts = tuple((counter.price, counter.base, counter.hard) for counter in group)
        segment = Segment(blocks, fees.fee(parts, unit, len(blocks) * max(points), strict=strict), tuple(group))
        found = chains.setdefault(points, [])
        chain = next((chain for chain in found if chain[-1].last < segment.first), None)
        if chain is None:
            found.append([segment])
        else:
            chain.append(segment)
    return [Dimension(points, tuple(chain)) for points, found in chains.items() for chain in found], others, constant


def _points(price: Price, totals: np.ndarray) -> np.ndarray:
    points = np.zeros(totals.shape, dtype=np.int64)
    for hinge in price.under:
        points += np.where(totals < hinge.limit, -hinge.slope * ((totals - hinge.limit) // price.step), 0)
    for hinge in price.over:
        points += np.where(totals > hinge.limit, -hinge.slope * ((hinge.limit - totals) // price.step), 0)
    return points
