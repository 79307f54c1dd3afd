"""Operations that this replica saw in the log lately."""

from collections import OrderedDict
from collections.abc import Iterable

from hub.documents.record import LogEntry, OperationKey
from hub.documents.state import DocumentState
from hub.store.port import Logged
from shared.ids import DocumentId

REMEMBERED_MAX = 20_000


class Remembered:
    """Knows a repeat without asking the database; the oldest are forgotten [EN3]."""

    def __init__(self) -> None:
        # Its oldest is found at once; a plain dict would look through all that was deleted before it.
        self._known: OrderedDict[tuple[DocumentId, OperationKey], tuple[str, Logged]] = OrderedDict()

    def note(self, state: DocumentState, entries: Iterable[LogEntry]) -> None:
        """Remember committed operations."""
        known = self._known
        for change, _ in entries:
            author = change.author
            key = OperationKey(author.user_id, author.client_id, author.operation_id)
            known[state.document_id, key] = (state.epoch, Logged(change.version, change.outcome))
        while len(known) > REMEMBERED_MAX:
            known.popitem(last=False)

    def find(self, state: DocumentState, key: OperationKey) -> Logged | None:
        """Return where an operation stands, if it is remembered and the document has still that history."""
        found = self._known.get((state.document_id, key))
        return found[1] if found is not None and found[0] == state.epoch and found[1].version <= state.version else None
