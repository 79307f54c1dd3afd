"""One run: several replicas and clients on one database, faults, crashes and changes of rights; then the promises are checked."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import msgspec
from structlog.testing import capture_logs

from hub.clock import Clock
from hub.documents.record import OperationKey
from hub.gateway.codec import JSON
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.watch import Watch
from hub.gateway.wire import change_of
from hub.identity.port import Principal
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import Document, MemoryDatabase, MemoryStore
from hub.store.rows import operation_key
from hub.tasks import Tasks
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from tests.simulation.client import Client, made_version
from tests.simulation.faults import LATEST_S, FlakyBell, FlakyFanout, FlakyStore, Weather
from tests.simulation.network import SimulatedLink
from tests.simulation.picture import Fields, WrongError, fold, hash_of, put
from tests.support.gateway import FakeAuthenticator, FakePeriods, FakeRuns, Membership, a_principal
from tests.support.sequencing import WORKSPACE, WORKSPACE_KEY, Replica, founding
from tests.support.simulated_time import simulate

USERS = ("ana", "bo", "cy", "di")
STORM_S = 10.0
BURST = 8  # edits at once: what a paste cut in pieces, or a client that comes back, brings
CALM_S = 60.0  # after the storm everything must be answered and told well within this


class SimulatedReplica:
    """The production sequencer and gateway on a flaky store and fan-out."""

    def __init__(self, world: "World", number: int) -> None:
        self.random = Random(f"{world.seed} replica {number}")
        self.store = FlakyStore(world.database, world.a_store(), world.weather, world.clock, self.random)
        self.fanout = FlakyFanout(world.bell)
        self.tasks = Tasks()
        self.links: list[SimulatedLink] = []
        self.sequencer = Sequencer(self.store, self.fanout, clock=world.clock, random=self.random)
        self.gateway = Gateway(
            sequencer=self.sequencer,
            runs=FakeRuns(),
            authenticator=FakeAuthenticator({}),
            periods=FakePeriods(),
            clock=world.clock,
            tasks=self.tasks,
            limits=GatewayLimits(),
            replica=f"r{number}",
        )
        self.sequencer.teller = self.gateway.tell
        Watch(self.gateway, memberships=world, clock=world.clock, tasks=self.tasks).start()
        self.sequencer.start()

    async def crash(self, bell: FlakyBell) -> None:
        """Die between any two awaits: no last word to anyone."""
        self.store.kill()
        bell.silence(self.fanout)
        self.sequencer.teller = lambda _: None
        for link in self.links:
            link.orphan()
        await asyncio.gather(self.tasks.close(), self.sequencer._tasks.close())


@dataclass
class World:
    """Everything of one run."""

    seed: int
    clock: Clock
    database: MemoryDatabase = field(default_factory=MemoryDatabase)
    weather: Weather = field(default_factory=Weather)
    replicas: list[SimulatedReplica] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    revoked: dict[UserId, dict[int, int]] = field(default_factory=dict)
    """By user, the version of each document when they lost their rights."""

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.bell = FlakyBell(self.weather, Random(f"{self.seed} bell"))
        self._epochs = itertools.count(1)
        self._numbers = itertools.count(1)
        for user in USERS:
            self.database.members[WORKSPACE, UserId(user)] = (1, True)

    def a_store(self) -> MemoryStore:
        return MemoryStore(self.database, self.clock.now, lambda: f"e{next(self._epochs)}")

    async def current(self, pairs: Any) -> dict[tuple[WorkspaceId, UserId], Membership | None]:
        """The gateways' view of memberships."""
        await self.clock.sleep(0.001)
        members = {pair: self.database.members[pair] for pair in pairs}
        return {pair: Membership(Role.MANAGER, version) if active else None for pair, (version, active) in members.items()}

    # what happens in a run

    async def begin(self) -> None:
        founder = Replica(self.a_store(), clock=self.clock)
        await self.a_store().found_workspace(WORKSPACE)
        workspace = await founder.sequencer.open(WORKSPACE_KEY)
        for number, operation in enumerate(founding(("s1", "s2", "s3", "s4"), last="2026-12-03")):
            await founder.done(workspace, operation, operation_id=f"founding-{number}")
        await founder.sequencer.close()
        for _ in range(self.random.choice((1, 2, 2, 3))):
            self.raise_replica()
        for index in range(self.random.choice((3, 3, 4, 5))):
            user = USERS[min(index, 3) if self.random.random() < 0.7 else 0]
            slow = self.random.random() < 0.15
            client = Client(user, f"client-{index}", Random(f"{self.seed} client {index}"), self.clock, self.enter, slow)
            self.clients.append(client)
            client.connect()

    def raise_replica(self) -> None:
        self.replicas.append(SimulatedReplica(self, next(self._numbers)))

    def enter(self, client: Client, on_payload: Callable[[bytes], None], on_closed: Callable[[int], None]) -> SimulatedLink | None:
        version, is_active = self.database.members[WORKSPACE, UserId(client.user)]
        if not self.replicas or not is_active:
            client.is_revoked = not is_active
            return None
        replica = client.random.choice(self.replicas)
        link = SimulatedLink(client.random, slow=client.slow, on_payload=on_payload, on_closed=on_closed)
        replica.links.append(link)
        replica.gateway.welcome(link, by_rights(a_principal(client.user), version), JSON, client.client_id)
        return link

    async def storm(self) -> None:
        """Let everybody edit while things go wrong."""
        end = self.clock.monotonic() + STORM_S
        while self.clock.monotonic() < end:
            await self.clock.sleep(self.random.expovariate(1 / 0.12))
            roll = self.random.random()
            if roll < 0.8:
                client = self.random.choice(self.clients)
                for _ in range(BURST if self.random.random() < 0.08 else 1):
                    client.edit()
            else:
                await self.mishap(roll)

    async def mishap(self, roll: float) -> None:
        loop = asyncio.get_running_loop()
        if roll < 0.88:
            self.random.choice(self.clients).cut()
        elif roll < 0.92:
            document_id = self.random.choice(list(self.database.documents))
            self.database.held.add(document_id)
            loop.call_later(self.random.choice((0.02, 0.3, 2.0)), self.database.held.discard, document_id)
        elif roll < 0.95 and self.replicas:
            replica = self.replicas.pop(self.random.randrange(len(self.replicas)))
            self.note_faults(replica, "crash")
            await replica.crash(self.bell)
            loop.call_later(self.random.uniform(0, 1), self.raise_replica)
        elif roll < 0.97:
            self.faults["away"] = self.faults.get("away", 0) + 1
            self.weather.away = True
            loop.call_later(self.random.choice((0.1, 1.0, 4.0)), self.come_back)
        elif roll < 0.985:
            self.move_rights(UserId(self.random.choice(USERS)))
        elif roll < 0.995 and self.random.random() < 0.5:
            self.faults["epoch"] = self.faults.get("epoch", 0) + 1
            epoch = f"e{next(self._epochs)}"
            for document in self.database.documents.values():
                document.epoch = epoch

    def come_back(self) -> None:
        self.weather.away = False

    def move_rights(self, user: UserId) -> None:
        version, is_active = self.database.members[WORKSPACE, user]
        if not is_active:
            return
        still = user == "ana" or self.random.random() < 0.7
        self.faults["rights"] = self.faults.get("rights", 0) + 1
        self.database.members[WORKSPACE, user] = (version + 1, still)
        if not still:
            self.revoked[user] = {document_id: document.version for document_id, document in self.database.documents.items()}

    def note_faults(self, replica: SimulatedReplica, *more: str) -> None:
        for name, count in [*replica.store.counts.items(), *((name, 1) for name in more)]:
            self.faults[name] = self.faults.get(name, 0) + count

    async def calm(self) -> None:
        """No more faults: everything is answered, and everyone sees the same, soon."""
        self.weather.calm()
        await self.clock.sleep(LATEST_S)  # the last statement that nobody waits for has come in
        end = self.clock.monotonic() + CALM_S
        while not self.is_settled:
            await self.clock.sleep(0.05)
            self.raise_failures()
            if self.clock.monotonic() > end:
                raise WrongError(
                    f"not settled: {[(c.client_id, c.link is not None, c._synced, c.unanswered, c._asked) for c in self.clients]}"
                )
        for replica in self.replicas:
            self.note_faults(replica)

    @property
    def is_settled(self) -> bool:
        positions = {document.key.kind: (document.epoch, document.version) for document in self.database.documents.values()}
        return all(client.is_revoked or (client.is_still and client.positions == positions) for client in self.clients)

    def raise_failures(self) -> None:
        for client in self.clients:
            if client.failure is not None:
                raise client.failure

    async def end(self) -> None:
        for replica in self.replicas:
            await asyncio.gather(replica.tasks.close(), replica.sequencer.close())

    # what must hold

    async def check_replicas(self) -> None:
        """Every live document, and every stack that a replica keeps, is what the log says."""
        for replica in self.replicas:
            for live in replica.sequencer._documents:
                document = self.database.documents[live.document_id]
                if (live.state.epoch, live.state.version, live.state.hash) != (document.epoch, document.version, document.hash):
                    raise WrongError(f"a replica holds version {live.state.version} of {document.version}")
                for user_id, stacks in live.stacks.items():
                    if stacks != await replica.store.undo_stacks(live.document_id, user_id, up_to=live.state.version):
                        raise WrongError(f"a replica keeps other stacks of {user_id} than the log says [UN1]")

    def check(self) -> None:
        for document in self.database.documents.values():
            self._check_log(document)
            fields = folded(document)
            self._check_rows(document, fields)
            for client in self.clients:
                picture = client.pictures[document.key.kind]
                if not client.is_revoked and (picture.fields != fields or picture.epoch != document.epoch):
                    raise WrongError(f"{client.client_id} sees another {document.key.kind} than the log's fold")
        for client in self.clients:
            self._check_answers(client)

    def _check_log(self, document: Document) -> None:
        versions = [entry.change.version for entry in document.log]
        if versions != list(range(1, document.version + 1)):
            raise WrongError(f"the log of the {document.key.kind} has gaps: {versions}")
        keys = [operation_key(entry.change.author) for entry in document.log]
        if len(set(keys)) != len(keys):
            raise WrongError("an operation is in the log twice")
        for entry in document.log:
            since = self.revoked.get(entry.change.author.user_id, {}).get(document.document_id)
            if since is not None and entry.change.version > since:
                raise WrongError(f"version {entry.change.version} is by a revoked user [CN6]")

    def _check_rows(self, document: Document, fields: Fields) -> None:
        stored: Fields = {}
        for (staff_id, date), values in document.cells.items():
            put(stored, "cell", f"{staff_id}/{date}", {name: field.value for name, field in values.items()})
        for (kind, entity_id), values in document.entities.items():
            put(stored, kind, entity_id, {name: field.value for name, field in values.items()})
        if stored != fields or document.hash != hash_of(fields):
            raise WrongError(f"the stored {document.key.kind} is not the log's fold")

    def _check_answers(self, client: Client) -> None:
        logged: dict[str, dict[OperationKey, int]] = {
            kind: {operation_key(entry.change.author): entry.change.version for entry in document.log}
            for document in self.database.documents.values()
            for kind in [document.key.kind]
        }
        last: dict[tuple[str, int], int] = {}
        for operation_id, sent in client.operations.items():
            key = OperationKey(UserId(client.user), client.client_id, operation_id)  # type: ignore[arg-type]  # ids of the wire
            there = logged[sent.document].get(key)
            if sent.outcome is None:
                continue  # only of who was revoked: it is in the log once, or not at all
            made = made_version(sent.outcome)
            if made is not None and there != made:
                raise WrongError(f"{operation_id} was acknowledged as version {made}, the log has {there} [DC1]")
            if made is None and there is not None and sent.tries == 1:
                raise WrongError(f"{operation_id} was refused ({sent.outcome}), and is in the log as {there}")
            if made is not None and sent.tries == 1:
                if made < last.get((sent.document, sent.connection), 0):
                    raise WrongError(f"{operation_id} overtook an earlier operation of its own connection")
                last[sent.document, sent.connection] = made


def by_rights(principal: Principal, version: int) -> Principal:
    return Principal(
        principal.user_id, principal.name, principal.email, principal.workspace_id, principal.workspace_name, principal.role,
        principal.rights._replace(version=version), None,
    )  # fmt: skip


def folded(document: Document) -> Fields:
    """Fold a log from nothing."""
    fields: Fields = {}
    for entry in document.log:
        change = msgspec.to_builtins(change_of(entry))
        fold(fields, change["type"], change["payload"])
    return fields


def run(seed: int) -> World:
    """Run a seed; raises what went wrong."""

    async def main(clock: Clock) -> World:
        world = World(seed, clock)
        await world.begin()
        await world.storm()
        await world.calm()
        await world.check_replicas()
        await world.end()
        world.raise_failures()
        world.check()
        return world

    with capture_logs() as logs:
        world = simulate(main)
    faults_of_ours = [entry for entry in logs if entry["log_level"] == "error"]
    if faults_of_ours:
        raise WrongError(f"logged as an error: {faults_of_ours[0]}")
    return world
