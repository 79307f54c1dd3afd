"""The gateway: ties sessions to documents, carries out what sessions decide, and tells everyone what was committed."""

from collections.abc import Callable, Sequence
from typing import Any, Final, assert_never

import structlog

from hub.clock import Clock
from hub.documents.record import Author, DocumentKey, Duplicate, Outcome, Overwritten, Submission
from hub.fanout.port import Fanout
from hub.gateway import wire
from hub.gateway.answers import answer_frame
from hub.gateway.catching_up import CatchUp
from hub.gateway.codec import Codec, UnreadableError
from hub.gateway.commands import Commands
from hub.gateway.fan_out import FanOut
from hub.gateway.features import FEATURE_OF, NO_FEATURES
from hub.gateway.frames import framed, period_of
from hub.gateway.heartbeat import Wheel
from hub.gateway.lane import Lane
from hub.gateway.limits import GatewayLimits, TokenBucket
from hub.gateway.link import Link
from hub.gateway.message import DocumentRef, Sync
from hub.gateway.outbox import Outbox
from hub.gateway.peer import Peer, Roster
from hub.gateway.ports import Authenticator, PeriodFinder
from hub.gateway.presences import Presences, first_colour_of
from hub.gateway.session import Close, Effect, Join, Leave, PresenceMoved, Refuse, RenewAuth, Resolve, RunCommand, Send, Session, Submit
from hub.gateway.subscriptions import Audience, Audiences
from hub.identity.port import Principal
from hub.runs.port import RunsPort
from hub.sequencer.port import SequencerPort, Told
from hub.tasks import Tasks
from shared.ids import ClientId, OperationId, PeriodId, WorkspaceId, new_id
from shared.protocol.errors import RosterhubError
from shared.protocol.limits import CELLS_MAX, HEARTBEAT_S
from shared.protocol.server import ServerMessage
from shared.protocol.version import SERVER_VERSION

CLOSE_POSITION_LOST: Final = 4003
_DROPPABLE: Final = frozenset({"SOLVE_PROGRESS"})

log = structlog.get_logger(__name__)


class Gateway:
    """All connections of one replica. Nothing here waits, and all of it runs on the event loop; what waits is in lane.py and commands.py.

    `tell` is the sequencer's teller; `publish` is the runs' publisher.
    """

    def __init__(
        self,
        *,
        sequencer: SequencerPort,
        runs: RunsPort,
        authenticator: Authenticator,
        periods: PeriodFinder,
        fanout: Fanout,
        clock: Clock,
        tasks: Tasks,
        limits: GatewayLimits,
        replica: str,
    ) -> None:
        self.limits = limits
        self.roster = Roster(limits)
        self.audiences = Audiences(first_colour_of(replica))
        self.presences = Presences(self.audiences, self._spread_presence, fanout=fanout, replica=replica, clock=clock)
        self.wheel: Wheel[Peer] = Wheel()
        self.renewed: Callable[[Peer], None] = lambda _peer: None
        """Told when a connection's rights or the end of its token are new (watch.py)."""
        self._sequencer = sequencer
        self._clock = clock
        self._replica = replica
        self._lane = Lane(self, sequencer=sequencer, runs=runs, clock=clock, tasks=tasks)
        self._commands = Commands(self, runs=runs, authenticator=authenticator, periods=periods, tasks=tasks)
        self._catch_up = CatchUp(self, sequencer=sequencer, clock=clock, tasks=tasks)
        self._fan_out = FanOut(self._step_out)

    # connections

    def welcome(
        self, link: Link, principal: Principal, codec: Codec, client_id: str | None, features: frozenset[str] = NO_FEATURES
    ) -> Peer:
        """Begin a conversation: CONNECTION_ACK is the first message, and nothing follows unasked [CN4]."""
        now = self._clock.monotonic()
        buckets = (TokenBucket(self.limits.ops_per_s, now), self.roster.bucket(principal.workspace_id, principal.user_id, now))
        session = Session(
            principal,
            connection_id=new_id(),
            client_id=ClientId(client_id or new_id()),
            limits=self.limits,
            buckets=buckets,
            features=features,
        )
        peer = Peer(self, link, codec, session)
        self.roster.add(peer)
        self.wheel.add(peer)
        self.renewed(peer)
        log.debug("connection.opened", connection=session.connection_id, user=principal.user_id, workspace=principal.workspace_id)
        link.write(framed(codec, self._greeting(session)))
        link.adopt(peer)
        return peer

    def _greeting(self, session: Session) -> dict[str, Any]:
        principal = session.principal
        payload = {
            "connection_id": session.connection_id,
            "client_id": session.client_id,
            "user": {"id": principal.user_id, "name": principal.name, "role": principal.role.value},
            "workspace": {"id": principal.workspace_id, "name": principal.workspace_name},
            "server_version": SERVER_VERSION,
            "replica": self._replica,
            "limits": {
                "max_message_bytes": self.limits.message_bytes,
                "max_cells": CELLS_MAX,
                "ops_per_second": int(self.limits.ops_per_s),
                "heartbeat_s": HEARTBEAT_S,
            },
        }
        return wire.envelope("CONNECTION_ACK", payload)

    def lost(self, peer: Peer) -> None:
        """Forget a connection; operations of it that are under way go on."""
        peer.is_lost = True
        self.roster.discard(peer)
        self.wheel.discard(peer)
        self.renewed(peer)
        peer.waiting.clear()
        for ref in list(peer.audiences):
            self.leave(peer, ref)
        peer.outbox = None
        log.debug("connection.closed", connection=peer.session.connection_id)

    # messages

    def received(self, peer: Peer, opcode: int, payload: bytes) -> None:
        """Take one frame of a client."""
        now = self._clock.monotonic()
        try:
            message = peer.codec.decode(opcode, payload, peer.session.principal.workspace_id)
        except UnreadableError as unreadable:
            effects = peer.session.take_unreadable(unreadable, now)
        else:
            effects = peer.session.take(message, now)
        for effect in effects:
            self._carry_out(peer, effect)

    def _carry_out(self, peer: Peer, effect: Effect) -> None:
        match effect:
            case Submit():
                if peer.lane_is_busy or not self._submitted(peer, effect):
                    self._lane.put(peer, effect)
            case Resolve():
                self._lane.put(peer, effect)
            case Join(sync=sync):
                self.join(peer, sync)
            case Leave(document=document):
                if peer.lane_is_busy:
                    self._lane.put(peer, effect)
                else:
                    self.leave(peer, document)
            case PresenceMoved(move=move):
                audience = peer.audiences.get(DocumentRef("period", move.period_id))
                if audience is not None:  # else its sync is still under way, and the next move says more
                    self.presences.move(audience, peer, effect)
            case RunCommand(command=command):
                self._commands.start(peer, command)
            case RenewAuth(message=message):
                self._commands.start(peer, message)
            case Send(message=message):
                peer.send(framed(peer.codec, message))
            case Refuse(error=error, message_id=message_id, message_type=message_type):
                self.refuse(peer, error, message_id, message_type)
            case Close(code=code, reason=reason):
                log.warning("connection.refused", connection=peer.session.connection_id, code=code)
                peer.link.close(code, reason)
            case _:
                assert_never(effect)

    def refuse(self, peer: Peer, error: RosterhubError, message_id: str | None, message_type: str | None = None) -> None:
        """Answer with an ERROR, and log it without contents."""
        field = (error.details or {}).get("field")
        log.info(
            "message.refused",
            connection=peer.session.connection_id,
            user=peer.session.principal.user_id,
            code=error.code,
            type=message_type,
            field=field,
        )
        peer.send(framed(peer.codec, wire.error(error, message_id=message_id)))

    def key_of(self, peer: Peer, ref: DocumentRef) -> DocumentKey:
        """Return the document of the peer's own workspace that `ref` names; no message can name another workspace's."""
        workspace_id = peer.workspace_id
        return DocumentKey(workspace_id, ref.kind, workspace_id if ref.period_id is None else ref.period_id)

    def _submitted(self, peer: Peer, effect: Submit) -> bool:
        """Submit an operation, where nothing has to be waited for: the usual way of an edit."""
        audience = peer.audiences.get(effect.edit.document)
        if audience is None:
            return False
        base = effect.edit.base
        if base is not None and base > audience.live.state.version:
            return False
        self._sequencer.submit(audience.live, self.submission(peer, effect))
        return True

    def submission(self, peer: Peer, effect: Submit) -> Submission:
        """Return the operation as the sequencer takes it, by the author's present rights."""
        edit, session = effect.edit, peer.session
        principal = session.principal
        author = Author(principal.user_id, principal.name, session.client_id, OperationId(edit.id))
        return Submission(edit.operation, author, edit.base, principal.rights, effect.maybe_repeat, peer, edit.retry)

    # subscriptions

    def join(self, peer: Peer, sync: Sync) -> None:
        """Answer a sync and subscribe: at once where all is at hand, else when it is."""
        if peer.lane_is_busy or not self._lane.joined_at_once(peer, sync):
            self._lane.put(peer, Join(sync))

    def enter(self, peer: Peer, ref: DocumentRef, audience: Audience, sync_frame: bytes) -> None:
        """Subscribe `peer`, which is not congested: `sync_frame` brings it to the audience's position, SYNC_CONTEXT comes right after."""
        peer.audiences[ref] = audience
        if ref.kind == "period":
            self.presences.join(audience, peer)
        audience.enter(peer)
        peer.send(sync_frame + audience.context_frame(peer.codec, peer.session.principal.user_id))

    def leave(self, peer: Peer, ref: DocumentRef) -> None:
        """End a subscription, if there is one."""
        audience = peer.audiences.pop(ref, None)
        if audience is None:
            return
        audience.leave(peer)
        if peer.outbox is not None:
            peer.outbox.positions.pop(audience.live.document_id, None)
        self.presences.leave(audience, peer)
        self.audiences.part(audience)

    # telling

    def tell(self, tolds: Sequence[Told]) -> None:
        """Tell everyone what was committed: entries first, then the answers, an author's in the same write where it can be [AN1]."""
        now = self._clock.monotonic()
        for told in tolds:
            with self._fan_out:
                self._tell(told, now)
            audience = self.audiences.of(told.live.document_id)
            if audience is not None and audience.joining and audience.is_current:
                waiting, audience.joining = audience.joining, []
                for join in waiting:
                    join()
                self.audiences.part(audience)
            for submission, outcome in told.answers:
                if not isinstance(submission.origin, Peer):
                    submission.origin.answer(submission, outcome)

    def _tell(self, told: Told, now: float) -> None:
        answers = self._answers(told)
        audience = self.audiences.of(told.live.document_id)
        if audience is not None:
            if told.reset:
                self._reset(audience, told)
            elif entries := audience.news(told):
                if entries[0].change.version != audience.told + 1:  # a fault of ours: nobody is left with a wrong picture
                    log.error("telling.gap_found", document=told.live.document_id, told=audience.told, first=entries[0].change.version)
                    self._reset(audience, told)
                else:
                    audience.tell(entries, answers, now)
        for peer, frames in answers.items():
            peer.send(frames)

    def _answers(self, told: Told) -> dict[Any, bytes]:
        """Return the frames that answer this replica's clients, by client, in order."""
        answers: dict[Any, bytes] = {}
        for submission, outcome in told.answers:
            peer = submission.origin
            if isinstance(peer, Peer):
                self._settled(peer, submission, outcome)
                if not peer.is_lost:
                    answers[peer] = answers.get(peer, b"") + answer_frame(
                        peer.codec, submission.author.operation_id, outcome, told.live.key
                    )
        if told.overwritten:
            self._notices(answers, told.overwritten, told.live.key)
        return answers

    def _notices(self, answers: dict[Any, bytes], notices: Sequence[Overwritten], key: DocumentKey) -> None:
        """Add the notices for authors of overwritten values that are connected here [CF3]."""
        for notice in notices:
            for peer in self.roster.of_client(key.workspace_id, notice.author.user_id, notice.author.client_id):
                message = wire.overwritten(notice, notice.version, key.kind, period_of(key))
                answers[peer] = answers.get(peer, b"") + framed(peer.codec, message)

    def answered(self, peer: Peer, submission: Submission, outcome: Outcome) -> None:
        """Send an outcome that came apart from a telling."""
        self._settled(peer, submission, outcome)
        peer.send(answer_frame(peer.codec, submission.author.operation_id, outcome, None))

    def _settled(self, peer: Peer, submission: Submission, outcome: Outcome) -> None:
        live = peer.loose.pop(submission, None)
        if live is not None:
            live.release()
        if isinstance(outcome, Duplicate) and not submission.maybe_repeat and not peer.is_lost:
            for effect in peer.session.take_duplicate(self._clock.monotonic()):
                self._carry_out(peer, effect)

    def _reset(self, audience: Audience, told: Told) -> None:
        """Give every subscriber the document afresh: it has another history now."""
        if told.live is not audience.live:
            told.live.hold()
            audience.live.release()
        audience.begin_anew(told.live)
        for peer in list(audience.behind):
            peer.link.close(CLOSE_POSITION_LOST, "position lost")
        for codec, writers in audience.writers.items():
            for peer, write in writers.items():
                write(audience.snapshot_frame(codec))  # the same bytes for all
                write(audience.context_frame(codec, peer.session.principal.user_id))

    # what is not versioned

    def publish(self, workspace_id: WorkspaceId, period_id: PeriodId, message: ServerMessage) -> None:
        """Send a run's message to everyone who follows the period [RN3]."""
        audience = self.audiences.of_period(workspace_id, period_id)
        if audience is not None:
            audience.set_runs(None, self._clock.monotonic())
            self._spread(audience, wire.from_model(message), droppable=message.type in _DROPPABLE)

    def _spread_presence(self, audience: Audience, message: dict[str, Any]) -> None:
        self._spread(audience, message, droppable=True)

    def _spread(self, audience: Audience, message: dict[str, Any], *, droppable: bool) -> None:
        """Send one message to a whole audience, or to those who know of its type, encoded once a codec [EN5]."""
        feature = FEATURE_OF.get(message["type"])
        with self._fan_out:
            for codec, writers in audience.writers.items():
                if writers:
                    frames = framed(codec, message)
                    for peer, write in writers.items():
                        if feature is None or feature in peer.session.features:
                            write(frames)
            if not droppable:
                for peer in list(audience.behind):
                    if feature is None or feature in peer.session.features:
                        peer.send(framed(peer.codec, message))

    # slow clients

    def congested(self, peer: Peer) -> None:
        """Leave a slow client out of the telling; what it was just given, it has [RC3]."""
        if not self._fan_out.puts_off(peer):
            self._step_out(peer)

    def _step_out(self, peer: Peer) -> None:
        if peer.is_lost or peer.outbox is not None:
            return
        peer.outbox = Outbox(self._clock.monotonic())
        for audience in peer.audiences.values():
            audience.step_out(peer)
            peer.outbox.positions[audience.live.document_id] = audience.told

    def drained(self, peer: Peer) -> None:
        """Bring a client up that took what there was."""
        self._catch_up.begin(peer)
