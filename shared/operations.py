"""What a user can do to a document: one tagged union of plain records.

The wire's messages (shared/protocol/client.py) are parsed into these at the edge; inside, they are true.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from shared.entities import EntityKind, Fields
from shared.ids import PeriodId, RunId

Intent = Literal["edit", "swap", "move", "paste", "fill", "clear"]
DocumentKind = Literal["period", "workspace"]
CellKey = tuple[str, str]
"""(staff id, ISO date)."""


class CellEdit(Struct, frozen=True, gc=False):
    """Set fields of one cell; `set` has 1–3 of shift, locked, note; null clears."""

    staff_id: str
    date: str
    set: Fields


class CellUpdate(Struct, frozen=True, gc=False):
    """Edit cells of a period: one version, one undo, all or nothing. 1–2,000 cells."""

    period_id: PeriodId
    cells: tuple[CellEdit, ...]
    intent: Intent = "edit"
    undo_group: str | None = None


def fields_by_cell(edits: Iterable[CellEdit]) -> dict[CellKey, Fields]:
    """Return the edits by cell; the later of two on one field holds. An unlocked cell stands as null."""
    cells: dict[CellKey, Fields] = {}
    for edit in edits:
        values = {name: None if value is False else value for name, value in edit.set.items()}
        cells.setdefault((edit.staff_id, edit.date), {}).update(values)
    return cells


class EntityCreate(Struct, frozen=True, gc=False):
    """Bring a staff member, shift type, rule or period into the workspace.

    For a period `set` holds what goes to the period's own document (its version 1); the workspace's document gets `listed`.
    """

    kind: EntityKind
    id: str
    set: Fields


class EntityUpdate(Struct, frozen=True, gc=False):
    """Set fields of an entity; of kind `period` in the period's document, all others in the workspace's."""

    kind: EntityKind
    id: str
    set: Fields


class EntityArchive(Struct, frozen=True, gc=False):
    """Archive an entity of the workspace: never deleted, its code never used again."""

    kind: EntityKind
    id: str


class Undo(Struct, frozen=True, gc=False):
    """Take back the author's last own operation that is not undone yet [UN1]."""

    document: DocumentKind
    period_id: PeriodId | None = None
    strict: bool = False


class Redo(Struct, frozen=True, gc=False):
    """Bring back what the author undid last [UN1]."""

    document: DocumentKind
    period_id: PeriodId | None = None
    strict: bool = False


class ConflictResolve(Struct, frozen=True, gc=False):
    """End one of the author's own pending conflicts [CF4].

    `mine`: the kept operation once more; `theirs`: nothing; `custom`: the kept operation with the values of `set` in conflicting fields
    (hub/documents/keeping.py has its form).
    """

    conflict_id: str
    choice: Literal["mine", "theirs", "custom"]
    set: Fields | None = None


class SolutionApply(Struct, frozen=True, gc=False):
    """Apply a run's solution; made by runs/rebase.py, never by a client. Any number of cells; its id is `run:<run_id>` [RN5]."""

    period_id: PeriodId
    run_id: RunId
    cells: tuple[CellEdit, ...]


Operation = CellUpdate | EntityCreate | EntityUpdate | EntityArchive | Undo | Redo | ConflictResolve | SolutionApply

OPERATION_TYPES: dict[tuple[type, EntityKind | None], str] = {
    (CellUpdate, None): "CELL_UPDATE",
    (Undo, None): "UNDO",
    (Redo, None): "REDO",
    (ConflictResolve, None): "CONFLICT_RESOLVE",
    (SolutionApply, None): "APPLY_SOLUTION",
    **{
        (operation, kind): f"{kind.upper()}_{verb}"
        for operation, verb in ((EntityCreate, "CREATE"), (EntityUpdate, "UPDATE"), (EntityArchive, "DELETE"))
        for kind in ("staff", "shift_type", "rule", "period")
    },
    (EntityUpdate, "settings"): "SETTINGS_UPDATE",
}
"""The wire's type of each operation, by its class and entity kind."""


def type_of(operation: Operation) -> str:
    """Return the wire's type: what a change and a log row of this operation bear."""
    match operation:
        case EntityCreate(kind=kind) | EntityUpdate(kind=kind) | EntityArchive(kind=kind):
            return OPERATION_TYPES[type(operation), kind]
        case _:
            return OPERATION_TYPES[type(operation), None]
