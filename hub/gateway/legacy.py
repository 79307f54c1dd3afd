"""Shapes of older clients, turned into today's [EN6]."""

from typing import Any, Final

from hub.gateway.message import GenerateDates
from shared.ids import new_id
from shared.protocol.errors import ValidationFailedError

_FIRST: Final = ("start", "startDate", "start_date", "from")
_LAST: Final = ("end", "endDate", "end_date", "to")
_IN_VAIN: Final = ("staffMembers", "constraints")


def modernised(envelope: dict[str, Any]) -> dict[str, Any]:
    """Return `envelope` as a client of today would have sent it; what is not old is returned as it is.

    `SYNC_REQUEST` without a document is the workspace's; flat fields of `STAFF_UPDATE` are its `set`; both get an id where they have none.
    """
    payload = envelope.get("payload", {})
    if not isinstance(payload, dict):
        return envelope
    match envelope.get("type"):
        case "SYNC_REQUEST" if "document" not in payload and "period_id" not in payload:
            return _with_id(envelope) | {"payload": payload | {"document": "workspace"}}
        case "STAFF_UPDATE" if "set" not in payload:
            fields = {name: value for name, value in payload.items() if name != "id"}
            return _with_id(envelope) | {"payload": {"id": payload.get("id"), "set": fields}}
        case "STAFF_UPDATE":
            return _with_id(envelope)
        case _:
            return envelope


def _with_id(envelope: dict[str, Any]) -> dict[str, Any]:
    return envelope if envelope.get("id") is not None else envelope | {"id": new_id()}


def generate_dates(envelope: dict[str, Any]) -> GenerateDates | None:
    """Return the request to generate that names dates instead of a period; None where the message is another.

    Raises ValidationFailedError where the dates can't be read. State is the server's: staff and constraints are ignored, and named as such.
    """
    payload = envelope.get("payload")
    if (
        envelope.get("type") != "GENERATE_SCHEDULE_ORTOOLS"
        or not isinstance(payload, dict)
        or "period_id" in payload
        or "dateRange" not in payload
    ):
        return None
    message_id = envelope.get("id")
    if message_id is None:
        message_id = new_id()
    first, last = _ends(payload["dateRange"])
    if first is None or last is None or not isinstance(message_id, str):
        raise ValidationFailedError("dateRange needs a first and a last date", details={"field": "payload.dateRange"})
    return GenerateDates(message_id, first, last, tuple(name for name in _IN_VAIN if name in payload))


def _ends(dates: Any) -> tuple[str | None, str | None]:
    """Read a list of dates, or a map of two; instants are cut to their date."""
    match dates:
        case [first, *_]:
            found = (first, dates[-1])
        case dict():
            found = (_one_of(dates, _FIRST), _one_of(dates, _LAST))
        case _:
            found = (None, None)
    first_date, last_date = (end[:10] if isinstance(end, str) else None for end in found)
    return first_date, last_date


def _one_of(dates: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((dates[name] for name in names if name in dates), None)
