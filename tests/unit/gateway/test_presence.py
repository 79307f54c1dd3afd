"""The presence book, and how its news reach people."""

from collections.abc import AsyncIterator

import pytest

from hub.gateway.presence import PresenceBook
from hub.gateway.present import PRESENT_MAX
from tests.support.gateway import PERIOD, House, a_sync

CELL = {"staff_id": "s1", "date": "2026-11-23"}


def joined(book: PresenceBook, *names: str) -> None:
    for name in names:
        book.join(name, user_id=name, name=name)


def test_people_get_the_rarest_colour_in_order_of_joining() -> None:
    book = PresenceBook()
    joined(book, *"abcdefghi")
    book.leave("c")
    joined(book, "j")
    assert {present.connection_id: present.colour for present in book.everyone()} == dict(
        zip("abdefghij", [1, 2, 4, 5, 6, 7, 8, 1, 3], strict=True)
    )


def test_news_hold_the_last_place_of_each_and_are_taken_once() -> None:
    book = PresenceBook()
    joined(book, "a", "b")
    for editing in (False, True):
        book.move("a", user_id="a", name="a", selection=CELL, editing=editing)
    news = book.take_news()
    assert [(present.connection_id, present.selection, present.editing) for present in news.moved] == [
        ("a", CELL, True),
        ("b", None, False),
    ]
    assert book.take_report(1) is not None
    assert not book.has_news


def test_who_leaves_is_news_and_no_longer_there() -> None:
    book = PresenceBook()
    joined(book, "a")
    book.take_news()
    book.leave("a")
    book.leave("a")
    assert book.take_news().left == ("a",)
    assert book.everyone() == ()


def test_a_crowd_is_bounded_and_who_moves_is_shown() -> None:
    book = PresenceBook()
    joined(book, *(f"u{index}" for index in range(1000)))
    assert len(book) == PRESENT_MAX
    book.move("u999", user_id="u999", name="u999", selection=CELL, editing=False)
    assert len(book) == PRESENT_MAX
    assert "u999" in {present.connection_id for present in book.everyone()}
    assert book.take_news().left == ("u0",)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    yield house
    await house.close()


def a_move(**payload: object) -> dict[str, object]:
    return {"type": "PRESENCE_UPDATE", "payload": {"period_id": PERIOD, "selection": CELL, "editing": True} | payload}


async def test_moves_are_told_to_all_at_most_every_fiftieth_of_a_second(house: House) -> None:
    mover, peer = await house.joined()
    watcher, _ = await house.joined("bo")
    house.watch.start()
    await house.settled()
    watcher.hears()
    house.clock.move(0.05)
    await house.settled()
    for _ in range(10):
        mover.says(a_move())
        await house.settled()
    assert len(watcher.hears()) == 1  # the first at once
    house.clock.move(0.05)
    await house.settled()
    (message,) = watcher.hears()
    assert message["payload"]["users"] == [
        {"connection_id": peer.session.connection_id, "user": {"id": "ana", "name": "Ana"}, "colour": 1, "selection": CELL, "editing": True}
    ]


async def test_a_newcomer_sees_who_is_there_and_is_seen(house: House) -> None:
    first, _ = await house.joined()
    house.gateway.presences.tell()
    first.hears()
    second, peer = house.connect("bo")
    second.says(a_sync())
    await house.settled()
    house.gateway.presences.tell()
    assert [present["user"]["id"] for present in second.hears()[2]["payload"]["presence"]] == ["ana", "bo"]
    assert [user["connection_id"] for user in first.hears()[0]["payload"]["users"]] == [peer.session.connection_id]
    second.lose()
    house.gateway.presences.tell()
    assert first.hears()[0]["payload"]["left"] == [peer.session.connection_id]


async def test_a_slow_client_hears_afterwards_who_is_there_and_who_left(house: House) -> None:
    slow, _ = await house.joined()
    other, peer = await house.joined("bo")
    house.gateway.presences.tell()
    slow.room = 1
    house.gateway.tell([house.sequencer.advance(house.period)])
    other.lose()
    house.gateway.presences.tell()
    slow.hears()
    slow.drain()
    (message,) = slow.hears()
    assert message["payload"]["left"] == [peer.session.connection_id]
    assert [user["user"]["id"] for user in message["payload"]["users"]] == ["ana"]


async def test_presence_in_a_period_that_is_not_followed_is_refused(house: House) -> None:
    link, _ = house.connect()
    link.hears()
    link.says(a_move() | {"id": "m"})
    (message,) = link.hears()
    assert (message["id"], message["payload"]["code"]) == ("m", "not_found")
