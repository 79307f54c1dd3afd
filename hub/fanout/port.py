"""The doorbell between replicas."""

from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct

from shared.ids import DocumentId

Topic = Literal["presence"]
"""What whispers are about."""


class Announcement(Struct, frozen=True, gc=False):
    """A replica committed a document up to `version`; the log has the changes."""

    document_id: DocumentId
    epoch: str
    version: int


class Whisper(Struct, frozen=True, gc=False):
    """What is not versioned: said once by the replica named `replica`, gone for good when it is lost. `body` is the topic's own."""

    document_id: DocumentId
    replica: str
    topic: Topic
    body: bytes


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

    def whisper(self, whisper: Whisper) -> None:
        """Pass something on to the other replicas that follow its document; never waits, and drops it where there is no room."""
        ...

    def listen(self, heard: Callable[[Whisper], None]) -> None:
        """Have `heard` hear what others whisper about subscribed documents; there is one listener, the last one set."""
        ...

    @property
    def degraded(self) -> bool:
        """Whether announcements can't be trusted to arrive just now."""
        ...

    @property
    def gaps(self) -> int:
        """How often announcements may have been missed, counted when they arrive again: who looks at the log then has missed nothing."""
        ...
