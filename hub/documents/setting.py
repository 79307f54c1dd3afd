"""An operation together with what it is judged in."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from hub.documents.draft import Draft
from hub.documents.record import (
    Applied,
    Author,
    CellEffect,
    Change,
    Conflicted,
    ConflictField,
    Effect,
    EntityEffect,
    FieldValue,
    FieldValues,
    Outcome,
    Overwritten,
    Submission,
    Unchanged,
)
from hub.documents.strategies import STRATEGIES
from hub.documents.workspace import WorkspaceView, value_of
from shared.domain import PeriodStatus, StrategyName
from shared.entities import EntityKind, Fields
from shared.operations import type_of
from shared.protocol.errors import NotFoundError, PeriodClosedError

Reason = Literal["archived", "not_in_period", "changed"]


class Setting(Struct, frozen=True):
    """A submission, the draft it meets, and the workspace's view."""

    draft: Draft
    submission: Submission
    view: WorkspaceView

    @property
    def strategy(self) -> StrategyName:
        """The strategy that holds at this point of the batch [CF1]."""
        key = self.draft.state.key
        own = value_of(self.draft.entity(("period", key.id)), "strategy") if key.kind == "period" else None
        return StrategyName(own) if own else self.view.strategy

    def period(self) -> FieldValues:
        """Return the fields of the period whose document this is; raises NotFoundError elsewhere."""
        key = self.draft.state.key
        fields = self.draft.entity(("period", key.id)) if key.kind == "period" else None
        if fields is None:
            raise NotFoundError
        return fields

    def open_period(self) -> FieldValues:
        """Return the period's fields; raises PeriodClosedError where it takes no edits."""
        fields = self.period()
        if value_of(fields, "status") == PeriodStatus.CLOSED:
            raise PeriodClosedError
        return fields

    @property
    def is_archived(self) -> bool:
        """Whether the period whose document this is has been archived."""
        return self.draft.state.key.id in self.view.archived_periods

    def conflicts(self, kind: EntityKind, entity_id: str, fields: FieldValues, wanted: Fields) -> list[tuple[ConflictField, FieldValue]]:
        """Return the fields that changed after the operation's base, by another, to another value [CF1], each with what stands."""
        base, author = self.submission.base, self.submission.author
        if base is None:
            return []
        return [
            (ConflictField(kind, entity_id, name, None, was.value, was.version, was.author, value), was)
            for name, value in wanted.items()
            if (was := fields.get(name)) is not None
            and was.version > base
            and was.value != value
            and (was.author.user_id, was.author.client_id) != (author.user_id, author.client_id)
        ]

    def refuses(self, conflicts: Iterable[ConflictField]) -> bool:
        """Say whether the strategy refuses an operation with these conflicts."""
        fields = tuple(conflicts)
        return bool(fields) and STRATEGIES[self.strategy](fields) == "reject"

    def rejected(self, fields: Iterable[ConflictField] = (), *, reason: Reason = "changed") -> Conflicted:
        """Return the outcome of an operation of which nothing was applied."""
        return Conflicted("rejected", self.strategy, self.draft.version, tuple(fields), reason)

    def become(
        self,
        cells: tuple[tuple[CellEffect, ...], tuple[CellEffect, ...]] = ((), ()),
        entity: tuple[EntityEffect, EntityEffect] | None = None,
        conflicts: Iterable[tuple[ConflictField, FieldValue]] = (),
        *,
        undo_group: str | None = None,
        run_id: str | None = None,
    ) -> Outcome:
        """Make what was written into the draft the next version; Unchanged where nothing was.

        `conflicts` are the fields that were overwritten.
        """
        if not cells[0] and entity is None:
            return Unchanged(self.draft.version)
        version = self.draft.close_version(
            Change(
                version=self.draft.version + 1,
                base=self.submission.base,
                author=self.submission.author,
                type=type_of(self.submission.operation),
                effect=Effect(cells[0], None if entity is None else entity[0]),
                inverse=Effect(cells[1], None if entity is None else entity[1]),
                undo_group=undo_group,
                run_id=run_id,
            )
        )
        return Applied(version, self._notices(version, conflicts))

    def _notices(self, version: int, conflicts: Iterable[tuple[ConflictField, FieldValue]]) -> tuple[Overwritten, ...]:
        """Return a notice for each operation whose values were overwritten, seen from its author: theirs is the new value [CF3]."""
        by_author: dict[Author, list[ConflictField]] = {}
        for mine, was in conflicts:
            by_author.setdefault(was.author, []).append(
                ConflictField(mine.entity, mine.id, mine.field, None, mine.mine, version, self.submission.author, was.value)
            )
        return tuple(Overwritten(author, tuple(fields)) for author, fields in by_author.items())
