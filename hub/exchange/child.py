"""`python -m hub.exchange.child`: one file written or read, in a process with limits: a job on stdin, its result on stdout.

Loads only what its job needs, since a file is waited for by somebody.
"""

import resource
import sys
from datetime import datetime
from typing import Final

import msgspec

from hub.exchange.picture import Picture

MEMORY_BYTES_MAX: Final = 2 * 1024**3
"""Of address space: a PDF of 60,000 cells takes 0.7 GB, and threads take room that nobody uses."""
CPU_S_MAX: Final = 60


class Workbook(msgspec.Struct, frozen=True, tag="workbook"):
    """Write an xlsx file."""

    picture: Picture


class Paper(msgspec.Struct, frozen=True, tag="paper"):
    """Write a PDF."""

    picture: Picture
    at: datetime
    fonts: tuple[str, ...] = ()


class Calendar(msgspec.Struct, frozen=True, tag="calendar"):
    """Write an iCalendar, of everybody or of one person."""

    picture: Picture
    at: datetime
    staff: str | None = None


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """Read a spreadsheet: the result is a `Rows`, or an `Unreadable`."""

    content: bytes


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """A sheet's rows as texts, and those of the sheet of shift types."""

    sheet: str
    rows: list[list[str]]
    shifts: list[list[str]]


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """Why a file can't be read."""

    reason: str
    line: int
    column: int | None


Job = Workbook | Paper | Calendar | Sheet
FOUND: Final = msgspec.msgpack.Decoder(Rows | Unreadable)
_JOB: Final = msgspec.msgpack.Decoder(Job)


def main() -> None:
    """Do the job."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S_MAX, CPU_S_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job: Job = _JOB.decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(done(job))


def done(job: Job) -> bytes:
    """Return the file that was asked for, or what was read."""
    match job:
        case Workbook(picture):
            from hub.exchange.workbook import workbook_of  # noqa: PLC0415 - as the head says

            return workbook_of(picture)
        case Paper(picture, at, fonts):
            from hub.exchange.paper import paper_of  # noqa: PLC0415

            return paper_of(picture, at, fonts=fonts)
        case Calendar(picture, at, staff):
            from hub.exchange.calendar import calendar_of  # noqa: PLC0415

            return calendar_of(picture, at, staff=staff)
        case Sheet(content):
            return msgspec.msgpack.encode(_read(content))


def _read(content: bytes) -> Rows | Unreadable:
    from hub.exchange.sheets import UnreadableSheetError, sheet_of  # noqa: PLC0415

    try:
        return Rows(*sheet_of(content))
    except UnreadableSheetError as error:
        return Unreadable(error.reason, error.line, error.column)


if __name__ == "__main__":
    main()
