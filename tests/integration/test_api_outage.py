"""The HTTP interface while PostgreSQL is away: readers read, writers are told, and it heals by itself."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.hub import DEADLINE_S, running
from tests.support.postgres import BreakableServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

AWAY_S = 20.0


async def test_readers_read_writers_are_told_and_a_repeat_tells_the_truth(breakable_server: BreakableServer, tmp_path: Path) -> None:
    async with running(breakable_server.dsn, tmp_path / "data") as hub:
        admin = await hub.signed_in()
        period = await admin.a_period()
        socket = await hub.socket(admin)  # somebody has it open
        await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"]})
        await socket.next("SYNC_CONTEXT")
        path = f"/periods/{period['id']}"
        cell = {"staff_id": period["staff"][0], "date": "2026-06-01", "set": {"shift": "D"}}
        edit = {"type": "CELL_UPDATE", "payload": {"cells": [cell]}}

        breakable_server.kill()
        assert (await admin.get(f"{path}/grid"))["version"] == 1
        for method, where, body in (("POST", f"{path}/operations", edit), ("GET", "/users", None), ("GET", "/periods", None)):
            refused = await admin.ask(method, where, json=body, headers={"idempotency-key": "edit"})
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable"), where
            assert refused.json()["temporary"] is True
        assert (await admin.http.post("/api/v1/auth/refresh")).status_code == 503
        assert (await admin.http.get("/ready")).status_code == 503
        assert "database" in (await admin.http.get("/health")).json()["degraded"]

        breakable_server.start()
        end = time.monotonic() + DEADLINE_S
        while True:
            answer = await admin.ask("POST", f"{path}/operations", json=edit, headers={"idempotency-key": "edit"})
            if answer.status_code == 200:
                break
            assert time.monotonic() < end, answer.text
            await asyncio.sleep(0.05)
        assert answer.json()["version"] == 2
        assert answer.json()["payload"]["outcome"] in {"applied", "duplicate"}
        assert (await admin.get(path))["version"] == 2
        assert (await admin.http.post("/api/v1/auth/refresh")).status_code == 200


async def test_while_the_server_stands_still_nobody_waits_for_ever(breakable_server: BreakableServer, tmp_path: Path) -> None:
    async with running(breakable_server.dsn, tmp_path / "data") as hub:
        admin = await hub.signed_in()
        await admin.a_period()
        with breakable_server.frozen():
            began = time.monotonic()
            answers = await asyncio.gather(
                admin.ask("POST", "/workspace/operations", json={"type": "UNDO", "payload": {}}), admin.ask("GET", "/periods")
            )
            assert time.monotonic() - began < DEADLINE_S
            assert {answer.status_code for answer in answers} == {503}
        assert (await admin.get("/workspace"))["version"] >= 6


@pytest.mark.timeout(120)
async def test_an_outage_of_twenty_seconds_loses_no_acknowledged_edit_and_a_retry_tells_the_truth(
    breakable_server: BreakableServer, tmp_path: Path
) -> None:
    async with running(breakable_server.dsn, tmp_path / "data") as hub:
        admin = await hub.signed_in()
        period = await admin.a_period()
        writer, reader = await hub.socket(admin), await hub.socket(admin)
        sync = {"type": "SYNC_REQUEST", "payload": {"document": "period", "period_id": period["id"]}}
        for socket in (writer, reader):
            await socket.send(id="s", **sync)
            await socket.next("SYNC_CONTEXT")

        def edit(day: int) -> dict[str, Any]:
            cell = {"staff_id": period["staff"][0], "date": f"2026-06-0{day}", "set": {"shift": "D"}}
            return {"type": "CELL_UPDATE", "id": f"edit-{day}", "version": 1, "payload": {"period_id": period["id"], "cells": [cell]}}

        saved = await writer.answer(**edit(1))
        assert saved["type"] == "ACK"

        breakable_server.kill()
        away_until = time.monotonic() + AWAY_S
        refused = await writer.answer(**edit(2))
        assert (refused["type"], refused["payload"]["code"], refused["payload"]["temporary"]) == ("ERROR", "unavailable", True)
        while time.monotonic() < away_until:
            await reader.send(id="again", **sync)
            assert (await reader.next("SYNC_RESPONSE"))["version"] == saved["version"], "readers read, and nothing uncommitted is shown"
            await asyncio.sleep(1)
        breakable_server.start()

        end = time.monotonic() + DEADLINE_S
        while (answer := await writer.answer(retry=True, **edit(2)))["type"] != "ACK":
            assert answer["payload"]["code"] == "unavailable"
            assert time.monotonic() < end
        assert answer["payload"]["outcome"] in {"applied", "duplicate"}
        history = (await admin.get(f"/periods/{period['id']}/history?after=1"))["items"]
        assert [(change["version"], change["id"]) for change in history] == [(2, "edit-1"), (3, "edit-2")]
