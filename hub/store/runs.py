"""What the solving of periods needs of a store, and what it guarantees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from hub.documents.record import Author
from shared.entities import Json
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.protocol.server import RunStage, RunState


class PeriodBusyError(Exception):
    """Another run of this period is queued or running."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that somebody asked for; its author's operation makes it idempotent [RN2].

    `rights_version` is its author's; `period_version` and `workspace_version` are what its author may have seen: the solver gets nothing
    older.
    """

    id: RunId
    workspace_id: WorkspaceId
    period_id: PeriodId
    options: Json
    engine: str
    seed: int
    author: Author
    rights_version: int = 0
    period_version: int = 0
    workspace_version: int = 0


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a search has come [RN3]; score and bound are JSON, the best grid's so far."""

    stage: RunStage = "queued"
    status_message: str = ""
    progress: float = 0.0
    base_version: int | None = None
    problem_hash: str | None = None
    score: Json = None
    bound: Json = None
    gap: float | None = None
    solutions: int = 0


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a search ended. `result` is what SCHEDULE_GENERATED says, `solution` the grid, `failure` code and words.

    `running`: it has its result and goes on to apply it; `queued`: it goes back to the queue.
    """

    state: Literal["done", "applied", "failed", "cancelled", "running", "queued"]
    violations: int | None = None
    coverage_pct: float | None = None
    requests_met_pct: float | None = None
    result: Json = None
    solution: Json = None
    failure: Json = None
    applied_version: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run's row as it was at `read_at`, but for its result and solution, which may be large."""

    id: RunId
    workspace_id: WorkspaceId
    period_id: PeriodId
    state: RunState
    reached: RunProgress
    options: Json
    engine: str
    seed: int
    violations: int | None
    coverage_pct: float | None
    requests_met_pct: float | None
    failure: Json
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    author: Author
    owner: str | None
    attempt: int
    cancel_requested: bool
    finish_requested: bool
    rights_version: int
    period_version: int
    workspace_version: int
    applied_version: int | None
    read_at: datetime


class Wishes(NamedTuple):
    """What people asked of a running run."""

    cancel: bool
    finish: bool


class RunOutcome(NamedTuple):
    """What a run brought."""

    result: Json
    solution: Json


class RunStore(Protocol):
    """Run rows: the queue, its owners, their results. Times are the database's clock.

    Every call may raise NothingWrittenError for a database that can't be reached (a write may have been made then: repeat it).
    Calls that name a workspace see and change nothing of another one. An owner's writes name its `attempt`, and do nothing when there is a
    later one.
    """

    async def create(self, run: NewRun) -> tuple[RunId, bool]:
        """Queue a run; the id of the first one with the author's operation, and whether that is a repeat. Raises PeriodBusyError."""
        ...

    async def run(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        """Read one run."""
        ...

    async def runs(self, workspace_id: WorkspaceId, *, period_id: PeriodId | None, states: Sequence[RunState], limit: int) -> Sequence[Run]:
        """Read runs, newest first; no states = all."""
        ...

    async def outcome(self, workspace_id: WorkspaceId, run_id: RunId) -> RunOutcome | None:
        """Read what a run brought; nulls while it brought nothing."""
        ...

    async def config(self, workspace_id: WorkspaceId, config_id: str) -> Json | None:
        """Read the options that are kept under a name."""
        ...

    async def ask(self, workspace_id: WorkspaceId, run_id: RunId, wish: Literal["cancel", "finish"]) -> Run | None:
        """Ask an open run to stop; a queued one is cancelled by it. The run as it then is; None where there is none."""
        ...

    async def settle(
        self, workspace_id: WorkspaceId, run_id: RunId, state: Literal["applied", "discarded"], *, applied_version: int | None = None
    ) -> Run | None:
        """Move a run that has a result to its last state; the run as it then is, whoever moved it. None where there is none.

        Only a run that is done is discarded. Any run with a result may turn out applied, a discarded one too: the log knows better.
        """
        ...

    async def requeue(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        """Queue a lost run again. Raises PeriodBusyError. None where it isn't lost."""
        ...

    async def claim(self, owner: str) -> Run | None:
        """Take the oldest queued run of all workspaces that is due, for a new attempt; no two owners get one. None: nothing is due."""
        ...

    async def beat(self, run: Run, progress: RunProgress) -> Wishes | None:
        """Say that the owner lives and how far it came; hear what people ask. None: it is not the owner any more."""
        ...

    async def wishes(self, run: Run) -> Wishes | None:
        """Hear what people ask, and say nothing. None: it is not the owner any more."""
        ...

    async def end(self, run: Run, end: RunEnd, progress: RunProgress, *, delay_s: float = 0.0) -> Run | None:
        """Write how the attempt ended, or stands; None: it was not the owner any more, and nothing was written.

        A run that goes back to the queue isn't handed out again before `delay_s`.
        """
        ...

    async def lose(self, *, silent_s: float, alive: Sequence[RunId] = ()) -> Sequence[Run]:
        """End running runs whose owner has been silent so long, but for those `alive` in this process; return those that this call ended.

        One that was to be cancelled is cancelled, one that has its result already is done, every other is lost.
        """
        ...

    async def moving(self, *, settled_s: float) -> Sequence[Run]:
        """Read all workspaces' queued runs, first in line first, then those that run, then those that ended in the last `settled_s`."""
        ...
