"""A WebSocket client that takes a few microseconds a message: what is measured is the hub, not the client."""

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlsplit

import msgspec

_NO_MASK: Final = b"\x00\x00\x00\x00"  # legal, and spares the client the work: what is sent is no secret
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
OPEN_S: Final = 20
BEARER: Final = "Authorization: Bearer {}"
COOKIE: Final = "Cookie: rosterhub_session={}"
_encode: Final = msgspec.json.Encoder().encode


class SocketClient(asyncio.Protocol):
    """One connection, JSON. `on_message` gets the payload of each message as bytes as soon as it is there."""

    def __init__(self, request: bytes, on_message: Callable[[bytes], None]) -> None:
        self.on_message = on_message
        self.is_open = asyncio.get_running_loop().create_future()
        self.end: str | None = None
        """Why the connection ended, if it did."""
        self._request = request
        self._held = b""
        self._transport: asyncio.Transport

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        self._write(_TEXT, _encode(message))

    def close(self) -> None:
        """End without further words."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Take the answer to the upgrade, then frames."""
        held = self._held + data if self._held else data
        if not self.is_open.done():
            head, separator, rest = held.partition(b"\r\n\r\n")
            if not separator:
                self._held = held
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.is_open.set_exception(ConnectionError(head.decode(errors="replace")))
                return
            self.is_open.set_result(None)
            held = rest
        at = 0
        while (found := _frame_at(held, at)) is not None:
            opcode, start, end = found
            self._take(opcode, held[start:end])
            at = end
        self._held = held[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self.end = self.end or f"lost: {exc}"
        if not self.is_open.done():
            self.is_open.set_exception(ConnectionError(self.end))

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == _TEXT:
            self.on_message(payload)
        elif opcode == _PING:
            self._write(_PONG, payload)
        elif opcode == _CLOSE:
            self.end = f"closed: {int.from_bytes(payload[:2])} {payload[2:].decode()}"

    def _write(self, opcode: int, payload: bytes) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2)
        self._transport.write(bytes([0x80 | opcode]) + length + _NO_MASK + payload)


def _frame_at(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Return opcode, start and end of the payload of the frame at `at`; None where it isn't whole.

    The hub doesn't mask, and cuts only what is larger than 1 MiB.
    """
    if len(data) < at + 2:
        return None
    size, start = data[at + 1], at + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        size, start = int.from_bytes(data[start : start + width]), start + width
        if len(data) < start:
            return None
    return None if len(data) < start + size else (data[at] & 15, start, start + size)


async def connected(url: str, token: str, period_id: str, on_message: Callable[[bytes], None], *, credential: str = BEARER) -> SocketClient:
    """Open a connection that may follow a period. Raises ConnectionError with the hub's answer where it refuses.

    `credential`: the header that shows `token`.
    """
    where = urlsplit(url)
    request = "\r\n".join([
        f"GET /ws?period={period_id} HTTP/1.1",
        f"Host: {where.netloc}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {b64encode(secrets.token_bytes(16)).decode()}",
        "Sec-WebSocket-Protocol: rosterhub.v1.json",
        credential.format(token),
        "\r\n",
    ])  # fmt: skip
    loop = asyncio.get_running_loop()
    host, port = where.hostname or "", where.port or 0
    _, client = await loop.create_connection(lambda: SocketClient(request.encode(), on_message), host, port)
    await asyncio.wait_for(client.is_open, OPEN_S)
    return client
