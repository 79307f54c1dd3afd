"""The price of a grid, kept while single cells change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from shared.rules.terms import OPEN, Cell, Counter, Grid, Price, Row, Run, Step, Table, Term, price_of

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
        self._runs: dict[int, list[tuple[Run, frozenset[int], int]]] = defaultdict(list)
        self._blocks: dict[tuple[int, int], list[tuple[_Sum, Table, tuple[int, ...]]]] = defaultdict(list)
        self._rows: dict[tuple[int, int], list[tuple[_Sum, Table]]] = defaultdict(list)
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
            case Run():
                self._runs[term.person].append((term, frozenset(term.shifts), weight))
            case Counter():
                self._take_counter(term, _Sum(term.base, term.price, weight))
            case Row():
                self._take_row(term, _Sum(term.base, term.price, weight))

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
        for counted, points, block in self._blocks.get((person, day), ()):
            rise += counted.rise(_block_step(points, block, row, day, shift))
        for counted, points in self._rows.get((person, day), ()):
            rise += counted.rise(points[shift] - points[old])
        for run, shifts, weight in self._runs.get(person, ()):
            if run.first_day <= day <= run.last_day and ((old in shifts) != (shift in shifts) or OPEN in (old, shift)):
                before = price_of(run, self.grid)
                row[day] = shift
                rise += weight * (price_of(run, self.grid) - before)
                row[day] = old
        return rise

    def put(self, person: int, day: int, shift: int) -> None:
        """Put `shift` into the cell."""
        row = self.grid[person]
        old = row[day]
        for counted, points, block in self._blocks.get((person, day), ()):
            counted.total += _block_step(points, block, row, day, shift)
        for counted, points in self._rows.get((person, day), ()):
            counted.total += points[shift] - points[old]
        row[day] = shift

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


def _block_step(points: Table, block: tuple[int, ...], row: Sequence[int], day: int, shift: int) -> int:
    """What a block's points rise by with `shift` on `day`."""
    if len(block) == 1:
        return points[shift] - points[row[day]]
    others = max(points[row[other]] for other in block if other != day)
    return max(others, points[shift]) - max(others, points[row[day]])
