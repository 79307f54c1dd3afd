"""The HTTP interface while PostgreSQL is away: readers read, writers are told, and it heals by itself."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.support.hub import DEADLINE_S, running
from tests.support.postgres import BreakableServer

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


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
