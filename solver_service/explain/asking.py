"""Whether demands can hold together: one question to CP-SAT, the answer checked where it can be."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from shared.rules.compiled import Compiled
from shared.rules.terms import Grid, price_of
from solver_service.engines.model.build import LEAST_SOFT, BuildStoppedError, Built, add_term, build
from solver_service.engines.model.charge import Charge
from solver_service.engines.model.grid import FreeCells, GridModel
from solver_service.engines.sat import Effort, ImpossibleError, attempt
from solver_service.engines.start import free_cells, standing
from solver_service.explain.demand import CellAt, Demand
from solver_service.explain.relaxation import relaxed

log = structlog.get_logger()

_RELAXATION_SHARE = 0.4  # of a question's time
_LEAST_S = 0.1  # for a grid that breaks less than the first that was found: it only makes better words


@dataclass(frozen=True, slots=True)
class Possible:
    """They can: on `grid`, which the terms' own prices confirm; cells that no demand looks at stand open."""

    grid: Grid


@dataclass(frozen=True, slots=True)
class Impossible:
    """They can't; nor can `core`, some of them."""

    core: tuple[Demand, ...]


class Unknown:
    """There was no time to find out."""


Reply = Possible | Impossible | Unknown


class Asker:
    """Asks within `is_wanted`. `seed` and `workers` are the solve's: with one worker and time enough, the answers repeat."""

    def __init__(self, of: Compiled, is_wanted: Callable[[], bool], *, workers: int, seed: int) -> None:
        self._free = free_cells(of)
        self._standing = standing(of, keeps_reference=False)
        self.is_wanted = is_wanted
        self._workers = workers
        self._seed = seed

    @property
    def free(self) -> FreeCells:
        """The cells that may move, with what they may hold."""
        return self._free

    def can_hold(self, demands: Sequence[Demand], seconds: float) -> Reply:
        """Return whether `demands` can all hold: the linear relaxation may show that they can't, else CP-SAT decides."""
        until = time.monotonic() + seconds
        if conflict := self._counted(demands, _RELAXATION_SHARE * seconds):
            return conflict
        try:
            built = build(self._standing, self._free_of(demands), (demand.term for demand in demands), LEAST_SOFT, self.is_wanted)
        except BuildStoppedError:
            return Unknown()
        return self._reply(built, self._effort(until - time.monotonic()), demands)

    def is_sure(self, demands: Sequence[Demand], seconds: float) -> bool:
        """Return whether a second proof says that `demands` can't hold: dual prices, or CP-SAT without presolve and with another seed."""
        if self._counted(demands, seconds / 2):
            return True
        built = build(self._standing, self._free_of(demands), (demand.term for demand in demands), LEAST_SOFT)
        again = replace(self._effort(seconds / 2), seed=self._seed + 1, presolve=False)
        return isinstance(self._reply(built, again, demands), Impossible)

    def core_of(self, demands: Sequence[Demand], seconds: float) -> Reply:
        """Return some of `demands` that can't hold together, by CP-SAT's assumptions: few, but seldom the fewest.

        Without presolve, which may name what is no assumption (#5141), and with one worker, as the documentation asks.
        """
        model = GridModel(self._standing, self._free_of(demands))
        named: dict[int, Demand] = {}
        for demand in demands:
            charge = Charge(model, forbids=False)
            add_term(demand.term, charge)
            holds = model.cp.new_bool_var("")
            model.at_most(charge.cost, 0, only_if=holds)
            model.cp.add_assumption(holds)
            named[holds.index] = demand
            if not self.is_wanted():
                return Unknown()
        nothing = Charge(model, forbids=True)
        reply = self._reply(Built(model, LEAST_SOFT, nothing, nothing), Effort(seconds, 1, self._seed, presolve=False), demands, named)
        if isinstance(reply, Impossible) and not reply.core:
            log.warning("explain.no_core", demands=len(demands))
            return Unknown()
        return reply

    def least_breach(self, kept: Sequence[Demand], left_out: Sequence[Demand], seconds: float) -> Reply:
        """Return a grid on which `kept` all hold and `left_out` cost little (the least, where that is found soon)."""
        began = time.monotonic()
        if conflict := self._counted(kept, _RELAXATION_SHARE * seconds):
            return conflict
        terms = [*(demand.term for demand in kept), *(replace(demand.term, hard=False) for demand in left_out)]
        built = build(self._standing, self._free_of([*kept, *left_out]), terms, LEAST_SOFT)
        grids: list[object] = []

        def is_wanted() -> bool:
            return self.is_wanted() and not (grids and time.monotonic() - began > _LEAST_S)

        return self._reply(built, self._effort(seconds), kept, is_wanted=is_wanted, on_grid=grids.append)

    def _counted(self, demands: Sequence[Demand], seconds: float) -> Impossible | None:
        until = time.monotonic() + seconds
        found = relaxed(self._standing, self._free_of(demands), demands, lambda: self.is_wanted() and time.monotonic() < until)
        return Impossible(found.blamed) if found is not None and found.is_conflict else None

    def _reply(
        self,
        built: Built,
        effort: Effort,
        demands: Sequence[Demand],
        named: Mapping[int, Demand] | None = None,
        *,
        is_wanted: Callable[[], bool] | None = None,
        on_grid: Callable[[Grid], object] | None = None,
    ) -> Reply:
        try:
            outcome = attempt(built, effort, is_wanted or self.is_wanted, on_grid or _ignore, _ignore)
        except ImpossibleError as impossible:
            return Impossible(tuple(demands) if named is None else tuple(named[index] for index in impossible.core if index in named))
        if outcome.grid is None:
            return Unknown()
        if broken := [demand for demand in demands if price_of(demand.term, outcome.grid)]:
            log.error("explain.grid_breaks_demands", count=len(broken), rule=broken[0].rule)
            return Unknown()
        return Possible(outcome.grid)

    def _effort(self, seconds: float) -> Effort:
        return Effort(seconds, self._workers, self._seed)

    def _free_of(self, demands: Sequence[Demand]) -> FreeCells:
        """The cells that matter: all others hold whatever they hold."""
        cells: set[CellAt] = set().union(*(demand.cells for demand in demands))
        return {cell: self._free[cell] for cell in sorted(cells) if cell in self._free}


def _ignore(_found: object) -> None:
    """Take nothing on the way."""
