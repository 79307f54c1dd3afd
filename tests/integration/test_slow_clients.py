"""Clients that don't read, don't listen or don't answer, over real sockets: what they cost is bounded, and the others notice nothing."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from websockets.asyncio.client import ClientConnection, connect

from hub.documents.record import Author, FieldValue
from hub.gateway.connection import Connection
from hub.gateway.framing import CLOSE, PING, PONG, TEXT
from hub.gateway.heartbeat import MISSED_MAX
from hub.gateway.limits import BURST_FACTOR, GatewayLimits
from hub.gateway.outbox import HELD_BYTES_MAX, SLOW_S
from hub.gateway.peer import Peer
from shared.ids import ClientId, OperationId, UserId
from shared.protocol.limits import HEARTBEAT_S, MESSAGE_BYTES_MAX
from tests.support.gateway import PERIOD, a_sync, an_edit, frames_in
from tests.support.gateway_site import DEADLINE_S, Site, running, until

BEARER = {"Authorization": "Bearer ana"}
NOTE = "x" * 2_000  # the longest that there is
EDITS = 1_000
HIGH_WATER_BYTES = 64 * 1024  # the transport's mark
READ_BYTES = 1 << 20


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running() as site:
        yield site


@dataclass
class RawClient:
    """A client that reads only when it is told to, with a receive buffer as small as the kernel allows."""

    wire: socket.socket
    peer: Peer
    stream: bytes = b""
    seen: list[dict[str, Any]] = field(default_factory=list)
    close_code: int | None = None

    @property
    def buffered(self) -> int:
        """Bytes that the hub holds for it."""
        link = cast("Connection", self.peer.link)
        return link._transport.get_write_buffer_size()

    def say(self, message: dict[str, Any]) -> None:
        self._send(TEXT, json.dumps(message).encode())

    def pong(self) -> None:
        self._send(PONG, b"")

    def _send(self, opcode: int, payload: bytes) -> None:
        assert len(payload) < 126 * 500
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0xFE]) + len(payload).to_bytes(2)
        self.wire.send(bytes([0x80 | opcode]) + size + bytes(4) + payload)

    async def read_until(self, *types: str) -> dict[str, Any]:
        """Read on, until a message of one of `types`, or the end (an empty dictionary)."""
        while True:
            while self.seen:
                message = self.seen.pop(0)
                if message["type"] in types:
                    return message
            data = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.wire, READ_BYTES), DEADLINE_S)
            if not data:
                return {}
            self._cut(data)

    def _cut(self, data: bytes) -> None:
        self.stream += data
        whole = 0
        while (end := _frame_end(self.stream, whole)) is not None:
            ((opcode, payload),) = frames_in(self.stream[whole:end])
            whole = end
            if opcode == TEXT:
                self.seen.append(json.loads(payload))
            elif opcode == CLOSE:
                self.close_code = int.from_bytes(payload[:2])
            else:
                assert opcode == PING
        self.stream = self.stream[whole:]


def _frame_end(stream: bytes, at: int) -> int | None:
    """Where the frame at `at` ends; None where it isn't whole."""
    if len(stream) < at + 10:
        short = len(stream) >= at + 2 and stream[at + 1] < 126 and len(stream) >= at + 2 + stream[at + 1]
        return at + 2 + stream[at + 1] if short else None
    size, head = stream[at + 1], 2
    if size >= 126:
        head = 4 if size == 126 else 10
        size = int.from_bytes(stream[at + 2 : at + head])
    return at + head + size if len(stream) >= at + head + size else None


@contextlib.asynccontextmanager
async def a_raw_client(site: Site) -> AsyncIterator[RawClient]:
    known = set(site.gateway.roster)
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        wire.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(wire, ("127.0.0.1", site.port))
        await loop.sock_sendall(wire, HANDSHAKE)
        head = b""
        while b"\r\n\r\n" not in head:
            head += await asyncio.wait_for(loop.sock_recv(wire, 4_096), DEADLINE_S)
        (peer,) = set(site.gateway.roster) - known
        client = RawClient(wire, peer, head.partition(b"\r\n\r\n")[2])
        client._cut(b"")
        yield client


async def joined(client: ClientConnection) -> None:
    await client.send(json.dumps(a_sync()))
    await next_of(client, "SYNC_RESPONSE")


async def next_of(client: ClientConnection, *types: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(client.recv(), DEADLINE_S))
        if message["type"] in types:
            return message


async def edits_seen_by(site: Site, quick: ClientConnection, slow: RawClient, count: int) -> int:
    """Have others make edits, each seen by `quick` before the next one; return the most bytes that were ever held for `slow`."""
    most = 0
    for _ in range(count):
        site.gateway.tell([site.sequencer.advance(site.period, note=NOTE)])
        assert (await next_of(quick, "CHANGES"))["version"] == site.period.state.version
        most = max(most, slow.buffered)
    return most


async def congested_by_edits(site: Site, quick: ClientConnection, slow: RawClient) -> None:
    for _ in range(EDITS // 10):
        if slow.peer.outbox is not None:
            return
        await edits_seen_by(site, quick, slow, 10)
    pytest.fail(f"{EDITS} edits fit into what the kernel holds")


async def test_rc3_a_client_that_stops_reading_holds_a_bounded_buffer_and_goes_on_with_each_version_once(site: Site) -> None:
    async with a_raw_client(site) as slow, connect(site.url, additional_headers=BEARER) as quick:
        slow.say(a_sync())
        await slow.read_until("SYNC_RESPONSE")
        await joined(quick)

        most = await edits_seen_by(site, quick, slow, EDITS)

        assert slow.peer.outbox is not None
        assert 0 < most <= HIGH_WATER_BYTES + 2 * len(NOTE)
        assert slow.close_code is None
        versions: list[int] = []
        while not versions or versions[-1] < site.period.state.version:
            versions += [change["version"] for change in (await slow.read_until("CHANGES"))["payload"]["changes"]]
            most = max(most, slow.buffered)
        assert versions == list(range(5, 5 + EDITS))
        assert most <= HIGH_WATER_BYTES + MESSAGE_BYTES_MAX
        await until(lambda: slow.peer.outbox is None)
        assert site.sequencer.reads  # memory didn't reach back so far
        site.gateway.tell([site.sequencer.advance(site.period)])
        assert (await slow.read_until("CHANGES"))["version"] == 5 + EDITS


async def test_rc3_a_client_that_never_reads_is_closed_with_4002_after_its_time(site: Site) -> None:
    async with a_raw_client(site) as slow, connect(site.url, additional_headers=BEARER) as quick:
        slow.say(a_sync())
        await slow.read_until("SYNC_RESPONSE")
        await joined(quick)
        await congested_by_edits(site, quick, slow)
        lost = []
        for seconds in (SLOW_S - 1, 1):
            site.clock.move(seconds)
            site.watch.turn()
            lost.append(slow.peer.is_lost)
        assert lost == [False, True]
        while await slow.read_until("CHANGES"):
            pass
        assert slow.close_code == 4002
        await until(lambda: len(site.server.server_state.connections) == 1)
        assert (await edits_seen_by(site, quick, slow, 1)) == 0


async def test_rc3_a_client_that_takes_neither_data_nor_the_close_is_dropped_in_time(site: Site) -> None:
    async with a_raw_client(site) as slow, connect(site.url, additional_headers=BEARER) as quick:
        slow.say(a_sync())
        await slow.read_until("SYNC_RESPONSE")
        await joined(quick)
        await congested_by_edits(site, quick, slow)
        site.clock.move(SLOW_S)
        site.watch.turn()
        await until(lambda: len(site.server.server_state.connections) == 1)


async def test_rc3_what_is_held_of_answers_is_bounded_too(site: Site) -> None:
    async with a_raw_client(site) as slow, connect(site.url, additional_headers=BEARER) as quick:
        slow.say(a_sync())
        await slow.read_until("SYNC_RESPONSE")
        await joined(quick)
        await congested_by_edits(site, quick, slow)
        sent = 0
        while not slow.peer.is_lost:
            assert sent <= HELD_BYTES_MAX
            slow.peer.send(NOTE.encode())  # an answer, as to what was asked before
            sent += len(NOTE)
        assert sent > HELD_BYTES_MAX


async def test_cn5_a_half_open_peer_is_closed_with_4001_after_two_missed_pings(site: Site) -> None:
    async with a_raw_client(site) as silent:
        silent.peer.link.heard = False
        for _ in range(HEARTBEAT_S * (MISSED_MAX + 1)):
            site.watch.turn()
        assert silent.peer.is_lost
        assert await silent.read_until("never") == {}
        assert silent.close_code == 4001


async def test_cn5_a_ping_message_or_a_pong_counts_as_life(site: Site) -> None:
    async with a_raw_client(site) as client:
        for number in range(4):
            if number % 2:
                client.pong()
            else:
                client.say({"type": "PING"})
            client.peer.link.heard = False
            await until(lambda: client.peer.link.heard)
            for _ in range(HEARTBEAT_S):
                site.watch.turn()
        assert not client.peer.is_lost
        assert (await client.read_until("PONG"))["type"] == "PONG"


async def test_a_client_that_sends_too_fast_is_told_how_long_to_wait_and_nothing_is_lost_or_doubled() -> None:
    async with running(GatewayLimits(ops_per_s=10)) as site, connect(site.url, additional_headers=BEARER) as client:
        await joined(client)
        burst = 10 * BURST_FACTOR - 1  # the sync took one
        for number in range(burst + 5):
            await client.send(json.dumps(an_edit(f"e{number}", version=None)))
        answers = [await next_of(client, "ACK", "ERROR") for _ in range(burst + 5)]
        refused = [answer for answer in answers if answer["type"] == "ERROR"]
        assert {(answer["payload"]["code"], answer["payload"]["temporary"]) for answer in refused} == {("rate_limited", True)}
        assert {answer["id"] for answer in refused} == {f"e{number}" for number in range(burst, burst + 5)}
        site.clock.move(refused[0]["payload"]["retry_after_ms"] / 1000)
        await client.send(json.dumps(an_edit(refused[0]["id"], version=None)))
        assert (await next_of(client, "ACK", "ERROR"))["payload"]["outcome"] == "applied"
        assert site.period.state.version == 4 + burst + 1


async def test_a_users_connections_share_a_bucket() -> None:
    async with (
        running(GatewayLimits(ops_per_s=10, user_ops_per_s=10)) as site,
        connect(site.url, additional_headers=BEARER) as one,
        connect(site.url, additional_headers=BEARER) as other,
    ):
        await joined(one)
        for number in range(10 * BURST_FACTOR - 1):
            await one.send(json.dumps(an_edit(f"e{number}", version=None)))
            await next_of(one, "ACK")
        await other.send(json.dumps(an_edit("late", version=None)))
        assert (await next_of(other, "ERROR"))["payload"]["code"] == "rate_limited"


async def test_cl1_a_client_that_ignores_the_rate_limit_is_closed_with_4006() -> None:
    async with running(GatewayLimits(ops_per_s=1)) as site, a_raw_client(site) as rude:
        for number in range(1_100):
            with contextlib.suppress(BlockingIOError, ConnectionError):
                rude.say({"type": "PING", "id": f"{number}"})
            if number % 50 == 0:
                await asyncio.sleep(0)
        while await rude.read_until("never"):
            pass
        assert rude.close_code == 4006
        assert rude.peer.is_lost


async def test_dc6_a_snapshot_of_more_than_a_mebibyte_comes_whole_and_what_follows_it_too(site: Site) -> None:
    by = Author(UserId("ana"), "Ana", ClientId("c0"), OperationId("o0"))
    people = [f"s{number}" for number in range(40)]
    site.period.state.entities[("period", PERIOD)]["staff"] = FieldValue(people, 1, by)
    site.period.state.cells |= {
        (person, f"2026-11-{day:02}"): {"note": FieldValue("é" * 500, 1, by)} for person in people for day in range(1, 31)
    }
    async with connect(site.url, additional_headers=BEARER, max_size=None) as client:
        await client.send(json.dumps(a_sync()))
        text = ""
        while '"SYNC_RESPONSE"' not in text[:40]:
            text = str(await asyncio.wait_for(client.recv(), DEADLINE_S))
        assert len(text.encode()) > MESSAGE_BYTES_MAX
        assert len(json.loads(text)["payload"]["snapshot"]["cells"]["notes"]) == 40 * 30
        await next_of(client, "SYNC_CONTEXT")
        site.gateway.tell([site.sequencer.advance(site.period)])
        assert (await next_of(client, "CHANGES"))["version"] == 5


HANDSHAKE = (
    f"GET /ws?period={PERIOD} HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: rosterhub.v1.json\r\nAuthorization: Bearer ana\r\n\r\n"
).encode()
