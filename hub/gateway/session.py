"""What a client's message leads to: pure; the session and a message in, effects out, time is an argument."""

from typing import Any, Final, assert_never

from msgspec import Struct

from hub.gateway import wire
from hub.gateway.codec import UnreadableError
from hub.gateway.limits import FAULTS_MAX, REFUSALS_MAX, GatewayLimits, Tally, TokenBucket, admitted
from hub.gateway.message import (
    CommandRun,
    DocumentRef,
    Edit,
    Generate,
    GenerateDates,
    Message,
    MovePresence,
    Ping,
    RefreshAuth,
    ResolveConflict,
    Sync,
    Unsubscribe,
)
from hub.identity.port import Principal
from hub.identity.roles import Action, may
from shared.ids import ClientId
from shared.protocol.errors import ForbiddenError, NotFoundError, RateLimitedError, RosterhubError, TooLargeError

REMEMBERED_MAX: Final = 64
"""Operation ids of a connection that are looked up when they come again unmarked [EN3]."""
_SMALL: Final = (MovePresence, Ping)
_SMALL_COST: Final = 0.25  # of these, against 1 for everything else


CLOSE_RATE_LIMIT: Final = 4006
CLOSE_PROTOCOL_ERROR: Final = 4502


class Submit(Struct, frozen=True):
    """Give an operation to the sequencer; `maybe_repeat`: it has to be looked up in the log first [EN3]."""

    edit: Edit
    maybe_repeat: bool


class Resolve(Struct, frozen=True):
    """Find the document of a conflict, and give the operation that ends it to the sequencer."""

    message: ResolveConflict
    maybe_repeat: bool


class Join(Struct, frozen=True):
    """Answer a sync, and subscribe."""

    sync: Sync


class Leave(Struct, frozen=True):
    """End a subscription; nothing when there is none."""

    document: DocumentRef


class PresenceMoved(Struct, frozen=True):
    """Pass on where the user is."""

    move: MovePresence


class RunCommand(Struct, frozen=True):
    """Ask runs for something, and answer with what they say."""

    command: Generate | GenerateDates | CommandRun


class RenewAuth(Struct, frozen=True):
    """Check a fresh token, and answer."""

    message: RefreshAuth


class Send(Struct, frozen=True):
    """Send a message to this client alone."""

    message: dict[str, Any] | wire.Ack


class Refuse(Struct, frozen=True):
    """Send an ERROR to this client, and log it without contents."""

    error: RosterhubError
    message_id: str | None
    message_type: str | None


class Close(Struct, frozen=True):
    """End the connection [CL1]."""

    code: int
    reason: str


Waiting = Submit | Resolve | Join | Leave
"""Effects that concern a document: carried out in the order in which they came (lane.py)."""

Effect = Submit | Resolve | Join | Leave | PresenceMoved | RunCommand | RenewAuth | Send | Refuse | Close


class Session:
    """One client's side of the conversation; moved only by the functions of this module, and by `principal` when rights change."""

    __slots__ = (
        "_faults",
        "_is_fresh",
        "_limits",
        "_recent",
        "_refusals",
        "buckets",
        "client_id",
        "connection_id",
        "features",
        "principal",
        "subscriptions",
    )

    def __init__(
        self,
        principal: Principal,
        *,
        connection_id: str,
        client_id: ClientId,
        limits: GatewayLimits,
        buckets: tuple[TokenBucket, ...],
        features: frozenset[str] = frozenset(),
    ) -> None:
        """Begin a conversation; `buckets` are the connection's own and the one that the user's connections share.

        `features` are those that the client named: what it hears beyond the first version's messages [EN5].
        """
        self.principal = principal
        self.features = features
        self.connection_id = connection_id
        self.client_id = client_id
        self.buckets = buckets
        self.subscriptions: set[DocumentRef] = set()
        """Documents that the client asked for and did not leave."""
        self._limits = limits
        self._is_fresh = True
        self._recent: dict[str, None] = {}
        self._faults = Tally(FAULTS_MAX)
        self._refusals = Tally(REFUSALS_MAX)

    def take(self, message: Message, now: float) -> tuple[Effect, ...]:
        """Return what `message` leads to; total, every message that needs an answer gets one by the effects [AN1]."""
        wait_ms = admitted(self.buckets, now, _SMALL_COST if isinstance(message, _SMALL) else 1.0)
        if wait_ms is not None:
            return self._rate_limited(message, wait_ms, now)
        match message:
            case Edit():
                if not may(self.principal.role, Action.EDIT):
                    return (_refused(message, ForbiddenError()),)
                return (Submit(message, self._maybe_repeat(message)),)
            case Sync():
                return (self._join(message),)
            case Unsubscribe(id=message_id, document=document):
                self.subscriptions.discard(document)
                return (Leave(document), Send(wire.Ack(message_id, payload=wire.AckPayload("accepted"))))
            case MovePresence(period_id=period_id):
                if DocumentRef("period", period_id) in self.subscriptions:
                    return (PresenceMoved(message),)
                return (_refused(message, NotFoundError("Subscribe to the period first.")),)
            case Generate() | GenerateDates() | CommandRun():
                return (RunCommand(message) if may(self.principal.role, Action.SOLVE) else _refused(message, ForbiddenError()),)
            case ResolveConflict():
                if not may(self.principal.role, Action.EDIT):
                    return (_refused(message, ForbiddenError()),)
                return (Resolve(message, self._maybe_repeat(message)),)
            case RefreshAuth():
                return (RenewAuth(message),)
            case Ping(id=maybe_id):
                return (Send(wire.envelope("PONG", {}, message_id=maybe_id)),)
            case _:
                assert_never(message)

    def take_unreadable(self, unreadable: UnreadableError, now: float) -> tuple[Effect, ...]:
        """Answer a frame that gave no message; the connection lives, but not with `FAULTS_MAX` of them in a minute."""
        refused = Refuse(unreadable.error, unreadable.message_id, unreadable.message_type)
        return (refused, *self._fault(now))

    def take_duplicate(self, now: float) -> tuple[Effect, ...]:
        """Note that an operation was a repeat that the client did not mark, which only the log's index found [EN3]."""
        return self._fault(now)

    def _maybe_repeat(self, operation: Edit | ResolveConflict) -> bool:
        maybe_repeat = operation.retry or self._is_fresh or operation.id in self._recent
        self._is_fresh = False
        self._recent[operation.id] = None
        if len(self._recent) > REMEMBERED_MAX:
            del self._recent[next(iter(self._recent))]
        return maybe_repeat

    def _join(self, sync: Sync) -> Join | Refuse:
        if sync.document not in self.subscriptions:
            if len(self.subscriptions) >= self._limits.subscriptions:
                return _refused(sync, TooLargeError(f"At most {self._limits.subscriptions} documents a connection."))
            self.subscriptions.add(sync.document)
        return Join(sync)

    def _fault(self, now: float) -> tuple[Effect, ...]:
        return (Close(CLOSE_PROTOCOL_ERROR, "too many bad messages"),) if self._faults.reaches(now) else ()

    def _rate_limited(self, message: Message, wait_ms: int, now: float) -> tuple[Effect, ...]:
        if self._refusals.reaches(now):
            return (Close(CLOSE_RATE_LIMIT, "rate limit ignored"),)
        if isinstance(message, MovePresence):  # not answered, and the next one says more
            return ()
        return (_refused(message, RateLimitedError(retry_after_ms=wait_ms)),)


def _refused(message: Message, error: RosterhubError) -> Refuse:
    return Refuse(error, message.id, type(message).__name__)
