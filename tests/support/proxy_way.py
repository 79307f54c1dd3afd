"""One direction of what a proxy carries."""

import asyncio
import math
from collections.abc import AsyncIterator
from dataclasses import dataclass, field


@dataclass
class Way:
    """One direction. What is held waits, and arrives once it is released, also when its sender has gone; what is lost is gone."""

    delay_s: float = 0.0
    loses: bool = False
    room: float = math.inf
    """Bytes that pass before it holds."""
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, *, after_bytes: int = 0) -> None:
        self.room = after_bytes

    def release(self) -> None:
        self.delay_s, self.loses, self.room = 0.0, False, math.inf
        self._released.set()

    async def passed(self, chunk: bytes) -> AsyncIterator[bytes]:
        """The pieces that come through, each when it does."""
        while chunk and not self.loses:
            while self.room <= 0 and not self.loses:
                self._released.clear()
                await self._released.wait()
            size = int(min(self.room, len(chunk)))
            self.room -= size
            yield chunk[:size]
            chunk = chunk[size:]
