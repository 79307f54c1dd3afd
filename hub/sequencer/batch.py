"""What goes into a statement: one batch a document, resolved and weighed; nothing here waits."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from hub.documents.draft import Resolution
from hub.documents.judging import conflict_id_of
from hub.documents.record import CellEffect, Change, ConflictKey, OperationKey
from hub.documents.resolve import Context, resolve
from hub.sequencer.care import care_of
from hub.sequencer.live import LiveDocument
from hub.sequencer.pending import Pending
from hub.store.port import CommitPart

CELLS_MAX = 4_000
BYTES_MAX = 512 * 1024
OPERATIONS_MAX = 1_000
"""Bounds of a statement: one that takes long holds up every document of this replica."""

_CHANGE_BYTES = 350
_CELL_BYTES = 180


class Weight(Struct, frozen=True, gc=False):
    """What changes take of a statement, or what is left of one; bytes are estimated, a tenth more or less."""

    cells: int = 0
    size_bytes: int = 0

    def left_by(self, taken: "Weight") -> "Weight":
        """Return what is left when so much is taken."""
        return Weight(self.cells - taken.cells, self.size_bytes - taken.size_bytes)


WHOLE_STATEMENT = Weight(CELLS_MAX, BYTES_MAX)


class Batch(Struct, frozen=True):
    """A document's operations and their resolution against its present state."""

    document: LiveDocument
    pendings: Sequence[Pending]
    resolution: Resolution

    @property
    def part(self) -> CommitPart:
        """What the store is asked to commit."""
        resolution, pendings = self.resolution, self.pendings
        lookups = tuple([pending.key for pending in pendings if pending.lookup])
        return CommitPart(
            document_id=resolution.document_id,
            key=self.document.key,
            epoch=resolution.epoch,
            expected=resolution.expected,
            next=resolution.next,
            hash=resolution.hash,
            changes=resolution.changes,
            cells=resolution.cells,
            entities=resolution.entities,
            lookups=lookups,
            rights=tuple({pending.rights: None for pending in pendings}),
            new_periods=resolution.new_periods,
            conflicts=resolution.conflicts,
            resolved=resolution.resolved if not lookups else _ended(resolution, lookups),
        )


def _ended(resolution: Resolution, repeats: Sequence[OperationKey]) -> tuple[ConflictKey, ...]:
    """Return the conflicts that end: those that a choice ended, and what an earlier try kept of operations that fare otherwise now."""
    kept = {(conflict.author.user_id, conflict.id) for conflict in resolution.conflicts}
    ended = dict.fromkeys(resolution.resolved)
    ended.update(dict.fromkeys((key.user_id, conflict_id_of(resolution.document_id, key)) for key in repeats))
    return tuple(key for key in ended if key not in kept)


def weight_of(change: Change) -> Weight:
    """Return what a change takes of a statement: its log row, and the cells or the entity that it leaves."""
    effect, inverse = change.effect, change.inverse
    size_bytes = _CHANGE_BYTES
    if effect.cells:
        size_bytes += _CELL_BYTES * len(effect.cells) + _notes_bytes(effect.cells) + _notes_bytes(inverse.cells)
    if effect.entity is not None:
        size_bytes += 2 * _json_bytes(effect.entity.set)
    if inverse.entity is not None:
        size_bytes += _json_bytes(inverse.entity.set)
    return Weight(len(effect.cells), size_bytes)


def _notes_bytes(cells: Sequence[CellEffect]) -> int:
    size_bytes = 0
    for cell in cells:
        note = cell.set.get("note")
        if note is not None:
            size_bytes += len(note)
    return size_bytes


def _json_bytes(value: Any) -> int:
    match value:
        case str():
            return len(value) + 3
        case dict():
            return sum(len(key) + 4 + _json_bytes(item) for key, item in value.items())
        case list() | tuple():
            return sum(_json_bytes(item) for item in value)
        case _:
            return 6


def fitting(batch: Batch, room: Weight) -> tuple[int, Weight]:
    """Return how many of a batch's operations fit into `room`, from the first on, and what they weigh."""
    cells = size_bytes = 0
    for change in batch.resolution.changes:
        weight = weight_of(change)
        if cells + weight.cells > room.cells or size_bytes + weight.size_bytes > room.size_bytes:
            return _position_of(change, batch.pendings), Weight(cells, size_bytes)
        cells += weight.cells
        size_bytes += weight.size_bytes
    return len(batch.pendings), Weight(cells, size_bytes)


def _position_of(change: Change, pendings: Sequence[Pending]) -> int:
    return next(index for index, pending in enumerate(pendings) if pending.submission.author == change.author)


def resolved(document: LiveDocument, pendings: Sequence[Pending]) -> Batch:
    """Resolve operations of a document against its state, as far as they can be judged by what is in memory."""
    submissions = [pending.submission for pending in pendings]
    resolution = resolve(document.state, submissions, Context(document.view, document.stacks, document.evidence))
    if (count := len(resolution.outcomes)) < len(pendings):
        pendings[count].lacks_evidence = True
        pendings = pendings[:count]
    return Batch(document, pendings, resolution)


class Statement:
    """One statement as it fills: a batch a document."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self._room = WHOLE_STATEMENT
        self._operations_left = OPERATIONS_MAX

    def take_from(self, document: LiveDocument) -> bool:
        """Take what fits out of a document's queue, whose first operation needs no care; False where not even that one fits."""
        candidates = _without_care(document, self._operations_left)
        if not candidates:
            return False
        batch = resolved(document, candidates)
        count, weight = fitting(batch, self._room)
        if count == 0:
            return False
        if count < len(batch.pendings):
            batch = resolved(document, candidates[:count])
        for _ in range(count):
            document.queue.popleft()
        self.batches.append(batch)
        self._room = self._room.left_by(weight)
        self._operations_left -= count
        return True


def batch_alone(document: LiveDocument) -> Batch | None:
    """Take a batch that is committed apart: what fits into a statement; the first operation if it is suspected, or larger than that.

    None where that one lacks evidence.
    """
    first, statement = document.queue[0], Statement()
    if first.is_suspect or not statement.take_from(document):
        batch = resolved(document, [first])
        if not batch.pendings:
            return None
        document.queue.popleft()
        return batch
    return statement.batches[0]


def _without_care(document: LiveDocument, count_max: int) -> list[Pending]:
    """Return the operations up to the first that needs care; the queue's first is known to need none."""
    candidates: list[Pending] = []
    for pending in islice(document.queue, count_max):
        if candidates and care_of(pending, document) is not None:
            break
        candidates.append(pending)
    return candidates
