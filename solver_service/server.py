"""Runs the service: listens, tells its address, drains on SIGTERM, ends with its starter."""

import asyncio
import os
import socket
import threading
from types import FrameType

import structlog
import uvicorn

from solver_service import app, telemetry
from solver_service.parent import Parent
from solver_service.service import Service
from solver_service.settings import Settings, SettingsError

log = structlog.get_logger()

DRAIN_S = 5.0
"""How long running solves may go on after SIGTERM; then they answer with their best. All is over within 10 s."""
_GRACE_S = 9
_ORPHAN_S = 3.0  # without its starter the service has nobody to be polite to


class Server(uvicorn.Server):
    """uvicorn's server, which also knows the solves."""

    def __init__(self, config: uvicorn.Config, service: Service, parent: Parent | None) -> None:
        super().__init__(config)
        self._service = service
        self._parent = parent
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then tell the address."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        url = _url(self.servers[0].sockets[0])
        log.info("service.started", url=url)
        if self._parent is not None:
            self._parent.tell(url)
            self._parent.watch(self._on_orphaned)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Drain: no new solves; those that run get time to end. A second signal ends it at once.

        Unlike uvicorn's own, it doesn't raise the signal again at the end, so that the fork server's files are put away.
        """
        del frame
        log.info("service.draining", signal=sig)
        if self.should_exit:
            self.force_exit = True
            self._service.kill_all()
        self.should_exit = True
        self._service.close()
        if self._loop is not None:
            self._loop.call_later(DRAIN_S, self._service.finish_all)

    def _on_orphaned(self) -> None:
        log.info("service.orphaned")
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end_now)
        last_resort = threading.Timer(_ORPHAN_S, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()

    def _end_now(self) -> None:
        self._service.close()
        self._service.kill_all()
        self.should_exit = True


def serve(settings: Settings, parent_fd: int | None = None, *, log_level: str = "info") -> None:
    """Serve until a signal, or until the starter at `parent_fd` is gone (parent.py). Raises SettingsError where it can't listen."""
    telemetry.configure(log_level)
    service = Service(settings)
    config = uvicorn.Config(
        app.create(settings, service),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    try:
        listening = socket.create_server((settings.host, settings.port), family=_family(settings.host), backlog=128)
    except OSError as error:
        raise SettingsError(f"SOLVER_PORT: can't listen on {settings.host}:{settings.port}: {error.strerror}") from None
    Server(config, service, None if parent_fd is None else Parent(parent_fd)).run([listening])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
