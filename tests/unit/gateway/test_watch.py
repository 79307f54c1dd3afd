"""What happens by itself: silence, tokens that end, rights that change, the end of the replica."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest

from hub.documents.record import Rights
from hub.gateway.heartbeat import Deadlines, Wheel
from hub.gateway.watch import backoff_ms
from shared.domain import Role
from shared.ids import UserId
from shared.protocol.errors import UnavailableError
from tests.support.gateway import WORKSPACE, FakeLink, House, Membership, a_principal, an_edit


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def turned(house: House, turns: int, *alive: FakeLink) -> None:
    """Let seconds pass; `alive` clients show that they live."""
    for _ in range(turns):
        for link in alive:
            link.heard = True
        house.clock.move(1)
        house.watch.turn()


def test_a_wheel_comes_past_everyone_once_a_round() -> None:
    wheel: Wheel[str] = Wheel()
    wheel.add("a")
    wheel.turn()
    wheel.add("b")
    wheel.add("c")
    wheel.discard("c")
    rounds = [wheel.turn() for _ in range(40)]
    assert [index for index, items in enumerate(rounds, 2) if "a" in items] == [20, 40]
    assert [index for index, items in enumerate(rounds, 2) if "b" in items] == [21, 41]
    assert len(wheel) == 2


def test_deadlines_pass_in_order_and_only_the_last_one_set_counts() -> None:
    deadlines: Deadlines[str] = Deadlines()
    for item, due in (("a", 5), ("b", 3), ("c", 4), ("a", 9)):
        deadlines.set(item, due)
    deadlines.discard("c")
    assert list(deadlines.passed(6)) == ["b"]
    assert list(deadlines.passed(9)) == ["a"]
    assert len(deadlines) == 0


async def test_cn5_a_ping_every_twenty_seconds_and_4001_after_two_without_life(house: House) -> None:
    silent, _ = house.connect()
    alive, _ = house.connect("bo")
    for _ in range(3):
        alive.heard = True
        turned(house, 20)
    assert alive.closed is None
    assert alive.writes.count(b"\x89\x00") == 3
    assert silent.closed is not None
    assert silent.closed[0] == 4001
    assert silent.writes.count(b"\x89\x00") == 1


async def test_cn6_a_token_that_ends_is_announced_and_then_closed_with_4005(house: House) -> None:
    link, _ = house.connect(principal=a_principal(expires_at=house.clock.now() + timedelta(seconds=300)))
    link.hears()
    turned(house, 239, link)
    assert link.hears() == []
    turned(house, 1, link)
    (message,) = link.hears()
    assert message["payload"]["code"] == "auth_expiring"
    turned(house, 59, link)
    assert link.closed is None
    turned(house, 1, link)
    assert link.closed == (4005, "token expired")


async def test_cn6_a_fresh_token_is_taken_and_the_connection_goes_on(house: House) -> None:
    link, peer = house.connect(principal=a_principal(expires_at=house.clock.now() + timedelta(seconds=100)))
    house.authenticator.principals["fresh"] = a_principal(expires_at=house.clock.now() + timedelta(seconds=1000))
    link.hears()
    link.says({"type": "AUTH_REFRESH", "id": "a", "payload": {"token": "fresh"}})
    await house.settled()
    assert [message["type"] for message in link.hears()] == ["ACK"]
    turned(house, 200, link)
    assert link.closed is None
    assert peer.session.principal.expires_at == house.authenticator.principals["fresh"].expires_at


@pytest.mark.parametrize("token", ["unknown", "bo", "elsewhere"])
async def test_cn6_a_token_that_is_bad_or_anothers_changes_nothing(house: House, token: str) -> None:
    house.authenticator.principals |= {"bo": a_principal("bo"), "elsewhere": a_principal(workspace="w2")}
    link, peer = house.connect()
    link.hears()
    link.says({"type": "AUTH_REFRESH", "id": "a", "payload": {"token": token}})
    await house.settled()
    (message,) = link.hears()
    assert (message["id"], message["payload"]["code"]) == ("a", "forbidden")
    assert peer.session.principal == a_principal()


async def test_cn6_a_user_without_rights_loses_every_connection_with_4501(house: House) -> None:
    links = [house.connect()[0] for _ in range(2)]
    other, _ = house.connect("bo")
    house.memberships.changed[WORKSPACE, UserId("ana")] = None
    await house.watch.read_rights()
    assert [link.closed for link in links] == [(4501, "revoked")] * 2
    assert other.closed is None


async def test_cn6_a_demoted_user_loses_the_right_and_keeps_the_connection(house: House) -> None:
    link, peer = await house.joined()
    house.memberships.changed[WORKSPACE, UserId("ana")] = Membership(Role.VIEWER, 2)
    await house.watch.read_rights()
    link.says(an_edit())
    assert link.hears()[0]["payload"]["code"] == "forbidden"
    assert peer.session.principal.rights == Rights(WORKSPACE, UserId("ana"), 2)


async def test_rights_that_can_not_be_read_change_nothing(house: House) -> None:
    link, _ = await house.joined()
    house.memberships.failure = UnavailableError()
    await house.watch.read_rights()
    assert link.closed is None


async def test_the_loops_run_by_the_clock_and_end_with_their_owner(house: House) -> None:
    link, _ = house.connect()
    house.memberships.changed[WORKSPACE, UserId("ana")] = None
    house.watch.start()
    await house.settled()
    house.clock.move(1)
    await house.settled()
    assert link.closed == (4501, "revoked")


async def test_cl1_a_replica_that_ends_sends_everyone_away_with_1012_over_its_grace(house: House) -> None:
    links = [house.connect(f"user{index}")[0] for index in range(10)]
    draining = asyncio.create_task(house.watch.drain(0.5, Random(1)))
    gone = []
    while not draining.done():
        await house.settled()
        gone.append(sum(link.closed is not None for link in links))
        house.clock.move(0.05)
    assert gone == list(range(1, 11))
    *_, message = links[0].hears()[:2]
    assert message["payload"]["details"] == {"min_backoff_ms": 250, "max_backoff_ms": 1000}
    assert links[0].closed == (1012, "restarting")


@pytest.mark.parametrize(("clients", "longest_ms"), [(1, 1_000), (1_000, 2_250), (5_000, 10_250), (1_000_000, 30_250)])
def test_cl1_the_more_there_are_the_longer_they_are_spread(clients: int, longest_ms: int) -> None:
    assert backoff_ms(clients) == (250, longest_ms)
