"""Improves the best grid, one neighbourhood after the other."""

import random
import time
from collections.abc import Callable, Sequence

from shared.problem import Score
from shared.rules.terms import Grid, Term, total_of
from solver_service.engines.model.build import LEAST_SOFT, Aim, build
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort, ImpossibleError, minimise
from solver_service.engines.whole import weight_of
from solver_service.search.neighbourhoods import Neighbourhoods

_SECONDS_MAX = 1.0  # a neighbourhood that takes longer was picked too large
_STEPS_MAX = 0.1
_CELLS_FIRST, _CELLS_LEAST, _CELLS_MOST = 80.0, 12.0, 2_000.0
_GROWTH, _SHRINKAGE = 1.05, 0.85  # about four neighbourhoods in five are solved to the end


class Improver:
    """Solves neighbourhoods of the best grid by CP-SAT, with the rest of the grid standing, and takes what isn't worse."""

    def __init__(self, terms: Sequence[Term], free: FreeCells, progress: Progress, dice: random.Random) -> None:
        self._progress = progress
        self._dice = dice
        self._neighbourhoods = Neighbourhoods(terms, free, progress.person_count, progress.day_count, dice)
        self._cell_count = _CELLS_FIRST
        self._grid: Grid
        self._score: Score
        self._grid, self._score = progress.best
        self._costs = self._neighbourhoods.costs(self._grid)
        self.tried_count = 0
        self.won_count = 0

    def search(self, is_wanted: Callable[[], bool]) -> None:
        """Go on until it isn't wanted any more."""
        while is_wanted():
            self.step(is_wanted)

    def search_while_it_wins(self, seconds: float, is_wanted: Callable[[], bool]) -> None:
        """Go on for so long, and so long again after each gain."""
        until = time.monotonic() + seconds
        while is_wanted() and time.monotonic() < until:
            before = self.won_count
            self.step(is_wanted)
            if self.won_count > before:
                until = time.monotonic() + seconds

    def step(self, is_wanted: Callable[[], bool], *, counts_steps: bool = False) -> None:
        """Try one neighbourhood. `counts_steps`: limit it by deterministic time only."""
        self._follow()
        cells = self._neighbourhoods.pick(self._costs, round(self._cell_count))
        if not cells:
            return
        terms = tuple(self._neighbourhoods.terms_of(cells))
        hard, soft = total_of(terms, self._grid)
        aim = LEAST_SOFT if self._score.hard == 0 else Aim(weight_of(Score(hard=hard, soft=soft)), 1, None)
        built = build(self._grid, cells, terms, aim)
        built.limit(aim.hard_weight * hard + aim.soft_weight * soft)
        seconds, steps = (self._progress.left_s, _STEPS_MAX) if counts_steps else (_SECONDS_MAX, None)
        effort = Effort(seconds, 1, self._dice.randrange(1 << 30), steps)
        self.tried_count += 1
        try:
            outcome = minimise(built, effort, is_wanted, _ignore, _ignore)
        except ImpossibleError:
            return
        self._adapt(len(cells), is_solved=outcome.is_optimal)
        if outcome.grid is not None and outcome.grid != self._grid:
            self._take(outcome.grid)

    def _take(self, grid: list[list[int]]) -> None:
        score = self._progress.offer(grid)
        before = self._score
        if (score.hard, score.soft) <= (before.hard, before.soft):
            self.won_count += score != before
            self._grid, self._score = grid, score
            self._costs = self._neighbourhoods.costs(grid)

    def _follow(self) -> None:
        """Go over to the best grid where another search found a better one than ours."""
        grid, score = self._progress.best
        if (score.hard, score.soft) < (self._score.hard, self._score.soft):
            self._grid, self._score = grid, score
            self._costs = self._neighbourhoods.costs(grid)

    def _adapt(self, cell_count: int, *, is_solved: bool) -> None:
        if is_solved:
            self._cell_count = min(_CELLS_MOST, max(self._cell_count, min(cell_count, self._cell_count) * _GROWTH))
        else:
            self._cell_count = max(_CELLS_LEAST, self._cell_count * _SHRINKAGE)


def _ignore(_found: object) -> None:
    """Take nothing on the way: a neighbourhood's end is soon."""
