"""Column searches of one solve: one in this process, others in copies of it, with what they tell each other."""

import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

import numpy as np

from shared.problem import Score
from solver_service.columns.board import Board
from solver_service.columns.explorer import Explorer, Role
from solver_service.columns.fork import Fork
from solver_service.columns.ledger import Ledger, Scene
from solver_service.columns.rows import Cells, Floats
from solver_service.engines.progress import Progress
from solver_service.person.anneal import Anneal
from solver_service.person.coupling import Coupling

_LOOK_S = 0.03  # between two looks at what the others found
_ROUNDING = 1e-6
_HERE = 0
_APART = 7919  # of the seeds of two copies: those of two solves aren't that far apart

ResultT = TypeVar("ResultT")


class HerePort:
    """What the search of this process hears and tells: the solve's progress, and the board."""

    def __init__(self, scene: Scene, progress: Progress, board: Board) -> None:
        self._scene = scene
        self._progress = progress
        self._board = board
        self._until = math.inf
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.found_duals: Floats | None = None

    def serve(self) -> None:
        """Do what another thread asked for: the row search is not for two at once."""
        with contextlib.suppress(queue.Empty):
            while True:
                work = self._asked.get_nowait()
                work()

    def lent(self, work: Callable[[], ResultT], is_wanted: Callable[[], bool]) -> ResultT | None:
        """Return what `work` gives, done by this search's thread between two of its steps; None where it isn't wanted before that."""
        done: Future[ResultT] = Future()
        self._asked.put(lambda: done.set_result(work()))
        while is_wanted():
            with contextlib.suppress(TimeoutError):
                return done.result(_LOOK_S)
        return None

    def pause_at(self, until: float) -> None:
        """Let the search end its turn at this monotonic instant."""
        self._until = until

    @property
    def is_wanted(self) -> bool:
        return self._progress.is_wanted and time.monotonic() < self._until

    @property
    def left_s(self) -> float:
        return self._progress.left_s

    def offer(self, ledger: Ledger) -> None:
        self._progress.offer(ledger.grid.tolist())
        self._board.post(_HERE, ledger.grid, ledger.cost)

    def better(self, than: float) -> Cells | None:
        grid, score = self._progress.best
        if score.hard * self._scene.hard_price + score.soft < than - _ROUNDING:
            return np.array(grid, np.int16)
        return None

    def prove(self, bound: float, duals: Floats | None) -> None:
        """Where must-rules may be broken, the bound says nothing of grids that break some, which can't be cheaper hard first."""
        if duals is not None:
            self.found_duals = duals
            self._board.post_duals(duals)
        if self._progress.bound.hard == 0 and math.isfinite(bound):
            self._progress.prove(Score(hard=0, soft=max(0, math.ceil(bound - _ROUNDING * max(1.0, abs(bound))))))

    def duals(self) -> Floats | None:
        return self.found_duals


class CopyPort:
    """What the search of a copy hears and tells: the board alone."""

    def __init__(self, board: Board, place: int, deadline: float) -> None:
        self._board = board
        self._place = place
        self._deadline = deadline

    @property
    def is_wanted(self) -> bool:
        return not self._board.is_stopped and self.left_s > 0

    @property
    def left_s(self) -> float:
        return self._deadline - time.monotonic()

    def offer(self, ledger: Ledger) -> None:
        self._board.post(self._place, ledger.grid, ledger.cost)

    def better(self, than: float) -> Cells | None:
        posted = self._board.read(_HERE, than - _ROUNDING)
        return None if posted is None else posted.grid

    def prove(self, bound: float, duals: Floats | None) -> None:
        """Only the first process solves a root."""

    def serve(self) -> None:
        """Nobody asks here; but the core may be wanted elsewhere for a while."""
        while self._board.is_resting and self.is_wanted:
            time.sleep(_LOOK_S)

    def duals(self) -> Floats | None:
        return self._board.read_duals()


class Together:
    """The searches of one solve. `run` returns when it isn't wanted any more, and the copies have ended."""

    def __init__(self, scene: Scene, coupling: Coupling, progress: Progress, seed: int, copy_count: int) -> None:
        self._scene = scene
        self._coupling = coupling
        self._progress = progress
        self._seed = seed
        self._copy_count = copy_count
        self._board = Board(1 + copy_count, scene.person_count, scene.day_count, scene.rows.count)
        self.port = HerePort(scene, progress, self._board)
        self.explorer = self._explorer(self.port, Role(has_root=True, seed=seed))

    def rest(self, *, is_resting: bool) -> None:
        """Let the copies rest between two neighbourhoods, or go on."""
        self._board.rest(is_resting=is_resting)

    def run(self, grid: Cells, copies_grid: Callable[[int], Cells]) -> None:
        """Search from `grid`; the copies from what `copies_grid` makes for them, in their own time."""
        deadline = time.monotonic() + self._progress.left_s
        copies = [Fork(partial(self._copied, place, copies_grid, deadline)) for place in range(1, 1 + self._copy_count)]
        ended = threading.Event()
        listener = threading.Thread(target=self._listen, args=(ended,), name="copies")
        listener.start()
        try:
            self.explorer.begin(grid)
            self.explorer.go_on()
        finally:
            self._board.stop()
            ended.set()
            listener.join()
            for copy in copies:
                copy.end()

    def _explorer(self, port: HerePort | CopyPort, role: Role) -> Explorer:
        return Explorer(self._scene, Anneal(self._scene.people, self._coupling, self._scene.moving), self._coupling.scale, port, role)

    def _copied(self, place: int, grid_of: Callable[[int], Cells], deadline: float) -> None:
        port = CopyPort(self._board, place, deadline)
        explorer = self._explorer(port, Role(has_root=False, seed=self._seed + _APART * place))
        explorer.begin(grid_of(place))
        explorer.go_on()

    def _listen(self, ended: threading.Event) -> None:
        known = [math.inf] * (1 + self._copy_count)
        while not ended.wait(_LOOK_S):
            for place in range(1, 1 + self._copy_count):
                posted = self._board.read(place, known[place])
                if posted is not None:
                    known[place] = posted.cost
                    self._progress.offer(posted.grid.tolist())
