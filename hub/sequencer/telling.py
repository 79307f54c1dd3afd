"""Passes on what was committed, in the order in which states moved."""

import asyncio

from hub.sequencer.answers import tell_origins
from hub.sequencer.port import Teller, Told


class Telling:
    """Collects what one turn of the loop brings, and tells it once the next commit was sent: fan-out fills the flush."""

    def __init__(self) -> None:
        self.teller: Teller = tell_origins
        self._waiting: list[Told] = []

    def tell(self, told: Told) -> None:
        """Have `told` told, after all that came before."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self._waiting.append(told)

    def flush(self) -> None:
        """Tell now."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.teller(waiting)
