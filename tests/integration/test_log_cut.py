"""The operator's way to cut off old logs, as docs/operations.md has it, under a running hub."""

import asyncio
import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.support.hub import DEADLINE_S, Caller, RunningHub, running
from tests.support.verified import verified

pytestmark = pytest.mark.postgres

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
OLD = "now() - interval '200 days'"


def procedure(name: str) -> str:
    """The SQL that the page gives for a step."""
    found = re.search(rf"<!-- cut: {name} -->\n```sql\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


async def edit(admin: Caller, period: dict[str, Any], shift: str, key: str, *, base: int | None = None) -> Any:
    live = await admin.get(f"/periods/{period['id']}/grid")
    headers = {"Idempotency-Key": key} | ({} if base is None else {"If-Match": f'"{live["epoch"]}:{base}"'})
    body = {"type": "CELL_UPDATE", "payload": {"cells": [{"staff_id": period["staff"][0], "date": "2026-06-01", "set": {"shift": shift}}]}}
    response = await admin.ask("POST", f"/periods/{period['id']}/operations", json=body, headers=headers)
    return response.json()


async def history(admin: Caller, period: dict[str, Any]) -> list[int]:
    return [item["version"] for item in (await admin.get(f"/periods/{period['id']}/history?after=0"))["items"]]


async def test_the_beginning_of_the_logs_is_cut_off_while_people_edit(
    hub: RunningHub, database: str, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for number, shift in enumerate(["D", "N", "D"]):
        await edit(admin, period, shift, f"old {number}", base=1 + number)
    await sql.execute(f"UPDATE operations SET at = {OLD}")
    for number, shift in enumerate(["N", "D"]):
        await edit(admin, period, shift, f"new {number}", base=4 + number)

    await sql.execute(procedure("say"))
    async with asyncio.timeout(DEADLINE_S):
        while (await history(admin, period))[0] != 5:
            await asyncio.sleep(0.05)
    told = await edit(admin, period, "D", "old 0", base=1)
    assert (told["payload"]["outcome"], told["version"]) == ("duplicate", 2)
    await verified(database)

    await sql.execute(procedure("delete"))
    assert (await verified(database)).versions == 2
    assert await history(admin, period) == [5, 6]
    fresh = await edit(admin, period, "N", "new 2", base=6)
    assert (fresh["payload"]["outcome"], fresh["version"]) == ("applied", 7)
    socket = await hub.socket(admin)
    await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"], "since_version": 2})
    assert (await socket.next("SYNC_RESPONSE"))["payload"]["mode"] == "snapshot"


async def test_EN3_after_the_cut_a_repeat_is_too_old_and_undo_reaches_back_to_the_beginning_of_the_log(
    database: str, tmp_path: Path, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with running(database, tmp_path) as hub:
        admin = await hub.signed_in()
        period = await admin.a_period()
        await edit(admin, period, "D", "old", base=1)
        await sql.execute(f"UPDATE operations SET at = {OLD}")
        await edit(admin, period, "N", "new", base=2)
    await sql.execute(procedure("say"))
    await sql.execute(procedure("delete"))
    async with running(database, tmp_path) as hub:
        admin = await hub.signed_in()
        told = await edit(admin, period, "D", "old", base=1)
        assert (told["code"], told["status"]) == ("too_old", 409)
        assert (await edit(admin, period, "D", "new", base=2))["payload"]["outcome"] == "duplicate"
        operation = {"type": "UNDO", "payload": {}}
        undone = await admin.post(f"/periods/{period['id']}/operations", operation)
        assert undone["version"] == 4
        nothing = await admin.ask("POST", f"/periods/{period['id']}/operations", json=operation)
        assert nothing.json()["code"] == "nothing_to_undo"
    await verified(database)


async def test_a_cut_within_a_week_is_not_allowed(hub: RunningHub, sql: "asyncpg.Connection[asyncpg.Record]", database: str) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    await edit(admin, period, "D", "x")
    await sql.execute("UPDATE documents SET log_from = 2 WHERE id = $1", period["id"])
    with pytest.raises(AssertionError, match="its log is cut off within a week"):
        await verified(database)
