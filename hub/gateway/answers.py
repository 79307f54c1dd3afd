"""An operation's outcome as its author hears it: ACK, CONFLICT or ERROR [AN1]."""

from typing import assert_never

from hub.documents.record import Applied, Conflicted, DocumentKey, Duplicate, Merged, Outcome, Refused, Unchanged
from hub.gateway import wire
from hub.gateway.codec import Codec
from hub.gateway.frames import framed, period_of


def answer_frame(codec: Codec, operation_id: str, outcome: Outcome, key: DocumentKey | None) -> bytes:
    """Return the one answer to an operation on the document `key` (None where it isn't known any more), as a ready frame."""
    match outcome:
        case Applied(version=version):
            return framed(codec, wire.Ack(operation_id, version, wire.APPLIED))
        case Merged(version=version):
            return framed(codec, wire.Ack(operation_id, version, wire.AckPayload("merged")))
        case Unchanged(version=version):
            return framed(codec, wire.Ack(operation_id, version, wire.AckPayload("unchanged")))
        case Duplicate(version=version, original=original):
            return framed(codec, wire.Ack(operation_id, version, wire.AckPayload("duplicate", original=original)))
        case Conflicted():
            document, period_id = (None, None) if key is None else (key.kind, period_of(key))
            return framed(codec, wire.conflict(outcome, operation_id, document, period_id))
        case Refused(error=error):
            return framed(codec, wire.error(error, message_id=operation_id))
        case _:
            assert_never(outcome)
