"""Brings a client that drained up to date: from what is at hand, else from the log, then back among the writers [RC3]."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import structlog

from hub.clock import Clock
from hub.documents.record import LogEntry
from hub.gateway import wire
from hub.gateway.frames import changes_frames, framed, period_of
from hub.gateway.outbox import Outbox
from hub.gateway.peer import Peer
from hub.gateway.presence import PresenceNews
from hub.gateway.subscriptions import Audience
from hub.sequencer.port import SequencerPort
from hub.tasks import Tasks
from shared.protocol.errors import RosterhubError

if TYPE_CHECKING:
    from hub.gateway.hub import Gateway

CLOSE_POSITION_LOST: Final = 4003
ENTRIES_AT_ONCE: Final = 64
"""Read from the log at once, for one client."""
PIECE_WEIGHT_MAX: Final = 2_000
"""Changes and cells that are written to a client before the next look whether it takes them."""
RETRY_S: Final = 1.0
"""Between attempts to read the log while the database is away; `SLOW_S` ends them."""

log = structlog.get_logger(__name__)


class CatchUp:
    """Works on one client at a time; a client that gets congested again waits for its next drain."""

    def __init__(self, gateway: "Gateway", *, sequencer: SequencerPort, clock: Clock, tasks: Tasks) -> None:
        self._gateway = gateway
        self._sequencer = sequencer
        self._clock = clock
        self._tasks = tasks
        self._reading: set[Peer] = set()

    def begin(self, peer: Peer) -> None:
        """Write what is at hand; read the log for the rest."""
        outbox = peer.outbox
        if peer.is_lost or outbox is None or peer in self._reading:
            return
        outbox.drained(self._clock.monotonic())
        far_behind = self._write_at_hand(peer, outbox)
        if far_behind is not None:
            self._reading.add(peer)
            _ = self._tasks.start("gateway.catch_up", self._read_on(peer, far_behind))

    def _write_at_hand(self, peer: Peer, outbox: Outbox) -> Audience | None:
        """Write from memory; return the audience that needs the log. Puts the client back among the writers when all is written."""
        for audience in peer.audiences.values():
            pieces = audience.pieces_since(peer.codec, outbox.positions[audience.live.document_id])
            if pieces is None:
                return audience
            if not _write(peer, outbox, audience, pieces):
                return None
        self._return(peer, outbox)
        return None

    def _return(self, peer: Peer, outbox: Outbox) -> None:
        """Put the client back: it is told of everything again, beginning with what was held for it."""
        peer.outbox = None
        for audience in peer.audiences.values():
            audience.enter(peer)
            period_id = period_of(audience.live.key)
            if period_id is not None:
                present = audience.presence.everyone()
                left = outbox.left.difference([one.connection_id for one in present])  # of another period, or back since
                news = PresenceNews(present, tuple(sorted(left)))
                outbox.hold(framed(peer.codec, wire.envelope("PRESENCE", news.payload(period_id))))
        held = outbox.take_held()
        if held:
            peer.link.write(held)  # may congest it anew: then it steps out again, at the right position
        for sync in outbox.syncs.values():
            self._gateway.join(peer, sync)

    async def _read_on(self, peer: Peer, audience: Audience) -> None:
        """Read the log from the client's position until what is left is at hand, or the client is congested again."""
        try:
            while self._is_owed(peer, audience):
                outbox = peer.outbox
                if outbox is None or peer.link.congested:
                    return
                position = outbox.positions[audience.live.document_id]
                if audience.entries_since(position) is not None:
                    break
                try:
                    entries = await self._sequencer.entries(audience.live, after=position, limit=ENTRIES_AT_ONCE)
                except RosterhubError:
                    await self._clock.sleep(RETRY_S)
                    continue
                if not self._is_owed(peer, audience) or peer.outbox is not outbox:
                    break
                ready = [entry for entry in entries or () if entry.change.version <= audience.told]
                if not ready:
                    peer.link.close(CLOSE_POSITION_LOST, "position lost")
                    return
                pieces = (
                    (piece[-1].change.version, changes_frames(peer.codec, audience.live.key, piece, None)) for piece in in_pieces(ready)
                )
                if not _write(peer, outbox, audience, pieces):
                    return
        finally:
            self._reading.discard(peer)
        if not peer.is_lost and not peer.link.congested:
            self.begin(peer)

    def _is_owed(self, peer: Peer, audience: Audience) -> bool:
        return not peer.is_lost and audience in peer.audiences.values()


def _write(peer: Peer, outbox: Outbox, audience: Audience, pieces: Iterable[tuple[int, bytes]]) -> bool:
    """Write one piece after the other; False where the client takes no more: what waits for it is the transport's mark and one piece."""
    for version, frames in pieces:
        outbox.positions[audience.live.document_id] = version
        peer.link.write(frames)
        if peer.is_lost or peer.link.congested:
            return False
    return True


def in_pieces(entries: Sequence[LogEntry]) -> Iterator[Sequence[LogEntry]]:
    """Cut entries where more than `PIECE_WEIGHT_MAX` would go together; an entry that weighs more is a piece of its own."""
    begin = weight = 0
    for index, entry in enumerate(entries):
        own = 1 + len(entry.change.effect.cells)
        if weight and weight + own > PIECE_WEIGHT_MAX:
            yield entries[begin:index]
            begin, weight = index, 0
        weight += own
    if begin < len(entries):
        yield entries[begin:]
