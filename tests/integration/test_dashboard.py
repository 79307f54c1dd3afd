"""A period in figures, over HTTP."""

import asyncio
from typing import Any

import pytest

from tests.support.hub import Caller, RunningHub

pytestmark = pytest.mark.postgres

NIGHT = {"start": "22:00:00", "end": "06:00:00", "paid_minutes": 480}


async def a_planned_period(admin: Caller) -> dict[str, Any]:
    period = await admin.a_period()
    shifts = {one["code"]: one["id"] for one in (await admin.get("/shift-types"))["items"]}
    await admin.operate("SHIFT_TYPE_UPDATE", {"id": shifts["N"], "set": NIGHT})
    await admin.operate(
        "RULE_CREATE", {"id": f"{period['id']}-r"[:64], "type": "coverage", "weight": 5, "params": {"shifts": ["N"], "min": 1}}
    )
    cells = [{"staff_id": period["staff"][0], "date": f"2026-06-{day:02d}", "set": {"shift": "N"}} for day in (1, 6, 7)]
    await admin.operate("CELL_UPDATE", {"cells": cells}, period_id=period["id"])
    return period


async def test_its_figures_are_those_of_the_check(hub: RunningHub) -> None:
    admin = await hub.elsewhere(await hub.signed_in())
    period = await a_planned_period(admin)
    found = await admin.get(f"/periods/{period['id']}/dashboard")
    checked = await admin.post(f"/periods/{period['id']}/check")
    assert found["version"] == checked["version"]
    sums, first = found["statistics"]["sums"], found["statistics"]["people"][0]
    assert {"hard": sums["must_points"], "soft": sums["wish_points"]} == checked["score"]
    assert (sums["cover_days"], sums["cover_held"]) == (7, 3)
    assert (first["nights"], first["weekends"], first["paid_minutes"]) == (3, 1, 3 * 480)
    assert found["runs"] == []


async def test_it_is_kept_until_the_period_or_the_workspace_moves(hub: RunningHub) -> None:
    admin = await hub.elsewhere(await hub.signed_in())
    period = await a_planned_period(admin)
    path = f"/periods/{period['id']}/dashboard"

    async def moved(etag: str) -> str:
        response = await admin.ask("GET", path, headers={"if-none-match": etag})
        assert response.status_code == 200
        assert response.headers["etag"] != etag
        return str(response.headers["etag"])

    first = await admin.ask("GET", path)
    etag = first.headers["etag"]
    again = await admin.ask("GET", path, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    await admin.operate("STAFF_UPDATE", {"id": period["staff"][0], "set": {"hourly_cost": 30}})
    etag = await moved(etag)
    assert (await admin.get(path))["statistics"]["people"][0]["cost"] == 24 * 30
    await admin.operate(
        "CELL_UPDATE", {"cells": [{"staff_id": period["staff"][1], "date": "2026-06-02", "set": {"shift": "D"}}]}, period_id=period["id"]
    )
    etag = await moved(etag)
    run = await admin.post(f"/periods/{period['id']}/runs", {}, status=202)
    await moved(etag)
    assert [one["id"] for one in (await admin.get(path))["runs"]] == [run["id"]]


async def test_many_who_ask_at_once_are_told_the_same(hub: RunningHub) -> None:
    admin = await hub.elsewhere(await hub.signed_in())
    period = await a_planned_period(admin)
    found = await asyncio.gather(*(admin.get(f"/periods/{period['id']}/dashboard") for _ in range(8)))
    assert all(one == found[0] for one in found)


async def test_a_rule_that_cant_be_used_is_named(hub: RunningHub) -> None:
    admin = await hub.elsewhere(await hub.signed_in())
    period = await a_planned_period(admin)
    rule = {"id": "broken", "type": "coverage", "name": "Broken", "params": {"shifts": ["nothing"], "min": 1}}
    created = await admin.post("/workspace/operations", {"type": "RULE_CREATE", "payload": rule})
    assert created["payload"]["outcome"] == "applied"
    response = await admin.ask("GET", f"/periods/{period['id']}/dashboard")
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert "Broken" in response.json()["detail"]


async def test_it_is_for_those_who_may_see_the_period(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    viewer, stranger = await hub.someone(admin, "viewer"), await hub.elsewhere(admin)
    await viewer.get(f"/periods/{period['id']}/dashboard")
    assert (await stranger.ask("GET", f"/periods/{period['id']}/dashboard")).status_code == 404
    visitor = await hub.visitor()
    assert (await visitor.get(f"/api/v1/periods/{period['id']}/dashboard")).status_code == 401
