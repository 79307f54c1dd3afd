"""Undo and redo: new operations that restore what stood before, or what was done [UN1]."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.documents.cell_edit import NOBODY
from hub.documents.entity_edit import cells_that_leave
from hub.documents.record import (
    Applied,
    Change,
    Conflicted,
    ConflictField,
    Effect,
    EntityEffect,
    FieldValue,
    Outcome,
    UndoEntry,
    UndoStacks,
)
from hub.documents.setting import Setting
from hub.documents.undo import together
from hub.documents.workspace import is_archived, value_of
from shared.entities import EntityKind, Fields
from shared.operations import CellKey, type_of
from shared.protocol.errors import NothingToUndoError


@dataclass(frozen=True, slots=True)
class _Step:
    """One change to take back or bring back: which fields (those of its inverse), what must still stand there, and what to set instead.

    A creation's inverse is `archived`, which its effect doesn't hold: absent means null.
    """

    fields: Effect
    stands: Effect
    instead: Effect


def undo(setting: Setting, stacks: UndoStacks, *, strict: bool) -> Outcome:
    """Take back the author's last own change and those of its group. Raises NothingToUndoError, PeriodClosedError."""
    if not stacks.undo:
        raise NothingToUndoError
    last = stacks.undo[-1]
    entries = together(stacks.undo, last.version)
    return _restore(setting, [_Step(entry.inverse, entry.effect, entry.inverse) for entry in reversed(entries)], last, strict=strict)


def redo(setting: Setting, stacks: UndoStacks, *, strict: bool) -> Outcome:
    """Bring back what the author undid last. Raises NothingToUndoError, PeriodClosedError."""
    if not stacks.redo:
        raise NothingToUndoError
    last = stacks.redo[-1]
    entries = together(stacks.redo, last.version)
    return _restore(setting, [_Step(entry.inverse, entry.inverse, entry.effect) for entry in entries], last, strict=strict)


class _Restoring:
    """Gathers what a row of steps restores; a field that someone moved since is left, and listed."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.cells: dict[CellKey, Fields] = {}
        self.entities: dict[tuple[EntityKind, str], Fields] = {}
        self.left: list[ConflictField] = []

    def take(self, step: _Step) -> None:
        if (entity := step.fields.entity) is not None:  # first: a person who comes back must be there before their cells
            stands, instead = (_entity_fields(effect, entity) for effect in (step.stands, step.instead))
            self._entity(entity, stands, instead)
        stands_of, instead_of = (_cell_fields(effect) for effect in (step.stands, step.instead))
        for cell in step.fields.cells:
            key = (cell.staff_id, cell.date)
            self._cell(key, tuple(cell.set), stands_of.get(key, {}), instead_of.get(key, {}))

    def _entity(self, entity: EntityEffect, stands: Fields, instead: Fields) -> None:
        key = (entity.kind, entity.id)
        fields = self.setting.draft.entity(key) or {}
        frozen = is_archived(fields) and "archived" not in entity.set
        for name in entity.set:
            now = self.entities.get(key, {}).get(name, value_of(fields, name))
            if not frozen and now == stands.get(name):
                self.entities.setdefault(key, {})[name] = instead.get(name)
            else:
                self.left.append(_left(key, name, stands.get(name), fields.get(name), instead.get(name)))

    def _cell(self, key: CellKey, names: Sequence[str], stands: Fields, instead: Fields) -> None:
        fields = self.setting.draft.cell(key)
        here = self._has_place(key)
        for name in names:
            now = self.cells.get(key, {}).get(name, value_of(fields, name))
            if now == stands.get(name) and (here or instead.get(name) is None):
                self.cells.setdefault(key, {})[name] = instead.get(name)
            else:
                self.left.append(_left(("cell", f"{key[0]}/{key[1]}"), name, stands.get(name), fields.get(name), instead.get(name)))

    def _has_place(self, key: CellKey) -> bool:
        """Say whether a cell is in the period as it will be."""
        period_key: tuple[EntityKind, str] = ("period", self.setting.draft.state.key.id)
        period = {name: field.value for name, field in self.setting.period().items()} | self.entities.get(period_key, {})
        return key[0] in period["staff"] and period["start_date"] <= key[1] <= period["end_date"]


def _entity_fields(effect: Effect, entity: EntityEffect) -> Fields:
    return effect.entity.set if effect.entity is not None and effect.entity.id == entity.id else {}


def _cell_fields(effect: Effect) -> dict[CellKey, Fields]:
    return {(cell.staff_id, cell.date): cell.set for cell in effect.cells}


def _left(of: tuple[EntityKind, str], name: str, base: object, stands: FieldValue | None, mine: object) -> ConflictField:
    value, version, author = (None, 0, NOBODY) if stands is None else (stands.value, stands.version, stands.author)
    return ConflictField(*of, name, base, value, version, author, mine)


def _restore(setting: Setting, steps: Sequence[_Step], last: UndoEntry, *, strict: bool) -> Outcome:
    draft, submission = setting.draft, setting.submission
    if draft.state.key.kind == "period":
        setting.open_period()
        if setting.is_archived:
            return setting.rejected(reason="archived")
    restoring = _Restoring(setting)
    for step in steps:
        restoring.take(step)
    if strict and restoring.left:
        return setting.rejected(restoring.left)
    entities = [draft.write_entity(kind, entity_id, fields, submission.author) for (kind, entity_id), fields in restoring.entities.items()]
    if entities and draft.state.key.kind == "period":  # what others set since for people who go again goes with them
        for key, cleared in cells_that_leave(setting).items():
            restoring.cells.setdefault(key, {}).update(cleared)
    cells, cells_before = draft.write_cells(restoring.cells, submission.author)
    entity = next((written for written in entities if written is not None), None)
    # A version is made even when nothing could be restored: the log must say that this change is dealt with.
    version = draft.close_version(
        Change(
            version=draft.version + 1,
            base=submission.base,
            author=submission.author,
            type=type_of(submission.operation),
            effect=Effect(cells, None if entity is None else entity[0]),
            inverse=Effect(cells_before, None if entity is None else entity[1]),
            outcome="merged" if restoring.left else "applied",
            undoes=last.version,
        )
    )
    if restoring.left:
        return Conflicted("merged", setting.strategy, version, tuple(restoring.left))
    return Applied(version)
