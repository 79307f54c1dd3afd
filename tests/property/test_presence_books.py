"""Books of several replicas, whose reports are lost, doubled and late: after one whole report of each they agree, without ghosts."""

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.gateway.presence import PresenceBook
from hub.gateway.present import PRESENT_MAX, PresenceReport, body_of, report_in

REPLICAS = ("r1", "r2", "r3")
TTL_S = 30.0
CELL = {"staff_id": "s1", "date": "2026-11-23"}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.sampled_from(REPLICAS), st.integers(0, 2)),
        st.tuples(st.just("move"), st.sampled_from(REPLICAS), st.integers(0, 2)),
        st.tuples(st.just("leave"), st.sampled_from(REPLICAS), st.integers(0, 2)),
        st.tuples(st.just("crowd"), st.sampled_from(REPLICAS), st.integers(1, 40)),
        st.tuples(st.just("whole"), st.sampled_from(REPLICAS), st.just(0)),
        st.tuples(st.just("kill"), st.sampled_from(REPLICAS), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from(REPLICAS), st.integers(1, 20)),
    ),
    max_size=60,
)


@dataclass
class Seen:
    """What a client knows of one replica's book by the news that it was told."""

    there: dict[str, object] = field(default_factory=dict)

    def take(self, book: PresenceBook) -> None:
        news = book.take_news()
        self.there |= {present.connection_id: present for present in news.moved}
        for connection_id in news.left:
            self.there.pop(connection_id, None)
        assert self.there == {present.connection_id: present for present in book.everyone()}


class World:
    """Replicas, and reports on the way."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.now = 0.0
        self.books: dict[str, PresenceBook] = {}
        self.names: dict[str, str] = {}
        self.seen: dict[str, Seen] = {}
        self.connected: dict[str, set[str]] = {}
        self.under_way: list[tuple[str, str, bytes]] = []
        self.number = 0
        self.lives = 0
        for place in REPLICAS:
            self.start(place)

    def start(self, place: str) -> None:
        """A replica begins, with a name that was never there."""
        self.lives += 1
        self.books[place], self.names[place], self.seen[place] = PresenceBook(), f"{place} life {self.lives}", Seen()
        self.connected[place] = set()

    def do(self, step: tuple[str, str, int]) -> None:
        kind, place, number = step
        book, who = self.books[place], f"{self.names[place]} user {number}"
        match kind:
            case "join":
                book.join(who, user_id=who, name=who)
                self.connected[place].add(who)
            case "move":
                book.move(who, user_id=who, name=who, selection=CELL, editing=self.random.random() < 0.5)
                self.connected[place].add(who)
            case "leave":
                book.leave(who)
                self.connected[place].discard(who)
            case "crowd":
                for index in range(number):
                    book.move(f"{who} of a crowd {index}", user_id=who, name=who, selection=CELL, editing=True)
                    self.connected[place].add(f"{who} of a crowd {index}")
            case "whole":
                book.owe_whole()
                self.tell(place)
            case "kill":
                self.start(place)
            case _:
                self.now += number
        self.seen[place].take(self.books[place])
        if self.random.random() < 0.6:
            self.tell(place)
        self.deliver(0.5)
        for one in self.books.values():
            one.expire(self.now - TTL_S)
            assert len(one) <= PRESENT_MAX

    def tell(self, place: str) -> None:
        self.number += 1
        report = self.books[place].take_report(self.number)
        if report is not None:
            self.send(place, report)

    def send(self, place: str, report: PresenceReport) -> None:
        body = body_of(report)
        self.under_way += [(other, self.names[place], body) for other in REPLICAS if other != place]

    def deliver(self, share: float) -> None:
        """Some arrive, in any order; some of them twice, some never."""
        self.random.shuffle(self.under_way)
        waiting = []
        for to, by, body in self.under_way:
            roll = self.random.random()
            if roll > share:
                waiting.append((to, by, body))
            if roll < share * 0.8:
                self.books[to].hear(by, report_in(body), self.now)
                self.seen[to].take(self.books[to])
            if roll < share * 0.2:
                waiting.append((to, by, body))
        self.under_way = waiting

    def calm_down(self) -> None:
        """The dead have fallen silent, and every replica reports its whole book, which nobody misses; what is late comes in after that."""
        self.deliver(0.8)
        self.now += TTL_S
        for place in REPLICAS:
            report = self.whole(place)
            for other in REPLICAS:
                if other != place:
                    self.books[other].hear(self.names[place], report, self.now)
        for to, by, body in self.under_way:
            if by in self.names.values():  # later still, from those who live; what the dead said thirty seconds ago is gone
                self.books[to].hear(by, report_in(body), self.now)
        for place, book in self.books.items():
            book.expire(self.now - TTL_S)
            self.seen[place].take(book)

    def whole(self, place: str) -> PresenceReport:
        self.number += 1
        self.books[place].owe_whole()
        return self.books[place].take_report(self.number) or PresenceReport(self.number, whole=True)


@settings(max_examples=300)
@given(steps, st.integers(0, 2**32))
def test_books_agree_after_a_whole_report_of_each(script: list[tuple[str, str, int]], seed: int) -> None:
    world = World(Random(seed))
    for step in script:
        world.do(step)
    world.calm_down()
    connected = set().union(*world.connected.values())
    for book in world.books.values():
        shown = {present.connection_id for present in book.everyone()}
        assert shown <= connected, "a ghost"
        if all(kind != "crowd" for kind, _, _ in script):  # who was pushed out of a full book is shown again when they move
            assert shown == connected
            assert book.everyone() == world.books[REPLICAS[0]].everyone()
