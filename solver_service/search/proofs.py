"""CP-SAT on the whole beside the columns: what proves small problems, at last after reduced-cost fixing."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from shared.rules.terms import Term
from solver_service.columns.fixing import Free, reduced
from solver_service.columns.ledger import Scene, ledger_of
from solver_service.engines.progress import Progress
from solver_service.engines.sat import Effort
from solver_service.engines.whole import Whole
from solver_service.person.people import Choices
from solver_service.search.together import HerePort

_FIRST_S = 3.0  # unreduced: what CP-SAT proves by itself it proves soon
_TURN_S, _TURN_GROWTH = 6.0, 2.0  # on what fixing leaves, until the grid is better or the turn is over
_NEAR = 0.02  # gap at which fixing takes away enough to be worth a try
_LOOK_S = 0.1

Work = Callable[[], Free | None]


class Prover:
    """Runs the whole model by turns, each on what the newest bound and grid leave open. For a thread of its own."""

    def __init__(self, scene: Scene, choices: Choices, terms: Sequence[Term], *, whole: Whole, progress: Progress, port: HerePort) -> None:
        self._scene = scene
        self._choices = choices
        self._terms = terms
        self._whole = whole
        self._progress = progress
        self._port = port

    def run(self, is_wanted: Callable[[], bool]) -> None:
        """Search until it isn't wanted any more, beside the search that `port` belongs to."""
        self.turn(_FIRST_S, is_wanted)
        turn_s = _TURN_S
        while is_wanted():
            if self._is_near:
                self.turn(turn_s, is_wanted, lambda work: self._port.lent(work, is_wanted))
                turn_s *= _TURN_GROWTH
            else:
                threading.Event().wait(_LOOK_S)

    def turn(self, seconds: float, is_wanted: Callable[[], bool], lent: Callable[[Work], Free | None] = lambda work: work()) -> None:
        """Search for so long: what fixing leaves where the bound is near, else the whole. `lent` lets `work` use the row search."""
        effort = Effort(min(seconds, self._progress.left_s), 1, 1)
        if not self._is_near:
            self._whole.search(effort, is_wanted)
            return
        free = lent(lambda: self._reduced(is_wanted))
        if free is not None:
            Whole(self._terms, free, self._progress).search(effort, is_wanted)

    @property
    def _is_near(self) -> bool:
        score, bound = self._progress.best[1], self._progress.bound
        return self._port.found_duals is not None and not score.hard and score.soft - bound.soft <= _NEAR * score.soft

    def _reduced(self, is_wanted: Callable[[], bool]) -> Free | None:
        """What a better grid may hold; None where it isn't wanted any more."""
        duals = self._port.found_duals
        assert duals is not None, "near without a bound"  # noqa: S101  # a bug of the search
        ledger = ledger_of(self._scene, np.array(self._progress.best[0], np.int16))
        return reduced(self._scene, self._choices, ledger, duals, is_wanted)
