"""The column search of one process, from a first grid to its end."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from solver_service.columns.choice import Limit
from solver_service.columns.descent import ColumnDescent
from solver_service.columns.ledger import Ledger, Scene, ledger_of
from solver_service.columns.neighbourhood import Duals, Neighbourhood
from solver_service.columns.pool import Pool
from solver_service.columns.root import Root
from solver_service.columns.rows import Cells, Floats
from solver_service.person.anneal import Anneal

_ROOT_DAYS_MAX = 84  # beyond, the root's linear program takes minutes
_ROOT_SHARE = 0.6  # of the time left
_WARM, _COLD = 30.0, 1.0  # temperatures, in typical prices of one point of need
_SCALE = 100.0
_ANNEAL_SHARE, _ANNEAL_S_PER_CELL = 0.3, 0.001  # without a root; more finds little
_ANNEAL_BEFORE_ROOT_S, _ANNEAL_BEFORE_ROOT_SHARE = 0.4, 0.04  # it is only to give the root some rows to begin with
_MOVES_PER_CELL = 20  # where effort is counted
_TELL_S = 0.3  # between two grids of an annealing
_DIVE_SHARE = 0.3  # of the time left, after which a dive hurries
_TAIL_S = 1.0  # of the integer program at a dive's end
_NEAR = 1.1  # a dive that costs this much more than the best is kept for a while: it is the better place to go on from
_OWN_SHARE = 0.3  # of the time left
_STALE_S = 5.0  # without a gain, after which another dive is worth more than more neighbourhoods
_AGAIN_S, _AGAIN_TIMES = 3.0, 2.0  # that another dive is followed for; and of the time that it took
_POOLED = 60  # rows a person, of which its linear program is made


class Port(Protocol):
    """What a search hears of and tells to the rest of the solve."""

    @property
    def is_wanted(self) -> bool: ...

    @property
    def left_s(self) -> float: ...

    def offer(self, ledger: Ledger) -> None:
        """Take a grid that is better than those that this search offered before."""
        ...

    def better(self, than: float) -> Cells | None:
        """Return a grid of another search that is said to cost less."""
        ...

    def serve(self) -> None:
        """Let others use the row search, between two steps."""
        ...

    def prove(self, bound: float, duals: Floats | None) -> None:
        """Take a bound of every grid's cost, and the duals that prove it."""
        ...

    def duals(self) -> Floats | None:
        """Return the root's duals, where another search has them."""
        ...


@dataclass(frozen=True, slots=True)
class Role:
    """`has_root`: solves the root and dives; `seed` makes searches differ."""

    has_root: bool
    seed: int


class Explorer:
    """Anneals; solves the root and dives from it; improves neighbourhoods until it isn't wanted any more."""

    def __init__(self, scene: Scene, anneal: Anneal, scale: float, port: Port, role: Role) -> None:
        self._scene = scene
        self._anneal = anneal
        self._scale = scale
        self._port = port
        self._role = role
        self._dice = np.random.default_rng(role.seed)
        self._pool = Pool(scene.person_count)
        self._duals = Duals(scene.rows.count)
        self._limit = Limit(_TAIL_S, lambda: port.left_s)
        self._best = math.inf
        self._own_until = 0.0
        self._knows_root = False
        self._counts = False
        self._descent: ColumnDescent

    def begin(self, grid: Cells) -> None:
        """Anneal `grid`; the root and a dive from it."""
        ledger = self._annealed(grid)
        self._descent = self._descent_from(self._rooted(ledger) if self._has_root else ledger)

    def go_on(self) -> None:
        """Improve neighbourhoods until it isn't wanted any more; `begin` comes first."""
        while self._port.is_wanted:
            self._port.serve()
            if time.monotonic() > self._own_until:
                self._adopt(self._descent)
            self._learn_root()
            if self._descent.step() > 0:
                self._offer(self._descent.ledger)
            if self._descent.stale > _STALE_S and self._knows_root and self._scene.day_count <= _ROOT_DAYS_MAX:
                self._dive_again()

    def repeat(self, grid: Cells, effort: float) -> None:
        """The same with counted effort for time: from the same grid the same every time, until `effort` is spent."""
        self._counts = True
        self._limit = Limit(_TAIL_S, lambda: self._port.left_s, counts_nodes=True)
        self.begin(grid)
        while self._port.is_wanted and self._descent.spent < effort:
            if self._descent.step() > 0:
                self._offer(self._descent.ledger)

    @property
    def _has_root(self) -> bool:
        return self._role.has_root and self._scene.day_count <= _ROOT_DAYS_MAX

    def _wanted(self) -> bool:
        return self._port.is_wanted

    def _offer(self, ledger: Ledger) -> None:
        if ledger.cost < self._best:
            self._best = ledger.cost
            self._port.offer(ledger)

    def _annealed(self, grid: Cells) -> Ledger:
        left_s, cells = self._port.left_s, self._scene.person_count * self._scene.day_count
        seconds = min(_ANNEAL_SHARE * left_s, _ANNEAL_S_PER_CELL * cells)
        if self._has_root:
            seconds = min(seconds, _ANNEAL_BEFORE_ROOT_S, _ANNEAL_BEFORE_ROOT_SHARE * left_s)
        told_at = 0.0

        def told(better: Cells, cost: float) -> None:
            nonlocal told_at
            if time.monotonic() - told_at > _TELL_S and cost < self._best:
                told_at = time.monotonic()
                self._offer(ledger_of(self._scene, better))

        unit = self._scale / _SCALE
        found = self._anneal.run(
            grid,
            warm=_WARM * unit,
            cold=_COLD * unit,
            seed=self._role.seed,
            is_wanted=self._wanted,
            seconds=None if self._counts else seconds,
            moves=_MOVES_PER_CELL * cells if self._counts else None,
            told=None if self._counts else told,
        )
        ledger = ledger_of(self._scene, found.grid)
        self._offer(ledger)
        return ledger

    def _rooted(self, ledger: Ledger) -> Ledger:
        """The root's bound, and a dive from it; the better place to go on from."""
        root = Root(self._scene, ledger, self._pool)
        root.seed(ledger.grid, ledger.own)
        until = math.inf if self._counts else time.monotonic() + _ROOT_SHARE * self._port.left_s
        found = root.solve(lambda: self._wanted() and time.monotonic() < until)
        if found.duals is not None:
            duals = root.all_duals(found.duals)
            self._duals.take_root(duals)
            self._knows_root = True
            self._port.prove(found.bound, duals)
        if not found.is_over or not self._wanted():
            return ledger
        began, patience = time.monotonic(), max(1e-3, _DIVE_SHARE * self._port.left_s)

        def hurry() -> float:
            return 1.0 if self._counts else max(1.0, 2 * (time.monotonic() - began) / patience)

        grid = root.dive(self._dice, self._limit, math.inf, self._wanted, hurry)
        if grid is None:
            return ledger
        dived = ledger_of(self._scene, grid)
        self._offer(dived)
        other = self._port.better(ledger.cost)
        if other is not None:
            ledger = ledger_of(self._scene, other)
        if dived.cost <= _NEAR * ledger.cost:
            self._own_until = time.monotonic() + _OWN_SHARE * self._port.left_s
            return dived
        return ledger

    def _dive_again(self) -> None:
        """Go on from another dive for a while: what it leads to may be better than what stands; if not, that is taken up again."""
        began = time.monotonic()
        root = Root(self._scene, self._descent.ledger, self._pool)
        root.seed_pooled(self._duals.values, _POOLED)
        found = root.solve(self._wanted, start=self._duals.values[root.part.rows])
        grid = root.dive(self._dice, self._limit, math.inf, self._wanted, lambda: 1.0) if found.is_over else None
        self._descent.stale = 0.0
        if grid is not None:
            dived = ledger_of(self._scene, grid)
            self._offer(dived)
            self._descent.adopt(dived)
            self._own_until = time.monotonic() + _AGAIN_TIMES * (time.monotonic() - began) + _AGAIN_S

    def _descent_from(self, ledger: Ledger) -> ColumnDescent:
        for person, row in enumerate(ledger.grid):
            self._pool.add(person, row, float(ledger.own[person]))
        neighbourhood = Neighbourhood(
            self._scene, pool=self._pool, duals=self._duals, dice=self._dice, is_wanted=self._wanted, limit=self._limit
        )
        return ColumnDescent(self._scene, ledger, neighbourhood, self._dice)

    def _learn_root(self) -> None:
        if not self._knows_root and (duals := self._port.duals()) is not None:
            self._knows_root = True
            self._duals.take_root(duals)

    def _adopt(self, descent: ColumnDescent) -> None:
        other = self._port.better(descent.ledger.cost)
        if other is not None:
            ledger = ledger_of(self._scene, other)
            if ledger.cost < descent.ledger.cost:
                descent.adopt(ledger)


def order_of(moving: Sequence[int], seed: int) -> Sequence[int]:
    """The people in a chance order."""
    return [int(person) for person in np.random.default_rng(seed).permutation(np.array(moving, np.int64))]
