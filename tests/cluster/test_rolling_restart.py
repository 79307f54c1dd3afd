"""SIGTERM: a replica that is asked to end sends its clients away in order, and the others take them in."""

import asyncio
import signal
from functools import partial
from random import Random

import httpx2
import pytest

from tests.cluster.caller import Caller
from tests.cluster.cluster import Cluster, run
from tests.cluster.crowd import crowd
from tests.cluster.editor import Editor, now
from tests.cluster.replica import ReplicaProcess

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]

DRAINED_WITHIN_S = 10.0
CALLS = 300


async def watched(replica: ReplicaProcess, seen: list[tuple[float, int | None]]) -> None:
    """Ask whether it is ready, for ever: when, and what it said (None: nobody was there)."""
    async with httpx2.AsyncClient(timeout=5) as http:
        while True:
            asked_at = now()
            try:
                status: int | None = (await http.get(f"{replica.url}/ready")).status_code
            except httpx2.TransportError:
                status = None
            seen.append((asked_at, status))
            await asyncio.sleep(0.002)


def are_back(editors: list[Editor], visits: list[int]) -> bool:
    return all(len(one.visits) > count and one.is_up and one.visit.answers for one, count in zip(editors, visits, strict=True))


def test_cl1_a_rolling_restart_loses_and_doubles_nothing_and_nobody_needs_a_reload(cluster: Cluster) -> None:
    async def scenario() -> None:
        caller = Caller(cluster.door, cluster.users[0], cluster.rosters[0], Random(51))
        async with crowd(cluster, cluster.editors(Random(5), each=4)) as everybody:
            calling = asyncio.create_task(caller.call(CALLS))
            sent_away = 0
            for replica in cluster.replicas:
                there = [editor for editor in everybody.editors if editor.visit.replica == replica.name]
                ready: list[tuple[float, int | None]] = []
                watching = asyncio.create_task(watched(replica, ready))
                began = now()
                before = [len(editor.visits) for editor in there]
                replica.signal(signal.SIGTERM)
                assert await cluster.aside(replica.exit_status, DRAINED_WITHIN_S) == 0
                assert now() - began < DRAINED_WITHIN_S
                watching.cancel()
                replica.begin()
                await everybody.until(partial(are_back, there, before), what="everybody is back")
                visits = [next(visit for visit in reversed(editor.visits) if visit.replica == replica.name) for editor in there]
                for visit in visits:
                    assert visit.code == 1012
                    assert visit.away is not None
                    assert 0 < visit.away["min_backoff_ms"] < visit.away["max_backoff_ms"]
                if visits:
                    first = min(visit.ended_at for visit in visits)
                    assert {status for asked_at, status in ready if asked_at > first} <= {503, None}
                    sent_away += len(visits)
                await cluster.aside(replica.wait_ready)
            assert sent_away >= len(everybody.editors)  # the first ones to go are on another replica when its turn comes
            async with asyncio.timeout(30):
                await calling
            await everybody.comes_to_rest()
            for editor in everybody.editors:
                modes = [set(visit.syncs.values()) for visit in editor.visits]
                assert modes == [{"snapshot"}, *[{"delta"}] * (len(modes) - 1)]
        assert caller.statuses[200] == CALLS
        await caller.kept(cluster.postgres.dsn)

    run(scenario)
