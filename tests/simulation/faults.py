"""Faults between a replica and what it stands on: a store that is slow, cut off, busy or away, and a fan-out that loses and repeats."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from hub.clock import Clock
from hub.documents.record import DocumentKey, OperationKey, PendingConflict, UndoStacks
from hub.fanout.port import Announcement
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import CommitPart, LoadedDocument, Logged, NothingWrittenError, OutcomeUnknownError, Position, Slice, Verdict
from shared.ids import DocumentId, UserId, WorkspaceId

T = TypeVar("T")
LOCK_TIMEOUT_S = 1.0
LATEST_S = 4.0  # a statement that its client lost may still commit until the server's own limit ends it


@dataclass
class Weather:
    """What goes wrong, as chances; `calm` ends it all. `away`: nobody reaches the database."""

    lost_before: float = 0.02
    lost_after: float = 0.02
    lost_and_late: float = 0.02
    nothing_written: float = 0.02
    unreadable: float = 0.02
    unheard: float = 0.2
    repeated: float = 0.1
    latency_s: float = 0.002
    away: bool = False

    def calm(self) -> None:
        self.lost_before = self.lost_after = self.lost_and_late = self.nothing_written = self.unreadable = self.unheard = self.repeated = (
            0.0
        )
        self.away = False


class FlakyStore:
    """One replica's way to the shared database. `kill`: the replica died; what it had sent may still be carried out."""

    def __init__(self, database: MemoryDatabase, store: MemoryStore, weather: Weather, clock: Clock, random: Random) -> None:
        self._database = database
        self._store = store
        self._weather = weather
        self._clock = clock
        self._random = random
        self._is_dead = False
        self.counts: dict[str, int] = {}

    def kill(self) -> None:
        self._is_dead = True

    def _count(self, fault: str) -> None:
        self.counts[fault] = self.counts.get(fault, 0) + 1

    def _happens(self, chance: float, fault: str) -> bool:
        if self._random.random() >= chance:
            return False
        self._count(fault)
        return True

    def _reach(self) -> None:
        if self._is_dead or self._weather.away:
            raise NothingWrittenError("away")

    async def _latency(self) -> None:
        await self._clock.sleep(self._random.expovariate(1 / self._weather.latency_s))

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        self._reach()
        if self._happens(self._weather.nothing_written, "nothing_written"):
            await self._latency()
            raise NothingWrittenError("deadlock")
        try:
            await self._latency()
        except asyncio.CancelledError:  # the replica dies with the statement on its way
            if self._random.random() < 0.5:
                self._carry_out_late(parts)
            raise
        if self._weather.away or self._happens(self._weather.lost_before, "lost_before"):
            raise OutcomeUnknownError("cut off before")
        if self._happens(self._weather.lost_and_late, "lost_and_late"):
            self._carry_out_late(parts)
            raise OutcomeUnknownError("cut off, and still running there")
        if waiting:
            await self._wait_for_rows(parts)
        verdicts = await self._store.commit(parts, waiting=waiting)
        if self._happens(self._weather.lost_after, "lost_after"):
            raise OutcomeUnknownError("cut off after")
        await self._latency()
        if self._weather.away:
            raise OutcomeUnknownError("cut off after")
        return verdicts

    async def _wait_for_rows(self, parts: Sequence[CommitPart]) -> None:
        deadline = self._clock.monotonic() + LOCK_TIMEOUT_S
        while self._database.held.intersection(part.document_id for part in parts):
            if self._clock.monotonic() >= deadline:
                self._count("lock_timeout")
                raise NothingWrittenError("lock timeout")
            await self._clock.sleep(0.01)

    def _carry_out_late(self, parts: Sequence[CommitPart]) -> None:
        """The server goes on with a statement whose client is gone: it takes no await, so it is whole."""

        def carry_out() -> None:
            step = self._store.commit(parts)
            try:
                step.send(None)  # a coroutine that never waits
            except StopIteration:
                pass
            except Exception:  # noqa: BLE001 - the server's error has no one to hear it
                self._count("late_statement_failed")

        asyncio.get_running_loop().call_later(self._random.uniform(0, LATEST_S), carry_out)

    async def _read(self, read: Callable[[], Awaitable[T]]) -> T:
        self._reach()
        await self._latency()
        if self._weather.away or self._happens(self._weather.unreadable, "unreadable"):
            raise NothingWrittenError("unreadable")
        result = await read()
        await self._latency()
        return result

    async def found_workspace(self, workspace_id: WorkspaceId) -> None:
        await self._store.found_workspace(workspace_id)

    async def load(self, key: DocumentKey) -> LoadedDocument | None:
        return await self._read(lambda: self._store.load(key))

    async def log(self, document_id: DocumentId, *, after: int, limit: int) -> Slice | None:
        few = min(limit, self._random.choice((1, 3, limit)))  # so that reading on is exercised
        return await self._read(lambda: self._store.log(document_id, after=after, limit=few))

    async def find(self, document_id: DocumentId, keys: Sequence[OperationKey]) -> Mapping[OperationKey, Logged]:
        return await self._read(lambda: self._store.find(document_id, keys))

    async def positions(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, Position]:
        return await self._read(lambda: self._store.positions(documents))

    async def undo_stacks(self, document_id: DocumentId, user_id: UserId, *, up_to: int) -> UndoStacks:
        return await self._read(lambda: self._store.undo_stacks(document_id, user_id, up_to=up_to))

    async def rights(self, rights: Sequence[tuple[str, UserId]]) -> Mapping[tuple[str, UserId], int | None]:
        return await self._read(lambda: self._store.rights(rights))

    async def pending_conflicts(self, document_id: DocumentId, user_id: UserId) -> Sequence[PendingConflict]:
        return await self._read(lambda: self._store.pending_conflicts(document_id, user_id))

    async def durable(self) -> bool:
        return True


Heard = Callable[[Announcement], None]


class FlakyBell:
    """A fan-out that loses, delays, repeats and reorders announcements, and never invents one."""

    def __init__(self, weather: Weather, random: Random) -> None:
        self._weather = weather
        self._random = random
        self._heard_by: dict[DocumentId, dict[FlakyFanout, Heard]] = {}

    def subscribe(self, document_id: DocumentId, fanout: "FlakyFanout", heard: Heard) -> None:
        self._heard_by.setdefault(document_id, {})[fanout] = heard

    def unsubscribe(self, document_id: DocumentId, fanout: "FlakyFanout") -> None:
        self._heard_by.get(document_id, {}).pop(fanout, None)

    def silence(self, fanout: "FlakyFanout") -> None:
        for heard_by in self._heard_by.values():
            heard_by.pop(fanout, None)

    def ring(self, announcement: Announcement, by: "FlakyFanout") -> None:
        for fanout in list(self._heard_by.get(announcement.document_id, {})):
            for _ in range(2 if self._random.random() < self._weather.repeated else 1):
                if fanout is not by and self._random.random() >= self._weather.unheard:
                    delay = self._random.expovariate(1 / 0.01)
                    asyncio.get_running_loop().call_later(delay, self._arrive, announcement, fanout)

    def _arrive(self, announcement: Announcement, fanout: "FlakyFanout") -> None:
        heard = self._heard_by.get(announcement.document_id, {}).get(fanout)
        if heard is not None:
            heard(announcement)


class FlakyFanout:
    """One replica's place at the bell."""

    def __init__(self, bell: FlakyBell) -> None:
        self._bell = bell
        self.degraded = False

    async def subscribe(self, document_id: DocumentId, heard: Heard) -> None:
        self._bell.subscribe(document_id, self, heard)

    async def unsubscribe(self, document_id: DocumentId) -> None:
        self._bell.unsubscribe(document_id, self)

    def announce(self, announcement: Announcement) -> None:
        self._bell.ring(announcement, self)
