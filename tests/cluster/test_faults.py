"""What is killed, frozen and cut off while people edit; afterwards every promise is held against the log."""

import asyncio
from random import Random
from statistics import median

import httpx2
import pytest

from tests.cluster.cluster import Cluster, run
from tests.cluster.crowd import Crowd, crowd
from tests.cluster.editor import Editor, now
from tests.cluster.replica import ReplicaProcess
from tests.support.postgres import dsn_by, socket_of
from tests.support.proxy import At, Proxy

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(120)]

BACK_WITHIN_S = 2.0
FROZEN_S = 10.0
SEEN_WITHIN_S = 0.5  # by clients of other replicas, without a doorbell


def on(replica: ReplicaProcess, everybody: Crowd) -> list[Editor]:
    """Who is connected to a replica."""
    return [editor for editor in everybody.editors if editor.is_up and editor.visit.replica == replica.name]


def test_the_clients_of_a_killed_replica_are_back_and_editing_within_two_seconds(cluster: Cluster) -> None:
    async def scenario() -> None:
        async with crowd(cluster, cluster.editors(Random(2), each=4)) as everybody:
            await everybody.edits(100)
            victim = cluster.replicas[1]
            there = on(victim, everybody)
            assert len(there) == 4
            killed_at = now()
            await everybody.come_back_after(victim.kill, there)
            back_s = [min(editor.visit.answers) - killed_at for editor in there]
            assert max(back_s) < BACK_WITHIN_S, back_s
            assert [editor.visits[-2].code for editor in there] == [1006] * 4
            victim.begin()
            await everybody.edits(100)
            await everybody.comes_to_rest()

    run(scenario)


def test_a_replica_that_stood_still_for_ten_seconds_goes_on_as_if_nothing_had_been(cluster: Cluster) -> None:
    async def scenario() -> None:
        frozen, roster = cluster.replicas[1], cluster.rosters[1]
        async with crowd(cluster, [*cluster.editors(Random(3)), *cluster.strays(roster, Random(31))]) as everybody:
            await everybody.edits(50)
            there = on(frozen, everybody)
            assert len(there) == 4
            async with frozen.frozen():
                await everybody.edits(10)
                answers = [len(editor.visit.answers) for editor in there]
                await asyncio.sleep(FROZEN_S)
                assert [len(editor.visit.answers) for editor in there] == answers
            thawed_at = now()
            await everybody.until(lambda: all(editor.is_up and max(editor.visit.answers, default=0) > thawed_at for editor in there))
            assert [len(editor.visits) for editor in there] == [1] * 4  # shorter than two heartbeats: nobody had to come back
            await everybody.comes_to_rest()

    run(scenario)


def test_dc1_a_killed_postgres_costs_nothing_that_was_acknowledged(cluster: Cluster) -> None:
    async def scenario() -> None:
        async with crowd(cluster, [*cluster.editors(Random(4)), *cluster.strays(cluster.rosters[0], Random(41))]) as everybody:
            await everybody.edits(60)
            await everybody.leaves(everybody.editors[0])
            async with cluster.without_postgres():
                await everybody.until(lambda: sum(len(editor.unanswered) for editor in everybody.editors) > len(everybody.editors))
            await everybody.edits(100)
            await everybody.comes_to_rest()
            assert all(len(editor.visits) == 1 for editor in everybody.editors)  # their replicas were there all the time

    run(scenario)


def test_without_a_doorbell_the_clients_of_other_replicas_see_edits_all_the_same(cluster: Cluster) -> None:
    async def scenario() -> None:
        async with crowd(cluster, [*cluster.editors(Random(6), each=2), *cluster.strays(cluster.rosters[2], Random(61))]) as everybody:
            await everybody.edits(50)
            async with cluster.without_valkey():
                async with httpx2.AsyncClient() as http:
                    async with asyncio.timeout(10):
                        for replica in cluster.replicas:
                            while not (await http.get(f"{replica.url}/health")).json()["degraded"]:
                                await asyncio.sleep(0.05)
                    assert [replica.readiness() for replica in cluster.replicas] == [200] * 3
                began = now()
                await everybody.edits(150)
                strays = everybody.editors[-3:]
                delays = [max(seen) - min(seen) for seen in arrivals(strays) if min(seen) > began]
                assert len(delays) > 5
                assert median(delays) < SEEN_WITHIN_S
            await everybody.edits(50)
            await everybody.comes_to_rest()

    run(scenario)


def arrivals(editors: list[Editor]) -> list[list[float]]:
    """When each of them heard of a version, for all versions that all of them heard of."""
    versions = set.intersection(*(set(editor.arrivals) for editor in editors))
    return [[editor.arrivals[version] for editor in editors] for version in versions]


def test_dc1_a_bad_line_between_one_replica_and_postgres_loses_and_doubles_nothing(cluster: Cluster) -> None:
    async def scenario() -> None:
        victim = cluster.replicas[2]
        async with Proxy(socket_of(cluster.postgres.cluster)).listening() as line:
            await cluster.aside(victim.end)
            await cluster.aside(lambda: victim.start(DATABASE_URL=dsn_by(line.port, cluster.postgres.cluster)))
            try:
                async with crowd(
                    cluster, [*cluster.editors(Random(7), each=2), *cluster.strays(cluster.rosters[2], Random(71))]
                ) as everybody:
                    cuts: tuple[At, ...] = ("statement", "answer", "middle")
                    for at in cuts:
                        author = on(victim, everybody)[0].client_id  # is in every statement that commits something of theirs
                        trap = line.trap(author, at, "cut")
                        await everybody.until(trap.sprung.is_set, what=f"a commit that is cut at its {at}")
                        await everybody.edits(30)
                    line.up.delay_s = line.down.delay_s = 0.05
                    await everybody.edits(30)
                    line.hold()
                    await asyncio.sleep(1.5)
                    line.release()
                    await everybody.edits(30)
                    line.cut()
                    await everybody.edits(60)
                    assert line.counts["traps"] == 3
                    assert line.counts["cut"] > 0
                    await everybody.comes_to_rest()
            finally:
                await cluster.aside(victim.end)

    run(scenario)
