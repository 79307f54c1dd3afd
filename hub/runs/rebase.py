"""A solution on the grid as it is now: what it would change, what people keep [RN3, RN5]."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from hub.documents.record import FieldValues
from hub.documents.state import DocumentState
from hub.documents.workspace import value_of
from hub.runs.problem import Roster
from shared.ids import PeriodId, RunId
from shared.operations import CellEdit, CellKey, SolutionApply
from shared.problem import CellRef, Row, Violation
from shared.protocol.server import DiffCell

ApplyMode = Literal["merge", "overwrite"]


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution, and the grid that it was made from: `base` is what stood at `base_version` of `epoch`."""

    epoch: str
    base_version: int
    staff_ids: tuple[str, ...]
    dates: tuple[str, ...]
    base: tuple[Row, ...]
    grid: tuple[Row, ...]


class Move(NamedTuple):
    """A cell that a result changes."""

    key: CellKey
    stands: str | None
    found: str | None


class Told(NamedTuple):
    """What SCHEDULE_GENERATED says of a result's cells."""

    diff: tuple[DiffCell, ...]
    kept: tuple[CellRef, ...]


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a solution means for the grid now: cells to change, and cells that people keep."""

    moves: tuple[Move, ...]
    kept: tuple[CellKey, ...]

    def told(self) -> Told:
        """Return them as SCHEDULE_GENERATED has them. Takes 5 µs a cell: for a thread."""
        diff = (DiffCell(staff_id=key[0], date=key[1], from_shift=stands, to_shift=found) for key, stands, found in self.moves)
        kept = (CellRef(staff_id=staff_id, date=date.fromisoformat(day)) for staff_id, day in self.kept)
        return Told(tuple(diff), tuple(kept))

    def operation(self, period_id: PeriodId, run_id: RunId) -> SolutionApply:
        """Return the one operation that applies it."""
        cells = tuple([CellEdit(*key, {"shift": found}) for key, _, found in self.moves])
        return SolutionApply(period_id, run_id, cells)


def rebase(
    solved: Solved, period: DocumentState, roster: Roster, mode: ApplyMode = "merge", *, only: Collection[CellKey] | None = None
) -> Rebased:
    """Put `solved` on the grid as it stands [RN5].

    `merge`: what was changed or locked since the base keeps the people's value and is kept, also where the result would have been the
    same. `overwrite`: only locked cells keep theirs. `only` takes a part. People, dates and codes that are gone meanwhile are left out.
    In another epoch versions mean nothing: there a cell was changed if it differs from the base grid.
    """
    moves: list[Move] = []
    kept: list[CellKey] = []
    wanted = None if only is None else frozenset(only)
    for key, stood, found in _cells(solved, roster):
        if wanted is not None and key not in wanted:
            continue
        fields = period.cells.get(key)
        stands = value_of(fields, "shift")
        is_locked = value_of(fields, "locked") is True
        is_touched = _is_touched(solved, period, fields, stood)
        if is_touched and (mode == "merge" or is_locked):
            kept.append(key)
        elif not is_locked and found != stands and (found is None or found in roster.codes):
            moves.append(Move(key, stands, found))
    return Rebased(tuple(moves), tuple(kept))


def _cells(solved: Solved, roster: Roster) -> Iterator[tuple[CellKey, str | None, str | None]]:
    """Yield the cells that are there still: (cell, what stood, what was found)."""
    people, dates = frozenset(roster.staff_ids), frozenset(roster.dates)
    days = [(index, day) for index, day in enumerate(solved.dates) if day in dates]
    for staff_id, base, row in zip(solved.staff_ids, solved.base, solved.grid, strict=True):
        if staff_id in people:
            yield from (((staff_id, day), base[index], row[index]) for index, day in days)


def _is_touched(solved: Solved, period: DocumentState, fields: FieldValues | None, stood: str | None) -> bool:
    if period.epoch != solved.epoch:
        return bool(value_of(fields, "shift") != stood)
    if fields is None:
        return False
    shift, locked = fields.get("shift"), fields.get("locked")
    was_changed = shift is not None and shift.version > solved.base_version
    was_locked = locked is not None and locked.version > solved.base_version and bool(locked.value)
    return was_changed or was_locked


def moved(before: Sequence[Violation], after: Sequence[Violation]) -> tuple[tuple[Violation, ...], tuple[Violation, ...]]:
    """Return the violations that are gone and those that are new; the same rule in the same words is the same violation."""
    return tuple(_without(before, after)), tuple(_without(after, before))


def _without(some: Sequence[Violation], others: Sequence[Violation]) -> Iterator[Violation]:
    left = Counter(map(_identity, others))
    for violation in some:
        if left[_identity(violation)]:
            left[_identity(violation)] -= 1
        else:
            yield violation


def _identity(violation: Violation) -> tuple[str, str]:
    return violation.rule_id, violation.message
