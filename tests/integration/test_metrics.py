"""Figures that show what people are told one by one."""

import asyncio

import pytest

from tests.support.hub import DEADLINE_S, Caller, RunningHub

pytestmark = pytest.mark.postgres

EDITS_MAX = 200  # of 42 kB each: more than kernels and libraries hold


async def slow_connections(caller: Caller) -> int:
    lines = (await caller.http.get("/metrics")).text.splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("hub_connections_slow ")))


async def test_complaint_11_who_reads_too_slowly_is_counted_until_they_have_read(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    socket = await hub.socket(admin)
    await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"]})
    await socket.next("SYNC_CONTEXT")
    assert await slow_connections(admin) == 0
    places = [(person, f"2026-06-{day:02}") for person in period["staff"] for day in range(1, 8)]

    version = 0
    for number in range(EDITS_MAX):
        cells = [{"staff_id": person, "date": date, "set": {"note": f"{number:<2000}"}} for person, date in places]
        version = (await admin.operate("CELL_UPDATE", {"cells": cells}, period_id=period["id"]))["version"]
        if await slow_connections(admin):
            break

    assert await slow_connections(admin) == 1
    while (await socket.next("CHANGES"))["version"] < version:
        pass
    async with asyncio.timeout(DEADLINE_S):
        while await slow_connections(admin):
            await asyncio.sleep(0.01)
    assert [
        change["version"] for message in socket.seen if message["type"] == "CHANGES" for change in message["payload"]["changes"]
    ] == list(range(2, version + 1))
