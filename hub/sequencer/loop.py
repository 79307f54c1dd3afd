"""The lane: one commit after the other, each of everything that came while the last one was flushed."""

from collections.abc import Sequence
from random import Random

import structlog

from hub.clock import Clock
from hub.sequencer.aside import Aside
from hub.sequencer.backoff import delay_s
from hub.sequencer.batch import Batch
from hub.sequencer.care import Care
from hub.sequencer.group_commit import GroupCommit, put_back
from hub.sequencer.health import Health
from hub.sequencer.pace import Pace
from hub.sequencer.ready import Ready
from hub.store.port import DocumentStore, NothingWrittenError, OutcomeUnknownError, PoisonError, Verdict, Won

log = structlog.get_logger(__name__)


class Lane:
    """Commits until its task is cancelled. What can't go with the others is worked on aside, and holds up nobody."""

    def __init__(
        self,
        store: DocumentStore,
        *,
        ready: Ready,
        commits: GroupCommit,
        aside: Aside,
        health: Health,
        pace: Pace,
        clock: Clock,
        random: Random,
    ) -> None:
        self._store = store
        self._ready = ready
        self._commits = commits
        self._aside = aside
        self._health = health
        self._pace = pace
        self._clock = clock
        self._random = random
        self._failures = 0  # in a row; the poll may reach a database that can't write

    async def run(self) -> None:
        """Commit what is ready, for ever."""
        while True:
            await self._ready.wait()
            try:
                await self._commit()
            except Exception:
                log.exception("lane.failed")
                for document in self._ready.in_hand:
                    document.recover()
                    self._aside.begin(document, Care.START_AFRESH)

    async def _commit(self) -> None:
        batches, cares = self._commits.gather()
        for document, care in cares:
            self._aside.begin(document, care)
        if not batches:
            return
        began = self._clock.monotonic()
        self._pace.begin(sum([len(batch.pendings) for batch in batches]))
        try:
            verdicts = await self._store.commit([batch.part for batch in batches])
        except (NothingWrittenError, OutcomeUnknownError, PoisonError) as failure:
            self._pace.end(None)
            log.warning("commit.failed", documents=len(batches), error=f"{type(failure).__name__}: {failure}")
            put_back(batches, failure)
            self._ready.give_back_all(batch.document for batch in batches)
            if not isinstance(failure, PoisonError):
                self._failures += 1
                _ = self._health.failed()
                await self._clock.sleep(delay_s(self._failures, self._random))
        else:
            self._failures = 0
            self._pace.end(self._clock.monotonic() - began)
            self._health.answered()
            self._settle(batches, verdicts)

    def _settle(self, batches: Sequence[Batch], verdicts: Sequence[Verdict]) -> None:
        for batch, verdict in zip(batches, verdicts, strict=True):
            if isinstance(verdict, Won):
                self._commits.won(batch, verdict.at)
                self._ready.give_back(batch.document)
            else:
                put_back([batch])
                self._aside.begin(batch.document, verdict)
