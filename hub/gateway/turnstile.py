"""Lets a few through in each turn of the event loop, in the order in which they came: a crowd at the door holds up nobody inside."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

HANDSHAKES_PER_TURN: Final = 16
JOINS_PER_TURN: Final = 32
"""Two or three milliseconds of work each: that is what an edit waits at most between two looks at the sockets."""


class Turnstile:
    """What is done at once comes to at most `per_turn` in a turn of the loop; the rest waits, first come, first served."""

    def __init__(self, per_turn: int) -> None:
        self._per_turn = per_turn
        self._passed = 0
        self._waiting: deque[Callable[[], None]] = deque()

    def try_pass(self) -> bool:
        """Pass if nobody waits and there is room in this turn."""
        if self._waiting or self._passed >= self._per_turn:
            return False
        self._pass()
        return True

    def enter(self, let_in: Callable[[], None]) -> None:
        """Call `let_in` once it is its turn, now or later."""
        if self.try_pass():
            let_in()
        else:
            self._waiting.append(let_in)

    async def passing(self) -> None:
        """Return once it is one's turn."""
        passed = asyncio.Event()
        self.enter(passed.set)
        await passed.wait()

    def _pass(self) -> None:
        if self._passed == 0:
            asyncio.get_running_loop().call_soon(self._turn)
        self._passed += 1

    def _turn(self) -> None:
        self._passed = 0
        while self._waiting and self._passed < self._per_turn:
            self._pass()
            self._waiting.popleft()()
