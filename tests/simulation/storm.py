"""What goes wrong in a run, and everybody edits meanwhile: drawn from the seed."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shared.domain import Role
from shared.ids import UserId
from tests.simulation.client import Client
from tests.simulation.replica import SimulatedReplica
from tests.simulation.world import USERS, Span, World
from tests.support.sequencing import WORKSPACE
from tests.support.simulated_time import outside

STORM_S = 8.0
EVERY_S = 0.1
BURST = 8  # edits at once: what a paste cut in pieces, or a client that comes back, brings
WAYS = (("cut", {"up", "down"}), ("mute", {"up"}), ("deaf", {"down"}))


class Storm:
    """Lets everybody edit while things go wrong; every mishap but a death and a lost right ends by itself."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = world.random
        self._note = world.weather.note
        self._mishaps: list[tuple[float, Callable[[], None]]] = [
            (4, self._cut_client),
            (2, self._stick_client),
            (0.6, self._leave_half_open),
            (0.5, self._stop_reading),
            (3, self._hold_row),
            (2, self._cut_store),
            (2, self._cut_fanout),
            (1, self._degrade_fanout),
            (1.2, self._crash),
            (2.5, self._crash_between_awaits),
            (2, self._stop_replica),
            (1, self._move_wall_clock),
            (1, self._away),
            (2, self._move_rights),
            (0.5, self._new_epoch),
            (3, self._solve),
        ]
        self._weights = [weight for weight, _ in self._mishaps]

    async def rage(self) -> None:
        """Go on for `STORM_S`."""
        world, random = self._world, self._random
        end = world.clock.monotonic() + STORM_S
        while world.clock.monotonic() < end:
            await world.clock.sleep(random.expovariate(1 / EVERY_S))
            roll, client = random.random(), random.choice(world.clients)
            if roll < 0.74:
                for _ in range(BURST if random.random() < 0.08 else 1):
                    client.edit()
            elif roll < 0.82:
                client.fidget()
            else:
                (mishap,) = random.choices(self._mishaps, self._weights)
                mishap[1]()

    def _later(self, after_s: float, step: Callable[..., None], *arguments: Any) -> None:
        asyncio.get_running_loop().call_later(after_s, step, *arguments)

    def _tell(self, fault: str, where: str) -> None:
        self._note(fault)
        self._world.trace.note(lambda: f"** {fault}: {where}")

    # clients

    def _a_client(self) -> Client | None:
        there = [client for client in self._world.clients if client.link is not None and not client.link.stuck]
        return self._random.choice(there) if there else None

    def _cut_client(self) -> None:
        if (client := self._a_client()) is not None and client.link is not None:
            self._tell("client_cut", client.client_id)
            client.link.cut()

    def _stick_client(self) -> None:
        if (client := self._a_client()) is not None and client.link is not None:
            name, ways = self._random.choice(WAYS[1:])
            self._tell(f"client_{name}", client.client_id)
            client.link.stuck = set(ways)
            self._later(self._random.uniform(0.2, 3), client.link.unstick)

    def _leave_half_open(self) -> None:
        if (client := self._a_client()) is not None and client.link is not None:
            self._tell("client_half_open", client.client_id)
            client.link.leave_half_open()

    def _stop_reading(self) -> None:
        if (client := self._a_client()) is not None and client.link is not None:
            self._tell("client_never_reads", client.client_id)
            client.link.stuck = {"down"}

    # the database

    def _hold_row(self) -> None:
        database, document_id = self._world.database, self._random.choice(list(self._world.database.documents))
        self._tell("row_held", str(document_id))
        database.held.add(document_id)
        self._later(self._random.choice((0.02, 0.3, 2.0)), database.held.discard, document_id)

    def _cut_store(self) -> None:
        if self._world.replicas:
            replica = self._random.choice(self._world.replicas)
            name, ways = self._random.choice(WAYS)
            self._tell(f"store_{name}", replica.name)
            replica.store.cut = set(ways)
            self._later(self._random.choice((0.1, 1.0, 6.0)), replica.store.cut.clear)

    def _away(self) -> None:
        self._tell("away", "the database")
        self._world.weather.away = True
        self._later(self._random.choice((0.1, 1.0, 4.0)), setattr, self._world.weather, "away", False)

    def _new_epoch(self) -> None:
        """Another server took over, with all that was committed."""
        self._tell("epoch", "the database")
        for document in self._world.database.documents.values():
            document.epoch = self._world.new_epoch()

    # replicas

    def _cut_fanout(self) -> None:
        if self._world.replicas:
            replica = self._random.choice(self._world.replicas)
            name, ways = self._random.choice(WAYS)
            self._tell(f"fanout_{name}", replica.name)
            replica.fanout.cut = set(ways)
            self._later(self._random.choice((0.5, 2.0, 5.0)), replica.fanout.heal)

    def _degrade_fanout(self) -> None:
        if self._world.replicas:
            replica = self._random.choice(self._world.replicas)
            self._tell("fanout_degraded", replica.name)
            replica.fanout.degraded = True
            self._later(2.0, replica.fanout.heal)

    def _crash(self) -> None:
        if self._world.replicas:
            self._tell("crash", "now")
            self._die(self._random.choice(self._world.replicas))

    def _crash_between_awaits(self) -> None:
        """Let a replica die after any number of its next steps: between two awaits of whatever it does then."""
        if self._world.replicas:
            replica = self._random.choice(self._world.replicas)
            replica.machine.after_steps(self._random.randint(1, 300), lambda: self._die_of_step(replica))

    def _die_of_step(self, replica: SimulatedReplica) -> None:
        if not self._world.weather.is_calm and replica in self._world.replicas:
            self._tell("crash_between_awaits", replica.name)
            self._die(replica)

    def _die(self, replica: SimulatedReplica) -> None:
        self._world.replicas.remove(replica)
        self._world.dead.append(replica)
        replica.crash()
        asyncio.get_running_loop().call_later(self._random.uniform(0, 1), self._world.raise_replica, context=outside())

    def _stop_replica(self) -> None:
        """Stop a replica for a while: it goes on with stale memory, its clients still there or not, and maybe with fewer rights."""
        running = [replica for replica in self._world.replicas if not replica.machine.is_stopped]
        if running:
            replica = self._random.choice(running)
            self._tell("stopped", replica.name)
            replica.machine.stop()
            if self._random.random() < 0.5:
                self._note("stopped_and_left")
                for link in replica.links:
                    link.leave_half_open()
            if self._random.random() < 0.4:
                self._note("rights_while_stopped")
                self._move_rights()
            self._later(self._random.choice((1.0, 3.0, 10.0, 30.0)), replica.machine.go_on)

    def _move_wall_clock(self) -> None:
        if self._world.replicas:
            replica = self._random.choice(self._world.replicas)
            replica.clock.wall_ahead = timedelta(seconds=self._random.choice((-86_400, -3, 3, 86_400)))
            self._tell("clock_moved", f"{replica.name} by {replica.clock.wall_ahead}")

    # people

    def _move_rights(self) -> None:
        world, random = self._world, self._random
        user = UserId(random.choice(USERS))
        version, is_active = world.database.members[WORKSPACE, user]
        if not is_active:
            return
        if world.roles[user] is Role.VIEWER:
            fault, world.roles[user] = "promoted", Role.MANAGER
            world.barred[user][-1].ended = world.positions()
        elif user == "ana" or random.random() < 0.4:
            fault, world.roles[user] = "demoted", Role.VIEWER
            world.barred.setdefault(user, []).append(Span(world.positions()))
            self._later(random.uniform(0.5, 3), self._promote, user)
        elif random.random() < 0.5:
            fault, is_active = "revoked", False
            world.barred.setdefault(user, []).append(Span(world.positions()))
        else:
            fault, world.roles[user] = "promoted", Role.ADMIN
        world.database.members[WORKSPACE, user] = (version + 1, is_active)
        self._tell(fault, user)

    def _promote(self, user: UserId) -> None:
        version, is_active = self._world.database.members[WORKSPACE, user]
        if is_active and self._world.roles[user] is Role.VIEWER:
            self._world.roles[user] = Role.MANAGER
            self._world.barred[user][-1].ended = self._world.positions()
            self._world.database.members[WORKSPACE, user] = (version + 1, True)
            self._tell("promoted", user)

    def _solve(self) -> None:
        user = UserId(self._random.choice(USERS))
        if self._world.solving.under_way < 2 and self._world.database.members[WORKSPACE, user][1]:
            _ = self._world.tasks.start("simulation.solve", self._world.solving.solve(user))
