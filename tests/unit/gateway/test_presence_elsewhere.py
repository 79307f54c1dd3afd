"""People on other replicas: what books tell one another, and what of it is believed."""

from collections.abc import AsyncIterator
from random import Random

import msgspec
import pytest
from structlog.testing import capture_logs

from hub.fanout.local import Bell, LocalFanout
from hub.fanout.port import Announcement, Whisper
from hub.gateway.presence import PresenceBook
from hub.gateway.presences import first_colour_of
from hub.gateway.present import PRESENT_MAX, REPORT_BYTES_MAX, PresenceReport, Present, UnreadableReportError, body_of, report_in
from shared.ids import DocumentId
from tests.support.gateway import PERIOD, FakeLink, HandClock, House, a_sync

CELL = {"staff_id": "s1", "date": "2026-11-23"}
NOW = 100.0


def joined(book: PresenceBook, *names: str) -> None:
    for name in names:
        book.join(name, user_id=name, name=name)


def moved(book: PresenceBook, name: str) -> None:
    book.move(name, user_id=name, name=name, selection=CELL, editing=True)


def shown(book: PresenceBook) -> set[str]:
    return {present.connection_id for present in book.everyone()}


def said(
    number: int, *names: str, whole: bool = True, left: tuple[str, ...] = (), asks: bool = False, somewhere: bool = False
) -> PresenceReport:
    users = tuple(Present(name, name, name, 1, CELL if somewhere else None) for name in names)
    return PresenceReport(number, whole=whole, asks=asks, users=users, left=left)


# the book


def test_the_first_report_is_whole_and_asks_for_the_others_and_the_next_holds_what_is_new() -> None:
    book = PresenceBook()
    joined(book, "a", "b")
    first = book.take_report(1)
    assert first is not None
    assert (first.whole, first.asks, [present.connection_id for present in first.users]) == (True, True, ["a", "b"])
    moved(book, "b")
    book.leave("a")
    second = book.take_report(2)
    assert second is not None
    assert (second.whole, second.asks, [(one.connection_id, one.selection) for one in second.users], second.left) == (
        False, False, [("b", CELL)], ("a",),
    )  # fmt: skip
    assert book.take_report(3) is None


def test_the_last_who_leaves_is_reported_as_nobody_left() -> None:
    book = PresenceBook()
    joined(book, "a", "b")
    book.take_report(1)
    book.leave("a")
    book.leave("b")
    assert book.take_report(2) == PresenceReport(2, whole=True)


def test_who_asks_is_told_everyone_here_and_only_those() -> None:
    book = PresenceBook()
    joined(book, "a")
    book.take_report(1)
    book.hear("r2", said(1, "x", asks=True), NOW)
    answer = book.take_report(2)
    assert answer is not None
    assert (answer.whole, answer.asks, [present.connection_id for present in answer.users]) == (True, False, ["a"])


def test_where_nobody_is_nobody_answers() -> None:
    book = PresenceBook()
    book.hear("r2", said(1, "x", asks=True), NOW)
    assert book.take_report(1) is None


def test_others_are_shown_once_as_news() -> None:
    book = PresenceBook()
    book.hear("r2", said(1, "x"), NOW)
    assert [present.connection_id for present in book.take_news().moved] == ["x"]
    book.hear("r2", said(2, "x"), NOW)
    assert book.take_news().moved == ()


def test_an_older_report_than_was_heard_says_nothing() -> None:
    book = PresenceBook()
    book.hear("r2", said(5, "x"), NOW)
    book.hear("r2", said(4, "y"), NOW)
    book.hear("r2", said(5), NOW)
    assert shown(book) == {"x"}


def test_a_whole_report_heals_what_was_lost() -> None:
    book = PresenceBook()
    book.hear("r2", said(1, "x", "y"), NOW)
    book.hear("r3", said(1, "z"), NOW)
    book.hear("r2", said(4, "y"), NOW)
    assert shown(book) == {"y", "z"}
    assert book.take_news().left == ("x",)


def test_no_replica_speaks_for_anothers_people() -> None:
    book = PresenceBook()
    joined(book, "a")
    book.hear("r2", said(1, "x"), NOW)
    book.hear("r3", said(1, "a", "x", whole=False, left=("a", "x"), somewhere=True), NOW)
    assert [(present.connection_id, present.selection) for present in book.everyone()] == [("a", None), ("x", None)]


def test_a_replica_that_is_silent_too_long_takes_its_people_with_it() -> None:
    book = PresenceBook()
    joined(book, "a")
    book.hear("r2", said(1, "x"), NOW)
    book.hear("r3", said(1, "y"), NOW + 1)
    book.expire(NOW)
    assert shown(book) == {"a", "y"}
    book.hear("r2", said(2, "x"), NOW + 40)  # it was only stopped
    assert shown(book) == {"a", "x", "y"}


def test_a_late_report_does_not_bring_back_the_people_of_a_replica_that_ended() -> None:
    book = PresenceBook()
    book.hear("r2", said(1, "x"), NOW)
    book.hear("r2", said(3), NOW + 1)
    book.hear("r2", said(2, "x"), NOW + 2)
    assert shown(book) == set()


def test_a_full_book_takes_no_newcomer_from_elsewhere_but_one_who_does_something() -> None:
    book = PresenceBook()
    joined(book, *(f"u{index:02}" for index in range(PRESENT_MAX)))
    book.take_report(1)
    book.hear("r2", said(1, "x", whole=False), NOW)
    assert "x" not in shown(book)
    book.hear("r2", said(2, "x", whole=False, somewhere=True), NOW)
    assert len(book) == PRESENT_MAX
    assert "x" in shown(book)
    report = book.take_report(2)
    assert report is not None
    assert report.left == ("u00",)
    book.hear("r2", said(3, *(f"x{index}" for index in range(PRESENT_MAX)), somewhere=True), NOW)
    assert len(book) == PRESENT_MAX


def test_a_newcomer_gets_the_rarest_colour_of_all_who_are_shown_and_keeps_it() -> None:
    book = PresenceBook()
    book.hear("r2", PresenceReport(1, whole=True, users=(Present("x", "x", "x", 1), Present("y", "y", "y", 2))), NOW)
    joined(book, "a")
    book.hear("r2", PresenceReport(2, whole=True, users=(Present("x", "x", "x", 3),)), NOW)
    assert {present.connection_id: present.colour for present in book.everyone()} == {"a": 3, "x": 3}


def test_replicas_that_do_not_know_of_each_other_begin_with_different_colours() -> None:
    assert {first_colour_of(f"replica {index}") for index in range(50)} == set(range(1, 9))
    book = PresenceBook(first_colour=7)
    joined(book, *"abc")
    assert {present.connection_id: present.colour for present in book.everyone()} == {"a": 7, "b": 8, "c": 1}


# bytes


def test_a_report_comes_through_as_bytes() -> None:
    users = (Present("c", "u", "Ñandú", 8, {"from": CELL, "to": CELL}, editing=True), Present("d", "v", "", 1))
    report = PresenceReport(7, whole=False, asks=True, users=users, left=("e",))
    assert report_in(body_of(report)) == report


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b'{"number": 1}',
        msgspec.msgpack.encode([1]),
        msgspec.msgpack.encode(["1", True]),
        msgspec.msgpack.encode([-1, True]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 9]]]),
        msgspec.msgpack.encode([1, True, False, [["", "u", "n", 1]]]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 1, "everywhere"]]]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 1, {"staff_id": "s"}]]]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 1, {"staff_id": "s", "date": 7}]]]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 1, {"from": CELL, "to": None}]]]),
        msgspec.msgpack.encode([1, True, False, [["c", "u", "n", 1]] * (PRESENT_MAX + 1)]),
        msgspec.msgpack.encode([1, True, False, [], [b"\xff"]]),
        b"\x93\x01\xc3\xa1\xff",
    ],
)
def test_what_is_no_report_is_found_out(body: bytes) -> None:
    with pytest.raises(UnreadableReportError):
        report_in(body)


def test_people_with_very_long_names_are_left_out_before_a_report_is_too_long() -> None:
    users = tuple(Present(f"{index:064}", f"{index:064}", "Ж" * 200, 1, {"from": CELL, "to": CELL}) for index in range(PRESENT_MAX))
    body = body_of(PresenceReport(1, whole=True, users=users))
    assert len(body) <= REPORT_BYTES_MAX
    assert report_in(body).users == users[-len(report_in(body).users) :]
    assert len(report_in(body).users) > PRESENT_MAX // 3


# gateways


def deaf(_: Announcement) -> None:
    """What is announced doesn't matter here."""


class Street:
    """Houses on one doorbell, by one clock; all follow the period of the same number."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.bell = Bell()
        self.houses: list[House] = []
        self.fanouts: list[LocalFanout] = []

    async def build(self) -> House:
        fanout = LocalFanout(self.bell)
        self.fanouts.append(fanout)
        house = House(fanout=fanout, clock=self.clock, replica=f"r{len(self.houses)}")
        await fanout.subscribe(house.period.document_id, deaf)
        house.watch.start()
        self.houses.append(house)
        return house

    async def pass_time(self, seconds: float, step: float = 0.05) -> None:
        for _ in range(round(seconds / step)):
            self.clock.move(step)
            await self.houses[0].settled()


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    street = Street()
    for _ in range(2):
        await street.build()
    yield street
    for house in street.houses:
        await house.close()


def sees(link: FakeLink) -> set[str]:
    """The users that a client knows of by what it heard since the last call; asked once a client."""
    there: dict[str, str] = {}
    for message in link.hears():
        if message["type"] == "SYNC_CONTEXT":
            there = {user["connection_id"]: user["user"]["id"] for user in message["payload"]["presence"]}
        elif message["type"] == "PRESENCE":
            there |= {user["connection_id"]: user["user"]["id"] for user in message["payload"]["users"]}
            for connection_id in message["payload"]["left"]:
                there.pop(connection_id, None)
    return set(there.values())


async def entered(house: House, user: str) -> FakeLink:
    link, _ = house.connect(user)
    link.says(a_sync())
    await house.settled()
    return link


async def test_people_on_two_replicas_see_each_other_soon(street: Street) -> None:
    here, there = street.houses
    ana = await entered(here, "ana")
    await street.pass_time(0.1)
    bo = await entered(there, "bo")
    await street.pass_time(0.3)
    assert sees(ana) == sees(bo) == {"ana", "bo"}
    bo.says({"type": "PRESENCE_UPDATE", "payload": {"period_id": PERIOD, "selection": CELL, "editing": True}})
    await street.pass_time(0.15)
    (message,) = ana.hears()
    assert [(user["user"]["id"], user["selection"], user["editing"]) for user in message["payload"]["users"]] == [("bo", CELL, True)]
    cy = await entered(here, "cy")
    await street.pass_time(0.1)
    assert sees(cy) == {"ana", "bo", "cy"}


async def test_who_leaves_another_replica_is_gone_at_once(street: Street) -> None:
    here, there = street.houses
    ana, bo = await entered(here, "ana"), await entered(there, "bo")
    await street.pass_time(0.3)
    bo.lose()
    await street.pass_time(0.15)
    assert sees(ana) == {"ana"}


async def test_complaint_22_a_replica_that_drains_leaves_nobody_behind(street: Street) -> None:
    here, there = street.houses
    ana = await entered(here, "ana")
    for index in range(30):
        await entered(there, f"user{index}")
    await street.pass_time(0.5)
    await there.watch.drain(0.0, Random(1))
    await there.close()  # before its loops came to anything
    street.houses.remove(there)
    await street.pass_time(0.2)
    assert sees(ana) == {"ana"}


async def test_a_killed_replicas_people_go_after_thirty_seconds_and_not_before(street: Street) -> None:
    here, there = street.houses
    ana = await entered(here, "ana")
    await entered(there, "bo")
    await street.pass_time(0.3)
    await there.close()
    street.houses.remove(there)
    ana.heard = True
    await street.pass_time(28, step=0.5)
    assert sees(ana) == {"ana", "bo"}
    await street.pass_time(4, step=0.5)
    (message,) = ana.hears()
    assert len(message["payload"]["left"]) == 1


async def test_people_stay_shown_while_their_replica_is_heard_of(street: Street) -> None:
    here, there = street.houses
    ana, bo = await entered(here, "ana"), await entered(there, "bo")
    for _ in range(9):
        ana.heard = bo.heard = True
        await street.pass_time(10, step=0.5)
    assert sees(ana) == {"ana", "bo"}


async def test_a_lost_whisper_heals_within_ten_seconds(street: Street) -> None:
    here, there = street.houses
    ana, bo = await entered(here, "ana"), await entered(there, "bo")
    await street.pass_time(0.3)
    await street.fanouts[0].unsubscribe(here.period.document_id)
    bo.lose()
    await entered(there, "cy")
    await street.pass_time(1)
    assert sees(ana) == {"ana", "bo"}
    await street.fanouts[0].subscribe(here.period.document_id, deaf)
    await street.pass_time(10.5, step=0.5)
    (message,) = ana.hears()
    assert ([user["user"]["id"] for user in message["payload"]["users"]], len(message["payload"]["left"])) == (["cy"], 1)


async def test_what_cannot_be_read_is_dropped_and_logged_quietly(street: Street) -> None:
    here, _ = street.houses
    ana = await entered(here, "ana")
    await street.pass_time(0.1)
    ana.hears()
    with capture_logs() as logs:
        for body in (b"", b"\xc1", body_of(said(1, "x"))[:-2]):
            here.gateway.presences.hear(Whisper(here.period.document_id, "r9", "presence", body))
        here.gateway.presences.hear(Whisper(DocumentId(999), "r9", "presence", body_of(said(1, "x"))))
        here.gateway.presences.hear(Whisper(here.period.document_id, "r0", "presence", body_of(said(9, "x"))))
    await street.pass_time(0.1)
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [("whisper.unreadable", "debug")] * 3
    assert ana.hears() == []


async def test_a_crowd_is_told_less_often_than_a_few(street: Street) -> None:
    here, _ = street.houses
    few = [await entered(here, f"user{index}") for index in range(2)]
    await street.pass_time(0.2)

    async def frames_in_a_second() -> int:
        few[0].hears()
        for index in range(20):
            few[1].says({"type": "PRESENCE_UPDATE", "payload": {"period_id": PERIOD, "editing": index % 2 == 0}})
            await street.pass_time(0.05)
        return len(few[0].hears())

    assert await frames_in_a_second() == 20
    for index in range(398):
        await entered(here, f"crowd{index}")
    await street.pass_time(1)
    assert 4 <= await frames_in_a_second() <= 6


async def test_many_who_come_at_once_cost_a_handful_of_frames_each(street: Street) -> None:
    here, _ = street.houses
    links = []
    for index in range(400):
        links.append(await entered(here, f"user{index}"))
        if index % 20 == 0:
            await street.pass_time(0.05)
    await street.pass_time(1)
    assert max(sum(message["type"] == "PRESENCE" for message in link.hears()) for link in links) <= 5
