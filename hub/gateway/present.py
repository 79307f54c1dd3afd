"""One person's place in a period: as clients are shown it, and as replicas report it to one another."""

import re
from datetime import date
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from hub.gateway.message import Selection

COLOURS: Final = 8
PRESENT_MAX: Final = 50
"""People that a period shows at once: those who came first, and whoever moves; a crowd of a thousand is no use to anyone."""
REPORT_BYTES_MAX: Final = 30_000
"""What a doorbell surely carries: fifty people take a third of it, unless all their names are very long."""

ID_LENGTH_MAX: Final = 64

_NO_NUL: Final = r"^[^\x00]*$"
_Text = Annotated[str, Meta(min_length=1, max_length=ID_LENGTH_MAX, pattern=_NO_NUL)]
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Present(Struct, frozen=True, array_like=True):
    """One connection's place. `colour` is 1–8, the rarest at the time of joining; it stays, and is the same on every replica."""

    connection_id: _Text
    user_id: _Text
    name: Annotated[str, Meta(max_length=200, pattern=_NO_NUL)]
    colour: Annotated[int, Meta(ge=1, le=COLOURS)]
    selection: Selection = None
    editing: bool = False

    @property
    def is_somewhere(self) -> bool:
        """Whether there is more to see than that somebody is there."""
        return self.editing or self.selection is not None

    def on_wire(self) -> dict[str, Any]:
        """Return the protocol's form."""
        return {
            "connection_id": self.connection_id,
            "user": {"id": self.user_id, "name": self.name},
            "colour": self.colour,
            "selection": self.selection,
            "editing": self.editing,
        }


class PresenceReport(Struct, frozen=True, array_like=True):
    """What a replica says of its own people in a period.

    `number` grows with everything that the replica reports, whatever is lost, doubled or late on the way. `whole`: the replica has these
    people there and no others; else these moved or came, and those in `left` went. `asks`: it would like to hear the others' whole reports.
    """

    number: Annotated[int, Meta(ge=0)]
    whole: bool
    asks: bool = False
    users: Annotated[tuple[Present, ...], Meta(max_length=PRESENT_MAX)] = ()
    left: Annotated[tuple[_Text, ...], Meta(max_length=PRESENT_MAX)] = ()


class UnreadableReportError(Exception):
    """Bytes that are no report of ours."""


_encode: Final = msgspec.msgpack.Encoder().encode
_decoder: Final = msgspec.msgpack.Decoder(PresenceReport)


def body_of(report: PresenceReport) -> bytes:
    """Return a report as a whisper's body; of people whose names don't fit, the longest unmoved are left out."""
    body = _encode(report)
    while len(body) > REPORT_BYTES_MAX:
        report = msgspec.structs.replace(report, users=report.users[len(report.users) // 4 + 1 :])
        body = _encode(report)
    return body


def report_in(body: bytes) -> PresenceReport:
    """Return the report in a whisper's body; raises UnreadableReportError."""
    try:
        report = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableReportError(str(error)) from error
    if not all(_is_selection(present.selection) for present in report.users):
        raise UnreadableReportError("a selection is a cell, a block of cells or nothing")
    return report


def _is_selection(selection: Selection) -> bool:
    if selection is None or _is_cell(selection):
        return True
    return selection.keys() == {"from", "to"} and _is_cell(selection["from"]) and _is_cell(selection["to"])


def _is_cell(place: object) -> bool:
    return isinstance(place, dict) and place.keys() == {"staff_id", "date"} and _is_id(place["staff_id"]) and _is_date(place["date"])


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= ID_LENGTH_MAX and "\x00" not in value


def _is_date(value: object) -> bool:
    """Whether clients take it: of the forms that Python reads, the one with two hyphens."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
