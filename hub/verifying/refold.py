"""Folds a document's log from its beginning, and compares what comes of it with what is stored. Pure."""

from collections.abc import Iterator

import xxhash

from hub.documents.apply import fold
from hub.documents.digest import SEPARATOR, hash_text
from hub.documents.record import Change, EntityEffect, FieldValue, FieldValues
from hub.documents.state import DocumentState
from hub.documents.workspace import value_of
from hub.verifying.finding import Finding, Findings
from hub.verifying.stored import Stored, cell_name, standing
from hub.verifying.undoing import Undoing
from hub.verifying.unfold import UNKNOWN_VERSION, is_creation
from shared.entities import Fields, Json
from shared.operations import OPERATION_TYPES

TYPES = frozenset(OPERATION_TYPES.values())
OUTCOMES = frozenset({"applied", "merged"})


class Refold:
    """Takes every change of a log in order of version, then says what is wrong.

    `base` is the state before the first of them: empty, but for a log whose beginning was cut off (unfold.py).
    """

    def __init__(self, document: Stored, base: DocumentState | None = None) -> None:
        self._document = document
        self._findings = Findings(document.name)
        self._rows = standing(document, self._findings)
        self._state = document.at(0) if base is None else base
        self._undoing = Undoing(document.log_from)
        self._operations: set[bytes] = set()

    @property
    def rows(self) -> DocumentState:
        """The state that the current rows hold: where unfolding begins."""
        return self._rows

    def begin_at(self, base: DocumentState) -> None:
        """Begin with another state than an empty one."""
        self._state = base

    def unreadable(self, version: int, why: str) -> None:
        """Note a row of the log that can't be read; the fold goes on without it."""
        self._findings.add(version, f"its row in the log can't be read: {why}")
        self._state.version = max(self._state.version, version)

    def take(self, change: Change) -> None:
        """Check a change against the state before it, then fold it."""
        version, state = change.version, self._state
        if version < self._document.log_from:  # cut off already, though not yet deleted
            return
        if version <= state.version:
            self._findings.add(version, "it is in the log twice")
            return
        self._note_missing(version)
        for what in self._wrongs(change):
            self._findings.add(version, what)
        state.version = version - 1
        fold(state, (change,))

    def end(self) -> list[Finding]:
        """Compare the fold with the rows; return all findings."""
        document, state = self._document, self._state
        self._note_missing(document.version + 1)
        if state.version > document.version:
            self._findings.add(document.version, f"the log goes on to version {state.version}")
        if state.hash != document.hash:
            self._findings.add(document.version, f"its hash is {hash_text(document.hash)}, that of its log is {hash_text(state.hash)}")
        for version, what in self._differences():
            self._findings.add(version, what)
        if document.is_cut_early:
            self._findings.add(document.log_from, "its log is cut off within a week: an operation that is sent again would not be known")
        for version, what in self._unlisted():
            self._findings.add(version, what)
        return self._findings.lines()

    def _note_missing(self, next_version: int) -> None:
        first, last = self._state.version + 1, next_version - 1
        if first < last:
            self._findings.add(first, f"it is not in the log, nor is any up to version {last}")
        elif first == last:
            self._findings.add(first, "it is not in the log")

    # one change

    def _wrongs(self, change: Change) -> Iterator[str]:
        if change.base is not None and not 0 <= change.base < change.version:
            yield f"its base is version {change.base}"
        if change.type not in TYPES or change.outcome not in OUTCOMES:
            yield f"there is no operation {change.type} {change.outcome}"
        if self._is_repeated(change):
            yield f"operation {change.author.operation_id} is in the log twice"
        if (wrong := self._undoing.take(change)) is not None:
            yield wrong
        yield from self._cells(change)
        yield from self._entity(change)

    def _is_repeated(self, change: Change) -> bool:
        author = change.author
        words = SEPARATOR.join((author.user_id, author.client_id, author.operation_id))
        key = xxhash.xxh3_128_digest(words.encode())  # 16 bytes: logs are long
        if key in self._operations:
            return True
        self._operations.add(key)
        return False

    def _cells(self, change: Change) -> Iterator[str]:
        keys = [(cell.staff_id, cell.date) for cell in change.effect.cells]
        if keys != [(cell.staff_id, cell.date) for cell in change.inverse.cells] or len(set(keys)) < len(keys):
            yield "its inverse is of other cells than what it did"
            return
        for key, effect, inverse in zip(keys, change.effect.cells, change.inverse.cells, strict=True):
            yield from _looks_back(cell_name(key), self._state.cells.get(key, {}), effect.set, inverse.set)

    def _entity(self, change: Change) -> Iterator[str]:
        effect, inverse = change.effect.entity, change.inverse.entity
        if effect is None:
            if inverse is not None:
                yield "its inverse is of an entity that it didn't touch"
            return
        fields, name = self._state.entities.get((effect.kind, effect.id), {}), f"{effect.kind} {effect.id}"
        if is_creation(change):
            yield from self._creation(change, effect)
        elif inverse is None or (inverse.kind, inverse.id) != (effect.kind, effect.id):
            yield "its inverse is of another entity than what it did"
        else:
            yield from _looks_back(name, fields, effect.set, inverse.set)

    def _creation(self, change: Change, effect: EntityEffect) -> Iterator[str]:
        """Nothing stood before; what takes it back is archiving it, and the first version of a period isn't taken back in its own log."""
        inverse, of_period = change.inverse.entity, self._document.key.kind == "period"
        if any(field.value is not None for field in self._state.entities.get((effect.kind, effect.id), {}).values()):
            yield f"it creates {effect.kind} {effect.id}, which is there already"
        if inverse != (None if of_period else EntityEffect(effect.kind, effect.id, {"archived": True})):
            yield "its inverse is not what takes a creation back"

    # the end

    def _differences(self) -> Iterator[tuple[int, str]]:
        state, rows = self._state, self._rows
        for cell in sorted(state.cells.keys() | rows.cells.keys()):
            yield from self._fields(cell_name(cell), state.cells.get(cell, {}), rows.cells.get(cell, {}))
        for key in sorted(state.entities.keys() | rows.entities.keys()):
            yield from self._fields(f"{key[0]} {key[1]}", state.entities.get(key, {}), rows.entities.get(key, {}))

    def _fields(self, name: str, folded: FieldValues, row: FieldValues) -> Iterator[tuple[int, str]]:
        for field in sorted(folded.keys() | row.keys()):
            there, here = folded.get(field), row.get(field)
            if there is None or there.version == UNKNOWN_VERSION:
                yield self._document.version, f"{name}: its row has {field}, its log doesn't set it"
            elif here is None:
                yield there.version, f"{name}: its row lacks {field}, which this version set"
            elif there.version != here.version:
                yield there.version, f"{name}: this version set {field} last, its row says version {here.version}"
            elif not is_same(there.value, here.value):
                yield there.version, f"{name}: its row has another {field} than this version set"

    def _unlisted(self) -> Iterator[tuple[int, str]]:
        document = self._document
        if document.key.kind == "period":
            if not document.is_listed:
                yield document.version, "the workspace doesn't list it"
            return
        listed: dict[str, FieldValue] = {
            entity_id: fields["listed"] for (kind, entity_id), fields in self._state.entities.items()
            if kind == "period" and value_of(fields, "listed") is True
        }  # fmt: skip
        for period_id in sorted(listed.keys() - document.period_ids):
            yield listed[period_id].version, f"it lists period {period_id}, which has no document"


def is_same(one: Json, other: Json) -> bool:
    """Say whether two values are the same JSON; to Python 1 and true are equal."""
    return type(one) is type(other) and bool(one == other)


def _looks_back(name: str, fields: FieldValues, effect: Fields, inverse: Fields) -> Iterator[str]:
    """Say where an inverse isn't what stood before, and where an effect changed nothing [DC4]."""
    if effect.keys() != inverse.keys():
        yield f"{name}: its inverse has other fields than what it did"
    for field in effect.keys() & inverse.keys():
        if not is_same(inverse[field], value_of(fields, field)):
            yield f"{name}: before it {field} was something else than its inverse says"
        if is_same(effect[field], value_of(fields, field)):
            yield f"{name}: it set {field} to what stood already"
