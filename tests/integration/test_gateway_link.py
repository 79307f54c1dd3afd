"""The Link on a real uvicorn, on both event loops and both of uvicorn's HTTP parsers, against a real client."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, cast

import pytest
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hub.gateway.connection import Connection
from hub.gateway.framing import BINARY, TEXT, frame
from hub.gateway.link import LINK_EXTENSION, Link

DEADLINE_S = 10


class Echo:
    """A receiver that answers each message with itself, and `close <code>`, `flood` by doing it."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.lost = 0
        self.congested = 0
        self.drained = 0

    def on_message(self, opcode: int, payload: bytes) -> None:
        if payload.startswith(b"close "):
            self.link.close(int(payload[6:]), "as you wish")
        elif payload == b"flood":
            while not self.link.congested:
                self.link.write(frame(BINARY, b"x" * 100_000))
        else:
            self.link.write(frame(opcode, payload))

    def on_congested(self) -> None:
        self.congested += 1

    def on_drained(self) -> None:
        self.drained += 1

    def on_lost(self) -> None:
        self.lost += 1


class Site:
    """A running server with one endpoint of each kind."""

    def __init__(self) -> None:
        self.echoes: list[Echo] = []
        self.released = asyncio.Event()
        self.server: uvicorn.Server
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)

    @property
    def tasks(self) -> int:
        return len(self.server.server_state.tasks)

    async def echo(self, socket_: WebSocket) -> None:
        await socket_.accept(subprotocol=next(iter(socket_.scope["subprotocols"]), None), headers=[(b"x-hub", b"yes")])
        link = cast("Link", socket_.scope["extensions"].pop(LINK_EXTENSION))
        self.echoes.append(Echo(link))
        link.adopt(self.echoes[-1])

    async def refuse(self, socket_: WebSocket) -> None:
        await socket_.send_denial_response(PlainTextResponse("who are you?", 401, {"www-authenticate": "Bearer"}))

    async def hang(self, _socket: WebSocket) -> None:
        await self.released.wait()

    async def abandon(self, socket_: WebSocket) -> None:
        await socket_.accept()

    async def crash(self, _socket: WebSocket) -> None:
        raise RuntimeError("a planted fault")

    def app(self) -> Starlette:
        sockets = [WebSocketRoute(f"/{name}", getattr(self, name)) for name in ("echo", "refuse", "hang", "abandon", "crash")]
        return Starlette(routes=[*sockets, Route("/health", lambda _: PlainTextResponse("ok"))])


@contextlib.asynccontextmanager
async def running(http: Any) -> AsyncIterator[Site]:
    site = Site()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site.port = listener.getsockname()[1]
        config = uvicorn.Config(
            site.app(), http=http, ws=Connection, ws_max_size=100_000, lifespan="off", log_config=None, timeout_graceful_shutdown=5
        )
        site.server = uvicorn.Server(config)
        serving = asyncio.create_task(site.server._serve([listener]))
        await until(lambda: site.server.started)
        try:
            yield site
        finally:
            site.released.set()
            site.server.should_exit = True
            await asyncio.wait_for(serving, DEADLINE_S)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture(params=[None, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=request.param, debug=True) as runner:
        yield runner


@pytest.fixture(params=["httptools", "h11"])
def visit(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Callable[[Callable[[Site], Any]], None]:
    """Run a scenario on a server of its own."""

    async def served(scenario: Callable[[Site], Any]) -> None:
        async with running(request.param) as site:
            await scenario(site)

    return lambda scenario: runner.run(served(scenario))


Visit = Callable[[Callable[[Site], Any]], None]


async def close_code(client: ClientConnection) -> int | None:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(DEADLINE_S):
            while True:
                await client.recv()
    return client.close_code


def test_messages_go_both_ways_and_the_endpoint_has_returned(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/echo", subprotocols=[cast("Any", "rosterhub.v1.json")]) as client:
            assert client.response is not None
            assert client.response.headers["x-hub"] == "yes"
            assert client.subprotocol == "rosterhub.v1.json"
            for message in ("", "hello", "é" * 40_000, b"\x00\x01"):
                await client.send(message)
                assert await client.recv() == message
            await client.send(["in ", "three ", "parts"])
            assert await client.recv() == "in three parts"
            await asyncio.wait_for(await client.ping(), DEADLINE_S)
            assert (site.tasks, site.connections) == (0, 1)
        await until(lambda: site.connections == 0)
        assert site.echoes[0].lost == 1

    visit(scenario)


def test_a_denial_is_a_real_http_answer(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{site.url}/refuse")
        assert refused.value.response.status_code == 401
        assert refused.value.response.headers["www-authenticate"] == "Bearer"
        assert refused.value.response.body == b"who are you?"
        await until(lambda: (site.connections, site.tasks) == (0, 0))

    visit(scenario)


@pytest.mark.parametrize(("path", "status"), [("crash", 500), ("nowhere", 403)])
def test_an_endpoint_that_fails_ends_the_handshake(visit: Visit, path: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(site: Site) -> None:
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"{site.url}/{path}")
        assert refused.value.response.status_code == status
        await until(lambda: (site.connections, site.tasks) == (0, 0))

    visit(scenario)


def test_a_connection_that_nobody_takes_is_closed(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/abandon") as client:
            assert await close_code(client) == 1011

    visit(scenario)


@pytest.mark.parametrize("code", [1001, 4002, 4501])
def test_a_close_by_the_hub_reaches_the_client_and_the_receiver_once(visit: Visit, code: int) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/echo") as client:
            await client.send(f"close {code}")
            assert await close_code(client) == code
            assert client.close_reason == "as you wish"
        await until(lambda: site.connections == 0)
        assert site.echoes[0].lost == 1

    visit(scenario)


def test_a_message_that_is_too_large_closes_with_1009(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/echo") as client:
            await client.send(b"x" * 100_001)
            assert await close_code(client) == 1009
        await until(lambda: site.connections == 0)

    visit(scenario)


def test_a_client_that_does_not_read_is_congested_and_drains(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/echo", max_queue=1, max_size=None) as client:
            await client.send(b"flood")
            await until(lambda: site.echoes[0].congested)
            await client.send(b"hello")
            while len(await asyncio.wait_for(client.recv(), DEADLINE_S)) == 100_000:
                pass
            assert site.echoes[0].drained == 1

    visit(scenario)


def test_a_client_that_answers_no_close_is_dropped_in_time(runner: asyncio.Runner) -> None:
    async def scenario() -> None:
        async with running("httptools") as site:
            await silent(site)

    async def silent(site: Site) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        site.echoes[0].link.close(4001, "heartbeat missed")
        assert site.echoes[0].lost == 1
        assert await asyncio.wait_for(reader.readexactly(4), DEADLINE_S) == b"\x88\x12\x0f\xa1"
        writer.write(masked(TEXT, b"still here"))
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), DEADLINE_S)
        await until(lambda: site.connections == 0)
        writer.close()

    runner.run(scenario())


def test_a_client_that_vanishes_is_noticed(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()
        await until(lambda: site.connections == 0)
        assert site.echoes[0].lost == 1

    visit(scenario)


@pytest.mark.parametrize("version", [b"12", b"13, 8"])
def test_another_websocket_version_is_told_13(visit: Visit, version: bytes) -> None:
    async def scenario(site: Site) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(HANDSHAKE.replace(b"Version: 13", b"Version: " + version))
        answer = await asyncio.wait_for(reader.read(), DEADLINE_S)
        assert answer.startswith(b"HTTP/1.1 426 ")
        writer.close()
        await until(lambda: site.connections == 0)

    visit(scenario)


def test_a_shutdown_sends_1012_and_does_not_hang(visit: Visit) -> None:
    async def scenario(site: Site) -> None:
        async with connect(f"{site.url}/echo") as client:
            hanging = asyncio.create_task(connect(f"{site.url}/hang").__aenter__())
            await until(lambda: site.connections == 2)
            site.server.should_exit = True
            assert await close_code(client) == 1012
            with pytest.raises(InvalidStatus) as refused:
                await hanging
            assert refused.value.response.status_code == 503
            await until(lambda: site.connections == 0)

    visit(scenario)


def masked(opcode: int, payload: bytes) -> bytes:
    return bytes((0x80 | opcode, 0x80 | len(payload))) + b"\x00\x00\x00\x00" + payload


HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
