"""The port between a session and its connection: callbacks in, ready frames out."""

from typing import Final, Protocol

LINK_EXTENSION: Final = "rosterhub.link"  # scope["extensions"][LINK_EXTENSION] is the Link of a WebSocket scope


class Receiver(Protocol):
    """What a link calls; always in the event loop's thread, never two at a time for one link.

    `on_congested` can come from inside `Link.write`; the others come from the event loop, or `on_lost` from inside
    `Link.close`.
    """

    def on_message(self, opcode: int, payload: bytes) -> None:
        """Take one whole message (`framing.TEXT` or `framing.BINARY`), in order."""

    def on_congested(self) -> None:
        """Learn that the peer reads too slowly: the frame just written was taken, the next ones should wait [RC3]."""

    def on_drained(self) -> None:
        """Learn that the congestion is over."""

    def on_lost(self) -> None:
        """Learn that nothing can be written any more; called exactly once, whoever ended it, and nothing after it."""


class Link(Protocol):
    """One accepted WebSocket connection, without task, queue and timer of its own.

    `congested` says that the transport holds more than its high-water mark; nothing is read from a congested peer, so that
    what it asks for can't pile up answers. `heard` becomes True with any traffic; the heartbeat resets it. [CN5]
    """

    congested: bool
    heard: bool

    def adopt(self, receiver: Receiver) -> None:
        """Give the connection to `receiver`; from now on messages are delivered. Called once, after the ASGI accept."""

    def write(self, frames: bytes) -> None:
        """Send whole, ready frames; nothing is copied or queued beside the transport's own buffer."""

    def close(self, code: int, reason: str) -> None:
        """Send a close frame; the transport ends with the peer's answer, or after a few seconds without one."""
