"""An operation together with what it is judged in."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct

from hub.documents.draft import Draft
from hub.documents.notices import met, overwritten
from hub.documents.record import (
    Applied,
    CellEffect,
    Change,
    Conflicted,
    ConflictField,
    Effect,
    EntityEffect,
    Evidence,
    FieldValues,
    Merged,
    Outcome,
    PendingConflict,
    Place,
    Submission,
    Unchanged,
)
from hub.documents.workspace import WorkspaceView, value_of
from shared.domain import PeriodStatus, StrategyName
from shared.entities import EntityKind, Fields, Json
from shared.operations import type_of
from shared.protocol.errors import NotFoundError, PeriodClosedError

Reason = Literal["archived", "not_in_period", "changed"]


class Judged(Struct, frozen=True):
    """What may be written of an operation with conflicts.

    `overwritten` are the fields that take the operation's value over another's; `joined` gives others the value that holds both; `left`
    keep what stands.
    """

    overwritten: tuple[ConflictField, ...] = ()
    joined: Mapping[Place, Json] = {}
    left: Mapping[Place, ConflictField] = {}

    def of(self, kind: EntityKind, entity_id: str, wanted: Fields) -> Fields:
        """Return what is set of `wanted`."""
        if not (self.left or self.joined):
            return wanted
        places = ((name, (kind, entity_id, name), value) for name, value in wanted.items())
        return {name: self.joined.get(place, value) for name, place, value in places if place not in self.left}


UNDISPUTED: Final = Judged()
"""An operation without conflicts."""


class Setting(Struct, frozen=True):
    """A submission, the draft it meets, and the workspace's view.

    `evidence`: what was looked up for it, None where nothing was. `resolves`: the conflict that ends if it is decided now.
    """

    draft: Draft
    submission: Submission
    view: WorkspaceView
    evidence: Evidence | None = None
    resolves: PendingConflict | None = None

    @property
    def strategy(self) -> StrategyName:
        """The strategy that holds at this point of the batch [CF1]."""
        key = self.draft.state.key
        own = value_of(self.draft.entity(("period" if key.kind == "period" else "settings", key.id)), "strategy")
        if own:
            return StrategyName(own)
        return self.view.strategy if key.kind == "period" else StrategyName.LAST_WRITER_WINS

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

    def conflicts(self, kind: EntityKind, entity_id: str, fields: FieldValues, wanted: Fields) -> list[ConflictField]:
        """Return the fields that changed after the operation's base, by another, to another value [CF1]; their `base` isn't filled."""
        base, author = self.submission.base, self.submission.author
        if base is None:
            return []
        return [
            ConflictField(kind, entity_id, name, None, was.value, was.version, was.author, value)
            for name, value, was in met(fields, wanted, base=base, author=author)
        ]

    def rejected(self, fields: Iterable[ConflictField] = (), *, reason: Reason = "changed") -> Conflicted:
        """Return the outcome of an operation of which nothing was applied."""
        return Conflicted("rejected", self.strategy, self.draft.version, tuple(fields), reason)

    def become(
        self,
        cells: tuple[tuple[CellEffect, ...], tuple[CellEffect, ...]] = ((), ()),
        entity: tuple[EntityEffect, EntityEffect] | None = None,
        judged: Judged = UNDISPUTED,
        *,
        undo_group: str | None = None,
        run_id: str | None = None,
    ) -> Outcome:
        """Make what was written into the draft the next version; none where nothing was."""
        if not cells[0] and entity is None:
            return self._left(judged, self.draft.version, is_empty=True) if judged.left else Unchanged(self.draft.version)
        is_whole = not (judged.left or judged.joined)
        version = self.draft.close_version(
            Change(
                version=self.draft.version + 1,
                base=self.submission.base,
                author=self.submission.author,
                type=type_of(self.submission.operation),
                effect=Effect(cells[0], None if entity is None else entity[0]),
                inverse=Effect(cells[1], None if entity is None else entity[1]),
                outcome="applied" if is_whole else "merged",
                undo_group=undo_group,
                run_id=run_id,
            )
        )
        if is_whole:
            return Applied(version, overwritten(judged.overwritten, version, self.submission.author) if judged.overwritten else ())
        return self._left(judged, version) if judged.left else Merged(version)

    def _left(self, judged: Judged, version: int, *, is_empty: bool = False) -> Conflicted:
        return Conflicted("merged", self.strategy, version, tuple(judged.left.values()), is_empty=is_empty)
