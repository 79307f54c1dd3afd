"""The bounded number of solves: who runs, who waits in which place, who is sent away."""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator

from solver_service.problem_document import SolverFullError

QUEUE_MAX = 8
"""How many may wait; longer queues are the hub's affair, which keeps them over a restart."""


class Ticket:
    """A place in the queue, then a slot. `position` counts from 1; 0 = it has a slot."""

    def __init__(self, limit_s: float) -> None:
        self.limit_s = limit_s
        self.position = 0
        self.ends_at = math.inf
        self._moved = asyncio.Event()

    async def places(self) -> AsyncIterator[int]:
        """Yield the place in the queue each time it changes, and end once there is a slot."""
        while position := self.position:
            self._moved.clear()
            yield position
            while self.position == position:
                await self._moved.wait()
                self._moved.clear()

    def move(self, position: int) -> None:
        if position != self.position:
            self.position = position
            self._moved.set()


class Slots:
    """At most `count` tickets have a slot; at most QUEUE_MAX wait, first come, first served."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._running: set[Ticket] = set()
        self._waiting: deque[Ticket] = deque()
        self.is_open = True
        self._is_warm = False

    @property
    def running_count(self) -> int:
        return len(self._running)

    @property
    def waiting_count(self) -> int:
        return len(self._waiting)

    @property
    def has_free(self) -> bool:
        """Whether a solve would begin at once."""
        return self.is_open and self._has_room

    @property
    def _has_room(self) -> bool:
        return self._is_warm and len(self._running) < self._count

    def warm(self) -> None:
        """Hand out slots from now on: processes start in no time."""
        self._is_warm = True
        self._advance()

    def close(self) -> None:
        """Take no more; those who wait keep their places."""
        self.is_open = False

    def enter(self, limit_s: float) -> Ticket:
        """Return a ticket. Raises SolverFullError (503, with the time until a slot should be free) where the queue is full."""
        if not self.is_open:
            raise SolverFullError("The service is ending.", retry_after_ms=5_000)
        if not self._has_room and len(self._waiting) >= QUEUE_MAX:
            raise SolverFullError("Every slot is taken and the queue is full.", retry_after_ms=self._retry_after_ms())
        ticket = Ticket(limit_s)
        self._waiting.append(ticket)
        ticket.position = len(self._waiting)
        self._advance()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Give the slot or the place back; again is nothing."""
        self._running.discard(ticket)
        if ticket in self._waiting:
            self._waiting.remove(ticket)
        self._advance()

    def _advance(self) -> None:
        while self._waiting and self._has_room:
            ticket = self._waiting.popleft()
            ticket.ends_at = time.monotonic() + ticket.limit_s
            self._running.add(ticket)
            ticket.move(0)
        for place, ticket in enumerate(self._waiting, start=1):
            ticket.move(place)

    def _retry_after_ms(self) -> int:
        soonest = min((ticket.ends_at for ticket in self._running), default=0.0)
        return max(1_000, math.ceil(1_000 * (soonest - time.monotonic())))
