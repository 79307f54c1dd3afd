"""Finds what no announcement told: a cheap look at where all live documents stand."""

from typing import Final

import structlog

from hub.clock import Clock
from hub.fanout.port import Fanout
from hub.sequencer.catch_up import CatchUp
from hub.sequencer.health import Health
from hub.sequencer.live import LiveDocuments
from hub.store.port import DocumentStore, NothingWrittenError, Position

STEP_S: Final = 0.25
"""While announcements may be lost, or the database was away, each step looks: what others see is at most so old."""
CALM_STEPS: Final = 4
"""With nothing amiss, one step of so many looks."""

log = structlog.get_logger(__name__)


class Poll:
    """Compares positions; where one differs, the log is read."""

    def __init__(
        self, store: DocumentStore, *, documents: LiveDocuments, catch_up: CatchUp, fanout: Fanout, health: Health, clock: Clock
    ) -> None:
        self._store = store
        self._documents = documents
        self._catch_up = catch_up
        self._fanout = fanout
        self._health = health
        self._clock = clock

    async def run(self) -> None:
        """Look again and again, for ever."""
        steps, gaps = 0, self._fanout.gaps
        while True:
            await self._clock.sleep(STEP_S)
            steps += 1
            is_calm = self._health.is_good and not self._fanout.degraded and self._fanout.gaps == gaps
            if is_calm and steps < CALM_STEPS:
                continue
            steps, gaps = 0, self._fanout.gaps  # before the look: what is missed after it, the next one finds
            try:
                await self.look()
            except NothingWrittenError as error:
                log.warning("poll.unreachable", failures=self._health.failed(), error=str(error))
            except Exception:
                log.exception("poll.failed")

    async def look(self) -> None:
        """Read where every live document stands. Raises NothingWrittenError."""
        asked = {document: Position(document.state.epoch, document.state.version) for document in self._documents}
        positions = await self._store.positions([document.document_id for document in asked])
        self._health.answered()
        for document, asked_at in asked.items():
            found = positions.get(document.document_id)
            if found is not None:
                document.log_from = found.log_from
            if found is None or _differs(found, asked_at, Position(document.state.epoch, document.state.version)):
                self._catch_up.begin(document)


def _differs(found: Position, asked_at: Position, now: Position) -> bool:
    """Say whether the log must be read: a document stands elsewhere than here, and not only because a commit of ours came in between."""
    if asked_at.epoch != now.epoch:
        return False  # just loaded afresh
    return found.epoch != now.epoch or found.version > now.version or found.version < asked_at.version
