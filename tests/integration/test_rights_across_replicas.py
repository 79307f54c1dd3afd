"""Rights that change on one replica count on every other at once, even on one that was stopped meanwhile [CN6]."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets

from tests.support.hub import DEADLINE_S, Caller, HubProcess, RunningHub, Socket, running, serving

pytestmark = pytest.mark.postgres

SECRET = "j" * 32
PROMISED_S = 2.0


@dataclass
class Two:
    """A hub in this loop, another in a process that can be stopped, and a manager who is connected to that one."""

    awake: RunningHub
    other: HubProcess
    admin: Caller
    bo: Caller
    socket: Socket
    period: dict[str, Any]

    def edit(self, number: int) -> dict[str, Any]:
        """An edit that changes something."""
        cells = [{"staff_id": self.period["staff"][number % 3], "date": "2026-06-01", "set": {"note": str(number)}}]
        return {"type": "CELL_UPDATE", "id": f"e{number}", "payload": {"period_id": self.period["id"], "cells": cells}}

    async def by_bo(self) -> list[str]:
        """What bo did, as the log has it."""
        history = await self.admin.get(f"/periods/{self.period['id']}/history?limit=200")
        return [change["id"] for change in history["items"] if change["actor"]["id"] == self.bo.user_id]

    async def stop(self) -> None:
        self.other.process.send_signal(signal.SIGSTOP)
        state = Path(f"/proc/{self.other.process.pid}/stat")
        async with asyncio.timeout(DEADLINE_S):
            while state.read_text().rpartition(")")[2].split()[0] != "T":
                await asyncio.sleep(0.005)


@pytest.fixture
async def two(database: str, tmp_path: Path) -> AsyncIterator[Two]:
    async with contextlib.AsyncExitStack() as stack:
        awake = await stack.enter_async_context(running(database, tmp_path / "awake", jwt_secret=SECRET))
        admin = await awake.signed_in()
        bo = await awake.someone(admin, "manager")
        period = await admin.a_period()
        beginning = serving(tmp_path / "other", DATABASE_URL=database, JWT_SECRET=SECRET)
        other = await asyncio.to_thread(stack.enter_context, beginning)
        stack.callback(os.kill, other.process.pid, signal.SIGCONT)
        headers = {"Authorization": f"Bearer {bo.token}"}
        link = await stack.enter_async_context(
            websockets.connect(f"{other.url.replace('http', 'ws', 1).rstrip('/')}/ws", additional_headers=headers)
        )
        socket = Socket(link)
        two = Two(awake, other, admin, bo, socket, period)
        assert (await socket.answer(**two.edit(0)))["type"] == "ACK"
        yield two


async def test_cn6_who_was_disabled_while_their_replica_was_stopped_does_nothing_more_and_is_sent_away(two: Two) -> None:
    await two.stop()
    assert (await two.admin.ask("PATCH", f"/users/{two.bo.user_id}", json={"active": False})).status_code == 200
    for number in range(1, 6):  # they lie in its socket when it wakes up
        await two.socket.send(**two.edit(number))
    over_http = asyncio.create_task(operate(two, "h1"))
    two.other.process.send_signal(signal.SIGCONT)
    resumed = time.monotonic()
    sending = asyncio.create_task(keep_sending(two))
    assert await two.socket.close_code() == 4501
    assert time.monotonic() - resumed < PROMISED_S
    await sending
    assert (await over_http).status_code in {401, 403}
    assert (await operate(two, "h2")).status_code == 401
    assert await two.by_bo() == ["e0"]


async def keep_sending(two: Two) -> None:
    with contextlib.suppress(websockets.ConnectionClosed):
        for number in range(6, 1_000):
            await two.socket.send(**two.edit(number))
            await asyncio.sleep(0.01)


async def operate(two: Two, key: str) -> httpx2.Response:
    """An operation over HTTP, by bo, on the other replica."""
    edit = two.edit(7)
    headers = {"authorization": f"Bearer {two.bo.token}", "idempotency-key": key}
    async with httpx2.AsyncClient(base_url=two.other.url, timeout=DEADLINE_S) as http:
        payload = {"type": edit["type"], "payload": edit["payload"]}
        return await http.post(f"/api/v1/periods/{two.period['id']}/operations", json=payload, headers=headers)


async def test_cn6_who_was_demoted_meanwhile_is_refused_everything_and_stays_connected(two: Two) -> None:
    await two.stop()
    assert (await two.admin.ask("PATCH", f"/users/{two.bo.user_id}", json={"role": "viewer"})).status_code == 200
    for number in range(1, 6):
        await two.socket.send(**two.edit(number))
    two.other.process.send_signal(signal.SIGCONT)
    for number in range(1, 6):
        answer = await two.socket.next("ACK", "CONFLICT", "ERROR", id=f"e{number}")
        assert answer["payload"]["code"] == "forbidden"
    for number in range(6, 30):
        answer = await two.socket.answer(**two.edit(number))
        assert answer["payload"]["code"] == "forbidden"
    sync = {"document": "period", "period_id": two.period["id"]}
    await two.socket.send(type="SYNC_REQUEST", id="s", payload=sync)
    assert (await two.socket.next("SYNC_RESPONSE"))["version"] >= 2, "who may read goes on reading"
    assert (await operate(two, "h1")).status_code == 403
    assert await two.by_bo() == ["e0"]


async def test_cn6_who_was_promoted_meanwhile_is_not_refused_once(two: Two) -> None:
    for round_ in range(4):
        role = ("admin", "manager")[round_ % 2]
        assert (await two.admin.ask("PATCH", f"/users/{two.bo.user_id}", json={"role": role})).status_code == 200
        for number in range(10 * round_ + 1, 10 * round_ + 4):
            assert (await two.socket.answer(**two.edit(number)))["payload"]["outcome"] == "applied"
