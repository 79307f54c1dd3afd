"""Watches the run rows of all replicas: tells what others own, ends what is owned by nobody any more."""

import asyncio
import contextlib
from typing import Final

import structlog

from hub.runs.messages import row_of
from hub.runs.queue import Queue
from hub.runs.telling import WITH_RESULT, Telling
from hub.store.port import NothingWrittenError
from hub.store.runs import Run, RunStore
from shared.protocol.server import ScheduleGeneratedPayload

log = structlog.get_logger(__name__)

LOOK_S: Final = 0.5
SETTLED_S: Final = 60.0
"""How long an end stays to be told: longer than the database is usually away."""
SILENT_S: Final = 10.0
"""An owner that was silent for so long has lost its run [RN2]."""
SWEEP_EVERY: Final = 4  # looks: every 2 s


class Watch:
    """Looks at all open runs twice a second: few rows, whatever the number of periods. What this replica owns is told by its owner."""

    def __init__(self, *, store: RunStore, telling: Telling, queue: Queue) -> None:
        self._store = store
        self._telling = telling
        self._queue = queue
        self._woken = asyncio.Event()
        self._is_first = True
        self.queue_length = 0

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    async def work(self) -> None:
        """Look, for ever."""
        looks, is_blind = 0, False
        while True:
            try:
                if looks % SWEEP_EVERY == 0:
                    await self._sweep()
                await self._look()
                is_blind = False
            except NothingWrittenError as error:
                if not is_blind:
                    log.warning("runs.not_watched", reason=str(error))
                is_blind = True
            looks += 1
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._woken.wait()
            self._woken.clear()

    async def _sweep(self) -> None:
        for run in await self._store.lose(silent_s=SILENT_S, alive=self._queue.alive):
            log.warning("run.lost", run=run.id, owner=run.owner, attempt=run.attempt, state=run.state)
            await self._tell_end(run)

    async def _look(self) -> None:
        runs = await self._store.moving(settled_s=SETTLED_S)
        alive = frozenset(self._queue.alive)
        queued = [run for run in runs if run.state == "queued"]
        self.queue_length = len(queued)
        for position, run in enumerate(queued, start=1):
            self._telling.progress(run, queue_position=position)
        for run in runs[len(queued) :]:
            if run.id not in alive:
                await self._tell(run)
        self._is_first = False
        if queued:
            self._queue.wake()

    async def _tell(self, run: Run) -> None:
        if run.state == "running":
            self._telling.progress(run)
        elif self._is_first:  # nobody was here when it ended
            self._telling.remember(run)
        else:
            await self._tell_end(run)

    async def _tell_end(self, run: Run) -> None:
        if self._telling.is_news(run):
            self._telling.end(run, await self._result(run) if run.state in WITH_RESULT else None)

    async def _result(self, run: Run) -> ScheduleGeneratedPayload | None:
        outcome = await self._store.outcome(run.workspace_id, run.id)
        if outcome is None or outcome.result is None:
            log.error("run.has_no_result", run=run.id, state=row_of(run).state)
            return None
        return ScheduleGeneratedPayload.model_validate(outcome.result)
