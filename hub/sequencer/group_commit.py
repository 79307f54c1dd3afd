"""One commit of all documents that are ready: gathered before, settled after."""

from collections.abc import Sequence
from typing import assert_never

from hub.documents.apply import apply
from hub.documents.record import Applied, LogEntry
from hub.fanout.port import Announcement, Fanout
from hub.sequencer.answers import answers_to, logged_of
from hub.sequencer.batch import Batch, Statement
from hub.sequencer.care import Care, document_care
from hub.sequencer.live import LiveDocument
from hub.sequencer.port import Told
from hub.sequencer.ready import Ready
from hub.sequencer.remembered import Remembered
from hub.sequencer.telling import Telling
from hub.store.port import NothingWrittenError, OutcomeUnknownError, PoisonError

CommitError = NothingWrittenError | OutcomeUnknownError | PoisonError


class GroupCommit:
    """Takes operations out of queues, and settles them or puts them back. Whoever calls has the turn of every document in a batch."""

    def __init__(self, *, ready: Ready, telling: Telling, remembered: Remembered, fanout: Fanout) -> None:
        self._ready = ready
        self._telling = telling
        self._remembered = remembered
        self._fanout = fanout

    def gather(self) -> tuple[list[Batch], list[tuple[LiveDocument, Care]]]:
        """Return the next statement's batches, and the documents that need care first."""
        statement = Statement()
        cares: list[tuple[LiveDocument, Care]] = []
        for document in self._ready.taken():
            care = document_care(document)
            if care is None and not statement.take_from(document):
                care = document_care(document)  # it turned out to lack something
                if care is None and statement.batches:  # no room left
                    self._ready.give_back_first(document)
                    break
                care = care or Care.ALONE  # larger than a whole statement
            if care is not None:
                cares.append((document, care))
        return statement.batches, cares

    def won(self, batch: Batch, at: str) -> None:
        """The batch is committed and flushed: the state moves; then its authors are answered and everyone is told [DC1, AN1]."""
        document, resolution = batch.document, batch.resolution
        from_version = document.state.version
        apply(document.state, resolution)
        document.stacks.update(resolution.undo)
        document.lost_races = document.failures = 0
        document.is_suspect = False
        answers = [
            answer for pending, outcome in zip(batch.pendings, resolution.outcomes, strict=True) for answer in answers_to(pending, outcome)
        ]
        document.forget(batch.pendings)
        entries = [LogEntry(change, at) for change in resolution.changes]
        if entries:
            self._remembered.note(document.state, entries)
            self._fanout.announce(Announcement(document.document_id, document.state.epoch, document.state.version))
        overwritten = [notice for outcome in resolution.outcomes if isinstance(outcome, Applied) for notice in outcome.overwritten]
        self._telling.tell(Told(document, from_version, entries, answers, overwritten))


def put_back(batches: Sequence[Batch], failure: CommitError | None = None) -> None:
    """Let the operations of batches wait again, as what the store said of their statement asks for; None: it touched nothing of them."""
    match failure:
        case OutcomeUnknownError():
            for batch in batches:
                _doubt(batch)
        case PoisonError():
            _suspect(batches)
        case NothingWrittenError() | None:
            pass
        case _:
            assert_never(failure)
    for batch in batches:
        batch.document.put_back(batch.pendings)


def _doubt(batch: Batch) -> None:
    """It may be in the log: its operations are looked up, until the log answers or they are committed."""
    for pending, outcome in zip(batch.pendings, batch.resolution.outcomes, strict=True):
        pending.lookup = pending.was_sent = True
        logged = logged_of(outcome)
        if logged is None:
            pending.sent_as = outcome
        else:
            pending.sent_versions += (logged.version,)


def _suspect(batches: Sequence[Batch]) -> None:
    """The database refuses something in there: next time each document goes alone, then each operation; then that one is guilty."""
    is_one = len(batches) == 1
    for batch in batches:
        batch.document.is_suspect = not is_one
        for pending in batch.pendings if is_one else ():
            pending.is_guilty = pending.is_suspect
            pending.is_suspect = True
