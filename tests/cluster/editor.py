"""A client that keeps the protocol over real TLS sockets: edits, keeps what is unanswered, comes back, and holds the hub to its promises."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Sequence
from random import Random
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.cluster.record import Door, Roster, Sent, User, Visit, made_version
from tests.simulation.picture import Picture, WrongError

DOCUMENTS = ("period", "workspace")
TEMPORARY = {"unavailable", "overloaded", "rate_limited"}
FIRST_BACKOFF_S, LAST_BACKOFF_S = 0.25, 30.0
HANDSHAKE_S = 4.0
UNANSWERED_MAX = 40
PAUSE_S = (0.02, 0.12)


class Editor:
    """One user at one client id, with a period and the workspace open."""

    def __init__(self, doors: Sequence[Door], user: User, roster: Roster, client_id: str, random: Random) -> None:
        self.user, self.roster, self.client_id, self.random = user, roster, client_id, random
        self._doors = itertools.cycle(doors)
        self.pictures = {name: Picture(user.workspace_id) for name in DOCUMENTS}
        self.operations: dict[str, Sent] = {}
        self.visits: list[Visit] = []
        self.refusals: list[int] = []
        """Statuses of handshakes that were refused."""
        self.arrivals: dict[int, float] = {}
        """When it heard of each version of the period."""
        self.failure: BaseException | None = None
        self.is_editing = False
        self.pause_s = PAUSE_S
        """Between edits, from … to."""
        self._socket: ClientConnection | None = None
        self._asked: set[str] = set()
        self._is_leaving = False
        self._tasks: set[asyncio.Task[Any]] = set()

    # what others ask

    @property
    def visit(self) -> Visit:
        """The present or last connection."""
        return self.visits[-1]

    @property
    def is_up(self) -> bool:
        """Whether it is connected, and brought up."""
        return self._socket is not None and set(self.visit.syncs) == set(DOCUMENTS)

    @property
    def unanswered(self) -> list[Sent]:
        return [sent for sent in self.operations.values() if sent.outcome is None]

    @property
    def positions(self) -> dict[str, tuple[str, int]]:
        return {name: (picture.epoch, picture.version) for name, picture in self.pictures.items()}

    def start(self) -> None:
        self._start(self._live())
        self._start(self._edit())

    def cut(self) -> None:
        """Lose the connection, without a word to anyone."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def leave(self) -> None:
        """Go without a word; what is unanswered stays so."""
        self._is_leaving = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failure = self.failure or error

    # the connection [RC1]

    async def _live(self) -> None:
        attempt = 0
        named: dict[str, Any] | None = None
        while not self._is_leaving:
            before = len(self.visits)
            try:
                await self._converse()
            except websockets.InvalidStatus as refused:
                self.refusals.append(refused.response.status_code)
                if refused.response.status_code == 401:
                    raise WrongError("a good token was refused") from None
            except (OSError, websockets.InvalidHandshake, TimeoutError):
                pass
            if len(self.visits) > before:
                attempt, named = 0, self.visit.away
            await asyncio.sleep(self._backoff_s(attempt, named))
            attempt, named = attempt + 1, None

    def _backoff_s(self, attempt: int, named: dict[str, Any] | None) -> float:
        if named is not None:
            return self.random.uniform(named["min_backoff_ms"], named["max_backoff_ms"]) / 1000
        return self.random.uniform(0, min(LAST_BACKOFF_S, FIRST_BACKOFF_S * 2**attempt))

    async def _converse(self) -> None:
        door = next(self._doors)
        address = f"{door.url.replace('http', 'ws', 1)}/ws?period={self.roster.id}&client_id={self.client_id}"
        socket = await connect(
            address, ssl=door.tls, additional_headers={"Authorization": f"Bearer {self.user.token}"},
            subprotocols=[websockets.Subprotocol("rosterhub.v1.json")], compression=None, ping_interval=None, proxy=None,
            open_timeout=HANDSHAKE_S, close_timeout=1, max_queue=None, max_size=1 << 20,
        )  # fmt: skip
        self._asked.clear()
        try:
            with contextlib.suppress(websockets.ConnectionClosed):
                async for frame in socket:
                    self._hear(socket, json.loads(frame))
        finally:
            self._socket = None
            if self.visits:
                self.visit.code = socket.close_code or 1006
                self.visit.ended_at = self.visit.ended_at or now()
            socket.transport.abort()
        if (code := socket.close_code or 1006) >= 4500 or code == 1009:
            raise WrongError(f"sent away with {code}")

    # what it does

    async def _edit(self) -> None:
        while not self._is_leaving:
            await asyncio.sleep(self.random.uniform(*self.pause_s))
            if self.is_editing and len(self.unanswered) < UNANSWERED_MAX:
                self.edit()

    def edit(self) -> None:
        """Do one thing, seen at the version of one's own picture; what can't be sent now is sent on the next connection."""
        random = self.random
        document, roll = "period", random.random()
        payload: dict[str, Any]
        if roll < 0.8:
            cells = [
                {
                    "staff_id": random.choice(self.roster.staff),
                    "date": random.choice(self.roster.dates),
                    "set": {"shift": random.choice((*"DN", None))},
                }
            ]
            kind, payload = "CELL_UPDATE", {"period_id": self.roster.id, "cells": cells}
        elif roll < 0.9:
            kind, payload = "UNDO", {"document": "period", "period_id": self.roster.id}
        else:
            document, kind = "workspace", "STAFF_UPDATE"
            payload = {"id": random.choice(self.roster.staff), "set": {"name": f"{self.client_id} {len(self.operations)}"}}
        message: dict[str, Any] = {"type": kind, "id": f"{self.client_id}-{len(self.operations)}", "payload": payload}
        if self.pictures[document].is_there:
            message["version"] = self.pictures[document].version
        sent = Sent(message, document)
        self.operations[message["id"]] = sent
        self._send(sent)

    def _send(self, sent: Sent) -> None:
        if self._socket is None:
            return
        message = sent.message | ({"retry": True} if sent.tries else {})
        sent.tries += 1
        self._asked.add(message["id"])
        self._say(message)

    def _sync(self, document: str) -> None:
        picture = self.pictures[document]
        payload: dict[str, Any] = {"document": document} | ({"period_id": self.roster.id} if document == "period" else {})
        if picture.is_there:
            payload |= {"since_version": picture.version, "epoch": picture.epoch, "prefer": "delta"}
        self._say({"type": "SYNC_REQUEST", "id": f"sync-{document}", "payload": payload})

    def _say(self, message: dict[str, Any]) -> None:
        if self._socket is not None:
            self._start(_sent(self._socket, json.dumps(message)))  # tasks begin in the order in which they are made

    # what it hears

    def _hear(self, socket: ClientConnection, message: dict[str, Any]) -> None:
        payload = message["payload"]
        match message["type"]:
            case "CONNECTION_ACK":
                self.visits.append(Visit(payload["replica"], now()))
                self._socket = socket
                for document in DOCUMENTS:
                    self._sync(document)
                for sent in self.unanswered:
                    self._send(sent)
            case "SYNC_RESPONSE":
                self.pictures[payload["document"]].take_sync(message["version"], payload)
                self.visit.syncs[payload["document"]] = payload["mode"]
            case "CHANGES":
                if payload["document"] not in self.visit.syncs:
                    raise WrongError("pushed to before the first answer to a sync [DC2]")
                self.pictures[payload["document"]].take_changes(message["version"], payload)
                if payload["document"] == "period":
                    self.arrivals.update(dict.fromkeys(range(payload["from_version"] + 1, message["version"] + 1), now()))
            case "ERROR" if "min_backoff_ms" in (payload.get("details") or {}):
                self.visit.away, self.visit.ended_at = payload["details"], now()
            case "ACK" | "CONFLICT" | "ERROR":
                self._answered(message, payload)
            case _:
                pass

    def _answered(self, message: dict[str, Any], payload: dict[str, Any]) -> None:
        message_id = message.get("id")
        if message_id is None:
            if message["type"] == "ERROR":
                raise WrongError(f"an error of nothing: {payload}")
            return
        if message_id.startswith("sync-"):  # only an error has its id: the database is away
            if payload["code"] not in TEMPORARY:
                raise WrongError(f"a sync was refused: {payload}")
            self._later(0.3, self._sync, message_id.removeprefix("sync-"))
            return
        sent = self.operations[message_id]
        if message_id not in self._asked:
            raise WrongError(f"{message_id} is answered more often than asked [AN1]")
        self._asked.discard(message_id)
        if message["type"] == "ERROR" and payload["code"] in TEMPORARY:
            self._later(max(0.2, payload.get("retry_after_ms", 0) / 1000), self._send_again, sent)
            return
        made = made_version(message)
        if made is not None and sent.document in self.visit.syncs and self.pictures[sent.document].version < made:
            raise WrongError(f"{message_id} is answered with version {made} before its CHANGES [AN1]")
        sent.outcome, sent.answered_at = message, now()
        self.visit.answers.append(sent.answered_at)

    def _later(self, delay_s: float, act: Any, argument: Any) -> None:
        socket = self._socket

        async def work() -> None:
            await asyncio.sleep(delay_s)
            if socket is self._socket:
                act(argument)

        self._start(work())

    def _send_again(self, sent: Sent) -> None:
        if sent.outcome is None:
            self._send(sent)


async def _sent(socket: ClientConnection, text: str) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):  # the next connection sends it again
        await socket.send(text)


def now() -> float:
    """Seconds, on the clock that all of a test's measures are taken with."""
    return asyncio.get_running_loop().time()
