"""The sheet of shift types in a workbook: written beside the roster, and read again where they are new."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from hub.exchange.picture import Shift

SHEET: Final = "Shift types"
COLUMNS: Final = ("code", "symbol", "name", "kind", "start", "end", "paid hours", "colour")
ROWS_MAX: Final = 500


def cells_of(shift: Shift) -> tuple[str | float, ...]:
    """Return a shift type's row."""
    times = (shift.start or "", shift.end or "")
    return (shift.code, shift.symbol, shift.name, shift.kind, *times, shift.paid_minutes / 60, shift.colour)


def fields_by_code(rows: Sequence[Sequence[str]]) -> dict[str, dict[str, Any]]:
    """Return what a sheet's texts say of each shift type, not validated; nothing where it isn't such a sheet."""
    if not rows or tuple(rows[0][: len(COLUMNS)]) != COLUMNS:
        return {}
    return dict(_fields(rows[1:]))


def _fields(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in rows:
        if len(row) < len(COLUMNS):
            continue
        code, symbol, name, kind, start, end, hours, colour = row[: len(COLUMNS)]
        if code and kind:
            times = {"start": start, "end": end} if start and end else {}
            yield code, {"symbol": symbol, "name": name, "kind": kind, "colour": colour, "paid_minutes": _minutes(hours)} | times


def _minutes(hours: str) -> int | None:
    try:
        return round(float(hours) * 60)
    except (ValueError, OverflowError):
        return None
