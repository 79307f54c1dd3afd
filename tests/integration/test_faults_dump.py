"""A dump holds its snapshot and its locks for as long as it takes: nobody waits for it."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from hub.embedded import EmbeddedPostgres
from tests.support.hub import running
from tests.support.office import DEADLINE_S, an_office
from tests.support.postgres import dsn_by, socket_of
from tests.support.proxy import Proxy

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


async def test_while_a_dump_is_open_people_edit_and_a_hub_starts(
    database: str, postgres_server: EmbeddedPostgres, worker_id: str, tmp_path: Path
) -> None:
    cluster = postgres_server.cluster
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(Proxy(socket_of(cluster)).listening())
        office = await stack.enter_async_context(an_office(database, tmp_path / "data"))
        trap = proxy.trap("COPY public.", "answer", "hold")  # every table is locked by then, and the first one's rows are asked for
        dump = await asyncio.create_subprocess_exec(
            cluster.binaries / "pg_dump", f"--dbname={dsn_by(proxy.port, cluster, f'test_{worker_id}')}", f"--file={tmp_path / 'dump'}"
        )
        await asyncio.wait_for(trap.sprung.wait(), DEADLINE_S)

        office.edit()
        await office.more_answers(20)
        other = await stack.enter_async_context(running(database, tmp_path / "other"))  # looks at the schema, and takes its locks
        there = await other.signed_in()
        await there.a_period("Founded meanwhile")
        await other.someone(there, "viewer")
        await office.more_answers(20)
        assert dump.returncode is None

        trap.release()
        assert await asyncio.wait_for(dump.wait(), DEADLINE_S) == 0
        assert "COPY public.operations" in (tmp_path / "dump").read_text()
        await office.promises_hold()
        assert office.count("commit.failed", "LockNotAvailableError") == 0
