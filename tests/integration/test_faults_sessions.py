"""What other sessions do to a hub's: they hold its rows, end its connections, take its places; and PostgreSQL's own refusals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

from hub.embedded import EmbeddedPostgres
from hub.embedded.cluster import Cluster
from hub.embedded.wheel import binaries_folder
from tests.support.hub import running
from tests.support.office import DEADLINE_S, an_office, is_answered, office_of, sets
from tests.support.postgres import BreakableServer, dsn_by, socket_of
from tests.support.proxy import Proxy

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]

PASSING = ("40P01", "40001", "55P03", "53100", "53200", "53400", "57014", "58030", "25006", "26000", "42501")
DOUBTFUL = ("40003", "08006")
POISON = ("23514", "22P02", "XX000")
INJECTED = """
CREATE SEQUENCE fault_turn;
CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  turn bigint := nextval('public.fault_turn');
BEGIN
  IF turn % 4 = 0 AND turn / 4 <= array_length(TG_ARGV, 1) + 1 THEN
    RAISE EXCEPTION 'made by a test' USING ERRCODE = TG_ARGV[turn / 4 - 1];
  END IF;
  RETURN NEW;
END $$;
"""


@asynccontextmanager
async def session(dsn: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def test_what_postgresql_refuses_for_the_moment_is_tried_again_and_nothing_is_written_twice(database: str, tmp_path: Path) -> None:
    states = [*PASSING, *DOUBTFUL, *POISON]
    Random(1).shuffle(states)
    async with an_office(database, tmp_path) as office, session(database) as owner:
        office.edit()
        await office.more_answers(10)
        await owner.execute(INJECTED)
        arguments = ", ".join(f"'{state}'" for state in states)
        await owner.execute(f"CREATE TRIGGER fault BEFORE INSERT ON operations FOR EACH ROW EXECUTE FUNCTION fault({arguments})")
        async with asyncio.timeout(DEADLINE_S):
            while await owner.fetchval("SELECT last_value FROM fault_turn") <= 4 * len(states):
                await asyncio.sleep(0.02)
        await office.more_answers(10)
        await office.promises_hold()
        assert office.count("commit.failed", "made by a test") + office.count("aside.cut_off", "made by a test") > len(states) / 2


async def test_rows_that_another_session_locks_in_any_order_hold_up_their_documents_only(database: str, tmp_path: Path) -> None:
    async with an_office(database, tmp_path) as office, session(database) as other:
        office.edit()
        await office.more_answers(10)
        free, held = office.editors[0], office.editors[1]
        document = await other.fetchval("SELECT document_id FROM documents WHERE id = $1", held.roster.id)
        async with other.transaction():
            await other.execute("SELECT FROM documents WHERE document_id = $1 FOR UPDATE", document)
            answered = answers(free)
            await office.until(lambda: office.count("aside.cut_off", "LockNotAvailableError") > 0)
            await office.until(lambda: answers(free) > answered + 20)
        for number in range(8):  # the order of the commit statement, and the other one
            async with other.transaction():
                order = "DESC" if number % 2 else "ASC"
                await other.execute(f"SELECT FROM documents ORDER BY document_id {order} FOR UPDATE")
                await asyncio.sleep(0.01)
            await office.more_answers(3)
        async with other.transaction():
            await other.execute("LOCK TABLE operations IN EXCLUSIVE MODE")
            await office.until(lambda: office.count("commit.failed", "LockNotAvailableError") > 0)
        await office.more_answers(10)
        await office.promises_hold()


async def test_sessions_that_an_administrator_ends_or_cancels_at_any_moment_cost_no_operation(database: str, tmp_path: Path) -> None:
    random = Random(1)
    async with an_office(database, tmp_path) as office, session(database) as administrator:
        office.edit()
        for _ in range(20):
            await office.more_answers(3)
            act = random.choice(("pg_terminate_backend", "pg_terminate_backend", "pg_cancel_backend"))
            of = random.choice(("application_name LIKE 'rosterhub %'", "application_name LIKE 'rosterhub%'"))
            await administrator.execute(f"SELECT {act}(pid) FROM pg_stat_activity WHERE datname = current_database() AND {of}")
        await office.more_answers(10)
        await office.promises_hold()
        assert office.count("commit.failed", "OutcomeUnknownError") > 0


async def test_with_every_place_taken_the_hub_waits_for_one(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir(mode=0o711)
    server = BreakableServer(Cluster(folder, binaries_folder(), settings={"max_connections": "25"}))
    await asyncio.to_thread(server.cluster.create)
    await asyncio.to_thread(server.start)
    try:
        async with AsyncExitStack() as stack:
            office = await stack.enter_async_context(an_office(server.dsn, tmp_path / "data"))
            office.edit()
            await office.more_answers(10)
            async with AsyncExitStack() as places:
                administrator = await places.enter_async_context(session(server.dsn))
                while office.count("commit.failed", "TooManyConnectionsError") == 0:
                    await administrator.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'rosterhub%'"
                    )
                    while True:
                        try:
                            await places.enter_async_context(session(server.dsn))
                        except asyncpg.TooManyConnectionsError:
                            break
            await office.more_answers(10)
            await office.promises_hold()
    finally:
        await asyncio.to_thread(server.stop)


async def test_a_client_frozen_between_execute_and_sync_holds_up_one_document_and_not_for_long(
    database: str, postgres_server: EmbeddedPostgres, worker_id: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy(socket_of(postgres_server.cluster)).listening())
        frozen = await stack.enter_async_context(
            running(dsn_by(proxy.port, postgres_server.cluster, f"test_{worker_id}"), tmp_path / "frozen", limit_ops_per_s=10_000)
        )
        other = await stack.enter_async_context(running(database, tmp_path / "other", limit_ops_per_s=10_000))
        office = await stack.enter_async_context(office_of(frozen, database, people=4, periods=2, urls=[other.url]))
        at_frozen, _, held, free = office.editors
        free.is_editing = True
        await office.more_answers(10)

        trap = proxy.trap(f"{at_frozen.client_id}-{len(at_frozen.operations)}", "sync", "hold")
        sent = sets(at_frozen)
        await asyncio.wait_for(trap.sprung.wait(), DEADLINE_S)
        async with session(database) as owner, asyncio.timeout(DEADLINE_S):
            while await owner.fetchrow("SELECT 1 FROM documents WHERE id = $1 FOR UPDATE SKIP LOCKED", held.roster.id):
                await asyncio.sleep(0.01)  # until the frozen one holds it
        mine = sets(held, person=1)
        answered = answers(free)
        await office.until(lambda: mine.tries > 1)  # told `unavailable` after 3 s, and sent again
        assert answers(free) > answered + 20
        await office.until(lambda: is_answered(mine) and is_answered(sent))
        await office.promises_hold()
        assert office.count("commit.failed", "transaction timeout") == 1


def answers(editor: Any) -> int:
    return sum(sent.outcome is not None for sent in editor.operations.values())
