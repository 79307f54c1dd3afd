"""Short questions that a process of its own answers: one line in, one line out, within a limit."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import threading
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from typing import BinaryIO

import structlog

from solver_service import telemetry
from solver_service.forks import FORKS
from solver_service.problem_document import SolverFullError

log = structlog.get_logger()

ASIDES_MAX = 2
"""How many run beside the solves: each holds some hundred megabytes for seconds."""
_READ_BYTES = 2**16
_RETRY_AFTER_MS = 2_000

Answer = Callable[[bytes], bytes]
"""A function of a module (it is found there by its name) that is called in the process: a line without its end → another."""


class Asides:
    """Knows how many run. None are taken before `open` (the fork server is warm) and after `close`."""

    def __init__(self, count_max: int = ASIDES_MAX) -> None:
        self._count_max = count_max
        self._count = 0
        self._is_open = False

    def open(self) -> None:
        """Take questions from now on."""
        self._is_open = True

    def close(self) -> None:
        """Take no more; those that run are answered."""
        self._is_open = False

    async def ask(self, answer: Answer, question: bytes, limit_s: float) -> bytes | None:
        """Return what `answer` makes of the question; None where that took longer than `limit_s`, or its process died.

        The process has ended, or is about to, when this returns or is cancelled. Raises SolverFullError.
        """
        if not self._is_open or self._count >= self._count_max:
            raise SolverFullError("Too many questions are being answered.", retry_after_ms=_RETRY_AFTER_MS)
        self._count += 1
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        starting = asyncio.get_running_loop().run_in_executor(None, _fork, theirs, answer)
        starting.add_done_callback(self._on_started)
        try:
            async with asyncio.timeout(limit_s):
                await asyncio.shield(starting)
                return await _exchanged(ours, question)
        except (TimeoutError, ConnectionError):
            return None
        finally:
            ours.close()  # a process that still starts reads the end of its wire, and ends
            if starting.done() and starting.exception() is None:
                starting.result().kill()

    def _on_started(self, starting: asyncio.Future[ForkServerProcess]) -> None:
        if starting.cancelled() or starting.exception() is not None:
            self._count -= 1
            return
        process = starting.result()
        asyncio.get_running_loop().add_reader(process.sentinel, self._on_exit, process)

    def _on_exit(self, process: ForkServerProcess) -> None:
        asyncio.get_running_loop().remove_reader(process.sentinel)
        process.join()
        log.info("aside.process_ended", exit_code=process.exitcode)
        self._count -= 1


async def _exchanged(wire: socket.socket, question: bytes) -> bytes | None:
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(wire, question + b"\n")
    answer = bytearray()
    while not answer.endswith(b"\n"):
        read = await loop.sock_recv(wire, _READ_BYTES)
        if not read:
            return None
        answer += read
    return bytes(answer[:-1])


def _fork(theirs: socket.socket, answer: Answer) -> ForkServerProcess:
    process = FORKS.Process(target=_work, args=(theirs, answer), name="aside", daemon=True)
    process.start()
    theirs.close()
    return process


def _work(wire: socket.socket, answer: Answer) -> None:
    """The process: answers one line, and ends at once when the wire is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches every process of the group; the service decides
    gc.disable()  # it makes few cycles and ends soon
    telemetry.configure()
    lines = wire.makefile("rb")
    question = lines.readline()
    if not question:
        return
    threading.Thread(target=_end_with, args=(lines,), name="wire", daemon=True).start()
    wire.sendall(answer(question) + b"\n")


def _end_with(lines: BinaryIO) -> None:
    with contextlib.suppress(OSError):  # a reset is an end, too
        lines.read()
    os._exit(1)  # the service is gone, or wants no answer any more
