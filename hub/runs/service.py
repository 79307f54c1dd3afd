"""Solves of periods, as the gateway and the HTTP interface ask for them."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final, cast

from hub.clock import Clock
from hub.documents.record import Author
from hub.documents.workspace import is_archived, value_of
from hub.identity.port import Principal
from hub.identity.roles import Action, may
from hub.runs.applying import land, opened
from hub.runs.around import Around
from hub.runs.messages import row_of
from hub.runs.port import Publisher
from hub.runs.queue import Queue
from hub.runs.reach import reachable
from hub.runs.rebase import ApplyMode
from hub.runs.solution import from_json
from hub.runs.solver import Solver
from hub.runs.telling import WITH_RESULT, Telling
from hub.runs.watch import Watch
from hub.sequencer.port import SequencerPort
from hub.store.runs import NewRun, Run, RunStore
from hub.tasks import Tasks
from shared.domain import PeriodStatus
from shared.ids import ClientId, OperationId, PeriodId, RunId, new_id
from shared.protocol.client import RunOptions
from shared.protocol.errors import (
    ForbiddenError,
    NotFoundError,
    PeriodClosedError,
    RunNotFoundError,
    ValidationFailedError,
)
from shared.protocol.server import RunRow, RunState

STOP_S: Final = 1.0
"""How long `cancel` waits for the run to be stopped, where its owner is here."""


class Runs:
    """Keeps `RunsPort`'s promises [RN1–RN5].

    Runs are rows; the table is the queue, and holds at most one open run a period (`solver_busy` for a second one). This replica hands runs
    out to itself while the solver has room, and tells its subscribers of all replicas' runs.

    Build it with what it stands on, `start` it with the publisher (the gateway) once that is there, and `close` it before the sequencer and
    the store: runs that are under way go back to the queue. The solver client is closed by whoever opened it. `replica` names this process.
    """

    def __init__(
        self,
        *,
        store: RunStore,
        sequencer: SequencerPort,
        solver: Solver,
        clock: Clock,
        tasks: Tasks,
        replica: str,
        publisher: Publisher | None = None,
    ) -> None:
        """Start nothing yet."""
        self._store = store
        self._sequencer = sequencer
        self._publisher = _LatePublisher(publisher)
        self._telling = Telling(self._publisher)
        self._queue = Queue(Around(store, sequencer, solver, self._telling, clock, tasks), replica)
        self._watch = Watch(store=store, telling=self._telling, queue=self._queue)
        self._tasks = tasks
        self._started: list[asyncio.Task[None]] = []

    def start(self, publisher: Publisher | None = None) -> None:
        """Hand out and watch from now on."""
        if publisher is not None:
            self._publisher.publisher = publisher
        self._started = [self._tasks.start("runs.watch", self._watch.work()), self._tasks.start("runs.queue", self._queue.work())]

    async def give_back(self) -> None:
        """Take no more runs, and give those of this replica back to the queue; within 4 s. Others' news are still told."""
        await self._queue.close()

    async def close(self) -> None:
        """Give runs back to the queue, and stop; within 5 s."""
        await self.give_back()
        for task in self._started:
            task.cancel()
        await asyncio.gather(*self._started, return_exceptions=True)

    async def generate(
        self, principal: Principal, period_id: PeriodId, options: RunOptions, *, client_id: str, operation_id: str
    ) -> tuple[RunId, bool]:
        """Queue a run. A repeat of the id gives the first one; where that was lost, it starts again [RN2]."""
        _refuse_viewers(principal)
        options = await self._whole(principal, options)
        author = Author(principal.user_id, principal.name, ClientId(client_id), OperationId(operation_id))
        async with opened(self._sequencer, principal.workspace_id, period_id) as documents:
            period, workspace = documents.period.state, documents.workspace.state
            if is_archived(workspace.entities.get(("period", period_id))):
                raise NotFoundError("The period is archived.")
            if value_of(period.entities.get(("period", period_id)), "status") == PeriodStatus.CLOSED:
                raise PeriodClosedError
            new = NewRun(
                id=RunId(new_id()),
                workspace_id=principal.workspace_id,
                period_id=period_id,
                options=options.model_dump(mode="json", by_alias=True),
                engine=options.engine,
                seed=options.seed,
                author=author,
                rights_version=principal.rights.version,
                period_version=period.version,
                workspace_version=workspace.version,
            )
            with reachable():
                run_id, is_repeat = await self._store.create(new)
        if is_repeat:
            await self._start_again(principal, run_id)
        await self._tell_queued(principal, run_id)
        return run_id, is_repeat

    async def _whole(self, principal: Principal, options: RunOptions) -> RunOptions:
        """Return the options of the configuration that is named, under those that were given beside it."""
        if options.config_id is None:
            return options
        with reachable():
            kept = await self._store.config(principal.workspace_id, options.config_id)
        if kept is None:
            raise ValidationFailedError("There is no such configuration.", details={"field": "options.config_id"})
        return RunOptions.model_validate(kept | options.model_dump(mode="json", by_alias=True, exclude_unset=True))

    async def _start_again(self, principal: Principal, run_id: RunId) -> None:
        with reachable():
            run = await self._store.requeue(principal.workspace_id, run_id)
        if run is not None:
            self._telling.forget(run)

    async def _tell_queued(self, principal: Principal, run_id: RunId) -> None:
        with reachable():
            run = await self._store.run(principal.workspace_id, run_id)
        if run is not None and run.state == "queued":
            self._telling.progress(run, queue_position=self._watch.queue_length + 1)
            self._queue.wake()
            self._watch.wake()

    async def cancel(self, principal: Principal, run_id: RunId) -> RunRow:
        """Stop it, keep nothing. A run that is over stays as it is."""
        _refuse_viewers(principal)
        with reachable():
            run = _known(await self._store.ask(principal.workspace_id, run_id, "cancel"))
        if run.state == "running" and (owner := self._queue.owner(run_id)) is not None:
            owner.cancel()
            await self._queue.ended(run_id, within_s=STOP_S)
        elif run.state == "cancelled":
            self._telling.end(run)
        return await self.row(principal, run_id)

    async def finish(self, principal: Principal, run_id: RunId) -> RunRow:
        """Stop it, keep the best grid so far; a queued run has none, and is cancelled. A run that is over stays as it is."""
        _refuse_viewers(principal)
        with reachable():
            run = _known(await self._store.ask(principal.workspace_id, run_id, "finish"))
        if run.state == "running" and (owner := self._queue.owner(run_id)) is not None:
            owner.finish()
        elif run.state == "cancelled":
            self._telling.end(run)
        return row_of(run)

    async def apply(
        self, principal: Principal, run_id: RunId, *, mode: str, cells: Sequence[tuple[str, str]] | None, client_id: str
    ) -> tuple[int, str]:
        """Apply the result; the operation is the run's, whoever applies it, so `client_id` names nothing. Applied already: `duplicate`.

        A run that failed with a grid (the solver went away) can be applied too.
        """
        del client_id
        _refuse_viewers(principal)
        if mode not in {"merge", "overwrite"}:
            raise ValidationFailedError("A result is applied by merge or overwrite.", details={"field": "mode"})
        with reachable():
            run = _known(await self._store.run(principal.workspace_id, run_id))
            outcome = await self._store.outcome(principal.workspace_id, run_id)
        if run.state == "applied" and run.applied_version is not None:
            return run.applied_version, "duplicate"
        if run.state not in {"done", "failed"} or outcome is None or outcome.solution is None:
            raise ValidationFailedError(
                f"There is no result to apply: the run is {run.state}.", details={"field": "run_id", "state": run.state}
            )
        landed = await land(self._sequencer, run, from_json(outcome.solution), principal.rights, cast("ApplyMode", mode), only=cells)
        with reachable():
            await self._store.settle(principal.workspace_id, run_id, "applied", applied_version=landed.version)
        return landed.version, landed.outcome

    async def discard(self, principal: Principal, run_id: RunId) -> RunRow:
        """Drop the result for everybody; again is nothing."""
        _refuse_viewers(principal)
        with reachable():
            run = _known(await self._store.settle(principal.workspace_id, run_id, "discarded"))
        if run.state != "discarded":
            raise ValidationFailedError(
                f"There is no result to discard: the run is {run.state}.", details={"field": "run_id", "state": run.state}
            )
        self._telling.end(run)
        return row_of(run)

    async def rows(
        self, principal: Principal, *, period_id: PeriodId | None = None, states: Sequence[str] = (), limit: int = 50
    ) -> Sequence[RunRow]:
        """List runs of the workspace, newest first."""
        with reachable():
            found = await self._store.runs(
                principal.workspace_id, period_id=period_id, states=cast("Sequence[RunState]", tuple(states)), limit=limit
            )
        return [row_of(run) for run in found]

    async def row(self, principal: Principal, run_id: RunId) -> RunRow:
        """Return one run."""
        with reachable():
            return row_of(_known(await self._store.run(principal.workspace_id, run_id)))

    async def result(self, principal: Principal, run_id: RunId) -> dict[str, Any] | None:
        """Return what SCHEDULE_GENERATED said, with the version that applying made of it; None while there is no result."""
        with reachable():
            run = _known(await self._store.run(principal.workspace_id, run_id))
            outcome = await self._store.outcome(principal.workspace_id, run_id)
        if run.state not in WITH_RESULT or outcome is None or outcome.result is None:
            return None
        result: dict[str, Any] = outcome.result | {"applied_version": run.applied_version}
        return result


class _LatePublisher:
    """The gateway comes after the runs, and needs them."""

    def __init__(self, publisher: Publisher | None) -> None:
        self.publisher = publisher

    def publish(self, workspace_id: Any, period_id: Any, message: Any) -> None:
        if self.publisher is not None:
            self.publisher.publish(workspace_id, period_id, message)


def _refuse_viewers(principal: Principal) -> None:
    if not may(principal.role, Action.SOLVE):
        raise ForbiddenError


def _known(run: Run | None) -> Run:
    if run is None:
        raise RunNotFoundError
    return run
