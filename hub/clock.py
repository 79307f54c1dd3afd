"""The clock port: the only way to know the time or to wait."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as a value, so that tests and the simulator can make their own."""

    def monotonic(self) -> float:
        """Return seconds that never go back; for limits and intervals."""
        ...

    def now(self) -> datetime:
        """Return the wall clock in UTC; never used to order anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""
        ...


class SystemClock:
    """The machine's clock."""

    def monotonic(self) -> float:
        """Return `time.monotonic()`."""
        return time.monotonic()

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait on the running loop."""
        await asyncio.sleep(seconds)


def instant(moment: datetime) -> str:
    """Return RFC 3339 UTC with milliseconds, as all instants on the wire [EN1]."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
