"""Bytes of a client's frame → message, server messages → bytes; JSON and MessagePack [CN2]."""

import datetime
import json
from collections.abc import Callable
from typing import Any, Final, Protocol

import msgspec
from pydantic import ValidationError

from hub.gateway import intake, legacy, wellformed
from hub.gateway.framing import BINARY, TEXT
from hub.gateway.message import Message
from shared.ids import WorkspaceId
from shared.protocol.client import CLIENT_MESSAGE
from shared.protocol.errors import BadMessageError, RosterhubError, TooLargeError, UnknownTypeError, ValidationFailedError
from shared.protocol.version import JSON_SUBPROTOCOL, MSGPACK_SUBPROTOCOL

FAULTS_MAX: Final = 10
"""Faults that one ERROR lists."""
ID_LENGTH_MAX: Final = 64


class UnreadableError(Exception):
    """A frame that gives no message: the error to answer with, and the `id` to echo where one could be read."""

    def __init__(self, error: RosterhubError, message_id: str | None = None, message_type: str | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.message_id = message_id
        self.message_type = message_type


class _FastDecoder(Protocol):
    def decode(self, data: bytes, /) -> wellformed.WellFormed: ...


class Codec:
    """One of the two forms of the wire. Compared by identity; there are two."""

    def __init__(self, *, subprotocol: str, opcode: int, encode: Callable[[Any], bytes], fast: _FastDecoder) -> None:
        self.subprotocol = subprotocol
        self.opcode = opcode
        self.encode = encode
        """Any server message (structs, or plain maps and lists) → payload bytes."""
        self._fast = fast

    def decode(self, opcode: int, payload: bytes, workspace_id: WorkspaceId) -> Message:
        """Return the message in a frame; raises UnreadableError. Total: any bytes give one of the two."""
        if opcode != self.opcode:
            raise UnreadableError(BadMessageError(f"{self.subprotocol} takes {'text' if self.opcode == TEXT else 'binary'} frames"))
        return self._decode_fast(payload) or decode_by_models(self._tree(payload), workspace_id)

    def _decode_fast(self, payload: bytes) -> Message | None:
        try:
            known = self._fast.decode(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return None if self._is_doubtful(payload, known) else wellformed.message_of(known)

    def _is_doubtful(self, payload: bytes, known: wellformed.WellFormed) -> bool:
        """Whether a text of `known` may hold what can't be stored."""
        raise NotImplementedError

    def _tree(self, payload: bytes) -> Any:
        """Parse `payload` into plain values; raises UnreadableError."""
        raise NotImplementedError


class _Json(Codec):
    def _is_doubtful(self, payload: bytes, known: wellformed.WellFormed) -> bool:
        del known
        # NUL and lone surrogates can only come in as escapes; a client that escapes all but ASCII pays with the slow way.
        return b"\\" in payload and b"\\u" in payload  # one byte is searched for several times faster than two

    def _tree(self, payload: bytes) -> Any:
        try:
            return json.loads(payload.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
            raise UnreadableError(BadMessageError("This is not JSON in UTF-8.")) from error


class _MessagePack(Codec):
    def _is_doubtful(self, payload: bytes, known: wellformed.WellFormed) -> bool:
        return b"\x00" in payload and any(isinstance(text, str) and "\x00" in text for text in wellformed.texts(known))

    def _tree(self, payload: bytes) -> Any:
        try:
            tree = msgspec.msgpack.decode(payload)
            plain = _is_plain(tree)
        except (
            ValueError,
            RecursionError,
            TypeError,
        ) as error:  # MsgspecError and UnicodeDecodeError are ValueErrors; TypeError: a key that can't be one
            raise UnreadableError(BadMessageError("This is not MessagePack.")) from error
        if not plain:
            raise UnreadableError(BadMessageError("Keys are strings, and there are no binary or extension types."))
        return tree


JSON: Final = _Json(
    subprotocol=JSON_SUBPROTOCOL,
    opcode=TEXT,
    encode=msgspec.json.Encoder().encode,
    fast=msgspec.json.Decoder(wellformed.WellFormed),
)
MSGPACK: Final = _MessagePack(
    subprotocol=MSGPACK_SUBPROTOCOL,
    opcode=BINARY,
    encode=msgspec.msgpack.Encoder().encode,
    fast=msgspec.msgpack.Decoder(wellformed.WellFormed),
)
CODECS: Final = (JSON, MSGPACK)


def decode_by_models(tree: Any, workspace_id: WorkspaceId) -> Message:
    """Return the message in a parsed frame by the models of shared/protocol, which word the errors; raises UnreadableError."""
    if not isinstance(tree, dict):
        raise UnreadableError(BadMessageError("A message is an object."))
    message_id, message_type = _echoed(tree.get("id")), tree.get("type")
    if not isinstance(message_type, str):
        raise UnreadableError(BadMessageError("A message has a type.", details={"field": "type"}), message_id)
    if message_type not in _TYPES:
        raise UnreadableError(UnknownTypeError(details={"field": "type"}), message_id)
    try:
        by_dates = legacy.generate_dates(tree)
        if by_dates is not None:
            return by_dates
        return intake.message_of(_validated(legacy.modernised(tree)), workspace_id)
    except RosterhubError as error:
        raise UnreadableError(error, message_id, message_type) from error


def _validated(tree: dict[str, Any]) -> Any:
    """Read a known type by its model, strictly: no "yes" for true, no number for a date."""
    try:
        text = json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValidationFailedError("A text holds a lone surrogate.") from None
    except (ValueError, RecursionError):
        raise TooLargeError("This is nested too deep.") from None
    try:
        return CLIENT_MESSAGE.validate_json(text, strict=True)
    except ValidationError as error:
        if error.errors(include_input=False, include_url=False)[0]["type"] == "json_invalid":  # it is JSON: only its depth is refused
            raise TooLargeError("This is nested too deep.") from None
        raise _worded(error) from None


def _worded(error: ValidationError) -> ValidationFailedError:
    """Name the fields; the location's first part is the type, which the client knows."""
    faults = [
        {"field": ".".join(map(str, fault["loc"][1:])), "message": fault["msg"]}
        for fault in error.errors(include_input=False, include_url=False)
    ]
    first = faults[0]
    return ValidationFailedError(f"{first['field']}: {first['message']}", details={"field": first["field"], "faults": faults[:FAULTS_MAX]})


def _echoed(message_id: object) -> str | None:
    """Return an id that may be sent back, else None."""
    if not isinstance(message_id, str) or not 1 <= len(message_id) <= ID_LENGTH_MAX:
        return None
    try:
        message_id.encode()
    except UnicodeEncodeError:
        return None
    return message_id


def _refuse_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are Python's, not JSON's


def _is_plain(tree: Any) -> bool:
    """Whether MessagePack brought only what JSON has too [EN1]."""
    if isinstance(tree, dict):
        return all(isinstance(key, str) for key in tree) and all(map(_is_plain, tree.values()))
    if isinstance(tree, list):
        return all(map(_is_plain, tree))
    return not isinstance(tree, bytes | datetime.datetime | msgspec.msgpack.Ext)


def _known_types() -> frozenset[str]:
    schema = CLIENT_MESSAGE.json_schema()
    return frozenset(schema["discriminator"]["mapping"])


_TYPES: Final = _known_types()
