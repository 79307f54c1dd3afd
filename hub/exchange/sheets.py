"""A spreadsheet's table (xlsx, ods) as texts. Reads what anybody may send: only in a process with limits."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, NoReturn

import python_calamine

from hub.exchange import legend
from shared.formats.roster_table import HEADER, HEADER_WITHIN
from shared.protocol.limits import DAYS_MAX, STAFF_MAX

PARTS_MAX: Final = 2_000
"""Files in the archive."""
UNPACKED_BYTES_MAX: Final = 256 * 1024 * 1024
SHEETS_MAX: Final = 20
"""So many are looked at for one with dates."""
ROWS_MAX: Final = STAFF_MAX + 500
"""Beside the people: a title, totals, blank rows."""
COLUMNS_MAX: Final = DAYS_MAX + 100
TEXT_LENGTH_MAX: Final = 2_000
"""A longer cell is cut; none that is taken is."""


class UnreadableSheetError(Exception):
    """The file can't be read: why, and in which row and column (from 1) where that is known."""

    def __init__(self, reason: str, line: int = 1, column: int | None = None) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        super().__init__(reason)


Texts = list[list[str]]


def sheet_of(content: bytes) -> tuple[str, Texts, Texts]:
    """Return the name and the rows of the first visible sheet that has a roster's header, else of the first, and its shift types'.

    Rows begin with the sheet's very first; of shift types there are none where the file has no such sheet. Dates come as ISO dates, whole
    numbers without a point. Raises UnreadableSheetError: no spreadsheet, too large unpacked, too many rows.
    """
    _check_size(content)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
    except python_calamine.PasswordError:
        _refuse("is locked with a password: save it without one")
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        _refuse(f"is a spreadsheet that can't be read ({str(error)[:120]})")
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if not names:
        _refuse("has no sheet")
    shifts = _rows_of(book, legend.SHEET)[: legend.ROWS_MAX] if legend.SHEET in names else []
    first: tuple[str, Texts] | None = None
    for name in names[:SHEETS_MAX]:
        rows = _rows_of(book, name)
        if any(_is_header(row) for row in rows[:HEADER_WITHIN]):
            return name, rows, shifts
        first = first or (name, rows)
    return *(first or (names[0], [])), shifts


def _check_size(content: bytes) -> None:
    """Refuse an archive that says that it is huge; one that lies meets the limit of memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        _refuse("is a spreadsheet that was cut off, or damaged")
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        _refuse(f"is larger than {UNPACKED_BYTES_MAX // 1024 // 1024} MB when it is unpacked")


def _rows_of(book: python_calamine.CalamineWorkbook, name: str) -> list[list[str]]:
    try:
        sheet = book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        _refuse(f"has a sheet {name[:40]!r} that can't be read ({str(error)[:120]})")
    last_row, last_column = sheet.end or (-1, -1)
    if last_row >= ROWS_MAX or last_column >= COLUMNS_MAX:
        _refuse(
            f"has a sheet {name[:40]!r} of {last_row + 1:,} rows and {last_column + 1:,} columns;"
            f" {ROWS_MAX:,} and {COLUMNS_MAX:,} are taken"
        )
    return [list(_texts(row)) for row in sheet.to_python(skip_empty_area=False)]


def _texts(row: list[Any]) -> Iterator[str]:
    for value in row:
        yield _text(value)[:TEXT_LENGTH_MAX]


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _is_header(row: list[str]) -> bool:
    return bool(row) and (row[0].strip().lower() == HEADER or any(_is_date(cell) for cell in row[1:]))


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text.strip()))
    except ValueError:
        return False


def _refuse(reason: str) -> NoReturn:
    raise UnreadableSheetError(reason) from None
