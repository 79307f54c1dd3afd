"""What a period's files show, out of its document and the workspace's. Pure."""

from datetime import date
from typing import Any

from hub.documents.delta import snapshot
from hub.documents.state import DocumentState
from hub.documents.workspace import entities_of
from hub.exchange.picture import Person, Picture, Shift
from shared.domain import ShiftKind


def picture_of(period: DocumentState, workspace: DocumentState) -> Picture:
    """Return the picture of a period: people in the order of the grid, no notes, no locks. O(cells)."""
    shown = snapshot(period)
    staff, codes = entities_of(workspace, "staff"), shown["shifts"]
    settings = entities_of(workspace, "settings").get(workspace.key.id, {})
    dates = shown["dates"]
    return Picture(
        period_id=period.key.id,
        name=shown["period"]["name"] or "",
        status=shown["period"]["status"] or "draft",
        version=period.version,
        workspace=settings.get("name", ""),
        time_zone=settings.get("time_zone", "UTC"),
        first_day=date.fromisoformat(dates[0]),
        day_count=len(dates),
        people=tuple(Person(staff_id, staff[staff_id]["code"], staff[staff_id].get("name") or "") for staff_id in shown["staff"]),
        cells=tuple(tuple(None if index is None else codes[index] for index in row) for row in shown["cells"]["shift"]),
        shifts=_shifts(workspace, set(codes)),
    )


def _shifts(workspace: DocumentState, occurring: set[str]) -> dict[str, Shift]:
    """Return the shift types that can be chosen and those that occur, work before days off before leave, by their times."""
    kinds = tuple(ShiftKind)
    found = [
        _shift(fields)
        for fields in entities_of(workspace, "shift_type").values()
        if not fields.get("archived") or fields["code"] in occurring
    ]
    found.sort(key=lambda shift: (kinds.index(ShiftKind(shift.kind)), shift.start is None, shift.start or "", shift.code))
    return {shift.code: shift for shift in found}


def _shift(fields: dict[str, Any]) -> Shift:
    start, end = fields.get("start"), fields.get("end")
    times = (None, None) if start is None or end is None else (start[:5], end[:5])
    return Shift(
        code=fields["code"],
        symbol=fields.get("symbol") or fields["code"],
        name=fields.get("name") or fields["code"],
        kind=fields.get("kind", ShiftKind.WORK),
        colour=fields.get("colour", "day"),
        start=times[0],
        end=times[1],
        paid_minutes=fields.get("paid_minutes", 0),
        site=fields.get("site"),
    )
