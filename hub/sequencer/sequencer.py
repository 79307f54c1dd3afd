"""The sequencer: the only writer of this replica's live documents."""

from collections.abc import Sequence
from random import Random
from typing import Final, cast

import structlog

from hub.clock import Clock
from hub.documents.judging import document_of
from hub.documents.record import DocumentKey, Duplicate, LogEntry, Outcome, PendingConflict, Refused, Submission, UndoStacks
from hub.fanout.port import Fanout
from hub.sequencer.aside import Aside
from hub.sequencer.catch_up import CatchUp
from hub.sequencer.group_commit import GroupCommit
from hub.sequencer.health import Health
from hub.sequencer.live import LiveDocument, LiveDocuments, Load
from hub.sequencer.loop import Lane
from hub.sequencer.opening import Opening
from hub.sequencer.pace import Pace
from hub.sequencer.patience import Patience
from hub.sequencer.pending import Pending, key_of
from hub.sequencer.poll import Poll
from hub.sequencer.port import Editors, Live, NoEditors, Teller, Told
from hub.sequencer.ready import Ready
from hub.sequencer.remembered import Remembered
from hub.sequencer.telling import Telling
from hub.store.port import DocumentStore, NothingWrittenError
from hub.tasks import Tasks
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import OverloadedError, UnavailableError

QUEUE_MAX: Final = 2_000
"""Operations of one document that may be under way, whatever the reason that they wait."""
LOAD_MAX: Final = 20_000
"""Operations of all documents that may be under way. The lane's own bound is far lower: what it commits in a moment (pace.py)."""
REPEATS_MAX: Final = 16
RETRY_AFTER_MS: Final = 500
RETRY_AFTER_MS_IN_TROUBLE: Final = 2_000
_OVERLOADED: Final = Refused(OverloadedError(retry_after_ms=RETRY_AFTER_MS))
_OVERLOADED_IN_TROUBLE: Final = Refused(OverloadedError(retry_after_ms=RETRY_AFTER_MS_IN_TROUBLE))
NOBODY: Final = NoEditors()
_CLOSING_STEP_S: Final = 0.01

log = structlog.get_logger(__name__)


class Sequencer:
    """Keeps `SequencerPort`'s promises by one lane of group commits [architecture 1.1].

    `start` begins; `close` settles what waits, and ends its tasks. Set `teller` to hear what is committed; until then only origins do.
    """

    def __init__(self, store: DocumentStore, fanout: Fanout, *, clock: Clock, random: Random, editors: Editors = NOBODY) -> None:
        self._store = store
        self._clock = clock
        self._tasks = Tasks()
        self._is_closing = False
        self._documents = LiveDocuments()
        self._load = Load()
        self._health = Health()
        self._pace = Pace()
        self._ready = ready = Ready()
        self._telling = telling = Telling()
        self._remembered = remembered = Remembered()
        self._patience = Patience(telling=telling, clock=clock)
        self._catch_up = catch_up = CatchUp(store, ready=ready, telling=telling, remembered=remembered, tasks=self._tasks)
        commits = GroupCommit(ready=ready, telling=telling, remembered=remembered, fanout=fanout)
        aside = Aside(
            store,
            ready=ready,
            commits=commits,
            catch_up=catch_up,
            telling=telling,
            editors=editors,
            clock=clock,
            random=random,
            tasks=self._tasks,
        )
        self._lane = Lane(
            store, ready=ready, commits=commits, aside=aside, health=self._health, pace=self._pace, clock=clock, random=random
        )
        self._poll = Poll(store, documents=self._documents, catch_up=catch_up, fanout=fanout, health=self._health, clock=clock)
        self._opening = Opening(store, documents=self._documents, catch_up=catch_up, fanout=fanout, load=self._load, clock=clock)

    @property
    def teller(self) -> Teller:
        """Who hears what was committed."""
        return self._telling.teller

    @teller.setter
    def teller(self, teller: Teller) -> None:
        self._telling.teller = teller

    @property
    def healthy(self) -> bool:
        return self._health.is_good

    @property
    def documents(self) -> int:
        """How many documents are in memory."""
        return len(self._documents)

    # its life

    def start(self) -> None:
        """Begin to commit, to poll, and to let go; call it on the event loop."""
        _ = self._tasks.start("sequencer.lane", self._lane.run())
        _ = self._tasks.start("sequencer.poll", self._poll.run())
        _ = self._tasks.start("sequencer.patience", self._patience.run())
        _ = self._tasks.start("sequencer.opening", self._opening.run())

    async def close(self, limit_s: float = 5.0) -> None:
        """Take no more operations, settle what waits for at most `limit_s`, answer the rest `unavailable`, and end."""
        self._is_closing = True
        deadline = self._clock.monotonic() + limit_s
        while self._load.count and self._clock.monotonic() < deadline:
            await self._clock.sleep(_CLOSING_STEP_S)
        if self._load.count:
            log.warning("sequencer.closed_with_operations", operations=self._load.count)
        self._patience.answer_all()
        self._telling.flush()
        await self._tasks.close()

    # what others ask of it

    async def open(self, key: DocumentKey) -> Live:
        return await self._opening.open(key)

    def submit(self, live: Live, submission: Submission) -> None:
        document = _own(live)
        key = key_of(submission)
        if (first := document.under_way.get(key)) is not None:
            self._join(document, first, Pending(submission, key, self._patience.deadline()))
        elif (logged := self._remembered.find(document.state, key)) is not None:
            self._answer(document, submission, Duplicate(logged.version, logged.outcome))
        elif self._is_closing:
            self._answer(document, submission, Refused(UnavailableError("The hub is restarting.", retry_after_ms=RETRY_AFTER_MS)))
        elif self._is_full(document):
            self._overloaded(document, submission)
        else:
            pending = Pending(submission, key, self._patience.deadline())
            document.enqueue(pending)
            self._patience.watch(document, pending)
            self._ready.note(document)

    def _is_full(self, document: LiveDocument) -> bool:
        """Whether one more operation would wait too long, or take too much memory."""
        load = self._load
        if len(document.under_way) >= QUEUE_MAX or load.count >= LOAD_MAX:
            return True
        if document.is_aside or not self._health.is_good:  # not the lane is what it waits for
            return False
        return self._pace.refuses(load.count - load.aside - self._pace.in_hand)

    def _join(self, document: LiveDocument, first: Pending, repeat: Pending) -> None:
        """Let a repeat hear what the operation becomes that is under way."""
        if first.repeats is None:
            first.repeats = []
        if len(first.repeats) >= REPEATS_MAX:
            self._overloaded(document, repeat.submission)
            return
        first.repeats.append(repeat)
        self._patience.watch(document, repeat)

    def _overloaded(self, document: LiveDocument, submission: Submission) -> None:
        self._telling.refuse(document, submission, _OVERLOADED if self._health.is_good else _OVERLOADED_IN_TROUBLE)

    def _answer(self, document: LiveDocument, submission: Submission, outcome: Outcome) -> None:
        self._telling.tell(Told(document, document.state.version, (), [(submission, outcome)]))

    async def at_least(self, live: Live, version: int) -> bool:
        document = _own(live)
        if document.state.version < version:
            try:
                await self._catch_up.by_turn(document)
            except NothingWrittenError as error:
                raise UnavailableError from error
        return document.state.version >= version

    async def entries(self, live: Live, *, after: int, limit: int) -> Sequence[LogEntry] | None:
        document = _own(live)
        if after == document.state.version:
            return ()
        try:
            read = await self._store.log(document.document_id, after=after, limit=limit)
        except NothingWrittenError as error:
            raise UnavailableError from error
        if read is not None:
            document.log_from = read.log_from
        if read is None or read.epoch != document.state.epoch or read.log_from > after + 1 or after > read.version:
            return None
        return read.entries

    async def undo_stacks(self, live: Live, user_id: UserId) -> UndoStacks:
        document = _own(live)
        await document.turn.take()
        try:
            if user_id not in document.stacks:
                stacks = await self._store.undo_stacks(document.document_id, user_id, up_to=document.state.version)
                document.keep_stacks(user_id, stacks)
            return document.stacks[user_id]
        except NothingWrittenError as error:
            raise UnavailableError from error
        finally:
            self._ready.give_back(document)

    async def conflicts(self, live: Live) -> Sequence[PendingConflict]:
        document = _own(live)
        if document.key.id in document.view.archived_periods:
            return ()
        try:
            return await self._store.pending_conflicts(document.document_id)
        except NothingWrittenError as error:
            raise UnavailableError from error

    async def document_of_conflict(self, workspace_id: WorkspaceId, conflict_id: str) -> DocumentKey | None:
        document_id = document_of(conflict_id)
        if document_id is None:
            return None
        try:
            return await self._store.key_of(document_id, workspace_id)
        except NothingWrittenError as error:
            raise UnavailableError from error


def _own(live: Live) -> LiveDocument:
    """Every live document that comes here was given out here."""
    return cast("LiveDocument", live)
