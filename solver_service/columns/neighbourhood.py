"""One neighbourhood: whether it can hold anything better, and what."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from solver_service.columns.choice import Limit, choice
from solver_service.columns.dive import Dive
from solver_service.columns.generation import Aim, Generated, Generation
from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.master import Master
from solver_service.columns.part import Part, Place
from solver_service.columns.pool import Pool
from solver_service.columns.rows import Cells, Floats

_LESS = 0.99  # costs are whole numbers: a bound above cost − this leaves nothing better
_GAP_SHARE = 0.1  # of what may be gained: the linear program need not be nearer to its end than that
_POOLED = 25  # rows a person from the pool, where the window is the whole period
_NOISE = 0.1  # in the order of a dive: the same place may be tried again
_EFFORT_S = 2e-4  # of pricing one person once: counted effort instead of seconds where runs must repeat


@dataclass(frozen=True, slots=True)
class Tried:
    """`changes`: rows that cost less by the columns' count, or None; `effort`: seconds, or what counts for them."""

    changes: Mapping[int, Cells] | None
    is_hopeless: bool
    effort: float


class Duals:
    """The last known duals of every total: the root's where there is a root, else those of the neighbourhoods so far."""

    def __init__(self, count: int) -> None:
        self.values: Floats = np.zeros(count)
        self._is_known = np.zeros(count, np.bool_)
        self._is_root = False

    def take_root(self, values: Floats) -> None:
        self.values = values.copy()
        self._is_known[:] = True
        self._is_root = True

    def start(self, part: Part) -> Floats | None:
        """Return the part's, where all of them are known."""
        return self.values[part.rows] if self._is_known[part.rows].all() else None

    def learn(self, part: Part, found: Floats | None) -> None:
        if self._is_root or found is None:
            return
        is_known = self._is_known[part.rows]
        self.values[part.rows] = np.where(is_known, (self.values[part.rows] + found) / 2, found)
        self._is_known[part.rows] = True


class Neighbourhood:
    """Solves neighbourhoods of a ledger by column generation and a small integer program."""

    def __init__(
        self,
        scene: Scene,
        *,
        pool: Pool,
        duals: Duals,
        dice: np.random.Generator,
        is_wanted: Callable[[], bool],
        limit: Limit,
    ) -> None:
        """`limit`: of integer programs, which get other seconds each time; whether effort is counted instead of seconds."""
        self._scene = scene
        self._pool = pool
        self._duals = duals
        self._dice = dice
        self._is_wanted = is_wanted
        self._limit = limit
        self._counts_effort = limit.counts_nodes

    def search(self, ledger: Ledger, place: Place, seconds: float, *, dives: bool) -> Tried:
        """Look for rows of `place` that make the grid cheaper, for about `seconds`.

        `dives`: by a dive from the linear program, for places too large for an integer program.
        """
        began = time.monotonic()
        scene = self._scene
        part = Part(scene, place, ledger)
        master = Master(scene.rows, part)
        start = self._duals.start(part)
        is_whole = place.last - place.first == scene.day_count
        self._seed(master, ledger, start if is_whole else None)
        known = len(master.columns)
        standing = float(ledger.own[list(place.people)].sum() + ledger.prices[part.rows].sum())
        windows = [scene.people.window(person, ledger.grid[person], place.first, place.last) for person in place.people]
        generation = Generation(scene.rows, scene.people, master, windows, start)
        until = math.inf if self._counts_effort else began + max(3.0, 2 * seconds)
        found = generation.run(Aim(enough=standing - _LESS, share=_GAP_SHARE), lambda: self._is_wanted() and time.monotonic() < until)
        self._duals.learn(part, found.duals)
        if is_whole:
            for column in master.columns[known:]:
                self._pool.add(place.people[column.index], column.row, column.own)
        if found.bound > standing - _LESS or not math.isfinite(master.objective):
            return Tried(None, is_hopeless=True, effort=self._effort(began, found, len(place.people)))
        if dives:
            dive = Dive(master, generation, self._dice, self._limit.of(seconds / 3), _NOISE)
            changes = dive.run(standing - _LESS, lambda: self._is_wanted() and time.monotonic() < until)
        else:
            changes = choice(master, standing, self._limit.of(seconds), self._is_wanted)
        return Tried(changes, is_hopeless=False, effort=self._effort(began, found, len(place.people)) + 0.05 * self._counts_effort)

    def _seed(self, master: Master, ledger: Ledger, duals: Floats | None) -> None:
        for index, person in enumerate(master.part.people):
            master.add(index, ledger.grid[person], float(ledger.own[person]))
            if duals is not None:
                for row, own in self._pool.best(person, master.part.prices(index, duals), _POOLED):
                    master.add(index, row, own)

    def _effort(self, began: float, found: Generated, person_count: int) -> float:
        return _EFFORT_S * found.rounds * person_count if self._counts_effort else time.monotonic() - began
