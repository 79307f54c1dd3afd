"""A gateway over the fakes of gateway.py with a real server in front."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from hub.documents.record import Submission
from hub.gateway.connection import Connection
from hub.gateway.endpoint import Endpoint
from hub.gateway.limits import GatewayLimits
from hub.gateway.turnstile import Turnstile
from hub.sequencer.port import Live
from hub.server import listen
from tests.support.gateway import PERIOD, FakeLive, FakeSequencer, House

DEADLINE_S = 10


class EagerSequencer(FakeSequencer):
    """Commits each operation by itself, and tells on the loop's next turn."""

    def submit(self, live: Live, submission: Submission) -> None:
        assert isinstance(live, FakeLive)
        told = self.settle(live, submission)
        asyncio.get_running_loop().call_soon(lambda: self.teller([told]))


class Site(House):
    """A gateway with a server in front; its clock is the test's."""

    def __init__(self, limits: GatewayLimits | None = None) -> None:
        super().__init__(limits, EagerSequencer())
        self.endpoint = Endpoint(self.gateway, self.authenticator, allowed_origins=["https://plans.example"])
        self.port = 0
        self.server: uvicorn.Server

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws?period={PERIOD}"


@contextlib.asynccontextmanager
async def running(limits: GatewayLimits | None = None) -> AsyncIterator[Site]:
    site = Site(limits)
    app = Starlette(routes=[WebSocketRoute("/ws", site.endpoint.__call__)])
    with listen("127.0.0.1", 0) as listener:
        site.port = listener.getsockname()[1]
        site.server = uvicorn.Server(
            uvicorn.Config(
                app,
                ws=cast("Any", partial(Connection, turnstile=Turnstile(1))),
                ws_max_size=site.gateway.limits.message_bytes,
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=5,
            )
        )
        serving = asyncio.create_task(site.server._serve([listener]))
        await until(lambda: site.server.started)
        try:
            yield site
        finally:
            site.server.should_exit = True
            await asyncio.wait_for(serving, DEADLINE_S)
            await site.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.005)
