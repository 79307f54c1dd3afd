"""The price of a grid, kept while single cells change."""

from collections import abc, defaultdict
from collections.abc import Iterable

from shared.rules.terms import OPEN, Cell, Counter, Grid, Price, Row, Run, Sequence, Spread, Step, Table, Term
from solver_service.engines.coupled import Coupled, PooledPrice, SpreadPrice

HARD = 1 << 40
"""The weight of a hard point where both halves of a score are one number: above every soft score of a problem within its limits."""


class _Sum:
    """A total and its price, by total."""

    __slots__ = ("_known", "_price", "_weight", "total")

    def __init__(self, base: int, price: Price, weight: int) -> None:
        self.total = base
        self._price = price
        self._weight = weight
        self._known: dict[int, int] = {}

    def rise(self, step: int) -> int:
        """What the price rises by when the total rises by `step`."""
        return self._at(self.total + step) - self._at(self.total) if step else 0

    def _at(self, total: int) -> int:
        known = self._known.get(total)
        if known is None:
            known = self._known[total] = self._weight * self._price.at(total)
        return known


class Marginal:
    """A grid with what each change of one cell would add to its price (hard·HARD + soft).

    For quick first grids, about 10 µs a question at 60 days. Exact where a cell counts once in a sum.
    """

    def __init__(self, terms: Iterable[Term], grid: Grid, shift_count: int) -> None:
        self.grid = [list(row) for row in grid]
        self._shift_count = shift_count
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._steps: dict[tuple[int, int], dict[tuple[int, int], int]] = defaultdict(dict)
        self._sequences: dict[tuple[int, int], list[tuple[Sequence, int, int]]] = defaultdict(list)
        self._runs: dict[int, list[tuple[Run, frozenset[int], int]]] = defaultdict(list)
        self._blocks: dict[tuple[int, int], list[tuple[_Sum, Table, tuple[int, ...]]]] = defaultdict(list)
        self._rows: dict[tuple[int, int], list[tuple[_Sum, Table]]] = defaultdict(list)
        self._coupled: dict[tuple[int, int], list[Coupled]] = defaultdict(list)
        for term in terms:
            self._take(term, HARD if term.hard else 1)

    def _take(self, term: Term, weight: int) -> None:
        match term:
            case Cell():
                for day in term.days:
                    table = self._cells.setdefault((term.person, day), [0] * (self._shift_count + 1))
                    for shift in term.shifts:
                        table[shift] += weight * term.price
            case Step():
                for day in term.days:
                    prices = self._steps[term.person, day]
                    for before in term.before:
                        for after in term.after:
                            prices[before, after] = prices.get((before, after), 0) + weight * term.price
            case Sequence():
                for first in term.days:
                    for day in range(first, first + len(term.sets)):
                        self._sequences[term.person, day].append((term, first, weight * term.price))
            case Run():
                self._runs[term.person].append((term, frozenset(term.shifts), weight))
            case Counter():
                self._take_counter(term, _Sum(term.base, term.price, weight))
            case Row() if term.counters:
                self._take_pooled(term, PooledPrice(term, self.grid, weight))
            case Row():
                self._take_row(term, _Sum(term.base, term.price, weight))
            case Spread():
                spread = SpreadPrice(term, self.grid, weight)
                for member in term.members:
                    for day in {day for block in term.blocks for day in block}:
                        self._coupled[member.person, day].append(spread)

    def _take_counter(self, term: Counter, counted: _Sum) -> None:
        row = self.grid[term.person]
        for block in term.blocks:
            counted.total += max(term.points[row[day]] for day in block)
            for day in block:
                self._blocks[term.person, day].append((counted, term.points, block))

    def _take_row(self, term: Row, counted: _Sum) -> None:
        for part in term.parts:
            for person in part.people:
                for day in part.days:
                    counted.total += part.points[self.grid[person][day]]
                    self._rows[person, day].append((counted, part.points))

    def _take_pooled(self, term: Row, pooled: PooledPrice) -> None:
        cells = {(person, day) for part in term.parts for person in part.people for day in part.days}
        cells |= {(counter.person, day) for counter in term.counters for block in counter.blocks for day in block}
        for cell in cells:
            self._coupled[cell].append(pooled)

    def change(self, person: int, day: int, shift: int) -> int:
        """What the price would rise by with `shift` in this cell."""
        row = self.grid[person]
        old = row[day]
        if old == shift:
            return 0
        rise = 0
        table = self._cells.get((person, day))
        if table is not None:
            rise += table[shift] - table[old]
        rise += self._step_rise(person, day, old, shift)
        for sequence, first, price in self._sequences.get((person, day), ()):
            rise += price * _sequence_step(sequence, first, row, day, shift)
        for counted, points, block in self._blocks.get((person, day), ()):
            rise += counted.rise(_block_step(points, block, row, day, shift))
        for counted, points in self._rows.get((person, day), ()):
            rise += counted.rise(points[shift] - points[old])
        for coupled in self._coupled.get((person, day), ()):
            if coupled.tells_apart(old, shift):
                row[day] = shift
                rise += coupled.rise(self.grid, person)
                row[day] = old
        for run, shifts, weight in self._runs.get(person, ()):
            if run.first_day <= day <= run.last_day and ((old in shifts) != (shift in shifts) or OPEN in (old, shift)):
                rise += weight * _run_step(run, shifts, row, day, shift)
        return rise

    def put(self, person: int, day: int, shift: int) -> None:
        """Put `shift` into the cell."""
        row = self.grid[person]
        old = row[day]
        for counted, points, block in self._blocks.get((person, day), ()):
            counted.total += _block_step(points, block, row, day, shift)
        for counted, points in self._rows.get((person, day), ()):
            counted.total += points[shift] - points[old]
        old, row[day] = row[day], shift
        for coupled in self._coupled.get((person, day), ()):
            if coupled.tells_apart(old, shift):
                coupled.keep(self.grid, person)

    def _step_rise(self, person: int, day: int, old: int, shift: int) -> int:
        row = self.grid[person]
        rise = 0
        prices = self._steps.get((person, day))
        if prices:
            rise += prices.get((row[day - 1], shift), 0) - prices.get((row[day - 1], old), 0)
        prices = self._steps.get((person, day + 1))
        if prices:
            rise += prices.get((shift, row[day + 1]), 0) - prices.get((old, row[day + 1]), 0)
        return rise


def _run_step(term: Run, shifts: frozenset[int], row: list[int], day: int, shift: int) -> int:
    """What the price of runs rises by with `shift` on `day`: only those that touch it, and end the day after, can change."""
    start = end = day
    while start > term.first_day and row[start - 1] in shifts:
        start -= 1
    while end < term.last_day and row[end + 1] in shifts:
        end += 1
    end = min(end + 1, term.last_day)
    old = row[day]
    before = _price_of_runs(term, shifts, row, start, end)
    row[day] = shift
    after = _price_of_runs(term, shifts, row, start, end)
    row[day] = old
    return after - before


def _price_of_runs(term: Run, shifts: frozenset[int], row: abc.Sequence[int], start: int, end: int) -> int:
    """What `price_of` counts on these days; the one before `start` lies outside of the range, or isn't one of `shifts`."""
    if start == term.first_day:
        length, began = term.history, not term.lenient
    else:
        length, began = 0, row[start - 1] != OPEN
    price = 0
    for day in range(start, end + 1):
        cell = row[day]
        if cell in shifts:
            length += 1
            if term.maximum is not None and length > term.maximum:
                price += term.long_price
            continue
        if length and began and cell != OPEN and term.minimum is not None and length < term.minimum:
            price += term.short_price * (term.minimum - length)
        length, began = 0, cell != OPEN
    return price


def _sequence_step(term: Sequence, first: int, row: abc.Sequence[int], day: int, shift: int) -> int:
    """1 where the sequence from day `first` on comes about with `shift` on `day`, −1 where it is broken, else 0."""
    now, then = row[day] in term.sets[day - first], shift in term.sets[day - first]
    if now == then or not all(row[first + i] in shifts for i, shifts in enumerate(term.sets) if first + i != day):
        return 0
    return int(then) - int(now)


def _block_step(points: Table, block: tuple[int, ...], row: abc.Sequence[int], day: int, shift: int) -> int:
    """What a block's points rise by with `shift` on `day`."""
    if len(block) == 1:
        return points[shift] - points[row[day]]
    others = max(points[row[other]] for other in block if other != day)
    return max(others, points[shift]) - max(others, points[row[day]])
