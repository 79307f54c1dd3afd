"""Whose turn it is with a live document: its state moves in one pair of hands at a time."""

import asyncio
from collections import deque


class Turn:
    """A lock that can also be tried; who waits gets it first come, first served."""

    __slots__ = ("_is_taken", "_waiting")

    def __init__(self) -> None:
        self._is_taken = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def is_taken(self) -> bool:
        """Whether somebody has it."""
        return self._is_taken

    def try_take(self) -> bool:
        """Take it if it is free."""
        if self._is_taken:
            return False
        self._is_taken = True
        return True

    async def take(self) -> None:
        """Take it, behind whoever waits already."""
        if self.try_take():
            return
        handed_over = asyncio.get_running_loop().create_future()
        self._waiting.append(handed_over)
        try:
            await handed_over
        except asyncio.CancelledError:
            if handed_over.done() and not handed_over.cancelled():
                self.give_back()
            raise

    def give_back(self) -> bool:
        """End one's turn; True when it is free now, False when the next in line has it."""
        while self._waiting:
            handed_over = self._waiting.popleft()
            if not handed_over.done():
                handed_over.set_result(None)
                return False
        self._is_taken = False
        return True
