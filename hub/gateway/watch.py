"""What happens by itself: heartbeats, tokens that end, rights that change, slow clients, presence, and the end of the replica."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

import structlog

from hub.clock import Clock
from hub.documents.record import Rights
from hub.gateway import wire
from hub.gateway.frames import framed
from hub.gateway.heartbeat import Deadlines
from hub.gateway.hub import Gateway
from hub.gateway.peer import CLOSE_TOO_SLOW, Peer
from hub.gateway.ports import Membership, Memberships
from hub.tasks import Tasks
from shared.protocol.errors import AuthExpiringError, RosterhubError, UnavailableError

TURN_S: Final = 1.0
"""The heartbeat's wheel turns once a second; rights are read as often, so that a change takes effect within 2 s [CN6]."""
EXPIRY_NOTICE_S: Final = 60.0
CLOSE_RESTARTING: Final = 1012
CLOSE_HEARTBEAT: Final = 4001
CLOSE_TOKEN_EXPIRED: Final = 4005
CLOSE_REVOKED: Final = 4501
COME_BACK_PER_S: Final = 500
"""Clients that are asked to come back in one second: a replica lets in thousands, and those who edit there are to notice nothing."""
BACKOFF_MIN_MS: Final = 250
SPREAD_MIN_MS: Final = 750
SPREAD_MAX_MS: Final = 30_000
_DRAIN_STEP_S: Final = 0.05
_RIGHTS_TIMEOUT_S: Final = 5.0

log = structlog.get_logger(__name__)


class Watch:
    """Loops of the gateway, each a task; `turn`, `read_rights` and the rest can be called by a test or a simulator instead."""

    def __init__(self, gateway: Gateway, *, memberships: Memberships, clock: Clock, tasks: Tasks) -> None:
        self._gateway = gateway
        self._memberships = memberships
        self._clock = clock
        self._tasks = tasks
        self._notices: Deadlines[Peer] = Deadlines()
        self._ends: Deadlines[Peer] = Deadlines()
        gateway.renewed = self._renewed

    def start(self) -> None:
        """Start the loops; they end with the tasks' owner."""
        _ = self._tasks.start("gateway.heartbeat", self._beat())
        _ = self._tasks.start("gateway.rights", self._watch_rights())
        _ = self._tasks.start("gateway.presence", self._tell_presence())

    # once a second

    async def _beat(self) -> None:
        while True:
            await self._clock.sleep(TURN_S)
            self.turn()

    def turn(self) -> None:
        """Ping who is due, and close who is gone, too slow, or without a valid token."""
        now = self._clock.monotonic()
        for peer in self._gateway.wheel.turn():
            heard, peer.link.heard = peer.link.heard, False
            if peer.pulse.is_gone(heard=heard):
                peer.link.close(CLOSE_HEARTBEAT, "heartbeat missed")
            else:
                peer.ping()
        for peer in self._gateway.roster:
            if peer.outbox is not None and peer.outbox.is_hopeless(now):
                peer.link.close(CLOSE_TOO_SLOW, "too slow")
        for peer in self._notices.passed(now):
            peer.send(framed(peer.codec, wire.error(AuthExpiringError())))
        for peer in self._ends.passed(now):
            peer.link.close(CLOSE_TOKEN_EXPIRED, "token expired")
        self._gateway.presences.turn()

    def _renewed(self, peer: Peer) -> None:
        """Note when the token of a connection ends; a session cookie was checked at the handshake, and has no end here."""
        expires_at = peer.session.principal.expires_at
        if peer.is_lost or expires_at is None:
            self._notices.discard(peer)
            self._ends.discard(peer)
            return
        ends = self._clock.monotonic() + (expires_at - self._clock.now()) / timedelta(seconds=1)
        self._notices.set(peer, ends - EXPIRY_NOTICE_S)
        self._ends.set(peer, ends)

    # rights

    async def _watch_rights(self) -> None:
        while True:
            await self._clock.sleep(TURN_S)
            await self.read_rights()

    async def read_rights(self) -> None:
        """Read the rights of everyone who is connected; a user without any loses the connections, another role counts at once [CN6]."""
        pairs = self._gateway.roster.users()
        if not pairs:
            return
        try:
            async with asyncio.timeout(_RIGHTS_TIMEOUT_S):
                found = await self._memberships.current(pairs)
        except (RosterhubError, TimeoutError):
            log.warning("rights.not_read", users=len(pairs))  # every commit checks them anyway
            return
        for pair in pairs:
            for peer in self._gateway.roster.of_user(*pair):
                self._take_rights(peer, found.get(pair))

    def _take_rights(self, peer: Peer, membership: Membership | None) -> None:
        principal = peer.session.principal
        if membership is None:
            log.info("connection.revoked", connection=peer.session.connection_id, user=principal.user_id)
            peer.link.close(CLOSE_REVOKED, "revoked")
        elif membership.rights_version > principal.rights.version:
            rights = Rights(principal.workspace_id, principal.user_id, membership.rights_version)
            peer.session.principal = replace(principal, role=membership.role, rights=rights)

    # presence

    async def _tell_presence(self) -> None:
        while True:
            await self._gateway.presences.moved.wait()
            await self._clock.sleep(self._gateway.presences.tell())

    # the end

    async def drain(self, grace_s: float, random: Random) -> None:
        """Send everyone away with 1012, spread over `grace_s`, so that not all come back to the others at once [CL1]."""
        peers = list(self._gateway.roster)
        min_ms, max_ms = backoff_ms(len(peers))
        details = {"min_backoff_ms": min_ms, "max_backoff_ms": max_ms}
        error = UnavailableError("The hub is restarting.", details=details, retry_after_ms=min_ms)
        random.shuffle(peers)
        steps = max(1, int(grace_s / _DRAIN_STEP_S))
        for step in range(steps):
            for peer in peers[step::steps]:
                _send_away(peer, error)
            if step < steps - 1:
                await self._clock.sleep(_DRAIN_STEP_S)
        self._gateway.presences.end()


def backoff_ms(clients: int) -> tuple[int, int]:
    """Return between which times so many clients should come back after 1012, each after a random one: no faster than they are let in."""
    return BACKOFF_MIN_MS, BACKOFF_MIN_MS + max(SPREAD_MIN_MS, min(SPREAD_MAX_MS, 1_000 * clients // COME_BACK_PER_S))


def _send_away(peer: Peer, error: UnavailableError) -> None:
    peer.send(framed(peer.codec, wire.error(error)))
    if not peer.is_lost:
        peer.link.close(CLOSE_RESTARTING, "restarting")
