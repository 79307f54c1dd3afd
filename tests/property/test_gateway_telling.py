"""The law of telling: whatever comes in between, every subscriber hears every version exactly once, in order [DC2, AN1]."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hub.gateway.codec import JSON, MSGPACK
from hub.gateway.peer import Peer
from hub.sequencer.port import Told
from tests.support.gateway import PERIOD, FakeLink, House, a_sync, an_edit

steps = st.one_of(
    st.just(("commit",)),
    st.just(("commit",)),
    st.just(("tell",)),
    st.just(("tell",)),
    st.just(("settle",)),
    st.tuples(st.just("edit"), st.integers(0, 3)),
    st.tuples(st.just("sync"), st.integers(0, 3), st.booleans()),
    st.tuples(st.just("leave"), st.integers(0, 3)),
    st.tuples(st.just("choke"), st.integers(0, 3), st.integers(0, 900)),
    st.tuples(st.just("drain"), st.integers(0, 3), st.integers(0, 2000)),
    st.tuples(st.just("move"), st.integers(0, 3)),
    st.just(("presence",)),
)


@dataclass
class Client:
    """What one client knows by what it heard."""

    link: FakeLink
    peer: Peer
    follows: bool = False
    version: int = -1
    answered: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    in_changes: set[str] = field(default_factory=set)

    def listen(self) -> None:
        for message in self.link.hears():
            self.take(message)

    def take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "SYNC_RESPONSE":
                payload = message["payload"]
                if payload["mode"] == "delta":
                    assert [change["version"] for change in payload["changes"]] == list(range(self.asked_from + 1, message["version"] + 1))
                self.follows, self.version = True, message["version"]
            case "CHANGES":
                payload = message["payload"]
                assert self.follows
                assert payload["from_version"] == self.version
                assert [change["version"] for change in payload["changes"]] == list(range(self.version + 1, message["version"] + 1))
                self.version = message["version"]
                self.in_changes |= {change["id"] for change in payload["changes"]}
            case "ACK" if message["id"].startswith("leave"):
                self.follows = False
            case "ACK":
                self.answered.append(message["id"])
                assert not self.follows or message["version"] <= self.version or message["id"] in self.in_changes
            case _:
                pass

    asked_from: int = 0


class Story:
    """A house, four clients, and a sequencer whose commits and tellings happen when a step says so, in order."""

    def __init__(self) -> None:
        self.house = House()
        self.clients = []
        for index in range(4):
            link, peer = self.house.connect(f"user{index}", codec=JSON if index % 2 else MSGPACK)
            self.clients.append(Client(link, peer))
        self.untold: list[Told] = []
        self.number = 0

    async def do(self, step: tuple[Any, ...]) -> None:
        house = self.house
        client = self.clients[step[1]] if len(step) > 1 else self.clients[0]
        self.number += 1
        match step[0]:
            case "commit":
                pending, house.sequencer.pending = house.sequencer.pending, []
                self.untold += [house.sequencer.settle(live, submission) for live, submission in pending]
                self.untold.append(house.sequencer.advance(house.period))
            case "tell" if self.untold:
                house.gateway.tell([self.untold.pop(0)])
            case "settle":
                await house.settled()
            case "edit":
                client.asked.append(f"e{self.number}")
                client.link.says(an_edit(f"e{self.number}", version=None))
            case "sync":
                await self.sync(client, from_position=step[2])
            case "leave":
                client.link.says(
                    {"type": "UNSUBSCRIBE", "id": f"leave{self.number}", "payload": {"document": "period", "period_id": PERIOD}}
                )
            case "choke":
                client.link.room = step[2]
            case "drain" if client.link.congested:
                client.link.drain(step[2])
            case "move" if client.follows:
                client.link.says({"type": "PRESENCE_UPDATE", "payload": {"period_id": PERIOD}})
            case "presence":
                house.gateway.presences.tell()
            case _:
                pass
        for one in self.clients:
            one.listen()

    async def sync(self, client: Client, *, from_position: bool) -> None:
        """Ask anew; from its position only once it is quiet, since what is under way would move it."""
        if from_position and client.version >= 0:
            client.link.says({"type": "UNSUBSCRIBE", "id": f"leave{self.number}", "payload": {"document": "period", "period_id": PERIOD}})
            await self.house.settled()
            client.listen()
            if client.follows:
                return
            client.asked_from = client.version
            client.link.says(a_sync(since_version=client.version, epoch="e0", prefer="delta"))
        else:
            client.link.says(a_sync())

    async def end(self) -> None:
        """Let everything come to rest, and see that everybody is where the document is."""
        for _ in range(6):
            await self.do(("commit",))
            while self.untold:
                await self.do(("tell",))
            for client in self.clients:
                client.link.room = 10**9
                if client.link.congested:
                    client.link.drain()
            await self.do(("settle",))
        for client in self.clients:
            assert client.link.closed is None
            assert not client.follows or client.version == self.house.period.state.version
            assert sorted(client.answered) == sorted(client.asked)
            client.link.lose()
        await self.house.settled()
        assert self.house.period.holds == 0
        assert list(self.house.gateway.audiences) == []
        await self.house.close()


@given(st.lists(steps, max_size=60))
def test_dc2_every_subscriber_hears_every_version_once_whatever_comes_between(story: list[tuple[Any, ...]]) -> None:
    async def told() -> None:
        being_told = Story()
        for step in story:
            await being_told.do(step)
        await being_told.end()

    asyncio.run(told())
