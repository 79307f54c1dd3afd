"""An event loop whose clock is simulated: instead of waiting it jumps to the next timer; machines on it can be stopped, and die."""

import asyncio
import heapq
import itertools
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
ENDING_ROUNDS = 10  # cancelled tasks may wait once more, for a lock or for others
BEGIN = datetime(2026, 11, 23, 10, tzinfo=UTC)


class StuckError(AssertionError):
    """Nothing is scheduled any more, and the main task is not done: a deadlock."""


class Machine:
    """A process on the simulated loop: all that was begun in its context, the tasks and timers of these too.

    Stopped, nothing of it runs, until it goes on with everything that came due meanwhile, in order. Dead, nothing of it ever runs again:
    no `finally`, no `except`. `after_steps` lets a death fall between any two awaits.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.context = copy_context()
        self.context.run(_MACHINE.set, self)
        self.is_stopped = False
        self.is_dead = False
        self._held: list[asyncio.Handle] = []
        self._steps_left = -1
        self._then: Callable[[], None] = _nothing
        self._loop = _running()
        self._loop.machines.append(self)

    def run(self, begin: Callable[..., T], *arguments: Any) -> T:
        """Begin something on it."""
        return self.context.run(begin, *arguments)

    def after_steps(self, count: int, then: Callable[[], None]) -> None:
        """Call `then` when so many more of its steps have run; the last call counts."""
        self._steps_left, self._then = count, then

    def stop(self) -> None:
        """Let nothing of it run for now."""
        self.is_stopped = True

    def go_on(self) -> None:
        """Run on, with what came due meanwhile."""
        self.is_stopped = False
        if not self.is_dead:
            self.release()

    def release(self) -> None:
        """Queue what was held."""
        held, self._held = self._held, []
        self._loop.queue(held)

    def kill(self) -> None:
        """Let nothing of it ever run again."""
        self.is_dead = True

    def holds(self, handle: asyncio.Handle) -> bool:
        """Whether a step of it may not run now; it is kept for later, or for the end of the loop."""
        if self.is_dead or self.is_stopped:
            self._held.append(handle)
            return True
        return False

    def stepped(self) -> None:
        """Count a step that ran."""
        if self._steps_left > 0:
            self._steps_left -= 1
            if self._steps_left == 0:
                self._then()


_MACHINE: ContextVar[Machine | None] = ContextVar("machine", default=None)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Deterministic: callbacks run in the order of their times, then of their scheduling. No file descriptor is ever looked at."""

    _ready: Any

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._timers: list[tuple[float, int, Any]] = []
        self._numbers = itertools.count()
        self.machines: list[Machine] = []
        self.is_ending = False
        """Whether everything runs again, machines that died too: their tasks are cancelled."""
        self.outside = copy_context()
        """The context of what is on no machine: networks, databases, people."""

    def time(self) -> float:
        return self._now

    def queue(self, handles: list[asyncio.Handle]) -> None:
        """Run handles soon."""
        self._ready.extend(handles)

    def call_at(  # type: ignore[override]  # the callback's arguments are its caller's affair
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, next(self._numbers), timer))
        return timer

    def call_later(  # type: ignore[override]  # as above
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def _run_once(self) -> None:
        ready, timers = self._ready, self._timers
        while not ready:
            if not timers:
                raise StuckError("everybody waits, and nobody is going to move")
            self._now = max(self._now, timers[0][0])
            while timers and timers[0][0] <= self._now:
                handle = heapq.heappop(timers)[2]
                if not handle._cancelled:
                    ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if handle._cancelled:
                continue
            machine = handle._context.get(_MACHINE)
            if machine is None or self.is_ending:
                handle._run()
            elif not machine.holds(handle):
                handle._run()
                machine.stepped()


class SimulatedClock:
    """The `Clock` port on the simulated loop; the wall clock of a machine can be moved."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.wall_ahead = timedelta()

    def monotonic(self) -> float:
        return self._loop.time()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._loop.time()) + self.wall_ahead

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def outside() -> Context:
    """Return the context of what is on no machine of the running loop."""
    return _running().outside


def _running() -> SimulatedLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SimulatedLoop)
    return loop


def simulate(main: Callable[[SimulatedClock], Coroutine[Any, Any, T]]) -> T:
    """Run `main` on a loop of its own to its end; an exception that nobody sees fails it too."""
    loop = SimulatedLoop()
    unseen: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: unseen.append(context))
    try:
        result = loop.run_until_complete(main(SimulatedClock(loop)))
    finally:
        loop.is_ending = True
        loop.set_exception_handler(lambda *_: None)
        for machine in loop.machines:
            machine.release()
        for _ in range(ENDING_ROUNDS):
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    if unseen:
        raise AssertionError(unseen[0]["message"]) from unseen[0].get("exception")
    return result


def _nothing() -> None:
    """Do nothing."""
