"""PostgreSQL fails over to a standby: another timeline, so another epoch; nothing acknowledged is lost [DC1]."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub.embedded.cluster import DATABASE, PORT, ROLE
from hub.store.migrate import migrate
from tests.support.hub import running
from tests.support.office import DEADLINE_S, an_office, is_answered, office_of, sets
from tests.support.postgres import BreakableServer, dsn_by, socket_of
from tests.support.proxy import Proxy
from tests.support.standby import Standby, a_standby, make_synchronous

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


@dataclass
class Pair:
    """A primary with a synchronous standby, and the proxy by which a hub reaches whichever of them is primary."""

    primary: BreakableServer
    standby: Standby
    proxy: Proxy

    @property
    def hub_dsn(self) -> str:
        return dsn_by(self.proxy.port, self.primary.cluster)

    @property
    def dsn_of_both(self) -> str:
        """Both by their own addresses, the standby first: a hub looks for the one that is primary."""
        hosts = f"{self.standby.cluster.socket_folder},{self.primary.cluster.socket_folder}"
        return f"postgresql://{ROLE}:{self.primary.cluster.password}@/{DATABASE}?host={hosts}&port={PORT},{PORT}"

    async def query(self, server: BreakableServer, sql: str) -> int:
        connection = await asyncpg.connect(server.dsn)
        try:
            return int(await connection.fetchval(sql))
        finally:
            await connection.close()


@pytest_asyncio.fixture
async def pair(breakable_server: BreakableServer, tmp_path: Path) -> AsyncIterator[Pair]:
    await migrate(breakable_server.dsn)
    standby = await asyncio.to_thread(a_standby, breakable_server, tmp_path / "standby")
    try:
        await make_synchronous(breakable_server)
        async with Proxy(socket_of(breakable_server.cluster)).listening() as proxy:
            yield Pair(breakable_server, standby, proxy)
    finally:
        await asyncio.to_thread(standby.stop)


async def test_after_a_fail_over_every_document_has_a_new_epoch_and_every_acknowledged_edit(pair: Pair, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(running(pair.hub_dsn, tmp_path / "here", limit_ops_per_s=10_000))
        there = await stack.enter_async_context(running(pair.dsn_of_both, tmp_path / "there", limit_ops_per_s=10_000))
        office = await stack.enter_async_context(office_of(here, pair.standby.dsn, people=6, periods=2, urls=[there.url]))
        office.edit()
        await office.more_answers(40)
        before = [editor.positions["period"] for editor in office.editors]

        await asyncio.to_thread(pair.primary.kill)
        pair.proxy.target = socket_of(pair.standby.cluster)
        await office.until(lambda: office.count("commit.failed", "TargetServerAttributeNotMatched") > 0)  # a standby takes no commits
        await asyncio.to_thread(pair.standby.promote)

        await office.more_answers(40)
        await office.promises_hold()
        after = [editor.positions["period"] for editor in office.editors]
        assert all(new[0] != old[0] and new[1] > old[1] for new, old in zip(after, before, strict=True))
        assert office.count("epoch.renewed") == 1  # of two replicas, one does it
        assert await pair.query(pair.standby, "SELECT count(DISTINCT epoch) FROM documents") == 1


async def test_what_the_standby_does_not_have_is_neither_acknowledged_nor_shown(pair: Pair, tmp_path: Path) -> None:
    async with an_office(pair.hub_dsn, tmp_path / "data", dsn=pair.standby.dsn, people=4, periods=1) as office:
        office.edit()
        await office.more_answers(20)
        await office.pause()
        first, *_ = office.editors
        before = first.positions["period"]

        await asyncio.to_thread(pair.standby.kill)
        sent = sets(first)
        await office.until(lambda: office.count("commit.failed", "TimeoutError") > 0)  # the hub gave up on the first try
        assert not is_answered(sent)
        assert first.positions["period"] == before

        await asyncio.to_thread(pair.primary.kill)
        await asyncio.to_thread(pair.primary.start)  # a recovery makes visible what waited for the standby
        assert await pair.query(pair.primary, "SELECT version FROM documents WHERE kind = 'period'") == before[1] + 1
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        async with asyncio.timeout(DEADLINE_S):  # who commits and who reads are there again, and both wait for the standby
            while not is_answered(sent) and await pair.query(pair.primary, waits) < 2:
                await asyncio.sleep(0.05)
        assert not is_answered(sent), "acknowledged, and the standby doesn't have it"
        assert first.positions["period"] == before

        await asyncio.to_thread(pair.primary.kill)
        await asyncio.to_thread(pair.standby.start)
        await asyncio.to_thread(pair.standby.promote)
        pair.proxy.target = socket_of(pair.standby.cluster)
        await office.promises_hold()
        assert is_answered(sent)
