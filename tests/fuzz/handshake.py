"""Target: whatever comes over a new connection, it ends in an answer, a conversation or a close, in time and without a fault."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, Final, cast

import httptools
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from uvicorn.server import ServerState

from hub.api.body import BodyLimit
from hub.bounded_http import PATIENCE, BoundedHttp
from hub.fanout.local import LocalFanout
from hub.gateway.codec import JSON
from hub.gateway.connection import CLOSE_TIMEOUT_S, Connection
from hub.gateway.endpoint import Endpoint
from hub.gateway.framing import BINARY, CLOSE, TEXT
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.turnstile import HANDSHAKES_PER_TURN, Turnstile
from hub.gateway.watch import Watch
from hub.tasks import Tasks
from tests.fuzz.choices import Choices
from tests.fuzz.conversation import SENSIBLE
from tests.fuzz.messages import message_of
from tests.fuzz.talker import encoded
from tests.fuzz.upgrade import request_of
from tests.fuzz.wire import Wire
from tests.property.test_codec_framing import masked
from tests.support.gateway import FakeAuthenticator, FakeMemberships, FakePeriods, FakeRuns, FakeSequencer, a_principal, frames_in
from tests.support.simulated_time import SimulatedClock, simulate

STEPS_MAX: Final = 30
MESSAGE_BYTES_MAX: Final = 65_536
BODY_BYTES_MAX: Final = 4_096
SILENT_S: Final = 100.0
"""A silent client has lost every connection by then: the heartbeat takes 60 s, what comes before it less."""
STATUSES: Final = {100, 101, 200, 400, 401, 403, 404, 405, 408, 413, 414, 426, 431}
HTTP_CLOSED_S: Final = PATIENCE.head_s + PATIENCE.body_s

REQUESTS: Final = (
    b"GET /health HTTP/1.1\r\nHost: hub\r\n\r\n",
    b"HEAD /health HTTP/1.0\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /echo HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Length: 5000\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: hub\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 5\r\n\r\nhello",
    b"CONNECT hub:443 HTTP/1.1\r\nHost: hub:443\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: hub\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET http://hub/health HTTP/1.1\r\nHost: [\r\n\r\n",
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET /" + b"x" * 70_000,
    b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 12_000,
)
GOOD: Final = (
    b"GET /ws?client_id=c1 HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ana\r\n\r\n"
)


def fuzz(data: bytes) -> None:
    """Bytes decide what is sent, in which pieces, after which pauses."""
    with structlog.testing.capture_logs() as logged, library_errors() as errors:
        simulate(lambda clock: _visited(clock, Choices(data)))
    faults = [event for event in logged if event["log_level"] in {"error", "critical"}]
    assert not faults, faults
    assert not errors, [(record.getMessage(), record.exc_info) for record in errors]


async def _visited(clock: SimulatedClock, choices: Choices) -> None:
    async with _a_site(clock) as wire:
        for _ in range(STEPS_MAX):
            if not choices.are_left or wire.is_closed:
                break
            match choices.below(8):
                case 0:
                    await clock.sleep(choices.of((0.001, 1.0, 4.0, 9.0)))
                case 1 if choices.one_in(4):
                    wire.end()
                case _:
                    await _sent(wire, _piece(choices, is_open=wire.is_upgraded), choices)
            await clock.sleep(0.001)
        await clock.sleep(HTTP_CLOSED_S if not wire.is_upgraded else SILENT_S + CLOSE_TIMEOUT_S)
        assert wire.is_closed, "the connection stays open"
        _check(bytes(wire.written))


def _piece(choices: Choices, *, is_open: bool) -> bytes:
    if is_open:
        return _frame(choices)
    match choices.below(8):
        case 0 | 1:
            return GOOD
        case 2 | 3:
            return request_of(choices)
        case 4 | 5:
            return choices.of(REQUESTS)
        case 6:
            request = choices.of((GOOD, *REQUESTS))
            at = choices.below(min(len(request), 256))
            return request[:at] + choices.take(choices.below(5)) + request[at + choices.below(5) :]
        case _:
            return choices.take(choices.below(60))


def _frame(choices: Choices) -> bytes:
    match choices.below(8):
        case 0:
            return choices.take(choices.below(30))
        case 1:
            return masked(choices.below(256), choices.take(choices.below(40)), b"\1\2\3\4", is_masked=not choices.one_in(8))
        case 2:
            return masked(0x80 | CLOSE, choices.take(choices.below(8)), b"\1\2\3\4")
        case 3:
            return masked(0x80 | TEXT, b"x" * choices.of((0, 125, 126, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX + 1)), b"\1\2\3\4")
        case _:
            payload = encoded(JSON, message_of(choices, dict(SENSIBLE)))
            return masked(0x80 | choices.of((TEXT, TEXT, TEXT, BINARY)), payload, b"\1\2\3\4")


async def _sent(wire: Wire, data: bytes, choices: Choices) -> None:
    """Send in one piece, or in two."""
    at = choices.below(len(data) + 1) if choices.below(4) == 0 else len(data)
    for piece in (data[:at], data[at:]):
        if piece:
            wire.send(piece)
            await asyncio.sleep(0)


def _check(written: bytes) -> None:
    """What was answered is HTTP, then perhaps frames; none of it says that the hub is at fault."""
    head, upgraded, rest = written.partition(b"HTTP/1.1 101 ")
    statuses = _statuses(head)
    if upgraded:
        frames = frames_in(rest.partition(b"\r\n\r\n")[2])
        closes = [payload for opcode, payload in frames if opcode == CLOSE]
        assert len(closes) <= 1
        assert not closes or frames[-1][0] == CLOSE, "something follows the end"
        assert not closes or int.from_bytes(closes[0][:2], "big") != 1011, "a fault of ours"
    assert set(statuses) <= STATUSES, statuses


def _statuses(written: bytes) -> list[int]:
    """Read answers one after the other; raises where they aren't HTTP."""
    found: list[int] = []

    class Listener:
        def on_headers_complete(self) -> None:
            found.append(parser.get_status_code())

    parser: Any = httptools.HttpResponseParser(Listener())
    for answer in written.split(b"HTTP/1.1 ")[1:]:
        parser = httptools.HttpResponseParser(Listener())
        parser.feed_data(b"HTTP/1.1 " + answer)
    return found


@contextlib.contextmanager
def library_errors() -> Iterator[list[logging.LogRecord]]:
    """Keep what uvicorn and asyncio log as errors."""
    handler = _Keeping(logging.ERROR)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.records
    finally:
        root.removeHandler(handler)


class _Keeping(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextlib.asynccontextmanager
async def _a_site(clock: SimulatedClock) -> AsyncIterator[Wire]:
    """A connection to a server with the hub's own protocol classes and endpoint."""
    tasks = Tasks()
    authenticator = FakeAuthenticator({"ana": a_principal()})
    gateway = Gateway(
        sequencer=FakeSequencer(),
        runs=FakeRuns(),
        authenticator=authenticator,
        periods=FakePeriods(),
        fanout=LocalFanout(),
        clock=clock,
        tasks=tasks,
        limits=GatewayLimits(),
        replica="here",
    )
    Watch(gateway, memberships=FakeMemberships(), clock=clock, tasks=tasks).start()
    endpoint = Endpoint(gateway, authenticator, ())
    routes = [WebSocketRoute("/ws", endpoint.__call__), Route("/health", _healthy), Route("/echo", _echoed, methods=["POST"])]
    config = uvicorn.Config(
        BodyLimit(Starlette(routes=routes), bytes_max=BODY_BYTES_MAX, upload_bytes_max=BODY_BYTES_MAX),
        http=cast("Any", partial(BoundedHttp, patience=PATIENCE)),
        ws=cast("Any", partial(Connection, turnstile=Turnstile(HANDSHAKES_PER_TURN))),
        ws_max_size=MESSAGE_BYTES_MAX,
        lifespan="off",
        log_config=None,
    )
    config.load()
    state = ServerState()
    protocol = cast("Any", config.http_protocol_class)
    yield Wire(protocol(config=config, server_state=state, app_state={}))
    assert not state.connections
    assert not state.tasks
    assert len(gateway.roster) == 0
    await tasks.close()


async def _healthy(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def _echoed(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(await request.body())
    except ClientDisconnect:
        return PlainTextResponse("gone", 400)  # as FastAPI does
