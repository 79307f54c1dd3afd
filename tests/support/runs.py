"""Runs over real documents: a solver that does what a test says, a publisher that keeps what it is told, replicas around one database."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from hub.clock import SystemClock
from hub.documents.record import Applied, DocumentKey, FieldValue, Rights
from hub.documents.state import DocumentState
from hub.fanout.local import Bell, LocalFanout
from hub.identity.port import Principal
from hub.runs.problem import problem_of
from hub.runs.service import Runs
from hub.runs.solver import Solver
from hub.sequencer.port import Live
from hub.store.memory import MemoryDatabase
from hub.store.memory_runs import MemoryRunRows, MemoryRuns
from hub.store.port import DocumentStore
from hub.store.runs import RunStore
from hub.tasks import Tasks
from shared.demo import DemoWorkspace, demo
from shared.domain import Role
from shared.entities import EntityKind, Fields, given_fields
from shared.ids import DocumentId, PeriodId, RunId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate, EntityCreate, Operation
from shared.problem import EVENT, Event, Problem, Score, Solution
from shared.protocol.client import RunOptions
from shared.protocol.server import (
    RunEndedPayload,
    ScheduleGenerated,
    ScheduleGeneratedPayload,
    ServerMessage,
    SolveCancelled,
    SolveFailed,
    SolveProgress,
    SolveProgressPayload,
)
from shared.score import Scorer
from tests.support.documents import CREATION
from tests.support.sequencing import WORKSPACE, WORKSPACE_KEY, Replica, a_memory

MessageT = TypeVar("MessageT", bound=ServerMessage)
DEMO = demo()
DEMO_PERIOD = PeriodId(DEMO.period.id)
DEMO_KEY = DocumentKey(WORKSPACE, "period", DEMO_PERIOD)
DEADLINE_S = 20.0


# states


def demo_states(made: DemoWorkspace = DEMO) -> tuple[DocumentState, DocumentState]:
    """The demo's period and workspace, everything set by version 1."""
    period = DocumentState(DocumentId(2), DEMO_KEY, "e1", 1, 0)
    workspace = DocumentState(DocumentId(1), DocumentKey(WORKSPACE, "workspace", WORKSPACE), "e1", 1, 0)
    period.entities["period", made.period.id] = as_set(given_fields(made.period))
    for cell in made.cells:
        fields = {"shift": cell.shift, "locked": cell.locked or None, "note": cell.note}
        period.cells[cell.staff_id, cell.date.isoformat()] = as_set({name: value for name, value in fields.items() if value is not None})
    for kind, records in entities(made):
        for record in records:
            workspace.entities[kind, record.id] = as_set(given_fields(record))
    return period, workspace


def entities(made: DemoWorkspace) -> Iterator[tuple[EntityKind, Any]]:
    yield "staff", made.staff
    yield "shift_type", made.shift_types
    yield "rule", made.rules


def as_set(fields: Fields, version: int = 1) -> dict[str, FieldValue]:
    return {name: FieldValue(value, version, CREATION) for name, value in fields.items()}


# the solver


@dataclass
class FakeSolver:
    """Does what `script` says of each solve: events (or exceptions to raise), made from the problem; `None` waits for `finish`."""

    script: Callable[[Problem], list[Event | Exception | None]] = lambda _: []
    room: bool | Exception = True
    requests: list[dict[str, Any]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    _finish: asyncio.Event = field(default_factory=asyncio.Event)

    async def has_room(self) -> bool:
        await asyncio.sleep(0)
        if isinstance(self.room, Exception):
            raise self.room
        return self.room

    async def finish(self, solve_id: str) -> bool:
        await asyncio.sleep(0)
        self.finished.append(solve_id)
        self._finish.set()
        return True

    async def solve(self, body: bytes, *, time_limit_s: float) -> AsyncGenerator[tuple[Event, bytes], None]:
        request = json.loads(body)
        self.requests.append(request)
        problem = Problem.model_validate(request["problem"])
        try:
            for step in self.script(problem):
                await asyncio.sleep(0)
                if isinstance(step, Exception):
                    raise step
                if step is None:
                    await self._finish.wait()
                else:
                    line = step.model_dump_json(by_alias=True).encode()
                    yield EVENT.validate_json(line), line
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled.append(request["id"])
            raise


def incumbent(problem: Problem, code: str | None = None, *, solutions: int = 1, bound: int | None = None) -> Event:
    """A grid in which every open cell has one shift."""
    found = solution(problem, code)
    return EVENT.validate_python(
        {
            "event": "incumbent",
            "score": found.score.model_dump(),
            "bound": None if bound is None else {"hard": 0, "soft": bound},
            "gap": None,
            "solutions": solutions,
            "elapsed_s": 0.1 * solutions,
            "grid": found.grid,
        }
    )


def solution(problem: Problem, code: str | None = None) -> Solution:
    filled = code or problem.shift_types[0].code
    grid = tuple(tuple(filled if cell is None else cell for cell in row) for row in problem.reference)
    scorer = Scorer(problem)
    cells = scorer.encode(grid)
    return Solution(
        status="feasible", score=scorer.score(cells), bound=Score(hard=0, soft=0), grid=grid, violations=scorer.violations(cells),
        engine="cpsat", seed=1, problem_hash="", solutions=1, elapsed_s=0.1,
    )  # fmt: skip


def started() -> Event:
    return EVENT.validate_python({"event": "started", "id": "x", "elapsed_s": 0.0})


def result(problem: Problem, code: str | None = None) -> Event:
    return EVENT.validate_python({"event": "result", "solution": solution(problem, code).model_dump()})


# what is heard


class Hall:
    """A publisher that keeps every message, and lets tests wait for one."""

    def __init__(self) -> None:
        self.messages: list[ServerMessage] = []
        self.at: list[float] = []
        self._heard = asyncio.Event()

    def publish(self, workspace_id: WorkspaceId, period_id: PeriodId, message: ServerMessage) -> None:
        self.messages.append(message)
        self.at.append(asyncio.get_running_loop().time())
        self._heard.set()

    def of(self, kind: type[MessageT]) -> list[MessageT]:
        return [message for message in self.messages if isinstance(message, kind)]

    async def hears(
        self, kind: type[MessageT], where: Callable[[MessageT], bool] = lambda _: True, *, within_s: float = DEADLINE_S
    ) -> MessageT:
        async with asyncio.timeout(within_s):
            while True:
                self._heard.clear()
                if found := [message for message in self.of(kind) if where(message)]:
                    return found[0]
                await self._heard.wait()

    async def result(self, *, within_s: float = DEADLINE_S) -> ScheduleGeneratedPayload:
        return (await self.hears(ScheduleGenerated, within_s=within_s)).payload

    async def failure(self, *, within_s: float = DEADLINE_S) -> RunEndedPayload:
        return (await self.hears(SolveFailed, within_s=within_s)).payload

    async def cancelled(self, *, within_s: float = DEADLINE_S) -> RunEndedPayload:
        return (await self.hears(SolveCancelled, within_s=within_s)).payload

    async def progress(self, where: Callable[[SolveProgressPayload], bool], *, within_s: float = DEADLINE_S) -> SolveProgressPayload:
        return (await self.hears(SolveProgress, lambda message: where(message.payload), within_s=within_s)).payload

    @property
    def last_words(self) -> list[str]:
        return [message.type for message in self.messages if message.type != "SOLVE_PROGRESS"]


# replicas


class House:
    """One replica: a sequencer, runs, and a hall."""

    def __init__(self, store: DocumentStore, rows: RunStore, solver: Solver, *, name: str = "here", bell: Bell | None = None) -> None:
        self.hall = Hall()
        self.tasks = Tasks()
        self.replica = Replica(store, LocalFanout(bell))
        self.sequencer = self.replica.sequencer
        self.rows = rows
        self.runs = Runs(store=rows, sequencer=self.sequencer, solver=solver, clock=SystemClock(), tasks=self.tasks, replica=name)
        self.runs.start(self.hall)
        self._keys = 0

    async def close(self) -> None:
        await self.runs.close()
        await self.kill()

    async def kill(self) -> None:
        """The process is gone: nothing is given back."""
        await self.tasks.close()
        await self.sequencer.close()

    async def open(self, key: DocumentKey = DEMO_KEY) -> Live:
        return await self.sequencer.open(key)

    async def generate(
        self, who: str = "ana", *, operation_id: str | None = None, period_id: PeriodId = DEMO_PERIOD, **options: Any
    ) -> RunId:
        self._keys += 1
        run_id, _ = await self.runs.generate(
            a_principal(who), period_id, RunOptions.model_validate(options), client_id="c1", operation_id=operation_id or f"g{self._keys}"
        )
        return run_id

    async def edit(self, *edits: tuple[str, int, Fields], who: str = "bo") -> int:
        """Set fields of cells (staff code, day from 0, fields); the document's version after it."""
        live = await self.open()
        cells = tuple(CellEdit(staff_id(code), day_of(day), fields) for code, day, fields in edits)
        await self.replica.done(live, CellUpdate(DEMO_PERIOD, cells), user=who)
        live.release()
        return live.state.version

    async def shift_at(self, code: str, day: int) -> object:
        live = await self.open()
        live.release()
        found = live.state.cells.get((staff_id(code), day_of(day)), {}).get("shift")
        return None if found is None else found.value


def staff_id(code: str) -> str:
    return next(member.id for member in DEMO.staff if member.code == code)


def problem_now(house: House) -> Problem:
    """The problem as the documents stand in the house's memory."""
    documents = house.sequencer._documents
    period, workspace = documents.get(DEMO_KEY), documents.get(WORKSPACE_KEY)
    assert period is not None
    assert workspace is not None
    return problem_of(period.state, workspace.state)


def day_of(day: int) -> str:
    return DEMO.period.start_date.fromordinal(DEMO.period.start_date.toordinal() + day).isoformat()


def a_principal(user: str = "ana", *, role: Role = Role.MANAGER, workspace: str = WORKSPACE) -> Principal:
    workspace_id, user_id = WorkspaceId(workspace), UserId(user)
    return Principal(user_id, user.title(), f"{user}@x", workspace_id, "Hoshi", role, Rights(workspace_id, user_id, 1), None)


def demo_operations(made: DemoWorkspace = DEMO, *, rules: bool = True) -> list[Operation]:
    """What makes the demo's workspace."""
    return [
        *(
            EntityCreate(kind, record.id, given_fields(record))
            for kind, records in entities(made)
            for record in records
            if rules or kind != "rule"
        ),
        EntityCreate("period", made.period.id, given_fields(made.period)),
    ]


def demo_cells(made: DemoWorkspace = DEMO) -> CellUpdate:
    fields: Callable[[Any], Mapping[str, Any]] = lambda cell: {"shift": cell.shift} | ({"locked": True} if cell.locked else {})  # noqa: E731
    return CellUpdate(
        DEMO_PERIOD, tuple(CellEdit(cell.staff_id, cell.date.isoformat(), dict(fields(cell))) for cell in made.cells), "paste"
    )


async def founded(house: House) -> None:
    """Make the demo in the house's database."""
    for key, operations in ((WORKSPACE_KEY, demo_operations()), (DEMO_KEY, [demo_cells()])):
        live = await house.open(key)
        outcomes = await house.replica.done(live, *operations)
        assert all(isinstance(outcome, Applied) for outcome in outcomes), outcomes
        live.release()


@dataclass
class MemoryTown:
    """Replicas around one database in memory."""

    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    rows: MemoryRunRows = field(default_factory=MemoryRunRows)
    houses: list[House] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)
    later_s: float = 0.0

    def run_store(self) -> MemoryRuns:
        return MemoryRuns(self.rows, lambda: datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.later_s, UTC))

    def house(self, solver: Solver, name: str = "here") -> House:
        house = House(a_memory(self.database), self.run_store(), solver, name=name, bell=self.bell)
        self.houses.append(house)
        return house


@contextlib.asynccontextmanager
async def a_town() -> AsyncIterator[MemoryTown]:
    town = MemoryTown()
    await a_memory(town.database).found_workspace(WORKSPACE)
    try:
        yield town
    finally:
        for house in town.houses:
            await house.close()
