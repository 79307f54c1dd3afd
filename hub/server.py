"""uvicorn's server, which drains before it ends."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from types import FrameType
from typing import Any, Final, cast

import structlog
import uvicorn
from starlette.types import ASGIApp

from hub.bounded_http import PATIENCE, BoundedHttp, Patience
from hub.gateway.connection import Connection
from hub.gateway.turnstile import HANDSHAKES_PER_TURN, Turnstile
from hub.tasks import Tasks

KEEP_ALIVE_S: Final = 30  # more than the 20 s of nginx: the one that sends requests ends an idle connection, so none is lost in between
DRAIN_S: Final = 5.0  # for `drain`; with what follows, all is over within 10 s
REQUESTS_END_S: Final = 3  # requests that are under way when the drain is over
BACKLOG: Final = 4_096  # a thousand clients may come back in the same instant
SEND_BUFFER_BYTES: Final = 256 * 1024
"""Of each connection, in the kernel. Left to itself it grows to megabytes before a client that doesn't read is noticed [RC3]."""

log = structlog.get_logger(__name__)


class Server(uvicorn.Server):
    """Serves until a signal. The first one starts `drain`, and the end comes when that is done; a second one ends at once."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        message_bytes_max: int,
        drain: Callable[[], Awaitable[None]],
        tasks: Tasks,
        drain_s: float = DRAIN_S,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                ws=cast("Any", partial(Connection, turnstile=Turnstile(HANDSHAKES_PER_TURN))),
                ws_max_size=message_bytes_max,
                ws_per_message_deflate=False,  # a frame shared by all can't be compressed for each
                ws_ping_interval=None,  # the gateway has the one heartbeat
                http=cast("Any", partial(BoundedHttp, patience=patience)),
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_S,
                timeout_graceful_shutdown=REQUESTS_END_S,
            )
        )
        self._drain = drain
        self._drain_s = drain_s
        self._tasks = tasks
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_draining = False
        self.on_started: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.on_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain, or give up waiting; runs as a signal's handler."""
        del frame
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.stop, sig)

    def stop(self, sig: int | None = None) -> None:
        """Begin to drain; asked again, end at once."""
        if self._is_draining:
            self.should_exit = self.force_exit = True
            return
        self._is_draining = True
        log.info("hub.draining", signal=sig)
        self._keep_none_alive()
        _ = self._tasks.start("hub.drain", self._end())

    def _keep_none_alive(self) -> None:
        """End each HTTP connection with its next answer: when the last ones are closed, nobody is about to send on them."""
        close = (b"connection", b"close")
        self.config.encoded_headers.append(close)  # uvicorn makes the headers below anew every second
        self.server_state.default_headers.append(close)

    async def _end(self) -> None:
        try:
            async with asyncio.timeout(self._drain_s):
                await self._drain()
        except TimeoutError:
            log.warning("hub.drained_in_part")
        finally:
            self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)  # what it accepts inherits it
    return listening


def url_of(listening: socket.socket) -> str:
    """Return where a browser finds it."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - only shown
    return f"http://{shown}:{port}"
