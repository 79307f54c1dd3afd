"""What is wrong with a document, in one line each."""

from typing import NamedTuple

from hub.documents.record import DocumentKey
from shared.ids import DocumentId

FINDINGS_MAX = 20
"""Lines a document: one lost version makes many rows wrong, and the first lines say which."""


class Finding(NamedTuple):
    """Something that can't be, and the version at which it is so. Ids only: what people wrote is not repeated."""

    document: str
    version: int
    what: str

    def __str__(self) -> str:
        return f"document {self.document}, version {self.version}: {self.what}"


def name_of(document_id: DocumentId, key: DocumentKey) -> str:
    """Return how a document is called: its number in the tables, then its id on the wire."""
    return f"{document_id} ({key.kind} {key.id} of workspace {key.workspace_id})"


class Findings:
    """Gathers a document's findings; counts all, keeps the first."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._found: list[Finding] = []
        self.count = 0

    def add(self, version: int, what: str) -> None:
        """Note something that can't be."""
        self.count += 1
        if self.count <= FINDINGS_MAX:
            self._found.append(Finding(self._document, version, what))

    def lines(self) -> list[Finding]:
        """Return them, in the order in which they were noted; the last line says how many there are beyond the bound."""
        more = self.count - len(self._found)
        return [*self._found, Finding(self._document, self._found[-1].version, f"and {more} more")] if more else list(self._found)
