"""Hands queued runs out to this replica while the solver has room."""

import asyncio
import contextlib
from typing import Final

import structlog

from hub.runs.around import Around
from hub.runs.owner import Owner
from hub.runs.solver import SolverAwayError, SolverStartingError
from hub.store.port import NothingWrittenError
from hub.store.runs import Run
from shared.ids import RunId

log = structlog.get_logger(__name__)

RUNS_MAX: Final = 16
"""Runs that one replica owns at a time: each is a stream and a few statements a second."""
NO_ROOM_S: Final = 0.3
"""How soon a busy solver is asked again."""
STARTING_S: Final = 20.0
"""How long runs wait for a solver that is being started; after that their owners say that there is none."""
CLOSE_S: Final = 4.0


class Queue:
    """The table is the queue; each run is handed to one replica [RN2], and not before the solver has a slot: so its grid is fresh."""

    def __init__(self, around: Around, replica: str) -> None:
        self._around = around
        self._replica = replica
        self._woken = asyncio.Event()
        self._owners: dict[RunId, tuple[Owner, asyncio.Task[None]]] = {}
        self._is_closing = False
        self._starting_since: float | None = None

    @property
    def alive(self) -> list[RunId]:
        """The runs that this replica owns."""
        return list(self._owners)

    def owner(self, run_id: RunId) -> Owner | None:
        """Return the run's owner, if it is here."""
        found = self._owners.get(run_id)
        return None if found is None else found[0]

    async def ended(self, run_id: RunId, *, within_s: float) -> None:
        """Wait until a run that is owned here has ended, or the time is over."""
        if (found := self._owners.get(run_id)) is not None:
            await asyncio.wait({found[1]}, timeout=within_s)

    def wake(self) -> None:
        """Look: there may be a run to hand out."""
        self._woken.set()

    async def work(self) -> None:
        """Hand out, for ever."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while await self._handed_out():
                pass

    async def _handed_out(self) -> bool:
        """Hand out one run; false where there is none, or no room."""
        if self._is_closing or len(self._owners) >= RUNS_MAX or not await self._has_room():
            return False
        try:
            run = await self._around.store.claim(self._replica)
        except NothingWrittenError as error:
            log.warning("queue.not_read", reason=str(error))
            return False
        if run is None:
            return False
        log.info("run.claimed", run=run.id, attempt=run.attempt)
        self._own(run)
        return True

    async def _has_room(self) -> bool:
        try:
            has_room = await self._around.solver.has_room()
            self._starting_since = None
        except SolverStartingError:
            has_room = self._has_waited_long()
        except SolverAwayError:
            has_room = True  # its owner tries again for a while, and then says so
        if not has_room:
            await self._around.clock.sleep(NO_ROOM_S)
            self._woken.set()
        return has_room

    def _has_waited_long(self) -> bool:
        now = self._around.clock.monotonic()
        self._starting_since = now if self._starting_since is None else self._starting_since
        return now - self._starting_since >= STARTING_S

    def _own(self, run: Run) -> None:
        owner = Owner(run, self._around)
        task = self._around.tasks.start("run.owner", owner.work())
        self._owners[run.id] = owner, task
        task.add_done_callback(lambda _: self._disown(run.id))

    def _disown(self, run_id: RunId) -> None:
        del self._owners[run_id]
        self.wake()

    async def close(self) -> None:
        """Hand out nothing more, and give the runs back to the queue: another replica, or the next start, takes them."""
        self._is_closing = True
        tasks = {task for _, task in self._owners.values()}
        for owner, _ in self._owners.values():
            owner.close()
        if tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(tasks, timeout=CLOSE_S)
