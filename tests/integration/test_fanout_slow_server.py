"""The doorbell over a server that answers as a test says: late, in part, or not at all."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from random import Random

import hiredis
import pytest

from hub.clock import SystemClock
from hub.fanout.channels import Channels
from hub.fanout.port import Announcement
from hub.fanout.redis import RedisFanout
from shared.ids import DocumentId

DEADLINE_S = 20.0
ONE, TWO = DocumentId(1), DocumentId(2)
CHANNELS = Channels("d")


class Scripted:
    """Speaks as much of the protocol as the doorbell does."""

    def __init__(self) -> None:
        self.subscribers: defaultdict[bytes, set[asyncio.StreamWriter]] = defaultdict(set)
        self.withheld: dict[bytes, asyncio.StreamWriter | None] = {}
        """Channels whose confirmation waits, and who waits for it."""
        self.is_deaf = False
        """It takes words in and passes none on."""
        self.loses = 0
        """So many of the next words."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        parser = hiredis.Reader()
        while read := await reader.read(65_536):
            parser.feed(read)
            while (command := parser.gets()) is not False:
                self.answer(writer, *command)
        for subscribers in self.subscribers.values():
            subscribers.discard(writer)
        writer.close()

    def answer(self, writer: asyncio.StreamWriter, name: bytes, *words: bytes) -> None:
        match name:
            case b"INFO":
                writer.write(b"$17\r\ncluster_enabled:0\r\n")
            case b"SUBSCRIBE":
                for channel in words:
                    if channel in self.withheld:
                        self.withheld[channel] = writer
                    else:
                        self.confirm(channel, writer)
            case b"UNSUBSCRIBE":
                for channel in words:
                    self.subscribers[channel].discard(writer)
                    writer.write(_pack(b"unsubscribe", channel, 0))
            case b"PUBLISH":
                writer.write(b":1\r\n")
                if self.is_deaf or self.loses:
                    self.loses = max(0, self.loses - 1)
                    return
                for subscriber in self.subscribers[words[0]]:
                    subscriber.write(_pack(b"message", *words))
            case _:
                writer.write(b"+OK\r\n")

    def confirm(self, channel: bytes, writer: asyncio.StreamWriter) -> None:
        self.subscribers[channel].add(writer)
        writer.write(_pack(b"subscribe", channel, 1))

    def release(self, channel: bytes) -> None:
        """Confirm what was withheld."""
        writer = self.withheld.pop(channel)
        assert writer is not None
        self.confirm(channel, writer)


def _pack(*words: bytes | int) -> bytes:
    parts = [b":%d\r\n" % word if isinstance(word, int) else b"$%d\r\n%b\r\n" % (len(word), word) for word in words]
    return b"*%d\r\n%b" % (len(parts), b"".join(parts))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Scripted, str]]:
    scripted = Scripted()
    listening = await asyncio.start_server(scripted.serve, "127.0.0.1", 0)
    async with listening:
        yield scripted, f"redis://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


@pytest.fixture
async def fanout(server: tuple[Scripted, str]) -> AsyncIterator[RedisFanout]:
    made = RedisFanout(server[1], database="d", replica="r", clock=SystemClock(), random=Random(1))
    yield made
    await made.close()


async def test_a_subscription_that_is_confirmed_late_degrades_until_then_and_leaves_a_gap(
    server: tuple[Scripted, str], fanout: RedisFanout
) -> None:
    scripted, _ = server
    await fanout.start()
    gaps = fanout.gaps
    scripted.withheld[CHANNELS.of(ONE)] = None
    await fanout.subscribe(ONE, lambda _: None)
    await fanout.subscribe(TWO, lambda _: None)
    assert (fanout.degraded, fanout.gaps) == (True, gaps)
    scripted.release(CHANNELS.of(ONE))
    await until(lambda: not fanout.degraded)
    assert (fanout.gaps, fanout.counts.lost) == (gaps + 1, 0)


async def test_nothing_is_trusted_before_all_that_is_wanted_is_confirmed(server: tuple[Scripted, str], fanout: RedisFanout) -> None:
    scripted, _ = server
    scripted.withheld[CHANNELS.of(ONE)] = None
    scripted.is_deaf = True
    await fanout.subscribe(TWO, lambda _: None)
    starting = asyncio.create_task(fanout.start())
    await until(lambda: scripted.subscribers[CHANNELS.of(TWO)])
    await fanout.subscribe(ONE, lambda _: None)  # by then the first ones are confirmed
    await until(lambda: scripted.withheld[CHANNELS.of(ONE)])
    scripted.is_deaf = False
    await starting
    assert fanout.degraded
    assert scripted.subscribers[CHANNELS.probe("r", 0)]
    scripted.release(CHANNELS.of(ONE))
    await until(lambda: not fanout.degraded)


async def test_a_server_that_takes_words_in_and_passes_none_on_is_found_out(server: tuple[Scripted, str], fanout: RedisFanout) -> None:
    scripted, _ = server
    await fanout.start()
    heard: list[Announcement] = []
    await fanout.subscribe(ONE, heard.append)
    assert not fanout.degraded
    scripted.is_deaf = True
    await until(lambda: fanout.degraded)
    await until(lambda: fanout.counts.lost)
    scripted.is_deaf = False
    await until(lambda: not fanout.degraded)
    assert fanout.gaps == 2


async def test_a_single_probe_that_is_lost_costs_no_connection(server: tuple[Scripted, str], fanout: RedisFanout) -> None:
    scripted, _ = server
    await fanout.start()
    scripted.loses = 1
    await until(lambda: fanout.gaps == 2)
    assert (fanout.counts.lost, fanout.degraded) == (0, False)
