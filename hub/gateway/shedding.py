"""Edits that come while the lane is full: the id is read, `overloaded` is answered, and nothing else is done with them."""

import asyncio
from typing import Final

import msgspec

from hub.gateway import wire
from hub.gateway.codec import CODECS, JSON, Codec
from hub.gateway.framing import frame
from hub.gateway.limits import admitted
from hub.gateway.peer import Peer
from hub.gateway.wellformed import Id
from hub.identity.roles import Action, may
from hub.sequencer.port import RETRY_AFTER_MS
from shared.protocol.errors import OverloadedError

_ID: Final = "an id"


class _Head(msgspec.Struct, tag_field="type", tag="CELL_UPDATE", gc=False):
    """What is read of an edit; its payload is passed over."""

    id: Id


class _Form:
    """How one codec's heads are read and its answers are written: only the id differs from one answer to the next."""

    def __init__(self, codec: Codec) -> None:
        self.decode = (msgspec.json.Decoder(_Head) if codec is JSON else msgspec.msgpack.Decoder(_Head)).decode
        sample = codec.encode(wire.error(OverloadedError(retry_after_ms=RETRY_AFTER_MS), message_id=_ID))
        self._before, self._after = sample.split(codec.encode(_ID))
        self._codec = codec

    def answer(self, message_id: str) -> bytes:
        """Return the frame that answers an edit with `overloaded`."""
        return frame(self._codec.opcode, b"".join((self._before, self._codec.encode(message_id), self._after)))


_FORMS: Final[dict[Codec, _Form]] = {codec: _Form(codec) for codec in CODECS}


class Shedding:
    """Answers a flood of edits together, one write a turn of the loop for each client that sent some.

    To refuse an edit by the usual way costs as much as to take it in: at twice the rate that a hub keeps up with, a third of its time.
    """

    def __init__(self) -> None:
        self._answers: dict[Peer, bytes] = {}

    def sheds(self, peer: Peer, opcode: int, payload: bytes, now: float) -> bool:
        """Whether this was an edit, and is answered; whatever else it may be goes its usual way, and gets its usual answer."""
        codec = peer.codec
        if opcode != codec.opcode or (codec is JSON and b"\\" in payload) or not may(peer.session.principal.role, Action.EDIT):
            return False
        form = _FORMS[codec]
        try:
            head = form.decode(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False
        if admitted(peer.session.buckets, now, 1.0) is not None:
            return False
        if not self._answers:
            asyncio.get_running_loop().call_soon(self._tell)
        self._answers[peer] = self._answers.get(peer, b"") + form.answer(head.id)
        return True

    def _tell(self) -> None:
        answers, self._answers = self._answers, {}
        for peer, frames in answers.items():
            peer.send(frames)
