"""A limit that a search can't count, kept all the same: what it limits stays only where it is worth most."""

from math import inf

import numpy as np

from shared.rules.terms import Counter
from solver_service.person.found import Floats, Ints

_PRICELESS = 1e15  # where nothing else may be


def ration(counter: Counter, row: Ints, days: slice, cell: Floats, prices: Floats) -> None:
    """Prohibit what `counter` counts on all of `days` but those of the row on which it is worth most, as many as it allows."""
    points = np.array(counter.points)
    counted = np.nonzero(points[:-1])[0]
    blocks = sorted({day for block in counter.blocks for day in block})
    inside = [day for day in blocks if days.start <= day < days.stop]
    room = max((hinge.limit for hinge in counter.price.over), default=0) - counter.base
    room -= sum(int(points[row[day]]) for day in blocks if not days.start <= day < days.stop)
    used = [day for day in inside if points[row[day]]]
    open_prices = prices + cell[days, :-1]
    others = np.minimum(np.delete(open_prices, counted, axis=1).min(axis=1, initial=inf), _PRICELESS)
    worth = {day: others[day - days.start] - open_prices[day - days.start, row[day]] for day in used}
    kept = set()
    for day in sorted(used, key=lambda day: (-worth[day], day)):
        if points[row[day]] <= room:
            room -= int(points[row[day]])
            kept.add(day)
    for day in inside:
        if day not in kept:
            prices[day - days.start, counted] = inf
