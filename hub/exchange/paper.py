"""A period as a PDF, set by Typst from our one template."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from hub.exchange.picture import Picture, Shift

TEMPLATE: Final = Path(__file__).with_name("roster.typ")
DAYS_A_PAGE: Final = 31
FONTS: Final[tuple[str, ...]] = (
    "Inter",
    "Noto Sans",
    "Liberation Sans",
    "Arial",
    "DejaVu Sans",
    "Noto Sans JP",
    "Noto Sans CJK JP",
    "IPAexGothic",
    "IPAGothic",
    "Yu Gothic",
    "Hiragino Sans",
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
)
"""In order, those that are there; Typst goes on to any other font that has a letter. One at least comes with Typst."""
_COMES_WITH_TYPST: Final = "Libertinus Serif"
_SCRIPTS: Final = (
    # what it is called, its letters, and what its fonts are called
    (
        "Japanese or Chinese",
        ((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),
        ("CJK", " JP", " SC", " TC", "Goth", "Min", "Hei", "Hiragino"),
    ),
    ("Korean", ((0x1100, 0x11FF), (0xAC00, 0xD7AF)), ("CJK", " KR", "Nanum", "Malgun", "Baekmuk")),
    ("Arabic", ((0x0600, 0x06FF),), ("Arab", "Naskh", "Kufi", "DejaVu Sans", "Arial")),
    ("Hebrew", ((0x0590, 0x05FF),), ("Hebrew", "David", "DejaVu Sans", "Liberation Sans", "Arial")),
    ("Thai", ((0x0E00, 0x0E7F),), ("Thai", "Waree", "Garuda", "Tahoma")),
    ("Devanagari", ((0x0900, 0x097F),), ("Devanagari", "Lohit", "Mangal")),
)
_TAGGED_CELLS_MAX: Final = 10_000
"""Tags for readers with a screen reader double a file: a very large one goes without."""
_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SATURDAY: Final = 5
_STATUS: Final = {"draft": "Draft", "published": "Published", "closed": "Closed"}


def paper_of(picture: Picture, at: datetime, *, fonts: Sequence[str] = ()) -> bytes:
    """Return a PDF. `fonts` are folders with more fonts than the system has; `at` (UTC) is when it was asked for."""
    known = typst.Fonts(font_paths=list(fonts))
    families = set(known.families())
    chosen = [family for family in FONTS if family in families] or [_COMES_WITH_TYPST]
    inputs = {"data": json.dumps(_content(picture, at, chosen, _missing(picture, families)), ensure_ascii=False)}
    found = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=known,
        sys_inputs=inputs,
        timestamp=int(at.timestamp()),
        pdf_tags=len(picture.people) * picture.day_count <= _TAGGED_CELLS_MAX,
    )
    if not isinstance(found, bytes):
        raise TypeError("a PDF is one file")
    return found


def _missing(picture: Picture, families: set[str]) -> list[str]:
    """Return the scripts of which letters occur and no font seems to be there."""
    texts = (picture.name, picture.workspace, *(person.name for person in picture.people), *(shift.name for shift in picture.used))
    letters = {ord(letter) for text in texts for letter in text}
    return [
        script
        for script, ranges, marks in _SCRIPTS
        if any(first <= letter <= last for letter in letters for first, last in ranges)
        and not any(mark in family for family in families for mark in marks)
    ]


def _content(picture: Picture, at: datetime, fonts: list[str], missing: list[str]) -> dict[str, Any]:
    off = {code for code, shift in picture.shifts.items() if shift.kind == "off"}
    symbols = list(picture.shifts)
    lacking = f". The hub has no font for {', '.join(missing)}: see EXPORT_FONTS" if missing else ""
    first, last = picture.dates[0], picture.dates[-1]
    days = f"{first.day} {_MONTHS[first.month - 1]} {first.year} – {last.day} {_MONTHS[last.month - 1]} {last.year}"
    return {
        "title": picture.name or days,
        "days": days if picture.name else "",
        "workspace": picture.workspace,
        "language": "en",
        "fonts": fonts,
        "made": f"{_STATUS.get(picture.status, picture.status)}, version {picture.version}, made {at:%Y-%m-%d %H:%M} UTC{lacking}",
        "words": {"off": "Off", "hours": "Hours"},
        "symbols": [picture.shifts[code].symbol for code in symbols],
        "people": [
            {
                "name": person.name or person.code,
                "off": str(sum(code in off for code in row)),
                "hours": f"{picture.paid_minutes(row) / 60:.1f}".removesuffix(".0"),
            }
            for person, row in picture.rows()
        ],
        "blocks": list(_blocks(picture, {code: index for index, code in enumerate(symbols)})),
        "legend": [{"symbol": shift.symbol, "words": _legend(shift)} for shift in picture.used],
    }


def _blocks(picture: Picture, index_of: dict[str, int]) -> Iterator[dict[str, Any]]:
    dates = picture.dates
    for first in range(0, len(dates), DAYS_A_PAGE):
        days = dates[first : first + DAYS_A_PAGE]
        months = dict.fromkeys(f"{_MONTHS[day.month - 1]} {day.year}" for day in days)
        yield {
            "label": " – ".join((next(iter(months)), next(reversed(months))) if len(months) > 1 else months),
            "is-last": first + DAYS_A_PAGE >= len(dates),
            "days": [
                {"weekday": _WEEKDAYS[day.weekday()], "number": str(day.day), "is-weekend": day.weekday() >= _SATURDAY} for day in days
            ],
            "rows": [[None if code is None else index_of[code] for code in row[first : first + DAYS_A_PAGE]] for row in picture.cells],
        }


def _legend(shift: Shift) -> str:
    return shift.name if shift.start is None else f"{shift.name} {shift.start}–{shift.end}"
