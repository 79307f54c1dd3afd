"""Followers of periods by the hundred: each holds every version against the one before it [DC2]."""

import asyncio
import resource
from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from bench.socket_client import BEARER, SocketClient, connected

FILES_BESIDE: Final = 200
"""Descriptors that a process needs beside its sockets."""
AT_ONCE: Final = 256
"""Connections that are being made at once, where nobody asks for more: as many as a busy machine answers in time."""


class Change(msgspec.Struct):
    """One version, as much of it as is needed to know it again."""

    version: int
    id: str


class Payload(msgspec.Struct):
    """What the hub's messages have of interest here."""

    changes: list[Change] = []
    from_version: int | None = None
    part: int = 1
    mode: str = ""
    epoch: str = ""
    code: str = ""
    outcome: str = ""
    retry_after_ms: int = 0


class Message(msgspec.Struct):
    """Any message of the hub."""

    type: str
    payload: Payload
    version: int = 0
    id: str = ""


_decode: Final = msgspec.json.Decoder(Message).decode


class Follower:
    """One client. `faults`: versions that it missed or heard twice, and refusals that nobody expected."""

    def __init__(self, period_id: str, on_message: Callable[["Follower", Message], None] | None = None) -> None:
        """Follow nothing yet; `on_message` is called with every message, after it was noted."""
        self.period_id = period_id
        self.version: int | None = None
        self.epoch = ""
        self.mode = ""
        self.faults: list[str] = []
        self.synced = asyncio.Event()
        self.socket: SocketClient | None = None
        self.on_message = on_message

    async def join(self, url: str, token: str, *, credential: str = BEARER) -> None:
        """Connect, and ask for the period: from the version that it holds, if it holds one."""
        self.synced.clear()
        self.socket = await connected(url, token, self.period_id, self.take, credential=credential)
        held = {} if self.version is None else {"since_version": self.version, "epoch": self.epoch, "prefer": "delta"}
        self.send("SYNC_REQUEST", "sync", {"document": "period", "period_id": self.period_id} | held)

    def send(self, kind: str, message_id: str, payload: dict[str, Any], version: int | None = None) -> None:
        """Send a message, if there is a connection."""
        if self.socket is not None:
            base = {} if version is None else {"version": version}
            self.socket.send({"type": kind, "id": message_id} | base | {"payload": payload})

    def leave(self) -> None:
        """End the connection without a word."""
        if self.socket is not None:
            self.socket.close()

    def take(self, payload: bytes) -> None:
        """Read a message, as any client has to."""
        message = _decode(payload)
        match message.type:
            case "CHANGES":
                self._step(message.payload.changes, message.payload.part)
            case "SYNC_RESPONSE":
                self.epoch, self.mode = message.payload.epoch, message.payload.mode
                if message.payload.mode == "delta":
                    self._step(message.payload.changes)
                self.version = message.version
                self.synced.set()
            case "ERROR" if message.payload.code not in {"overloaded", "rate_limited"}:
                self.faults.append(f"ERROR {message.payload.code}")
            case _:
                pass
        if self.on_message is not None:
            self.on_message(self, message)

    def _step(self, changes: Sequence[Change], part: int = 1) -> None:
        for change in changes:
            if self.version is not None and change.version != self.version + (part == 1):
                self.faults.append(f"version {change.version} after {self.version}")
            self.version = change.version


async def gathered(
    followers: Sequence[Follower], url: str, tokens: Sequence[str], *, limit_s: float, at_once: int = AT_ONCE, credential: str = BEARER
) -> None:
    """Have everybody join, at most `at_once` in the same moment, and return when all have the period. Raises TimeoutError."""
    slots = asyncio.Semaphore(at_once)

    async def one(index: int, follower: Follower) -> None:
        async with slots:
            await follower.join(url, tokens[index % len(tokens)], credential=credential)
        await follower.synced.wait()

    async with asyncio.timeout(limit_s), asyncio.TaskGroup() as group:
        for index, follower in enumerate(followers):
            group.create_task(one(index, follower))


def allow_sockets(count: int) -> None:
    """Let this process, and those that it starts, have so many sockets. Raises ValueError where the system doesn't allow it."""
    wanted = count + FILES_BESIDE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
