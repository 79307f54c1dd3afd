"""Which connections are due: one wheel for pings and silence, one heap for tokens that end; no timer a connection."""

import heapq
import itertools
from collections.abc import Hashable, Iterator
from typing import Final, Generic, TypeVar

from shared.protocol.limits import HEARTBEAT_S

MISSED_MAX: Final = 2
"""Pings without any sign of life before 4001 [CN5]."""

Item = TypeVar("Item", bound=Hashable)


class Wheel(Generic[Item]):
    """Comes past every item once in `HEARTBEAT_S` turns of one second each; items are spread evenly."""

    __slots__ = ("_at", "_slots", "_where")

    def __init__(self) -> None:
        self._slots: list[dict[Item, None]] = [{} for _ in range(HEARTBEAT_S)]
        self._where: dict[Item, int] = {}
        self._at = 0

    def __len__(self) -> int:
        return len(self._where)

    def add(self, item: Item) -> None:
        """Put `item` where the wheel has just been, so that it comes past after a whole round."""
        self._where[item] = self._at
        self._slots[self._at][item] = None

    def discard(self, item: Item) -> None:
        """Take `item` off."""
        slot = self._where.pop(item, None)
        if slot is not None:
            del self._slots[slot][item]

    def turn(self) -> tuple[Item, ...]:
        """Turn by one second; return the items that it comes past."""
        self._at = (self._at + 1) % HEARTBEAT_S
        return tuple(self._slots[self._at])


class Pulse:
    """One connection's signs of life."""

    __slots__ = ("_missed",)

    def __init__(self) -> None:
        self._missed = 0

    def is_gone(self, *, heard: bool) -> bool:
        """Take whether anything was heard since the last ping; True once two pings went without an answer."""
        self._missed = 0 if heard else self._missed + 1
        return self._missed >= MISSED_MAX


class Deadlines(Generic[Item]):
    """Items by the moment when something is due for them; one moment an item, a new one replaces the old."""

    __slots__ = ("_due", "_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Item]] = []
        self._due: dict[Item, float] = {}
        self._order = itertools.count()  # items need not be comparable

    def __len__(self) -> int:
        return len(self._due)

    def set(self, item: Item, due: float) -> None:
        """Make `item` due at `due`."""
        self._due[item] = due
        heapq.heappush(self._heap, (due, next(self._order), item))

    def discard(self, item: Item) -> None:
        """Make `item` not due any more; its entry in the heap goes when its time comes."""
        self._due.pop(item, None)

    def passed(self, now: float) -> Iterator[Item]:
        """Take out the items whose moment has passed."""
        while self._heap and self._heap[0][0] <= now:
            due, _, item = heapq.heappop(self._heap)
            if self._due.get(item) == due:
                del self._due[item]
                yield item
