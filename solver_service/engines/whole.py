"""CP-SAT on the whole problem: first the hard score, then the soft one; the source of bounds."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from shared.problem import Score
from shared.rules.terms import Grid, Term
from solver_service.engines.model.build import LEAST_HARD, LEAST_SOFT, Aim, BuildStoppedError, Built, build
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort, ImpossibleError, Minimise, Outcome, minimise

log = structlog.get_logger()

HARD_WEIGHT_MIN = 1_000
"""The least weight of a hard point where both halves are minimised at once; above the soft score of the best grid, too."""
_IDLE_MAX = 2  # runs in a row, one for each half of the score, that told nothing new: the next would do the same
_HARD_SHARE = 0.4  # of the time goes to the must-rules alone, before the wishes are looked at as well


def weight_of(score: Score) -> int:
    """Return the weight of a hard point in one objective: no grid with more hard points and less soft ones than `score` looks better."""
    return max(HARD_WEIGHT_MIN, score.soft + 1)


class Whole:
    """Searches the whole problem in turns. `counts` describe the last model. `run` runs a solver on one: CP-SAT if not given."""

    def __init__(self, terms: Sequence[Term], free: FreeCells, progress: Progress, run: Minimise = minimise) -> None:
        self._terms = terms
        self._free = free
        self._progress = progress
        self._minimise = run
        self._models: dict[Aim, Built] = {}
        self._hard_bound = 0
        self._is_hard_tried = False
        self.counts: dict[str, int] = {}

    def search(self, effort: Effort, is_wanted: Callable[[], bool], *, is_quiet: bool = False) -> None:
        """Search until the effort is spent, nothing is left to prove or the solver has no more to say.

        Deterministic `steps` are one run for each half of the score. `is_quiet`: tell of a run only at its end (repeatable runs).
        """
        until = time.monotonic() + effort.seconds
        idle_count = 0
        while is_wanted() and idle_count < _IDLE_MAX and (left := until - time.monotonic()) > 0:
            grid, score = self._progress.best
            bound = self._progress.bound
            aim = self._aim(score)
            is_first_try = aim == LEAST_HARD and not self._is_hard_tried
            part = replace(effort, seconds=left)
            outcome = self._run(aim, grid, part.shared(_HARD_SHARE) if is_first_try else part, is_wanted, is_quiet=is_quiet)
            if outcome is None or (effort.steps is not None and aim != LEAST_HARD):
                return
            self._is_hard_tried = aim == LEAST_HARD
            idle_count = idle_count + 1 if (score, bound) == (self._progress.best[1], self._progress.bound) else 0

    def _aim(self, score: Score) -> Aim:
        """What to minimise next: the hard score until it is proven or was tried for long enough, then both."""
        if score.hard == 0:
            return LEAST_SOFT
        if score.hard > self._hard_bound and not self._is_hard_tried:
            return LEAST_HARD
        return Aim(weight_of(score), 1, score.hard)

    def _run(self, aim: Aim, grid: Grid, effort: Effort, is_wanted: Callable[[], bool], *, is_quiet: bool) -> Outcome | None:
        try:
            built = self._model(aim, grid, is_wanted)
        except BuildStoppedError:
            return None
        built.model.hint(grid)

        def goes_on() -> bool:
            hard = self._progress.best[1].hard
            is_met = hard <= self._hard_bound if aim == LEAST_HARD else bool(aim.hard_max) and hard == 0
            return is_wanted() and not is_met

        def prove(objective: int) -> None:
            self._progress.prove(self._bound(built.aim, objective))

        try:
            outcome = self._minimise(built, effort, goes_on, _ignore if is_quiet else self._progress.offer, _ignore if is_quiet else prove)
        except ImpossibleError:
            log.exception("whole.infeasible_insisted", variables=built.variable_count, constraints=built.constraint_count)
            return None
        if outcome.grid is not None:
            self._progress.offer(outcome.grid)
        prove(outcome.bound)
        return outcome

    def _model(self, aim: Aim, grid: Grid, is_wanted: Callable[[], bool]) -> Built:
        if aim not in self._models:
            self._models = {aim: build(grid, self._free, self._terms, aim, is_wanted)}  # one at a time: they are large
        built = self._models[aim]
        self.counts = {"variables": built.variable_count, "constraints": built.constraint_count}
        return built

    def _bound(self, aim: Aim, objective: int) -> Score:
        """What a lower limit of an aim's objective proves for every grid."""
        if aim == LEAST_HARD:
            self._hard_bound = max(self._hard_bound, objective)
            return Score(hard=self._hard_bound, soft=0)
        if aim == LEAST_SOFT:
            return Score(hard=0, soft=objective)
        # grids with the least hard score cost at least the rest of the objective; all others have a worse hard score
        return Score(hard=self._hard_bound, soft=max(0, objective - aim.hard_weight * self._hard_bound))


def _ignore(_found: object) -> None:
    """Take nothing."""
