"""Loads documents that somebody needs, and lets go those that nobody does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from hub.clock import Clock
from hub.documents.record import DocumentKey
from hub.fanout.port import Fanout
from hub.sequencer.catch_up import CatchUp
from hub.sequencer.live import LiveDocument, LiveDocuments, Load
from hub.store.port import DocumentStore, NothingWrittenError
from shared.protocol.errors import NotFoundError, UnavailableError

IDLE_S: Final = 60.0
IDLE_MAX: Final = 200
"""Documents that nobody holds any more: who comes back soon finds them at hand."""
STEP_S: Final = 5.0


class Opening:
    """Documents come and go one at a time for each name."""

    def __init__(
        self, store: DocumentStore, *, documents: LiveDocuments, catch_up: CatchUp, fanout: Fanout, load: Load, clock: Clock
    ) -> None:
        self._store = store
        self._documents = documents
        self._catch_up = catch_up
        self._fanout = fanout
        self._load = load
        self._clock = clock
        self._locks: dict[DocumentKey, tuple[asyncio.Lock, int]] = {}

    async def open(self, key: DocumentKey) -> LiveDocument:
        """Return the live document, held once for the caller. Raises NotFoundError, UnavailableError."""
        document = self._at_hand(key)
        if document is None:
            async with self._one_at_a_time(key):
                document = self._at_hand(key) or await self._loaded(key)
                document.hold()
                return document
        document.hold()
        return document

    def _at_hand(self, key: DocumentKey) -> LiveDocument | None:
        document = self._documents.get(key)
        return None if document is None or document.is_gone else document

    async def _loaded(self, key: DocumentKey) -> LiveDocument:
        try:
            loaded = await self._store.load(key)
        except NothingWrittenError as error:
            raise UnavailableError from error
        if loaded is None:
            raise NotFoundError
        async with AsyncExitStack() as undoing:
            workspace = None
            if key.kind == "period":
                workspace = await self.open(DocumentKey(key.workspace_id, "workspace", key.workspace_id))
                undoing.callback(workspace.release)
            document = LiveDocument(loaded, workspace=workspace, load=self._load, let_go=self._note_idle)
            undoing.push_async_callback(self._fanout.unsubscribe, document.document_id)
            await self._fanout.subscribe(document.document_id, lambda heard: self._catch_up.heard(document, heard))
            try:
                # The channel has a number for a name, which the load told first: what was committed between the two is read now.
                await self._catch_up.by_turn(document)
            except NothingWrittenError as error:
                raise UnavailableError from error
            self._documents.add(document)
            _ = undoing.pop_all()
        return document

    def _note_idle(self, document: LiveDocument) -> None:
        self._documents.note_idle(document, self._clock.monotonic())

    async def run(self) -> None:
        """Let idle documents go, for ever."""
        while True:
            await self._clock.sleep(STEP_S)
            await self.let_go()

    async def let_go(self) -> None:
        """Let go what nobody has needed for a while."""
        for document in self._documents.to_let_go(before=self._clock.monotonic() - IDLE_S, idle_max=IDLE_MAX):
            async with self._one_at_a_time(document.key):
                if document.is_needed:
                    continue
                self._documents.discard(document)
                there = self._documents.get(document.key)  # one that was gone may have come back, and another took its place
                if there is None or there.document_id != document.document_id:
                    await self._fanout.unsubscribe(document.document_id)
                if document.workspace is not None:
                    document.workspace.release()

    @asynccontextmanager
    async def _one_at_a_time(self, key: DocumentKey) -> AsyncIterator[None]:
        lock, users = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks.pop(key)
            if users > 1:
                self._locks[key] = (lock, users - 1)
