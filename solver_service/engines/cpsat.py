"""Engine `cpsat`: CP-SAT on the whole problem, and on neighbourhoods of the best grid beside it."""

import math
import random
import threading
import time

from shared.problem import ModelBuilt, Solution
from shared.rules.compiled import Compiled, compiled, decoded
from shared.score import Scorer
from solver_service.engines.answer import Best, answer
from solver_service.engines.marginal import Marginal
from solver_service.engines.port import Order, Tell
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort
from solver_service.engines.start import filled, free_cells, standing
from solver_service.engines.whole import Whole
from solver_service.search.columns import Columns
from solver_service.search.descent import Descent
from solver_service.search.improve import Improver

FIRST_GRID_S = 0.4
"""For the first grid, which is wanted within a second of the request."""
_DESCENT_S, _DESCENT_SHARE = 0.5, 0.05  # of the time limit; after that neighbourhoods find more
_MOVES_PER_CELL = 20
_TINY = 300  # literals: proven by CP-SAT before anything else has begun
_TURN_S, _TURN_GROWTH = 1.0, 1.5
_STEPS_PER_S, _NEIGHBOURHOODS_PER_S = 0.04, 0.5  # deterministic mode: a fifth of the time limit, so that no busy machine cuts it short


class CpSat:
    """Finds the least hard, then the least soft score; proves what it can."""

    def solve(self, order: Order, tell: Tell) -> Solution:
        """Return the best grid found, by the deadline."""
        return _Search(order, tell).run()


class _Search:
    """One solve."""

    def __init__(self, order: Order, tell: Tell) -> None:
        self._order = order
        self._tell = tell
        self._compiled: Compiled = compiled(order.problem)
        self._scorer = Scorer(self._compiled)
        self._progress = Progress(self._compiled, self._scorer.score, order, tell)
        self._free = free_cells(self._compiled)

    def run(self) -> Solution:
        terms = self._compiled.terms
        variables = sum(map(len, self._free.values()))
        self._tell(ModelBuilt(variables=variables, constraints=len(terms), elapsed_s=self._progress.elapsed_s))
        whole = Whole(terms, self._free, self._progress)
        if not self._free:
            self._progress.offer(self._first().grid)
            self._progress.prove(self._progress.best[1])
            return self._answer({})
        tried_count = self._search_models(whole) if variables <= _TINY else self._search_columns(whole)
        return self._answer({**whole.counts, "neighbourhoods": tried_count})

    def _first(self) -> Marginal:
        options = self._order.options
        grid = standing(self._compiled, keeps_reference=options.start_from == "current")
        return filled(self._compiled, grid, self._free, options.seed, None if options.deterministic else FIRST_GRID_S)

    def _search_models(self, whole: Whole) -> int:
        """CP-SAT on the whole and on neighbourhoods: for tiny problems, which it proves at once."""
        first = self._first()
        self._progress.offer(first.grid)
        if not self._is_wanted():
            return 0
        dice = random.Random(self._order.options.seed)
        improver = Improver(self._compiled.terms, self._free, self._progress, dice)
        self._search(whole, Descent(first, self._free, dice), improver)
        return improver.tried_count

    def _search_columns(self, whole: Whole) -> int:
        """Rows of people, and CP-SAT beside them."""
        self._progress.offer(self._first().grid)
        if not self._is_wanted():
            return 0
        columns = Columns(self._compiled, self._free, self._order.options, self._progress, whole)
        columns.run()
        return columns.tried_count

    def _search(self, whole: Whole, descent: Descent, improver: Improver) -> None:
        options, progress = self._order.options, self._progress
        workers = options.workers or 1
        if options.deterministic:
            self._descend(descent)
            self._repeat(whole, improver)
        elif workers == 1:
            self._descend(descent)
            self._take_turns(whole, improver)
        else:
            beside = threading.Thread(target=self._improve, args=(descent, improver), name="neighbourhoods")
            beside.start()
            try:
                whole.search(Effort(progress.left_s, workers - 1, options.seed), self._is_wanted)
            finally:
                beside.join()

    def _improve(self, descent: Descent, improver: Improver) -> None:
        self._descend(descent)
        improver.search(self._is_wanted)

    def _descend(self, descent: Descent) -> None:
        options = self._order.options
        if options.deterministic:
            moves_max = _MOVES_PER_CELL * len(self._free)
            descent.search(lambda moves: moves < moves_max and self._is_wanted())
        else:
            until = time.monotonic() + min(_DESCENT_S, _DESCENT_SHARE * (options.time_limit_s or 0.0))
            descent.search(lambda _moves: time.monotonic() < until and self._is_wanted())
        self._progress.offer(descent.grid)

    def _take_turns(self, whole: Whole, improver: Improver) -> None:
        """One worker: the whole problem and neighbourhoods of the best grid by turns, each longer than the last."""
        turn_s = _TURN_S
        while self._is_wanted():
            whole.search(Effort(min(turn_s, self._progress.left_s), 1, self._order.options.seed), self._is_wanted)
            self._improve_for(turn_s, improver)
            turn_s *= _TURN_GROWTH

    def _improve_for(self, seconds: float, improver: Improver) -> None:
        until = time.monotonic() + seconds
        improver.search(lambda: self._is_wanted() and time.monotonic() < until)

    def _repeat(self, whole: Whole, improver: Improver) -> None:
        """Find the same grid every time: efforts in deterministic steps, which only a very slow machine cuts short at the time limit."""
        options, progress = self._order.options, self._progress
        limit_s = options.time_limit_s or 0.0
        whole.search(Effort(progress.left_s, 1, options.seed, _STEPS_PER_S * limit_s), self._is_wanted, is_quiet=True)
        for _ in range(math.ceil(_NEIGHBOURHOODS_PER_S * limit_s)):
            if not self._is_wanted():
                return
            improver.step(self._is_wanted, counts_steps=True)

    def _is_wanted(self) -> bool:
        return self._progress.is_wanted

    def _answer(self, counts: dict[str, int]) -> Solution:
        progress = self._progress
        best = Best(decoded(self._compiled.context, progress.best[0]), progress.bound, progress.solution_count, counts)
        return answer(self._order.problem, self._order.options, best, progress.elapsed_s, self._scorer)
