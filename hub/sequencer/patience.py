"""Tells who waits too long that the database is away; the hub goes on with their operations."""

from collections import deque
from typing import Final

from hub.clock import Clock
from hub.documents.record import Refused
from hub.sequencer.live import LiveDocument
from hub.sequencer.pending import Pending
from hub.sequencer.port import Told
from hub.sequencer.telling import Telling
from shared.protocol.errors import UnavailableError
from shared.protocol.limits import UNAVAILABLE_AFTER_S

STEP_S: Final = 0.25
RETRY_AFTER_MS: Final = 1_000


class Patience:
    """Everything that is under way, in the order of its deadlines."""

    def __init__(self, *, telling: Telling, clock: Clock) -> None:
        self._telling = telling
        self._clock = clock
        self._waiting: deque[tuple[LiveDocument, Pending]] = deque()

    def deadline(self) -> float:
        """Return until when an operation that is submitted now is waited for."""
        return self._clock.monotonic() + UNAVAILABLE_AFTER_S

    def watch(self, document: LiveDocument, pending: Pending) -> None:
        """Answer `pending` at its deadline, if nothing else does before."""
        waiting = self._waiting
        while waiting and waiting[0][1].is_answered:
            waiting.popleft()
        waiting.append((document, pending))

    async def run(self) -> None:
        """Look every quarter of a second, for ever."""
        while True:
            await self._clock.sleep(STEP_S)
            self.answer_overdue()

    def answer_overdue(self) -> None:
        """Answer what has waited too long `unavailable`."""
        now = self._clock.monotonic()
        while self._waiting and (self._waiting[0][1].is_answered or self._waiting[0][1].deadline <= now):
            self._give_up(*self._waiting.popleft())

    def answer_all(self) -> None:
        """Answer everything that waits: the replica ends."""
        while self._waiting:
            self._give_up(*self._waiting.popleft())

    def _give_up(self, document: LiveDocument, pending: Pending) -> None:
        if not pending.is_answered:
            pending.is_answered = True
            refused = Refused(UnavailableError(retry_after_ms=RETRY_AFTER_MS))
            self._telling.tell(Told(document, document.state.version, (), [(pending.submission, refused)]))
