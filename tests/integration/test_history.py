"""A period's history backwards, of one cell, where the log was cut, and with people who are gone."""

from typing import Any

import asyncpg
import pytest

from tests.support.hub import Caller, RunningHub

pytestmark = pytest.mark.postgres


async def edited(caller: Caller, period: dict[str, Any], shift: str | None, person: int = 0, day: int = 1) -> int:
    cell = {"staff_id": period["staff"][person], "date": f"2026-06-{day:02d}", "set": {"shift": shift}}
    answer = await caller.operate("CELL_UPDATE", {"cells": [cell]}, period_id=period["id"])
    return int(answer["version"])


async def page(caller: Caller, period: dict[str, Any], query: str) -> tuple[list[int], str | None]:
    found = await caller.get(f"/periods/{period['id']}/history?{query}")
    return [change["version"] for change in found["items"]], found["next"]


async def test_it_is_read_backwards_page_by_page(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for shift in ("D", "N", "D", None):
        await edited(admin, period, shift)
    assert await page(admin, period, "before=99&limit=2") == ([5, 4], "4")
    assert await page(admin, period, "before=4&limit=2") == ([3, 2], "2")
    assert await page(admin, period, "before=2&limit=2") == ([1], None)
    assert await page(admin, period, "before=1") == ([], None)
    assert await page(admin, period, "before=0") == ([], None)


async def test_a_cells_own_story_has_its_changes_only(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for shift in ("D", "N", "D"):
        for person in (0, 1):
            await edited(admin, period, shift, person)
    cell = f"cell={period['staff'][0]}:2026-06-01"
    assert await page(admin, period, f"{cell}&limit=2") == ([6, 4], "4")
    assert await page(admin, period, f"{cell}&limit=2&before=4") == ([2], None)
    assert await page(admin, period, f"cell={period['staff'][2]}:2026-06-01") == ([], None)


@pytest.mark.parametrize("query", ["cell=2026-06-01", "cell=s:today", "cell=s:20260601", "before=-1", "limit=0", f"cell={'x' * 90}"])
async def test_what_is_no_cell_or_version_is_refused(hub: RunningHub, query: str) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    response = await admin.ask("GET", f"/periods/{period['id']}/history?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")


async def test_a_log_that_was_cut_ends_where_it_begins(hub: RunningHub, sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for shift in ("D", "N", "D", "N"):
        await edited(admin, period, shift)
    await sql.execute("UPDATE documents SET log_from = 4 WHERE id = $1", period["id"])
    await sql.execute(
        "DELETE FROM operations WHERE version < 4 AND document_id = (SELECT document_id FROM documents WHERE id = $1)", period["id"]
    )
    found = await admin.get(f"/periods/{period['id']}/history?before=99")
    assert ([change["version"] for change in found["items"]], found["next"], found["log_from"]) == ([5, 4], None, 4)
    assert await page(admin, period, f"cell={period['staff'][0]}:2026-06-01") == ([5, 4], None)
    assert (await admin.ask("GET", f"/periods/{period['id']}/grid?version=2")).json()["code"] == "too_old"
    assert (await admin.get(f"/periods/{period['id']}/grid?version=3"))["version"] == 3


async def test_the_grid_of_then_has_those_who_were_in_it_and_the_history_their_changes(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    then = await edited(admin, period, "N", person=1)
    await admin.operate("PERIOD_UPDATE", {"set": {"staff": period["staff"][:1]}}, period_id=period["id"])
    await admin.operate("STAFF_DELETE", {"id": period["staff"][1]})
    past = await admin.get(f"/periods/{period['id']}/grid?version={then}")
    assert past["staff"] == period["staff"]
    assert past["shifts"][past["cells"]["shift"][1][0]] == "N"
    versions, _ = await page(admin, period, f"cell={period['staff'][1]}:2026-06-01")
    assert versions == [then + 1, then]


async def test_a_viewer_may_look_back_and_another_workspace_may_not(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    viewer, stranger = await hub.someone(admin, "viewer"), await hub.elsewhere(admin)
    assert (await page(viewer, period, "before=9"))[0] == [1]
    for query in ("before=9", f"cell={period['staff'][0]}:2026-06-01"):
        assert (await stranger.ask("GET", f"/periods/{period['id']}/history?{query}")).status_code == 404
