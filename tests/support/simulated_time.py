"""An event loop whose clock is simulated: instead of waiting it jumps to the next timer."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
BEGIN = datetime(2026, 11, 23, 10, tzinfo=UTC)


class StuckError(AssertionError):
    """Nothing is scheduled any more, and the main task is not done: a deadlock."""


class _JumpingSelector(selectors.DefaultSelector):
    """Says that nothing came, and lets the time pass that was to be waited."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise StuckError("everybody waits, and nobody is going to move")
            self.now += timeout
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Deterministic: callbacks run in the order of their times, then of their scheduling."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self._jumping.now


class SimulatedClock:
    """The `Clock` port on the simulated loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def monotonic(self) -> float:
        return self._loop.time()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._loop.time())

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def simulate(main: Callable[[SimulatedClock], Coroutine[Any, Any, T]]) -> T:
    """Run `main` on a loop of its own to its end; an exception that nobody sees fails it too."""
    loop = SimulatedLoop()
    unseen: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: unseen.append(context))
    try:
        result = loop.run_until_complete(main(SimulatedClock(loop)))
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    if unseen:
        raise AssertionError(unseen[0]["message"]) from unseen[0].get("exception")
    return result
