"""Target: clients say anything at all to a gateway, and each message has its one answer, nobody is stuck, nothing is logged as a fault."""

import copy
import json
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any, Final

import structlog

from hub.fanout.local import LocalFanout
from hub.gateway.codec import JSON, MSGPACK, Codec
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.watch import Watch
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.tasks import Tasks
from shared.domain import Role, StrategyName
from shared.ids import UserId
from shared.rules import CATALOGUE
from tests.fuzz.choices import Choices
from tests.fuzz.messages import Values, damaged, message_of
from tests.fuzz.talker import Talker, encoded
from tests.simulation.checks import folded
from tests.simulation.picture import hash_of
from tests.support.gateway import FakeAuthenticator, FakeMemberships, FakePeriods, FakeRuns, Membership, a_principal
from tests.support.sequencing import CODES, PERIOD, STAFF, USERS, WORKSPACE, WORKSPACE_KEY, Replica, a_memory, founding
from tests.support.simulated_time import SimulatedClock, simulate

STEPS_MAX: Final = 60
ANSWERED_S: Final = 15.0
"""Longer than the hub's own limit for any answer."""
PONG_S: Final = 1.0
VIEWER: Final = "cy"
TALKERS: Final[tuple[tuple[str, Codec], ...]] = (("ana", JSON), ("bo", MSGPACK), (VIEWER, JSON), ("ana", MSGPACK))
SECONDS: Final = (0.0, 0.01, 0.3, 2.0, 31.0)

SENSIBLE: Final[Mapping[str, list[Any]]] = {
    "message_id": [f"m{number}" for number in range(40)],
    "id": [*STAFF, *(f"t-{code}" for code in CODES), PERIOD, "p2", "r1", WORKSPACE, "new1", "new2"],
    "period_id": [PERIOD, PERIOD, PERIOD, "p2", "nope"],
    "staff_id": [*STAFF, "new1"],
    "staff": [*STAFF, "new1"],
    "date": ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-31", "2027-01-01"],
    "shift": [*CODES, "Z"],
    "code": [*CODES, "S1", "N1", "N2"],
    "version": [0, 1, 2, 3, 8, 9, 10],
    "since_version": [0, 1, 2, 9],
    "epoch": ["e1", "e2", "e3"],
    "run_id": ["r1", "unknown"],
    "token": [*USERS, "nonsense"],
    "type": list(CATALOGUE),
    "undo_group": ["g1", "g2"],
    "weekdays": [0, 6],
}


def fuzz(data: bytes) -> None:
    """Bytes decide who says what and when; or, as JSON, `[[client, message], seconds, …]` says it."""
    with structlog.testing.capture_logs() as logged:
        database = copy.deepcopy(founded())
        simulate(lambda clock: _held(clock, database, data))
    faults = [event for event in logged if event["log_level"] in {"error", "critical"}]
    assert not faults, faults


async def _held(clock: SimulatedClock, database: MemoryDatabase, data: bytes) -> None:
    await Conversation(clock, database, Choices(data)).hold(scripted(data))


def scripted(data: bytes) -> list[Any] | None:
    """Return the script in `data`, if it is one."""
    if not data.startswith(b"[["):
        return None
    try:
        steps = json.loads(data)
    except ValueError:
        return None
    return steps if isinstance(steps, list) else None


@cache
def founded() -> MemoryDatabase:
    """A workspace with three people and a month."""

    async def found(clock: SimulatedClock) -> MemoryDatabase:
        database = MemoryDatabase()
        replica = Replica(a_memory(database), clock=clock)
        await a_memory(database).found_workspace(WORKSPACE)
        workspace = await replica.sequencer.open(WORKSPACE_KEY)
        for number, operation in enumerate(founding()):
            await replica.done(workspace, operation, operation_id=f"founding-{number}")
        await replica.sequencer.close()
        return database

    return simulate(found)


class Conversation:
    """A replica's sequencer and gateway over a store in memory, and everybody who talks to them."""

    def __init__(self, clock: SimulatedClock, database: MemoryDatabase, choices: Choices) -> None:
        self.clock = clock
        self.choices = choices
        self.database = database
        self.tasks = Tasks()
        fanout = LocalFanout()
        store = MemoryStore(self.database, clock.now, lambda: f"e{len(self.database.documents) + 1}")
        self.sequencer = Sequencer(store, fanout, clock=clock, random=Random(1))
        limits = GatewayLimits(ops_per_s=2, user_ops_per_s=3, subscriptions=1) if choices.one_in(8) else GatewayLimits()
        principals = {user: a_principal(user, role=Role.VIEWER if user == VIEWER else Role.MANAGER) for user in USERS}
        self.gateway = Gateway(
            sequencer=self.sequencer,
            runs=FakeRuns(),
            authenticator=FakeAuthenticator(principals),
            periods=FakePeriods(),
            fanout=fanout,
            clock=clock,
            tasks=self.tasks,
            limits=limits,
            replica="here",
        )
        self.sequencer.teller = self.gateway.tell
        memberships = FakeMemberships()
        memberships.changed[WORKSPACE, UserId(VIEWER)] = Membership(Role.VIEWER, 1)
        Watch(self.gateway, memberships=memberships, clock=clock, tasks=self.tasks).start()
        self.sequencer.start()
        self.talkers = [Talker(self.gateway, principals[user], codec, f"client-{number}") for number, (user, codec) in enumerate(TALKERS)]

    async def hold(self, script: list[Any] | None) -> None:
        if script is None:
            await self._improvise()
        else:
            for step in script[:STEPS_MAX]:
                await self._perform(step)
        await self._end()

    # what is said

    async def _perform(self, step: Any) -> None:
        match step:
            case [int(number), dict(message)]:
                self.talkers[number % len(TALKERS)].say(message)
            case [int(number), str(payload)]:
                self.talkers[number % len(TALKERS)].send(payload.encode("latin-1", errors="replace"))
            case int() | float():
                await self.clock.sleep(min(max(step, 0), SECONDS[-1]))
            case _:
                pass
        await self._settled()

    async def _improvise(self) -> None:
        choices = self.choices
        strategy = choices.of(list(StrategyName))
        self.talkers[0].say({"type": "SETTINGS_UPDATE", "id": "strategy", "payload": {"set": {"strategy": strategy.value}}})
        for talker in self.talkers[: choices.below(len(TALKERS) + 1)]:
            talker.say({"type": "SYNC_REQUEST", "id": "first", "payload": {"document": "period", "period_id": PERIOD}})
        await self._settled()
        for _ in range(STEPS_MAX):
            if not choices.are_left:
                return
            await self._step(choices.of(self.talkers))

    async def _step(self, talker: Talker) -> None:
        choices = self.choices
        match choices.below(16):
            case 0 | 1 | 2 | 3 | 4 | 5 | 6:
                talker.say(message_of(choices, self._sensible(talker)))
            case 7 | 8 | 9:
                talker.say(damaged(message_of(choices, self._sensible(talker)), choices))
            case 10:
                talker.send(_broken(encoded(talker.codec, message_of(choices, self._sensible(talker))), choices))
            case 11:
                talker.send(choices.take(choices.below(40)), opcode=choices.of((1, 2)))
            case 12:
                talker.repeat(choices.below(4), marked=choices.below(2) == 1)
            case 13:
                talker.comes_back() if choices.below(2) else talker.leave()
            case 14:
                talker.drain() if choices.below(2) else talker.choke(choices.below(2_000))
            case _:
                await self.clock.sleep(choices.of(SECONDS))
        if choices.below(2):
            await self._settled()

    @staticmethod
    def _sensible(talker: Talker) -> Values:
        return {**SENSIBLE, "conflict_id": talker.conflicts or ["none"]}

    async def _settled(self) -> None:
        await self.clock.sleep(0.001)
        self._listen()

    def _listen(self) -> None:
        for talker in self.talkers:
            talker.listen()

    # what must hold

    async def _end(self) -> None:
        """Everybody reads on; everything is answered, and whoever is there still is served."""
        for talker in self.talkers:
            talker.drain()
        await self.clock.sleep(ANSWERED_S)
        self._listen()
        for talker in self.talkers:
            talker.drain()
            talker.check_answers()
            talker.say({"type": "PING", "id": "the end"})
        await self.clock.sleep(PONG_S)
        self._listen()
        for talker in self.talkers:
            talker.check_answers()
            talker.leave()
        await self.clock.sleep(PONG_S)
        assert len(self.gateway.roster) == 0
        assert list(self.gateway.audiences) == []
        self._check_documents()
        await self.sequencer.close()
        await self.tasks.close()

    def _check_documents(self) -> None:
        """Each log is gapless, and what is stored is its fold; no operation is in it twice."""
        for document in self.database.documents.values():
            assert [entry.change.version for entry in document.log] == list(range(1, document.version + 1))
            assert len(document.logged()) == document.version
            assert hash_of(folded(document)) == document.hash
        for live in self.sequencer._documents:
            stored = self.database.documents[live.document_id]
            assert (live.state.version, live.state.hash) == (stored.version, stored.hash)


def _broken(payload: bytes, choices: Choices) -> bytes:
    """Cut, change or double a piece of what was good."""
    at = choices.below(len(payload) + 1)
    return payload[:at] + choices.take(choices.below(4)) + payload[at + choices.below(4) :]
