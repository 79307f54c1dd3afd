"""The kinds of terms: a rule as plain data, for solvers.

Indices count from 0: a person in the order of `Problem.staff`, a day from `Problem.start_date`, a shift in the order of
`Problem.shift_types`; `OPEN` (−1) is a cell that nobody filled [SV1]. Tables by shift have one entry more than there are
shift types, the last one for an open cell, so that `table[OPEN]` reads it.

Prices are points: weight × amount, whole numbers ≥ 0. The price of a rule is the sum over its terms, and equals
weight × amount on every grid (held by a property test). `rule` is the index in `Problem.rules`; `hard` tells which half of
the score the price belongs to. `Row` and `Spread` couple people; every other kind belongs to one person.
[solver.md, "Terms"]
"""

from collections import abc
from dataclasses import dataclass
from typing import Literal, assert_never

OPEN = -1
"""The index of an open cell [SV1]."""

Grid = abc.Sequence[abc.Sequence[int]]
"""One row of shift indices a person, one entry a day."""

Table = tuple[int, ...]
"""A number for each shift index; the last entry is the open cell's."""

Measure = Literal["range", "deviation"]
"""How far totals lie apart: from the lowest to the highest, or each from their mean."""


@dataclass(frozen=True, slots=True)
class Hinge:
    """`slope` points for each started step beyond `limit`. A negative one takes back what another adds: no convex price."""

    limit: int
    slope: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a total costs: the sum of its hinges. Never negative, whatever the total.

    at(total) = Σ slope·⌈max(0, limit − total) / step⌉ over `under` + Σ slope·⌈max(0, total − limit) / step⌉ over `over`.
    """

    under: tuple[Hinge, ...] = ()
    over: tuple[Hinge, ...] = ()
    step: int = 1

    def at(self, total: int) -> int:
        price = 0
        for hinge in self.under:
            if total < hinge.limit:
                price -= hinge.slope * ((total - hinge.limit) // self.step)
        for hinge in self.over:
            if total > hinge.limit:
                price -= hinge.slope * ((hinge.limit - total) // self.step)
        return price

    @property
    def is_convex(self) -> bool:
        """Whether one slack variable a hinge says it all: no slope is negative (rounding to whole steps apart)."""
        return all(hinge.slope >= 0 for hinge in (*self.under, *self.over))


@dataclass(frozen=True, slots=True)
class Cell:
    """`price` for each of these days on which the person's cell is one of `shifts` (which may hold `OPEN`)."""

    rule: int
    hard: bool
    person: int
    days: tuple[int, ...]
    shifts: tuple[int, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Step:
    """`price` for each of these days (all ≥ 1) whose cell is one of `after` while the day before holds one of `before`.

    Neither set holds `OPEN`: an open cell breaks successions [SV1]. What history forbids on day 0 is a `Cell`.
    """

    rule: int
    hard: bool
    person: int
    days: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    price: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """`price` for each of these days d on which the cell of day d + i is one of `sets[i]`, for every i.

    A `Step` over more days: two sets at least; every d ≥ 0 and d + len(sets) − 1 inside the period. No set is empty or holds
    `OPEN`: an open cell breaks sequences [SV1]. A sequence that begins in the history is a shorter one, or a `Cell`.
    """

    rule: int
    hard: bool
    person: int
    days: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    price: int


@dataclass(frozen=True, slots=True)
class Run:
    """The lengths of a person's runs: maximal blocks of days in `first_day … last_day` whose cell is one of `shifts`.

    - The first `history` days of the run that reaches `first_day` lie before it: `history` > 0 makes a run also where
      `first_day` isn't one of `shifts`.
    - Too long: `long_price` for each day over `maximum`; days that were over in the history already cost nothing.
    - Too short: `short_price` for each day under `minimum`, for every run that surely began and surely ended. It surely ended
      when the next day of the range is filled (not `OPEN`) and not one of `shifts`: at `last_day` it may go on [SV2]. It
      surely began when the day before is filled and not one of `shifts`; at `first_day` when `lenient` is false.
    `shifts` never holds `OPEN`: an open cell breaks runs [SV1].
    """

    rule: int
    hard: bool
    person: int
    first_day: int
    last_day: int
    shifts: tuple[int, ...]
    minimum: int | None
    maximum: int | None
    short_price: int
    long_price: int
    history: int
    lenient: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """The price of a person's total: `base` (from history) + Σ over `blocks` of the highest points among the block's days.

    A block of one day adds its points; a weekend is a block of two with points 0 and 1: worked when either is.
    Limits are the window's own, prorated where the period cuts it [SV2]. `points[OPEN]` is 0 [SV1].
    """

    rule: int
    hard: bool
    person: int
    blocks: tuple[tuple[int, ...], ...]
    points: Table
    price: Price
    base: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Σ `points[cell]` over these people × these days. Points may be negative: `together` takes one person's from another's."""

    people: tuple[int, ...]
    days: tuple[int, ...]
    points: Table


@dataclass(frozen=True, slots=True)
class Row:
    """The price (convex) of a sum over several people: `base` + Σ parts + what each of `counters` costs. `points[OPEN]` is 0 [SV1].

    Where there are `counters` (overtime in a budget) the price has no `under`: who leaves them out has a lower limit.
    """

    rule: int
    hard: bool
    parts: tuple[Part, ...]
    price: Price
    base: int = 0
    counters: tuple[Counter, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One of those among whom a `Spread` shares out: its total = ⌊(`base` + Σ over the blocks) × `times` / `per`⌋.

    `base` (≥ 0) is what the person brings along; `times` and `per` (≥ 1) bring people who are there for a part of the time to the
    same scale, and minutes to hours.
    """

    person: int
    base: int = 0
    times: int = 1
    per: int = 1


@dataclass(frozen=True, slots=True)
class Spread:
    """`price` for each unit that the members' totals lie apart beyond `tolerance`. Two members at least, each another person.

    - `range`: max − min − `tolerance`.
    - `deviation`: Σ over the members of what a total lies outside of ⌊mean⌋ − `tolerance` … ⌈mean⌉ + `tolerance`, the mean being
      that of all the totals.
    Over each of `blocks` the highest points among its days count, as in a `Counter`. `points` are ≥ 0, `points[OPEN]` is 0 [SV1].
    """

    rule: int
    hard: bool
    measure: Measure
    members: tuple[Member, ...]
    blocks: tuple[tuple[int, ...], ...]
    points: Table
    tolerance: int
    price: int

    def totals(self, grid: Grid) -> list[int]:
        """Return each member's total, in the order of `members`."""
        return [self.total(member, grid[member.person]) for member in self.members]

    def total(self, member: Member, row: abc.Sequence[int]) -> int:
        """Return a member's total on the person's row."""
        points = self.points
        counted = sum([max([points[row[day]] for day in block]) for block in self.blocks])
        return (member.base + counted) * member.times // member.per

    def apart(self, totals: abc.Sequence[int]) -> int:
        """Return the units beyond the tolerance."""
        if self.measure == "range":
            return max(0, max(totals) - min(totals) - self.tolerance)
        count, whole = len(totals), sum(totals)
        least, most = whole // count - self.tolerance, -(-whole // count) + self.tolerance
        return sum([max(0, least - total, total - most) for total in totals])


Term = Cell | Step | Sequence | Run | Counter | Row | Spread


def price_of(term: Term, grid: Grid) -> int:
    """Return what `term` costs on `grid`: the reference that engines and rules are held against, slow and plain."""
    match term:
        case Cell():
            row = grid[term.person]
            return term.price * sum(row[day] in term.shifts for day in term.days)
        case Step():
            row = grid[term.person]
            return term.price * sum(row[day - 1] in term.before and row[day] in term.after for day in term.days)
        case Sequence():
            row = grid[term.person]
            return term.price * sum(all(row[day + i] in shifts for i, shifts in enumerate(term.sets)) for day in term.days)
        case Run():
            return _price_of_runs(term, grid[term.person])
        case Counter():
            row = grid[term.person]
            return term.price.at(term.base + sum(max(term.points[row[day]] for day in block) for block in term.blocks))
        case Row():
            cells = (part.points[grid[person][day]] for part in term.parts for person in part.people for day in part.days)
            return term.price.at(term.base + sum(cells) + sum(price_of(counter, grid) for counter in term.counters))
        case Spread():
            return term.price * term.apart(term.totals(grid))
        case _:
            assert_never(term)


def total_of(terms: abc.Iterable[Term], grid: Grid) -> tuple[int, int]:
    """Return the (hard, soft) sum of `price_of` over `terms`."""
    hard = soft = 0
    for term in terms:
        price = price_of(term, grid)
        if term.hard:
            hard += price
        else:
            soft += price
    return hard, soft


def _price_of_runs(term: Run, row: abc.Sequence[int]) -> int:
    price = 0
    length, began = term.history, not term.lenient
    for day in range(term.first_day, term.last_day + 1):
        cell = row[day]
        if cell in term.shifts:
            length += 1
            if term.maximum is not None and length > term.maximum:
                price += term.long_price
            continue
        if length and began and cell != OPEN and term.minimum is not None and length < term.minimum:
            price += term.short_price * (term.minimum - length)
        length, began = 0, cell != OPEN
    return price
