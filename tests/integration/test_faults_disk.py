"""PostgreSQL's disk is full while people edit, and then there is room again [DC1]."""

import asyncio
import contextlib
from pathlib import Path

import asyncpg
import pytest

from hub.embedded import EmbeddedServerError
from hub.embedded.cluster import Cluster
from hub.embedded.wheel import binaries_folder
from tests.support.office import DEADLINE_S, an_office, is_answered, sets
from tests.support.postgres import BreakableServer
from tests.support.small_disk import fill_up, small_disk

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]

DISK_MB = 100  # two empty databases and a few files of the log


async def test_on_a_full_disk_nothing_is_acknowledged_and_with_room_again_everything_is(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size_mb=DISK_MB) as disk:
        server = BreakableServer(Cluster(disk, binaries_folder(), settings={"max_wal_size": "32MB", "min_wal_size": "32MB"}))
        await asyncio.to_thread(server.cluster.create)
        await asyncio.to_thread(server.start)
        try:
            async with an_office(server.dsn, tmp_path / "data") as office:
                office.edit()
                await office.more_answers(20)
                filler = await asyncio.to_thread(fill_up, disk)
                await office.until(lambda: office.count("commit.failed") > 0)
                waits = sets(office.editors[0])
                await office.until(lambda: waits.tries > 1)
                assert not is_answered(waits)
                await panics(server)

                filler.unlink()
                async with asyncio.timeout(DEADLINE_S):  # a server that finds no room for its recovery ends
                    while not (server.is_running and server.cluster.is_ready()):
                        with contextlib.suppress(EmbeddedServerError):
                            await asyncio.to_thread(server.start)
                        await asyncio.sleep(0.05)
                await office.more_answers(20)
                await office.promises_hold()
                assert office.count("commit.failed", "DiskFullError") > 0
        finally:
            await asyncio.to_thread(server.stop)


async def panics(server: BreakableServer) -> None:
    """Use up the log's files, until the server finds no room for the next one and ends all sessions."""
    with contextlib.suppress(
        asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError, OSError
    ):
        connection = await asyncpg.connect(server.dsn)
        async with asyncio.timeout(DEADLINE_S):
            while True:
                await connection.execute("SELECT pg_logical_emit_message(true, 'a test', 'x')")
                await connection.execute("SELECT pg_switch_wal()")
