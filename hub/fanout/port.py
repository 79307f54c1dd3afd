"""The doorbell between replicas."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from shared.ids import DocumentId


@dataclass(frozen=True, slots=True)
class Announcement:
    """A replica committed a document up to `version`; the log has the changes."""

    document_id: DocumentId
    epoch: str
    version: int


class Fanout(Protocol):
    """Announces committed versions: may lose, may repeat, may reorder, never invents.

    Whoever hears a version above its own reads the log; the version poll finds what was lost (1/s, 4/s while `degraded`).
    """

    async def subscribe(self, document_id: DocumentId, heard: Callable[[Announcement], None]) -> None:
        """Hear of a document; done before the document is loaded, so that nothing falls between."""
        ...

    async def unsubscribe(self, document_id: DocumentId) -> None:
        """Hear no more of it."""
        ...

    def announce(self, announcement: Announcement) -> None:
        """Tell the other replicas; never waits."""
        ...

    @property
    def degraded(self) -> bool:
        """Whether announcements can't be trusted to arrive just now."""
        ...
