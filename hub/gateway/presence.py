"""Who is where in a period: a pure book of this replica's people and, as far as they are reported, of the other replicas'."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs

from hub.gateway.message import Selection
from hub.gateway.present import COLOURS, PRESENT_MAX, PresenceReport, Present

REPLICAS_MAX: Final = 200
"""Other replicas that are believed to have people in one period."""


@dataclass(frozen=True, slots=True)
class PresenceNews:
    """What changed since the last look: who moved or came, and who left."""

    moved: tuple[Present, ...]
    left: tuple[str, ...]

    def payload(self, period_id: str) -> dict[str, Any]:
        """Return the payload of a PRESENCE message."""
        return {"period_id": period_id, "users": [present.on_wire() for present in self.moved], "left": list(self.left)}


@dataclass(frozen=True, slots=True)
class _Heard:
    """The last report of a replica, and when it came."""

    number: int
    at: float


class _News:
    """Who moved and who left, for somebody who looks now and then."""

    __slots__ = ("left", "moved")

    def __init__(self) -> None:
        self.moved: set[str] = set()
        self.left: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.moved or self.left)

    def note(self, connection_id: str, *, is_there: bool) -> None:
        (self.moved if is_there else self.left).add(connection_id)
        (self.left if is_there else self.moved).discard(connection_id)

    def clear(self) -> None:
        self.moved.clear()
        self.left.clear()


class PresenceBook:
    """The people of one period: at most `PRESENT_MAX` are shown, the longest unmoved gives way to one who moves.

    Reports may be lost, doubled, or come late: an older one than was heard already says nothing, and a whole one heals everything. A
    replica that isn't heard of any more takes its people with it (`expire`). Colours are given by each person's own replica, the rarest of
    all whom it shows, `first_colour` before others that are as rare: so that the first ones of two replicas mostly differ.
    """

    __slots__ = ("_asks", "_elsewhere", "_first_colour", "_heard", "_news", "_owes_whole", "_own_news", "_shown", "generation")

    def __init__(self, first_colour: int = 1) -> None:
        self._first_colour = first_colour
        self._shown: dict[str, Present] = {}  # by connection, the longest unmoved first
        self._elsewhere: dict[str, str] = {}  # the replica of those who aren't here
        self._heard: dict[str, _Heard] = {}
        self._news = _News()
        self._own_news = _News()
        self._asks = True
        self._owes_whole = False
        self.generation = 0
        """Moves when news are taken out: what is made of the book can be kept so long, for who gets it hears the next news as well."""

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def has_news(self) -> bool:
        """Whether `take_news` or `take_report` would return anything."""
        return bool(self._news or self._own_news or self._owes_whole)

    # people here

    def join(self, connection_id: str, *, user_id: str, name: str) -> None:
        """Show a newcomer, if there is room."""
        if connection_id not in self._shown and len(self._shown) < PRESENT_MAX:
            self._show(Present(connection_id, user_id, name, self._rarest_colour()))

    def move(self, connection_id: str, *, user_id: str, name: str, selection: Selection, editing: bool) -> None:
        """Note where somebody is now."""
        present = self._shown.get(connection_id)
        if present is None:
            self._make_room()
            present = Present(connection_id, user_id, name, self._rarest_colour())
        self._show(structs.replace(present, selection=selection, editing=editing))

    def leave(self, connection_id: str) -> None:
        """Forget somebody."""
        if connection_id in self._shown and connection_id not in self._elsewhere:
            self._hide(connection_id)

    # people elsewhere

    def hear(self, replica: str, report: PresenceReport, now: float) -> None:
        """Take another replica's report; `now` in seconds."""
        heard = self._heard.get(replica)
        if heard is None and len(self._heard) >= REPLICAS_MAX:
            return
        if heard is not None and report.number <= heard.number:
            return
        self._heard[replica] = _Heard(report.number, now)
        if report.asks:
            self.owe_whole()
        if report.whole:
            there = {present.connection_id for present in report.users}
            self._forget(replica, [one for one, home in self._elsewhere.items() if home == replica and one not in there])
        self._forget(replica, report.left)
        for present in report.users:
            self._place(replica, present, may_push=not report.whole)

    def expire(self, before: float) -> None:
        """Forget the people of replicas that weren't heard of since `before`."""
        for replica in [replica for replica, heard in self._heard.items() if heard.at <= before]:
            del self._heard[replica]
            self._forget(replica, [one for one, home in self._elsewhere.items() if home == replica])

    def _place(self, replica: str, present: Present, *, may_push: bool) -> None:
        stands = self._shown.get(present.connection_id)
        if stands is None:
            if len(self._shown) >= PRESENT_MAX and not (may_push and present.is_somewhere):
                return
            self._make_room()
            self._elsewhere[present.connection_id] = replica
        elif stands == present or self._elsewhere.get(present.connection_id) != replica:
            return
        self._show(present)

    def _forget(self, replica: str, connection_ids: Iterable[str]) -> None:
        for connection_id in connection_ids:
            if self._elsewhere.get(connection_id) == replica:
                self._hide(connection_id)

    # both

    def _show(self, present: Present) -> None:
        connection_id = present.connection_id
        self._shown.pop(connection_id, None)  # to the end
        self._shown[connection_id] = present
        self._note(connection_id, is_there=True)

    def _hide(self, connection_id: str) -> None:
        del self._shown[connection_id]
        self._note(connection_id, is_there=False)
        self._elsewhere.pop(connection_id, None)

    def _note(self, connection_id: str, *, is_there: bool) -> None:
        self._news.note(connection_id, is_there=is_there)
        if connection_id not in self._elsewhere:
            self._own_news.note(connection_id, is_there=is_there)

    def _make_room(self) -> None:
        if len(self._shown) >= PRESENT_MAX:
            self._hide(next(iter(self._shown)))

    def _rarest_colour(self) -> int:
        taken = Counter(present.colour for present in self._shown.values())
        return min(range(1, COLOURS + 1), key=lambda colour: (taken[colour], (colour - self._first_colour) % COLOURS))

    # looking

    def everyone(self) -> tuple[Present, ...]:
        """Return all who are shown, in order of their colour and id."""
        return tuple(sorted(self._shown.values(), key=lambda present: (present.colour, present.connection_id)))

    def take_news(self) -> PresenceNews:
        """Return what changed since the last call, and forget it."""
        news = PresenceNews(tuple(self._shown[one] for one in sorted(self._news.moved)), tuple(sorted(self._news.left)))
        if self._news:
            self.generation += 1
        self._news.clear()
        return news

    def owe_whole(self) -> None:
        """Have the next report be a whole one, if there is anybody to report."""
        self._owes_whole |= len(self._shown) > len(self._elsewhere)

    def take_report(self, number: int) -> PresenceReport | None:
        """Return what the other replicas should hear of the people here since the last call; the first report asks them for theirs."""
        if not (self._own_news or self._owes_whole):
            return None
        own = tuple(present for one, present in self._shown.items() if one not in self._elsewhere)
        if self._owes_whole or self._asks or not own or len(self._own_news.left) > PRESENT_MAX:
            report = PresenceReport(number, whole=True, asks=self._asks, users=own)
        else:
            moved = tuple(present for present in own if present.connection_id in self._own_news.moved)
            report = PresenceReport(number, whole=False, users=moved, left=tuple(sorted(self._own_news.left)))
        self._own_news.clear()
        self._owes_whole = self._asks = False
        return report
