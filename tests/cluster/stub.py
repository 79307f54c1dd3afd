"""Stands where a replica would, and says what a test wants."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

END = b"\r\n\r\n"
GOOD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"

Answer = Callable[["Request"], bytes | AsyncIterator[bytes]]
"""What is answered; empty: the connection ends without a word."""


@dataclass(frozen=True)
class Request:
    """As it came from nginx."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


@dataclass
class Stub:
    """A replica that answers everything by `answer`."""

    port: int
    answer: Answer = lambda _: GOOD
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Stub"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            while await self._served(reader, writer):
                pass
        writer.close()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(END)).decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        method, target, _ = head[0].split(" ")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:])]
        length = next((int(value) for name, value in headers if name == "content-length"), 0)
        request = Request(method, target, headers, await reader.readexactly(length))
        self.requests.append(request)
        answer = self.answer(request)
        if isinstance(answer, bytes):
            writer.write(answer)
            await writer.drain()
            return bool(answer)
        async for piece in answer:
            writer.write(piece)
            await writer.drain()
        return False
