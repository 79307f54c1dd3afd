"""How a replica ends: what it says to whom while it drains, and how long it takes at the most."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from hub.identity.port import Principal
from hub.server import Server, listen
from hub.tasks import Tasks
from tests.support.gateway import a_principal
from tests.support.gateway_site import running as gateway_running

DEADLINE_S = 10.0
ASKED = b"GET / HTTP/1.1\r\nhost: hub\r\n\r\n"


@contextlib.asynccontextmanager
async def serving(drain: Callable[[], Awaitable[None]], *, drain_s: float = DEADLINE_S) -> AsyncIterator[tuple[Server, int]]:
    """A server that says hello; the block ends when it has."""

    async def hello(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    tasks = Tasks()
    listening = listen("127.0.0.1", 0)
    port = listening.getsockname()[1]
    server = Server(Starlette(routes=[Route("/", hello)]), message_bytes_max=1 << 20, drain=drain, tasks=tasks, drain_s=drain_s)
    started = asyncio.Event()
    server.on_started = started.set
    serving = asyncio.create_task(server.serve([listening]))
    async with asyncio.timeout(DEADLINE_S):
        await started.wait()
        yield server, port
        await serving
    await tasks.close()


async def head_of(reader: asyncio.StreamReader) -> bytes:
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), DEADLINE_S)
    await reader.readexactly(5)
    return head.lower()


async def test_while_it_drains_answers_end_their_connections_so_that_nobody_is_about_to_send_on_one() -> None:
    drained = asyncio.Event()

    async def drain() -> None:
        await drained.wait()

    async with serving(drain) as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(ASKED)
            assert b"connection: close" not in await head_of(reader)
        server.stop()
        writer.write(ASKED)
        assert b"connection: close" in await head_of(reader)
        assert await asyncio.wait_for(reader.read(), DEADLINE_S) == b""
        await asyncio.sleep(1.1)  # uvicorn renews its headers each second
        reader, again = await asyncio.open_connection("127.0.0.1", port)
        again.write(ASKED)
        assert (await head_of(reader)).count(b"connection: close") == 1
        writer.close()
        again.close()
        drained.set()


async def test_a_drain_that_does_not_end_is_over_all_the_same() -> None:
    async def drain() -> None:
        await asyncio.Event().wait()

    async with serving(drain, drain_s=0.05) as (server, _):
        server.stop()


async def test_who_is_shaking_hands_when_the_drain_begins_is_not_let_in_any_more() -> None:
    async with gateway_running() as site:
        asked, known = asyncio.Event(), asyncio.Event()

        async def slowly(token: str) -> Principal:
            asked.set()
            await known.wait()
            return a_principal(token)

        site.authenticator.by_token = slowly  # type: ignore[method-assign]  # a database that takes its time
        coming = asyncio.create_task(_refusal(site.url))
        async with asyncio.timeout(DEADLINE_S):
            await asked.wait()
            site.endpoint.is_draining = True
            known.set()
            assert await coming == 503
        assert len(site.gateway.roster) == 0


async def _refusal(url: str) -> int:
    with pytest.raises(InvalidStatus) as refused:
        await connect(url, additional_headers={"Authorization": "Bearer ana"})
    return refused.value.response.status_code
