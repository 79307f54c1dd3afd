"""RFC 6455's opening handshake as values: request bytes → parsed request or refusal, answer → bytes."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

Headers = list[tuple[bytes, bytes]]

HEADER_BYTES_MAX: Final = 16 * 1024  # nginx's own bound is 8 KiB a line and 32 KiB in all; cookies and a token fit
HEADER_COUNT_MAX: Final = 100
TARGET_BYTES_MAX: Final = 4096

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455 1.3
_KEY_BYTES: Final = 16
_VERSION: Final = b"13"
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")  # all but the tab; RFC 9110 5.5


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """A valid request to upgrade; `key` is what the answer signs."""

    path: bytes
    query: bytes
    headers: Headers
    subprotocols: list[str]
    key: bytes


@dataclass(frozen=True, slots=True)
class UpgradeRefusal:
    """Why a request is no WebSocket handshake of ours: an HTTP status and a line of text."""

    status: HTTPStatus
    reason: str


def parse_upgrade(data: bytes) -> UpgradeRequest | UpgradeRefusal:
    """Read a whole request head (with its final empty line); total: any bytes give one of the two."""
    head, _, rest = data.partition(b"\r\n\r\n")
    request_line, _, header_block = head.partition(b"\r\n")
    parts = request_line.split(b" ")
    if rest or len(parts) != 3 or parts[0] != b"GET" or parts[2] != b"HTTP/1.1":
        return UpgradeRefusal(HTTPStatus.BAD_REQUEST, "a WebSocket handshake is a GET of HTTP/1.1 without a body")
    target = parts[1]
    if len(target) > TARGET_BYTES_MAX:
        return UpgradeRefusal(HTTPStatus.REQUEST_URI_TOO_LONG, f"the target is longer than {TARGET_BYTES_MAX} bytes")
    if not target.startswith(b"/") or not target.isascii():
        return UpgradeRefusal(HTTPStatus.BAD_REQUEST, "the target is not a path")
    lines = header_block.split(b"\r\n", HEADER_COUNT_MAX)
    if len(header_block) > HEADER_BYTES_MAX or len(lines) > HEADER_COUNT_MAX:
        return UpgradeRefusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too many or too long headers")
    if _CONTROL.search(header_block.replace(b"\r\n", b"")):
        return UpgradeRefusal(HTTPStatus.BAD_REQUEST, "a header holds a control character")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    return _checked(target, headers)


def _checked(target: bytes, headers: Headers) -> UpgradeRequest | UpgradeRefusal:
    """Check the header fields that RFC 6455 4.2.1 asks for."""
    if b"upgrade" not in _tokens(headers, b"connection") or b"websocket" not in _tokens(headers, b"upgrade"):
        return UpgradeRefusal(HTTPStatus.BAD_REQUEST, "the headers ask for no upgrade to websocket")
    if _values(headers, b"sec-websocket-version") != [_VERSION]:
        return UpgradeRefusal(HTTPStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be 13")
    keys = _values(headers, b"sec-websocket-key")
    if len(keys) != 1 or not _is_key(keys[0]):
        return UpgradeRefusal(HTTPStatus.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64, once")
    subprotocols = [token.decode("latin-1") for token in _tokens(headers, b"sec-websocket-protocol", lower=False)]
    path, _, query = target.partition(b"?")
    return UpgradeRequest(path=path, query=query, headers=headers, subprotocols=subprotocols, key=keys[0])


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _tokens(headers: Headers, name: bytes, *, lower: bool = True) -> list[bytes]:
    tokens = [token.strip() for value in _values(headers, name) for token in value.split(b",")]
    return [token.lower() if lower else token for token in tokens if token]


def _is_key(value: bytes) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == _KEY_BYTES
    except binascii.Error:
        return False


def switching_protocols(key: bytes, subprotocol: str | None, extra: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the 101 answer to the request with this `key`."""
    accept = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
    headers: Headers = [(b"upgrade", b"websocket"), (b"connection", b"Upgrade"), (b"sec-websocket-accept", accept)]
    if subprotocol is not None:
        headers.append((b"sec-websocket-protocol", subprotocol.encode("latin-1")))
    return _head(HTTPStatus.SWITCHING_PROTOCOLS, [*headers, *extra])


def refusal_response(refusal: UpgradeRefusal, extra: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the whole answer to a request that is no handshake."""
    headers: Headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if refusal.status is HTTPStatus.UPGRADE_REQUIRED:
        headers += [(b"upgrade", b"websocket"), (b"sec-websocket-version", _VERSION)]
    return denial_response(refusal.status, [*headers, *extra], refusal.reason.encode())


def denial_response(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """Return a whole HTTP answer after which the connection is closed."""
    kept = [(name, value) for name, value in headers if name.lower() not in (b"content-length", b"connection", b"transfer-encoding")]
    kept += [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    return _head(status, kept) + body


def _head(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:  # a status without a name is legal
        phrase = ""
    lines = [f"HTTP/1.1 {int(status)} {phrase}".encode()]
    for name, value in headers:
        if b"\n" in name + value or b"\r" in name + value:
            message = f"line break in header {name!r}"
            raise ValueError(message)
        lines.append(name + b": " + value)
    return b"\r\n".join(lines) + b"\r\n\r\n"
