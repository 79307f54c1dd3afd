"""What a client's message has to wait for (a document to be loaded, the log to be read), one client's messages in order."""

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Final, assert_never

import structlog

from hub.clock import Clock
from hub.documents.record import LogEntry
from hub.gateway.message import WORKSPACE, DocumentRef, Edit, Sync
from hub.gateway.peer import Peer
from hub.gateway.session import Join, Leave, Resolve, Submit, Waiting
from hub.gateway.subscriptions import Audience
from hub.gateway.turnstile import JOINS_PER_TURN, Turnstile
from hub.identity.roles import Action, may
from hub.runs.port import RunsPort
from hub.sequencer.port import SequencerPort
from hub.tasks import Tasks
from shared.ids import PeriodId
from shared.protocol.errors import ForbiddenError, NotFoundError, OverloadedError, RosterhubError, VersionAheadError

if TYPE_CHECKING:
    from hub.gateway.hub import Gateway

WAITING_MAX: Final = 256
"""Messages of one client that wait; more are answered `overloaded`."""
DELTA_ENTRIES_MAX: Final = 2_000
"""Entries that are read from the log for a delta; a client further back gets a snapshot unless it asked for a delta."""
PREFERRED_DELTA_ENTRIES_MAX: Final = 10_000
RUNS_TTL_S: Final = 5.0
"""Rows of open runs for SYNC_CONTEXT are read again after so long; a run's own messages bring the rest."""
RUNS_READS_MAX: Final = 3
"""A run may say something while its row is read, which who joins doesn't hear: then it is read again, so often at most."""
_OPEN_RUNS: Final = ("queued", "running", "done")

log = structlog.get_logger(__name__)


class Lane:
    """Carries out syncs and edits that can't be carried out at once; while a client's lane is busy, what comes later waits behind."""

    def __init__(self, gateway: "Gateway", *, sequencer: SequencerPort, runs: RunsPort, clock: Clock, tasks: Tasks) -> None:
        self._gateway = gateway
        self._sequencer = sequencer
        self._runs = runs
        self._clock = clock
        self._tasks = tasks
        self._turnstile = Turnstile(JOINS_PER_TURN)

    def put(self, peer: Peer, effect: Waiting) -> None:
        """Queue `effect` behind what the client waits for already."""
        if len(peer.waiting) >= WAITING_MAX:
            if not isinstance(effect, Leave):
                self._gateway.refuse(peer, OverloadedError(retry_after_ms=1_000), _id_of(effect))
            return
        peer.waiting.append(effect)
        if not peer.lane_is_busy:
            peer.lane_is_busy = True
            _ = self._tasks.start("gateway.lane", self._work(peer))

    async def _work(self, peer: Peer) -> None:
        try:
            while peer.waiting:
                effect = peer.waiting.pop(0)
                try:
                    await self._carry_out(peer, effect)
                except RosterhubError as error:
                    if isinstance(effect, Join) and effect.sync.document not in peer.audiences:
                        peer.session.subscriptions.discard(effect.sync.document)
                    self._gateway.refuse(peer, error, _id_of(effect), type(effect).__name__)
        finally:
            peer.lane_is_busy = False

    async def _carry_out(self, peer: Peer, effect: Waiting) -> None:
        match effect:
            case Submit():
                await self._submit(peer, effect)
            case Resolve():
                await self._resolve(peer, effect)
            case Join(sync=sync):
                await self._join(peer, sync)
            case Leave(document=document):
                self._gateway.leave(peer, document)
            case _:
                assert_never(effect)

    # edits

    async def _submit(self, peer: Peer, effect: Submit) -> None:
        """Submit an operation on a document that may have to be loaded, or whose log may have to be read first."""
        edit = effect.edit
        followed = peer.audiences.get(edit.document)
        if followed is not None:
            live = followed.live
            live.hold()  # the subscription may end while the log is read
        else:
            live = await self._sequencer.open(self._gateway.key_of(peer, edit.document))
        with ExitStack() as undoing:
            undoing.callback(live.release)
            if edit.base is not None and edit.base > live.state.version and not await self._sequencer.at_least(live, edit.base):
                raise VersionAheadError
            if not may(peer.session.principal.role, Action.EDIT):
                raise ForbiddenError  # the right went while it waited: the commit would take it by the new rights' version [CN6]
            undoing.pop_all()
        submission = self._gateway.submission(peer, effect)
        peer.loose[submission] = live
        self._sequencer.submit(live, submission)

    async def _resolve(self, peer: Peer, effect: Resolve) -> None:
        """Find the document in which a conflict is, which the client needn't follow, and submit the operation that ends it there."""
        message = effect.message
        key = await self._sequencer.document_of_conflict(peer.workspace_id, message.operation.conflict_id)
        if key is None:
            raise NotFoundError("There is no such conflict.")
        ref = WORKSPACE if key.kind == "workspace" else DocumentRef("period", PeriodId(key.id))
        await self._submit(peer, Submit(Edit(message.id, ref, message.operation, message.base, message.retry), effect.maybe_repeat))

    # syncs

    def joined_at_once(self, peer: Peer, sync: Sync) -> bool:
        """Join where all is at hand: the document, the client's position, the runs. The usual way of all but the first."""
        audience = self._gateway.audiences.by_key(self._gateway.key_of(peer, sync.document))
        if audience is None or not self._runs_are_known(audience):
            return False
        if not audience.conflicts.surely_none_of(peer.session.principal.user_id, audience.live, self._clock.monotonic()):
            return False
        entries = audience.entries_since(sync.since_version or 0) if (has_position := self._has_position(audience, sync)) else None
        if (has_position and entries is None) or not self._turnstile.try_pass():
            return False
        return self._joins(peer, sync, audience, entries)

    async def _join(self, peer: Peer, sync: Sync) -> None:
        """Load the document, read what the client missed, subscribe it."""
        live = await self._sequencer.open(self._gateway.key_of(peer, sync.document))
        audience = self._gateway.audiences.gather(live, self._clock.monotonic())
        audience.pins += 1
        asked = audience.conflicts.moment
        try:
            if sync.since_version is not None and sync.epoch == live.state.epoch and sync.since_version > live.state.version:
                await self._sequencer.at_least(audience.live, sync.since_version)
            await self._read_runs(peer, audience)
            await self._turnstile.passing()
            await self._read_conflicts(audience, asked)
            self._joins(peer, sync, audience, await self._missed(audience, sync))
        finally:
            audience.pins -= 1
            self._gateway.audiences.part(audience)

    def _joins(self, peer: Peer, sync: Sync, audience: Audience, entries: list[LogEntry] | None) -> bool:
        """Subscribe now, or once all that is committed was told. `entries`: from the client's position on, as far as they were read."""
        if peer.is_lost:
            return True
        if sync.document not in peer.session.subscriptions:
            return True  # left again meanwhile
        if peer.outbox is not None:
            peer.outbox.syncs[sync.document] = sync
            return True
        if not audience.is_current:
            audience.joining.append(partial(self._joins_late, peer, sync, audience, entries))
            return True
        if entries is not None and not self._has_position(audience, sync):
            entries = None  # the document got another history while the client waited
        if entries is not None:
            entries = self._completed(audience, sync.since_version or 0, entries)
        self._gateway.enter(peer, sync.document, audience, audience.sync_frame(peer.codec, sync, entries))
        return True

    def _joins_late(self, peer: Peer, sync: Sync, audience: Audience, entries: list[LogEntry] | None) -> None:
        self._joins(peer, sync, audience, entries)

    def _has_position(self, audience: Audience, sync: Sync) -> bool:
        """Whether the client holds a version of this history."""
        state = audience.live.state
        return sync.since_version is not None and sync.epoch == state.epoch and sync.since_version <= state.version

    async def _missed(self, audience: Audience, sync: Sync) -> list[LogEntry] | None:
        """Return the entries after the client's position as far as they can be read now; None: it needs a snapshot."""
        if not self._has_position(audience, sync):
            return None
        since = sync.since_version or 0
        at_hand = audience.entries_since(since)
        if at_hand is not None:
            return at_hand
        limit = PREFERRED_DELTA_ENTRIES_MAX if sync.prefer_delta else DELTA_ENTRIES_MAX
        read = await self._sequencer.entries(audience.live, after=since, limit=limit)
        return None if read is None else list(read)

    def _completed(self, audience: Audience, since: int, entries: list[LogEntry]) -> list[LogEntry] | None:
        """Return the entries from `since` to what was told: those that were read, and what came meanwhile; None where there is a gap."""
        read = [entry for entry in entries if entry.change.version <= audience.told]
        position = read[-1].change.version if read else since
        rest = audience.entries_since(position)
        return None if rest is None else read + rest

    # what goes into SYNC_CONTEXT

    async def _read_conflicts(self, audience: Audience, asked: int) -> None:
        """Read the pending conflicts; a joining client does not wait for a database that is away."""
        try:
            await audience.conflicts.bring_up(audience.live, self._sequencer, self._clock, asked=asked)
        except RosterhubError as error:
            log.warning("conflicts.not_read", document=audience.live.document_id, code=error.code)

    def _runs_are_known(self, audience: Audience) -> bool:
        if audience.live.key.kind != "period":
            return True
        return audience.runs is not None and self._clock.monotonic() - audience.runs_read_at < RUNS_TTL_S

    async def _read_runs(self, peer: Peer, audience: Audience) -> None:
        """Read the period's open runs for SYNC_CONTEXT; a joining client does not wait for a database that is away."""
        async with audience.runs_lock:  # a thousand who join at once ask once
            if self._runs_are_known(audience):
                return
            for _ in range(RUNS_READS_MAX):
                moved = audience.runs_moved
                try:
                    rows = await self._runs.rows(peer.session.principal, period_id=PeriodId(audience.live.key.id), states=_OPEN_RUNS)
                except RosterhubError as error:
                    log.warning("runs.not_read", document=audience.live.document_id, code=error.code)
                    return
                audience.set_runs([row.model_dump(mode="json", by_alias=True) for row in rows], self._clock.monotonic())
                if audience.runs_moved == moved:
                    return


def _id_of(effect: Waiting) -> str | None:
    match effect:
        case Submit(edit=edit):
            return edit.id
        case Resolve(message=message):
            return message.id
        case Join(sync=sync):
            return sync.id
        case Leave():
            return None
        case _:
            assert_never(effect)
