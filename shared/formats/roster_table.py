"""A table of texts as a roster: which row is its header, which columns are days, who is who."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from shared.formats.unreadable import UnreadableFileError
from shared.problem import Row
from shared.protocol.limits import DAYS_MAX, STAFF_MAX

HEADER: Final = "staff"
NAME_HEADER: Final = "name"
CODE_LENGTH_MAX: Final = 32
NAME_LENGTH_MAX: Final = 200
FAULTS_MAX: Final = 50
"""So many faults and notes of a file are told, each; who mends these sees the rest next."""
HEADER_WITHIN: Final = 20
"""The header is among so many first rows: a spreadsheet may have a title above it."""
_FORMATS: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"),
)
"""How dates are written; only 1/2/2026 can be two, and then the days of a header decide, since they follow each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that isn't blank, with its number in the file, from 1."""

    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds, as texts. In a `sheet` a place is a row and a column, and rows may be shorter or longer than the header."""

    file: str
    lines: Sequence[Line]
    sheet: str | None = None
    shifts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What the file says of shift types, by code: fields that nobody has validated."""
    is_escaped: bool = False
    """Whether an apostrophe before what a spreadsheet would calculate isn't part of the text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place, or only worth a word; counted from 1, the column in sheets only."""

    line: int
    column: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person's cells, null = open; `staff` is a code or a name, `name` what a column of names says; `line` in the file, from 1."""

    staff: str
    cells: Row
    line: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster file holds. `dates` is empty where the file has no header; all rows have the same number of cells, at least one."""

    file: str
    dates: tuple[date, ...]
    rows: tuple[RosterRow, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The shift codes that occur, sorted."""
        return tuple(sorted({cell for row in self.rows for cell in row.cells if cell is not None}))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says: with faults, the roster is what could be read, and not to be used. Notes: what isn't read, and needn't be."""

    roster: Roster
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    def checked(self) -> Roster:
        """Return the roster. Raises UnreadableFileError with the first fault."""
        for fault in self.faults:
            raise UnreadableFileError(self.roster.file, fault.line, fault.reason, fault.column)
        return self.roster


def reading_of(table: Table, *, codes: Collection[str] = (), needs_header: bool = True) -> Reading:
    """Read a roster: a row of dates after a first cell such as `staff`, then a row a person; `codes` are taken as they stand.

    A column `name` before the dates names people. Columns without a date, and rows of nothing but numbers (totals), aren't read, and
    noted. Without `needs_header`, a table without dates has its days in order. At most FAULTS_MAX faults are told, never none of them.
    """
    return _Reader(table, codes, needs_header=needs_header).read()


@dataclass
class _Reader:
    table: Table
    codes: Collection[str]
    needs_header: bool = field(kw_only=True)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    header: Line = field(init=False)
    columns: tuple[int, ...] = ()
    """Where the days are."""
    name_column: int | None = None

    def read(self) -> Reading:
        if not self.table.lines:
            self._fault(1, None, "there is nothing in it")
            return self._done((), ())
        at = self._header_at()
        self.header = self.table.lines[max(at, 0)]
        dates = () if at < 0 else tuple(self._dates())
        if at < 0:
            self.columns = tuple(range(1, len(self.header.cells)))
        if at < 0 and self.needs_header:
            self._fault(self.header.number, None, "no row has dates: the first row must, after a first cell such as 'staff'")
        elif not self.faults and not 1 <= len(self.columns) <= DAYS_MAX:
            self._fault(self.header.number, None, f"has {len(self.columns)} dates; 1 to {DAYS_MAX} are taken")
        if self.faults:
            return self._done(dates, ())
        if at > 0:
            self._note(self.header.number, None, "what stands above the dates isn't read")
        return self._done(dates, tuple(self._rows(self.table.lines[at + 1 :])))

    def _done(self, dates: tuple[date, ...], rows: tuple[RosterRow, ...]) -> Reading:
        return Reading(Roster(self.table.file, dates, rows), tuple(self.faults), tuple(self.notes))

    def _header_at(self) -> int:
        """Return the index of the header, -1 where there is none."""
        for index, line in enumerate(self.table.lines[:HEADER_WITHIN]):
            first, *others = line.cells
            if first.strip().lower() == HEADER or any(_dates_in(cell.strip()) for cell in others):
                return index
        return -1

    def _dates(self) -> Iterator[date]:
        number, cells = self.header.number, [cell.strip() for cell in self.header.cells]
        found = self._understood(cells)
        labels = [index for index, cell in enumerate(cells) if index > 0 and cell and index not in found]
        first, last = min(found, default=0), max(found, default=0)
        for index in range(1, len(cells)):
            is_between = first < index < last
            if index not in found and (is_between or (cells[index] and (not found or any(char.isdecimal() for char in cells[index])))):
                self._fault(number, index, f"{cells[index][:40]!r} is no date like 2026-12-31")
                return
        for index in labels:
            if cells[index].lower() == NAME_HEADER and index < first:
                self.name_column = index
            else:
                self._note(number, index, f"the column {cells[index][:40]!r} has no date, and isn't read")
        self.columns = tuple(sorted(found))
        expected: date | None = None
        for index in self.columns:
            if expected is not None and found[index] != expected:
                self._fault(number, index, f"{expected} must come where {found[index]} stands: the dates follow each other day by day")
                return
            yield found[index]
            try:
                expected = found[index] + timedelta(days=1)
            except OverflowError:
                self._fault(number, index, f"{found[index]} is too late a date")
                return

    def _understood(self, cells: list[str]) -> dict[int, date]:
        """Return the dates by column, all written in one way: the one by which most of them are dates that follow each other."""
        ways = [
            {index: found for index, cell in enumerate(cells) if index > 0 and (found := _date_by(way, cell)) is not None}
            for way in _FORMATS
        ]
        best = max(ways, key=lambda dates: (len(dates), _is_consecutive(dates)))
        same = [dates for dates in ways if len(dates) == len(best) and _is_consecutive(dates) == _is_consecutive(best)]
        if best and any(dates != best for dates in same):
            index = min(best)
            self._fault(self.header.number, index, f"{cells[index]!r} may be two dates: write it like 2026-12-31")
        return best

    def _rows(self, lines: Sequence[Line]) -> Iterator[RosterRow]:
        line_of: dict[str, int] = {}
        for line in lines:
            row = self._row(line)
            if row is None:
                continue
            if (earlier := line_of.setdefault(row.staff, line.number)) != line.number:
                self._fault(line.number, 0, f"{row.staff!r} is in line {earlier} already")
            if len(line_of) > STAFF_MAX:
                self._fault(line.number, 0, f"has more than {STAFF_MAX} people")
                return
            yield row
        if not line_of and not self.faults:
            self._fault(self.header.number, None, "has no people")

    def _row(self, line: Line) -> RosterRow | None:
        """Return a person's row; None, and a fault or a note, where it is none."""
        cells = line.cells
        staff = self._plain(cells[0])
        days = [cells[index] if index < len(cells) else "" for index in self.columns]
        if not staff:
            if all(not cell.strip() or _is_number(cell) for cell in days):
                self._note(line.number, 0, "names nobody and has numbers only: taken for totals, and not read")
            else:
                self._fault(line.number, 0, "the staff code is missing")
            return None
        width = len(self.header.cells)
        if self.table.sheet is None and len(cells) != width:
            self._fault(line.number, None, f"{staff[:CODE_LENGTH_MAX]!r} has {len(cells) - 1} cells for {width - 1} dates")
            return None
        if stray := next((index for index, cell in enumerate(cells) if cell.strip() and self._is_stray(index)), None):
            self._fault(line.number, stray, f"{cells[stray].strip()[:40]!r} stands in a column without a date")
        if len(staff) > NAME_LENGTH_MAX:
            self._fault(line.number, 0, f"{staff[:CODE_LENGTH_MAX]!r}… is longer than {NAME_LENGTH_MAX} characters")
        found = tuple(self._cell(cell) for cell in days)
        for index, code in zip(self.columns, found, strict=True):
            if code is not None and len(code) > CODE_LENGTH_MAX:
                self._fault(line.number, index, f"{code[:CODE_LENGTH_MAX]!r}… is longer than {CODE_LENGTH_MAX} characters")
            if code is not None and "\0" in code:
                self._fault(line.number, index, "holds a NUL character")
        name = None if self.name_column is None or self.name_column >= len(cells) else self._plain(cells[self.name_column])
        return RosterRow(staff, found, line.number, name[:NAME_LENGTH_MAX] if name else None)

    def _is_stray(self, index: int) -> bool:
        """Whether a cell here belongs to nothing: its column has neither a date nor a label."""
        return index >= len(self.header.cells) or (index > 0 and index not in self.columns and not self.header.cells[index].strip())

    def _cell(self, cell: str) -> str | None:
        if cell in self.codes:
            return cell
        text = cell.strip()
        if not text:
            return None
        return text if text in self.codes else self._plain(text)

    def _plain(self, cell: str) -> str:
        return unescaped(cell.strip()) if self.table.is_escaped else cell.strip()

    def _fault(self, line: int, index: int | None, reason: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(self._at(line, index, reason))

    def _note(self, line: int, index: int | None, reason: str) -> None:
        if len(self.notes) < FAULTS_MAX:
            self.notes.append(self._at(line, index, reason))

    def _at(self, line: int, index: int | None, reason: str) -> Fault:
        return Fault(line, None if index is None or self.table.sheet is None else index + 1, reason)


FORMULA: Final = "=+-@"


def escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate, and before what would be read as escaped."""
    return f"'{text}" if text[:1] in tuple(FORMULA) or _looks_escaped(text) else text


def unescaped(text: str) -> str:
    """Take that apostrophe away again."""
    return text[1:] if _looks_escaped(text) else text


def _looks_escaped(text: str) -> bool:
    return text[:1] == "'" and text[1:2] != "" and text[1] in f"{FORMULA}'"


def _date_by(way: re.Pattern[str], text: str) -> date | None:
    found = way.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _dates_in(text: str) -> bool:
    return any(_date_by(way, text) is not None for way in _FORMATS)


def _is_consecutive(dates: dict[int, date]) -> bool:
    days = [dates[index].toordinal() for index in sorted(dates)]
    return all(later == earlier + 1 for earlier, later in pairwise(days))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\s*-?\d+([.,]\d+)?\s*%?", text) is not None
