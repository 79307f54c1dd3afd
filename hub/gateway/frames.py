"""Server frames, made once per codec and shared: WebSocket header and payload, cut at 1 MiB [DC6]."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Raw
from msgspec.structs import replace

from hub.documents.digest import hash_text
from hub.documents.record import DocumentKey, LogEntry
from hub.gateway.codec import Codec
from hub.gateway.framing import fragments, frame
from hub.gateway.wire import Change, Changes, ChangesPayload, SyncResponse, SyncResponsePayload, change_of
from shared.protocol.limits import MESSAGE_BYTES_MAX

CHANGES_BYTES_MAX: Final = MESSAGE_BYTES_MAX - 2_048
"""Encoded changes of one frame: the rest is for the envelope around them."""
_PART_BYTES_MAX: Final = CHANGES_BYTES_MAX - 8_192  # a cut change repeats its envelope: names and ids, bounded each


def framed(codec: Codec, message: Any) -> bytes:
    """Return any server message, ready to be written: one frame, or fragments of at most 1 MiB where it is larger [DC6]."""
    encoded = codec.encode(message)
    return frame(codec.opcode, encoded) if len(encoded) <= MESSAGE_BYTES_MAX else fragments(codec.opcode, encoded, MESSAGE_BYTES_MAX)


def period_of(key: DocumentKey) -> str | None:
    """Return the wire's `period_id` of a document; the workspace has none."""
    return key.id if key.kind == "period" else None


def changes_frames(codec: Codec, key: DocumentKey, entries: Sequence[LogEntry], hash_after: str | None) -> bytes:
    """Return the CHANGES frames of consecutive `entries` (at least one), to be written in one go; `hash_after` belongs to the last."""
    from_version = entries[0].change.version - 1
    changes = tuple(change_of(entry) for entry in entries)
    payload = ChangesPayload(key.kind, period_of(key), from_version, changes, hash_after)
    whole = codec.encode(Changes(changes[-1].version, payload))
    if len(whole) <= MESSAGE_BYTES_MAX:
        return frame(codec.opcode, whole)
    return b"".join(frame(codec.opcode, codec.encode(message)) for message in _cut(codec, key, changes, hash_after))


def _cut(codec: Codec, key: DocumentKey, changes: Sequence[Change], hash_after: str | None) -> Iterator[Changes]:
    """Yield CHANGES that fit: several changes each, or parts of one that doesn't fit alone."""
    waiting: list[Raw] = []
    size = 0
    last = changes[-1].version

    def taken(up_to: int) -> Changes:
        payload = ChangesPayload(key.kind, period_of(key), up_to - len(waiting), tuple(waiting), hash_after if up_to == last else None)
        return Changes(up_to, payload)

    for change in changes:
        raw = Raw(codec.encode(change))
        if waiting and size + len(raw) > CHANGES_BYTES_MAX:
            yield taken(change.version - 1)
            waiting, size = [], 0
        if len(raw) > CHANGES_BYTES_MAX:
            yield from _parts(codec, key, change, hash_after if change.version == last else None)
        else:
            waiting.append(raw)
            size += len(raw) + 1
    if waiting:
        yield taken(last)


def _parts(codec: Codec, key: DocumentKey, change: Change, hash_after: str | None) -> Iterator[Changes]:
    """Yield the parts of one large change; what isn't cells goes with the first, and it takes effect at the last [DC6]."""
    effect = change.payload
    groups: list[list[Any]] = [[]]
    size = len(codec.encode(replace(change, payload=replace(effect, cells=None))))
    for cell in effect.cells or ():
        cell_size = len(codec.encode(cell)) + 1
        if groups[-1] and size + cell_size > _PART_BYTES_MAX:
            groups.append([])
            size = 0
        groups[-1].append(cell)
        size += cell_size
    for index, cells in enumerate(groups):
        shown = (
            replace(effect, cells=tuple(cells) or None)
            if index == 0
            else replace(effect, entity=None, id=None, set=None, cells=tuple(cells))
        )
        is_last = index == len(groups) - 1
        payload = ChangesPayload(
            key.kind,
            period_of(key),
            change.version - 1,
            (replace(change, payload=shown),),
            hash_after if is_last else None,
            part=index + 1,
            parts=len(groups),
        )
        yield Changes(change.version, payload)


def snapshot_frame(codec: Codec, key: DocumentKey, *, epoch: str, version: int, state_hash: int, snapshot: Any) -> bytes:
    """Return the SYNC_RESPONSE that brings a client to `version` from nothing."""
    payload = SyncResponsePayload(key.kind, period_of(key), epoch, "snapshot", hash_text(state_hash), snapshot=snapshot)
    return framed(codec, SyncResponse(version, payload))


def delta_frame(codec: Codec, key: DocumentKey, *, epoch: str, version: int, state_hash: int, entries: Sequence[LogEntry]) -> bytes | None:
    """Return the SYNC_RESPONSE that brings a client to `version` by `entries` (maybe none); None where that is no single frame."""
    changes: list[Raw] = []
    size = 0
    for entry in entries:
        raw = Raw(codec.encode(change_of(entry)))
        size += len(raw) + 1
        if size > CHANGES_BYTES_MAX:
            return None
        changes.append(raw)
    payload = SyncResponsePayload(key.kind, period_of(key), epoch, "delta", hash_text(state_hash), changes=tuple(changes))
    return framed(codec, SyncResponse(version, payload))
