"""Everything of one run: the database, replicas, people and their clients, from the founding to the end."""

import asyncio
import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from hub.documents.record import DocumentKey, Rights
from hub.gateway import ports
from hub.gateway.codec import JSON
from hub.gateway.limits import GatewayLimits
from hub.identity.port import Principal
from hub.sequencer.live import LiveDocument
from hub.store.memory import Document, MemoryDatabase, MemoryStore
from hub.tasks import Tasks
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.operations import EntityCreate
from tests.simulation.bell import Bell
from tests.simulation.client import Client, Ears
from tests.simulation.edits import NEW_PERIOD
from tests.simulation.network import SimulatedLink
from tests.simulation.picture import WrongError
from tests.simulation.replica import SimulatedReplica
from tests.simulation.solving import Solving
from tests.simulation.store import LATEST_S
from tests.simulation.trace import Trace
from tests.simulation.weather import Weather
from tests.support.gateway import Membership
from tests.support.sequencing import PERIOD, WORKSPACE, WORKSPACE_KEY, Replica, founding
from tests.support.simulated_time import SimulatedClock

USERS: Final = ("ana", "bo", "cy", "di")
CALM_S: Final = 90.0  # after the storm everything must be answered and told well within this: a heartbeat is missed after 60 s
LOOK_S: Final = 0.25


@dataclass
class Span:
    """While a user may not edit: the version of each document when it began, and when it ended, if it did."""

    began: dict[int, int]
    ended: dict[int, int] | None = None


@dataclass
class World:
    seed: int
    clock: SimulatedClock
    trace: Trace
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    replicas: list[SimulatedReplica] = field(default_factory=list)
    dead: list[SimulatedReplica] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    roles: dict[UserId, Role] = field(default_factory=dict)
    barred: dict[UserId, list[Span]] = field(default_factory=dict)
    fault: AssertionError | None = None

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.weather = Weather(Random(f"{self.seed} weather"))
        self.bell = Bell(self.weather, Random(f"{self.seed} bell"))
        self.solving = Solving(self, Random(f"{self.seed} solving"))
        self.tasks = Tasks()
        is_strict = self.random.random() < 0.15
        self.limits = GatewayLimits(ops_per_s=2, user_ops_per_s=4) if is_strict else GatewayLimits()
        self._epochs = itertools.count(1)
        self._numbers = itertools.count(1)
        for user in map(UserId, USERS):
            self.database.members[WORKSPACE, user] = (1, True)
            self.roles[user] = Role.MANAGER

    def a_store(self) -> MemoryStore:
        return MemoryStore(self.database, self.clock.now, self.new_epoch)

    def new_epoch(self) -> str:
        return f"e{next(self._epochs)}"

    async def current(self, pairs: Collection[tuple[WorkspaceId, UserId]]) -> Mapping[tuple[WorkspaceId, UserId], ports.Membership | None]:
        """Read memberships, as the gateways see them."""
        await self.clock.sleep(0.001)
        members = {pair: self.database.members[pair] for pair in pairs}
        return {pair: Membership(self.roles[pair[1]], version) if active else None for pair, (version, active) in members.items()}

    def positions(self) -> dict[int, int]:
        """Where all documents stand."""
        return {document_id: document.version for document_id, document in self.database.documents.items()}

    # the beginning

    async def begin(self) -> None:
        founder = Replica(self.a_store(), clock=self.clock)
        await self.a_store().found_workspace(WORKSPACE)
        workspace = await founder.sequencer.open(WORKSPACE_KEY)
        second = {"name": "January", "start_date": "2026-12-01", "end_date": "2026-12-03", "staff": ["s1", "s2", "s3"]}
        operations = [*founding(("s1", "s2", "s3", "s4"), last="2026-12-03"), EntityCreate("period", "p2", second)]
        for number, operation in enumerate(operations):
            _ = await founder.done(workspace, operation, operation_id=f"founding-{number}")
        await founder.sequencer.close()
        for _ in range(self.random.choice((1, 2, 2, 3))):
            self.raise_replica()
        for index in range(self.random.choice((3, 3, 4, 5))):
            self.add_client(index)

    def add_client(self, index: int) -> None:
        user = USERS[min(index, 3) if self.random.random() < 0.7 else 0]
        is_slow = self.random.random() < 0.12
        if is_slow:
            self.weather.note("client_slow")
        follows = (WORKSPACE, PERIOD, "p2") if self.random.random() < 0.7 else (WORKSPACE, PERIOD)
        name = f"client-{index}"
        client = Client(user, name, Random(f"{self.seed} client {index}"), self.enter, self.weather, self.trace, is_slow, follows)
        self.clients.append(client)
        client.connect()

    def raise_replica(self) -> None:
        replica = SimulatedReplica(self, next(self._numbers))
        self.trace.note(lambda: f"{replica.name} begins")
        self.replicas.append(replica)

    def enter(self, client: Client, ears: Ears) -> SimulatedLink | None:
        user = UserId(client.user)
        version, is_active = self.database.members[WORKSPACE, user]
        if not self.replicas or not is_active:
            client.is_revoked = not is_active
            return None
        replica = client.random.choice(self.replicas)
        link = SimulatedLink(
            client.random, machine=replica.machine, weather=self.weather, slow=client.slow, on_payload=ears[0], on_closed=ears[1],
            on_fault=self.note_fault,
        )  # fmt: skip
        replica.links.append(link)
        rights = Rights(WORKSPACE, user, version)
        principal = Principal(user, client.user.title(), f"{client.user}@x", WORKSPACE, "Trattoria", self.roles[user], rights, None)
        welcome = replica.gateway.welcome
        asyncio.get_running_loop().call_soon(welcome, link, principal, JSON, client.client_id, context=replica.machine.context)
        self.trace.note(lambda: f"{client.client_id} enters {replica.name}")
        return link

    def note_fault(self, fault: AssertionError) -> None:
        """Remember what was seen where nobody hears an exception."""
        self.fault = self.fault or fault

    # the end

    async def calm(self) -> None:
        """No more faults: everything is answered, and everyone sees the same, soon."""
        self.weather.calm()
        self.trace.note(lambda: "calm")
        await self.clock.sleep(LATEST_S)  # the last statement that nobody waits for has come in
        end = self.clock.monotonic() + CALM_S
        while not self.is_settled:
            await self.clock.sleep(LOOK_S)
            self.raise_failures()
            if self.clock.monotonic() > end:
                raise WrongError(f"not settled, {self.solving.under_way} applying: {[client.state for client in self.clients]}")

    @property
    def is_settled(self) -> bool:
        positions = {document.key.id: (document.epoch, document.version) for document in self.database.documents.values()}
        return (
            self.solving.under_way == 0
            and all(
                client.is_revoked or (client.is_still and all(positions[name] == there for name, there in client.positions.items()))
                for client in self.clients
            )
            and not any(link.is_open and not self.may_see(client) for client in self.clients if (link := client.link) is not None)
            and not any(replica.machine.is_stopped for replica in self.replicas)
            and all((live.state.epoch, live.state.version) == positions[live.key.id] and not live.under_way for _, live in self.live())
        )

    def raise_failures(self) -> None:
        if any(link.is_left_hanging for replica in self.replicas for link in replica.links):
            raise WrongError("a client that takes nothing is not sent away [RC3]")
        for failure in (self.fault, *(client.failure for client in self.clients)):
            if failure is not None:
                raise failure

    def may_see(self, client: Client) -> bool:
        """Whether a client's user is a member still; else the connection goes, within two seconds [CN6]."""
        return self.database.members[WORKSPACE, UserId(client.user)][1]

    def live(self) -> list[tuple[SimulatedReplica, LiveDocument]]:
        """Every live document of every replica."""
        return [(replica, live) for replica in self.replicas for live in replica.sequencer._documents]

    def document(self, key: DocumentKey) -> Document:
        found = self.database.document(key)
        assert found is not None
        return found

    def new_period(self) -> Document | None:
        """The period that was made in the storm, if one was."""
        return self.database.document(DocumentKey(WORKSPACE, "period", NEW_PERIOD))
