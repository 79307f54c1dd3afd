"""A dive: from a linear program over rows to one row a person, a few cells at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from solver_service.columns.choice import Limit, choice
from solver_service.columns.generation import Aim, Generation
from solver_service.columns.master import Master
from solver_service.columns.rows import Cells, Floats

_SHARE = 0.1  # of the cells that are open yet are fixed in each step, at most one a person
_SURE = 0.5  # what less of the columns agree on is fixed alone
_ROUNDS, _ROUNDS_MORE = 2, 6  # of column generation after each step; more before a step is called a bad one
_JUMP = 0.012  # of the objective: what a step may cost before it is undone
_UNDONE_MAX = 12
_TAIL_CELLS = 120  # open ones: an integer program over the columns does the rest better than more steps, in a second
_TAIL_MARGIN = 0.02  # of the objective: the most that it may add; else more steps, and then it is asked again
_WHOLE = 1e-6
_STEPS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A cell that a step fixed: the part's `index`-th person, the part's `day`-th day."""

    index: int
    day: int
    shift: int


class Dive:
    """Fixes the cells on which the shares of the columns agree most, generates columns under these, and so on.

    Cells and not whole rows: what a row's other days hold is decided later, with new rows made for what was fixed meanwhile. A
    step that costs too much is undone. On the public instances this ends within 0.1 to 10 % of the bound, where fixing whole
    rows ends within 1 to 60 %.
    """

    def __init__(self, master: Master, generation: Generation, dice: np.random.Generator, limit: Limit, noise: float = 0.0) -> None:
        """`limit`: of the integer program at the end; `noise`: how much chance has a say in the order, so that dives differ."""
        self._master = master
        self._generation = generation
        self._dice = dice
        self._limit = limit
        self._noise = noise
        self._is_fixed: set[tuple[int, int]] = set()
        self.rounds = 0

    def run(self, enough: float, is_wanted: Callable[[], bool], hurry: Callable[[], float] = lambda: 1.0) -> Mapping[int, Cells] | None:
        """Return the rows by person; None where the linear program says that they would cost more than `enough`, or it isn't wanted.

        `hurry` multiplies how many cells are fixed in a step.
        """
        before, step, dropped = np.inf, list[_Fixed](), list[int]()
        share, undone, tail_cells = 1.0, 0, _TAIL_CELLS
        for _ in range(_STEPS_MAX):
            if not self._solve(_ROUNDS, is_wanted):
                return None
            if step and undone < _UNDONE_MAX and self._master.objective > before * (1 + _JUMP) + 1:
                if not self._solve(_ROUNDS_MORE, is_wanted):
                    return None
                if self._master.objective > before * (1 + _JUMP) + 1:
                    undone += 1
                    self._undo(step, dropped)
                    share /= 4
                    step = []
                    continue
            if self._master.objective > enough:
                return None
            shares = self._shares()
            is_open = (shares > _WHOLE) & (shares < 1 - _WHOLE)
            open_count = int(np.count_nonzero(is_open.any(axis=2)))
            if not open_count:
                return self._master.chosen()
            if open_count <= tail_cells:
                below = min(enough, self._master.objective * (1 + _TAIL_MARGIN) + 1)
                chosen = choice(self._master, below, self._limit, is_wanted)
                if chosen is not None:
                    return chosen
                tail_cells = min(tail_cells, open_count) // 2
            before = self._master.objective
            step = self._step(np.where(is_open, shares, 0.0), share * hurry())
            dropped = self._fix(step)
            share = min(1.0, share * 2)
        return None

    def _solve(self, rounds: int, is_wanted: Callable[[], bool]) -> bool:
        found = self._generation.run(Aim(rounds_max=rounds), is_wanted)
        self.rounds += found.rounds
        # a linear program that is soon solved is solved to the end also where nobody waits for it any more
        return self._master.solve(is_wanted) is not None and is_wanted()

    def _shares(self) -> Floats:
        """By person of the part, day and shift: the share of columns that hold it."""
        part = self._master.part
        days = np.arange(part.last - part.first)
        shares = np.zeros((len(part.people), len(days), part.shift_count))
        for at in np.flatnonzero(self._master.shares > _WHOLE):
            column = self._master.columns[at]
            cells = column.row[part.first : part.last]
            held = cells >= 0
            shares[column.index, days[held], cells[held]] += self._master.shares[at]
        return shares

    def _step(self, shares: Floats, share: float) -> list[_Fixed]:
        best, shift = shares.max(axis=2), shares.argmax(axis=2)
        count = max(1, int(_SHARE * share * np.count_nonzero(best)))
        rank = best + self._noise * self._dice.random(best.shape) * (best > 0) if self._noise else best
        step: dict[int, _Fixed] = {}
        for at in np.argsort(-rank, axis=None, kind="stable"):
            index, day = divmod(int(at), best.shape[1])
            if best[index, day] <= 0 or len(step) >= count or (step and best[index, day] < _SURE):
                break
            if index not in step and (index, day) not in self._is_fixed:
                step[index] = _Fixed(index, day, int(shift[index, day]))
        return list(step.values())

    def _fix(self, step: list[_Fixed]) -> list[int]:
        """Fix cells, and return the columns that were dropped for it."""
        held = {cell.index: cell for cell in step}
        for cell in step:
            self._generation.hold(cell.index, cell.day, cell.shift)
            self._is_fixed.add((cell.index, cell.day))
        dropped = self._others(held)
        self._master.drop(dropped)
        return dropped

    def _others(self, held: Mapping[int, _Fixed]) -> list[int]:
        first, dropped = self._master.part.first, self._master.dropped
        return [
            at
            for at, column in enumerate(self._master.columns)
            if (cell := held.get(column.index)) is not None and column.row[first + cell.day] != cell.shift and at not in dropped
        ]

    def _undo(self, step: list[_Fixed], dropped: list[int]) -> None:
        """Take a step back; where it was one cell, that cell shall be something else."""
        for cell in step:
            self._generation.release(cell.index, cell.day)
            self._is_fixed.discard((cell.index, cell.day))
        self._master.restore(dropped)
        if len(step) == 1:
            (cell,) = step
            self._generation.ban(cell.index, cell.day, cell.shift)
            first = self._master.part.first
            self._master.drop(
                [
                    at
                    for at, column in enumerate(self._master.columns)
                    if column.index == cell.index and column.row[first + cell.day] == cell.shift and at not in self._master.dropped
                ]
            )
