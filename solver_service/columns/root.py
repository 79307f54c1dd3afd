"""The root: the linear program over everybody's rows, its bound, and a dive from it to a grid."""

from collections.abc import Callable

import numpy as np

from solver_service.columns.choice import Limit
from solver_service.columns.dive import Dive
from solver_service.columns.generation import Aim, Generated, Generation
from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.master import Master
from solver_service.columns.part import Part, Place
from solver_service.columns.pool import Pool
from solver_service.columns.rows import Cells, Floats

_NOISE = 0.1  # in the order of a dive, so that another one ends elsewhere
_GAP = 0.3  # costs are whole numbers: the bound, rounded up, is rarely better at the very end


class Root:
    """The whole grid as one part. Fixes nobody until `dive`, after which it can't be solved again."""

    def __init__(self, scene: Scene, ledger: Ledger, pool: Pool) -> None:
        self._scene = scene
        self._pool = pool
        self._ledger = ledger
        people = scene.moving
        self.part = Part(scene, Place(scene.moving, 0, scene.day_count), ledger)
        self.master = Master(scene.rows, self.part)
        self._windows = [scene.people.window(person, ledger.grid[person], 0, scene.day_count) for person in people]
        others = np.setdiff1d(np.arange(scene.person_count), people)
        untouched = np.setdiff1d(np.arange(scene.rows.count), self.part.rows)
        self._standing = float(ledger.own[others].sum() + ledger.prices[untouched].sum())
        self._generation: Generation | None = None

    def seed(self, grid: Cells, own: Floats) -> None:
        """Let the linear program begin with the rows of a grid."""
        for index, person in enumerate(self.part.people):
            self.master.add(index, grid[person], float(own[person]))

    def seed_pooled(self, duals: Floats, count: int) -> None:
        """Let it begin with the rows of the pool that are worth most at these duals of every total, `count` a person."""
        for index, person in enumerate(self.part.people):
            for row, own in self._pool.best(person, self.part.prices(index, duals[self.part.rows]), count):
                self.master.add(index, row, own)

    def solve(self, is_wanted: Callable[[], bool], start: Floats | None = None) -> Generated:
        """Generate columns for the whole; the bound holds for every grid, also where it ended early. Again: goes on."""
        if self._generation is None:
            self._generation = Generation(self._scene.rows, self._scene.people, self.master, self._windows, start)
        found = self._generation.run(Aim(gap=_GAP), is_wanted)
        for column in self.master.columns:
            self._pool.add(self.part.people[column.index], column.row, column.own)
        return Generated(found.bound + self._standing, found.duals, found.rounds, found.is_over)

    def all_duals(self, found: Floats) -> Floats:
        """The duals of every total, by row; 0 for those that nothing moves."""
        duals = np.zeros(self._scene.rows.count)
        duals[self.part.rows] = found
        return duals

    def dive(
        self, dice: np.random.Generator, limit: Limit, enough: float, is_wanted: Callable[[], bool], hurry: Callable[[], float]
    ) -> Cells | None:
        """Return a grid that the linear program leads to; None where it costs more than `enough`."""
        assert self._generation is not None, "solve comes first"  # noqa: S101
        rows = Dive(self.master, self._generation, dice, limit, _NOISE).run(enough - self._standing, is_wanted, hurry)
        if rows is None:
            return None
        grid = self._ledger.grid.copy()
        for person, row in rows.items():
            grid[person] = row
        return grid
