"""The column search of a whole solve: first grids, processes, and CP-SAT beside it where that has something to add."""

import math
import random
import threading
import time
from collections.abc import Callable

import numpy as np

from shared.problem import Options
from shared.rules.compiled import Compiled
from shared.rules.terms import Row
from solver_service.columns.explorer import order_of
from solver_service.columns.ledger import ledger_of
from solver_service.columns.rows import Cells
from solver_service.columns.scene import choices_of, scene_of
from solver_service.engines.model.grid import FreeCells
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort
from solver_service.engines.whole import Whole
from solver_service.person.coupling import Coupling
from solver_service.person.greedy import greedy
from solver_service.search.improve import Improver
from solver_service.search.proofs import Prover
from solver_service.search.together import Together

SMALL = 2_500
"""Literals: CP-SAT can prove a problem of this size, once columns have left little open."""
_MIDDLING = 10_000
"""Literals: up to here CP-SAT is worth a try on the whole too, where nothing else finds a better grid."""
_TURN_S, _TURN_GROWTH = 1.0, 1.5  # of one worker, by turns
_MENDS_AFTER_S = 3.0  # must-rules that are broken then may be what rows of people can't mend
_STALL_S, _STALL_LARGE_S = 0.4, 10.0  # without a gain, after which CP-SAT has a try; on problems that are not middling
_STALL_GROWTH = 2.0  # of a try, and on large problems of the wait for the next, after one that found nothing
_LOOK_S = 0.1
_EFFORT_SHARE = 0.2  # deterministic mode: counted seconds, well inside the time limit on a machine half as fast
_STEPS_PER_S, _NEIGHBOURHOODS_PER_S = 0.1, 1.0


class Columns:
    """Searches until it isn't wanted any more. A first grid must have been offered."""

    def __init__(self, compiled: Compiled, free: FreeCells, options: Options, progress: Progress, whole: Whole) -> None:
        self._compiled = compiled
        self._free = free
        self._options = options
        self._progress = progress
        self._whole = whole
        self._choices = choices_of(compiled)
        self._scene = scene = scene_of(compiled, self._choices)
        self._coupling = Coupling(compiled.terms, scene.person_count, scene.day_count, scene.shift_count, hard_price=scene.hard_price)
        literal_count = sum(map(len, free.values()))
        self._is_small, self._is_middling = literal_count <= SMALL, literal_count <= _MIDDLING
        self._knows_all = scene.spreads.is_empty and not any(isinstance(term, Row) and term.counters for term in compiled.terms)
        self.tried_count = 0

    def run(self) -> None:
        options = self._options
        grid = self._first()
        self._progress.offer(grid.tolist())
        workers = options.workers or 1
        beside_count = int(workers > 1) if self._is_small or not self._knows_all else 0
        together = Together(self._scene, self._coupling, self._progress, options.seed, max(0, workers - 1 - beside_count))
        if options.deterministic:
            self._repeat(together, grid)
        elif workers == 1:
            self._take_turns(together, grid)
        else:
            self._search_beside(together, grid, has_core=beside_count > 0)

    def _first(self) -> Cells:
        """The standing grid with the rows mended that break must-rules, or a new one where that is better."""
        new = self._greedy(self._options.seed)
        standing = np.array(self._progress.best[0], np.int16)
        known = ledger_of(self._scene, standing)
        for person in np.flatnonzero(~np.isfinite(known.own)):
            standing[person] = new[person]
        return standing if ledger_of(self._scene, standing).cost < ledger_of(self._scene, new).cost else new

    def _greedy(self, seed: int) -> Cells:
        moving = self._scene.moving
        order = moving if seed == self._options.seed else order_of(moving, seed)
        return greedy(self._scene.people, self._coupling, self._choices, order, self._is_wanted)

    def _search_beside(self, together: Together, grid: Cells, *, has_core: bool) -> None:
        works: list[Callable[[], None]] = []
        if self._is_small:
            works.append(lambda: self._prover(together).run(self._is_wanted))
        works.append(lambda: self._mend(together, has_core=has_core and not self._is_small))
        threads = [threading.Thread(target=work, name="models") for work in works]
        for thread in threads:
            thread.start()
        try:
            together.run(grid, lambda place: self._greedy(self._options.seed + place))
        finally:
            for thread in threads:
                thread.join()

    def _mend(self, together: Together, *, has_core: bool) -> None:
        """CP-SAT neighbourhoods: where rows of people don't know all that counts, must-rules stay broken, or the columns find nothing.

        Few people under many shared totals are such a case: there the linear programs take long, and CP-SAT is quick.
        """
        improver = self._improver()
        begins = time.monotonic() + (0.0 if has_core else _MENDS_AFTER_S)
        stall = _Stall(self._progress, _STALL_S if self._is_middling else _STALL_LARGE_S)
        while self._is_wanted():
            if self._needs_models and time.monotonic() >= begins:
                improver.search(lambda: self._is_wanted() and self._needs_models)
            elif together.port.found_duals is not None and stall.is_long:
                together.rest(is_resting=self._is_middling)
                improver.search_while_it_wins(stall.turn_s, self._is_wanted)
                if self._is_middling and stall.is_long:
                    self._whole.search(Effort(min(2 * stall.turn_s, self._progress.left_s), 1, self._options.seed), self._is_wanted)
                together.rest(is_resting=False)
                stall.ended(is_worth_more=self._is_middling)
            else:
                threading.Event().wait(_LOOK_S)
        self.tried_count += improver.tried_count

    def _take_turns(self, together: Together, grid: Cells) -> None:
        """One worker: columns and CP-SAT by turns, each longer than the last."""
        together.explorer.begin(grid)
        prover = self._prover(together)
        improver = self._improver()
        turn_s = _TURN_S
        while self._is_wanted():
            until = time.monotonic() + turn_s
            together.port.pause_at(until if self._is_small or self._needs_models else math.inf)
            together.explorer.go_on()
            if self._is_small:
                prover.turn(turn_s, self._is_wanted)
            if self._needs_models:
                until = time.monotonic() + turn_s
                improver.search(lambda until=until: self._is_wanted() and time.monotonic() < until)  # type: ignore[misc]
            turn_s *= _TURN_GROWTH
        self.tried_count += improver.tried_count

    def _repeat(self, together: Together, grid: Cells) -> None:
        """Find the same grid every time: counted efforts, which only a very slow machine cuts short at the time limit."""
        limit_s = self._options.time_limit_s or 0.0
        together.explorer.repeat(grid, _EFFORT_SHARE * limit_s)
        if self._is_small or self._needs_models:
            effort = Effort(self._progress.left_s, 1, self._options.seed, _STEPS_PER_S * limit_s)
            self._whole.search(effort, self._is_wanted, is_quiet=True)
        if self._needs_models:
            improver = self._improver()
            for _ in range(math.ceil(_NEIGHBOURHOODS_PER_S * limit_s)):
                if self._is_wanted():
                    improver.step(self._is_wanted, counts_steps=True)

    @property
    def _needs_models(self) -> bool:
        return not self._knows_all or self._progress.best[1].hard > 0

    def _prover(self, together: Together) -> Prover:
        return Prover(self._scene, self._choices, self._compiled.terms, whole=self._whole, progress=self._progress, port=together.port)

    def _improver(self) -> Improver:
        return Improver(self._compiled.terms, self._free, self._progress, random.Random(self._options.seed))

    def _is_wanted(self) -> bool:
        return self._progress.is_wanted


class _Stall:
    """How long nothing better was found, and how long a try with CP-SAT is worth then."""

    def __init__(self, progress: Progress, first_s: float) -> None:
        self._progress = progress
        self._first_s = first_s
        self._score = progress.best[1]
        self._since = time.monotonic()
        self._patience_s, self.turn_s = first_s, _STALL_S

    @property
    def is_long(self) -> bool:
        score = self._progress.best[1]
        if score != self._score:
            self._score, self._since = score, time.monotonic()
            self._patience_s, self.turn_s = self._first_s, _STALL_S
        return time.monotonic() - self._since > self._patience_s

    def ended(self, *, is_worth_more: bool) -> None:
        """A try is over. If it found nothing the next one is longer; it comes as soon if it `is_worth_more`, else later."""
        if self.is_long:
            self._since = time.monotonic()
            self.turn_s *= _STALL_GROWTH
            self._patience_s *= 1.0 if is_worth_more else _STALL_GROWTH
