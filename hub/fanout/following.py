"""Which documents are listened for, and which of them the server has confirmed."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hub.fanout.counts import Counts
from hub.fanout.port import Announcement
from shared.ids import DocumentId

Heard = Callable[[Announcement], None]


@dataclass(eq=False)
class _Followed:
    """`heard`: who wants it, or nobody any more. `asks`, `drops`: what was asked of the server and not answered yet."""

    heard: Heard | None = None
    is_asked: bool = False
    asks: int = 0
    drops: int = 0
    confirmed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        return self.heard is None and not (self.is_asked or self.asks or self.drops)


class Following:
    """What is wanted, asked and confirmed; of one connection to the server at a time."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._followed: dict[DocumentId, _Followed] = {}
        self._changed: set[DocumentId] = set()
        self._some_changed = asyncio.Event()
        self._late: set[DocumentId] = set()

    @property
    def is_late(self) -> bool:
        """Whether the server owes an answer for longer than anybody waited for it."""
        return bool(self._late)

    @property
    def is_whole(self) -> bool:
        """Whether the server has confirmed all that is wanted."""
        return all(one.confirmed.is_set() for one in self._followed.values() if one.heard is not None)

    def listener(self, document_id: DocumentId) -> Heard | None:
        """Return who wants to hear of a document."""
        one = self._followed.get(document_id)
        return None if one is None else one.heard

    def want(self, document_id: DocumentId, heard: Heard) -> None:
        """Have it asked for."""
        self._followed.setdefault(document_id, _Followed()).heard = heard
        self._counts.subscriptions = len(self._followed)
        self._note(document_id)

    def drop(self, document_id: DocumentId) -> None:
        """Have it asked for no more."""
        one = self._followed.get(document_id)
        if one is not None:
            one.heard = None
            self._late.discard(document_id)
            self._note(document_id)
            self._forget_if_over(document_id, one)

    def _note(self, document_id: DocumentId) -> None:
        self._changed.add(document_id)
        self._some_changed.set()

    def _forget_if_over(self, document_id: DocumentId, one: _Followed) -> None:
        if one.is_over:
            del self._followed[document_id]
            self._counts.subscriptions = len(self._followed)

    async def wait_for(self, document_id: DocumentId, limit_s: float) -> None:
        """Wait until the server confirms a document that is wanted, at most `limit_s`; what isn't confirmed then is late."""
        one = self._followed[document_id]
        try:
            async with asyncio.timeout(limit_s):
                await one.confirmed.wait()
        except TimeoutError:
            if one.heard is not None and not one.confirmed.is_set():
                self._late.add(document_id)

    # what a connection does

    def begin(self) -> None:
        """Start with a connection that knows nothing yet."""
        self._late.clear()
        for document_id, one in list(self._followed.items()):
            one.is_asked, one.asks, one.drops = False, 0, 0
            one.confirmed.clear()
            self._forget_if_over(document_id, one)
        self._changed = set(self._followed)
        self._some_changed.set()

    async def wait_for_change(self) -> None:
        """Return when there is something to ask of the server."""
        await self._some_changed.wait()

    def take_changes(self) -> tuple[Sequence[DocumentId], Sequence[DocumentId]]:
        """Return what the server is to be asked for, and what no more: it is asked in this order of calls."""
        asks: list[DocumentId] = []
        drops: list[DocumentId] = []
        for document_id in self._changed:
            one = self._followed.get(document_id)
            if one is None:
                continue
            if one.heard is not None and not one.is_asked:
                one.is_asked = True
                one.asks += 1
                asks.append(document_id)
            elif one.heard is None and one.is_asked:
                one.is_asked = False
                one.drops += 1
                one.confirmed.clear()
                drops.append(document_id)
        self._changed.clear()
        self._some_changed.clear()
        return asks, drops

    def asked(self, document_id: DocumentId) -> bool:
        """Note the server's answer to an ask; returns whether the last late one came by that."""
        one = self._followed.get(document_id)
        if one is None or not one.asks:
            return False
        one.asks -= 1
        if one.is_asked and not one.asks:
            one.confirmed.set()
            if document_id in self._late:
                self._late.discard(document_id)
                return not self._late
        self._forget_if_over(document_id, one)
        return False

    def dropped(self, document_id: DocumentId) -> bool:
        """Note that the server lets a document go; returns whether that was asked of it."""
        one = self._followed.get(document_id)
        if one is None or not one.drops:
            return False
        one.drops -= 1
        self._forget_if_over(document_id, one)
        return True
