"""A proxy between two programs that delays, holds, loses and cuts what passes; `python -m tests.support.proxy PORT TARGET` runs one."""

import asyncio
import contextlib
import socket
import struct
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

from tests.support.proxy_way import Way

CHUNK_BYTES = 65_536
CHUNKS_MAX = 256  # under way in one direction of one connection; then its sender is held up
SYNC = b"S\0\0\0\4"
LINGER_NOT = struct.pack("ii", 1, 0)  # of SO_LINGER: closing sends RST, not FIN

Target = tuple[str, int] | str
"""Host and port, or the path of a Unix socket."""
At = Literal["statement", "middle", "sync", "answer"]
Then = Literal["cut", "hold"]


@dataclass
class Trap:
    """Waits for a client that says `word`, and breaks that one connection.

    `at` the `statement`: not a byte of the chunk with the word goes on; in its `middle`: half of it; at its `sync`: all but PostgreSQL's last
    message, without which it runs and doesn't commit; at its `answer`: all of it, and nothing that the server says after it. `then` the
    connection is `cut`, or what should have passed is held until `release`.
    """

    word: bytes
    at: At
    then: Then = "cut"
    is_armed: bool = True
    sprung: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more passes: for `answer`, when the server has begun to speak."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when both ends of that connection have said all that they will say."""
    _held: Way | None = None

    def hold(self, way: Way, *, after_bytes: int = 0) -> None:
        self._held = way
        way.hold(after_bytes=after_bytes)

    def release(self) -> None:
        """Let what was held arrive."""
        if self._held is not None:
            self._held.release()


@dataclass(eq=False)
class Connection:
    """A client and its way to the server."""

    proxy: "Proxy"
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter]
    task: asyncio.Task[None] | None
    up: Way = field(default_factory=Way)
    down: Way = field(default_factory=Way)
    _tail: bytes = b""
    _answer_trap: Trap | None = None
    _sprung: list[Trap] = field(default_factory=list)

    def end(self) -> None:
        for _, writer in (self.client, self.server):
            writer.close()
        for trap in self._sprung:
            trap.over.set()

    async def carry(self) -> None:
        """Carry bytes both ways until both ends have said all."""
        up = self._one_way(self.client[0], self.server[1], (self.up, self.proxy.up), is_up=True)
        down = self._one_way(self.server[0], self.client[1], (self.down, self.proxy.down), is_up=False)
        await asyncio.gather(up, down)

    def cut(self) -> None:
        for _, writer in (self.client, self.server):
            wire: socket.socket = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):  # closed already, or no TCP
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
            writer.transport.abort()
        if self.task is not None:
            self.task.cancel()

    async def _one_way(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, ways: tuple[Way, Way], *, is_up: bool) -> None:
        due: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(CHUNKS_MAX)
        await asyncio.gather(self._read(source, due, ways, is_up=is_up), self._write(sink, due, ways))

    async def _read(
        self, source: asyncio.StreamReader, due: "asyncio.Queue[tuple[float, bytes]]", ways: tuple[Way, Way], *, is_up: bool
    ) -> None:
        chunk = b"first"
        while chunk:
            try:
                chunk = await source.read(CHUNK_BYTES)
            except OSError:
                chunk = b""  # it was reset: what it said before may still be under way
            if chunk and (self._is_trapped_statement(chunk) if is_up else self._is_trapped_answer()):
                return
            await due.put((asyncio.get_running_loop().time() + sum(way.delay_s for way in ways), chunk))

    async def _write(self, sink: asyncio.StreamWriter, due: "asyncio.Queue[tuple[float, bytes]]", ways: tuple[Way, Way]) -> None:
        own, everyones = ways
        with contextlib.suppress(OSError):  # the other end has gone
            while True:
                at, chunk = await due.get()
                await asyncio.sleep(at - asyncio.get_running_loop().time())
                if not chunk:
                    sink.write_eof()
                    return
                async for piece in own.passed(chunk):
                    async for rest in everyones.passed(piece):
                        sink.write(rest)
                        await sink.drain()

    def _is_trapped_statement(self, chunk: bytes) -> bool:
        """Spring what this chunk springs; whether it is not to be passed on."""
        said = self._tail + chunk
        trap = next((trap for trap in self.proxy.traps if trap.is_armed and trap.word in said), None)
        longest = max((len(trap.word) for trap in self.proxy.traps), default=0)
        self._tail = said[-longest:] if longest else b""
        if trap is None:
            return False
        trap.is_armed = False
        self._sprung.append(trap)
        self.proxy.counts["traps"] += 1
        if trap.at == "answer":
            self._answer_trap = trap
            return False
        passes = {"statement": 0, "middle": len(chunk) // 2, "sync": len(chunk) - len(SYNC)}[trap.at]
        trap.sprung.set()
        if trap.then == "hold":
            trap.hold(self.up, after_bytes=passes)
            return False
        self.server[1].write(chunk[:passes])
        self.cut()
        return True

    def _is_trapped_answer(self) -> bool:
        trap, self._answer_trap = self._answer_trap, None
        if trap is None:
            return False
        trap.sprung.set()
        if trap.then == "hold":
            trap.hold(self.down)
            return False
        self.cut()
        return True


class Proxy:
    """Listens while its block lasts. `up` and `down` are what all connections share: to the target, and back."""

    def __init__(self, target: Target) -> None:
        self.target = target
        """Of new connections."""
        self.up, self.down = Way(), Way()
        self.traps: list[Trap] = []
        self.refuses = False
        """New connections are reset at once."""
        self.port = 0
        self.counts: Counter[str] = Counter()
        self._connections: set[Connection] = set()

    @contextlib.asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator["Proxy"]:
        listener = await asyncio.start_server(self._on_client, "127.0.0.1", port)
        self.port = listener.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            listener.close()
            tasks = [connection.task for connection in self._connections if connection.task is not None]
            self.cut()
            await asyncio.gather(*tasks, return_exceptions=True)

    def release(self) -> None:
        """Everything passes again, and new connections are taken; what is held arrives."""
        self.refuses = False
        for way in (self.up, self.down):
            way.release()
        for trap in self.traps:
            trap.release()
        self.traps = [trap for trap in self.traps if trap.is_armed]

    def hold(self) -> None:
        """Nothing passes, and nothing is said about it."""
        self.up.hold()
        self.down.hold()

    def cut(self) -> None:
        """Reset every connection."""
        for connection in list(self._connections):
            self.counts["cut"] += 1
            connection.cut()

    def trap(self, word: str, at: At, then: Then = "cut") -> Trap:
        """Set a trap for the next connection on which a client says `word`."""
        trap = Trap(word.encode(), at, then)
        self.traps.append(trap)
        return trap

    async def _on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.counts["connections"] += 1
        server = None if self.refuses else await self._opened()
        if server is None:
            self.counts["refused"] += 1
            Connection(self, (reader, writer), (reader, writer), None).cut()
            return
        connection = Connection(self, (reader, writer), server, asyncio.current_task())
        self._connections.add(connection)
        try:
            with contextlib.suppress(asyncio.CancelledError):  # it was cut
                await connection.carry()
        finally:
            self._connections.discard(connection)
            connection.end()

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        with contextlib.suppress(OSError):
            if isinstance(self.target, str):
                return await asyncio.open_unix_connection(self.target)
            return await asyncio.open_connection(*self.target)
        return None


def target_of(text: str) -> Target:
    """Read `PORT`, `HOST:PORT`, or a Unix socket's path."""
    if "/" in text:
        return text
    host, _, port = text.rpartition(":")
    return host or "127.0.0.1", int(port)


def obeyed(proxy: Proxy, line: str) -> str:
    """Do what a line of the command line's standard input says, and return the answer."""
    match line.split():
        case ["release" | "hold" | "cut" as name]:
            getattr(proxy, name)()
        case ["hold", "up" | "down" as way, after_bytes]:
            getattr(proxy, way).hold(after_bytes=int(after_bytes))
        case ["lose", "up" | "down" as way]:
            getattr(proxy, way).loses = True
        case ["delay", up_s, down_s]:
            proxy.up.delay_s, proxy.down.delay_s = float(up_s), float(down_s)
        case ["refuse"]:
            proxy.refuses = True
        case ["target", text]:
            proxy.target = target_of(text)
        case ["trap", word, "statement" | "middle" | "sync" | "answer" as at, "cut" | "hold" as then]:
            proxy.trap(word, at, then)
        case ["counts"]:
            return " ".join(f"{name}={count}" for name, count in sorted(proxy.counts.items()))
        case _:
            return f"unknown: {line.strip()}"
    return "ok"


async def main(port: int, target: Target) -> None:
    """Proxy until standard input ends; every line of it is answered by one on standard output."""
    async with Proxy(target).listening(port) as proxy:
        sys.stdout.write(f"listening on {proxy.port}\n")
        sys.stdout.flush()
        while line := await asyncio.to_thread(sys.stdin.readline):
            sys.stdout.write(f"{obeyed(proxy, line)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), target_of(sys.argv[2])))
