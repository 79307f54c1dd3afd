"""Where nginx sends sockets."""

from random import Random

import pytest

from tests.cluster.cluster import Cluster, run
from tests.cluster.crowd import crowd

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]


def test_the_sockets_of_a_period_land_on_one_replica_and_stay_there_over_reconnects(cluster: Cluster) -> None:
    async def scenario() -> None:
        async with crowd(cluster, cluster.editors(Random(1), each=4)) as everybody:
            editors = everybody.editors
            for _ in range(2):
                await everybody.come_back_after(everybody.cut)
            await everybody.comes_to_rest()
            homes = {editor.roster.id: set[str]() for editor in editors}
            for editor in editors:
                homes[editor.roster.id] |= {visit.replica for visit in editor.visits}
            assert [len(names) for names in homes.values()] == [1, 1, 1]
            assert set.union(*homes.values()) == {replica.name for replica in cluster.replicas}

    run(scenario)
