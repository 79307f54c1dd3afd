"""Reads together what many ask for in the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Final, Generic, TypeVar

import structlog

from hub.tasks import Tasks
from shared.protocol.errors import RosterhubError, UnavailableError

STEP_S: Final = 0.25
STEPS_MAX: Final = 4
"""A read may take so many steps: a second, or longer where the event loop itself is late and the answer may only wait to be seen."""
KEYS_MAX: Final = 5_000
"""Of one read; what is beyond goes with the next one."""

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")

log = structlog.get_logger(__name__)


class _Batch(Generic[Key, Found]):
    """Keys that are read together."""

    def __init__(self) -> None:
        self.keys: dict[Key, None] = {}
        self.done: asyncio.Future[Mapping[Key, Found]] = asyncio.get_running_loop().create_future()


class Batches(Generic[Key, Found]):
    """One read at a time; every answer was read after it was asked for, so no change that came before is missed.

    A thousand clients that come back at once cost two or three reads, and a database that doesn't answer costs one line in the log.
    """

    def __init__(
        self, name: str, read: Callable[[Collection[Key]], Awaitable[Mapping[Key, Found]]], tasks: Tasks, *, step_s: float = STEP_S
    ) -> None:
        self._name = name
        self._step_s = step_s
        self._read = read
        self._tasks = tasks
        self._turn = asyncio.Lock()
        self._next: _Batch[Key, Found] | None = None

    async def of(self, key: Key) -> Found | None:
        """Return what was found for `key`, None where there is nothing. Raises UnavailableError, within two reads' time."""
        batch = self._next
        if batch is None or len(batch.keys) >= KEYS_MAX:
            batch = self._next = _Batch()
            _ = self._tasks.start(f"identity.{self._name}", self._work(batch))
        batch.keys[key] = None
        found = await asyncio.shield(batch.done)
        return found.get(key)

    async def _work(self, batch: _Batch[Key, Found]) -> None:
        try:
            async with self._turn:
                if self._next is batch:
                    self._next = None
                batch.done.set_result(await self._within_limit(batch.keys))
        except RosterhubError as error:
            log.warning("batch.not_read", what=self._name, asked=len(batch.keys), code=error.code)
            batch.done.set_exception(error)
        finally:  # whoever waits is told, whatever ended this
            if not batch.done.done():
                batch.done.set_exception(UnavailableError())
            _ = batch.done.exception()

    async def _within_limit(self, keys: Collection[Key]) -> Mapping[Key, Found]:
        reading = self._tasks.start(f"identity.{self._name}.read", self._attempt(keys))
        try:
            for _ in range(STEPS_MAX):
                done, _pending = await asyncio.wait({reading}, timeout=self._step_s)
                if done:
                    break
            else:
                raise UnavailableError
        finally:
            reading.cancel()  # of no effect on one that is done
        found: Mapping[Key, Found] | RosterhubError = reading.result()
        if isinstance(found, RosterhubError):
            raise found
        return found

    async def _attempt(self, keys: Collection[Key]) -> Mapping[Key, Found] | RosterhubError:
        try:
            return await self._read(keys)
        except RosterhubError as error:  # expected, and no fault of the task's
            return error
