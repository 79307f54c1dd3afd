"""A connection on the simulated network: late, in order, cut at any time, stuck one way or both; slow where the client reads slowly."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from hub.gateway.codec import JSON
from hub.gateway.framing import PING
from hub.gateway.link import Receiver
from hub.gateway.outbox import SLOW_S
from hub.gateway.watch import TURN_S
from tests.simulation.weather import Weather
from tests.support.gateway import frames_in
from tests.support.simulated_time import Machine, outside

HIGH_WATER_BYTES = 6_000
PAST_CONGESTION_BYTES_MAX = 16_000
"""What the hub may write beyond the frame that congested a link: answers that were on their way; never what everybody is told [RC3]."""
HOPELESS_S = SLOW_S + 2 * TURN_S
UNREAD_CLOSE_S = 1.0  # a client that doesn't read learns of the end from its own operating system


class SimulatedLink:
    """The server's end (`Link`) on its machine, and the client's: `on_payload` and `on_closed` are the client's ears."""

    def __init__(
        self,
        random: Random,
        *,
        machine: Machine,
        weather: Weather,
        slow: bool,
        on_payload: Callable[[bytes], None],
        on_closed: Callable[[int], None],
        on_fault: Callable[[AssertionError], None],
    ) -> None:
        self.congested = False
        self.heard = True
        self.stuck: set[str] = set()
        self.is_open = True
        self._random = random
        self._machine = machine
        self._weather = weather
        self._slow = slow
        self._on_payload = on_payload
        self._on_closed = on_closed
        self._on_fault = on_fault
        self._receiver: Receiver | None = None
        self._loop = asyncio.get_running_loop()
        self._arrives_at = {"up": 0.0, "down": 0.0}
        self._waiting: dict[str, list[Any]] = {"up": [], "down": []}
        self._bytes_under_way = 0
        self._past_congestion = 0
        self._congested_at = 0.0
        self._unread: list[bytes] = []
        self._client_is_there = True

    # the server's end

    def adopt(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def write(self, frames: bytes) -> None:
        if not self.is_open:
            self._on_fault(AssertionError("written after the end"))
        self._bytes_under_way += len(frames)
        if self.congested:
            self._past_congestion += len(frames)
            if self._past_congestion > PAST_CONGESTION_BYTES_MAX:
                self._on_fault(AssertionError(f"{self._past_congestion} bytes written to a client that doesn't read [RC3]"))
        self._loop.call_at(self._when("down"), self._reaches_client, frames, context=outside())
        if self._bytes_under_way > HIGH_WATER_BYTES and not self.congested:
            self._weather.note("congested")
            self.congested, self._past_congestion = True, 0
            self._congested_at = self._loop.time()
            if self._receiver is not None:
                self._receiver.on_congested()

    def close(self, code: int, reason: str) -> None:
        if self.is_open:
            if code in _COUNTED:
                self._weather.note(_COUNTED[code])
            self.is_open = False
            at = self._loop.time() + UNREAD_CLOSE_S if self.stuck else self._when("down")
            self._loop.call_at(at, self._closed, code, context=outside())
            self._lose()

    @property
    def is_left_hanging(self) -> bool:
        """Whether a client that takes nothing is kept for too long [RC3]."""
        return self.is_open and self.congested and self._loop.time() - self._congested_at > HOPELESS_S and not self._machine.is_stopped

    # the client's end

    def send(self, payload: bytes) -> None:
        if self._client_is_there:
            self._loop.call_at(self._when("up"), self._reaches_server, payload, context=outside())

    def cut(self) -> None:
        """The connection breaks: each side notices, what is under way is lost."""
        self._closed(1006)
        self._server_notices()

    def leave_half_open(self) -> None:
        """The client is gone, and nothing tells the server."""
        self.stuck = {"up", "down"}
        self._closed(1006)

    def orphan(self) -> None:
        """The server died: it notices nothing."""
        self.is_open, self._receiver = False, None
        self._closed(1006)

    def unstick(self) -> None:
        """Let through what waits, in order."""
        if not self._client_is_there:
            return
        self.stuck = set()
        for way, deliver in (("up", self._reaches_server), ("down", self._reaches_client)):
            waiting, self._waiting[way] = self._waiting[way], []
            for payload in waiting:
                deliver(payload)

    def _server_notices(self) -> None:
        if self.is_open:
            self._loop.call_soon(self._drop, context=self._machine.context)

    def _drop(self) -> None:
        if self.is_open:
            self.is_open = False
            self._lose()

    def _when(self, way: str) -> float:
        delay_s = self._random.expovariate(1 / (0.2 if self._slow and way == "down" else 0.004))
        at = max(self._arrives_at[way] + 1e-6, self._loop.time() + delay_s)  # in order
        self._arrives_at[way] = at
        return at

    def _reaches_client(self, frames: bytes) -> None:
        if "down" in self.stuck:
            self._waiting["down"].append(frames)
            return
        self._bytes_under_way -= len(frames)
        if self._client_is_there:
            for opcode, payload in frames_in(frames):
                if opcode == JSON.opcode:
                    self._on_payload(payload)
                elif opcode == PING:
                    self.send(b"")  # a pong
        if self.congested and self._bytes_under_way == 0:
            self._loop.call_soon(self._drain, context=self._machine.context)

    def _drain(self) -> None:
        if self.congested and self.is_open and self._bytes_under_way == 0:
            self.congested = False
            if self._receiver is not None:
                self._receiver.on_drained()
            unread, self._unread = self._unread, []
            for payload in unread:
                self._receive(payload)

    def _reaches_server(self, payload: bytes) -> None:
        if "up" in self.stuck:
            self._waiting["up"].append(payload)
        else:
            self._loop.call_soon(self._receive, payload, context=self._machine.context)

    def _receive(self, payload: bytes) -> None:
        if not self.is_open or self._receiver is None:
            return
        if self.congested:  # nothing is read from a peer that doesn't
            self._unread.append(payload)
            return
        self.heard = True
        if payload:
            self._receiver.on_message(JSON.opcode, payload)

    def _closed(self, code: int) -> None:
        if self._client_is_there:
            self._client_is_there = False
            self._on_closed(code)

    def _lose(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.on_lost()


_COUNTED = {4001: "heartbeat_missed", 4002: "closed_too_slow", 4006: "rate_limited"}
