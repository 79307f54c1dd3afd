"""A period's picture as a file of the kind that was asked for."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, assert_never
from urllib.parse import quote

from hub.exchange import child
from hub.exchange.picture import Picture
from hub.exchange.workshop import FailedJobError, Workshop
from shared.formats.roster_csv import roster_text
from shared.protocol.errors import NotFoundError, TooLargeError

Kind = Literal["csv", "xlsx", "pdf", "ics"]
KINDS: Final[tuple[Kind, ...]] = ("csv", "xlsx", "pdf", "ics")
MEDIA_TYPES: Final[dict[Kind, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "ics": "text/calendar",
}
PAPER_CELLS_MAX: Final = 60_000
CALENDAR_ENTRIES_MAX: Final = 20_000
_NOT_IN_NAMES: Final = r"[\x00-\x1f\x7f<>:\"/\\|?*]+"
"""What no file's name may hold on some system."""
_FAILED: Final = "The file could not be made in time, or is too large. Other kinds may do."


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A file, and what it may be called."""

    content: bytes
    name: str
    media_type: str

    @property
    def disposition(self) -> str:
        """The header `content-disposition`: an ASCII name for old programs, the right one for all others."""
        _, _, ending = self.name.rpartition(".")
        return f"attachment; filename=\"roster.{ending}\"; filename*=UTF-8''{quote(self.name, safe='')}"


async def file_of(
    picture: Picture, kind: Kind, workshop: Workshop, *, at: datetime, fonts: Sequence[str] = (), staff: str | None = None
) -> RosterFile:
    """Make a file of a picture; `staff` (id or code) asks for one person's calendar, and `fonts` are folders with more fonts.

    Raises NotFoundError: the person isn't in the period. TooLargeError: more than is made of this kind. OverloadedError.
    """
    if staff is not None and all(staff not in {person.id, person.code} for person in picture.people):
        raise NotFoundError
    _check_size(picture, kind, staff)
    job: child.Job
    match kind:
        case "csv":
            return RosterFile(await asyncio.to_thread(_csv, picture), _name(picture, kind, staff), MEDIA_TYPES[kind])
        case "xlsx":
            job = child.Workbook(picture)
        case "pdf":
            job = child.Paper(picture, at, tuple(fonts))
        case "ics":
            job = child.Calendar(picture, at, staff)
        case _:
            assert_never(kind)
    try:
        content = await workshop.done(job)
    except FailedJobError:
        raise TooLargeError(_FAILED) from None
    return RosterFile(content, _name(picture, kind, staff), MEDIA_TYPES[kind])


def _check_size(picture: Picture, kind: Kind, staff: str | None) -> None:
    if kind == "pdf" and (cells := len(picture.people) * picture.day_count) > PAPER_CELLS_MAX:
        raise TooLargeError(f"A PDF shows {PAPER_CELLS_MAX:,} cells at most; this period has {cells:,}. Excel and CSV take them.")
    if kind == "ics" and (entries := picture.entry_count(staff)) > CALENDAR_ENTRIES_MAX:
        raise TooLargeError(f"A calendar has {CALENDAR_ENTRIES_MAX:,} entries at most; this one would have {entries:,}. Take one person's.")


def _csv(picture: Picture) -> bytes:
    rows = ((person.code, row) for person, row in picture.rows())
    return roster_text(picture.dates, rows, picture.shifts.keys()).encode()


def _name(picture: Picture, kind: Kind, staff: str | None) -> str:
    person = next((one.name or one.code for one in picture.people if staff in {one.id, one.code}), "")
    words = (re.sub(_NOT_IN_NAMES, "", text).strip(" .") for text in (picture.name, person))
    return f"{' - '.join(word for word in words if word) or 'roster'}.{kind}"
