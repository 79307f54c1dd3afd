"""Rows as they are stored, believed in nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from hub.documents.digest import MODULUS, field_hash
from hub.documents.record import DocumentKey, EntityKey, FieldValue, FieldValues
from hub.documents.state import DocumentState
from hub.store.rows import UNKNOWN_AUTHOR
from hub.verifying.finding import Findings, name_of
from shared.entities import CELL_FIELDS
from shared.ids import DocumentId
from shared.operations import CellKey


class CellRow(NamedTuple):
    """A row of `schedule_data`: value and version of each of CELL_FIELDS, in their order."""

    staff_id: str
    date: str
    columns: tuple[tuple[Any, int | None], ...]


class EntityRow(NamedTuple):
    """A row of `entities`; both maps are whatever JSON the columns hold."""

    kind: Any
    id: str
    fields: Any
    versions: Any


@dataclass(frozen=True, slots=True)
class Stored:
    """A document's row and its current cells and entities, of one snapshot.

    `period_ids` are those of its workspace's period documents (of a workspace's document only); `is_listed`: its workspace's document has
    this period. `is_cut_early`: the log begins later than with all versions of the last 7 days [EN3], as far as rows still tell.
    """

    document_id: DocumentId
    key: DocumentKey
    epoch: str
    version: int
    log_from: int
    hash: int
    cells: Sequence[CellRow]
    entities: Sequence[EntityRow]
    period_ids: frozenset[str] = frozenset()
    is_listed: bool = True
    is_cut_early: bool = False

    @property
    def name(self) -> str:
        """How findings call it."""
        return name_of(self.document_id, self.key)

    @property
    def is_whole(self) -> bool:
        """Whether the log begins with the document."""
        return self.log_from == 1

    def at(self, version: int) -> DocumentState:
        """Return a state of this document without any fields."""
        return DocumentState(self.document_id, self.key, self.epoch, version, 0)


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run that brought a grid, as its row holds it; JSON columns are whatever JSON they hold, None where it can't be read."""

    id: str
    base_version: int | None
    problem_hash: str | None
    score: Any
    violations: int | None
    result: Any
    solution: Any
    options: Any
    applied_version: int | None
    logged_version: int | None
    workspace_version: int
    completed_at: datetime | None


def standing(document: Stored, findings: Findings) -> DocumentState:
    """Return the state that the rows hold, its hash counted anew; a field without a version, or the reverse, is noted and left out."""
    state = document.at(document.version)
    for cell in document.cells:
        fields = state.cells[cell.staff_id, cell.date] = {}
        for name, (value, version) in zip(CELL_FIELDS, cell.columns, strict=True):
            if version is not None:
                fields[name] = FieldValue(value, version, UNKNOWN_AUTHOR)
            elif value is not None:
                findings.add(document.version, f"cell {cell.staff_id}/{cell.date}: {name} has a value and no version")
    for row in document.entities:
        state.entities[row.kind, row.id] = _entity(document, row, findings)
    return replace(state, hash=hash_of(state))


def _entity(document: Stored, row: EntityRow, findings: Findings) -> FieldValues:
    if not (isinstance(row.fields, dict) and isinstance(row.versions, dict)) or any(type(n) is not int for n in row.versions.values()):
        findings.add(document.version, f"{row.kind} {row.id}: its row can't be read")
        return {}
    for name in sorted(row.fields.keys() ^ row.versions.keys()):
        findings.add(document.version, f"{row.kind} {row.id}: {name} has {'a value' if name in row.fields else 'a version'} only")
    return {name: FieldValue(value, row.versions[name], UNKNOWN_AUTHOR) for name, value in row.fields.items() if name in row.versions}


def hash_of(state: DocumentState) -> int:
    """Return a state's hash, counted from nothing [DC5]."""
    cells = (_sum(("cell", f"{staff_id}/{date}"), fields) for (staff_id, date), fields in state.cells.items())
    return (sum(cells) + sum(_sum(key, fields) for key, fields in state.entities.items())) % MODULUS


def _sum(of: EntityKey, fields: FieldValues) -> int:
    return sum(field_hash(*of, name, field.value) for name, field in fields.items())


def cell_name(key: CellKey) -> str:
    """Return how findings call a cell."""
    return f"cell {key[0]}/{key[1]}"
