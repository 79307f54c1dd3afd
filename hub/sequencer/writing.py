"""Submits an operation and waits for what becomes of it: for everybody who isn't a connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from hub.documents.record import Author, DocumentKey, Origin, Outcome, Rights, Submission
from hub.sequencer.port import Live, SequencerPort
from shared.operations import Operation
from shared.protocol.errors import UnavailableError

ANSWER_S: Final = 10.0  # the sequencer itself answers after 3 s; this guards against a fault of ours


class Waiting(Origin):
    """Somebody who waits for one outcome."""

    __slots__ = ("outcome",)

    def __init__(self) -> None:
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def answer(self, submission: Submission, outcome: Outcome) -> None:
        """Wake who waits; one who has gone by now isn't missed."""
        del submission  # there is one only
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Writer:
    """Takes operations the same way as a socket's: same resolver, same log, same fan-out, same answer."""

    def __init__(self, sequencer: SequencerPort) -> None:
        self._sequencer = sequencer

    @asynccontextmanager
    async def opened(self, key: DocumentKey) -> AsyncIterator[Live]:
        """Hold a live document for a while. Raises NotFoundError, UnavailableError."""
        live = await self._sequencer.open(key)
        try:
            yield live
        finally:
            live.release()

    async def outcome_of(
        self, live: Live, operation: Operation, author: Author, rights: Rights, *, base: int | None = None, maybe_repeat: bool = False
    ) -> Outcome:
        """Submit an operation on a document that the caller holds, and return its outcome. Raises UnavailableError."""
        waiting = Waiting()
        self._sequencer.submit(live, Submission(operation, author, base, rights, maybe_repeat, waiting, maybe_repeat))
        try:
            async with asyncio.timeout(ANSWER_S):
                return await waiting.outcome
        except TimeoutError:
            raise UnavailableError from None
