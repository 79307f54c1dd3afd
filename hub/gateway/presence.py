"""Who is where in a period: a pure book, whose news are taken out at most `PRESENCE_PER_S` times a second."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

from hub.gateway.message import Selection

COLOURS: Final = 8
PRESENT_MAX: Final = 50
"""People that a period shows at once: those who came first, and whoever moves; a crowd of a thousand is no use to anyone."""


@dataclass(frozen=True, slots=True)
class Present:
    """One connection's place. `colour` is 1–8, the rarest at the time of joining."""

    connection_id: str
    user_id: str
    name: str
    colour: int
    selection: Selection = None
    editing: bool = False

    def on_wire(self) -> dict[str, Any]:
        """Return the protocol's form."""
        return {
            "connection_id": self.connection_id,
            "user": {"id": self.user_id, "name": self.name},
            "colour": self.colour,
            "selection": self.selection,
            "editing": self.editing,
        }


@dataclass(frozen=True, slots=True)
class PresenceNews:
    """What changed since the last look: who moved or came, and who left."""

    moved: tuple[Present, ...]
    left: tuple[str, ...]

    def payload(self, period_id: str) -> dict[str, Any]:
        """Return the payload of a PRESENCE message."""
        return {"period_id": period_id, "users": [present.on_wire() for present in self.moved], "left": list(self.left)}


class PresenceBook:
    """The people of one period on this replica: at most `PRESENT_MAX` are shown, the longest unmoved gives way to one who moves."""

    __slots__ = ("_left", "_moved", "_shown", "generation")

    def __init__(self) -> None:
        self._shown: dict[str, Present] = {}  # by connection, the longest unmoved first
        self._moved: set[str] = set()
        self._left: set[str] = set()
        self.generation = 0
        """Moves with every change: what is made of the book can be kept by it."""

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def has_news(self) -> bool:
        """Whether `take_news` would return anything."""
        return bool(self._moved or self._left)

    def join(self, connection_id: str, *, user_id: str, name: str) -> None:
        """Show a newcomer, if there is room."""
        if connection_id not in self._shown and len(self._shown) < PRESENT_MAX:
            self._show(Present(connection_id, user_id, name, self._rarest_colour()))

    def move(self, connection_id: str, *, user_id: str, name: str, selection: Selection, editing: bool) -> None:
        """Note where somebody is now."""
        present = self._shown.pop(connection_id, None)
        if present is None:
            if len(self._shown) >= PRESENT_MAX:
                self.leave(next(iter(self._shown)))
            present = Present(connection_id, user_id, name, self._rarest_colour())
        self._show(replace(present, selection=selection, editing=editing))

    def leave(self, connection_id: str) -> None:
        """Forget somebody."""
        if self._shown.pop(connection_id, None) is not None:
            self._moved.discard(connection_id)
            self._left.add(connection_id)
            self.generation += 1

    def _show(self, present: Present) -> None:
        self._shown[present.connection_id] = present
        self._moved.add(present.connection_id)
        self._left.discard(present.connection_id)
        self.generation += 1

    def _rarest_colour(self) -> int:
        taken = Counter(present.colour for present in self._shown.values())
        return min(range(1, COLOURS + 1), key=lambda colour: taken[colour])

    def everyone(self) -> tuple[Present, ...]:
        """Return all who are shown, in order of their colour and id."""
        return tuple(sorted(self._shown.values(), key=lambda present: (present.colour, present.connection_id)))

    def take_news(self) -> PresenceNews:
        """Return what changed since the last call, and forget it."""
        news = PresenceNews(tuple(self._shown[one] for one in sorted(self._moved)), tuple(sorted(self._left)))
        self._moved.clear()
        self._left.clear()
        return news
