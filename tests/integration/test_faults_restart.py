"""PostgreSQL goes and comes back while people edit: nothing acknowledged is lost, nothing is done twice [DC1, EN3]."""

import asyncio
from pathlib import Path

import pytest

from tests.support.office import an_office
from tests.support.postgres import BreakableServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


async def test_restarts_of_every_kind_under_load_lose_nothing_and_double_nothing(breakable_server: BreakableServer, tmp_path: Path) -> None:
    async with an_office(breakable_server.dsn, tmp_path / "data", people=6) as office:
        office.edit()
        for end in (breakable_server.stop, breakable_server.stop_at_once, breakable_server.kill):
            await office.more_answers(30)
            await asyncio.to_thread(end)
            await asyncio.to_thread(breakable_server.start)
            await office.more_answers(30)
        await office.leaves(office.editors[0])
        await office.promises_hold()
