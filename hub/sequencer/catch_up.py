"""Brings a live document to where the log is: what other replicas committed."""

from collections.abc import Sequence

import structlog

from hub.documents.apply import fold
from hub.documents.notices import notices
from hub.documents.record import LogEntry, OperationKey, Outcome, Overwritten, Refused
from hub.documents.undo import moved
from hub.fanout.port import Announcement
from hub.sequencer.answers import answers_to, outcome_of, refused, with_silent
from hub.sequencer.live import LiveDocument
from hub.sequencer.pending import Pending
from hub.sequencer.port import Told
from hub.sequencer.ready import Ready
from hub.sequencer.remembered import Remembered
from hub.sequencer.telling import Telling
from hub.store.port import DocumentStore, Logged, NothingWrittenError
from hub.tasks import Tasks
from shared.protocol.errors import NotFoundError

ENTRIES_AT_ONCE = 500

log = structlog.get_logger(__name__)


class CatchUp:
    """Reads the log from a document's version on; a history that doesn't go on from there is loaded afresh."""

    def __init__(self, store: DocumentStore, *, ready: Ready, telling: Telling, remembered: Remembered, tasks: Tasks) -> None:
        self._store = store
        self._ready = ready
        self._telling = telling
        self._remembered = remembered
        self._tasks = tasks

    def heard(self, document: LiveDocument, announcement: Announcement) -> None:
        """Read the log where an announcement is news; a version that is known already is no error."""
        state = document.state
        if (announcement.epoch, announcement.version) != (state.epoch, state.version) and not (
            announcement.epoch == state.epoch and announcement.version < state.version
        ):
            self.begin(document)

    def begin(self, document: LiveDocument) -> None:
        """Bring the document up beside everything else, once at a time."""
        if not document.is_reading:
            document.is_reading = True
            _ = self._tasks.start("sequencer.catch_up", self._beside(document))

    async def _beside(self, document: LiveDocument) -> None:
        try:
            await self.by_turn(document)
        except NothingWrittenError:
            log.info("catch_up.unreachable", document=document.document_id)  # the poll comes by again
        finally:
            document.is_reading = False

    async def by_turn(self, document: LiveDocument) -> None:
        """Bring the document up when it is this caller's turn. Raises NothingWrittenError."""
        await document.turn.take()
        try:
            await self.bring_up(document)
        finally:
            self._ready.give_back(document)

    async def bring_up(self, document: LiveDocument) -> None:
        """Bring the document up; the caller has its turn. Raises NothingWrittenError."""
        while True:
            state = document.state
            read = await self._store.log(state.document_id, after=state.version, limit=ENTRIES_AT_ONCE)
            if read is None:
                return self._lose(document)
            if read.epoch != state.epoch or read.version < state.version:
                return await self.start_afresh(document)
            if read.version == state.version:
                return None
            if not read.entries or read.entries[0].change.version != state.version + 1:
                return await self.start_afresh(document)
            self._take(document, read.entries)

    def _take(self, document: LiveDocument, entries: Sequence[LogEntry]) -> None:
        """Move on by entries of the log; those that are operations of ours answer them."""
        state = document.state
        from_version = state.version
        found: dict[Pending, Outcome] = {}
        overwritten: list[Overwritten] = []
        for change, _ in entries:
            overwritten += notices(state, change)
            fold(state, (change,))
            author = change.author
            if author.user_id in document.stacks:
                document.stacks[author.user_id] = moved(document.stacks[author.user_id], change)
            ours = document.under_way.get(OperationKey(author.user_id, author.client_id, author.operation_id))
            if ours is not None:
                found[ours] = outcome_of(ours, Logged(change.version, change.outcome))
        answers = [answer for ours, outcome in with_silent(document.queue, found).items() for answer in answers_to(ours, outcome)]
        if found:
            document.forget_settled()
        self._remembered.note(state, entries)
        self._telling.tell(Told(document, from_version, entries, answers, overwritten))

    async def start_afresh(self, document: LiveDocument) -> None:
        """Load the document as it stands; every subscriber needs a snapshot. The caller has its turn. Raises NothingWrittenError."""
        loaded = await self._store.load(document.key)
        if loaded is None or loaded.document_id != document.document_id:
            return self._lose(document)
        log.warning("document.reset", document=document.document_id, version=loaded.version)
        document.start_afresh(loaded)
        self._telling.tell(Told(document, loaded.version, (), (), reset=True))
        return None

    def _lose(self, document: LiveDocument) -> None:
        """Nothing can be done to a document that a restore from a backup took away."""
        document.is_broken = False
        if not document.is_gone:
            document.is_gone = True
            log.error("document.gone", document=document.document_id)
        answers = refused(list(document.under_way.values()), Refused(NotFoundError()))
        document.forget_settled()
        if answers:
            self._telling.tell(Told(document, document.state.version, (), answers))
