"""What somebody sent as a file: a roster's table, or an instance."""

import asyncio
from dataclasses import dataclass
from typing import Final

from hub.exchange import child
from hub.exchange.legend import fields_by_code
from hub.exchange.workshop import FailedJobError, Workshop
from shared.formats import curtois_qu, roster_csv
from shared.formats.roster_table import Line, Table
from shared.formats.unreadable import UnreadableFileError, text_of

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_OTHERS: Final = {
    b"%PDF": "is a PDF, which says how a roster looks, not what is in it: take CSV or Excel",
    b"\x89PNG": "is a picture: take CSV or Excel",
    b"\xff\xd8\xff": "is a picture: take CSV or Excel",
    _OLD_OFFICE: "is an old Excel file (.xls), or one with a password: save it as .xlsx, without a password",
    b"BEGIN:VCALENDAR": "is a calendar, which can't be read as a roster: take CSV or Excel",
    b"PK\x05\x06": "is an empty archive",
}


@dataclass(frozen=True, slots=True)
class Instance:
    """A Curtois–Qu instance, not yet read further."""

    content: bytes
    file: str


async def read(content: bytes, file: str, workshop: Workshop) -> Table | Instance:
    """Tell by its content what a file is, and read it; spreadsheets in a process of their own.

    Raises UnreadableFileError, or OverloadedError.
    """
    for mark, reason in _OTHERS.items():
        if content.startswith(mark):
            raise UnreadableFileError(file, 1, reason)
    if content.startswith(_ZIP):
        return await _sheet(content, file, workshop)
    return await asyncio.to_thread(_text, content, file)


def _text(content: bytes, file: str) -> Table | Instance:
    if curtois_qu.is_curtois_qu(text_of(content, file)):
        return Instance(content, file)
    return roster_csv.table_of(content, file)


async def _sheet(content: bytes, file: str, workshop: Workshop) -> Table:
    try:
        found = child.FOUND.decode(await workshop.done(child.Sheet(content)))
    except FailedJobError:
        raise UnreadableFileError(file, 1, "is a spreadsheet that takes too long or too much memory to read") from None
    if isinstance(found, child.Unreadable):
        raise UnreadableFileError(file, found.line, found.reason, found.column)
    lines = (Line(number, cells) for number, cells in enumerate(found.rows, start=1) if any(cell.strip() for cell in cells))
    return Table(file, tuple(lines), sheet=found.sheet, shifts=fields_by_code(found.shifts))
