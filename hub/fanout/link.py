"""Two connections to one server: one hears, the other says. Neither comes back by itself, so nothing is missed unnoticed."""

import asyncio
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

CLOSE_S: Final = 0.5
SUBSCRIBE_AT_ONCE: Final = 500

WIRE_ERRORS: Final = (RedisError, OSError, EOFError)
"""What the client library raises where a server is away, gone, silent or says no."""


class LinkError(Exception):
    """A server can't be heard or told any more; the text says why."""


@dataclass(frozen=True)
class Ear:
    """Who is told what a link brings: words, and how the server confirms subscriptions."""

    heard: Callable[[bytes, bytes], None]
    subscribed: Callable[[bytes], None]
    unsubscribed: Callable[[bytes], None]


class Link:
    """Says and hears words on one server. In a cluster (`is_sharded`) that is the primary of some slots.

    `listen` and `watch_replies` run beside each other for as long as the link is good; only one caller at a time may `say`, only one
    may `subscribe` or `unsubscribe`.
    """

    def __init__(self, make: Callable[[], AbstractConnection], ear: Ear, *, is_sharded: bool) -> None:
        """`make` gives a connection that isn't open and does nothing by itself."""
        self._hearing, self._saying = make(), make()
        self._ear = ear
        self._is_sharded = is_sharded
        self._publish = b"SPUBLISH" if is_sharded else b"PUBLISH"
        self._subscribe = b"SSUBSCRIBE" if is_sharded else b"SUBSCRIBE"
        self._unsubscribe = b"SUNSUBSCRIBE" if is_sharded else b"UNSUBSCRIBE"

    async def open(self) -> None:
        """Open both connections; the caller sets the limit. Raises one of WIRE_ERRORS."""
        for connection in (self._hearing, self._saying):
            await cast("Any", connection).connect()  # its types say nothing

    async def ask(self, *command: str) -> object:
        """Ask the server something, before anything is said; the caller sets the limit. Raises one of WIRE_ERRORS."""
        await self._saying.send_command(*command)
        return await self._saying.read_response()

    async def close(self) -> None:
        """Close both connections, within a limit."""
        for connection in (self._hearing, self._saying):
            try:
                async with asyncio.timeout(CLOSE_S):
                    await connection.disconnect(nowait=True)
            except (TimeoutError, *WIRE_ERRORS):
                continue  # it is gone in either case

    async def say(self, words: Iterable[tuple[bytes, bytes]]) -> None:
        """Send words by channel, together; waits while the server takes in nothing. Raises one of WIRE_ERRORS."""
        packed = self._saying.pack_commands([(self._publish, channel, word) for channel, word in words])
        await self._saying.send_packed_command(packed, check_health=False)

    async def subscribe(self, channels: Iterable[bytes]) -> None:
        """Ask for channels; `Ear.subscribed` is told of each. Raises one of WIRE_ERRORS."""
        await self._steer(self._subscribe, list(channels))

    async def unsubscribe(self, channels: Iterable[bytes]) -> None:
        """Ask for channels no more. Raises one of WIRE_ERRORS."""
        await self._steer(self._unsubscribe, list(channels))

    async def _steer(self, command: bytes, channels: list[bytes]) -> None:
        # One command of a cluster may name channels of one slot only.
        at_once = 1 if self._is_sharded else SUBSCRIBE_AT_ONCE
        commands: list[list[bytes]] = [[command, *channels[start : start + at_once]] for start in range(0, len(channels), at_once)]
        if commands:
            await self._hearing.send_packed_command(self._hearing.pack_commands(commands), check_health=False)

    async def listen(self) -> None:
        """Pass on what comes, until the link breaks. Raises one of WIRE_ERRORS, or LinkError where a channel was taken away."""
        while True:
            match await _response(self._hearing):
                case [b"message" | b"smessage", bytes(channel), bytes(word)]:
                    self._ear.heard(channel, word)
                case [b"subscribe" | b"ssubscribe", bytes(channel), _]:
                    self._ear.subscribed(channel)
                case [b"unsubscribe" | b"sunsubscribe", bytes(channel), _]:
                    self._ear.unsubscribed(channel)
                case other:
                    raise LinkError(f"the server says {str(other)[:100]!r} to a subscriber")

    async def watch_replies(self) -> None:
        """Read what the server answers to words, until the link breaks. Raises one of WIRE_ERRORS (a slot that moved is one)."""
        while True:
            await _response(self._saying)


async def _response(connection: AbstractConnection) -> object:
    """Read one response, however long it takes: the probe says whether the server is still there."""
    return await cast("Any", connection).read_response(timeout=math.inf, disconnect_on_error=False)
