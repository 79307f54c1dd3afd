"""Finds a smallest set of demands that can't hold together, around what the best grid breaks."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from shared.rules.compiled import Compiled
from shared.rules.terms import Cell, Counter, Grid, Row, Term, price_of
from solver_service.explain.asking import Asker, Impossible, Possible
from solver_service.explain.certificate import Certificates
from solver_service.explain.demand import CellAt, Demand, cells_of, demands_of

log = structlog.get_logger()

_STAGE_SHARE, _CORE_SHARE = 0.35, 0.3  # of what is left of the time, for one question
_CORE_ROUNDS = 4
_STEP_S = 2.0  # to see whether one demand is needed
_LOOK_EVERY = 256  # terms


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that can't hold together.

    `is_confirmed`: two independent proofs say so (or counting does), and for each demand there is a grid on which the others hold.
    `without`: those grids, by the demand's index; cells that nothing looks at stand open.
    """

    demands: tuple[Demand, ...]
    is_confirmed: bool
    without: Mapping[int, Grid]


@dataclass(frozen=True, slots=True)
class AllHold:
    """Every must-rule holds on `grid`."""

    grid: Grid


class ConflictSearch:
    """One search. Every conflict breaks something on every grid, so it is looked for around what this one breaks, in growing circles."""

    def __init__(self, of: Compiled, asker: Asker, left_s: Callable[[], float]) -> None:
        self._of = of
        self._asker = asker
        self._left_s = left_s
        self._terms = [term for term in of.terms if term.hard]

    def run(self, grid: Grid) -> Conflict | AllHold | None:
        """Return a conflict, or that there is none; None where the time was too short to know. `grid` has no open cell that may move."""
        broken = self._broken_on(grid)
        if not broken and self._asker.is_wanted():
            return AllHold(grid)
        certificates = Certificates(self._of)
        for demand in broken:
            if not self._asker.is_wanted():
                return None
            found = certificates.conflict_with(demand)
            if found is not None:
                return self._witnessed(found)
        for terms, is_all in self._circles(broken):
            demands = [*demands_of(terms)]
            reply = self._asker.can_hold(demands, _STAGE_SHARE * self._left_s() if not is_all else self._left_s() / 2)
            if isinstance(reply, Possible) and is_all:
                return AllHold(reply.grid)
            if isinstance(reply, Impossible) and (conflict := self._smallest(reply.core, frozenset(found.term for found in broken))):
                return conflict
            if not self._asker.is_wanted():
                return None
        return None

    def _broken_on(self, grid: Grid) -> list[Demand]:
        """The demands that the grid breaks, the dearest first."""
        broken = (term for term in self._while_wanted(self._terms) if price_of(term, grid))
        prices = [(price_of(demand.term, grid), demand) for demand in demands_of(broken)]
        return [demand for price, demand in sorted(prices, key=lambda pair: -pair[0]) if price]

    def _circles(self, broken: Sequence[Demand]) -> Iterator[tuple[list[Term], bool]]:
        """Yield terms around the first that is broken, around all of it, and around those; then all sums; then all: with whether it is all.

        Sums alone (people needed against hours and days off) are what most rosters fail by, and a linear relaxation sees that at once.
        """
        count = 0
        regions = [frozenset(broken[0].cells) if broken else frozenset(), frozenset[CellAt]().union(*(demand.cells for demand in broken))]
        for region in regions:
            terms = self._touching(region)
            if count < len(terms) < len(self._terms):
                count = len(terms)
                yield terms, False
        wider = self._touching(frozenset(cell for term in self._touching(regions[-1]) for cell in cells_of(term)))
        if count < len(wider) < len(self._terms):
            yield wider, False
        sums: list[Term] = [term for term in self._terms if isinstance(term, Cell | Counter | Row)]
        if len(sums) < len(self._terms):
            yield sums, False
        yield self._terms, True

    def _touching(self, region: frozenset[CellAt]) -> list[Term]:
        return [term for term in self._while_wanted(self._terms) if any(cell in region for cell in cells_of(term))]

    def _while_wanted(self, terms: Sequence[Term]) -> Iterator[Term]:
        for index, term in enumerate(terms):
            if index % _LOOK_EVERY == 0 and not self._asker.is_wanted():
                return
            yield term

    def _witnessed(self, demands: tuple[Demand, ...]) -> Conflict:
        """A conflict that counting showed, with its grids as far as there is time for them: they are for the words only."""
        without: dict[int, Grid] = {}
        for index, demand in enumerate(demands):
            rest = [*demands[:index], *demands[index + 1 :]]
            if self._asker.is_wanted() and isinstance(reply := self._asker.least_breach(rest, [demand], _STEP_S), Possible):
                without[index] = reply.grid
        return Conflict(demands, is_confirmed=True, without=without)

    def _smallest(self, demands: tuple[Demand, ...], broken: frozenset[Term]) -> Conflict | None:
        """Leave out what isn't needed. None where the proof that these clash turns out to be wrong."""
        core = self._core_of(demands)
        if core is None:
            return None
        is_small = len(core) < len(demands)
        # what comes first is left out rather: keep what is broken, and what looks at few cells
        kept = sorted(core, key=lambda demand: (demand.term in broken, -len(demand.cells)))
        chunk = 1 if is_small else max(1, len(kept) // 2)
        without: dict[Demand, Grid] = {}
        while chunk:
            kept = self._thinned(kept, chunk, without)
            chunk //= 2
        is_minimal = all(demand in without for demand in kept)
        is_confirmed = is_minimal and self._asker.is_sure(kept, self._left_s())
        ordered = tuple(sorted(kept, key=lambda demand: (demand.rule, demand.days, demand.people)))
        return Conflict(ordered, is_confirmed, {index: without[demand] for index, demand in enumerate(ordered) if demand in without})

    def _core_of(self, demands: tuple[Demand, ...]) -> tuple[Demand, ...] | None:
        core = demands
        for _ in range(_CORE_ROUNDS):
            reply = self._asker.core_of(core, _CORE_SHARE * self._left_s())
            if isinstance(reply, Possible) and core is demands:
                log.error("explain.proof_was_wrong", demands=len(demands))
                return None
            if not isinstance(reply, Impossible) or len(reply.core) == len(core):
                break
            core = reply.core
        return core

    def _thinned(self, demands: list[Demand], chunk: int, without: dict[Demand, Grid]) -> list[Demand]:
        """Leave out chunks that aren't needed for the rest to clash; for single ones that are, keep the grid that shows it."""
        kept, index = demands, 0
        while index < len(kept) and self._asker.is_wanted():
            part, rest = kept[index : index + chunk], [*kept[:index], *kept[index + chunk :]]
            seconds = min(_STEP_S, self._left_s())
            reply = self._asker.least_breach(rest, part, seconds) if chunk == 1 else self._asker.can_hold(rest, seconds)
            if isinstance(reply, Impossible):
                kept = rest
                continue
            if isinstance(reply, Possible) and chunk == 1:
                without[part[0]] = reply.grid
            index += chunk
        return kept


def left_until(deadline: float) -> Callable[[], float]:
    """Return what tells the seconds until a monotonic instant, at least 0."""
    return lambda: max(0.0, deadline - time.monotonic())
