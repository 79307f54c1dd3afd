"""Two whole replicas (production sequencer and gateway, one store in memory) on real sockets: what people see of each other's edits."""

import asyncio
import contextlib
import itertools
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from websockets.asyncio.client import ClientConnection, connect

from hub.clock import SystemClock
from hub.documents.digest import MODULUS, field_hash, hash_text
from hub.fanout.local import Bell, LocalFanout
from hub.gateway.connection import Connection
from hub.gateway.endpoint import Endpoint
from hub.gateway.hub import Gateway
from hub.gateway.limits import GatewayLimits
from hub.gateway.watch import Watch
from hub.identity.port import Principal
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import MemoryDatabase, MemoryStore
from hub.tasks import Tasks
from shared.domain import Role
from shared.entities import EntityKind
from shared.ids import PeriodId
from shared.problem import Score
from shared.protocol.server import Violations, ViolationsPayload
from tests.support.gateway import WORKSPACE, FakeAuthenticator, FakeMemberships, FakePeriods, FakeRuns, a_principal

DEADLINE_S = 10
CODECS = {"json": "rosterhub.v1.json", "msgpack": "rosterhub.v1.msgpack"}
PEOPLE = {"ana": Role.MANAGER, "bo": Role.MANAGER, "vi": Role.VIEWER}


class Replica:
    """One hub in this process, on a port of its own."""

    def __init__(self, database: MemoryDatabase, bell: Bell, principals: dict[str, Principal], name: str) -> None:
        self.clock = SystemClock()
        self.tasks = Tasks()
        epochs = itertools.count()
        self.store = MemoryStore(database, self.clock.now, lambda: f"{name}{next(epochs)}")
        self.fanout = LocalFanout(bell)
        self.sequencer = Sequencer(self.store, self.fanout, clock=self.clock, random=Random(1))
        authenticator = FakeAuthenticator(principals)
        self.gateway = Gateway(
            sequencer=self.sequencer,
            runs=FakeRuns(),
            authenticator=authenticator,
            periods=FakePeriods(),
            fanout=self.fanout,
            clock=self.clock,
            tasks=self.tasks,
            limits=GatewayLimits(ops_per_s=10_000, user_ops_per_s=100_000),
            replica=name,
        )
        self.watch = Watch(self.gateway, memberships=FakeMemberships(), clock=self.clock, tasks=self.tasks)
        self.sequencer.teller = self.gateway.tell
        self.endpoint = Endpoint(self.gateway, authenticator, allowed_origins=[])
        self.port = 0

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self.sequencer.start()
        self.watch.start()
        app = Starlette(routes=[WebSocketRoute("/ws", self.endpoint.__call__)])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            config = uvicorn.Config(app, ws=Connection, ws_max_size=1 << 20, lifespan="off", log_config=None, timeout_graceful_shutdown=5)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server._serve([listener]))
            await until(lambda: server.started)
            try:
                yield
            finally:
                server.should_exit = True
                await asyncio.wait_for(serving, DEADLINE_S)
                await self.sequencer.close()
                await self.tasks.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not condition():
            await asyncio.sleep(0.005)


@dataclass
class Client:
    """A client that folds what it hears, and holds every hash against its own."""

    socket: ClientConnection
    fields: dict[tuple[EntityKind, str, str], Any] = field(default_factory=dict)
    version: int = -1
    epoch: str = ""
    hashes: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, kind: str, payload: dict[str, Any], message_id: str = "m", **envelope: Any) -> None:
        message = {"type": kind, "id": message_id, "payload": payload} | envelope
        packed = self.socket.subprotocol == CODECS["msgpack"]
        await self.socket.send(msgspec.msgpack.encode(message) if packed else json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        frame = await asyncio.wait_for(self.socket.recv(), DEADLINE_S)
        message: dict[str, Any] = json.loads(frame) if isinstance(frame, str) else msgspec.msgpack.decode(frame)
        self.heard.append(message)
        self.fold(message)
        return message

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not wanted(message := await self.hear()):
            pass
        return message

    async def answer(self, message_id: str = "m") -> dict[str, Any]:
        """Hear until the one answer to an operation."""
        return await self.until(lambda message: message.get("id") == message_id)

    async def reach(self, version: int) -> None:
        while self.version < version:
            await self.hear()

    async def join(self, period: str, **position: Any) -> dict[str, Any]:
        await self.say("SYNC_REQUEST", {"document": "period", "period_id": period} | position)
        message = await self.until(lambda message: message["type"] in ("SYNC_RESPONSE", "ERROR"))
        assert (await self.hear())["type"] == "SYNC_CONTEXT"
        return message

    async def edit(self, period: str, staff: str, day: int, values: dict[str, Any], message_id: str = "m", **envelope: Any) -> None:
        cells = [{"staff_id": staff, "date": f"2026-12-{day:02}", "set": values}]
        await self.say("CELL_UPDATE", {"period_id": period, "cells": cells}, message_id, **envelope)

    def fold(self, message: dict[str, Any]) -> None:
        payload = message["payload"]
        match message["type"]:
            case "SYNC_RESPONSE" if payload["mode"] == "snapshot":
                self.take_snapshot(payload["period_id"], payload["snapshot"])
                self.version, self.epoch = message["version"], payload["epoch"]
            case "SYNC_RESPONSE":
                self.take_changes(payload["changes"])
                assert self.version == message["version"]
            case "CHANGES":
                assert payload["from_version"] == self.version
                self.take_changes(payload["changes"])
                assert self.version == message["version"]
            case _:
                return
        if "hash" in payload:
            assert payload["hash"] == self.hash()
            self.hashes += 1

    def take_snapshot(self, period_id: str, snapshot: dict[str, Any]) -> None:
        self.fields = {("period", period_id, name): value for name, value in snapshot["period"].items() if name != "id"}
        self.fields["period", period_id, "staff"] = snapshot["staff"]
        cells = [f"{staff}/{day}" for staff in snapshot["staff"] for day in snapshot["dates"]]
        width = len(snapshot["dates"])
        for index, code in enumerate(code for row in snapshot["cells"]["shift"] for code in row):
            self.fields["cell", cells[index], "shift"] = None if code is None else snapshot["shifts"][code]
        for s, d in snapshot["cells"]["locked"]:
            self.fields["cell", cells[s * width + d], "locked"] = True
        for s, d, note in snapshot["cells"]["notes"]:
            self.fields["cell", cells[s * width + d], "note"] = note

    def take_changes(self, changes: list[dict[str, Any]]) -> None:
        for change in changes:
            assert change["version"] == self.version + 1
            self.version = change["version"]
            effect = change["payload"]
            for cell in effect.get("cells", ()):
                for name, value in cell["set"].items():
                    self.fields["cell", f"{cell['staff_id']}/{cell['date']}", name] = value
            for name, value in effect.get("set", {}).items():
                self.fields["period", effect["id"], name] = value

    def hash(self) -> str:
        return hash_text(sum(field_hash(kind, one, name, value) for (kind, one, name), value in self.fields.items()) % MODULUS)

    def cell(self, staff: str, day: int) -> dict[str, Any]:
        found = {name: self.fields.get(("cell", f"{staff}/2026-12-{day:02}", name)) for name in ("shift", "locked", "note")}
        return {name: value for name, value in found.items() if value}


class Town:
    """Two replicas on one database; a workspace with two people, two shift types and the period `p1`."""

    def __init__(self) -> None:
        database, bell = MemoryDatabase(), Bell()
        principals = {user: a_principal(user, role=role) for user, role in PEOPLE.items()}
        principals["eve"] = a_principal("eve", workspace="w2")
        for principal in principals.values():
            database.members[principal.workspace_id, principal.user_id] = (1, True)
        self.database = database
        self.replicas = [Replica(database, bell, principals, name) for name in ("a", "b")]
        self.stack = contextlib.AsyncExitStack()

    async def client(self, user: str = "ana", replica: int = 0, codec: str = "json", client_id: str = "", features: str = "") -> Client:
        url = f"ws://127.0.0.1:{self.replicas[replica].port}/ws?client_id={client_id}&features={features}"
        headers = {"Authorization": f"Bearer {user}"}
        opened = connect(url, subprotocols=[cast("Any", CODECS[codec])], additional_headers=headers, max_size=None, close_timeout=1)
        return Client(await self.stack.enter_async_context(opened))

    async def found(self) -> None:
        await self.replicas[0].store.found_workspace(WORKSPACE)
        admin = await self.client()
        for message_id, kind, payload in (
            ("1", "STAFF_CREATE", {"id": "s1", "code": "A"}),
            ("2", "STAFF_CREATE", {"id": "s2", "code": "B"}),
            ("3", "SHIFT_TYPE_CREATE", {"id": "t1", "code": "D"}),
            ("4", "SHIFT_TYPE_CREATE", {"id": "t2", "code": "×"}),
            ("5", "PERIOD_CREATE", {"id": "p1", "start_date": "2026-12-01", "end_date": "2026-12-31", "staff": ["s1", "s2"]}),
        ):
            await admin.say(kind, payload, message_id)
            assert (await admin.answer(message_id))["payload"]["outcome"] == "applied"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = Town()
    async with town.replicas[0].running(), town.replicas[1].running(), town.stack:
        await town.found()
        yield town


async def test_people_on_two_replicas_see_each_other_and_end_the_same(town: Town) -> None:
    clients = [
        await town.client(user, replica, codec)
        for user, replica, codec in (("ana", 0, "json"), ("bo", 1, "msgpack"), ("ana", 1, "json"), ("vi", 0, "msgpack"))
    ]
    for client in clients:
        await client.join("p1")
    for number in range(30):
        for index, client in enumerate(clients[:3]):
            await client.edit("p1", f"s{1 + index % 2}", 1 + number % 7, {"note": f"{index}-{number}"}, f"{index}-{number}")
    for index, client in enumerate(clients[:3]):
        await client.until(lambda message, wanted=f"{index}-29": message.get("id") == wanted)  # type: ignore[misc]  # a default binds
    last = max(client.version for client in clients)
    for client in clients:
        await client.reach(last)
    assert last == 1 + 90
    assert all(client.fields == clients[0].fields for client in clients)
    fresh = await town.client("bo", 0)
    await fresh.join("p1")
    assert fresh.hash() == clients[0].hash()
    assert fresh.hashes == 1


async def test_en3_an_operation_sent_again_on_the_other_replica_is_a_duplicate(town: Town) -> None:
    first = await town.client("ana", 0, client_id="c1")
    await first.edit("p1", "s1", 1, {"shift": "D"}, "e1")
    version = (await first.answer("e1"))["version"]
    again = await town.client("ana", 1, client_id="c1")
    await again.edit("p1", "s1", 1, {"shift": "D"}, "e1", retry=True)
    answer = await again.answer("e1")
    assert (answer["payload"], answer["version"]) == ({"outcome": "duplicate", "original": "applied"}, version)


async def test_rc1_a_client_that_comes_back_elsewhere_is_brought_up_by_a_delta(town: Town) -> None:
    client = await town.client("ana", 0)
    await client.join("p1")
    other = await town.client("bo", 0)
    for day in range(1, 4):
        await other.edit("p1", "s1", day, {"shift": "D"}, str(day))
        await other.answer(str(day))
    back = await town.client("ana", 1)
    back.fields, back.version, back.epoch = client.fields, client.version, client.epoch
    answer = await back.join("p1", since_version=client.version, epoch=client.epoch, prefer="delta")
    assert answer["payload"]["mode"] == "delta"
    assert back.cell("s1", 3) == {"shift": "D"}
    assert back.hashes == 1


@pytest.mark.parametrize(
    ("edit", "envelope", "answer"),
    [
        (("s1", 1, {"shift": "NOPE"}), {}, ("ERROR", "validation_failed")),
        (("s1", 45, {"shift": "D"}), {}, ("ERROR", "validation_failed")),
        (("nobody", 1, {"shift": "D"}), {}, ("CONFLICT", "rejected")),
        (("s1", 1, {"shift": "D"}), {"version": 10_000}, ("ERROR", "version_ahead")),
        (("s1", 1, {"note": "a\x00b"}), {}, ("ERROR", "validation_failed")),
    ],
)
async def test_what_can_not_be_applied_is_named_and_leaves_no_trace(
    town: Town, edit: tuple[str, int, dict[str, Any]], envelope: dict[str, Any], answer: tuple[str, str]
) -> None:
    client = await town.client()
    await client.join("p1")
    await client.edit("p1", *edit, "x", **envelope)
    told = await client.answer("x")
    assert (told["type"], told["payload"].get("code") or told["payload"].get("outcome")) == answer
    await client.edit("p1", "s1", 2, {"shift": "D"}, "y")
    assert (await client.answer("y"))["version"] == 2


async def test_undo_takes_back_on_the_other_replica_too(town: Town) -> None:
    ana, bo = await town.client("ana", 0), await town.client("bo", 1)
    await ana.join("p1")
    await bo.join("p1")
    await ana.edit("p1", "s1", 1, {"shift": "D"}, "e")
    await bo.reach(2)
    assert bo.cell("s1", 1) == {"shift": "D"}
    await ana.say("UNDO", {"document": "period", "period_id": "p1"}, "u")
    assert (await ana.answer("u"))["payload"]["outcome"] == "applied"
    await bo.reach(3)
    assert bo.cell("s1", 1) == {}


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("SYNC_REQUEST", {"document": "period", "period_id": "p1"}),
        ("CELL_UPDATE", {"period_id": "p1", "cells": [{"staff_id": "s1", "date": "2026-12-01", "set": {"shift": "D"}}]}),
        ("PERIOD_UPDATE", {"id": "p1", "set": {"name": "mine"}}),
        ("UNDO", {"document": "period", "period_id": "p1"}),
        ("PRESENCE_UPDATE", {"period_id": "p1"}),
    ],
)
async def test_another_workspaces_things_look_like_none(town: Town, kind: str, payload: dict[str, Any]) -> None:
    eve = await town.client("eve")
    await eve.say(kind, payload, "x")
    assert (await eve.answer("x"))["payload"]["code"] == "not_found"


async def test_cn6_an_operation_after_the_rights_changed_is_refused_by_the_commit(town: Town) -> None:
    bo = await town.client("bo", 1)
    await bo.join("p1")
    town.database.members[WORKSPACE, a_principal("bo").user_id] = (2, True)
    await bo.edit("p1", "s1", 1, {"shift": "D"}, "x")
    answer = await bo.answer("x")
    assert (answer["type"], answer["payload"]["code"]) == ("ERROR", "forbidden")
    assert bo.version == 1


def overwritten(client: Client) -> list[dict[str, Any]]:
    """The notices that a client heard."""
    return [message for message in client.heard if message["type"] == "CONFLICT" and message["payload"]["outcome"] == "overwritten"]


@pytest.mark.parametrize("other", [0, 1])
async def test_cf3_the_author_of_an_overwritten_value_is_told_once_on_whichever_replica(town: Town, other: int) -> None:
    ana, bo = await town.client("ana", 0, client_id="c1"), await town.client("bo", other, "msgpack")
    await ana.join("p1")
    await bo.join("p1")
    await ana.edit("p1", "s1", 1, {"shift": "D"}, "mine", version=1)
    await ana.answer("mine")
    await bo.reach(2)
    await bo.edit("p1", "s1", 1, {"shift": "×"}, "theirs", version=1)
    assert (await bo.answer("theirs"))["payload"] == {"outcome": "applied"}
    notice = await ana.until(lambda message: message["type"] == "CONFLICT")
    assert ana.version == 3, "the change came before its notice"
    assert "id" not in notice
    assert (notice["version"], notice["payload"]["operation_id"], notice["payload"]["period_id"]) == (3, "mine", "p1")
    (field,) = notice["payload"]["fields"]
    assert (field["id"], field["field"], field["mine"], field["theirs"]) == (
        "s1/2026-12-01", "shift", "D", {"value": "×", "version": 3, "actor": {"id": "bo", "name": "Bo"}},
    )  # fmt: skip
    await bo.edit("p1", "s1", 1, {"shift": "×"}, "theirs", version=1, retry=True)  # a repeat overwrites nothing
    assert (await bo.answer("theirs"))["payload"]["outcome"] == "duplicate"
    back = await town.client("ana", 1 - other, client_id="c1")
    await back.join("p1")
    await bo.edit("p1", "s2", 2, {"shift": "D"}, "last")
    for client in (ana, back, bo):
        await client.reach(4)
    assert [len(overwritten(client)) for client in (ana, back, bo)] == [1, 0, 0]


async def test_cf3_a_client_hears_only_of_its_own_operations(town: Town) -> None:
    ana, same_user, bo = [
        await town.client("ana", 0, client_id="c1"),
        await town.client("ana", 0, client_id="c2"),
        await town.client("bo", 1),
    ]
    for client in (ana, same_user, bo):
        await client.join("p1")
    await ana.edit("p1", "s1", 1, {"shift": "D"}, "1", version=1)
    await same_user.edit("p1", "s2", 1, {"shift": "D"}, "1", version=1)
    await bo.reach(3)
    cells = [{"staff_id": staff, "date": "2026-12-01", "set": {"shift": "×"}} for staff in ("s1", "s2")]
    await bo.say("CELL_UPDATE", {"period_id": "p1", "cells": cells}, "both", version=1)
    for client, cell in ((ana, "s1/2026-12-01"), (same_user, "s2/2026-12-01")):
        notice = await client.until(lambda message: message["type"] == "CONFLICT")
        assert [field["id"] for field in notice["payload"]["fields"]] == [cell]


def present(client: Client) -> set[str]:
    """The users that a client sees."""
    there: dict[str, str] = {}
    for message in client.heard:
        if message["type"] == "SYNC_CONTEXT":
            there = {user["connection_id"]: user["user"]["id"] for user in message["payload"]["presence"]}
        elif message["type"] == "PRESENCE":
            there |= {user["connection_id"]: user["user"]["id"] for user in message["payload"]["users"]}
            for connection_id in message["payload"]["left"]:
                there.pop(connection_id, None)
    return set(there.values())


async def test_people_on_other_replicas_are_seen_come_move_and_go(town: Town) -> None:
    ana = await town.client("ana", 0)
    await ana.join("p1")
    bo = await town.client("bo", 1, "msgpack")
    await bo.join("p1")
    await ana.until(lambda _: present(ana) == {"ana", "bo"})
    await bo.until(lambda _: present(bo) == {"ana", "bo"})
    where = {"staff_id": "s1", "date": "2026-12-24"}
    await bo.say("PRESENCE_UPDATE", {"period_id": "p1", "selection": where, "editing": True})
    moved = await ana.until(lambda message: message["type"] == "PRESENCE" and any(user["editing"] for user in message["payload"]["users"]))
    assert [(user["user"], user["selection"]) for user in moved["payload"]["users"]] == [({"id": "bo", "name": "Bo"}, where)]
    vi = await town.client("vi", 0)
    await vi.join("p1")
    assert present(vi) >= {"ana", "bo"}, "SYNC_CONTEXT knows of other replicas' people"
    await bo.socket.close()
    await ana.until(lambda _: "bo" not in present(ana))


async def test_complaint_22_nobody_is_left_behind_by_a_rolling_restart(town: Town) -> None:
    ana = await town.client("ana", 0)
    await ana.join("p1")
    there = [await town.client("bo", 1) for _ in range(5)]
    for client in there:
        await client.join("p1")
    await ana.until(lambda _: present(ana) == {"ana", "bo"})
    await town.replicas[1].watch.drain(0.1, Random(1))
    await ana.until(lambda _: present(ana) == {"ana"})


async def test_en5_a_new_type_of_message_reaches_only_who_named_its_feature(town: Town) -> None:
    knows, old = await town.client("ana", features="teleport,violations"), await town.client("bo", codec="msgpack", features="teleport")
    for client in (knows, old):
        await client.join("p1")
    payload = ViolationsPayload(period_id="p1", score=Score(hard=0, soft=3), added=(), resolved=())
    town.replicas[0].gateway.publish(WORKSPACE, PeriodId("p1"), Violations(type="VIOLATIONS", version=1, payload=payload))
    await knows.until(lambda message: message["type"] == "VIOLATIONS")
    await old.say("PING", {}, "p")
    await old.answer("p")
    assert "VIOLATIONS" not in {message["type"] for message in old.heard}
