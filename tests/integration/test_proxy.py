"""The proxy that other tests break connections with."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.proxy import Proxy, Target

ROOT = Path(__file__).parents[2]
LIMIT_S = 10.0


@dataclass
class Echo:
    """A server that says back what it hears, and keeps it."""

    heard: list[bytes] = field(default_factory=list)
    port: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def on_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while said := await reader.read(1000):
                self.heard.append(said)
                self._news.set()
                writer.write(said)
                await writer.drain()
        writer.close()

    async def hears(self, said: bytes) -> None:
        async with asyncio.timeout(LIMIT_S):
            while said not in b"".join(self.heard):
                self._news.clear()
                await self._news.wait()


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, words: bytes) -> None:
        self.writer.write(words)

    async def hear(self, size: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(size), LIMIT_S)

    async def is_cut(self) -> bool:
        try:
            return await asyncio.wait_for(self.reader.read(1), LIMIT_S) == b""
        except ConnectionResetError:
            return True

    @property
    def hears_nothing(self) -> bool:
        return not self.reader._buffer  # type: ignore[attr-defined]  # a look that doesn't wait


@dataclass
class World:
    echo: Echo
    proxy: Proxy

    async def client(self) -> Client:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.port)
        self.writers.append(writer)
        return Client(reader, writer)

    writers: list[asyncio.StreamWriter] = field(default_factory=list)


@contextlib.asynccontextmanager
async def a_world(path: Path | None = None) -> AsyncIterator[World]:
    echo = Echo()
    if path is None:
        server = await asyncio.start_server(echo.on_client, "127.0.0.1", 0)
        echo.port = server.sockets[0].getsockname()[1]
    else:
        server = await asyncio.start_unix_server(echo.on_client, path)
    target: Target = ("127.0.0.1", echo.port) if path is None else str(path)
    async with Proxy(target).listening() as proxy:
        world = World(echo, proxy)
        yield world
        for writer in world.writers:
            writer.transport.abort()
    server.close()


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with a_world() as found:
        yield found


async def test_it_passes_what_both_say_and_their_ends(world: World) -> None:
    client = await world.client()
    client.say(b"hello")
    assert await client.hear(5) == b"hello"
    client.writer.write_eof()
    assert await client.is_cut()
    assert world.echo.heard == [b"hello"]


async def test_its_target_may_be_a_unix_socket(tmp_path: Path) -> None:
    async with a_world(tmp_path / "s") as world:
        client = await world.client()
        client.say(b"hello")
        assert await client.hear(5) == b"hello"


async def test_it_delays_each_direction_and_keeps_the_order(world: World) -> None:
    client = await world.client()
    world.proxy.up.delay_s, world.proxy.down.delay_s = 0.1, 0.05
    began = time.monotonic()
    for number in range(20):
        client.say(b"%d" % (number % 10))
        await asyncio.sleep(0)
    assert await client.hear(20) == b"01234567890123456789"
    assert time.monotonic() - began >= 0.15


async def test_what_is_held_arrives_when_it_is_released_although_its_sender_has_gone(world: World) -> None:
    client = await world.client()
    client.say(b"first")
    await client.hear(5)
    world.proxy.hold()
    client.say(b"late")
    client.writer.close()
    other = await world.client()
    other.say(b"other")
    await asyncio.sleep(0.05)
    assert world.echo.heard == [b"first"]
    world.proxy.release()
    await world.echo.hears(b"late")
    assert await other.hear(5) == b"other"


async def test_it_holds_after_some_bytes(world: World) -> None:
    client = await world.client()
    world.proxy.up.hold(after_bytes=3)
    client.say(b"hello")
    assert await client.hear(3) == b"hel"
    assert client.hears_nothing
    world.proxy.release()
    assert await client.hear(2) == b"lo"


async def test_what_is_lost_is_gone(world: World) -> None:
    client = await world.client()
    world.proxy.up.loses = True
    client.say(b"lost")
    await asyncio.sleep(0.05)
    world.proxy.release()
    client.say(b"next")
    assert await client.hear(4) == b"next"
    assert world.echo.heard == [b"next"]


async def test_it_cuts_all_connections_and_refuses_new_ones(world: World) -> None:
    clients = [await world.client(), await world.client()]
    for client in clients:
        client.say(b"x")
        await client.hear(1)
    world.proxy.refuses = True
    world.proxy.cut()
    assert [await client.is_cut() for client in clients] == [True, True]
    assert await (await world.client()).is_cut()
    world.proxy.release()
    client = await world.client()
    client.say(b"y")
    assert await client.hear(1) == b"y"
    assert (world.proxy.counts["cut"], world.proxy.counts["refused"]) == (2, 1)


async def test_a_target_that_nobody_answers_at_is_a_connection_that_ends(world: World) -> None:
    world.proxy.target = ("127.0.0.1", 9)
    assert await (await world.client()).is_cut()


async def test_it_can_be_switched_to_another_target(world: World) -> None:
    async with a_world() as other:
        world.proxy.target = ("127.0.0.1", other.echo.port)
        client = await world.client()
        client.say(b"there")
        await other.echo.hears(b"there")
    assert world.echo.heard == []


@pytest.mark.parametrize(("at", "arrived"), [("statement", b""), ("middle", b"commit"), ("answer", b"commit word!")])
async def test_a_trap_cuts_the_connection_that_says_its_word(world: World, at: str, arrived: bytes) -> None:
    trap = world.proxy.trap("word", at)  # type: ignore[arg-type]  # one of the three
    bystander, client = await world.client(), await world.client()
    client.say(b"commit word!")
    assert await client.is_cut()
    assert trap.sprung.is_set()
    bystander.say(b"after")
    assert await bystander.hear(5) == b"after"
    assert b"".join(world.echo.heard) == arrived + b"after"
    bystander.say(b"word")  # it catches once
    assert await bystander.hear(4) == b"word"


async def test_a_trap_finds_a_word_that_comes_in_pieces(world: World) -> None:
    trap = world.proxy.trap("word", "statement")
    client = await world.client()
    client.say(b"a wo")
    await client.hear(4)
    client.say(b"rd")
    assert await client.is_cut()
    assert trap.sprung.is_set()


@pytest.mark.parametrize("at", ["statement", "answer"])
async def test_a_trap_holds_a_statement_or_its_answer_until_it_is_released(world: World, at: str) -> None:
    trap = world.proxy.trap("word", at, "hold")  # type: ignore[arg-type]  # one of the three
    client, bystander = await world.client(), await world.client()
    client.say(b"word")
    await asyncio.wait_for(trap.sprung.wait(), LIMIT_S)
    bystander.say(b"x")
    assert await bystander.hear(1) == b"x"
    assert client.hears_nothing
    assert (b"word" in b"".join(world.echo.heard)) == (at == "answer")
    trap.release()
    assert await client.hear(4) == b"word"
    client.writer.close()
    await asyncio.wait_for(trap.over.wait(), LIMIT_S)


async def test_as_a_process_it_obeys_its_standard_input() -> None:
    async with a_world() as world:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.proxy", "0", f"127.0.0.1:{world.echo.port}",
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        async def heard() -> str:
            assert process.stdout is not None
            return (await asyncio.wait_for(process.stdout.readline(), LIMIT_S)).decode().strip()

        async def told(line: str) -> str:
            assert process.stdin is not None
            process.stdin.write(line.encode() + b"\n")
            return await heard()

        port = int((await heard()).split()[-1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        client = Client(reader, writer)
        client.say(b"x")
        assert await client.hear(1) == b"x"
        for line in ("hold", "release", "hold up 3", "lose down", "delay 0.1 0.1", "release", "trap word answer cut", "target 9"):
            assert await told(line) == "ok", line
        assert await told("dance") == "unknown: dance"
        assert await told("cut") == "ok"
        assert await client.is_cut()
        assert await told("counts") == "connections=1 cut=1"
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), LIMIT_S) == 0
        writer.transport.abort()
