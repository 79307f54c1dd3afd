"""A commit that waited for a row which somebody moved meanwhile, and that looks up repeats: PostgreSQL checks the row anew, inside the statement."""

import asyncio

import asyncpg
import pytest

from hub.store.migrate import migrate
from hub.store.port import Known, Won
from tests.support.postgres import BreakableServer
from tests.support.stores import (
    ANA,
    PostgresWorld,
    a_cell_change,
    a_database,
    a_part,
    a_workspace,
    an_author,
    commit_one,
    reloaded,
    the_key,
)

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(90)]

DEADLINE_S = 10.0
MANY_OPERATIONS = """
  INSERT INTO operations (document_id, version, workspace_id, user_id, client_id, operation_id, type, payload, outcome, at)
  SELECT document, version, 'w1', 'bo', 'c2', 'o' || version, 'CELL_UPDATE', '{}', 'applied', now()
  FROM generate_series(100, 140) AS document, generate_series(1, 2000) AS version
"""
"""So many that a repeat is looked up by the index, in the one partition that can hold it, and in no other."""


async def test_a_commit_that_looks_up_repeats_on_a_row_that_moved_is_overtaken_and_the_server_lives(
    breakable_server: BreakableServer,
) -> None:
    await migrate(breakable_server.dsn)
    owner = await asyncpg.connect(breakable_server.dsn)
    await owner.execute(MANY_OPERATIONS)
    await owner.execute("ANALYZE")
    await owner.close()
    async with a_database(breakable_server.dsn) as ours, a_database(breakable_server.dsn) as theirs:
        world = PostgresWorld(breakable_server.dsn, [ours, theirs])
        document = await a_workspace(world)
        repeats = tuple(the_key(an_author(ANA, f"again-{number}")) for number in range(3))
        holder = await asyncpg.connect(breakable_server.dsn)
        watcher = await asyncpg.connect(breakable_server.dsn)  # inside a transaction the activity stands still
        started = await watcher.fetchval("SELECT pg_postmaster_start_time()")
        for _ in range(3):
            moving = holder.transaction()
            await moving.start()
            await holder.execute("UPDATE documents SET version = version + 1")
            commit = asyncio.ensure_future(world.store.commit([a_part(document, a_cell_change(1), lookups=repeats)], waiting=True))
            async with asyncio.timeout(DEADLINE_S):
                while not await watcher.fetchval("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"):
                    await asyncio.sleep(0.01)
            await moving.commit()
            assert not isinstance((await commit)[0], Won)
        assert await watcher.fetchval("SELECT pg_postmaster_start_time()") == started
        await holder.execute("UPDATE documents SET version = 0")
        await holder.close()
        await watcher.close()
        found = await reloaded(world)
        author = an_author(ANA, "first")
        assert isinstance(await commit_one(world, a_part(found, a_cell_change(1, author=author), lookups=repeats)), Won)
        again = await reloaded(world)
        verdict = await commit_one(world, a_part(again, a_cell_change(2, author=author), lookups=(the_key(author),)))
        assert isinstance(verdict, Known)  # the repeat is found all the same
