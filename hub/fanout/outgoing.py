"""What waits to be said: bounded, the latest announcement of each document only."""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Final

from hub.fanout.counts import Counts
from hub.fanout.port import Announcement, Whisper
from hub.fanout.words import WORD_BYTES_MAX, Probe
from shared.ids import DocumentId

ANNOUNCEMENTS_MAX: Final = 10_000
"""Documents with something new to tell; more than a replica commits in one round trip to the server."""
WHISPERS_MAX: Final = 2_000
BODIES_BYTES_MAX: Final = 4_194_304
BATCH_MAX: Final = 500


class Outgoing:
    """A queue for one that says; putting never waits, and drops what has no room: the version poll finds it."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._announcements: dict[DocumentId, Announcement] = {}
        self._whispers: deque[Whisper] = deque()
        self._bodies_bytes = 0
        self._probe: Probe | None = None
        self._some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._announcements) + len(self._whispers)

    def announce(self, announcement: Announcement) -> None:
        """Have it said; it takes the place of what waits about its document, since who hears it reads the log up to there."""
        if announcement.document_id not in self._announcements and len(self._announcements) >= ANNOUNCEMENTS_MAX:
            self._counts.dropped += 1
            return
        self._announcements[announcement.document_id] = announcement
        self._some.set()

    def whisper(self, whisper: Whisper) -> None:
        """Have it said."""
        size = len(whisper.body)
        has_room = len(self._whispers) < WHISPERS_MAX and self._bodies_bytes + size <= BODIES_BYTES_MAX
        if not has_room or size > WORD_BYTES_MAX // 2:
            self._counts.dropped += 1
            return
        self._whispers.append(whisper)
        self._bodies_bytes += size
        self._some.set()

    def probe(self, probe: Probe) -> None:
        """Have it said, with the next batch; only the last one counts."""
        self._probe = probe
        self._some.set()

    def forget_whispers(self) -> None:
        """Drop what was only good for its moment."""
        self._counts.dropped += len(self._whispers)
        self._whispers.clear()
        self._bodies_bytes = 0

    async def wait(self) -> None:
        """Return when there is something to say."""
        await self._some.wait()

    def take(self) -> tuple[Sequence[Announcement | Whisper], Probe | None]:
        """Take out a batch, announcements first, and what is to be said to oneself."""
        told = list(islice(self._announcements, BATCH_MAX))
        batch: list[Announcement | Whisper] = [self._announcements.pop(document_id) for document_id in told]
        while self._whispers and len(batch) < BATCH_MAX:
            whisper = self._whispers.popleft()
            self._bodies_bytes -= len(whisper.body)
            batch.append(whisper)
        if not len(self):
            self._some.clear()
        probe, self._probe = self._probe, None
        return batch, probe
