"""Fakes of what the gateway stands between: links, a sequencer whose commits a test makes by hand, runs, a clock that a test moves."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from hub.documents.judging import document_of
from hub.documents.record import (
    Applied,
    Author,
    CellEffect,
    Change,
    DocumentKey,
    Effect,
    EntityKey,
    FieldValue,
    FieldValues,
    LogEntry,
    Outcome,
    PendingConflict,
    Rights,
    Submission,
    UndoStacks,
)
from hub.documents.state import DocumentState
from hub.fanout.local import LocalFanout
from hub.fanout.port import Fanout
from hub.gateway import ports
from hub.gateway.codec import JSON, MSGPACK, Codec
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.link import Receiver
from hub.gateway.peer import Peer
from hub.gateway.watch import Watch
from hub.identity.port import Principal
from hub.sequencer.port import Live, Teller, Told
from hub.tasks import Tasks
from shared.domain import Role, StrategyName
from shared.ids import ClientId, DocumentId, OperationId, PeriodId, RunId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate
from shared.protocol.client import RunOptions
from shared.protocol.errors import NotFoundError, RosterhubError, RunNotFoundError, UnauthenticatedError, UnavailableError
from shared.protocol.server import SERVER_MESSAGE, Actor, RunRow

WORKSPACE = WorkspaceId("w1")
PERIOD = PeriodId("p1")
AT = "2026-11-23T10:00:00.000Z"


class HandClock:
    """A clock that moves when a test says so; sleepers wake when their time has come."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 10, tzinfo=UTC) + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        self._sleepers.append((self.seconds + seconds, woken))
        await woken.wait()

    def move(self, seconds: float) -> None:
        self.seconds += seconds
        for due, woken in self._sleepers:
            if due <= self.seconds:
                woken.set()


class FakeLink:
    """A client's end: keeps the frames; `room` bytes fit before it is congested."""

    def __init__(self, codec: Codec = JSON, room: int = 10**9) -> None:
        self.codec = codec
        self.room = room
        self.congested = False
        self.heard = False
        self.closed: tuple[int, str] | None = None
        self.writes: list[bytes] = []
        self.taken = 0
        self._receiver: Receiver | None = None

    def adopt(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def write(self, frames: bytes) -> None:
        assert self.closed is None, "written after the end"
        self.writes.append(frames)
        self.room -= len(frames)
        if self.room < 0 and not self.congested:
            self.congested = True
            if self._receiver is not None:
                self._receiver.on_congested()

    def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = (code, reason)
            self.lose()

    def lose(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.on_lost()

    def drain(self, room: int = 10**9) -> None:
        """The client reads on."""
        self.room, self.congested = room, False
        assert self._receiver is not None
        self._receiver.on_drained()

    def says(self, message: dict[str, Any]) -> None:
        """The client sends a message."""
        self.heard = True
        assert self._receiver is not None
        self._receiver.on_message(self.codec.opcode, self.codec.encode(message))

    def sends(self, payload: bytes, opcode: int | None = None) -> None:
        """The client sends any bytes."""
        assert self._receiver is not None
        self._receiver.on_message(self.codec.opcode if opcode is None else opcode, payload)

    def hears(self) -> list[dict[str, Any]]:
        """Every message since the last call; each is held against the protocol's models."""
        stream = b"".join(self.writes)
        self.writes.clear()
        return [checked(self.codec, payload) for opcode, payload in frames_in(stream) if opcode == self.codec.opcode]


def frames_in(stream: bytes) -> list[tuple[int, bytes]]:
    """Cut a server's bytes into frames."""
    found, at = [], 0
    while at < len(stream):
        size, head = stream[at + 1], 2
        if size == 126:
            size, head = int.from_bytes(stream[at + 2 : at + 4], "big"), 4
        elif size == 127:
            size, head = int.from_bytes(stream[at + 2 : at + 10], "big"), 10
        found.append((stream[at] & 15, stream[at + head : at + head + size]))
        at += head + size
    assert at == len(stream)
    return found


def checked(codec: Codec, payload: bytes) -> dict[str, Any]:
    """Decode a server's message; `type` comes first and `version` before `payload` [EN1], and the models take it."""
    message: dict[str, Any] = (msgspec.json if codec is JSON else msgspec.msgpack).decode(payload)
    keys = list(message)
    assert keys[0] == "type"
    assert "version" not in keys or keys.index("version") < keys.index("payload")
    SERVER_MESSAGE.validate_json(msgspec.json.encode(message), strict=True)
    return message


def the_entities(key: DocumentKey) -> dict[EntityKey, FieldValues]:
    """What a document begins with: a period of one month and one person, a workspace without anything."""
    if key.kind == "workspace":
        return {}
    by = Author(UserId("ana"), "Ana", ClientId("c0"), OperationId("o0"))
    fields = {
        "name": "November",
        "start_date": "2026-11-01",
        "end_date": "2026-11-30",
        "staff": ["s1"],
        "status": "draft",
        "strategy": None,
    }
    return {("period", key.id): {name: FieldValue(value, 1, by) for name, value in fields.items()}}


class FakeLive:
    """A document in memory."""

    def __init__(self, key: DocumentKey, document_id: int, version: int = 0) -> None:
        self.key = key
        self.document_id = DocumentId(document_id)
        self.state = DocumentState(self.document_id, key, "e0", version, 0, entities=the_entities(key))
        self.holds = 0
        self.log: list[LogEntry] = []
        self.log_from = 1
        self.strategy = StrategyName.LAST_WRITER_WINS

    def hold(self) -> None:
        self.holds += 1

    def release(self) -> None:
        assert self.holds > 0
        self.holds -= 1


@dataclass
class FakeSequencer:
    """Keeps submissions until a test commits them."""

    lives: dict[DocumentKey, FakeLive] = field(default_factory=dict)
    pending: list[tuple[FakeLive, Submission]] = field(default_factory=list)
    teller: Teller = lambda _: None
    opened: int = 0
    ahead: dict[DocumentKey, int] = field(default_factory=dict)
    """Versions that the log has beyond what this replica knows."""
    reads: list[tuple[int, int]] = field(default_factory=list)
    log_reaches_back: bool = True
    healthy: bool = True
    kept: dict[DocumentId, list[PendingConflict]] = field(default_factory=dict)
    conflict_reads: int = 0
    conflicts_away: bool = False

    def make(self, key: DocumentKey, version: int = 0) -> FakeLive:
        live = self.lives[key] = FakeLive(key, len(self.lives) + 1, version)
        return live

    async def open(self, key: DocumentKey) -> Live:
        await asyncio.sleep(0)
        if key not in self.lives:
            raise NotFoundError
        self.opened += 1
        self.lives[key].hold()
        return self.lives[key]

    def submit(self, live: Live, submission: Submission) -> None:
        assert isinstance(live, FakeLive)
        self.pending.append((live, submission))

    async def at_least(self, live: Live, version: int) -> bool:
        await asyncio.sleep(0)
        ahead = self.ahead.pop(live.key, 0)
        if ahead > live.state.version:
            self.teller([self.advance(live, ahead - live.state.version)])
        return live.state.version >= version

    async def entries(self, live: Live, *, after: int, limit: int) -> Sequence[LogEntry] | None:
        await asyncio.sleep(0)
        assert isinstance(live, FakeLive)
        self.reads.append((after, limit))
        return [entry for entry in live.log if entry.change.version > after][:limit] if self.log_reaches_back else None

    async def undo_stacks(self, live: Live, user_id: UserId) -> UndoStacks:
        return UndoStacks()

    async def conflicts(self, live: Live) -> Sequence[PendingConflict]:
        self.conflict_reads += 1
        await asyncio.sleep(0)
        if self.conflicts_away:
            raise UnavailableError
        return list(self.kept.get(live.document_id, ()))

    async def document_of_conflict(self, workspace_id: WorkspaceId, conflict_id: str) -> DocumentKey | None:
        await asyncio.sleep(0)
        number = document_of(conflict_id)
        return next((key for key, live in self.lives.items() if live.document_id == number and key.workspace_id == workspace_id), None)

    def advance(
        self, live: Live, count: int = 1, *, note: str = "", author: Author | None = None, submission: Submission | None = None
    ) -> Told:
        """Commit `count` changes by somebody; the telling is up to the caller, as it is later than the commit."""
        assert isinstance(live, FakeLive)
        from_version = live.state.version
        entries = [an_entry(from_version + 1 + index, note=note, author=author) for index in range(count)]
        live.log += entries
        live.state.version += count
        answers = [(submission, Applied(live.state.version))] if submission is not None else []
        return Told(live, from_version, entries, answers)

    def commit(self, outcome: Outcome | None = None) -> None:
        """Commit everything that is pending, each as one version (or refuse it with `outcome`), and tell."""
        pending, self.pending = self.pending, []
        self.teller([self.settle(live, submission, outcome) for live, submission in pending])

    def settle(self, live: FakeLive, submission: Submission, outcome: Outcome | None = None) -> Told:
        if outcome is not None:
            return Told(live, live.state.version, (), [(submission, outcome)])
        return self.advance(live, author=submission.author, submission=submission)


class FakeRuns:
    """Runs that always say yes, except for the run `unknown`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.listed = 0
        self.blocked = asyncio.Event()
        self.blocked.set()
        self.meanwhile: Callable[[], None] | None = None
        """Happens once, while rows are being read."""

    async def generate(
        self, principal: Principal, period_id: PeriodId, options: RunOptions, *, client_id: str, operation_id: str
    ) -> tuple[RunId, bool]:
        await self.blocked.wait()
        self.calls.append(("generate", period_id))
        return RunId("r1"), False

    async def cancel(self, principal: Principal, run_id: RunId) -> RunRow:
        return await self._called("cancel", run_id)

    async def finish(self, principal: Principal, run_id: RunId) -> RunRow:
        return await self._called("finish", run_id)

    async def discard(self, principal: Principal, run_id: RunId) -> RunRow:
        return await self._called("discard", run_id)

    async def apply(
        self, principal: Principal, run_id: RunId, *, mode: str, cells: Sequence[tuple[str, str]] | None, client_id: str
    ) -> tuple[int, str]:
        await self._called(f"apply {mode}", run_id)
        return 7, "applied"

    async def rows(
        self, principal: Principal, *, period_id: PeriodId | None = None, states: Sequence[str] = (), limit: int = 50
    ) -> Sequence[RunRow]:
        await asyncio.sleep(0)
        self.listed += 1
        rows = [a_run()]
        if (meanwhile := self.meanwhile) is not None:
            self.meanwhile = None
            meanwhile()
        return rows

    async def row(self, principal: Principal, run_id: RunId) -> RunRow:
        return await self._called("row", run_id)

    async def result(self, principal: Principal, run_id: RunId) -> dict[str, Any] | None:
        return None

    async def _called(self, name: str, run_id: RunId) -> RunRow:
        if run_id == "unknown":
            raise RunNotFoundError
        self.calls.append((name, run_id))
        return a_run(run_id)


class FakeAuthenticator:
    """Tokens are user names."""

    def __init__(self, principals: Mapping[str, Principal]) -> None:
        self.principals = dict(principals)

    async def by_token(self, token: str) -> Principal:
        await asyncio.sleep(0)
        if token not in self.principals:
            raise UnauthenticatedError
        return self.principals[token]

    async def by_cookie(self, cookie: str) -> Principal:
        return await self.by_token(cookie)


class Membership(NamedTuple):
    """A user's rights."""

    role: Role
    rights_version: int


class FakeMemberships:
    """Rights that a test changes."""

    def __init__(self) -> None:
        self.changed: dict[tuple[WorkspaceId, UserId], ports.Membership | None] = {}
        self.failure: RosterhubError | None = None

    async def current(self, pairs: Collection[tuple[WorkspaceId, UserId]]) -> Mapping[tuple[WorkspaceId, UserId], ports.Membership | None]:
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        return {pair: self.changed.get(pair, Membership(Role.MANAGER, 1)) for pair in pairs}


class FakePeriods:
    """One period, known by its dates."""

    async def of_dates(self, workspace_id: WorkspaceId, first_date: str, last_date: str) -> PeriodId | None:
        await asyncio.sleep(0)
        return PERIOD if (first_date, last_date) == ("2026-12-01", "2026-12-31") else None


def a_principal(
    user: str = "ana", *, role: Role = Role.MANAGER, workspace: str = WORKSPACE, expires_at: datetime | None = None
) -> Principal:
    workspace_id, user_id = WorkspaceId(workspace), UserId(user)
    return Principal(user_id, user.title(), f"{user}@x", workspace_id, "Trattoria", role, Rights(workspace_id, user_id, 1), expires_at)


def a_run(run_id: str = "r0") -> RunRow:
    return RunRow(
        id=run_id,
        period_id=PERIOD,
        state="running",
        stage="searching",
        status_message="",
        progress=0.5,
        poll_url=f"/api/v1/runs/{run_id}",
        base_version=4,
        options={},
        score=None,
        bound=None,
        gap=None,
        solutions=0,
        violations=None,
        coverage_pct=None,
        requests_met_pct=None,
        created_at=AT,
        started_at=AT,
        completed_at=None,
        created_by=Actor(id="ana", name="Ana"),
        engine="cpsat",
        seed=1,
        problem_hash=None,
    )


def an_entry(version: int, *, note: str = "", author: Author | None = None) -> LogEntry:
    author = author or Author(UserId("bo"), "Bo", ClientId("other"), OperationId(f"o{version}"))
    effect = Effect((CellEffect("s1", "2026-11-23", {"note": note or f"n{version}"}),))
    return LogEntry(Change(version, version - 1, author, "CELL_UPDATE", effect, Effect()), AT)


def an_edit(message_id: str = "1", *, period: str = PERIOD, version: int | None = 0, **envelope: Any) -> dict[str, Any]:
    cells = [{"staff_id": "s1", "date": "2026-11-23", "set": {"shift": "D"}}]
    return {"type": "CELL_UPDATE", "id": message_id, "version": version, "payload": {"period_id": period, "cells": cells}} | envelope


def the_operation() -> CellUpdate:
    return CellUpdate(PERIOD, (CellEdit("s1", "2026-11-23", {"shift": "D"}),))


def a_sync(message_id: str = "s", **payload: Any) -> dict[str, Any]:
    return {"type": "SYNC_REQUEST", "id": message_id, "payload": {"document": "period", "period_id": PERIOD} | payload}


class House:
    """A gateway with fakes around it, and one period in one workspace."""

    def __init__(
        self,
        limits: GatewayLimits | None = None,
        sequencer: FakeSequencer | None = None,
        *,
        fanout: Fanout | None = None,
        clock: HandClock | None = None,
        replica: str = "here",
    ) -> None:
        self.clock = clock or HandClock()
        self.tasks = Tasks()
        self.sequencer = sequencer or FakeSequencer()
        self.runs = FakeRuns()
        self.authenticator = FakeAuthenticator({"ana": a_principal()})
        self.memberships = FakeMemberships()
        self.gateway = Gateway(
            sequencer=self.sequencer,
            runs=self.runs,
            authenticator=self.authenticator,
            periods=FakePeriods(),
            fanout=fanout or LocalFanout(),
            clock=self.clock,
            tasks=self.tasks,
            limits=limits or GatewayLimits(),
            replica=replica,
        )
        self.watch = Watch(self.gateway, memberships=self.memberships, clock=self.clock, tasks=self.tasks)
        self.sequencer.teller = self.gateway.tell
        self.period = self.sequencer.make(DocumentKey(WORKSPACE, "period", PERIOD), version=4)
        self.period.log = [an_entry(version) for version in range(1, 5)]
        self.workspace = self.sequencer.make(DocumentKey(WORKSPACE, "workspace", WORKSPACE))

    def connect(
        self,
        user: str = "ana",
        *,
        client: str | None = None,
        codec: Codec = JSON,
        room: int = 10**9,
        principal: Principal | None = None,
        features: frozenset[str] = frozenset(),
    ) -> tuple[FakeLink, Peer]:
        link = FakeLink(codec, room)
        peer = self.gateway.welcome(link, principal or a_principal(user), codec, client, features)
        return link, peer

    async def joined(self, user: str = "ana", *, codec: Codec = JSON, client: str | None = None) -> tuple[FakeLink, Peer]:
        """Somebody who follows the period, and heard everything so far."""
        link, peer = self.connect(user, client=client, codec=codec)
        link.says(a_sync())
        await self.settled()
        assert [message["type"] for message in link.hears()] == ["CONNECTION_ACK", "SYNC_RESPONSE", "SYNC_CONTEXT"]
        return link, peer

    async def settled(self) -> None:
        """Let every task go as far as it can."""
        for _ in range(100):
            await asyncio.sleep(0)

    async def close(self) -> None:
        await self.tasks.close()


BOTH_CODECS = [JSON, MSGPACK]
