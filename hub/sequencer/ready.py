"""Documents whose operations can go into the next commit."""

import asyncio
from collections.abc import Iterable, Iterator

from hub.sequencer.live import LiveDocument


class Ready:
    """Documents with something in the queue and nobody's turn, first come, first served."""

    def __init__(self) -> None:
        self._documents: dict[LiveDocument, None] = {}
        self._in_hand: dict[LiveDocument, None] = {}
        self._some = asyncio.Event()

    def note(self, document: LiveDocument) -> None:
        """Take in a document that got an operation, unless it is somebody's turn: then `give_back` does."""
        if document.queue and not document.turn.is_taken:
            self._documents[document] = None
            if not self._some.is_set():
                self._some.set()

    def give_back(self, document: LiveDocument) -> None:
        """End a turn; the document is ready again if something waits and nobody is next in line."""
        self._in_hand.pop(document, None)
        if document.turn.give_back():
            self.note(document)

    def give_back_all(self, documents: Iterable[LiveDocument]) -> None:
        """End the turns of several documents."""
        for document in documents:
            self.give_back(document)

    def give_back_first(self, document: LiveDocument) -> None:
        """End a turn in which there was no room for the document: it comes first next time."""
        self._in_hand.pop(document, None)
        if document.turn.give_back():
            self._documents = {document: None, **self._documents}
            self._some.set()

    async def wait(self) -> None:
        """Wait until there is one."""
        await self._some.wait()

    def taken(self) -> Iterator[LiveDocument]:
        """Yield the ready documents, one after the other, each with its turn taken and in hand until it is given back or handed over."""
        while self._documents:
            document = next(iter(self._documents))
            del self._documents[document]
            if document.queue and document.turn.try_take():
                self._in_hand[document] = None
                yield document
        self._some.clear()

    def hand_over(self, document: LiveDocument) -> None:
        """Leave a document's turn to another task."""
        self._in_hand.pop(document, None)

    @property
    def in_hand(self) -> list[LiveDocument]:
        """The documents whose turn whoever called `taken` still has."""
        return list(self._in_hand)
