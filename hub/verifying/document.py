"""Verifies one document in one snapshot."""

from dataclasses import dataclass

from hub.documents.record import Change
from hub.documents.state import DocumentState
from hub.verifying.finding import Finding
from hub.verifying.reading import Snapshot, Unreadable
from hub.verifying.refold import Refold
from hub.verifying.stored import Stored
from hub.verifying.unfold import Unfold


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong."""

    version_count: int
    findings: list[Finding]


async def verified(snapshot: Snapshot, document: Stored) -> Verified:
    """Refold a document's log. Memory: its current rows twice, and sixteen bytes an operation."""
    refold = Refold(document)
    if not document.is_whole:
        refold.begin_at(await base_of(snapshot, document, refold.rows))
    count = 0
    async for read in snapshot.log(document.document_id):
        count += 1
        match read:
            case Change():
                refold.take(read)
            case Unreadable(version=version, why=why):
                refold.unreadable(version, why)
    return Verified(count, refold.end())


async def base_of(snapshot: Snapshot, document: Stored, rows: DocumentState) -> DocumentState:
    """Return the state before the first version that the log still holds: the current rows, taken back."""
    unfold = Unfold(rows)
    async for read in snapshot.log(document.document_id, backwards=True):
        if isinstance(read, Change) and read.version >= document.log_from:
            unfold.take(read)
    return unfold.base(document.log_from - 1)
