"""Target: bytes of another replica are a presence report or unreadable, and what is taken can be shown to clients."""

from hub.gateway import wire
from hub.gateway.codec import CODECS, JSON
from hub.gateway.frames import framed
from hub.gateway.present import UnreadableReportError, body_of, report_in
from shared.protocol.server import SERVER_MESSAGE


def fuzz(data: bytes) -> None:
    """Bytes as they come."""
    try:
        report = report_in(data)
    except UnreadableReportError:
        return
    again = report_in(body_of(report))
    assert again.users == report.users[len(report.users) - len(again.users) :]
    shown = {"period_id": "p1", "users": [present.on_wire() for present in report.users], "left": list(report.left)}
    message = wire.envelope("PRESENCE", shown)
    for codec in CODECS:
        assert framed(codec, message)
    SERVER_MESSAGE.validate_json(JSON.encode(message), strict=True)
