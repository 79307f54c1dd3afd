"""The way to PostgreSQL is cut or falls silent in the middle of a commit: the log says what became of it, and nobody guesses [EN3]."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub.embedded import EmbeddedPostgres
from tests.cluster.editor import Editor
from tests.simulation.sent import made_version
from tests.support.hub import running
from tests.support.office import DEADLINE_S, Office, an_office, is_answered, sets
from tests.support.postgres import dsn_by, socket_of
from tests.support.proxy import At, Proxy, Trap

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]

CUTS: tuple[At, ...] = ("statement", "middle", "sync", "answer") * 2


@dataclass
class Way:
    """A database and the proxy that stands before it."""

    dsn: str
    hub_dsn: str
    proxy: Proxy

    async def logged(self, editor: Editor, operation_id: str) -> int | None:
        """The version that an operation has in the log just now."""
        connection = await asyncpg.connect(self.dsn)
        try:
            found: int | None = await connection.fetchval(
                "SELECT version FROM operations WHERE (user_id, client_id, operation_id) = ($1, $2, $3)",
                editor.user.id, editor.client_id, operation_id,
            )  # fmt: skip
        finally:
            await connection.close()
        return found


@pytest_asyncio.fixture
async def way(database: str, postgres_server: EmbeddedPostgres, worker_id: str) -> AsyncIterator[Way]:
    async with Proxy(socket_of(postgres_server.cluster)).listening() as proxy:
        yield Way(database, dsn_by(proxy.port, postgres_server.cluster, f"test_{worker_id}"), proxy)


def next_id(editor: Editor) -> str:
    return f"{editor.client_id}-{len(editor.operations)}"


async def springs(trap: Trap) -> None:
    async with asyncio.timeout(DEADLINE_S):
        await trap.sprung.wait()


async def test_a_commit_that_is_cut_off_before_in_or_after_its_statement_is_answered_by_what_the_log_holds(
    way: Way, tmp_path: Path
) -> None:
    async with an_office(way.hub_dsn, tmp_path, dsn=way.dsn) as office:
        first = office.editors[0]
        office.edit()
        for at in CUTS:
            await office.more_answers(10)
            first.is_editing = False
            trap = way.proxy.trap(next_id(first), at)
            sent = sets(first)
            await springs(trap)
            if at == "answer":
                assert await way.logged(first, str(sent.message["id"])) is not None  # it was flushed before the server spoke
            await office.until(partial(is_answered, sent))
            assert sent.outcome is not None
            told = sent.outcome["payload"]["outcome"]
            assert told == "applied" or sent.tries > 1  # its first answer, unless it was asked for twice: nobody did anything twice
            first.is_editing = True
        await office.promises_hold()
        assert office.count("commit.failed", "OutcomeUnknownError") >= len(CUTS)
        assert way.proxy.counts["traps"] == len(CUTS)


async def test_when_the_network_stands_still_writers_are_told_and_the_log_says_later_what_was_flushed(way: Way, tmp_path: Path) -> None:
    async with an_office(way.hub_dsn, tmp_path, dsn=way.dsn) as office:
        first = office.editors[0]
        office.edit()
        await office.more_answers(20)
        first.is_editing = False
        trap = way.proxy.trap(next_id(first), "answer", "hold")
        sent = sets(first)
        await springs(trap)
        way.proxy.hold()
        version = await way.logged(first, str(sent.message["id"]))
        await office.until(lambda: sent.tries > 1)  # told `unavailable`, and sent again
        await office.until(lambda: office.count("commit.failed", "OutcomeUnknownError: TimeoutError") > 0)
        assert not is_answered(sent)
        way.proxy.release()
        await office.more_answers(20)
        await office.promises_hold()
        assert sent.outcome is not None
        assert made_version(sent.outcome) == version


async def test_a_statement_that_arrives_after_its_operation_was_refused_leaves_no_trace(way: Way, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        office: Office = await stack.enter_async_context(an_office(way.hub_dsn, tmp_path / "here", dsn=way.dsn, periods=1))
        there = await stack.enter_async_context(running(way.dsn, tmp_path / "there"))
        admin = await there.signed_in()
        first = office.editors[0]
        trap = way.proxy.trap(next_id(first), "statement", "hold")
        sent = sets(first)
        await springs(trap)

        # On another replica, while the edit is on its way. Archiving a period moves the workspace's document, not the period's.
        await admin.operate("PERIOD_DELETE", {"id": first.roster.id})
        await office.until(partial(is_answered, sent))
        assert sent.outcome is not None
        assert (sent.outcome["type"], sent.outcome["payload"]["outcome"]) == ("CONFLICT", "rejected")

        trap.release()
        await asyncio.wait_for(trap.over.wait(), DEADLINE_S)
        assert await way.logged(first, str(sent.message["id"])) is None
        await office.promises_hold()
