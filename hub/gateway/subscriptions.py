"""Who on this replica follows which live document, and how far they were told."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Protocol

from hub.documents.delta import size_min, snapshot
from hub.documents.digest import hash_text
from hub.documents.record import DocumentKey, LogEntry
from hub.gateway import wire
from hub.gateway.codec import CODECS, Codec
from hub.gateway.conflicts import ConflictBook
from hub.gateway.frames import changes_frames, delta_frame, framed, period_of, snapshot_frame
from hub.gateway.message import Sync
from hub.gateway.presence import PresenceBook
from hub.sequencer.port import Live, Told
from shared.ids import DocumentId, PeriodId, UserId, WorkspaceId

HASH_EVERY_S: Final = 5.0
"""A state hash goes with CHANGES at least this often while there is activity [DC5]."""
SMALL_AUDIENCE: Final = 32
"""Up to so many subscribers of a codec, an author's answers go in the same write as the changes: one system call less an edit."""
RECENT_BATCHES_MAX: Final = 64
RECENT_WEIGHT_MAX: Final = 20_000
"""Changes and cells that are kept at hand for slow and for returning clients; older ones are read from the log."""
DELTAS_MAX: Final = 16
"""Different positions from which ready deltas are kept: after a restart many clients come back from a few versions."""


class Subscriber(Protocol):
    """Someone who is told; `write` takes ready frames and is fetched once, at joining."""

    codec: Codec

    @property
    def write(self) -> Callable[[bytes], None]:
        """What a frame is given to."""
        ...


class Batch:
    """Consecutive log entries that were told together, and their frames by codec, made when first needed."""

    __slots__ = ("_frames", "_hash", "_key", "entries", "weight")

    def __init__(self, key: DocumentKey, entries: Sequence[LogEntry], hash_after: str | None) -> None:
        self.entries = entries
        self.weight = len(entries) + sum([len(entry.change.effect.cells) for entry in entries])
        self._key = key
        self._hash = hash_after
        self._frames: dict[Codec, bytes] = {}

    @property
    def from_version(self) -> int:
        """The version before the first entry."""
        return self.entries[0].change.version - 1

    @property
    def version(self) -> int:
        """The last entry's version."""
        return self.entries[-1].change.version

    def frames(self, codec: Codec) -> bytes:
        """Return the CHANGES frames."""
        made = self._frames.get(codec)
        if made is None:
            made = self._frames[codec] = changes_frames(codec, self._key, self.entries, self._hash)
        return made


class Audience:
    """Everyone on this replica who follows one live document.

    `told` is the version up to which all of `writers` were told; a subscriber is in `writers` or, while it is congested, in
    `behind` with a position of its own (outbox.py). Who joins gets the state at `told`, so that every version reaches it
    exactly once [DC2]: while `live` is ahead of `told` (committed, not yet told), joining waits for the telling.
    """

    def __init__(self, live: Live, now: float, first_colour: int) -> None:
        """Take over the caller's hold on `live`."""
        self.live = live
        self.told = live.state.version
        self.writers: dict[Codec, dict[Any, Callable[[bytes], None]]] = {codec: {} for codec in CODECS}
        self.behind: set[Any] = set()
        self.joining: list[Callable[[], None]] = []
        """Who joins once everything that is committed was told."""
        self.pins = 0
        """Joins that are waiting for something: they keep the audience together."""
        self.presence = PresenceBook(first_colour)
        self.presence_due_at = 0.0
        """Until then its news are gathered: what goes to many goes less often (presences.py)."""
        self.runs: list[dict[str, Any]] | None = None
        """Rows of the period's open runs for SYNC_CONTEXT; None: to be read again."""
        self.runs_read_at = now
        self.runs_moved = 0
        """How often a run of the period said something: rows that were read across such a moment may be older than it."""
        self.runs_lock = asyncio.Lock()
        self.conflicts = ConflictBook()
        self._hashed_at = now
        self._recent: deque[Batch] = deque()
        self._weight = 0
        self._snapshots: dict[Codec, tuple[str, int, bytes]] = {}
        self._deltas: dict[tuple[Codec, int], bytes] = {}
        self._contexts: dict[Codec, tuple[int, bytes]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nobody follows any more, or is about to."""
        return not (self.behind or self.joining or self.pins or any(self.writers.values()))

    @property
    def is_current(self) -> bool:
        """Whether everything that is committed here was told."""
        return self.told == self.live.state.version

    @property
    def size(self) -> int:
        """How many are told."""
        return sum(map(len, self.writers.values()))

    def subscribers(self) -> Iterator[Any]:
        """Yield everyone, slow ones too."""
        for writers in self.writers.values():
            yield from writers
        yield from self.behind

    # telling

    def news(self, told: Told) -> Sequence[LogEntry]:
        """Return the entries of `told` that are new here: a document may be opened at a version whose telling is still under way."""
        return told.entries[max(0, self.told - told.from_version) :]

    def tell(self, entries: Sequence[LogEntry], answers: dict[Any, bytes], now: float) -> None:
        """Write `entries`, the next after `told`, to all who keep up; an author's answers, taken out of `answers`, right behind them."""
        batch = Batch(self.live.key, entries, self._hash_due(entries[-1].change.version, now))
        self._remember(batch)
        for codec, writers in self.writers.items():
            if not writers:
                continue
            frames = batch.frames(codec)
            if answers and len(writers) <= SMALL_AUDIENCE:
                for subscriber, write in writers.items():
                    own = answers.pop(subscriber, None)
                    write(frames if own is None else frames + own)
            else:
                for write in writers.values():
                    write(frames)
        self.told = batch.version

    def _hash_due(self, version: int, now: float) -> str | None:
        if now - self._hashed_at < HASH_EVERY_S or version != self.live.state.version:
            return None
        self._hashed_at = now
        return hash_text(self.live.state.hash)

    def _remember(self, batch: Batch) -> None:
        self._deltas.clear()
        self._recent.append(batch)
        self._weight += batch.weight
        while self._weight > RECENT_WEIGHT_MAX or len(self._recent) > RECENT_BATCHES_MAX:
            self._weight -= self._recent.popleft().weight

    def begin_anew(self, live: Live) -> None:
        """Forget what was told: the document has another history now."""
        self.live = live
        self.told = live.state.version
        self._recent.clear()
        self._weight = 0
        self._deltas.clear()
        self._snapshots.clear()

    # coming, falling behind, going

    def enter(self, subscriber: Subscriber) -> None:
        """Tell `subscriber` from `told` on."""
        self.behind.discard(subscriber)
        self.writers[subscriber.codec][subscriber] = subscriber.write

    def step_out(self, subscriber: Subscriber) -> None:
        """Leave a congested subscriber out of the telling; it was told up to `told`."""
        if self.writers[subscriber.codec].pop(subscriber, None) is not None:
            self.behind.add(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        """Forget `subscriber`."""
        self.writers[subscriber.codec].pop(subscriber, None)
        self.behind.discard(subscriber)

    # bringing up

    def entries_since(self, version: int) -> list[LogEntry] | None:
        """Return the entries from `version` to `told` that are at hand; None where they don't reach back so far."""
        if version == self.told:
            return []
        if not self._recent or version < self._recent[0].from_version or version > self.told:
            return None
        return [entry for batch in self._recent if batch.version > version for entry in batch.entries if entry.change.version > version]

    def pieces_since(self, codec: Codec, version: int) -> Iterator[tuple[int, bytes]] | None:
        """Return CHANGES frames from `version` to `told`, each with the version it leads to; None where they are not at hand.

        A piece is a batch as it was told, so that who takes it can stop after each.
        """
        entries = self.entries_since(version)
        return None if entries is None else self._pieces(codec, version, entries)

    def _pieces(self, codec: Codec, version: int, entries: Sequence[LogEntry]) -> Iterator[tuple[int, bytes]]:
        for batch in [batch for batch in self._recent if batch.version > version]:
            if batch.from_version >= version:
                yield batch.version, batch.frames(codec)
            else:  # its reader stopped in the middle of it
                rest = [entry for entry in entries if entry.change.version <= batch.version]
                yield batch.version, changes_frames(codec, self.live.key, rest, None)

    def sync_frame(self, codec: Codec, sync: Sync, entries: Sequence[LogEntry] | None) -> bytes:
        """Return the SYNC_RESPONSE up to `told` (which must be the state's version): the smaller of delta and snapshot [DC2].

        `entries` are all from the client's version to `told`; None: it has no position, or one of another history.
        """
        if entries is None or sync.since_version is None:
            return self.snapshot_frame(codec)
        delta = self._delta(codec, sync.since_version, entries)
        if delta is None:
            return self.snapshot_frame(codec)
        # A large snapshot is not made only to see that it is larger.
        if sync.prefer_delta or len(delta) <= size_min(self.live.state) or len(delta) <= len(self.snapshot_frame(codec)):
            return delta
        return self.snapshot_frame(codec)

    def snapshot_frame(self, codec: Codec) -> bytes:
        """Return the SYNC_RESPONSE from nothing, made once for a version and codec [DC3]."""
        state = self.live.state
        made = self._snapshots.get(codec)
        if made is None or made[:2] != (state.epoch, state.version):
            frames = snapshot_frame(
                codec, self.live.key, epoch=state.epoch, version=state.version, state_hash=state.hash, snapshot=snapshot(state)
            )
            made = self._snapshots[codec] = (state.epoch, state.version, frames)
        return made[2]

    def _delta(self, codec: Codec, since: int, entries: Sequence[LogEntry]) -> bytes | None:
        made = self._deltas.get((codec, since))
        if made is None:
            state = self.live.state
            made = delta_frame(codec, self.live.key, epoch=state.epoch, version=state.version, state_hash=state.hash, entries=entries)
            if made is not None and len(self._deltas) < DELTAS_MAX:
                self._deltas[codec, since] = made
        return made

    def context_frame(self, codec: Codec, user_id: UserId) -> bytes:
        """Return the SYNC_CONTEXT: who is here, which runs are open, and the user's own pending conflicts [CF4].

        All who have none get the same bytes.
        """
        conflicts = self.conflicts.of(user_id)
        if conflicts:
            return framed(codec, wire.envelope("SYNC_CONTEXT", self._context(conflicts)))
        generation = self.presence.generation
        made = self._contexts.get(codec)
        if made is None or made[0] != generation:
            made = self._contexts[codec] = (generation, framed(codec, wire.envelope("SYNC_CONTEXT", self._context([]))))
        return made[1]

    def _context(self, conflicts: list[dict[str, Any]]) -> dict[str, Any]:
        payload: dict[str, Any] = {"document": self.live.key.kind}
        if (period_id := period_of(self.live.key)) is not None:
            payload["period_id"] = period_id
        presence = [present.on_wire() for present in self.presence.everyone()]
        return payload | {"presence": presence, "runs": self.runs or [], "conflicts": conflicts}

    def set_runs(self, runs: list[dict[str, Any]] | None, now: float) -> None:
        """Keep the rows of open runs; None: they changed, read them again."""
        self.runs_moved += runs is None
        self.runs = runs
        self.runs_read_at = now
        self._contexts.clear()


class Audiences:
    """All audiences of this replica. `first_colour` is that of the first who comes to a period [presence.py]."""

    def __init__(self, first_colour: int = 1) -> None:
        self._first_colour = first_colour
        self._by_document: dict[DocumentId, Audience] = {}
        self._by_key: dict[DocumentKey, Audience] = {}

    def __iter__(self) -> Iterator[Audience]:
        return iter(list(self._by_document.values()))

    def of(self, document_id: DocumentId) -> Audience | None:
        """Return the audience of a live document."""
        return self._by_document.get(document_id)

    def by_key(self, key: DocumentKey) -> Audience | None:
        """Return the audience of a document by its name."""
        return self._by_key.get(key)

    def gather(self, live: Live, now: float) -> Audience:
        """Return the audience of `live`, a new one where there is none; takes over the caller's hold on `live`."""
        audience = self._by_document.get(live.document_id)
        if audience is not None:
            live.release()
            return audience
        audience = self._by_document[live.document_id] = self._by_key[live.key] = Audience(live, now, self._first_colour)
        return audience

    def of_period(self, workspace_id: WorkspaceId, period_id: PeriodId) -> Audience | None:
        """Return the audience of a period."""
        return self._by_key.get(DocumentKey(workspace_id, "period", period_id))

    def part(self, audience: Audience) -> None:
        """Let the document go where nobody follows it any more."""
        if audience.is_empty and self._by_document.pop(audience.live.document_id, None) is not None:
            del self._by_key[audience.live.key]
            audience.live.release()
