"""A replica's way to the shared database: a network that is slow, cut off or one-way, and a server that goes on without its client."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from hub.documents.record import DocumentKey, OperationKey, PendingConflict, UndoStacks
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.store.port import (
    CommitPart,
    Kept,
    LoadedDocument,
    Logged,
    NothingWrittenError,
    OutcomeUnknownError,
    Position,
    Slice,
    Verdict,
)
from shared.ids import ConflictId, DocumentId, UserId, WorkspaceId
from tests.simulation.weather import Weather
from tests.support.simulated_time import Machine, outside

T = TypeVar("T")
LOCK_TIMEOUT_S = 1.0
LATEST_S = 4.0  # a statement that its client lost may still commit until the server's own limit ends it
STATEMENT_S = 5.0
LOOK_S = 0.05  # how often what is stuck on a cut wire tries again


@dataclass
class Statement:
    """What was sent to the server: `lost` comes instead of its result, `gone` where the server is away when it arrives."""

    work: Callable[[], Coroutine[Any, Any, Any]]
    answer: asyncio.Future[Any]
    gone: Exception
    parts: Sequence[CommitPart]
    lost: Exception | None = None
    waits_until: float = 0.0
    """For the rows of its documents, if it waits at all."""
    is_over: bool = False
    """Whether the server has done it, or never will."""


class SimulatedStore:
    """One replica's `DocumentStore`. A statement that was sent is carried out whether its replica lives on or not.

    `cut`: what doesn't go through just now: "up" to the server, "down" from there. Faults that the weather draws hit single statements.
    As the real one does, it ends what was given up in doubt before it commits anything else (decision 22); what a dead replica sent may
    still land whenever it likes.
    """

    def __init__(self, database: MemoryDatabase, store: MemoryStore, weather: Weather, machine: Machine, random: Random) -> None:
        self.cut: set[str] = set()
        self._in_doubt: list[Statement] = []
        self._database = database
        self._store = store
        self._weather = weather
        self._machine = machine
        self._random = random
        self._loop = asyncio.get_running_loop()

    async def commit(self, parts: Sequence[CommitPart], *, waiting: bool = False) -> Sequence[Verdict]:
        weather = self._weather
        statement = self._opened(lambda: self._store.commit(parts, waiting=waiting), OutcomeUnknownError("gone"), parts)
        answer = statement.answer
        self._in_doubt.append(statement)
        if weather.happens("nothing_written"):
            statement.is_over = True
            self._later(weather.latency(), self._answer, answer, NothingWrittenError("deadlock"))
        elif weather.happens("lost_before"):
            self._later(weather.latency(), self._answer, answer, OutcomeUnknownError("cut off before"))
        elif weather.happens("lost_and_late"):
            self._later(self._random.uniform(0, LATEST_S), self._carry_out, statement)
            self._later(weather.latency(), self._answer, answer, OutcomeUnknownError("cut off, and still running there"))
        else:
            statement.lost = OutcomeUnknownError("cut off after") if weather.happens("lost_after") else None
            statement.waits_until = self._loop.time() + LOCK_TIMEOUT_S if waiting else 0.0
            self._later(weather.latency(), self._serve, statement)
        verdicts: Sequence[Verdict] = await self._waited_for(answer, OutcomeUnknownError("timed out"))
        return verdicts

    async def _read(self, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        statement = self._opened(read, NothingWrittenError("gone"))
        statement.lost = NothingWrittenError("unreadable") if self._weather.happens("unreadable") else None
        self._later(self._weather.latency(), self._serve, statement)
        found: T = await self._waited_for(statement.answer, NothingWrittenError("timed out"))
        return found

    def _opened(self, work: Callable[[], Coroutine[Any, Any, Any]], gone: Exception, parts: Sequence[CommitPart] = ()) -> "Statement":
        if self._weather.away:
            raise NothingWrittenError("away")
        return Statement(work, self._loop.create_future(), gone, parts)

    async def _waited_for(self, answer: asyncio.Future[Any], late: Exception) -> Any:
        timer = self._loop.call_later(STATEMENT_S, self._give_up, answer, late)
        try:
            return await answer
        finally:
            timer.cancel()

    def _give_up(self, answer: asyncio.Future[Any], late: Exception) -> None:
        if not answer.done():
            self._weather.note("timed_out")
            answer.set_exception(late)

    # on the wire and at the server: no machine of ours

    def _later(self, delay_s: float, step: Callable[..., None], *arguments: Any) -> None:
        self._loop.call_later(delay_s, step, *arguments, context=outside())

    def _serve(self, statement: "Statement") -> None:
        """The server got a statement, if it did."""
        answer = statement.answer
        if "up" in self.cut and not answer.done():
            statement.waits_until += LOOK_S
            self._later(LOOK_S, self._serve, statement)
        elif self._weather.away:
            self._answer(answer, statement.gone)
        elif (answer.done() or self._machine.is_dead) and self._random.random() < 0.5:
            pass  # its client was gone before the last byte was sent
        elif statement.waits_until and self._database.held.intersection(part.document_id for part in statement.parts):
            if self._loop.time() < statement.waits_until:
                self._later(LOOK_S / 5, self._serve, statement)
                return
            statement.is_over = True
            self._weather.note("lock_timeout")
            self._later(self._weather.latency(), self._reply, answer, NothingWrittenError("lock timeout"))
        else:
            self._end_doubts(but=statement)
            self._carry_out(statement)

    def _end_doubts(self, but: "Statement") -> None:
        """Let what was given up land at last, or never: the session is ended, unless it is at work."""
        if not but.parts:
            return
        for statement in self._in_doubt:
            if statement is not but and statement.answer.done() and not statement.is_over:
                if self._random.random() < 0.5:
                    self._carry_out(statement)
                statement.is_over = True
        self._in_doubt = [statement for statement in self._in_doubt if not statement.is_over]

    def _carry_out(self, statement: "Statement") -> None:
        """Do what was asked, and send what came of it, or its exception: memory never waits."""
        if statement.is_over:
            return
        statement.is_over = True
        if statement.parts and statement.answer.done():
            self._weather.note("carried_out_late")
        try:
            statement.work().send(None)
        except StopIteration as done:
            result = done.value
        except Exception as error:  # noqa: BLE001 - the server's error goes to the client
            result = error
        else:
            raise AssertionError("the memory store waits")
        self._later(self._weather.latency(), self._reply, statement.answer, statement.lost or result)

    def _reply(self, answer: asyncio.Future[Any], result: Any) -> None:
        if answer.done():
            return
        if "down" in self.cut:
            self._later(LOOK_S, self._reply, answer, result)
        else:
            self._answer(answer, result)

    def _answer(self, answer: asyncio.Future[Any], result: Any) -> None:
        if answer.done() or self._machine.is_dead:
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    # the rest of the port

    async def found_workspace(self, workspace_id: WorkspaceId) -> None:
        await self._read(lambda: self._store.found_workspace(workspace_id))

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

    async def pending_conflicts(self, document_id: DocumentId) -> Sequence[PendingConflict]:
        return await self._read(lambda: self._store.pending_conflicts(document_id))

    async def key_of(self, document_id: DocumentId, workspace_id: WorkspaceId) -> DocumentKey | None:
        return await self._read(lambda: self._store.key_of(document_id, workspace_id))

    async def kept(self, document_id: DocumentId, user_id: UserId, conflict_id: ConflictId) -> Kept:
        return await self._read(lambda: self._store.kept(document_id, user_id, conflict_id))

    async def forget_conflicts(self) -> None:
        await self._read(self._store.forget_conflicts)

    async def durable(self) -> bool:
        return True
