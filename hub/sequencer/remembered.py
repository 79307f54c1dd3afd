"""Operations that this replica saw in the log lately."""

from collections import OrderedDict
from collections.abc import Iterable

from hub.documents.record import LogEntry, OperationKey
from hub.documents.state import DocumentState
from hub.store.port import Logged
from shared.ids import ClientId, DocumentId, OperationId, UserId

REMEMBERED_MAX = 4_000


class Remembered:
    """Knows a repeat without asking the database; the oldest are forgotten [EN3]."""

    def __init__(self) -> None:
        # Its oldest is found at once; a plain dict would look through all that was deleted before it.
        self._known: OrderedDict[tuple[DocumentId, UserId, ClientId, OperationId], tuple[str, int, str]] = OrderedDict()

    def note(self, state: DocumentState, entries: Iterable[LogEntry]) -> None:
        """Remember committed operations."""
        known, document_id, epoch = self._known, state.document_id, state.epoch
        for change, _ in entries:
            author = change.author
            known[document_id, author.user_id, author.client_id, author.operation_id] = (epoch, change.version, change.outcome)
        while len(known) > REMEMBERED_MAX:
            known.popitem(last=False)

    def find(self, state: DocumentState, key: OperationKey) -> Logged | None:
        """Return where an operation stands, if it is remembered and the document has still that history."""
        found = self._known.get((state.document_id, *key))
        if found is None:
            return None
        epoch, version, outcome = found
        return Logged(version, outcome) if epoch == state.epoch and version <= state.version else None
