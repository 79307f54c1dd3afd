"""What an operation needs before it can be resolved with the others: pure."""

from enum import Enum, auto

from hub.documents.record import Submission
from hub.sequencer.live import LiveDocument
from hub.sequencer.pending import Pending
from shared.operations import CellUpdate, EntityUpdate, Redo, Undo

BUSY_MAX = 3
"""Lost races for a row after which a document waits for it, apart from the others."""


class Care(Enum):
    """What is done before, or instead of, resolving it with the others."""

    START_AFRESH = auto()
    """A fault of ours left the document half way."""
    JUDGE = auto()
    """Only the log can tell whether it is done already: it is answered from there, or refused."""
    READ_LOG = auto()
    """It names a version, a shift type or a person that this replica doesn't know, or not yet."""
    READ_STACKS = auto()
    """It is an undo, and what its author can undo is not at hand."""
    LOOK_UP = auto()
    """It conflicts, or ends a conflict, and what that is judged by isn't at hand."""
    FIND = auto()
    """It is sent again, and its row may have left the log: what is there answers it, else it is too old."""
    ALONE = auto()
    """It is committed apart from all others, waiting for the row: suspected of poison, or its document's row is always busy."""


def care_of(pending: Pending, document: LiveDocument) -> Care | None:
    """Return what `pending` needs first; None: it can be resolved as things stand."""
    submission = pending.submission
    if pending.is_guilty:
        return Care.JUDGE
    if submission.is_retry and not pending.was_sent and _may_have_left(submission, document):
        return Care.FIND
    if not pending.was_read_for and _is_ahead(submission, document):
        return Care.READ_LOG
    if isinstance(submission.operation, Undo | Redo) and submission.author.user_id not in document.stacks:
        return Care.READ_STACKS
    if pending.lacks_evidence and pending.key not in document.evidence:
        return Care.LOOK_UP
    return Care.ALONE if pending.is_suspect else None


def _is_ahead(submission: Submission, document: LiveDocument) -> bool:
    """Whether it may come from somebody who saw more than this replica."""
    if submission.base is not None and submission.base > document.state.version:
        return True
    match submission.operation:
        case CellUpdate(cells=cells):
            for cell in cells:
                shift = cell.set.get("shift")
                if shift is not None and shift not in document.view.shift_codes:
                    return True
            return False
        case EntityUpdate(kind="period", set=fields):
            return not document.view.staff_ids.issuperset(fields.get("staff") or ())
        case _:
            return False


def _may_have_left(submission: Submission, document: LiveDocument) -> bool:
    """Whether an operation on this base may have become a version that the log no longer holds; without a base nobody can tell [EN3]."""
    return submission.base is not None and submission.base + 1 < document.log_from


def document_care(document: LiveDocument) -> Care | None:
    """Return what a document needs before its queue's first operation can go into a common statement."""
    if document.is_broken:
        return Care.START_AFRESH
    care = care_of(document.queue[0], document)
    if care is None and (document.is_suspect or document.lost_races >= BUSY_MAX):
        return Care.ALONE
    return care
