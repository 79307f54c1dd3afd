"""A TCP connection without a network: what the server's protocol sees of its transport, and what its peer does to it."""

import asyncio
from typing import Any, cast


class Wire(asyncio.Transport):
    """Both ends. Bytes wait while the server doesn't read, as they would in the kernel."""

    def __init__(self, protocol: asyncio.BaseProtocol) -> None:
        super().__init__()
        self.written = bytearray()
        self.is_closed = False
        self._protocol = cast("asyncio.Protocol", protocol)
        self._is_reading = True
        self._is_closing = False
        self._unread: list[bytes | None] = []
        protocol.connection_made(self)

    @property
    def is_upgraded(self) -> bool:
        """Whether the server speaks WebSocket."""
        return b"HTTP/1.1 101 " in self.written

    # the peer's end

    def send(self, data: bytes) -> None:
        self._unread.append(data)
        self._deliver()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._unread.append(None)
        self._deliver()

    def _deliver(self) -> None:
        while self._unread and self._is_reading and not self._is_closing:
            data = self._unread.pop(0)
            if data is not None:
                self._protocol.data_received(data)
            elif not self._protocol.eof_received():
                self.close()

    # the server's end

    def write(self, data: Any) -> None:
        assert not self.is_closed, "written after the end"
        self.written += data

    def close(self) -> None:
        if not self._is_closing:
            self._is_closing = True
            asyncio.get_running_loop().call_soon(self._lose)

    def abort(self) -> None:
        self.close()

    def is_closing(self) -> bool:
        return self._is_closing

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        if not self._is_reading:
            self._is_reading = True
            asyncio.get_running_loop().call_soon(self._deliver)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = cast("asyncio.Protocol", protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": ("127.0.0.1", 8000), "peername": ("127.0.0.1", 50_000)}.get(name, default)

    def _lose(self) -> None:
        self.is_closed = True
        self._protocol.connection_lost(None)
