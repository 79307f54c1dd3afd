"""What replicas say to each other, as bytes and back: pure."""

from typing import Final

import msgspec

from hub.fanout.port import Announcement, Topic, Whisper
from shared.ids import DocumentId

WORD_BYTES_MAX: Final = 65_536
"""Longer ones are neither said nor read: a whisper is a few hundred bytes."""


class _Word(msgspec.Struct, frozen=True, array_like=True, tag=str):
    """An array whose first element says which word it is; elements that a later version adds at its end are skipped."""


class _Announced(_Word, frozen=True, array_like=True, tag="a"):
    replica: str
    document_id: int
    epoch: str
    version: int


class _Whispered(_Word, frozen=True, array_like=True, tag="w"):
    replica: str
    document_id: int
    topic: Topic
    body: bytes


class Probe(_Word, frozen=True, array_like=True, tag="p"):
    """What a replica says to itself, to see whether it is heard."""

    replica: str
    number: int


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final[msgspec.msgpack.Decoder[_Announced | _Whispered | Probe]] = msgspec.msgpack.Decoder(_Announced | _Whispered | Probe)


def word_of(said: Announcement | Whisper | Probe, replica: str) -> bytes:
    """Return as bytes what `replica` says."""
    match said:
        case Announcement():
            word: _Word = _Announced(replica, said.document_id, said.epoch, said.version)
        case Whisper():
            word = _Whispered(said.replica, said.document_id, said.topic, said.body)
        case _:
            word = said
    return _encoder.encode(word)


def read(word: bytes) -> tuple[Announcement | Whisper | Probe, str] | None:
    """Return what was said and by which replica, or None: not a word, or one that only a later version knows."""
    if len(word) > WORD_BYTES_MAX:
        return None
    try:
        said = _decoder.decode(word)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    match said:
        case _Announced():
            return Announcement(DocumentId(said.document_id), said.epoch, said.version), said.replica
        case _Whispered():
            return Whisper(DocumentId(said.document_id), said.replica, said.topic, said.body), said.replica
        case Probe():
            return said, said.replica
