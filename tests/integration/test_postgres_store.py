"""The PostgreSQL store where a real server matters: statements, roles, races, lineage, silence."""

import asyncio
import contextlib
import itertools
import random
import re

import asyncpg
import pytest

from hub.store.connections import Database, check_lineage
from hub.store.migrate import migrate
from hub.store.port import (
    Barred,
    Busy,
    Known,
    LoadedDocument,
    NothingWrittenError,
    OutcomeUnknownError,
    Overtaken,
    Won,
)
from hub.store.postgres import PostgresStore, commit_arguments
from hub.store.statements import COMMIT_WAITING, SQL
from shared.ids import UserId
from tests.support.postgres import BreakableServer
from tests.support.stores import (
    ANA,
    WORKSPACE,
    WORKSPACE_KEY,
    PostgresWorld,
    a_cell_change,
    a_database,
    a_part,
    a_workspace,
    an_author,
    commit_one,
    postgres_world,
    reloaded,
    rights,
    the_key,
)

pytestmark = pytest.mark.postgres


async def test_every_statement_is_prepared_against_the_real_schema(database: str) -> None:
    connection = await asyncpg.connect(database)

    for statement in [*SQL.values(), COMMIT_WAITING]:
        await connection.prepare(statement)
    await connection.close()


async def test_connections_work_in_their_role_with_their_limits(database: str) -> None:
    async with a_database(database) as connections:
        async with connections.spanning() as reader:
            assert await reader.fetchval("SELECT current_user") == "hub_commit"
        for _ in range(2):  # a connection that comes back from the pool is still in its role
            async with connections.scoped(workspace_id="w1") as api:
                assert await api.fetchval("SELECT current_user || current_setting('app.workspace_id')") == "hub_apiw1"
        names = ("lock_timeout", "statement_timeout", "transaction_timeout", "synchronous_commit", "plan_cache_mode")
        found = await connections.lane.fetch("SELECT current_user, " + ", ".join(f"current_setting('{name}')" for name in names), [])
        assert tuple(found[0]) == ("hub_commit", "1s", "5s", "5s", "on", "force_generic_plan")


async def test_the_scope_of_a_transaction_ends_with_it(database: str) -> None:
    async with Database(database, pool_min=1, pool_max=1, pool_timeout_s=5) as connections:
        async with connections.scoped(workspace_id="w1", user_id="ana"):
            pass
        async with connections.scoped() as api:
            assert await api.fetchval("SELECT current_setting('app.workspace_id') || current_setting('app.user_id')") == ""


async def test_whether_commits_are_durable_is_read_from_the_server(database: str, breakable_server: BreakableServer) -> None:
    async with postgres_world(database) as world:
        assert await world.store.durable() is False  # the tests' server doesn't flush
    await migrate(breakable_server.dsn)
    async with a_database(breakable_server.dsn) as connections:
        assert await PostgresStore(connections).durable() is True


async def test_the_pending_conflict_of_a_silent_client_holds_a_row_no_longer_than_the_limit(database: str) -> None:
    async with postgres_world(database) as world:
        document = await a_workspace(world)
        silent = await asyncpg.connect(database, server_settings={"transaction_timeout": "200ms"})
        await silent.execute("BEGIN")
        await silent.execute("SELECT FROM documents FOR UPDATE")

        verdicts = await world.store.commit([a_part(document, a_cell_change(1))], waiting=True)

        assert isinstance(verdicts[0], Won)
        silent.terminate()


async def test_a_waiting_commit_wins_after_the_row_is_free_if_nobody_moved_it(database: str) -> None:
    async with postgres_world(database) as world:
        document = await a_workspace(world)
        async with world.held(document.document_id):
            commit = asyncio.ensure_future(world.store.commit([a_part(document, a_cell_change(1))], waiting=True))
            await until_somebody_waits(database)
        assert isinstance((await commit)[0], Won)


async def reloaded_when_healed(world: PostgresWorld) -> LoadedDocument:
    """A pooled connection learns of its server's death when it is used."""
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(NothingWrittenError):
                return await reloaded(world)


async def until_somebody_waits(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    async with asyncio.timeout(5):
        while not await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
            await asyncio.sleep(0.01)
    await connection.close()


async def test_another_cluster_or_timeline_gives_every_document_a_new_epoch_once(database: str) -> None:
    async with postgres_world(database) as world:
        document = await a_workspace(world)
        await world.execute("UPDATE lineage SET timeline_id = timeline_id + 1")

        connections = [await asyncpg.connect(database) for _ in range(3)]
        await asyncio.gather(*(check_lineage(connection) for connection in connections))
        renewed = await reloaded(world)
        await check_lineage(connections[0])

        assert renewed.epoch != document.epoch
        assert (await reloaded(world)).epoch == renewed.epoch
        assert await commit_one(world, a_part(document, a_cell_change(1))) == Overtaken(renewed.epoch, 0)
        for connection in connections:
            await connection.close()


async def test_the_first_connection_to_a_new_database_notes_its_lineage_and_no_epoch_changes(database: str) -> None:
    async with postgres_world(database) as world:
        document = await a_workspace(world)
        async with a_database(database):
            pass
        assert (await reloaded(world)).epoch == document.epoch


async def test_with_the_server_away_reads_and_commits_say_that_surely_nothing_was_written_and_it_heals_by_itself(
    breakable_server: BreakableServer,
) -> None:
    await migrate(breakable_server.dsn)
    async with a_database(breakable_server.dsn) as connections:
        world = PostgresWorld(breakable_server.dsn, [connections, connections])
        document = await a_workspace(world)
        part = a_part(document, a_cell_change(1))
        breakable_server.stop()

        with pytest.raises(NothingWrittenError):
            await world.store.load(WORKSPACE_KEY)
        with pytest.raises(NothingWrittenError):
            await world.store.commit([part])

        breakable_server.start()
        assert isinstance((await world.store.commit([part]))[0], Won)
        assert (await reloaded(world)).version == 1


async def test_an_acknowledged_commit_survives_the_death_of_the_server(breakable_server: BreakableServer) -> None:
    await migrate(breakable_server.dsn)
    async with a_database(breakable_server.dsn) as connections:
        world = PostgresWorld(breakable_server.dsn, [connections, connections])
        assert isinstance(await commit_one(world, a_part(await a_workspace(world), a_cell_change(1))), Won)

        breakable_server.kill()
        breakable_server.start()

        assert (await reloaded_when_healed(world)).version == 1


async def test_a_server_that_dies_under_a_commit_leaves_its_outcome_unknown_and_the_log_knows(breakable_server: BreakableServer) -> None:
    await migrate(breakable_server.dsn)
    async with a_database(breakable_server.dsn) as connections:
        world = PostgresWorld(breakable_server.dsn, [connections, connections])
        document = await a_workspace(world)
        author = an_author()
        part = a_part(document, a_cell_change(1, author=author), lookups=(the_key(author),))
        holder = await asyncpg.connect(breakable_server.dsn)
        await holder.execute("BEGIN")
        await holder.execute("SELECT FROM documents FOR UPDATE")
        commit = asyncio.ensure_future(world.store.commit([part], waiting=True))
        await until_somebody_waits(breakable_server.dsn)
        breakable_server.kill()
        with pytest.raises(OutcomeUnknownError):
            await commit
        holder.terminate()
        breakable_server.start()

        again = (await world.store.commit([part]))[0]
        once_more = (await world.store.commit([part]))[0]

        assert isinstance(again, Won)
        assert isinstance(once_more, Overtaken)


async def test_a_cancelled_commit_does_not_disturb_the_next(database: str) -> None:
    async with postgres_world(database) as world:
        document = await a_workspace(world)
        part = a_part(document, a_cell_change(1))
        async with world.held(document.document_id):
            commit = asyncio.ensure_future(world.store.commit([part], waiting=True))
            await until_somebody_waits(database)
            commit.cancel()
            with pytest.raises(asyncio.CancelledError):
                await commit

        verdict = (await world.store.commit([part], waiting=True))[0]
        assert isinstance(verdict, Won | Overtaken)
        assert (await reloaded(world)).version == 1


@pytest.mark.slow
async def test_racing_replicas_that_resend_each_others_operations_while_rights_change_leave_no_gap_no_double_and_no_wrong_cell(
    database: str,
) -> None:
    operations = itertools.count(1)
    sent: list[tuple[int, UserId, str]] = []

    async def a_replica(seed: int, documents: list[LoadedDocument]) -> set[type]:
        chance = random.Random(seed)
        versions = {document.document_id: document.version for document in documents}
        right = 1
        seen: set[type] = set()
        async with a_database(database) as connections:
            store = PostgresStore(connections)
            for _ in range(60):
                parts = []
                for document in chance.sample(documents, 3):
                    expected = versions[document.document_id]
                    repeat = (
                        next((one for one in reversed(sent[-20:]) if one[0] == document.document_id), None)
                        if chance.random() < 0.4
                        else None
                    )
                    operation = repeat[2] if repeat else f"x{next(operations)}"
                    author = an_author(ANA, operation)
                    sent.append((document.document_id, ANA, operation))
                    change = a_cell_change(expected + 1, author=author, shift=operation)
                    stands = a_part(
                        document, change, expected=expected, next=expected + 1, lookups=(the_key(author),), rights=(rights(right),)
                    )
                    parts.append(stands)
                verdicts = await store.commit(parts)
                seen |= {type(verdict) for verdict in verdicts}
                for part, verdict in zip(parts, verdicts, strict=True):
                    match verdict:
                        case Won():
                            versions[part.document_id] += 1
                        case Overtaken(version=version):
                            versions[part.document_id] = version
                        case Barred():
                            right = (await store.rights([(WORKSPACE, ANA)]))[WORKSPACE, ANA] or 0
                        case Known() | Busy():
                            versions |= {one: place.version for one, place in (await store.positions([part.document_id])).items()}
                        case _:
                            pytest.fail(f"{verdict}")
        return seen

    async with postgres_world(database) as world:
        await world.set_member(ANA, version=1)
        await world.execute(
            "INSERT INTO documents (workspace_id, kind, id, epoch) SELECT 'w1', 'period', 'p' || g, 'e' FROM generate_series(1, 5) g"
        )
        keys = [WORKSPACE_KEY._replace(kind="period", id=f"p{number}") for number in range(1, 6)]
        documents = [await reloaded(world, key) for key in keys]
        racing = asyncio.gather(*(a_replica(seed, documents) for seed in range(3)))
        for version in range(2, 6):
            await world.set_member(ANA, version=version)
            await asyncio.sleep(0.05)
        seen = set().union(*await racing)

        assert {Won, Overtaken, Known} <= seen
        connection = await asyncpg.connect(database)
        assert await connection.fetchval("SELECT count(*) FROM operations") == await connection.fetchval(
            "SELECT sum(version) FROM documents"
        )
        assert not await connection.fetch("SELECT document_id FROM operations GROUP BY document_id HAVING max(version) <> count(*)")
        assert not await connection.fetch(
            "SELECT FROM schedule_data s JOIN operations o ON (o.document_id, o.version) = (s.document_id, s.shift_version)"
            " WHERE s.shift <> o.operation_id OR o.version <> (SELECT version FROM documents d WHERE d.document_id = s.document_id)"
        )
        await connection.close()


def test_a_commit_of_nothing_still_has_all_of_the_statements_arguments() -> None:
    assert len(commit_arguments([])) == max(int(number) for number in re.findall(r"\$(\d+)", SQL["commit"]))
