"""A document as it stood, from its log."""

from collections.abc import AsyncGenerator

from hub.documents.apply import fold
from hub.documents.record import Change
from hub.documents.state import DocumentState
from hub.verifying.document import base_of
from hub.verifying.finding import Findings
from hub.verifying.reading import Snapshot, Unreadable
from hub.verifying.stored import Stored, standing


class Past:
    """Walks forward through a log, and begins anew where somebody asks for an earlier version; holds one state."""

    def __init__(self, snapshot: Snapshot, document: Stored) -> None:
        self.document = document
        self._snapshot = snapshot
        self._log: AsyncGenerator[Change | Unreadable, None] | None = None
        self._state: DocumentState | None = None

    async def at(self, version: int) -> DocumentState | None:
        """Return the document at a version; None where the log doesn't tell. The next call moves it."""
        if not self.document.log_from - 1 <= version <= self.document.version:
            return None
        if self._state is None or self._state.version > version:
            await self._begin()
        while self._state is not None and self._state.version < version:
            await self._step()
        return self._state

    async def aclose(self) -> None:
        """Stop reading."""
        if self._log is not None:
            await self._log.aclose()

    async def _begin(self) -> None:
        await self.aclose()
        document = self.document
        rows = standing(document, Findings(document.name))
        self._state = document.at(0) if document.is_whole else await base_of(self._snapshot, document, rows)
        self._log = self._snapshot.log(document.document_id)

    async def _step(self) -> None:
        """Fold one change; the state is lost where the log isn't whole, which is told of the document itself."""
        state, read = self._state, None if self._log is None else await anext(self._log, None)
        if state is None or not isinstance(read, Change):
            self._state = None
        elif read.version == state.version + 1:
            fold(state, (read,))
        elif read.version > state.version:
            self._state = None
