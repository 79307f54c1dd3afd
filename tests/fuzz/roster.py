"""Target: any file is a roster or an error that names a line of it; what is read is written and read again as the same."""

from shared.formats.roster_csv import roster_of, roster_text
from shared.formats.unreadable import UnreadableFileError
from tests.fuzz.choices import Choices

CODES = ("D", "-", "+1", "'x")


def fuzz(data: bytes) -> None:
    """The first byte says whether a header is needed, the rest is the file."""
    choices = Choices(data)
    needs_header = choices.below(2) == 0
    content = choices.rest()
    try:
        roster = roster_of(content, "roster.csv", codes=CODES, needs_header=needs_header)
    except UnreadableFileError as error:
        check_line(error, content)
        return
    if not roster.dates:
        return
    text = roster_text(roster.dates, ((row.staff, row.cells) for row in roster.rows), CODES)
    again = roster_of(text.encode(), "roster.csv", codes=CODES)
    assert again.dates == roster.dates
    assert [(row.staff, row.cells) for row in again.rows] == [(row.staff, row.cells) for row in roster.rows]


def check_line(error: UnreadableFileError, content: bytes) -> None:
    """The line that an error names is in the file."""
    assert 1 <= error.line <= len(content.decode(errors="replace").splitlines()) + 1
