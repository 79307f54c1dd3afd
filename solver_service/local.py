"""A solve in this process, for the command line."""

import signal
import threading
import time
from collections.abc import Callable

from shared.problem import Event, Options, Problem, Solution
from solver_service.engines.cpsat import CpSat
from solver_service.engines.port import Order


class LocalSolve:
    """Runs beside the main thread, so that Ctrl-C reaches it: it stops the search, and the best grid so far is the answer."""

    def __init__(self, problem: Problem, options: Options, tell: Callable[[Event], None]) -> None:
        self._order = Order(problem, options, time.monotonic(), threading.Event())
        self._tell = tell
        self._solution: Solution | None = None
        self._fault: BaseException | None = None

    def run(self) -> Solution:
        """Return the answer. Raises what the engine raises."""
        signal.signal(signal.SIGINT, lambda *_: self._order.stop.set())
        thread = threading.Thread(target=self._solve, name="solve")
        thread.start()
        while thread.is_alive():
            thread.join(0.1)  # a join without limit would keep signals out
        if self._solution is None:
            raise self._fault or RuntimeError("the engine gave no answer")
        return self._solution

    def _solve(self) -> None:
        try:
            self._solution = CpSat().solve(self._order, self._tell)
        except BaseException as fault:  # noqa: BLE001  # a thread's root: the main thread raises it
            self._fault = fault
