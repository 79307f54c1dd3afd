"""The doorbell over Redis or Valkey: pub/sub, one channel a document."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Final

import structlog

from hub.clock import Clock
from hub.fanout.backoff import delay_s
from hub.fanout.channels import Channels
from hub.fanout.counts import Counts
from hub.fanout.following import Following, Heard
from hub.fanout.link import WIRE_ERRORS, Ear, LinkError
from hub.fanout.outgoing import Outgoing
from hub.fanout.port import Announcement, Whisper
from hub.fanout.probe import Probing
from hub.fanout.servers import Servers
from hub.fanout.session import Session
from hub.fanout.words import Probe, read
from hub.tasks import Tasks
from shared.ids import DocumentId

CONFIRM_S: Final = 0.5
"""A subscription that takes longer is not waited for: the poll serves its document meanwhile."""
FIRST_S: Final = 1.0
FLUSH_S: Final = 0.2
_STEP_S: Final = 0.01

log = structlog.get_logger(__name__)


class RedisFanout:
    """Keeps `Fanout`'s promises with a server that keeps nothing.

    Words wait in a bounded queue for one task that says them. Whatever breaks ends the whole connection: it is made anew, every channel is
    asked for again, and only once all are confirmed and a probe came back is anything trusted. `start` begins, `close` ends.
    """

    def __init__(self, url: str, *, database: str, replica: str, clock: Clock, random: Random) -> None:
        """`database` tells this database from all others; `replica` is this hub's name. Raises ValueError where `url` can't be read."""
        self.counts = Counts()
        self._servers = Servers(url)
        self._channels = Channels(database)
        self._replica = replica
        self._clock = clock
        self._random = random
        self._tasks = Tasks()
        self._following = Following(self.counts)
        self._outgoing = Outgoing(self.counts)
        self._probing = Probing(replica)
        self._listener: Callable[[Whisper], None] = _deaf
        self._session: Session | None = None
        self._trusted = asyncio.Event()
        self._failures = 0
        self._gaps = 0

    async def start(self) -> None:
        """Connect, and return once words arrive, or soon: a server that is away now is found later."""
        _ = self._tasks.start("fanout.connect", self._connect())
        try:
            async with asyncio.timeout(FIRST_S):
                await self._trusted.wait()
        except TimeoutError:
            log.warning("fanout.started_degraded")

    async def close(self) -> None:
        """Say what still waits, if that is quickly done, and end."""
        deadline = self._clock.monotonic() + FLUSH_S
        while len(self._outgoing) and self._trusted.is_set() and self._clock.monotonic() < deadline:
            await self._clock.sleep(_STEP_S)
        await self._tasks.close()

    # the port

    async def subscribe(self, document_id: DocumentId, heard: Heard) -> None:
        self._following.want(document_id, heard)
        if self._trusted.is_set():
            await self._following.wait_for(document_id, CONFIRM_S)

    async def unsubscribe(self, document_id: DocumentId) -> None:
        self._following.drop(document_id)

    def announce(self, announcement: Announcement) -> None:
        self._outgoing.announce(announcement)

    def whisper(self, whisper: Whisper) -> None:
        self._outgoing.whisper(whisper)

    def listen(self, heard: Callable[[Whisper], None]) -> None:
        self._listener = heard

    @property
    def degraded(self) -> bool:
        return not self._trusted.is_set() or self._following.is_late

    @property
    def gaps(self) -> int:
        return self._gaps

    # its connection

    async def _connect(self) -> None:
        """Keep a connection, for ever."""
        while True:
            try:
                reason = await self._one_connection()
            except (LinkError, *WIRE_ERRORS) as error:
                reason = f"{type(error).__name__}: {error}"
            except Exception:
                log.exception("fanout.failed")
                reason = "a fault of ours"
            self._lost(reason)
            await self._clock.sleep(delay_s(self._failures, self._random))

    async def _one_connection(self) -> str:
        ear = Ear(self._heard, self._subscribed, self._unsubscribed)
        links = await self._servers.open(ear)
        try:
            self._session = Session(
                links,
                replica=self._replica,
                channels=self._channels,
                following=self._following,
                outgoing=self._outgoing,
                probing=self._probing,
                trust=self,
                said=self._said,
                clock=self._clock,
                tasks=self._tasks,
            )
            return await self._session.run()
        finally:
            self._session = None
            self._trusted.clear()
            await links.close()

    def _lost(self, reason: str) -> None:
        self._failures += 1
        self.counts.lost += 1
        if self._failures == 1:
            log.warning("fanout.lost", reason=reason)
        else:
            log.debug("fanout.still_away", failures=self._failures, reason=reason)
        self._outgoing.forget_whispers()

    # what a connection tells

    def proved(self) -> None:
        """Trust the connection; what may have been missed until now is to be looked for."""
        if not self._trusted.is_set():
            log.info("fanout.trusted", failures=self._failures, subscriptions=self.counts.subscriptions)
            self._failures = 0
            self._gaps += 1
            self._trusted.set()

    def doubted(self) -> None:
        """Trust the connection no more."""
        if self._trusted.is_set():
            log.info("fanout.doubted")
            self._trusted.clear()

    def _said(self, count: int) -> None:
        self.counts.said += count

    def _subscribed(self, channel: bytes) -> None:
        if self._session is not None and self._session.subscribed(channel):
            return
        document_id = self._channels.document(channel)
        if document_id is not None and self._following.asked(document_id):
            self._gaps += 1

    def _unsubscribed(self, channel: bytes) -> None:
        document_id = self._channels.document(channel)
        if document_id is None or not self._following.dropped(document_id):
            raise LinkError("the server let go of a channel: its slot moved")

    def _heard(self, channel: bytes, word: bytes) -> None:
        found = read(word)
        if found is None:
            self.counts.unread += 1
            return
        said, replica = found
        if isinstance(said, Probe):
            if replica == self._replica and self._session is not None:
                self._probing.heard(said, self._session.probe_channels.get(channel))
            return
        if replica == self._replica:
            return
        listener = self._following.listener(said.document_id)
        if listener is None or channel != self._channels.of(said.document_id):
            return
        self.counts.heard += 1
        # Not at once: a fault of who hears is theirs, and ends no connection.
        if isinstance(said, Announcement):
            asyncio.get_running_loop().call_soon(listener, said)
        else:
            asyncio.get_running_loop().call_soon(self._listener, said)


def _deaf(_: Whisper) -> None:
    """Nobody listens yet."""
