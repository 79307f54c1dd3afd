"""All faults after one another and on top of each other, in an order that a seed decides."""

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from random import Random

import pytest

from tests.cluster.cluster import Cluster, run
from tests.cluster.crowd import Crowd, crowd
from tests.cluster.replica import ReplicaProcess

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(150)]

ROUNDS = 1
PAUSE_S = (0.1, 0.6)
FROZEN_S = (0.5, 2.5)
AWAY_S = (0.2, 1.0)
ANSWERS_MIN = 200


class Storm:
    """What can go wrong; `counts` says what did."""

    def __init__(self, cluster: Cluster, everybody: Crowd, random: Random) -> None:
        self.cluster, self.everybody, self.random = cluster, everybody, random
        self.counts: Counter[str] = Counter()

    @property
    def faults(self) -> list[Callable[[], Awaitable[None]]]:
        return [self.kill, self.end, self.freeze, self.no_doorbell, self.no_database, self.cut, self.leave]

    async def rage(self) -> None:
        faults = self.faults * ROUNDS
        self.random.shuffle(faults)
        for fault in faults:
            await fault()
            self.counts[fault.__name__] += 1
            await asyncio.sleep(self.random.uniform(*PAUSE_S))

    async def kill(self) -> None:
        """A replica dies, and is started again."""
        victim = await self._victim()
        victim.kill()
        victim.begin()

    async def end(self) -> None:
        """A replica is asked to end, and is started again."""
        victim = await self._victim()
        victim.signal(signal.SIGTERM)
        assert await self.cluster.aside(victim.exit_status, 10.0) == 0
        victim.begin()

    async def freeze(self) -> None:
        async with (await self._victim()).frozen():
            await asyncio.sleep(self.random.uniform(*FROZEN_S))

    async def no_doorbell(self) -> None:
        async with self.cluster.without_valkey():
            await asyncio.sleep(self.random.uniform(*AWAY_S))

    async def no_database(self) -> None:
        """Nobody starts meanwhile: a hub that finds no database at its start ends in one line."""
        for replica in self.cluster.replicas:
            await self._ready(replica)
        async with self.cluster.without_postgres():
            await asyncio.sleep(self.random.uniform(*AWAY_S))

    async def cut(self) -> None:
        """Some clients lose their connections."""
        for editor in self.random.sample(self.everybody.editors, 4):
            editor.cut()

    async def leave(self) -> None:
        """A client goes in the middle of something, and never comes back."""
        await self.everybody.leaves(self.random.choice(self.everybody.editors))

    async def _victim(self) -> ReplicaProcess:
        """A replica, once the others are up: one at least always is."""
        victim = self.random.choice(self.cluster.replicas)
        for replica in self.cluster.replicas:
            await self._ready(replica)
        return victim

    async def _ready(self, replica: ReplicaProcess) -> None:
        await self.cluster.aside(replica.wait_ready)


@pytest.mark.parametrize("seed", [1])
def test_dc1_dc2_every_promise_is_kept_through_a_storm(cluster: Cluster, seed: int) -> None:
    async def scenario() -> None:
        random = Random(seed)
        strays = [editor for roster in cluster.rosters for editor in cluster.strays(roster, random)]
        async with crowd(cluster, [*cluster.editors(random), *strays]) as everybody:
            storm = Storm(cluster, everybody, random)
            await storm.rage()
            await everybody.edits(50)
            await everybody.comes_to_rest()
            assert storm.counts == {fault.__name__: ROUNDS for fault in storm.faults}
            assert everybody.answered > ANSWERS_MIN

    run(scenario)
