"""A grid with the least hard score and the fewest changes: CP-SAT on growing regions around what is broken."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

from shared.problem import Score
from shared.rules.compiled import Compiled
from shared.rules.terms import OPEN, Cell, Grid, Term, price_of
from shared.score import Scorer
from solver_service.engines.model.build import Aim, BuildStoppedError, Built, build
from solver_service.engines.model.grid import FreeCells, Total
from solver_service.engines.sat import Effort, ImpossibleError, Outcome, minimise
from solver_service.engines.whole import weight_of
from solver_service.search.neighbourhoods import is_empty, place_of
from solver_service.suggest.region import Region, disjoint_count, movable

log = structlog.get_logger()

_CELLS = (200, 800, 3_200)
"""How many cells may move, region after region; then all."""
_SHARE = 0.6
"""Of the time that is left goes to each region, so that the next still gets some."""
_POLISH_S = 1.0
"""For the soft points, once the changes are counted."""
_NO_RULE = -1
"""The index of a rule that there is none of: what a changed cell costs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to repair. `kept` cells stay as they are. `deadline` is the monotonic instant at which the answer is due.

    `change_price`: soft points for each changed cell that was filled; None: the fewest changes come before all soft points.
    """

    compiled: Compiled
    grid: Grid
    kept: frozenset[tuple[int, int]]
    change_price: int | None
    deadline: float
    workers: int
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Repaired:
    """The best grid that was found: never worse than the one that was given. `is_proven`: there is no better one."""

    grid: Grid
    is_proven: bool


def repaired(order: Order) -> Repaired:
    """Return the repair, by the deadline."""
    return _Search(order).run()


class _Search:
    """One repair. Grids are compared by hard points, then toll, then soft points; with a price of changes by hard points, then the rest.

    The toll counts changed cells, and then, as less than any of them, open cells that were filled (with a price of changes they
    cost nothing: they are nobody's plans). A cell that is open may stay open. CP-SAT takes the run beside it for ended then, where it
    may go on [SV1]: a price that is too high at times. The scorer decides; but nothing is proven where cells are open.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._scorer = Scorer(order.compiled)
        self._placed = [(term, place_of(term)) for term in order.compiled.terms if not is_empty(term)]
        self._free = movable(order.compiled, order.grid, order.kept)
        self._changed_toll = len(self._free) + 1 if order.change_price is None else order.change_price
        self._filled_toll = 1 if order.change_price is None else 0
        self._best: Grid = order.grid
        self._key = self._key_of(order.grid)

    def run(self) -> Repaired:
        broken = [place for term, place in self._placed if term.hard and price_of(term, self._order.grid)]
        costing = [place for term, place in self._placed if not term.hard and price_of(term, self._order.grid)]
        places = broken if self._order.change_price is None else broken + costing
        if not places or not self._free:
            return Repaired(self._order.grid, is_proven=True)
        region = Region(self._free, places, self._order.compiled.context.day_count, random.Random(self._order.seed))
        is_open = any(OPEN in choices for choices in self._free.values())
        toll_min = disjoint_count(broken) * (self._filled_toll if is_open else self._changed_toll)
        is_proven, solved = self._grow(region, toll_min, may_prove=not is_open)
        if self._order.change_price is None and solved:
            self._polish(solved)
        return Repaired(self._best, is_proven)

    def _grow(self, region: Region, toll_min: int, *, may_prove: bool) -> tuple[bool, FreeCells]:
        """Search region after region. Return whether the best grid is proven, and the largest region that was searched to the end."""
        solved: FreeCells = {}
        for cell_count in (*(count for count in _CELLS if count < len(region)), len(region)):
            if not self._is_wanted():
                break
            cells, before = region.nearest(cell_count), self._key
            outcome = self._minimise(cells)
            if outcome is None or not outcome.is_optimal:
                continue
            is_settled = bool(solved) and self._key == before and before[0] == 0
            solved = cells
            if self._order.change_price is None and self._key[:2] == (0, toll_min):
                return True, solved
            if cell_count == len(region):
                return may_prove, solved
            if is_settled:
                break
        return False, solved

    def _minimise(self, cells: FreeCells) -> Outcome | None:
        """Search a region for fewer hard points, then less toll (or fewer soft points and toll, with a price of changes)."""
        if self._order.change_price is None:
            return self._mend(cells)
        if self._key[0]:
            self._mend(cells)  # few terms, and so soon: what must hold isn't to wait for what people like
        aim = Aim(weight_of(Score(hard=0, soft=self._key[1])), 1, None)
        return self._run(cells, [*self._terms_of(cells), *self._tolls(cells)], aim, self._left_s * _SHARE)

    def _mend(self, cells: FreeCells) -> Outcome | None:
        """Search a region for fewer hard points, then less toll, whatever soft points that costs."""
        must = [term for term in self._terms_of(cells) if term.hard]
        aim = Aim((len(cells) + 1) * max(1, self._changed_toll), 1, None)
        return self._run(cells, [*must, *self._tolls(cells)], aim, self._left_s * _SHARE)

    def _polish(self, cells: FreeCells) -> None:
        """Search for fewer soft points with no more hard points and no more toll."""
        toll_max = self._key[1]
        aim = Aim(weight_of(Score(hard=0, soft=self._key[2])), 1, None)

        def no_more_toll(built: Built) -> None:
            toll = Total()
            for term in self._tolls(cells):
                for fact in built.model.holds_each(term.person, term.days[0], term.shifts):
                    toll.add_fact(fact, term.price)
            built.model.at_most(toll, toll_max)

        self._run(cells, list(self._terms_of(cells)), aim, min(self._left_s, _POLISH_S), no_more_toll)

    def _run(
        self, cells: FreeCells, terms: Sequence[Term], aim: Aim, seconds: float, restrict: Callable[[Built], None] | None = None
    ) -> Outcome | None:
        """Return how a search ended, having taken what it found; None where it didn't come to anything."""
        try:
            built = build(self._best, cells, terms, aim, self._is_wanted)
        except BuildStoppedError:
            return None
        if restrict is not None:
            restrict(built)
        stands = built.score_on(self._best)
        built.limit(built.aim.hard_weight * stands.hard + stands.soft)
        built.model.hint(self._best)
        effort = Effort(min(seconds, self._left_s), self._order.workers, self._order.seed)
        try:
            outcome = minimise(built, effort, self._is_wanted, _ignore, _ignore)
        except ImpossibleError:
            log.exception("repair.infeasible_insisted", variables=built.variable_count, constraints=built.constraint_count)
            return None
        if outcome.grid is not None:
            self._take(outcome.grid)
        return replace(outcome, is_optimal=outcome.is_optimal and built.aim == aim)

    def _take(self, grid: Grid) -> None:
        key = self._key_of(grid)
        if key < self._key:
            self._best, self._key = grid, key

    def _key_of(self, grid: Grid) -> tuple[int, int, int]:
        score = self._scorer.score(grid)
        pairs = (pair for rows in zip(grid, self._order.grid, strict=True) for pair in zip(*rows, strict=True))
        toll = sum(self._filled_toll if stood == OPEN else self._changed_toll for cell, stood in pairs if cell != stood)
        return (score.hard, toll, score.soft) if self._order.change_price is None else (score.hard, score.soft + toll, toll)

    def _terms_of(self, cells: FreeCells) -> Iterator[Term]:
        """The terms whose price these cells may change."""
        spans: dict[int, tuple[int, int]] = {}
        for person, day in cells:
            first, last = spans.get(person, (day, day))
            spans[person] = min(first, day), max(last, day)
        for term, place in self._placed:
            found = (spans[person] for person in place.people if person in spans)
            if any(place.first_day <= last and first <= place.last_day for first, last in found):
                yield term

    def _tolls(self, cells: FreeCells) -> Iterator[Cell]:
        """What it costs to change each cell."""
        for (person, day), choices in cells.items():
            stood = self._order.grid[person][day]
            price = self._filled_toll if stood == OPEN else self._changed_toll
            others = tuple(shift for shift in choices if shift != stood)
            if price:
                yield Cell(_NO_RULE, hard=False, person=person, days=(day,), shifts=others, price=price)

    def _is_wanted(self) -> bool:
        return self._left_s > 0

    @property
    def _left_s(self) -> float:
        return self._order.deadline - time.monotonic()


def _ignore(_found: object) -> None:
    """Take nothing on the way: a region's end is soon."""
