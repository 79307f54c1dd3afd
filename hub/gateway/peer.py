"""One connected client: its link, its conversation, and what this replica does for it."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from hub.documents.record import Origin, Outcome, Submission
from hub.gateway.codec import Codec
from hub.gateway.framing import PING, frame
from hub.gateway.heartbeat import Pulse
from hub.gateway.limits import GatewayLimits, TokenBucket
from hub.gateway.link import Link
from hub.gateway.message import DocumentRef
from hub.gateway.outbox import Outbox
from hub.gateway.session import Session, Waiting
from hub.gateway.subscriptions import Audience
from hub.sequencer.port import Live
from shared.ids import UserId, WorkspaceId

CLOSE_TOO_SLOW = 4002
_PING_FRAME = frame(PING, b"")


class Host(Protocol):
    """What a peer's callbacks lead to: the gateway."""

    def received(self, peer: "Peer", opcode: int, payload: bytes) -> None:
        """Take a message."""

    def congested(self, peer: "Peer") -> None:
        """Leave the peer out of what everybody gets."""

    def drained(self, peer: "Peer") -> None:
        """Bring the peer up again."""

    def lost(self, peer: "Peer") -> None:
        """Forget the peer."""

    def answered(self, peer: "Peer", submission: Submission, outcome: Outcome) -> None:
        """Send an outcome that came by itself, apart from a commit's telling."""


class Peer(Origin):
    """A client's link, session and outbox, tied together; a `Receiver` of its link and the `Origin` of its operations."""

    __slots__ = (
        "_host",
        "audiences",
        "codec",
        "commands",
        "is_lost",
        "lane_is_busy",
        "link",
        "loose",
        "outbox",
        "pulse",
        "session",
        "waiting",
    )

    def __init__(self, host: Host, link: Link, codec: Codec, session: Session) -> None:
        self._host = host
        self.link = link
        self.codec = codec
        self.session = session
        self.audiences: dict[DocumentRef, Audience] = {}
        """What it is told of."""
        self.outbox: Outbox | None = None
        """What it is owed, while it is congested."""
        self.pulse = Pulse()
        self.loose: dict[Submission, Live] = {}
        """Operations on documents that it doesn't follow, which are held until the answer."""
        self.waiting: list[Waiting] = []
        """What has to wait for something, in order (lane.py)."""
        self.lane_is_busy = False
        self.commands = 0
        """Commands to runs that are under way."""
        self.is_lost = False

    @property
    def write(self) -> Callable[[bytes], None]:
        """The link's own write: what the fan-out calls without a test in between."""
        return self.link.write

    @property
    def workspace_id(self) -> WorkspaceId:
        """The one workspace that this connection is in."""
        return self.session.principal.workspace_id

    def send(self, frames: bytes, *, droppable: bool = False) -> None:
        """Write frames for this client alone; held back while it is congested (or dropped, when later ones say more) [RC3]."""
        if self.is_lost:
            return
        if self.outbox is None:
            self.link.write(frames)
        elif not droppable and not self.outbox.hold(frames):
            self.link.close(CLOSE_TOO_SLOW, "too slow")

    def ping(self) -> None:
        """Ask for a sign of life; a congested client shows by draining."""
        if self.outbox is None:
            self.link.write(_PING_FRAME)

    # the link's Receiver

    def on_message(self, opcode: int, payload: bytes) -> None:
        self._host.received(self, opcode, payload)

    def on_congested(self) -> None:
        self._host.congested(self)

    def on_drained(self) -> None:
        self._host.drained(self)

    def on_lost(self) -> None:
        self._host.lost(self)

    # the operations' Origin

    def answer(self, submission: Submission, outcome: Outcome) -> None:
        self._host.answered(self, submission, outcome)


class Roster:
    """All peers of this replica, also by user and by client; gives the bucket that a user's connections share."""

    def __init__(self, limits: GatewayLimits) -> None:
        self._limits = limits
        self._peers: dict[Peer, None] = {}
        self._by_user: dict[tuple[WorkspaceId, UserId], dict[Peer, None]] = {}
        self._by_client: dict[tuple[WorkspaceId, UserId, str], list[Peer]] = {}
        self._buckets: dict[tuple[WorkspaceId, UserId], TokenBucket] = {}

    def __len__(self) -> int:
        return len(self._peers)

    def __iter__(self) -> Iterator[Peer]:
        return iter(list(self._peers))

    def users(self) -> list[tuple[WorkspaceId, UserId]]:
        """Return everyone who is connected."""
        return list(self._by_user)

    def of_user(self, workspace_id: WorkspaceId, user_id: UserId) -> list[Peer]:
        """Return a user's connections."""
        return list(self._by_user.get((workspace_id, user_id), ()))

    def of_client(self, workspace_id: WorkspaceId, user_id: UserId, client_id: str) -> list[Peer]:
        """Return a client's connections: one, or two while it reconnects."""
        return list(self._by_client.get((workspace_id, user_id, client_id), ()))

    def bucket(self, workspace_id: WorkspaceId, user_id: UserId, now: float) -> TokenBucket:
        """Return the bucket that the user's connections share; kept while one of them is there."""
        key = (workspace_id, user_id)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = TokenBucket(self._limits.user_ops_per_s, now)
            if key in self._by_user:
                self._buckets[key] = bucket
        return bucket

    def add(self, peer: Peer) -> None:
        """Take a peer in."""
        key = _key(peer)
        self._peers[peer] = None
        self._by_user.setdefault(key, {})[peer] = None
        self._by_client.setdefault((*key, peer.session.client_id), []).append(peer)
        self._buckets.setdefault(key, peer.session.buckets[-1])

    def discard(self, peer: Peer) -> None:
        """Let a peer go."""
        if self._peers.pop(peer, _ABSENT) is _ABSENT:
            return
        key = _key(peer)
        client = (*key, peer.session.client_id)
        self._by_client[client].remove(peer)
        if not self._by_client[client]:
            del self._by_client[client]
        peers = self._by_user[key]
        del peers[peer]
        if not peers:
            del self._by_user[key]
            del self._buckets[key]


_ABSENT: Any = object()


def _key(peer: Peer) -> tuple[WorkspaceId, UserId]:
    return peer.workspace_id, peer.session.principal.user_id
