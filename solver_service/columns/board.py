"""What the processes of one solve tell each other: a page of shared memory, one writer to each part."""

import mmap
from dataclasses import dataclass

import numpy as np

from solver_service.columns.rows import Cells, Floats

_HEAD = 2  # of a place: its count of writings, odd while one goes on, and the cost


@dataclass(frozen=True, slots=True)
class Posted:
    """A grid and what its writer says that it costs."""

    grid: Cells
    cost: float


class Board:
    """Made before the processes part. Reading never waits: a page that is being written is read another time.

    A place has one writer, so that no lock is held by a process that was killed. Who reads a grid counts its cost itself.
    """

    def __init__(self, place_count: int, person_count: int, day_count: int, dual_count: int) -> None:
        self._shape = person_count, day_count
        cells = person_count * day_count
        sizes = [8 * 2, 8 * (1 + dual_count), *[8 * _HEAD, 2 * cells + 6] * place_count]
        starts = np.concatenate([[0], np.cumsum([-(-size // 8) * 8 for size in sizes])])
        self._page = mmap.mmap(-1, int(starts[-1]))
        self._told = np.frombuffer(self._page, np.int64, 2, int(starts[0]))
        self._duals = np.frombuffer(self._page, np.float64, 1 + dual_count, int(starts[1]))
        self._heads = [np.frombuffer(self._page, np.float64, _HEAD, int(start)) for start in starts[2:-1:2]]
        self._grids = [np.frombuffer(self._page, np.int16, cells, int(start)) for start in starts[3:-1:2]]
        for head in self._heads:
            head[1] = np.inf

    @property
    def is_stopped(self) -> bool:
        return bool(self._told[0])

    def stop(self) -> None:
        """Tell everyone to end."""
        self._told[0] = 1

    @property
    def is_resting(self) -> bool:
        return bool(self._told[1])

    def rest(self, *, is_resting: bool) -> None:
        """Tell the copies to leave their core to somebody else, or to go on."""
        self._told[1] = is_resting

    def post(self, place: int, grid: Cells, cost: float) -> None:
        head = self._heads[place]
        head[0] += 1
        self._grids[place][:] = grid.ravel()
        head[1] = cost
        head[0] += 1

    def read(self, place: int, below: float) -> Posted | None:
        """Return what stands there, where it costs less than `below`."""
        head = self._heads[place]
        writings, cost = float(head[0]), float(head[1])
        if cost >= below or writings % 2:
            return None
        grid = self._grids[place].reshape(self._shape).copy()
        return Posted(grid, cost) if head[0] == writings else None

    def post_duals(self, duals: Floats) -> None:
        """Once a solve, by its first process."""
        self._duals[1:] = duals
        self._duals[0] = 1

    def read_duals(self) -> Floats | None:
        return self._duals[1:].copy() if self._duals[0] else None
