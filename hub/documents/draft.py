"""A document as a batch leaves it, before anything is committed."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from hub.documents.digest import MODULUS, field_hash
from hub.documents.record import (
    Author,
    CellEffect,
    Change,
    ConflictKey,
    EntityEffect,
    EntityKey,
    FieldValue,
    FieldValues,
    NewPeriod,
    Outcome,
    PendingConflict,
    UndoStacks,
)
from hub.documents.state import DocumentState
from shared.entities import EntityKind, Fields
from shared.ids import DocumentId, UserId
from shared.operations import CellKey


class Resolution(Struct, frozen=True):
    """The fate of a batch against a state: versions expected + 1 … next, and one outcome a submission, in order.

    `cells` and `entities` hold all fields of what the changes touched; `hash` is the state hash after them. `conflicts` are to be kept,
    `resolved` to be forgotten. `undo`: the stacks that were given, moved on. Fewer outcomes than submissions: the first one without can't
    be judged before its evidence is there; it and what follows are not in here.
    """

    document_id: DocumentId
    epoch: str
    expected: int
    next: int
    hash: int
    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]
    cells: Mapping[CellKey, FieldValues]
    entities: Mapping[EntityKey, FieldValues]
    new_periods: tuple[NewPeriod, ...]
    conflicts: tuple[PendingConflict, ...]
    resolved: tuple[ConflictKey, ...]
    undo: Mapping[UserId, UndoStacks]


class Draft:
    """A copy-on-write overlay over a state: reads fall through, writes stay here and keep the hash."""

    def __init__(self, state: DocumentState) -> None:
        self.state = state
        self.version = state.version
        self.hash = state.hash
        self.cells: dict[CellKey, FieldValues] = {}
        self.entities: dict[EntityKey, FieldValues] = {}
        self.changes: list[Change] = []
        self.new_periods: list[NewPeriod] = []
        self.conflicts: dict[ConflictKey, PendingConflict] = {}
        self.resolved: dict[ConflictKey, None] = {}

    def cell(self, key: CellKey) -> FieldValues:
        """Return a cell's fields as they stand in the draft; empty where nothing was ever set. Not to be written to."""
        found = self.cells.get(key)
        return found if found is not None else self.state.cells.get(key, {})

    def entity(self, key: EntityKey) -> FieldValues | None:
        """Return an entity's fields as they stand in the draft, None where there is none. Not to be written to."""
        found = self.entities.get(key)
        return found if found is not None else self.state.entities.get(key)

    def all_cells(self) -> Iterable[tuple[CellKey, FieldValues]]:
        """Return every cell that was ever set, as it stands in the draft."""
        return (self.state.cells | self.cells).items()

    def staff_ids(self, period: FieldValues) -> frozenset[str]:
        """Return the people of a period with these fields."""
        return self.state.people.of(period["staff"].value)

    def codes(self, kind: EntityKind) -> set[str]:
        """Return all codes of a kind that were ever taken."""
        keys = [key for key in self.entity_keys() if key[0] == kind]
        return {code.value for key in keys if (code := (self.entity(key) or {}).get("code")) is not None}

    def entity_keys(self) -> Iterable[EntityKey]:
        """Return the keys of all entities."""
        return self.state.entities.keys() | self.entities.keys()

    def write_cells(self, values: Mapping[CellKey, Fields], author: Author) -> tuple[tuple[CellEffect, ...], tuple[CellEffect, ...]]:
        """Set cells' fields at the next version; returns what really changed, and what stood before."""
        effects: list[CellEffect] = []
        inverses: list[CellEffect] = []
        for (staff_id, date), wanted in values.items():
            key = (staff_id, date)
            fields = self.cells.get(key)
            standing = self.state.cells.get(key, {}) if fields is None else fields
            changed = differing(standing, wanted)
            if not changed:
                continue
            if fields is None:
                fields = self.cells[key] = dict(standing)
            before = self._write(fields, "cell", f"{staff_id}/{date}", changed, author)
            effects.append(CellEffect(staff_id, date, changed))
            inverses.append(CellEffect(staff_id, date, before))
        return tuple(effects), tuple(inverses)

    def write_entity(self, kind: EntityKind, entity_id: str, wanted: Fields, author: Author) -> tuple[EntityEffect, EntityEffect] | None:
        """Set an entity's fields at the next version; returns what really changed and what stood before, None where nothing did."""
        key = (kind, entity_id)
        changed = differing(self.entity(key) or {}, wanted)
        if not changed:
            return None
        fields = self.entities.get(key)
        if fields is None:
            fields = self.entities[key] = dict(self.state.entities.get(key, ()))
        before = self._write(fields, kind, entity_id, changed, author)
        return EntityEffect(kind, entity_id, changed), EntityEffect(kind, entity_id, before)

    def _write(self, fields: FieldValues, kind: EntityKind, entity_id: str, values: Fields, author: Author) -> Fields:
        before: Fields = {}
        for name, value in values.items():
            was = fields.get(name)
            before[name] = None if was is None else was.value
            self.hash = (self.hash - field_hash(kind, entity_id, name, before[name]) + field_hash(kind, entity_id, name, value)) % MODULUS
            fields[name] = FieldValue(value, self.version + 1, author)
        return before

    def close_version(self, change: Change) -> int:
        """Take `change` as the next version; what was written since belongs to it."""
        self.version += 1
        self.changes.append(change)
        return self.version

    def keep(self, conflict: PendingConflict) -> None:
        """Keep a conflict, in the place of one with its id."""
        key = conflict.author.user_id, conflict.id
        self.resolved.pop(key, None)
        self.conflicts[key] = conflict

    def forget(self, conflict: PendingConflict) -> None:
        """Forget a conflict: it was decided."""
        key = conflict.author.user_id, conflict.id
        self.conflicts.pop(key, None)
        self.resolved[key] = None

    def kept_of(self, user_id: UserId) -> int:
        """Return how many conflicts of a user this batch keeps so far."""
        return sum(owner == user_id for owner, _ in self.conflicts)

    def resolution(self, outcomes: Sequence[Outcome], undo: Mapping[UserId, UndoStacks]) -> Resolution:
        """Return what came of the batch."""
        state = self.state
        return Resolution(
            document_id=state.document_id,
            epoch=state.epoch,
            expected=state.version,
            next=self.version,
            hash=self.hash,
            changes=tuple(self.changes),
            outcomes=tuple(outcomes),
            cells=self.cells,
            entities=self.entities,
            new_periods=tuple(self.new_periods),
            conflicts=tuple(self.conflicts.values()),
            resolved=tuple(self.resolved),
            undo=undo,
        )


def differing(fields: FieldValues, wanted: Fields) -> Fields:
    """Return those of `wanted` that don't stand already; a field that was never set stands as null."""
    return {name: value for name, value in wanted.items() if (None if (was := fields.get(name)) is None else was.value) != value}
