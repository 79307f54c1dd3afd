"""A document's log replayed field by field: what stood at which version, by whom. Written after the protocol, not after the hub."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hub.documents.record import Change, Effect
from hub.store.memory import Document

Field = tuple[str, str, str]
"""(kind, id, name)."""
Values = dict[Field, Any]
Hand = tuple[str, str]
"""(user, client)."""


class Stood(NamedTuple):
    """A field since `version`."""

    value: Any
    version: int
    by: Hand


NOTHING = Stood(None, 0, ("", ""))


class History:
    """Every field's past; `take` moves on by one change."""

    def __init__(self) -> None:
        self.version = 0
        self._past: dict[Field, list[Stood]] = {}
        self._versions: dict[Hand, set[int]] = {}

    def now(self, field: Field) -> Stood:
        past = self._past.get(field)
        return past[-1] if past else NOTHING

    def value(self, *field: str) -> Any:
        return self.now(field).value  # type: ignore[arg-type]  # three of them

    def at(self, field: Field, version: int) -> Stood:
        """What stood at a version."""
        return next((stood for stood in reversed(self._past.get(field, ())) if stood.version <= version), NOTHING)

    def take(self, change: Change) -> None:
        by = (change.author.user_id, change.author.client_id)
        for field, value in fields_of(change.effect).items():
            self._past.setdefault(field, []).append(Stood(value, change.version, by))
        self._versions.setdefault(by, set()).add(change.version)
        self.version = change.version

    def versions_of(self, user: str, client_id: str) -> set[int]:
        """The versions that a client made."""
        return self._versions.get((user, client_id), set())

    def standing(self) -> Iterator[tuple[Field, Any]]:
        """Every field that has a value."""
        for field, past in self._past.items():
            if past[-1].value is not None:
                yield field, past[-1].value


def fields_of(effect: Effect) -> Values:
    """An effect's fields."""
    fields: Values = {}
    if effect.entity is not None:
        fields |= {(effect.entity.kind, effect.entity.id, name): plain(value) for name, value in effect.entity.set.items()}
    for cell in effect.cells:
        fields |= {("cell", f"{cell.staff_id}/{cell.date}", name): plain(value) for name, value in cell.set.items()}
    return fields


def plain(value: Any) -> Any:
    """What is false is as good as null [DC5]."""
    return None if value is False else value


def changed(history: History, wanted: Mapping[Field, Any]) -> Values:
    """Those of `wanted` that don't stand already."""
    return {field: value for field, value in wanted.items() if history.now(field).value != value}


def past_of(document: Document) -> History:
    """The whole history of a document."""
    history = History()
    for entry in document.log:
        history.take(entry.change)
    return history
