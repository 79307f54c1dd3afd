"""What a slow client is owed while it is left out of the fan-out: positions and a bounded rest, never a queue of changes [RC3]."""

from typing import Final

from hub.gateway.message import DocumentRef, Sync
from shared.ids import DocumentId

HELD_BYTES_MAX: Final = 1_048_576
"""Answers and results that wait for a slow client; more is hopeless. Its own requests are not read meanwhile, so few can come."""
HELD_FRAMES_MAX: Final = 4_096
"""The same for very small ones, which take more memory than their bytes."""
SLOW_S: Final = 30.0
"""A client that takes nothing for so long is closed with 4002."""
LEFT_MAX: Final = 200
"""Departures that a slow client is told of afterwards."""


class Outbox:
    """One congested connection. `positions`: the version up to which it was told of each of its documents; the rest comes from the log.

    What gives way, in order: presence and progress (dropped, the next ones say more), changes (read again from the ring or the
    log), then, when `HELD_BYTES_MAX` of answers wait or `SLOW_S` pass without draining, the connection.
    """

    __slots__ = ("_bytes", "_held", "_since", "left", "positions", "syncs")

    def __init__(self, now: float) -> None:
        self.positions: dict[DocumentId, int] = {}
        self.syncs: dict[DocumentRef, Sync] = {}
        """Syncs to answer once it drained: a SYNC_RESPONSE that waits would be older than the changes that go out before it."""
        self.left: set[str] = set()
        """Connections that left its periods meanwhile."""
        self._held: list[bytes] = []
        self._bytes = 0
        self._since = now

    def hold(self, frames: bytes) -> bool:
        """Keep answers for later, in order; False when it is hopeless."""
        self._held.append(frames)
        self._bytes += len(frames)
        return self._bytes <= HELD_BYTES_MAX and len(self._held) <= HELD_FRAMES_MAX

    def note_left(self, connection_ids: tuple[str, ...]) -> None:
        """Remember who left."""
        if len(self.left) < LEFT_MAX:
            self.left.update(connection_ids)

    def drained(self, now: float) -> None:
        """Note that the client took what there was: its time begins anew."""
        self._since = now

    def is_hopeless(self, now: float) -> bool:
        """Whether the client took nothing for too long."""
        return now - self._since >= SLOW_S

    def take_held(self) -> bytes:
        """Return what was held, as one write."""
        held = b"".join(self._held)
        self._held.clear()
        self._bytes = 0
        return held
