"""One replica of the simulation: the production sequencer and gateway on a machine, between flaky wires."""

import asyncio
from collections.abc import Collection, Mapping
from random import Random
from typing import Protocol

from hub.gateway import ports
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.watch import Watch
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.tasks import Tasks
from shared.ids import UserId, WorkspaceId
from tests.simulation.bell import Bell, SimulatedFanout
from tests.simulation.network import SimulatedLink
from tests.simulation.store import SimulatedStore
from tests.simulation.weather import Weather
from tests.support.gateway import FakeAuthenticator, FakePeriods, FakeRuns
from tests.support.simulated_time import Machine, SimulatedClock


class Surroundings(Protocol):
    """What replicas have in common."""

    database: MemoryDatabase
    weather: Weather
    bell: Bell
    seed: int
    limits: GatewayLimits

    def a_store(self) -> MemoryStore: ...

    async def current(
        self, pairs: Collection[tuple[WorkspaceId, UserId]]
    ) -> Mapping[tuple[WorkspaceId, UserId], ports.Membership | None]: ...


class SimulatedReplica:
    """Built and started on a machine of its own, which can be stopped and can die; its wall clock is its own, too."""

    def __init__(self, world: Surroundings, number: int) -> None:
        self.name = f"r{number}"
        self.machine = Machine(self.name)
        self.clock = SimulatedClock(asyncio.get_running_loop())
        self.random = Random(f"{world.seed} replica {number}")
        self.store = SimulatedStore(world.database, world.a_store(), world.weather, self.machine, self.random)
        self.fanout = SimulatedFanout(world.bell, self.machine)
        self.tasks = Tasks()
        self.links: list[SimulatedLink] = []
        self._bell = world.bell
        self.machine.run(self._start, world)

    def _start(self, world: Surroundings) -> None:
        self.sequencer = Sequencer(self.store, self.fanout, clock=self.clock, random=self.random)
        self.gateway = Gateway(
            sequencer=self.sequencer,
            runs=FakeRuns(),
            authenticator=FakeAuthenticator({}),
            periods=FakePeriods(),
            clock=self.clock,
            tasks=self.tasks,
            limits=world.limits,
            replica=self.name,
            fanout=self.fanout,
        )
        self.sequencer.teller = self.gateway.tell
        Watch(self.gateway, memberships=world, clock=self.clock, tasks=self.tasks).start()
        self.sequencer.start()

    def crash(self) -> None:
        """Die between two awaits: no last word to anyone, and nothing of it runs again."""
        self.machine.kill()
        self._bell.silence(self.fanout)
        for link in self.links:
            link.orphan()

    async def close(self) -> None:
        """End in good order."""
        for link in self.links:
            link.cut()
        await asyncio.sleep(0)
        await self.sequencer.close()
        await self.tasks.close()
