"""One solve as the service sees it: its process, its events, its end."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from multiprocessing.context import ForkServerProcess

import structlog
from pydantic import ValidationError

from shared.problem import EVENT, Bound, Event, Failed, Incumbent, Queued, Result, Score, Solution, Started
from shared.score import Scorer
from solver_service.engines.answer import Best, answer
from solver_service.forks import fork
from solver_service.job import FINISH, Job
from solver_service.memory import children_of, resident_mb
from solver_service.slots import Slots, Ticket

log = structlog.get_logger()

OVERDUE_S = 0.4
"""How long a process may take to answer after its time limit or `finish`; then it is killed and its best grid is the answer.

Less where counting that grid's violations takes long: the answer is due a second after the limit.
"""
_ANSWER_PER_CELL_S = 9e-6  # to count the violations of a grid here, where its process didn't: 1.8 s for the largest
_MEMORY_LOOK_S = 0.1  # a process that fills 1 GB/s is seen 100 MB late
_EXIT_S = 0.5  # a process whose wire is cut has ended, or is about to
_LINE_BYTES_MAX = 64 * 2**20  # the answer to the largest problem, with every violation


class Solve:
    """A ticket, then a process. `events` is read once; closing it ends the process at once."""

    def __init__(self, job: Job, scorer: Scorer, solve_id: str, slots: Slots, *, tells_grids: bool) -> None:
        """Take a place. Raises SolverFullError."""
        self.id = solve_id
        self._job = job
        self._scorer = scorer
        self._slots = slots
        self._tells_grids = tells_grids
        self._arrived = time.monotonic()
        self._time_limit_s = job.options.time_limit_s or 0.0
        self._ticket: Ticket = slots.enter(self._time_limit_s)
        self._child: _Child | None = None

    @property
    def is_running(self) -> bool:
        return self._child is not None

    def finish(self) -> None:
        """Stop searching: the best grid so far is the answer, within a second."""
        if self._child is not None:
            self._child.finish()

    def kill(self) -> None:
        """End it now; it fails with its best grid so far."""
        if self._child is not None:
            self._child.kill("killed")

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield `queued` while it waits, `started`, what its process tells, and last `result` or `failed`."""
        try:
            async for position in self._ticket.places():
                yield Queued(id=self.id, position=position)
            job = self._job.model_copy(update={"started": time.monotonic()})
            self._child = _Child(self.id, job, self._scorer, lambda: self._slots.leave(self._ticket))
            yield Started(id=self.id, elapsed_s=round(job.started - self._arrived, 3))
            async with contextlib.aclosing(self._child.events()) as events:
                async for event in events:
                    yield self._told(event)
        finally:
            if self._child is None:
                self._slots.leave(self._ticket)
            else:
                self._child.kill("closed")

    def _told(self, event: Event) -> Event:
        if isinstance(event, Incumbent) and not self._tells_grids:
            return event.model_copy(update={"grid": None})
        return event


class _Child:
    """A solve's process. `on_gone` is called once it has left the system, so that its memory is free for the next."""

    def __init__(self, solve_id: str, job: Job, scorer: Scorer, on_gone: Callable[[], None]) -> None:
        self._id = solve_id
        self._job = job
        self._scorer = scorer
        self._on_gone = on_gone
        self._process: ForkServerProcess | None = None
        self._wire: asyncio.StreamWriter | None = None
        self._killed_for: str | None = None
        self._best: Best | None = None
        self._bound: Score | None = None
        self._timers: list[asyncio.TimerHandle] = []
        cells = len(job.problem.staff) * scorer.context.day_count
        self._overdue_s = min(OVERDUE_S, 0.9 - cells * _ANSWER_PER_CELL_S)
        self._exited = asyncio.Event()

    def finish(self) -> None:
        if self._wire is not None and not self._wire.is_closing():
            self._wire.write(FINISH)
        self._kill_in(self._overdue_s, "overdue")

    def kill(self, reason: str) -> None:
        """End the process now: it holds nothing that must be put in order. The first reason is the one that counts."""
        self._killed_for = self._killed_for or reason
        for timer in self._timers:
            timer.cancel()
        if self._wire is not None:
            self._wire.close()
        if self._process is not None and self._process.is_alive():
            self._kill(self._process)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield what the process tells; where it ends without an answer, the best grid so far is put in its place."""
        reader = await self._start()
        while line := await self._next_line(reader):
            try:
                event = EVENT.validate_json(line)
            except ValidationError:  # the process was killed in the middle of a line
                break
            self._remember(event)
            yield event
            if isinstance(event, Result | Failed):
                self._killed_for = "answered"
                return
        yield await self._last_word()

    async def _start(self) -> asyncio.StreamReader:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        starting = asyncio.get_running_loop().run_in_executor(None, fork, theirs, f"solve-{self._id}")
        starting.add_done_callback(self._on_started)
        try:
            reader, self._wire = await asyncio.open_unix_connection(sock=ours, limit=_LINE_BYTES_MAX)
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            ours.close()  # a process that starts all the same reads the end of its wire, and ends
            raise
        self._wire.write(self._job.model_dump_json(by_alias=True).encode() + b"\n")
        overdue_in = self._job.started + (self._job.options.time_limit_s or 0.0) + self._overdue_s - time.monotonic()
        self._kill_in(overdue_in, "overdue")
        self._look_at_memory()
        return reader

    def _on_started(self, starting: asyncio.Future[ForkServerProcess]) -> None:
        if starting.cancelled() or starting.exception() is not None:
            self._on_gone()
            return
        self._process = starting.result()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._on_exit, self._process)
        if self._killed_for is not None:
            self._kill(self._process)

    def _kill(self, process: ForkServerProcess) -> None:
        """End it with its own children, which would else only notice later that it is gone."""
        children = [] if process.pid is None else children_of(process.pid)
        process.kill()
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def _on_exit(self, process: ForkServerProcess) -> None:
        asyncio.get_running_loop().remove_reader(process.sentinel)
        process.join()
        log.info("solve.process_ended", solve_id=self._id, exit_code=process.exitcode, killed_for=self._killed_for)
        self._exited.set()
        self._on_gone()

    async def _next_line(self, reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readline()
        except ConnectionError:
            return b""

    def _remember(self, event: Event) -> None:
        if isinstance(event, Incumbent) and event.grid is not None:
            self._best = Best(event.grid, event.bound or self._bound, event.solutions)
        elif isinstance(event, Bound):
            self._bound = event.bound
            if self._best is not None:
                self._best = replace(self._best, bound=event.bound)

    def _kill_in(self, seconds: float, reason: str) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(max(0.0, seconds), self.kill, reason))

    def _look_at_memory(self) -> None:
        if self._process is None or self._process.pid is None or self._killed_for is not None:
            return
        resident = resident_mb(self._process.pid)
        if resident is not None and resident > self._job.memory_mb:
            log.warning("solve.memory_exceeded", solve_id=self._id, resident_mb=round(resident), limit_mb=self._job.memory_mb)
            self.kill("memory")
            return
        self._timers = [timer for timer in self._timers if not timer.cancelled() and timer.when() > asyncio.get_running_loop().time()]
        self._timers.append(asyncio.get_running_loop().call_later(_MEMORY_LOOK_S, self._look_at_memory))

    async def _last_word(self) -> Event:
        best = await self._best_answer()
        if self._killed_for == "overdue" and best is not None:
            return Result(solution=best)
        match self._killed_for:
            case "memory":
                return Failed(code="memory", message=f"The solve took more than {self._job.memory_mb} MiB (SOLVER_MEMORY_MB).", best=best)
            case "overdue":
                return Failed(code="killed", message="The solve was stopped before it had a first grid.")
            case _:
                return Failed(code="killed", message=f"The solve's process ended: {await self._end()}.", best=best)

    async def _best_answer(self) -> Solution | None:
        if self._best is None:
            return None
        elapsed_s = time.monotonic() - self._job.started
        return await asyncio.to_thread(answer, self._job.problem, self._job.options, self._best, elapsed_s, self._scorer)

    async def _end(self) -> str:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_EXIT_S):
                await self._exited.wait()
        code = None if self._process is None else self._process.exitcode
        if code is None:
            return "without a word"
        return signal.Signals(-code).name if code < 0 else f"exit status {code}"
