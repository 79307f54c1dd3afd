"""A whole hub on a real port, and strangers who send anything but what they should: an answer or an end, in time, never a fault of ours."""

import asyncio
import base64
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Final

import pytest
import pytest_asyncio
import structlog

from hub.bounded_http import HEAD_BYTES_MAX, Patience
from hub.gateway.framing import BINARY, CLOSE, TEXT, frame
from tests.fuzz.choices import Choices
from tests.fuzz.handshake import REQUESTS, STATUSES, library_errors
from tests.fuzz.upgrade import request_of
from tests.property.test_codec_framing import masked
from tests.support.gateway import frames_in
from tests.support.hub import DEADLINE_S, Caller, RunningHub, running

pytestmark = pytest.mark.postgres

SHORT: Final = Patience(head_s=0.6, body_s=1.2, reading_s=1.0)
"""Long enough for a busy machine to answer whoever isn't slow, short enough to be waited for."""
KEY: Final = base64.b64encode(b"sixteen bytes...").decode()
MASK: Final = b"\1\2\3\4"
RANDOM_COUNT: Final = 200


@pytest_asyncio.fixture
async def site(database: str, tmp_path: Path) -> AsyncIterator[RunningHub]:
    """A hub with little patience; nothing may be logged as an error while it runs."""
    with structlog.testing.capture_logs() as logged, library_errors() as errors:
        async with running(database, tmp_path, patience=SHORT) as found:
            yield found
    assert [event for event in logged if event["log_level"] in {"error", "critical"}] == []
    assert [(record.getMessage(), record.exc_info) for record in errors] == []


class Stranger:
    """A raw TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def head(self) -> bytes:
        """The next answer's head; empty when there is none and the end has come."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def status(self) -> int | None:
        """The next answer's status; None when the connection ended without one."""
        head = await self.head()
        return int(head.split()[1]) if head else None

    async def rest(self) -> bytes:
        """Everything until the end, which has to come."""
        received = b""
        async with asyncio.timeout(DEADLINE_S):
            with contextlib.suppress(ConnectionError):
                while piece := await self.reader.read(65_536):
                    received += piece
        return received


@contextlib.asynccontextmanager
async def a_stranger(site: RunningHub, first: bytes = b"") -> AsyncIterator[Stranger]:
    host, _, port = site.url.removeprefix("http://").rstrip("/").partition(":")
    async with asyncio.timeout(DEADLINE_S):
        reader, writer = await asyncio.open_connection(host, int(port))
    stranger = Stranger(reader, writer)
    try:
        await stranger.send(first)
        yield stranger
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def an_upgrade(*more: str, without: str = "", path: str = "/ws", version: str = "HTTP/1.1", method: str = "GET") -> bytes:
    lines = ["Host: hub", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {KEY}"]
    kept = [line for line in lines if not without or not line.startswith(without)]
    return "\r\n".join([f"{method} {path} {version}", *kept, *more, "", ""]).encode("latin-1")


async def works(site: RunningHub, caller: Caller) -> None:
    """A good client connects and is answered."""
    opened = await site.socket(caller)
    await opened.next("CONNECTION_ACK")
    await opened.send(type="PING", id="p")
    assert (await opened.next("PONG"))["id"] == "p"
    await opened.link.close()


def cases(token: str) -> list[tuple[str, bytes, set[int]]]:
    """What is wrong, what is sent, and which statuses are a proper answer to it."""
    good = f"Authorization: Bearer {token}"
    return [
        ("no Connection", an_upgrade(good, without="Connection"), {426}),
        ("no Upgrade", an_upgrade(good, without="Upgrade"), {426}),
        ("no version", an_upgrade(good, without="Sec-WebSocket-Version"), {426}),
        ("old version", an_upgrade("Sec-WebSocket-Version: 8", good, without="Sec-WebSocket-Version"), {426}),
        ("two versions", an_upgrade("Sec-WebSocket-Version: 8", good), {426}),
        ("version in words", an_upgrade("Sec-WebSocket-Version: thirteen", good, without="Sec-WebSocket-Version"), {426}),
        ("no key", an_upgrade(good, without="Sec-WebSocket-Key"), {400}),
        ("two keys", an_upgrade(f"Sec-WebSocket-Key: {KEY}", good), {400}),
        ("short key", an_upgrade("Sec-WebSocket-Key: AAAA", good, without="Sec-WebSocket-Key"), {400}),
        ("key that is no base64", an_upgrade("Sec-WebSocket-Key: ?!", good, without="Sec-WebSocket-Key"), {400}),
        ("POST", an_upgrade(good, method="POST"), {400, 405}),
        ("unknown method", an_upgrade(good, method="FROB"), {400, 405}),
        ("HTTP/1.0", an_upgrade(good, version="HTTP/1.0"), {101, 400, 403, 404, 426}),
        ("HTTP/9.9", an_upgrade(good, version="HTTP/9.9"), {400}),
        ("no token", an_upgrade(), {401}),
        ("basic", an_upgrade("Authorization: Basic YTpi"), {401}),
        ("bearer of nothing", an_upgrade("Authorization: Bearer "), {401}),
        ("bearer that is no text", an_upgrade("Authorization: Bearer \xff\xfe\x80"), {401}),
        ("bearer cut short", an_upgrade(f"Authorization: Bearer {token[:-4]}"), {401}),
        ("bearer of 8 KiB", an_upgrade(f"Authorization: Bearer {'a.' * 4096}"), {401}),
        ("bearer of odd JSON", an_upgrade("Authorization: Bearer bnVsbA.bnVsbA.bnVsbA"), {401}),
        ("two bearers, the first bad", an_upgrade("Authorization: Bearer x", good), {401}),
        ("bad subprotocol token", an_upgrade("Sec-WebSocket-Protocol: rosterhub.v1.json, bearer.\xff"), {401}),
        ("empty subprotocol token", an_upgrade("Sec-WebSocket-Protocol: bearer."), {401}),
        ("token in the query", an_upgrade(path=f"/ws?token={token}"), {401}),
        ("odd cookie", an_upgrade('Cookie: rosterhub_session="\\000\\377"; =; ;;'), {401}),
        ("cookie that is no text", an_upgrade("Cookie: rosterhub_session=\xff\xfe"), {401}),
        ("endless cookie", an_upgrade(f"Cookie: rosterhub_session={'x' * 10_000}"), {401}),
        ("cookie from an origin that is no URL", an_upgrade("Cookie: rosterhub_session=x", "Origin: http://["), {401, 403}),
        ("cookie from elsewhere", an_upgrade("Cookie: rosterhub_session=x", "Origin: https://evil.example"), {403}),
        ("200 headers", an_upgrade(*(f"X-{number}: y" for number in range(200)), good), {431}),
        ("20 KiB of headers", an_upgrade(f"X-Long: {'x' * 20_000}", good), {431}),
        ("endless header", an_upgrade(f"X-Long: {'x' * 2 * HEAD_BYTES_MAX}", good), {431}),
        ("endless target", an_upgrade(good, path="/ws?" + "x" * 20_000), {414}),
        ("client_id of 65", an_upgrade(good, path="/ws?client_id=" + "x" * 65), {400}),
        ("client_id with a NUL", an_upgrade(good, path="/ws?client_id=%00"), {400}),
        ("client_id that is no UTF-8", an_upgrade(good, path="/ws?client_id=%ff%fe"), {400}),
        ("junk in the query", an_upgrade(good, path="/ws?&&=&client_id&features=" + "a," * 900 + "&period=%"), {101}),
        ("another path", an_upgrade(good, path="/elsewhere"), {403, 404}),
        ("path of dots", an_upgrade(good, path="/../ws"), {403, 404}),
        ("target without a slash", an_upgrade(good, path="ws"), {400}),
        ("absolute target", an_upgrade(good, path="http://hub/ws"), {400}),
        ("a target that is no ASCII", an_upgrade(good, path="/ws\xff"), {400}),
        ("a lone line break", an_upgrade(good, "X-A: b\nSet-Cookie: a=b"), {101, 400}),
        ("a control character", an_upgrade(good, "X-A: b\x00c"), {400}),
        ("a space before the colon", an_upgrade(good, "X-A : b"), {400}),
        ("a folded header", an_upgrade(good, "X-A: b\r\n c"), {101, 400}),
        ("odd case", an_upgrade("aUTHORIZATION: bEARER " + token).replace(b"Upgrade: websocket", b"uPGRADE: WebSocket"), {101}),
        ("a body", an_upgrade(good, "Content-Length: 5") + b"hello", {101, 400}),
        ("a length and chunks", an_upgrade(good, "Content-Length: 5", "Transfer-Encoding: chunked"), {101, 400}),
        ("garbage behind it", an_upgrade() + b"\x00\xff" * 500, {400, 401}),
        ("another request behind it", an_upgrade() + an_upgrade(good), {400, 401}),
        ("a Host that is no host", an_upgrade(good).replace(b"Host: hub", b"Host: ["), {101, 400}),
        ("another upgrade", an_upgrade(good, "Upgrade: h2c", without="Upgrade"), {426}),
    ]


async def test_every_malformed_handshake_has_its_answer_and_a_good_client_connects_right_after(site: RunningHub) -> None:
    admin = await site.signed_in()
    wrong = {}
    for what, sent, statuses in cases(admin.token):
        async with a_stranger(site, sent) as stranger:
            status = await stranger.status()
        if status not in statuses:
            wrong[what] = status
        await works(site, admin)
    assert wrong == {}


async def test_what_is_no_handshake_at_all_is_answered_or_ended_in_time(site: RunningHub) -> None:
    async def tried(request: bytes) -> None:
        async with a_stranger(site, request) as stranger:
            answer = await stranger.head()
            assert not answer or int(answer.split()[1]) in STATUSES | {422}, (request[:80], answer)

    requests = [request.replace(b"/health", b"/api/v1/me").replace(b"/echo", b"/api/v1/auth/login") for request in REQUESTS]
    requests += [b"POST /api/v1/auth/demo HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\n\r\n", b"GET / HTTP/1.1\r\nHost: [\r\n\r\n"]
    async with asyncio.timeout(3 * DEADLINE_S):
        await asyncio.gather(*map(tried, requests))
    await works(site, await site.signed_in())


async def test_random_handshakes_are_answered_or_ended_in_time(site: RunningHub) -> None:
    admin = await site.signed_in()
    at_once = asyncio.Semaphore(20)

    async def tried(seed: int) -> None:
        random = Random(seed)
        request = request_of(Choices(random.randbytes(300))).replace(b"Bearer abc", b"Bearer " + admin.token.encode())
        if random.random() < 0.3:
            at = random.randrange(len(request))
            request = request[:at] + random.randbytes(random.randrange(4)) + request[at + random.randrange(6) :]
        async with at_once, a_stranger(site, request) as stranger:
            head = await stranger.head()
            assert not head or int(head.split()[1]) in STATUSES, (seed, head)

    async with asyncio.timeout(3 * DEADLINE_S):
        await asyncio.gather(*map(tried, range(RANDOM_COUNT)))
    await works(site, admin)


FRAMES: Final[tuple[tuple[str, bytes, set[int]], ...]] = (
    ("not masked", frame(TEXT, b"{}"), {1002}),
    ("reserved bits", masked(0xF1, b"{}", MASK), {1002}),
    ("unknown opcode", masked(0x83, b"", MASK), {1002}),
    ("unknown control opcode", masked(0x8B, b"", MASK), {1002}),
    ("a ping in pieces", masked(0x09, b"", MASK), {1002}),
    ("a ping of 126 bytes", masked(0x89, b"x" * 126, MASK), {1002}),
    ("a continuation of nothing", masked(0x80, b"x", MASK), {1002}),
    ("a message within a message", masked(0x01, b"x", MASK) + masked(0x81, b"y", MASK), {1002}),
    ("a huge size", b"\x82\xff" + b"\x7f" + b"\xff" * 7 + MASK, {1009}),
    ("pieces without end", masked(0x01, b"x" * 65_000, MASK) + masked(0x00, b"x" * 65_000, MASK) * 20, {1009}),
    ("a close of one byte", masked(0x80 | CLOSE, b"x", MASK), {1002}),
    ("a close with a reserved code", masked(0x80 | CLOSE, (1005).to_bytes(2, "big"), MASK), {1002}),
    ("a close that is no text", masked(0x80 | CLOSE, (1000).to_bytes(2, "big") + b"\xff", MASK), {1007}),
    ("an empty close", masked(0x80 | CLOSE, b"", MASK), {0}),
    ("a good close", masked(0x80 | CLOSE, (1000).to_bytes(2, "big"), MASK), {1000}),
    ("the wrong kind, again and again", masked(0x80 | BINARY, b"x", MASK) * 25, {4502}),
    ("no JSON, again and again", masked(0x80 | TEXT, b"\xff\x00", MASK) * 25, {4502}),
    ("empty messages", masked(0x80 | TEXT, b"", MASK) * 25, {4502}),
    ("deep JSON", masked(0x80 | TEXT, b"[" * 60_000, MASK) * 25, {4502}),
)  # fmt: skip


async def test_malformed_frames_close_with_their_code_and_a_good_client_connects_right_after(site: RunningHub) -> None:
    admin = await site.signed_in()

    async def close_code(sent: bytes) -> int | None:
        async with a_stranger(site, an_upgrade(f"Authorization: Bearer {admin.token}")) as stranger:
            assert await stranger.status() == 101
            await stranger.send(sent)
            closes = [payload for opcode, payload in frames_in(await stranger.rest()) if opcode == CLOSE]
        await works(site, admin)
        return int.from_bytes(closes[0][:2], "big") if len(closes) == 1 else None

    found = await asyncio.gather(*(close_code(sent) for _, sent, _ in FRAMES))
    assert {what: code for (what, _, codes), code in zip(FRAMES, found, strict=True) if code not in codes} == {}


HALVES: Final = (
    an_upgrade()[:-2],
    b"G",
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: hub\r\nContent-Length: 50\r\n\r\n{",
    b"POST /api/v1/auth/login HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    b"GET /api/v1/me HTTP/1.1\r\nHost: hub\r\n\r\nGET /api",
)


async def test_half_a_request_is_answered_with_408_and_who_says_nothing_is_sent_away(site: RunningHub) -> None:
    async def answers(half: bytes) -> list[bytes]:
        async with a_stranger(site, half) as stranger:
            return (await stranger.rest()).split(b"HTTP/1.1 ")[1:]

    assert await answers(b"") == []
    found = await asyncio.gather(*map(answers, HALVES))
    assert [one[-1][:4] for one in found] == [b"408 "] * len(HALVES)


TRICKLES: Final = (
    (b"GET /ws HTTP/1.1\r\n", b"x-a: b\r\n"),
    (b"", b"G"),
    (b"GET /health HTTP/1.1\r\nHost: hub\r\n\r\n", b"\r\n"),
    (b"POST /api/v1/auth/login HTTP/1.1\r\nHost: hub\r\nContent-Length: 5000\r\n\r\n", b"{"),
)


async def test_the_limit_runs_from_the_first_byte_and_not_from_the_last(site: RunningHub) -> None:
    async def outlasted(begun: bytes, more: bytes) -> None:
        async with a_stranger(site, begun) as stranger:

            async def trickle() -> None:
                while True:
                    await stranger.send(more)
                    await asyncio.sleep(SHORT.head_s / 10)

            trickling = asyncio.create_task(trickle())
            try:
                await stranger.rest()
            finally:
                trickling.cancel()

    await asyncio.gather(*(outlasted(begun, more) for begun, more in TRICKLES))


async def test_who_asks_for_much_and_reads_nothing_is_sent_away(site: RunningHub) -> None:
    host, _, port = site.url.removeprefix("http://").rstrip("/").partition(":")
    with socket.socket() as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        peer.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(peer, (host, int(port)))

        async def ask() -> None:
            while True:
                await loop.sock_sendall(peer, b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: hub\r\n\r\n")
                await asyncio.sleep(0.01)

        async with asyncio.timeout(DEADLINE_S):
            with pytest.raises(ConnectionError):
                await ask()
