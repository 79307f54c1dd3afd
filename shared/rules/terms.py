"""The five kinds of terms: a rule as plain data, for solvers.

Indices count from 0: a person in the order of `Problem.staff`, a day from `Problem.start_date`, a shift in the order of
`Problem.shift_types`; `OPEN` (−1) is a cell that nobody filled [SV1]. Tables by shift have one entry more than there are
shift types, the last one for an open cell, so that `table[OPEN]` reads it.

Prices are points: weight × amount, whole numbers ≥ 0. The price of a rule is the sum over its terms, and equals
weight × amount on every grid (held by a property test). `rule` is the index in `Problem.rules`; `hard` tells which half of
the score the price belongs to. The first four kinds belong to one person; `Row` couples people.
[solver.md, "Terms"]
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

OPEN = -1
"""The index of an open cell [SV1]."""

Grid = Sequence[Sequence[int]]
"""One row of shift indices a person, one entry a day."""

Table = tuple[int, ...]
"""A number for each shift index; the last entry is the open cell's."""


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
    """Σ `points[cell]` over these people × these days."""

    people: tuple[int, ...]
    days: tuple[int, ...]
    points: Table


@dataclass(frozen=True, slots=True)
class Row:
    """The price (convex) of a sum over several people: `base` + Σ parts. `points[OPEN]` is 0 [SV1]."""

    rule: int
    hard: bool
    parts: tuple[Part, ...]
    price: Price
    base: int = 0


Term = Cell | Step | Run | Counter | Row


def price_of(term: Term, grid: Grid) -> int:
    """Return what `term` costs on `grid`: the reference that engines and rules are held against, slow and plain."""
    match term:
        case Cell():
            row = grid[term.person]
            return term.price * sum(row[day] in term.shifts for day in term.days)
        case Step():
            row = grid[term.person]
            return term.price * sum(row[day - 1] in term.before and row[day] in term.after for day in term.days)
        case Run():
            return _price_of_runs(term, grid[term.person])
        case Counter():
            row = grid[term.person]
            return term.price.at(term.base + sum(max(term.points[row[day]] for day in block) for block in term.blocks))
        case Row():
            cells = (part.points[grid[person][day]] for part in term.parts for person in part.people for day in part.days)
            return term.price.at(term.base + sum(cells))
        case _:
            assert_never(term)


def total_of(terms: Iterable[Term], grid: Grid) -> tuple[int, int]:
    """Return the (hard, soft) sum of `price_of` over `terms`."""
    hard = soft = 0
    for term in terms:
        price = price_of(term, grid)
        if term.hard:
            hard += price
        else:
            soft += price
    return hard, soft


def _price_of_runs(term: Run, row: Sequence[int]) -> int:
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
