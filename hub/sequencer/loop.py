"""The lane: one commit after the other, each of everything that came while the last one was flushed."""

from collections.abc import Sequence
from random import Random

import structlog

from hub.clock import Clock
from hub.sequencer.aside import Aside
from hub.sequencer.backoff import delay_s
from hub.sequencer.batch import Batch
from hub.sequencer.care import Care
from hub.sequencer.group_commit import GroupCommit, put_back, put_back_poisoned, put_back_unknown
from hub.sequencer.health import Health
from hub.sequencer.ready import Ready
from hub.store.port import DocumentStore, NothingWrittenError, OutcomeUnknownError, PoisonError, Verdict, Won

log = structlog.get_logger(__name__)


class Lane:
    """Commits until its task is cancelled. What can't go with the others is worked on aside, and holds up nobody."""

    def __init__(
        self, store: DocumentStore, *, ready: Ready, commits: GroupCommit, aside: Aside, health: Health, clock: Clock, random: Random
    ) -> None:
        self._store = store
        self._ready = ready
        self._commits = commits
        self._aside = aside
        self._health = health
        self._clock = clock
        self._random = random

    async def run(self) -> None:
        """Commit what is ready, for ever."""
        while True:
            await self._ready.wait()
            try:
                await self._commit()
            except Exception:
                log.exception("commit.failed")
                for document in self._ready.in_hand:
                    document.recover()
                    self._aside.begin(document, Care.START_AFRESH)

    async def _commit(self) -> None:
        batches, cares = self._commits.gather()
        for document, care in cares:
            self._aside.begin(document, care)
        if not batches:
            return
        try:
            verdicts = await self._store.commit([batch.part for batch in batches])
        except NothingWrittenError as error:
            put_back(batches)
            await self._rest(batches, error)
        except OutcomeUnknownError as error:
            put_back_unknown(batches)
            await self._rest(batches, error)
        except PoisonError as error:
            log.warning("commit.poisoned", documents=len(batches), error=str(error))
            put_back_poisoned(batches)
            self._give_back(batches)
        else:
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

    def _give_back(self, batches: Sequence[Batch]) -> None:
        for batch in batches:
            self._ready.give_back(batch.document)

    async def _rest(self, batches: Sequence[Batch], error: Exception) -> None:
        """Let the database come back, with everybody's turn given back."""
        failures = self._health.failed()
        log.warning("commit.cut_off", documents=len(batches), failures=failures, error=f"{type(error).__name__}: {error}")
        self._give_back(batches)
        await self._clock.sleep(delay_s(failures, self._random))
