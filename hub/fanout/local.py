"""The doorbell within one process: for one replica alone, or several that share a bell in tests and simulations."""

import asyncio
from collections.abc import Callable

from hub.fanout.port import Announcement, Whisper
from shared.ids import DocumentId

Heard = Callable[[Announcement], None]


class Bell:
    """What the replicas of one process have in common."""

    def __init__(self) -> None:
        self.heard_by: dict[DocumentId, dict[LocalFanout, Heard]] = {}


class LocalFanout:
    """Rings for everyone else on the same bell, soon; never loses, repeats or reorders."""

    def __init__(self, bell: Bell | None = None) -> None:
        self._bell = bell or Bell()
        self._listener: Callable[[Whisper], None] = _deaf

    async def subscribe(self, document_id: DocumentId, heard: Heard) -> None:
        self._bell.heard_by.setdefault(document_id, {})[self] = heard

    async def unsubscribe(self, document_id: DocumentId) -> None:
        others = self._bell.heard_by.get(document_id, {})
        others.pop(self, None)
        if not others:
            self._bell.heard_by.pop(document_id, None)

    def announce(self, announcement: Announcement) -> None:
        for fanout, heard in self._bell.heard_by.get(announcement.document_id, {}).items():
            if fanout is not self:
                asyncio.get_running_loop().call_soon(heard, announcement)

    def whisper(self, whisper: Whisper) -> None:
        for fanout in self._bell.heard_by.get(whisper.document_id, {}):
            if fanout is not self:
                asyncio.get_running_loop().call_soon(fanout.hear, whisper)

    def listen(self, heard: Callable[[Whisper], None]) -> None:
        self._listener = heard

    def hear(self, whisper: Whisper) -> None:
        """Take what another replica whispers."""
        self._listener(whisper)

    @property
    def degraded(self) -> bool:
        return False

    @property
    def gaps(self) -> int:
        return 0


def _deaf(_: Whisper) -> None:
    """Nobody listens yet."""
