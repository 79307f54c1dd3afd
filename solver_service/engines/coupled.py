"""Terms over several people whose price is no function of one sum, kept while single cells change."""

from collections import defaultdict
from typing import Protocol

from shared.rules.terms import Counter, Grid, Part, Row, Spread, price_of


class Coupled(Protocol):
    """The price of one term on a grid that changes under it. Exact."""

    def tells_apart(self, old: int, new: int) -> bool:
        """Whether the price may change where a cell holds the shift `new` instead of `old`."""
        ...

    def rise(self, grid: Grid, person: int) -> int:
        """What the price has risen by since the last `keep`, where only this person's row has changed."""
        ...

    def keep(self, grid: Grid, person: int) -> None:
        """Take this person's row as it is now."""
        ...


class SpreadPrice:
    """Keeps each member's total: a question takes one person's days and one look at all totals."""

    def __init__(self, term: Spread, grid: Grid, weight: int) -> None:
        self._term = term
        self._weight = weight * term.price
        self._place = {member.person: place for place, member in enumerate(term.members)}
        self._totals = term.totals(grid)
        self._apart = term.apart(self._totals)

    def tells_apart(self, old: int, new: int) -> bool:
        return self._term.points[old] != self._term.points[new]

    def rise(self, grid: Grid, person: int) -> int:
        place, total = self._found(grid, person)
        before = self._totals[place]
        if total == before:
            return 0
        self._totals[place] = total
        apart = self._term.apart(self._totals)
        self._totals[place] = before
        return self._weight * (apart - self._apart)

    def keep(self, grid: Grid, person: int) -> None:
        place, total = self._found(grid, person)
        self._totals[place] = total
        self._apart = self._term.apart(self._totals)

    def _found(self, grid: Grid, person: int) -> tuple[int, int]:
        place = self._place[person]
        return place, self._term.total(self._term.members[place], grid[person])


class PooledPrice:
    """A `Row` with counters: keeps each person's share of its sum."""

    def __init__(self, term: Row, grid: Grid, weight: int) -> None:
        self._price = term.price
        self._weight = weight
        self._parts: dict[int, list[Part]] = defaultdict(list)
        self._counters: dict[int, list[Counter]] = defaultdict(list)
        for part in term.parts:
            for person in part.people:
                self._parts[person].append(part)
        for counter in term.counters:
            self._counters[counter.person].append(counter)
        self._shares = {person: self._share(grid, person) for person in {*self._parts, *self._counters}}
        self._total = term.base + sum(self._shares.values())

    def tells_apart(self, old: int, new: int) -> bool:
        return old != new

    def rise(self, grid: Grid, person: int) -> int:
        at = self._price.at
        return self._weight * (at(self._total + self._share(grid, person) - self._shares[person]) - at(self._total))

    def keep(self, grid: Grid, person: int) -> None:
        share = self._share(grid, person)
        self._total += share - self._shares[person]
        self._shares[person] = share

    def _share(self, grid: Grid, person: int) -> int:
        row = grid[person]
        points = sum([part.points[row[day]] for part in self._parts[person] for day in part.days])
        return points + sum([price_of(counter, grid) for counter in self._counters[person]])
