"""The solver service as the hub's child: started, told where it listens, started again when it dies."""

import asyncio
import json
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import structlog

from hub.clock import Clock
from hub.tasks import Tasks

ROOT: Final = Path(__file__).parents[1]
READY_S: Final = 60.0  # the first start compiles its search
BACK_OFF_MIN_S: Final = 0.5
BACK_OFF_MAX_S: Final = 10.0
LONG_LIFE_S: Final = 60.0  # one that lived so long may start again at once
END_S: Final = 4.0  # it ends by itself within 3 s of the pipe's closing
_LINE_BYTES_MAX: Final = 4_096

log = structlog.get_logger(__name__)


class SolverChild:
    """Keeps one solver running; `url` is where it listens just now, None while there is none.

    Child and hub share a socket pair: the child writes its address into it and ends when the hub's end closes, however the hub ended.
    """

    def __init__(self, environment: Mapping[str, str], clock: Clock, tasks: Tasks, *, log_level: str) -> None:
        self.url: str | None = None
        self._environment = dict(environment)
        self._log_level = log_level
        self._clock = clock
        self._task = tasks.start("solver.child", self._keep())

    async def close(self) -> None:
        """End the child, and wait for it."""
        self._task.cancel()
        await asyncio.wait([self._task], timeout=2 * END_S)

    async def _keep(self) -> None:
        back_off_s = BACK_OFF_MIN_S
        while True:
            began = self._clock.monotonic()
            await self._live()
            lived_s = self._clock.monotonic() - began
            back_off_s = BACK_OFF_MIN_S if lived_s > LONG_LIFE_S else min(2 * back_off_s, BACK_OFF_MAX_S)
            log.warning("solver.ended", lived_s=round(lived_s, 1), again_in_s=back_off_s)
            await self._clock.sleep(back_off_s)

    async def _live(self) -> None:
        """Start a child, and return when it has ended."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        process: Process | None = None
        try:
            with theirs:
                process = await self._spawned(theirs.fileno())
            async with asyncio.timeout(READY_S):
                self.url = await _told(ours)
            if self.url is not None:
                log.info("solver.started", url=self.url, pid=process.pid)
                await process.wait()
        except TimeoutError:
            log.warning("solver.not_ready", within_s=READY_S)
        finally:
            self.url = None
            ours.close()
            if process is not None:
                await _ended(process)

    async def _spawned(self, fd: int) -> Process:
        where = ("--host", "127.0.0.1", "--port", "0", "--parent-fd", str(fd))
        command = (sys.executable, "-m", "solver_service", "serve", *where, "--log-level", self._log_level)
        return await asyncio.create_subprocess_exec(
            *command,
            pass_fds=(fd,),
            cwd=ROOT,
            env=self._environment,
            stdin=DEVNULL,
            stdout=sys.stderr,  # the hub's stdout carries results only
            start_new_session=True,  # Ctrl-C reaches the hub, which lets it go
        )


async def _told(ours: socket.socket) -> str | None:
    """Return the address that the child tells; None where it ended without a word."""
    loop = asyncio.get_running_loop()
    line = b""
    while not line.endswith(b"\n"):
        piece = await loop.sock_recv(ours, _LINE_BYTES_MAX)
        if not piece or len(line) > _LINE_BYTES_MAX:
            return None
        line += piece
    return str(json.loads(line)["url"])


async def _ended(process: Process) -> None:
    """Wait for the child's end, which its closed socket brings; else kill it."""
    try:
        async with asyncio.timeout(END_S):
            await process.wait()
    except TimeoutError:
        log.warning("solver.killed", pid=process.pid)
        process.kill()
        await process.wait()
