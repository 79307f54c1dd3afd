"""What a roster's file changes in a period that is there already. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from hub.documents.delta import dates_between
from hub.documents.state import DocumentState
from hub.documents.workspace import value_of
from hub.importing import Brought, Known, People, faults_in, in_known_codes, in_order, new_shift_types, shifts_brought, span_of
from shared.domain import ShiftType
from shared.formats.roster_table import Fault, Reading, RosterRow, Table, reading_of
from shared.formats.unreadable import UnreadableFileError
from shared.ids import PeriodId
from shared.operations import CellEdit


@dataclass(frozen=True, slots=True)
class Merge:
    """Shift types that are new, and the cells that become something else; null clears one."""

    period_id: PeriodId
    shift_types: tuple[ShiftType, ...]
    cells: tuple[CellEdit, ...]


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a file would change: with faults nothing. `kept`: locked cells that the file has otherwise, and that stay."""

    merge: Merge | None
    people: tuple[Brought, ...]
    shift_types: tuple[Brought, ...]
    first_day: date | None
    last_day: date | None
    kept: int = 0
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()

    def checked(self, file: str) -> Merge:
        """Return what there is to be changed. Raises UnreadableFileError with the first fault."""
        for fault in self.faults:
            raise UnreadableFileError(file, fault.line, fault.reason, fault.column)
        if self.merge is None:
            raise UnreadableFileError(file, 1, "there is nothing in it")
        return self.merge


def understood(table: Table, known: Known) -> Reading:
    """Read a roster for a workspace; the long part, which needs no document."""
    reading = reading_of(table, codes=known.shift_types.keys())
    return replace(reading, roster=in_known_codes(reading.roster, known))


def merge_plan_of(table: Table, reading: Reading, period: DocumentState, *, known: Known, new_id: Callable[[], str]) -> MergePlan:
    """Say what a roster (`reading`: of `table`, understood) changes in `period`.

    Its people on its dates become as the file has them, also where it is empty.
    Who isn't in the period, and a date outside it, is a fault. A locked cell stays as it is.
    """
    is_sheet = table.sheet is not None
    who = People(known, new_id)
    rows = [(row, who.of(row)) for row in reading.roster.rows]
    found = chain(reading.faults, faults_in(rows, known, in_sheet=is_sheet), _strangers(rows, reading, period, in_sheet=is_sheet))
    faults = in_order(found)
    edits, kept = ((), 0) if faults else _edits(rows, reading, period)
    merge = None if faults else Merge(PeriodId(period.key.id), tuple(new_shift_types(reading.roster, table.shifts, known, new_id)), edits)
    new = {member.id for member in who.new}
    people = tuple(Brought(row.staff, row.staff, is_new=staff_id in new) for row, staff_id in rows)
    return MergePlan(merge, people, shifts_brought(reading.roster, known), *span_of(reading.roster), kept, faults, reading.notes)


def _strangers(rows: list[tuple[RosterRow, str]], reading: Reading, period: DocumentState, *, in_sheet: bool) -> Iterator[Fault]:
    header = period.entities["period", period.key.id]
    people = set(value_of(header, "staff") or ())
    for row, staff_id in rows:
        if staff_id not in people:
            yield Fault(row.line, 1 if in_sheet else None, f"{row.staff!r} is not in this period")
    dates = set(dates_between(value_of(header, "start_date"), value_of(header, "end_date")))
    if outside := next((day for day in reading.roster.dates if day.isoformat() not in dates), None):
        yield Fault(1, None, f"{outside} is not in this period")


def _edits(rows: list[tuple[RosterRow, str]], reading: Reading, period: DocumentState) -> tuple[tuple[CellEdit, ...], int]:
    """Return the cells that become something else, and how many don't because they are locked."""
    days = [day.isoformat() for day in reading.roster.dates]
    edits, kept = [], 0
    for row, staff_id in rows:
        for day, code in zip(days, row.cells, strict=True):
            cell = period.cells.get((staff_id, day))
            if value_of(cell, "shift") == code:
                continue
            if value_of(cell, "locked"):
                kept += 1
            else:
                edits.append(CellEdit(staff_id, day, {"shift": code}))
    return tuple(edits), kept
