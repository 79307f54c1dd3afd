"""Two sequencers on one real PostgreSQL, joined by the version poll alone; and a PostgreSQL that goes away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from random import Random

import asyncpg
import pytest
import pytest_asyncio

from hub.documents.record import Applied, Duplicate, Outcome, Refused, Unchanged
from hub.sequencer.port import Live
from hub.store.migrate import migrate
from hub.store.port import LoadedDocument
from hub.store.postgres import PostgresStore
from shared.ids import UserId
from shared.operations import CellEdit, CellUpdate, EntityUpdate, Operation, Redo, Undo
from shared.protocol.errors import ForbiddenError, UnavailableError
from tests.support.postgres import BreakableServer
from tests.support.sequencing import (
    CODES,
    PERIOD,
    PERIOD_KEY,
    STAFF,
    USERS,
    WORKSPACE,
    WORKSPACE_KEY,
    Ear,
    Replica,
    a_cell,
    a_submission,
    eventually,
)
from tests.support.stores import PostgresWorld, a_database

pytestmark = pytest.mark.postgres


class Cluster:
    """Replicas on one database, each with connections and a random of its own; no fan-out between them."""

    def __init__(self, dsn: str, stack: AsyncExitStack) -> None:
        self.dsn = dsn
        self._stack = stack
        self._count = 0

    async def replica(self) -> Replica:
        self._count += 1
        store = PostgresStore(await self._stack.enter_async_context(a_database(self.dsn)))
        replica = Replica(store, random=Random(self._count))
        self._stack.push_async_callback(replica.sequencer.close)
        return replica

    async def founded(self) -> tuple[Replica, Live]:
        database = await self._stack.enter_async_context(a_database(self.dsn))
        world = PostgresWorld(self.dsn, [database, database])
        await world.store.found_workspace(WORKSPACE)
        for user in USERS:
            await world.set_member(UserId(user), version=1)
        self.world = world
        replica = await self.replica()
        return replica, await replica.founded()

    async def stored(self) -> LoadedDocument:
        loaded = await self.world.store.load(PERIOD_KEY)
        assert loaded is not None
        return loaded

    async def logged(self) -> list[tuple[int, str, str, str]]:
        """Version and operation key of every log row of the period."""
        rows = await self.world.store.log((await self.stored()).document_id, after=0, limit=100_000)
        assert rows is not None
        return [(change.version, *key) for change, _ in rows.entries for key in [_key(change.author)]]


def _key(author: object) -> tuple[str, str, str]:
    return author.user_id, author.client_id, author.operation_id  # type: ignore[attr-defined]  # an Author


@pytest_asyncio.fixture
async def cluster(database: str) -> AsyncIterator[Cluster]:
    async with AsyncExitStack() as stack:
        yield Cluster(database, stack)


def an_operation(random: Random) -> Operation:
    roll = random.random()
    if roll < 0.1:
        return Undo("period", PERIOD)
    if roll < 0.15:
        return Redo("period", PERIOD)
    return a_cell(random.choice([*CODES, None]), staff=random.choice(STAFF), day=random.randint(1, 5))


async def edits(replica: Replica, live: Live, *, user: str, count: int, seed: int, heard: dict[str, Outcome]) -> None:
    """One user's edits, each sent when the last one is answered; what is refused for the moment is sent again."""
    random = Random(seed)
    for number in range(count):
        operation, name = an_operation(random), f"{user}-{seed}-{number}"
        base = live.state.version
        outcome: Outcome | None = None
        while outcome is None or (isinstance(outcome, Refused) and outcome.error.temporary):
            (outcome,) = await replica.done(live, operation, user=user, operation_id=name, base=base, retry=outcome is not None)
        heard[name] = outcome


def made_version(outcome: Outcome) -> int | None:
    return outcome.version if isinstance(outcome, Applied | Duplicate) or getattr(outcome, "outcome", "") == "merged" else None  # type: ignore[union-attr]


async def test_two_replicas_that_only_poll_stay_the_same(cluster: Cluster) -> None:
    first, here = await cluster.founded()
    second = await cluster.replica()
    there = await second.sequencer.open(PERIOD_KEY)
    heard: dict[str, Outcome] = {}

    await asyncio.gather(
        *(edits(first, here, user=user, count=40, seed=seed, heard=heard) for seed, user in enumerate(("ana", "bo"))),
        *(edits(second, there, user=user, count=40, seed=seed, heard=heard) for seed, user in enumerate(("bo", "cy"), 10)),
    )
    stored = await cluster.stored()
    await eventually(lambda: here.state.version == there.state.version == stored.version)

    log = await cluster.logged()
    assert [version for version, *_ in log] == list(range(1, stored.version + 1))
    by_name = {name: version for version, _, _, name in log}
    assert {name: made for name, outcome in heard.items() if (made := made_version(outcome))} == {
        name: version for name, version in by_name.items() if name in heard
    }
    assert here.state == there.state
    assert here.state.hash == stored.hash
    for replica in (first, second):
        assert replica.listener.versions() == list(range(2, stored.version + 1))


async def test_EN3_a_repeat_on_the_other_replica_is_told_the_first_version(cluster: Cluster) -> None:
    first, here = await cluster.founded()
    second = await cluster.replica()
    there = await second.sequencer.open(PERIOD_KEY)
    assert await first.done(here, a_cell("D"), operation_id="x") == [Applied(2)]
    assert await second.done(there, a_cell("D"), operation_id="x", retry=True) == [Duplicate(2, "applied")]
    assert await second.done(there, a_cell("E"), operation_id="y") == [Applied(3)]


async def test_EN3_an_unmarked_repeat_is_found_by_the_index(cluster: Cluster) -> None:
    first, here = await cluster.founded()
    await first.done(here, a_cell("D"), operation_id="x")
    second = await cluster.replica()
    there = await second.sequencer.open(PERIOD_KEY)
    ear = Ear()
    for name, shift in (("y", "E"), ("x", "D"), ("z", "L")):
        second.sequencer.submit(there, a_submission(a_cell(shift), ear=ear, operation_id=name))
    assert [await ear.hears(name) for name in ("y", "x", "z")] == [Applied(3), Duplicate(2, "applied"), Applied(4)]


async def test_CN6_a_rights_change_ends_what_was_submitted_before(cluster: Cluster) -> None:
    replica, live = await cluster.founded()
    await cluster.world.set_member(UserId("ana"), version=2)
    (outcome,) = await replica.done(live, a_cell("D"))
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, ForbiddenError)
    assert await replica.done(live, a_cell("D"), rights_version=2) == [Applied(2)]


async def test_a_row_held_elsewhere_holds_up_its_document_only(cluster: Cluster) -> None:
    replica, live = await cluster.founded()
    workspace = await replica.sequencer.open(WORKSPACE_KEY)
    ear = Ear()
    async with cluster.world.held(live.document_id):
        replica.sequencer.submit(live, a_submission(a_cell("D"), ear=ear, operation_id="x"))
        for number in range(20):
            outcomes = await replica.done(workspace, EntityUpdate("staff", "s1", {"name": f"Ann {number}"}))
            assert isinstance(outcomes[0], Applied)
        assert "x" not in ear.outcomes
    assert await ear.hears("x") == Applied(2)


async def test_a_new_epoch_resets_every_replica(cluster: Cluster) -> None:
    replica, live = await cluster.founded()
    await replica.done(live, a_cell("D"))
    await cluster.world.set_epoch("another")
    await eventually(lambda: any(told.reset and told.live is live for told in replica.listener.tolds))  # the poll finds it
    assert live.state.epoch == "another"
    assert await replica.done(live, a_cell("E")) == [Applied(3)]


@pytest.mark.slow
async def written_by(dsn: str, version: int) -> tuple[int, int]:
    """How many rows the commit of a version of the period wrote, and how many bytes its row in the log has."""
    connection = await asyncpg.connect(dsn)
    try:
        log = await connection.fetchrow(
            "SELECT xmin::text AS by, pg_column_size(operations.*) AS size FROM operations WHERE version = $1"
            " AND document_id = (SELECT document_id FROM documents WHERE kind = 'period')",
            version,
        )
        assert log is not None
        rows = [
            await connection.fetchval(f"SELECT count(*) FROM {table} WHERE xmin::text = $1", log["by"])
            for table in ("documents", "operations", "schedule_data", "entities")
        ]
    finally:
        await connection.close()
    return sum(rows), log["size"]


async def test_an_edit_writes_as_much_however_large_its_document_is(cluster: Cluster) -> None:
    replica, live = await cluster.founded()
    await replica.done(live, a_cell("D"))
    among_one = await written_by(cluster.dsn, 2)
    everything = CellUpdate(PERIOD, tuple(CellEdit(one, f"2026-12-{day:02}", {"note": "x" * 200}) for one in STAFF for day in range(1, 32)))
    await replica.done(live, everything)
    assert (await written_by(cluster.dsn, 3))[0] > len(everything.cells)
    await replica.done(live, a_cell("E"))
    rows, size = await written_by(cluster.dsn, 4)
    assert rows == among_one[0] == 3  # the document's, the log's and the cell's
    assert size <= among_one[1] + 8


async def test_while_postgresql_is_away_writers_are_told_and_nothing_is_lost(breakable_server: BreakableServer) -> None:
    await migrate(breakable_server.dsn)
    async with AsyncExitStack() as stack:
        cluster = Cluster(breakable_server.dsn, stack)
        replica, live = await cluster.founded()
        assert await replica.done(live, a_cell("D"), operation_id="before") == [Applied(2)]

        await asyncio.to_thread(breakable_server.stop)
        ear = Ear()
        submission = a_submission(a_cell("E", day=2), ear=ear, operation_id="during")
        replica.sequencer.submit(live, submission)
        outcome = await ear.hears("during")
        assert isinstance(outcome, Refused)
        assert isinstance(outcome.error, UnavailableError)
        assert not replica.sequencer.healthy
        assert live.state.version == 2  # readers read on

        repeat = asyncio.ensure_future(replica.done(live, submission.operation, operation_id="during", retry=True))
        await asyncio.to_thread(breakable_server.start)
        (told,) = await repeat
        while isinstance(told, Refused):  # PostgreSQL took longer than its patience
            (told,) = await replica.done(live, submission.operation, operation_id="during", retry=True)
        assert told == Duplicate(3, "applied")
        await eventually(lambda: replica.sequencer.healthy)
        assert [name for *_, name in await cluster.logged()][1:] == ["before", "during"]


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_when_postgresql_is_killed_under_load(breakable_server: BreakableServer) -> None:
    await migrate(breakable_server.dsn)
    async with AsyncExitStack() as stack:
        cluster = Cluster(breakable_server.dsn, stack)
        first, here = await cluster.founded()
        second = await cluster.replica()
        there = await second.sequencer.open(PERIOD_KEY)
        heard: dict[str, Outcome] = {}
        writers = asyncio.gather(
            *(edits(first, here, user=user, count=300, seed=seed, heard=heard) for seed, user in enumerate(USERS)),
            *(edits(second, there, user=user, count=300, seed=seed, heard=heard) for seed, user in enumerate(USERS, 10)),
        )
        for _ in range(3):
            before = len(heard)
            await eventually(lambda before=before: len(heard) > before + 100)  # type: ignore[misc]  # bound now
            await asyncio.to_thread(breakable_server.kill)
            await asyncio.to_thread(breakable_server.start)
        await writers

        stored = await cluster.stored()
        await eventually(lambda: here.state.version == there.state.version == stored.version)
        log = await cluster.logged()
        assert [version for version, *_ in log] == list(range(1, stored.version + 1))
        by_name = {name: version for version, _, _, name in log}
        for name, outcome in heard.items():
            made = made_version(outcome)
            assert by_name.get(name) == made or isinstance(outcome, Unchanged)
        assert here.state.hash == there.state.hash == stored.hash
        for replica in (first, second):
            assert replica.listener.versions() == list(range(2, stored.version + 1))
