"""Gives jobs with files to processes of their own: few at once, each with a time limit."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import structlog

from hub.exchange.child import Job
from shared.protocol.errors import OverloadedError

ROOT: Final = Path(__file__).parents[2]
AT_ONCE: Final = 2  # each takes a core
WAITING_MAX: Final = 16
LIMIT_S: Final = 30.0  # the largest PDF that is made takes 8 s of a quiet core
RETRY_MS: Final = 3_000
_FEW_THREADS: Final = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Each thread takes room of a process whose room is limited, and a large machine would start many."""
NICER: Final = 5
"""People who edit come before files."""

log = structlog.get_logger(__name__)


class FailedJobError(Exception):
    """The process ended without a result: its time or its memory was up, or what it read broke it."""


class Workshop:
    """Runs jobs, each for `limit_s` at most; `environment` is what their processes see."""

    def __init__(self, environment: Mapping[str, str], *, limit_s: float = LIMIT_S) -> None:
        self._environment = dict(environment) | _FEW_THREADS
        self._limit_s = limit_s
        self._room = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def done(self, job: Job) -> bytes:
        """Return what became of a job (child.py). Raises FailedJobError, or OverloadedError where too many wait."""
        if self._waiting >= WAITING_MAX:
            raise OverloadedError(retry_after_ms=RETRY_MS)
        self._waiting += 1
        try:
            async with self._room:
                return await self._run(msgspec.msgpack.encode(job))
        finally:
            self._waiting -= 1

    async def _run(self, job: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub.exchange.child", cwd=ROOT, env=self._environment, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )
        try:
            async with asyncio.timeout(self._limit_s):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICER)
                found, _ = await process.communicate(job)
        except TimeoutError:
            log.warning("exchange.timed_out", within_s=self._limit_s)
            raise FailedJobError from None
        except ProcessLookupError:
            raise FailedJobError from None
        finally:
            await _ended(process)
        if process.returncode != 0:
            log.warning("exchange.failed", status=process.returncode)
            raise FailedJobError
        return found


async def _ended(process: Process) -> None:
    """Leave nothing running, also where whoever waited has gone."""
    if process.returncode is None:
        process.kill()
        await process.wait()
