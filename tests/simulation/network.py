"""A connection on the simulated network: late, in order, cut at any time; slow where the client reads slowly."""

import asyncio
from collections.abc import Callable
from random import Random

from hub.gateway.codec import JSON
from hub.gateway.link import Receiver
from tests.support.gateway import frames_in

HIGH_WATER_BYTES = 20_000


class SimulatedLink:
    """The server's end (`Link`) and the client's: `on_payload` and `on_closed` are the client's ears."""

    def __init__(self, random: Random, *, slow: bool, on_payload: Callable[[bytes], None], on_closed: Callable[[int], None]) -> None:
        self.congested = False
        self.heard = True
        self._random = random
        self._slow = slow
        self._on_payload = on_payload
        self._on_closed = on_closed
        self._receiver: Receiver | None = None
        self._loop = asyncio.get_running_loop()
        self._arrives_at = {"up": 0.0, "down": 0.0}
        self._bytes_under_way = 0
        self._client_is_there = True
        self._is_open = True

    # the server's end

    def adopt(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def write(self, frames: bytes) -> None:
        if not self._is_open:
            raise AssertionError("written after the end")
        self._bytes_under_way += len(frames)
        self._loop.call_at(self._when("down"), self._deliver, frames)
        if self._bytes_under_way > HIGH_WATER_BYTES and not self.congested:
            self.congested = True
            if self._receiver is not None:
                self._receiver.on_congested()

    def close(self, code: int, reason: str) -> None:
        if self._is_open:
            self._is_open = False
            self._loop.call_at(self._when("down"), self._closed, code)
            self._lose()

    # the client's end

    def send(self, payload: bytes) -> None:
        if self._client_is_there:
            self._loop.call_at(self._when("up"), self._receive, payload)

    def cut(self) -> None:
        """The connection breaks: each side notices, what is under way is lost."""
        self._closed(1006)
        if self._is_open:
            self._is_open = False
            self._lose()

    def orphan(self) -> None:
        """The server died: it notices nothing."""
        self._is_open, self._receiver = False, None
        self._closed(1006)

    def _when(self, way: str) -> float:
        delay = self._random.expovariate(1 / (0.2 if self._slow and way == "down" else 0.004))
        at = max(self._arrives_at[way] + 1e-6, self._loop.time() + delay)  # in order
        self._arrives_at[way] = at
        return at

    def _deliver(self, frames: bytes) -> None:
        self._bytes_under_way -= len(frames)
        if self._client_is_there:
            for opcode, payload in frames_in(frames):
                if opcode == JSON.opcode:
                    self._on_payload(payload)
        if self.congested and self._is_open and self._bytes_under_way == 0:
            self.congested = False
            if self._receiver is not None:
                self._receiver.on_drained()

    def _receive(self, payload: bytes) -> None:
        if self._is_open and self._receiver is not None:
            self.heard = True
            self._receiver.on_message(JSON.opcode, payload)

    def _closed(self, code: int) -> None:
        if self._client_is_there:
            self._client_is_there = False
            self._on_closed(code)

    def _lose(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.on_lost()
