"""Sequencers over a store, origins that keep what they hear, and a workspace with one period."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from random import Random

from hub.clock import Clock, SystemClock
from hub.documents.record import Author, DocumentKey, Origin, Outcome, Rights, Submission
from hub.fanout.local import LocalFanout
from hub.fanout.port import Fanout
from hub.sequencer.port import Live, Told
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import DocumentStore
from shared.entities import Fields
from shared.ids import ClientId, OperationId, PeriodId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate, EntityCreate, Operation

WORKSPACE = WorkspaceId("w1")
PERIOD = PeriodId("p1")
WORKSPACE_KEY = DocumentKey(WORKSPACE, "workspace", WORKSPACE)
PERIOD_KEY = DocumentKey(WORKSPACE, "period", PERIOD)
USERS = ("ana", "bo", "cy", "di")
STAFF = ("s1", "s2", "s3")
CODES = ("D", "E", "L")
DEADLINE_S = 20.0
_numbers = itertools.count(1)


class Ear(Origin):
    """An origin that keeps the outcomes of what it submitted, by operation id; each comes once."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self._heard = asyncio.Event()

    def answer(self, submission: Submission, outcome: Outcome) -> None:
        operation_id = submission.author.operation_id
        assert operation_id not in self.outcomes, f"{operation_id} is answered twice"
        self.outcomes[operation_id] = outcome
        self._heard.set()

    async def hears(self, operation_id: str, deadline_s: float = DEADLINE_S) -> Outcome:
        """Wait for the outcome of an operation."""
        async with asyncio.timeout(deadline_s):
            while operation_id not in self.outcomes:
                self._heard.clear()
                await self._heard.wait()
        return self.outcomes[operation_id]


class Listener:
    """A teller that keeps everything it is told, and passes answers on."""

    def __init__(self) -> None:
        self.tolds: list[Told] = []

    def __call__(self, tolds: Sequence[Told]) -> None:
        self.tolds += tolds
        for told in tolds:
            for submission, outcome in told.answers:
                submission.origin.answer(submission, outcome)

    def versions(self, key: DocumentKey = PERIOD_KEY) -> list[int]:
        """Every version of a document that was told, in order."""
        return [entry.change.version for told in self.tolds if told.live.key == key for entry in told.entries]


def a_submission(
    operation: Operation,
    *,
    ear: Origin | None = None,
    user: str = "ana",
    client: str = "",
    operation_id: str = "",
    base: int | None = None,
    rights_version: int = 1,
    retry: bool = False,
    workspace: WorkspaceId = WORKSPACE,
) -> Submission:
    user_id = UserId(user)
    author = Author(user_id, user.title(), ClientId(client or f"{user}'s"), OperationId(operation_id or f"o{next(_numbers)}"))
    return Submission(operation, author, base, Rights(workspace, user_id, rights_version), retry, ear or Ear(), retry)


def a_cell(shift: str | None = "D", *, staff: str = "s1", day: int = 1, period: PeriodId = PERIOD, **fields: object) -> CellUpdate:
    """A CELL_UPDATE of one cell in December 2026."""
    values: Fields = {"shift": shift} | fields
    return CellUpdate(period, (CellEdit(staff, f"2026-12-{day:02}", values),))


def founding(
    staff: Iterable[str] = STAFF, codes: Iterable[str] = CODES, *, period: PeriodId = PERIOD, last: str = "2026-12-31"
) -> list[Operation]:
    """What makes a workspace with people, shift types and one period."""
    people = list(staff)
    return [
        *(EntityCreate("shift_type", f"t-{code}", {"code": code, "symbol": code}) for code in codes),
        *(EntityCreate("staff", person, {"code": person.upper(), "name": person}) for person in people),
        EntityCreate("period", period, {"name": "December", "start_date": "2026-12-01", "end_date": last, "staff": people}),
    ]


class Replica:
    """A running sequencer and what it told."""

    def __init__(
        self, store: DocumentStore, fanout: Fanout | None = None, *, clock: Clock | None = None, random: Random | None = None
    ) -> None:
        self.listener = Listener()
        self.sequencer = Sequencer(store, fanout or LocalFanout(), clock=clock or SystemClock(), random=random or Random(1))
        self.sequencer.teller = self.listener
        self.sequencer.start()

    async def done(self, live: Live, *operations: Operation, **more: object) -> list[Outcome]:
        """Submit operations one after the other, and wait for every outcome."""
        ear = Ear()
        submissions = [a_submission(operation, ear=ear, **more) for operation in operations]  # type: ignore[arg-type]  # passed through
        for submission in submissions:
            self.sequencer.submit(live, submission)
        return [await ear.hears(submission.author.operation_id) for submission in submissions]

    async def founded(self, *operations: Operation) -> Live:
        """Make the workspace's content, and open the period."""
        workspace = await self.sequencer.open(WORKSPACE_KEY)
        await self.done(workspace, *(operations or founding()))
        workspace.release()
        return await self.sequencer.open(PERIOD_KEY)


def a_memory(database: MemoryDatabase | None = None) -> MemoryStore:
    """A store whose users are all members of the workspace."""
    database = database or MemoryDatabase()
    for user in USERS:
        database.members.setdefault((WORKSPACE, UserId(user)), (1, True))
    epochs = itertools.count(len(database.documents) + 1)
    return MemoryStore(database, lambda: datetime(2026, 11, 23, tzinfo=UTC), lambda: f"e{next(epochs)}")


async def eventually(condition: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
    """Wait for something that another task brings about."""
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.002)
