"""Two whole hubs on one PostgreSQL and a real Valkey, which comes and goes: people on one see what people on the other do."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.hub import Caller, RunningHub, Socket, running, serving
from tests.support.valkey import Valkey

DEADLINE_S = 20.0
SEEN_S = 0.5
"""How soon others see an edit while Valkey is away."""
DRAIN_S = 10.0

pytestmark = pytest.mark.postgres


@dataclass
class Pair:
    """A hub where Ana edits, and one where Bo looks on."""

    ana: RunningHub
    bo: RunningHub
    editor: Caller
    period: dict[str, Any]
    socket: Socket
    edits: int = field(default=0)
    versions: list[int] = field(default_factory=list)

    async def edit(self) -> int:
        """Write another note on the first replica, and return the version that it became."""
        self.edits += 1
        cell = {"staff_id": self.period["staff"][0], "date": "2026-06-01", "set": {"note": f"note {self.edits}"}}
        answer = await self.editor.operate("CELL_UPDATE", {"cells": [cell]}, period_id=self.period["id"])
        return int(answer["version"])

    async def see(self, version: int) -> float:
        """Wait until Bo sees a version, and say how long that took, in seconds; he sees each once and in its turn."""
        began = time.monotonic()
        while not self.versions or self.versions[-1] < version:
            message = await self.socket.next("CHANGES")
            self.versions += [change["version"] for change in message["payload"]["changes"]]
        assert self.versions == list(range(self.versions[0], self.versions[0] + len(self.versions)))
        return time.monotonic() - began

    async def health(self, hub: RunningHub) -> dict[str, Any]:
        assert (await self.editor.http.get(f"{hub.url}/ready")).status_code == 200
        response = await self.editor.http.get(f"{hub.url}/health")
        assert response.status_code == 200
        return dict(response.json())

    async def until_both(self, *, degraded: bool) -> None:
        """Wait until both hubs say that they are degraded, or that they are not; they are ready in either case."""
        wanted = ("degraded", ["redis"], False) if degraded else ("ok", [], True)
        async with asyncio.timeout(DEADLINE_S):
            for hub in (self.ana, self.bo):
                while ((found := await self.health(hub))["status"], found["degraded"], found["redis"]) != wanted:
                    await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def a_pair(database: str, folder: Path, url: str) -> AsyncIterator[Pair]:
    async with (
        running(database, folder / "a", redis_url=url) as ana,
        running(database, folder / "b", redis_url=url) as bo,
    ):
        editor = await ana.signed_in()
        period = await editor.a_period()
        socket = await bo.socket(editor)
        await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"]})
        await socket.next("SYNC_CONTEXT")
        yield Pair(ana, bo, editor, period, socket)


@pytest.fixture
async def pair(database: str, tmp_path: Path, valkey: Valkey) -> AsyncIterator[Pair]:
    async with a_pair(database, tmp_path, valkey.url) as found:
        yield found


def stop_polls() -> None:
    """From now on only announcements tell."""
    polls = [task for task in asyncio.all_tasks() if task.get_name() == "sequencer.poll"]
    assert len(polls) == 2
    for task in polls:
        task.cancel()


async def test_an_edit_reaches_the_other_replicas_people_by_announcement_alone(pair: Pair, valkey: Valkey) -> None:
    stop_polls()
    for _ in range(5):
        await pair.see(await pair.edit())
    valkey.flush()
    for _ in range(5):
        await pair.see(await pair.edit())
    await pair.until_both(degraded=False)


async def test_with_valkey_killed_editing_goes_on_and_others_see_it_soon_and_it_heals_by_itself(pair: Pair, valkey: Valkey) -> None:
    await pair.see(await pair.edit())
    valkey.kill()
    delays = [await pair.see(await pair.edit()) for _ in range(8)]
    assert statistics.median(delays) < SEEN_S, delays
    await pair.until_both(degraded=True)
    delays = [await pair.see(await pair.edit()) for _ in range(8)]
    assert statistics.median(delays) < SEEN_S, delays

    valkey.start()
    await pair.until_both(degraded=False)
    stop_polls()
    await pair.see(await pair.edit())


async def test_a_server_that_stands_still_is_noticed_by_the_probe(pair: Pair, valkey: Valkey) -> None:
    await pair.see(await pair.edit())
    with valkey.frozen():
        await pair.until_both(degraded=True)
        delays = [await pair.see(await pair.edit()) for _ in range(8)]
        assert statistics.median(delays) < SEEN_S, delays
    await pair.until_both(degraded=False)
    stop_polls()
    await pair.see(await pair.edit())


async def test_a_hub_starts_where_nobody_is_at_redis_url_and_finds_it_later(database: str, tmp_path: Path) -> None:
    server = Valkey(tmp_path / "valkey")
    async with a_pair(database, tmp_path, server.url) as pair:
        await pair.until_both(degraded=True)
        await pair.see(await pair.edit())
        server.start()
        try:
            await pair.until_both(degraded=False)
            stop_polls()
            await pair.see(await pair.edit())
        finally:
            server.kill()


async def test_people_of_one_replica_are_shown_on_the_other_also_after_an_outage(pair: Pair, valkey: Valkey) -> None:
    period_id, staff = pair.period["id"], pair.period["staff"]
    socket = await pair.ana.socket(pair.editor)
    await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period_id})
    await socket.next("SYNC_CONTEXT")
    for person in staff[:2]:
        selection = {"staff_id": person, "date": "2026-06-01"}
        await socket.send(type="PRESENCE_UPDATE", payload={"period_id": period_id, "selection": selection, "editing": True})
        while selection not in [one["selection"] for one in (await pair.socket.next("PRESENCE"))["payload"]["users"]]:
            pass
        valkey.restart()
        await pair.until_both(degraded=False)


def test_a_hub_ends_in_order_while_valkey_stands_still(database: str, tmp_path: Path, valkey: Valkey) -> None:
    more = {"DATABASE_URL": database, "REDIS_URL": valkey.url, "JWT_SECRET": "j" * 32}
    with serving(tmp_path / "data", **more) as hub:
        assert httpx2.get(f"{hub.url}/health").json()["redis"] is True
        with valkey.frozen():
            began = time.monotonic()
            assert hub.stop() == 0
            assert time.monotonic() - began < DRAIN_S


async def test_metrics_tell_of_the_doorbell(pair: Pair) -> None:
    await pair.see(await pair.edit())
    figures = dict(line.split(" ") for line in (await pair.editor.http.get("/metrics")).text.splitlines() if line[0] != "#")
    assert float(figures["hub_fanout_said_total"]) >= 1
    assert (figures["hub_fanout_degraded"], figures["hub_fanout_subscriptions"]) == ("0", "2")
