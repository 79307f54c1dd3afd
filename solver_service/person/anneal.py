"""Annealing by best responses: a person's window at a time gets its exact best row against noisy marginal costs.

A move takes a person and a window of one, two or four weeks, adds Gaussian noise of the temperature's size to what each cell
would cost, solves the window exactly, and is kept by Metropolis' rule on the true change of the price. As the temperature falls
from `warm` to `cold`, noise and tolerance fade together. What the costs leave out (spreads, totals over several cells of one
person) decides all the same: it is in the true change.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from solver_service.person.coupling import Coupling
from solver_service.person.found import Ints
from solver_service.person.moves import State, anneal
from solver_service.person.noise import dice_of, normals
from solver_service.person.people import People
from solver_service.person.sweep import Buffers
from solver_service.person.walk import own

WINDOWS = (7, 14, 28)
"""Days. Long windows win, short ones are quick (solver-methods, section 3: 7, 14, 28 beat 4, 7, 10 nine times of nine)."""
CHUNK_S = 0.03
"""Between two looks at whether the answer is still wanted."""


@dataclass(frozen=True, slots=True)
class Annealed:
    """The best grid, its price, and how many moves were tried and kept."""

    grid: Ints
    cost: float
    moves: int
    kept: int
    failed: int


class Anneal:
    """Holds what the moves need, for one thread."""

    def __init__(self, people: People, coupling: Coupling, moving: Sequence[int]) -> None:
        """`moving`: the people whose rows may change."""
        self._people = people
        self._coupling = coupling
        self._moving = np.array(moving, dtype=np.int64)
        self._buffers = Buffers(np.empty(0), np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))

    def run(
        self,
        grid: Ints,
        *,
        warm: float,
        cold: float,
        seed: int,
        is_wanted: Callable[[], bool],
        seconds: float | None = None,
        moves: int | None = None,
        told: Callable[[Ints, float], None] | None = None,
    ) -> Annealed:
        """Anneal from `grid` for so many seconds, or so many moves (then the same seed gives the same grid), or until not wanted.

        `told` hears of each chunk's best grid that is better than all before.
        """
        coupling, tables = self._coupling, self._people.tables()
        grid = np.array(grid, dtype=np.int16)
        best = grid.copy()
        owns = np.array([own(tables, person, row) for person, row in enumerate(grid)])
        totals, spreads = coupling.totals(grid), coupling.spread_totals(grid)
        cost = least = float(owns.sum() + coupling.cost(grid))
        lengths = np.array(sorted({min(days, grid.shape[1]) for days in WINDOWS}), dtype=np.int32)
        began = time.monotonic()
        tried = kept = failed = 0
        chunk, dice, deviates = 32, dice_of(seed), normals()
        while is_wanted() and len(self._moving):
            part = tried / moves if moves is not None else (time.monotonic() - began) / (seconds or 1.0)
            if part >= 1:
                break
            count = chunk if moves is None else min(64, moves - tried)
            started = time.monotonic()
            state = State(grid, totals, spreads, owns, best)
            temperature = warm * (cold / warm) ** part
            tally = anneal(
                tables, coupling.links, state, self._moving, lengths, temperature, count, dice, deviates, cost, least, self._buffers
            )
            cost, self._buffers = tally.cost, tally.buffers
            tried, kept, failed = tried + count, kept + tally.kept, failed + tally.failed
            if tally.least < least:
                least = tally.least
                if told is not None:
                    told(best.copy(), least)
            if time.monotonic() - started < CHUNK_S / 2:
                chunk = min(2 * chunk, 4096)
            elif time.monotonic() - started > CHUNK_S:
                chunk = max(1, chunk // 2)
        return Annealed(best, least, tried, kept, failed)
