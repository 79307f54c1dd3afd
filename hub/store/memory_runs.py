"""Run rows in this process: the same promises, for tests and the simulator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from hub.documents.record import OperationKey
from hub.store.rows import operation_key
from hub.store.runs import NewRun, PeriodBusyError, Run, RunEnd, RunOutcome, RunProgress, Wishes
from shared.entities import Json
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.protocol.server import RunState

OPEN: tuple[RunState, ...] = ("queued", "running")


@dataclass(slots=True)
class Row:
    """One run's columns."""

    run: Run
    number: int
    outcome: RunOutcome
    heartbeat_at: datetime | None = None
    not_before: datetime | None = None
    settled_at: datetime | None = None


@dataclass(slots=True)
class MemoryRunRows:
    """What several stores (replicas) share."""

    rows: dict[tuple[WorkspaceId, RunId], Row] = field(default_factory=dict)
    configs: dict[tuple[WorkspaceId, str], Json] = field(default_factory=dict)


class MemoryRuns:
    """Keeps `RunStore`'s promises by never waiting: between two awaits of others a call is whole or not begun."""

    def __init__(self, shared: MemoryRunRows, now: Callable[[], datetime]) -> None:
        self._rows = shared.rows
        self._configs = shared.configs
        self._now = now

    async def create(self, run: NewRun) -> tuple[RunId, bool]:
        key = operation_key(run.author)
        for row in self._rows.values():
            if row.run.workspace_id == run.workspace_id and _key(row.run) == key:
                return row.run.id, True
        if self._is_busy(run.workspace_id, run.period_id):
            raise PeriodBusyError(run.period_id)
        self._rows[run.workspace_id, run.id] = Row(_queued(run, self._now()), len(self._rows), RunOutcome(None, None))
        return run.id, False

    def _is_busy(self, workspace_id: WorkspaceId, period_id: PeriodId) -> bool:
        period = (workspace_id, period_id)
        return any((row.run.workspace_id, row.run.period_id) == period and row.run.state in OPEN for row in self._rows.values())

    async def run(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        row = self._rows.get((workspace_id, run_id))
        return None if row is None else self._read(row)

    def _read(self, row: Row) -> Run:
        return replace(row.run, read_at=self._now())

    async def runs(self, workspace_id: WorkspaceId, *, period_id: PeriodId | None, states: Sequence[RunState], limit: int) -> Sequence[Run]:
        found = [
            row
            for row in self._rows.values()
            if row.run.workspace_id == workspace_id and period_id in {None, row.run.period_id} and (not states or row.run.state in states)
        ]
        return [self._read(row) for row in sorted(found, key=lambda row: row.number, reverse=True)[:limit]]

    async def outcome(self, workspace_id: WorkspaceId, run_id: RunId) -> RunOutcome | None:
        row = self._rows.get((workspace_id, run_id))
        return None if row is None else row.outcome

    async def config(self, workspace_id: WorkspaceId, config_id: str) -> Json | None:
        return self._configs.get((workspace_id, config_id))

    async def ask(self, workspace_id: WorkspaceId, run_id: RunId, wish: Literal["cancel", "finish"]) -> Run | None:
        row = self._rows.get((workspace_id, run_id))
        if row is None:
            return None
        if row.run.state in OPEN:
            asked = replace(
                row.run,
                cancel_requested=row.run.cancel_requested or wish == "cancel",
                finish_requested=row.run.finish_requested or wish == "finish",
            )
            self._move(row, replace(asked, state="cancelled") if asked.state == "queued" else asked)
        return self._read(row)

    async def settle(
        self, workspace_id: WorkspaceId, run_id: RunId, state: Literal["applied", "discarded"], *, applied_version: int | None = None
    ) -> Run | None:
        row = self._rows.get((workspace_id, run_id))
        if row is None:
            return None
        has_solution = row.outcome.solution is not None and row.run.state not in {*OPEN, "applied"}
        if row.run.state == "done" or (state == "applied" and has_solution):
            version = row.run.applied_version if row.run.applied_version is not None else applied_version
            row.run = replace(row.run, state=state, applied_version=version)
            row.settled_at = self._now()
        return self._read(row)

    async def requeue(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        row = self._rows.get((workspace_id, run_id))
        if row is None or row.run.state != "lost":
            return None
        if self._is_busy(workspace_id, row.run.period_id):
            raise PeriodBusyError(run_id)
        fresh = RunProgress(problem_hash=row.run.reached.problem_hash)
        asked_nothing = replace(row.run, reached=fresh, failure=None, cancel_requested=False, finish_requested=False)
        self._move(row, replace(asked_nothing, state="queued", owner=None))
        return self._read(row)

    async def claim(self, owner: str) -> Run | None:
        now = self._now()
        due = [row for row in self._rows.values() if row.run.state == "queued" and (row.not_before is None or row.not_before <= now)]
        if not due:
            return None
        row = min(due, key=lambda row: (row.run.created_at, row.number))
        reached = replace(row.run.reached, stage="building", status_message="")
        row.run = replace(row.run, state="running", reached=reached, owner=owner, attempt=row.run.attempt + 1, started_at=now)
        row.heartbeat_at, row.not_before = now, None
        return self._read(row)

    def _owned(self, run: Run) -> Row | None:
        row = self._rows.get((run.workspace_id, run.id))
        return row if row is not None and (row.run.state, row.run.attempt) == ("running", run.attempt) else None

    async def beat(self, run: Run, progress: RunProgress) -> Wishes | None:
        row = self._owned(run)
        if row is None:
            return None
        row.run = replace(row.run, reached=progress)
        row.heartbeat_at = self._now()
        return Wishes(row.run.cancel_requested, row.run.finish_requested)

    async def wishes(self, run: Run) -> Wishes | None:
        row = self._owned(run)
        return None if row is None else Wishes(row.run.cancel_requested, row.run.finish_requested)

    async def end(self, run: Run, end: RunEnd, progress: RunProgress, *, delay_s: float = 0.0) -> Run | None:
        row = self._owned(run)
        if row is None:
            return None
        ended = replace(
            row.run,
            state=end.state,
            reached=progress,
            violations=end.violations,
            coverage_pct=end.coverage_pct,
            requests_met_pct=end.requests_met_pct,
            failure=end.failure,
            applied_version=end.applied_version,
        )
        row.outcome = RunOutcome(end.result, end.solution)
        row.heartbeat_at = self._now()
        self._move(row, replace(ended, owner=None) if end.state == "queued" else ended)
        row.not_before = self._now() + timedelta(seconds=delay_s) if end.state == "queued" else None
        return self._read(row)

    async def lose(self, *, silent_s: float, alive: Sequence[RunId] = ()) -> Sequence[Run]:
        latest = self._now() - timedelta(seconds=silent_s)
        silent = [
            row
            for row in self._rows.values()
            if row.run.state == "running" and row.run.id not in alive and row.heartbeat_at is not None and row.heartbeat_at <= latest
        ]
        for row in silent:
            self._move(row, replace(row.run, state=_end_of_silence(row)))
        return [self._read(row) for row in silent]

    async def moving(self, *, settled_s: float) -> Sequence[Run]:
        since = self._now() - timedelta(seconds=settled_s)
        found = [row for row in self._rows.values() if row.run.state in OPEN or (row.settled_at is not None and row.settled_at > since)]
        order = ("queued", "running")
        return [
            self._read(row)
            for row in sorted(found, key=lambda row: (order.index(row.run.state) if row.run.state in order else 2, row.number))
        ]

    def _move(self, row: Row, run: Run) -> None:
        """Write `run`, with the instants that follow from its state."""
        is_open = run.state in OPEN
        ended_at = None if is_open else self._now()
        started_at = None if run.state == "queued" else run.started_at
        row.run = replace(run, completed_at=ended_at, started_at=started_at)
        row.settled_at = ended_at


def _end_of_silence(row: Row) -> RunState:
    if row.outcome.result is not None:
        return "done"
    return "cancelled" if row.run.cancel_requested else "lost"


def _key(run: Run) -> OperationKey:
    return operation_key(run.author)


def _queued(new: NewRun, now: datetime) -> Run:
    return Run(
        id=new.id,
        workspace_id=new.workspace_id,
        period_id=new.period_id,
        state="queued",
        reached=RunProgress(),
        options=new.options,
        engine=new.engine,
        seed=new.seed,
        violations=None,
        coverage_pct=None,
        requests_met_pct=None,
        failure=None,
        created_at=now,
        started_at=None,
        completed_at=None,
        author=new.author,
        owner=None,
        attempt=0,
        cancel_requested=False,
        finish_requested=False,
        rights_version=new.rights_version,
        period_version=new.period_version,
        workspace_version=new.workspace_version,
        applied_version=None,
        read_at=now,
    )
