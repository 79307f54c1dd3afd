"""Rosters as CSV: a row a person, a column a date."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.formats.unreadable import UnreadableFileError, text_of
from shared.problem import Problem, Row
from shared.protocol.limits import DAYS_MAX, STAFF_MAX

HEADER = "staff"
CODE_LENGTH_MAX = 32
_DELIMITERS = ",;\t"
_FORMULA = "=+-@"
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person's cells, null = open; `line` in the file counts from 1."""

    staff: str
    cells: Row
    line: int


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


def roster_text(dates: Sequence[date], rows: Iterable[tuple[str, Row]], codes: Collection[str]) -> str:
    """Return CSV (RFC 4180): header `staff` and ISO dates; staff codes; shift codes, empty = open.

    What a spreadsheet would take for a formula gets a leading apostrophe, unless it is one of the workspace's shift `codes`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([HEADER, *(day.isoformat() for day in dates)])
    for staff, cells in rows:
        writer.writerow([_escaped(staff), *("" if cell is None else cell if cell in codes else _escaped(cell) for cell in cells)])
    return out.getvalue()


def roster_of(content: bytes, file: str, *, codes: Collection[str] = (), needs_header: bool = True) -> Roster:
    """Read a roster; `codes` are shift codes that are known, and taken as they stand.

    Takes a byte order mark, any line ends, quotes, and comma, semicolon or tab between cells (the header tells). Without
    `needs_header`, a file whose first cell isn't `staff` has no dates: its columns are days in order.
    Raises UnreadableFileError (FILE:LINE: reason): not UTF-8, broken quotes, an unknown or repeated date, a gap between dates, a row of
    another length, a person named twice or not at all, a code that is too long, too many people or dates, nothing in it.
    """
    records = _records(text_of(content, file), file)
    first = next(records, None)
    if first is None:
        raise UnreadableFileError(file, 1, "there is nothing in it")
    line, cells = first
    has_header = cells[0].strip().lower() == HEADER
    if needs_header and not has_header:
        raise UnreadableFileError(file, line, f"the first cell must be {HEADER!r}, with ISO dates after it")
    dates = tuple(_dates(cells[1:], file, line)) if has_header else ()
    day_count = len(cells) - 1
    if not 1 <= day_count <= DAYS_MAX:
        raise UnreadableFileError(file, line, f"has {day_count} dates; 1 to {DAYS_MAX} are taken")
    rows: dict[str, RosterRow] = {}
    for row_line, row in records if has_header else _again(first, records):
        read = _row(row, row_line, file, day_count, codes)
        if read.staff in rows:
            raise UnreadableFileError(file, row_line, f"{read.staff!r} is in line {rows[read.staff].line} already")
        rows[read.staff] = read
        if len(rows) > STAFF_MAX:
            raise UnreadableFileError(file, row_line, f"has more than {STAFF_MAX} people")
    if not rows:
        raise UnreadableFileError(file, line, "has no people")
    return Roster(file, dates, tuple(rows.values()))


def grid_of(roster: Roster, problem: Problem, *, empty: str | None = None) -> tuple[Row, ...]:
    """Return the roster as a grid of `problem`, its rows in the order of the problem's staff; `empty` is what an empty cell means.

    Raises UnreadableFileError where people, dates or codes aren't the problem's.
    """
    day_count = (problem.end_date - problem.start_date).days + 1
    dates = tuple(problem.start_date + timedelta(days=day) for day in range(day_count))
    if len(roster.rows[0].cells) != day_count or roster.dates not in ((), dates):
        raise UnreadableFileError(roster.file, 1, f"its dates aren't the problem's ({dates[0]} to {dates[-1]}, {day_count} days)")
    codes = {shift.code for shift in problem.shift_types}
    staff = {member.code for member in problem.staff}
    rows: dict[str, Row] = {}
    for row in roster.rows:
        if row.staff not in staff:
            raise UnreadableFileError(roster.file, row.line, f"there is no staff member {row.staff!r}")
        if unknown := next((cell for cell in row.cells if cell is not None and cell not in codes), None):
            raise UnreadableFileError(roster.file, row.line, f"there is no shift type {unknown!r}")
        rows[row.staff] = tuple(empty if cell is None else cell for cell in row.cells)
    if missing := next((member.code for member in problem.staff if member.code not in rows), None):
        raise UnreadableFileError(roster.file, roster.rows[-1].line, f"the row of {missing!r} is missing")
    return tuple(rows[member.code] for member in problem.staff)


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that aren't blank, with the number of their first line."""
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = min(_DELIMITERS, key=lambda mark: head.find(mark) if mark in head else len(head))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError(file, line, str(error)) from None
        if record is None:
            return
        if any(cell.strip() for cell in record):
            yield line, record


def _again(first: tuple[int, list[str]], records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    yield first
    yield from records


def _dates(cells: list[str], file: str, line: int) -> Iterator[date]:
    expected: date | None = None
    for cell in cells:
        try:
            found = date.fromisoformat(cell.strip()) if _ISO_DATE.fullmatch(cell.strip()) else None
        except ValueError:
            found = None
        if found is None:
            raise UnreadableFileError(file, line, f"{cell.strip()[:40]!r} is no date like 2026-12-31")
        if expected is not None and found != expected:
            raise UnreadableFileError(file, line, f"{expected} must come where {found} stands: the dates follow each other day by day")
        yield found
        try:
            expected = found + timedelta(days=1)
        except OverflowError:
            raise UnreadableFileError(file, line, f"{found} is too late a date") from None


def _row(cells: list[str], line: int, file: str, day_count: int, codes: Collection[str]) -> RosterRow:
    staff = _unescaped(cells[0].strip())
    if not staff:
        raise UnreadableFileError(file, line, "the staff code is missing")
    if len(cells) - 1 != day_count:
        raise UnreadableFileError(file, line, f"{staff[:CODE_LENGTH_MAX]!r} has {len(cells) - 1} cells for {day_count} dates")
    found = tuple(_cell(cell.strip(), codes) for cell in cells[1:])
    for code in (staff, *found):
        if code is not None and len(code) > CODE_LENGTH_MAX:
            raise UnreadableFileError(file, line, f"{code[:CODE_LENGTH_MAX]!r}… is longer than {CODE_LENGTH_MAX} characters")
    return RosterRow(staff, found, line)


def _cell(cell: str, codes: Collection[str]) -> str | None:
    if not cell:
        return None
    return cell if cell in codes else _unescaped(cell)


def _looks_escaped(text: str) -> bool:
    return text[:1] == "'" and text[1:2] != "" and text[1] in f"{_FORMULA}'"


def _escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would calculate, and before what would be read as escaped."""
    return f"'{text}" if text[:1] in tuple(_FORMULA) or _looks_escaped(text) else text


def _unescaped(text: str) -> str:
    return text[1:] if _looks_escaped(text) else text
