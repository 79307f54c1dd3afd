"""What every doorbell promises (hub/fanout/port.py), on every adapter."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from random import Random

import pytest

from hub.clock import SystemClock
from hub.fanout.local import Bell, LocalFanout
from hub.fanout.port import Announcement, Fanout, Whisper
from hub.fanout.redis import RedisFanout
from shared.ids import DocumentId
from tests.support.valkey import Valkey, ValkeyCluster, a_cluster

DEADLINE_S = 10.0
ONE, TWO = DocumentId(1), DocumentId(2)
LAST = DocumentId(999)
MakeReplica = Callable[[], Awaitable[Fanout]]


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    server = Valkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def three_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyCluster]:
    cluster = a_cluster(tmp_path_factory.mktemp("valkey-cluster"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()


@pytest.fixture(params=["local", "one_server", "three_servers"])
async def a_replica(request: pytest.FixtureRequest) -> AsyncIterator[MakeReplica]:
    """Make replicas that share a bell or a server, and a database of their own there."""
    bell = Bell()
    names = itertools.count(1)
    database = request.node.name
    url = "" if request.param == "local" else request.getfixturevalue(request.param).url
    async with contextlib.AsyncExitStack() as stack:

        async def make() -> Fanout:
            if request.param == "local":
                return LocalFanout(bell)
            fanout = RedisFanout(url, database=database, replica=f"r{next(names)}", clock=SystemClock(), random=Random(1))
            await fanout.start()
            stack.push_async_callback(fanout.close)
            return fanout

        yield make


class Heard:
    """What one replica heard of one document."""

    def __init__(self) -> None:
        self.announcements: list[Announcement] = []
        self.whispers: list[Whisper] = []

    async def until(self, count: int) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while len(self.announcements) + len(self.whispers) < count:
                await asyncio.sleep(0.002)


def version(number: int, document: DocumentId = ONE) -> Announcement:
    return Announcement(document, "e", number)


async def silence(teller: Fanout, hearer: Fanout) -> None:
    """Wait until what `teller` said before should have arrived, if it ever will."""
    heard = Heard()
    await hearer.subscribe(LAST, heard.announcements.append)
    teller.announce(version(1, LAST))
    await heard.until(1)
    await hearer.unsubscribe(LAST)


async def test_other_replicas_that_follow_a_document_hear_its_new_version(a_replica: MakeReplica) -> None:
    a, b, c = await a_replica(), await a_replica(), await a_replica()
    heard = [Heard() for _ in range(3)]
    for replica, ear in zip((a, b, c), heard, strict=True):
        await replica.subscribe(ONE, ear.announcements.append)

    a.announce(version(7))

    await heard[1].until(1)
    await heard[2].until(1)
    await silence(b, a)
    assert [one.announcements for one in heard] == [[], [version(7)], [version(7)]]


async def test_nobody_hears_of_what_they_do_not_follow(a_replica: MakeReplica) -> None:
    a, b = await a_replica(), await a_replica()
    heard, other = Heard(), Heard()
    await b.subscribe(ONE, heard.announcements.append)
    await b.subscribe(TWO, other.announcements.append)
    await b.unsubscribe(ONE)

    a.announce(version(1))
    a.announce(version(1, TWO))

    await other.until(1)
    await silence(a, b)
    assert heard.announcements == []


async def test_who_follows_again_hears_again_and_by_the_new_ear_only(a_replica: MakeReplica) -> None:
    a, b = await a_replica(), await a_replica()
    first, second = Heard(), Heard()
    await b.subscribe(ONE, first.announcements.append)
    await b.unsubscribe(ONE)
    await b.subscribe(ONE, second.announcements.append)

    a.announce(version(1))

    await second.until(1)
    assert first.announcements == []


async def test_a_subscription_holds_from_its_return_on(a_replica: MakeReplica) -> None:
    a, b = await a_replica(), await a_replica()
    for number in range(1, 51):
        heard = Heard()
        document = DocumentId(number)
        await b.subscribe(document, heard.announcements.append)
        a.announce(version(1, document))
        await heard.until(1)


async def test_the_last_of_many_announcements_arrives(a_replica: MakeReplica) -> None:
    a, b = await a_replica(), await a_replica()
    heard = Heard()
    await b.subscribe(ONE, heard.announcements.append)

    for number in range(1, 1_001):
        a.announce(version(number))

    async with asyncio.timeout(DEADLINE_S):
        while version(1_000) not in heard.announcements:
            await asyncio.sleep(0.002)
    numbers = [one.version for one in heard.announcements]
    assert numbers == sorted(set(numbers))


async def test_whispers_reach_the_one_listener_of_those_who_follow_the_document(a_replica: MakeReplica) -> None:
    a, b, c = await a_replica(), await a_replica(), await a_replica()
    before, heard, elsewhere, own = Heard(), Heard(), Heard(), Heard()
    a.listen(own.whispers.append)
    b.listen(before.whispers.append)
    b.listen(heard.whispers.append)
    c.listen(elsewhere.whispers.append)
    for replica in (a, b):
        await replica.subscribe(ONE, lambda _: None)
    await c.subscribe(TWO, lambda _: None)
    said = [Whisper(ONE, "r1", "presence", bytes([number]) * 300) for number in range(3)]

    for whisper in said:
        a.whisper(whisper)

    await heard.until(3)
    await silence(a, c)
    assert (before.whispers, heard.whispers, elsewhere.whispers, own.whispers) == ([], said, [], [])


async def test_telling_never_waits_and_needs_nobody_to_hear(a_replica: MakeReplica) -> None:
    a = await a_replica()
    a.announce(version(1))
    a.whisper(Whisper(ONE, "r1", "presence", b""))
    await a.unsubscribe(TWO)
    assert not a.degraded
