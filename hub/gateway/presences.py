"""Passes on who is where: to the people of each period here, and to the other replicas that follow it."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any, Final

import structlog

from hub.clock import Clock
from hub.fanout.port import Fanout, Whisper
from hub.gateway import wire
from hub.gateway.frames import period_of
from hub.gateway.peer import Peer
from hub.gateway.present import COLOURS, PresenceReport, UnreadableReportError, body_of, report_in
from hub.gateway.session import PresenceMoved
from hub.gateway.subscriptions import Audience, Audiences
from shared.protocol.limits import PRESENCE_PER_S, PRESENCE_TTL_S

WHOLE_EVERY_S: Final = 10
"""Each period's whole book is reported so often: what was lost heals, and two may be lost before its people are taken for gone."""
CROWD_WRITES_PER_S: Final = 2_000
"""To one period: up to 100 people hear each other 20 times a second, a crowd of a thousand twice, whoever comes and goes meanwhile."""
WRITES_PER_S: Final = 10_000
"""To all periods together: a tenth of a core."""

Spread = Callable[[Audience, dict[str, Any]], None]
"""Sends a message to a whole audience, but for those who read too slowly."""

log = structlog.get_logger(__name__)


class Presences:
    """Presence of all periods of this replica. `moved` is set while some of them have news; `tell` passes them on."""

    def __init__(self, audiences: Audiences, spread: Spread, *, fanout: Fanout, replica: str, clock: Clock) -> None:
        self.moved = asyncio.Event()
        self._audiences = audiences
        self._spread = spread
        self._fanout = fanout
        self._replica = replica
        self._clock = clock
        self._with_news: dict[Audience, None] = {}
        self._number = 0
        self._turns = 0
        self._is_over = False
        fanout.listen(self.hear)

    # people here

    def join(self, audience: Audience, peer: Peer) -> None:
        """Show a newcomer."""
        principal = peer.session.principal
        audience.presence.join(peer.session.connection_id, user_id=principal.user_id, name=principal.name)
        self._note(audience)

    def move(self, audience: Audience, peer: Peer, moved: PresenceMoved) -> None:
        """Note where somebody is now."""
        principal, move = peer.session.principal, moved.move
        audience.presence.move(
            peer.session.connection_id, user_id=principal.user_id, name=principal.name, selection=move.selection, editing=move.editing
        )
        self._note(audience)

    def leave(self, audience: Audience, peer: Peer) -> None:
        """Forget somebody."""
        audience.presence.leave(peer.session.connection_id)
        self._note(audience)

    def _note(self, audience: Audience) -> None:
        if audience.presence.has_news and not self._is_over:
            self._with_news[audience] = None
            self.moved.set()

    # telling

    def tell(self) -> float:
        """Pass on what is news, of each period as often as its people are few; return the seconds to wait before the next call."""
        now = self._clock.monotonic()
        due = [audience for audience in self._with_news if audience.presence_due_at <= now or audience.is_empty]
        writes = sum(self._tell(audience, now) for audience in due)
        for audience in due:
            del self._with_news[audience]
        if not self._with_news:
            self.moved.clear()
        return max(1 / PRESENCE_PER_S, writes / WRITES_PER_S)

    def _tell(self, audience: Audience, now: float) -> int:
        period_id = period_of(audience.live.key)
        if period_id is None:
            return 0
        news = audience.presence.take_news()
        writes = 0
        if news.moved or news.left:
            for peer in audience.behind:
                peer.outbox.note_left(news.left)
            self._spread(audience, wire.envelope("PRESENCE", news.payload(period_id)))
            writes = audience.size
            if writes * PRESENCE_PER_S > CROWD_WRITES_PER_S:
                audience.presence_due_at = now + writes / CROWD_WRITES_PER_S
        report = audience.presence.take_report(self._number)
        if report is not None and self._audiences.of(audience.live.document_id) in (audience, None):  # else its successor has the word
            self._say(audience, report)
        return writes

    # other replicas

    def _say(self, audience: Audience, report: PresenceReport) -> None:
        self._number += 1
        self._fanout.whisper(Whisper(audience.live.document_id, self._replica, "presence", body_of(report)))

    def hear(self, whisper: Whisper) -> None:
        """Take what another replica says of its people; bytes that say nothing are dropped."""
        audience = self._audiences.of(whisper.document_id)
        if audience is None or whisper.replica == self._replica:
            return
        try:
            report = report_in(whisper.body)
        except UnreadableReportError as error:
            log.debug("whisper.unreadable", document=whisper.document_id, replica=whisper.replica, error=str(error))
            return
        audience.presence.hear(whisper.replica, report, self._clock.monotonic())
        self._note(audience)

    def turn(self) -> None:
        """Once a second: forget the people of replicas that fell silent, and report the whole book of every tenth period."""
        self._turns += 1
        before = self._clock.monotonic() - PRESENCE_TTL_S
        for audience in self._audiences:
            audience.presence.expire(before)
            if (audience.live.document_id + self._turns) % WHOLE_EVERY_S == 0:
                audience.presence.owe_whole()
            self._note(audience)

    def end(self) -> None:
        """Tell the other replicas that nobody is here any more: this one ends, and says nothing after it."""
        for audience in {**self._with_news, **dict.fromkeys(self._audiences)}:
            if period_of(audience.live.key) is not None:
                self._say(audience, PresenceReport(self._number, whole=True))
        self._with_news.clear()
        self.moved.clear()
        self._is_over = True


def first_colour_of(replica: str) -> int:
    """Return the colour that a replica gives to the first who comes, where it doesn't know of others."""
    return 1 + zlib.crc32(replica.encode()) % COLOURS
