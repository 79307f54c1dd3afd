"""Convex, piece-wise linear prices of a total: their corners, and the slack that pays for them in a linear program."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from shared.rules.terms import Price


@dataclass(frozen=True, slots=True)
class Slack:
    """A variable ≥ 0 and ≤ `most` that moves a total by `sign` at `price` a unit."""

    sign: int
    price: float
    most: float


@dataclass(frozen=True, slots=True)
class Curve:
    """`values` at the corners `at` (at least one); before them it falls by `fall` a unit, behind them it rises by `rise`."""

    at: tuple[float, ...]
    values: tuple[float, ...]
    fall: float
    rise: float

    @property
    def least(self) -> float:
        """The lowest price."""
        return min(self.values)

    def slacks(self) -> Iterator[Slack]:
        """Yield what a total must pay to come from anywhere into `flat`; the cheaper ones are used first, as the curve is convex."""
        for begin, end, slope in self._pieces():
            if slope < 0:
                yield Slack(1, -slope, end - begin)
            elif slope > 0:
                yield Slack(-1, slope, end - begin)

    @property
    def flat(self) -> tuple[float, float]:
        """The totals that cost least."""
        pieces = list(self._pieces())
        return (
            max((end for _begin, end, slope in pieces if slope < 0), default=-math.inf),
            min((begin for begin, _end, slope in pieces if slope > 0), default=math.inf),
        )

    def _pieces(self) -> Iterator[tuple[float, float, float]]:
        yield -math.inf, self.at[0], -self.fall
        for corner in range(len(self.at) - 1):
            length = self.at[corner + 1] - self.at[corner]
            yield self.at[corner], self.at[corner + 1], (self.values[corner + 1] - self.values[corner]) / length
        yield self.at[-1], math.inf, self.rise


FREE = Curve((0.0,), (0.0,), 0.0, 0.0)


def curve_of(price: Price, weight: float) -> Curve:
    """Return the best convex curve ≤ `weight` × `price` that counts parts of steps; `FREE` for a price that isn't convex."""
    if not price.is_convex or not (price.under or price.over):
        return FREE
    at = sorted({hinge.limit for hinge in (*price.under, *price.over)})
    scale = weight / price.step

    def value(total: int) -> float:
        under = sum(hinge.slope * max(0, hinge.limit - total) for hinge in price.under)
        return scale * (under + sum(hinge.slope * max(0, total - hinge.limit) for hinge in price.over))

    return Curve(
        tuple(map(float, at)),
        tuple(map(value, at)),
        scale * sum(hinge.slope for hinge in price.under),
        scale * sum(hinge.slope for hinge in price.over),
    )
