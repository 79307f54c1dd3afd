"""Target: a frame's payload, in each codec, is a message or a named error, and the same one by the fast way and by the models."""

import json

import msgspec

from hub.gateway import wire
from hub.gateway.codec import CODECS, JSON, MSGPACK, UnreadableError
from hub.gateway.frames import framed
from hub.gateway.framing import BINARY, TEXT
from hub.gateway.message import Message
from shared.protocol.server import SERVER_MESSAGE
from tests.fuzz.choices import Choices
from tests.property.test_codec_decode import WORKSPACE, both, same


def fuzz(data: bytes) -> None:
    """The first byte chooses the codec, and once in 64 times the other kind of frame."""
    choices = Choices(data)
    codec, other_kind = choices.of(CODECS), choices.one_in(64)
    payload = choices.rest()
    opcode = codec.opcode if not other_kind else BINARY if codec.opcode == TEXT else TEXT
    try:
        message = codec.decode(opcode, payload, WORKSPACE)
    except UnreadableError as unreadable:
        _check_answer(unreadable)
    else:
        assert not other_kind
        if codec is JSON:
            _check_other_codec(payload, message)
    assert other_kind or same(*both(codec, payload))


def _check_answer(unreadable: UnreadableError) -> None:
    """What the client is told can be said, and is a message of the protocol."""
    answer = wire.error(unreadable.error, message_id=unreadable.message_id)
    for codec in CODECS:
        assert framed(codec, answer)
    SERVER_MESSAGE.validate_json(JSON.encode(answer), strict=True)


def _check_other_codec(payload: bytes, message: Message) -> None:
    """MessagePack says the same [CN2], where it can: it has no numbers beyond 64 bits."""
    try:
        packed = msgspec.msgpack.encode(json.loads(payload))
    except (OverflowError, RecursionError):
        return
    assert same(MSGPACK.decode(BINARY, packed, WORKSPACE), message)
