"""The doorbell over a real Valkey: what it does when the server, the network or another replica misbehaves."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random

import pytest

from hub.clock import SystemClock
from hub.fanout.channels import PREFIX, Channels
from hub.fanout.port import Announcement, Whisper
from hub.fanout.redis import RedisFanout
from hub.fanout.words import Probe, word_of
from hub.sequencer.opening import IDLE_S
from hub.store.memory import MemoryDatabase
from shared.ids import DocumentId
from tests.support.sequencing import PERIOD_KEY, WORKSPACE, WORKSPACE_KEY, Replica, a_cell, a_memory
from tests.support.valkey import Valkey, ValkeyCluster, a_cluster

DEADLINE_S = 20.0
ONE, TWO = DocumentId(1), DocumentId(2)
DATABASE = "7312/rosterhub"
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


class LateClock(SystemClock):
    """One that can be put forward."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


@contextlib.asynccontextmanager
async def fanouts(url: str, count: int = 1, *, database: str = DATABASE) -> AsyncIterator[list[RedisFanout]]:
    made = [RedisFanout(url, database=database, replica=f"{database}-{n}", clock=SystemClock(), random=Random(n)) for n in range(count)]
    for fanout in made:
        await fanout.start()
    try:
        yield made
    finally:
        for fanout in made:
            await fanout.close()


async def until(condition: Callable[[], object], deadline_s: float = DEADLINE_S) -> None:
    async with asyncio.timeout(deadline_s):
        while not condition():
            await asyncio.sleep(0.005)


def news(version: int) -> Announcement:
    return Announcement(ONE, "e", version)


# the server comes and goes


async def test_after_a_connection_was_cut_everything_is_asked_for_again_and_a_gap_is_told(valkey: Valkey) -> None:
    async with fanouts(valkey.url, 2) as (a, b):
        heard: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        for cut in range(1, 4):
            gaps = b.gaps
            valkey.ask("CLIENT", "KILL", "TYPE", "pubsub")
            await until(lambda gaps=gaps: b.gaps > gaps)  # type: ignore[misc]  # a default binds
            await until(lambda: not a.degraded and not b.degraded)
            a.announce(news(cut))
            await until(lambda cut=cut: news(cut) in heard)  # type: ignore[misc]  # as above
        assert b.counts.lost == 3


async def test_while_the_server_is_away_announcements_wait_and_whispers_do_not(valkey: Valkey) -> None:
    async with fanouts(valkey.url, 2) as (a, b):
        heard: list[Announcement] = []
        whispers: list[Whisper] = []
        b.listen(whispers.append)
        await b.subscribe(ONE, heard.append)
        valkey.kill()
        await until(lambda: a.degraded and b.degraded)
        for version in range(1, 100):
            a.announce(news(version))
        a.whisper(Whisper(ONE, "a", "presence", b"late"))
        await until(lambda: a.counts.dropped == 1)
        valkey.start()
        await until(lambda: not a.degraded and not b.degraded)
        a.announce(news(100))
        await until(lambda: news(100) in heard)
        assert set(heard) <= {news(99), news(100)}
        assert not whispers


async def test_a_subscription_that_the_server_is_slow_to_confirm_holds_up_nobody(valkey: Valkey) -> None:
    async with fanouts(valkey.url) as (fanout,):
        with valkey.frozen():
            began = time.monotonic()
            await fanout.subscribe(ONE, lambda _: None)
            assert time.monotonic() - began < 2.0  # half a second, on a machine that does other things too
            assert fanout.degraded
        await until(lambda: not fanout.degraded)
        assert valkey.channels()


async def test_closing_takes_no_longer_with_a_server_that_stands_still(valkey: Valkey) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(valkey.frozen())
        async with asyncio.timeout(DEADLINE_S):
            async with fanouts(valkey.url) as (fanout,):
                await fanout.subscribe(ONE, lambda _: None)
                began = time.monotonic()
            assert time.monotonic() - began < 3.0


async def test_the_rights_that_operations_names_are_enough_and_a_wrong_password_only_degrades(valkey: Valkey) -> None:
    advice = next(line for line in OPERATIONS.read_text().splitlines() if line.startswith("ACL SETUSER"))
    assert f"&{PREFIX}/*" in advice
    valkey.ask(*advice.split())
    address = valkey.url.removeprefix("redis://")
    async with fanouts(f"redis://hub:password@{address}") as (right,), fanouts(f"redis://hub:wrong@{address}") as (wrong,):
        await right.subscribe(ONE, lambda _: None)
        await right.unsubscribe(ONE)
        await until(lambda: not valkey.channels())
        assert (right.degraded, right.counts.lost, wrong.degraded) == (False, 0, True)


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"$5\r\nhel", b"-ERR no\r\n" * 20, b"*-1\r\n:1\r\n+OK\r\n" * 20]
)
async def test_what_is_no_redis_only_degrades(answer: bytes) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, fanouts(f"redis://127.0.0.1:{port}") as (fanout,):
        await until(lambda: fanout.counts.lost)
        assert fanout.degraded


async def test_a_unix_socket_does_as_well(tmp_path: Path) -> None:
    socket = tmp_path / "v.sock"
    server = Valkey(tmp_path, ("--unixsocket", str(socket)))
    server.start()
    try:
        async with fanouts(f"unix://{socket}") as (fanout,):
            assert not fanout.degraded
    finally:
        server.kill()


# others on the server


async def test_databases_that_share_a_server_hear_nothing_of_each_other(valkey: Valkey) -> None:
    async with fanouts(valkey.url, 2) as (a, b), fanouts(valkey.url, database="7312/staging") as (other,):
        heard: list[Announcement] = []
        elsewhere: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        await other.subscribe(ONE, elsewhere.append)
        a.announce(news(1))
        await until(lambda: heard)
        other.announce(news(2))
        a.announce(news(3))
        await until(lambda: len(heard) == 2)
        assert (heard, elsewhere) == ([news(1), news(3)], [])


async def test_words_that_nobody_understands_are_counted_and_dropped(valkey: Valkey) -> None:
    channel = Channels(DATABASE).of(ONE)
    async with fanouts(valkey.url, 2) as (a, b):
        heard: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        await b.subscribe(TWO, heard.append)
        for word in (b"", b"hello", b"\xc1", bytes(100_000)):
            valkey.ask("PUBLISH", channel, word)
        stray = (Announcement(TWO, "e", 1), Whisper(TWO, "x", "presence", b""), Probe(f"{DATABASE}-1", 1))
        for said in stray:  # words of other channels
            valkey.ask("PUBLISH", channel, word_of(said, "x"))
        a.announce(news(1))
        await until(lambda: heard)
        assert (heard, b.counts.unread, b.degraded) == ([news(1)], 4, False)


# a cluster


async def test_in_a_cluster_documents_are_spread_over_its_servers(valkey_cluster: ValkeyCluster) -> None:
    async with fanouts(valkey_cluster.url, 2) as (a, b):
        heard: list[Announcement] = []
        documents = [DocumentId(number) for number in range(60)]
        for document in documents:
            await b.subscribe(document, heard.append)
        assert all(node.channels() for node in valkey_cluster.nodes)
        for document in documents:
            a.announce(Announcement(document, "e", 1))
        await until(lambda: {one.document_id for one in heard} == set(documents))
        for document in documents:
            await b.unsubscribe(document)
        await until(lambda: not valkey_cluster.channels())
        assert b.counts.subscriptions == 0


async def test_a_lost_server_of_a_cluster_is_noticed_and_heals(valkey_cluster: ValkeyCluster) -> None:
    async with fanouts(valkey_cluster.url, 2) as (a, b):
        heard: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        first = valkey_cluster.nodes[0]  # the one that the address names
        first.kill()
        await until(lambda: a.degraded and b.degraded)
        first.start()
        await until(lambda: not a.degraded and not b.degraded)
        a.announce(news(1))
        await until(lambda: heard)


async def test_a_cluster_is_found_again_without_the_server_that_the_address_names(tmp_path: Path) -> None:
    cluster = a_cluster(tmp_path, empty_count=1)
    try:
        cluster.start()
        async with fanouts(cluster.url) as (fanout,):
            cluster.nodes[0].kill()
            cluster.nodes[1].ask("CLIENT", "KILL", "TYPE", "pubsub")
            await until(lambda: fanout.gaps == 2)
            assert not fanout.degraded
    finally:
        cluster.kill()


async def test_channels_follow_their_slot_to_another_server(valkey_cluster: ValkeyCluster) -> None:
    channel = Channels(DATABASE).of(ONE)
    async with fanouts(valkey_cluster.url, 2) as (a, b):
        heard: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        (owner,) = (node for node in valkey_cluster.nodes if channel in node.channels())
        target = next(node for node in valkey_cluster.nodes if node is not owner)
        valkey_cluster.move(channel, owner, target)
        await until(lambda: channel in target.channels())
        a.announce(news(1))  # by this it learns where the slot is now; the poll would find what the word was about
        await until(lambda: a.counts.lost and not a.degraded and not b.degraded)
        a.announce(news(2))
        await until(lambda: news(2) in heard)


# with sequencers


@contextlib.asynccontextmanager
async def replicas(url: str, clock: LateClock | None = None) -> AsyncIterator[list[tuple[Replica, RedisFanout]]]:
    """Two replicas on one database that hear of each other by announcements alone."""
    database = MemoryDatabase()
    store = a_memory(database)
    await store.found_workspace(WORKSPACE)
    async with fanouts(url, 2) as made:
        found = [(Replica(a_memory(database), fanout, clock=clock), fanout) for fanout in made]
        for task in asyncio.all_tasks():
            if task.get_name() == "sequencer.poll":
                task.cancel()
        yield found
        for replica, _ in found:
            await replica.sequencer.close()


async def test_what_is_lost_doubled_late_or_made_up_does_no_harm(valkey: Valkey) -> None:
    channels = Channels(DATABASE)
    async with replicas(valkey.url) as [(a, _), (b, fanout)]:
        live = await a.founded()
        seen = await b.sequencer.open(PERIOD_KEY)
        channel, epoch = channels.of(seen.document_id), seen.state.epoch
        for day in range(1, 21):
            await a.done(live, a_cell("D", day=day))
            for version in (live.state.version, live.state.version, 1, 10_000, -1, 2**62):
                valkey.ask("PUBLISH", channel, word_of(Announcement(seen.document_id, epoch, version), "x"))
            valkey.ask("PUBLISH", channel, word_of(Announcement(seen.document_id, "of another life", 3), "x"))
        await until(lambda: seen.state.version == live.state.version)
        assert b.listener.versions() == list(range(2, live.state.version + 1))
        assert seen.state.hash == live.state.hash
        assert not fanout.degraded


async def test_a_commit_is_said_once_at_most(valkey: Valkey) -> None:
    async with replicas(valkey.url) as [(a, fanout), (b, _)]:
        live = await a.founded()
        seen = await b.sequencer.open(PERIOD_KEY)
        said = valkey.calls("publish")
        commits = live.state.version
        for burst in range(20):
            await asyncio.gather(*(a.done(live, a_cell(shift, day=1 + burst)) for shift in "DELDELDEL"))
        commits = live.state.version - commits
        await until(lambda: seen.state.version == live.state.version)
        probes = 5 + 2 * DEADLINE_S
        assert valkey.calls("publish") - said <= commits + probes
        assert fanout.counts.dropped == 0


async def test_complaint_3_at_rest_nothing_is_said_but_the_probes(valkey: Valkey) -> None:
    async with replicas(valkey.url) as [(a, _), (b, _)]:
        live = await a.founded()
        seen = await b.sequencer.open(PERIOD_KEY)
        await asyncio.gather(*(a.done(live, a_cell(shift)) for shift in "DEL"))
        await until(lambda: seen.state.version == live.state.version)
        began, said = time.monotonic(), valkey.calls("publish")
        await until(lambda: valkey.calls("publish") >= said + 6)
        assert time.monotonic() - began > 0.8  # three of each: one a second, or half a second where one was late


async def test_a_thousand_commits_in_one_turn_are_said_in_one_word(valkey: Valkey) -> None:
    async with fanouts(valkey.url, 2) as (a, b):
        heard: list[Announcement] = []
        await b.subscribe(ONE, heard.append)
        for version in range(1, 1_001):
            a.announce(news(version))
        await until(lambda: heard)
        assert (heard, a.counts.said) == ([news(1_000)], 1)


async def test_documents_that_nobody_has_open_any_more_are_not_listened_for(valkey: Valkey) -> None:
    clock = LateClock()
    async with replicas(valkey.url, clock) as [(a, at_a), (b, at_b)]:
        live = await a.founded()
        for _ in range(3):
            seen = await b.sequencer.open(PERIOD_KEY)
            assert len(valkey.channels()) == 2
            for held in (live, seen):
                held.release()
            clock.ahead_s += 2 * IDLE_S
            for replica in (a, b):
                await replica.sequencer._opening.let_go()
                clock.ahead_s += 2 * IDLE_S
                await replica.sequencer._opening.let_go()  # the workspace, which the period held
            await until(lambda: not valkey.channels())
            assert (at_a.counts.subscriptions, at_b.counts.subscriptions) == (0, 0)
            live = await a.sequencer.open(PERIOD_KEY)
        workspace = await a.sequencer.open(WORKSPACE_KEY)
        assert len(valkey.channels()) == 2
        workspace.release()
