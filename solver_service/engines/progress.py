"""The best grid and the best bound of a solve, and the events that tell of them."""

import threading
import time
from collections.abc import Callable

import structlog

from shared.problem import Bound, Incumbent, Score, gap
from shared.rules.compiled import Compiled, decoded
from shared.rules.terms import Grid
from solver_service.engines.port import Order, Tell

log = structlog.get_logger()

_BOUND_EVERY_S = 0.1  # a bound may rise hundreds of times a second; the result has the last one
_ANSWER_S = 0.1  # to count the answer's violations and send it; longer where counting the score takes long
_ANSWERS_PER_SCORE = 20
_EXPLAIN_S, _EXPLAIN_SHARE = 5.0, 0.2  # kept back while the best grid breaks must-rules: what their cause is may take so long


class Progress:
    """Keeps what was found. Safe to use from several threads; events leave one at a time, in order.

    Nothing counts before the scorer has seen it, a grid that isn't better than the best is dropped, and a bound only rises.
    """

    def __init__(self, compiled: Compiled, score_of: Callable[[Grid], Score], order: Order, tell: Tell) -> None:
        self._context = compiled.context
        self._score_of = score_of
        self._order = order
        self._tell = tell
        self._lock = threading.RLock()
        self._told_bound_at = 0.0
        self._answer_s = _ANSWER_S
        self._best: tuple[Grid, Score] | None = None
        self.bound = Score(hard=0, soft=0)  # no price is negative: this much is proven of every problem
        self.solution_count = 0
        self.is_over = threading.Event()
        """Set when there is nothing left to look for: the best grid is proven, or within the gap that was asked for."""

    def offer(self, grid: Grid) -> Score:
        """Score `grid`, and take and tell it if it is better than the best."""
        began = time.monotonic()
        score = self._score_of(grid)
        self._answer_s = max(_ANSWER_S, _ANSWERS_PER_SCORE * (time.monotonic() - began))
        with self._lock:
            if self._best is None or _key(score) < _key(self._best[1]):
                self._best = tuple(tuple(row) for row in grid), score
                self.solution_count += 1
                self._tell(
                    Incumbent(
                        score=score,
                        bound=self.bound,
                        gap=gap(score, self.bound),
                        solutions=self.solution_count,
                        elapsed_s=self.elapsed_s,
                        grid=decoded(self._context, grid),
                    )
                )
                self._judge()
        return score

    def prove(self, bound: Score) -> None:
        """Take a proven bound: no grid is better than it, hard first. Told at most every 0.1 s."""
        with self._lock:
            if _key(bound) <= _key(self.bound):
                return
            if self._score is not None and _key(bound) > _key(self._score):
                log.error("progress.false_bound", bound=_key(bound), score=_key(self._score))  # a solver's fault: a grid refutes it
                return
            self.bound = bound
            self._judge()
            now = time.monotonic()
            if now - self._told_bound_at >= _BOUND_EVERY_S or self.is_over.is_set():
                self._told_bound_at = now
                self._tell(Bound(bound=bound, score=self._score, gap=self._gap, elapsed_s=self.elapsed_s))

    @property
    def elapsed_s(self) -> float:
        return round(time.monotonic() - self._order.started, 3)

    @property
    def is_wanted(self) -> bool:
        """Whether to go on searching."""
        return not (self._order.stop.is_set() or self.is_over.is_set() or self.left_s <= 0)

    @property
    def left_s(self) -> float:
        """How long to search; what is kept back is for counting the answer's violations, and for finding the cause of hard ones."""
        limit_s = self._order.options.time_limit_s or 0.0
        best = self._best
        explain_s = min(_EXPLAIN_S, _EXPLAIN_SHARE * limit_s) if best is not None and best[1].hard else 0.0
        return self._order.deadline - time.monotonic() - explain_s - min(self._answer_s, limit_s / 4)

    @property
    def best(self) -> tuple[Grid, Score]:
        """The best grid and its score; there is one from the first offer on."""
        assert self._best is not None, "nothing was offered yet"  # noqa: S101  # a bug of the engine
        return self._best

    @property
    def person_count(self) -> int:
        return len(self._context.staff)

    @property
    def day_count(self) -> int:
        return self._context.day_count

    @property
    def _score(self) -> Score | None:
        return None if self._best is None else self._best[1]

    @property
    def _gap(self) -> float | None:
        return None if self._score is None else gap(self._score, self.bound)

    def _judge(self) -> None:
        found = self._gap
        if self.bound == self._score or (
            found is not None and self._order.options.stop_at_gap is not None and found <= self._order.options.stop_at_gap
        ):
            self.is_over.set()


def _key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft
