"""Passes on what was committed, in the order in which states moved."""

import asyncio

from hub.documents.record import Refused, Submission
from hub.sequencer.answers import Answer, tell_origins
from hub.sequencer.port import Live, Teller, Told


class Telling:
    """Collects what one turn of the loop brings, and tells it once the next commit was sent: fan-out fills the flush."""

    def __init__(self) -> None:
        self.teller: Teller = tell_origins
        self._waiting: list[Told] = []
        self._refused: dict[Live, list[Answer]] = {}

    def tell(self, told: Told) -> None:
        """Have `told` told, after all that came before."""
        self._wake()
        self._waiting.append(told)

    def refuse(self, live: Live, submission: Submission, refused: Refused) -> None:
        """Have a refusal told that says nothing about any version: a flood of them is told together, one write for each who sent some."""
        self._wake()
        self._refused.setdefault(live, []).append((submission, refused))

    def _wake(self) -> None:
        if not self._waiting and not self._refused:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Tell now."""
        waiting, self._waiting = self._waiting, []
        refused, self._refused = self._refused, {}
        waiting += [Told(live, live.state.version, (), answers) for live, answers in refused.items()]
        if waiting:
            self.teller(waiting)
