"""Rosters as CSV: a row a person, a column a date."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from shared.formats.roster_table import HEADER, Line, Roster, Table, escaped, reading_of
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.problem import Problem, Row

_DELIMITERS: Final = ",;\t"
_SAYS_DELIMITER: Final = "sep="
"""A first line that spreadsheets write and read: it names the delimiter."""


def roster_text(dates: Sequence[date], rows: Iterable[tuple[str, Row]], codes: Collection[str]) -> str:
    """Return CSV (RFC 4180): header `staff` and ISO dates; staff codes; shift codes, empty = open.

    What a spreadsheet would take for a formula gets a leading apostrophe, unless it is one of the workspace's shift `codes`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([HEADER, *(day.isoformat() for day in dates)])
    for staff, cells in rows:
        writer.writerow([escaped(staff), *("" if cell is None else cell if cell in codes else escaped(cell) for cell in cells)])
    return out.getvalue()


def roster_of(content: bytes, file: str, *, codes: Collection[str] = (), needs_header: bool = True) -> Roster:
    """Read a roster; `codes` are shift codes that are known, and taken as they stand.

    Takes a byte order mark, any line ends, quotes, and comma, semicolon or tab between cells (the header tells). Without
    `needs_header`, a file without dates has its days in order. Raises UnreadableFileError (FILE:LINE: reason): not UTF-8, broken quotes,
    an unknown or repeated date, a gap between dates, a row of another length, a person named twice or not at all, a code that is too
    long, too many people or dates, nothing in it.
    """
    return reading_of(table_of(content, file), codes=codes, needs_header=needs_header).checked()


def table_of(content: bytes, file: str) -> Table:
    """Return a CSV file's lines. Raises UnreadableFileError: no UTF-8, broken quotes."""
    return Table(file, tuple(_lines(text_of(content, file), file)), is_escaped=True)


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


def _lines(text: str, file: str) -> Iterator[Line]:
    """The lines that aren't blank, with the number of their first line."""
    head, skipped = text.lstrip("\r\n").partition("\n")[0], 0
    if head.startswith(_SAYS_DELIMITER) and len(head.rstrip("\r")) == len(_SAYS_DELIMITER) + 1:
        delimiter, skipped = head[len(_SAYS_DELIMITER)], 1
    else:
        delimiter = min(_DELIMITERS, key=lambda mark: head.find(mark) if mark in head else len(head))
    if delimiter not in _DELIMITERS:
        delimiter = ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError(file, number, str(error)) from None
        if record is None:
            return
        if any(cell.strip() for cell in record):
            if skipped:
                skipped -= 1
            else:
                yield Line(number, record)
