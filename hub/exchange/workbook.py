"""A period as an Excel workbook: the roster with its colours and totals, and what its codes mean."""

import io
from collections import Counter
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from hub.exchange import legend
from hub.exchange.colours import PAIRS
from hub.exchange.picture import Picture, Shift
from shared.formats.roster_table import HEADER, NAME_HEADER

ROSTER: Final = "Roster"
FIRST_DAY: Final = 2
"""The column of the first day, after code and name."""
_LINE: Final = "#e1e6ec"
_HEAD: Final = "#edf0f4"
_WEEKEND: Final = "#f1f3f5"
_MUTED: Final = "#5a6573"
_DAY_WIDTH: Final = 5.3
_SATURDAY: Final = 5
_DAYS_A_PAGE_MAX: Final = 62
"""More days would be too small to read, all on one printed page."""
_FORMULA_LENGTH_MAX: Final = 4_000
"""Excel takes 8,192 characters."""


def workbook_of(picture: Picture) -> bytes:
    """Return an xlsx file: a sheet of the roster, and one of its shift types.

    The roster has codes, names, a column a day with its date, days off and hours; below, how many work each shift. It can be imported
    again as it is: codes are texts, also where they look like formulas, and the totals name nobody.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": picture.name, "subject": picture.workspace, "comments": f"Version {picture.version}"})
        book.set_calc_mode("auto")
        _RosterSheet(book, picture).write()
        _write_legend(book, picture)
    return out.getvalue()


class _RosterSheet:
    def __init__(self, book: xlsxwriter.Workbook, picture: Picture) -> None:
        self._book = book
        self._picture = picture
        self._sheet: Worksheet = book.add_worksheet(ROSTER)
        self._dates = picture.dates
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._last_day = FIRST_DAY + len(self._dates) - 1
        self._last_person = len(picture.people)
        self._used = picture.used
        self._off = [shift.code for shift in picture.shifts.values() if shift.kind == "off"]

    def write(self) -> None:
        self._lay_out()
        self._write_head()
        for row, (person, cells) in enumerate(self._picture.rows(), start=1):
            self._sheet.write_string(row, 0, person.code, self._format(font_color=_MUTED))
            self._sheet.write_string(row, 1, person.name, self._format())
            for day, code in enumerate(cells):
                self._write_cell(row, day, code)
            self._write_sums(row, cells)
        self._write_counts()

    def _lay_out(self) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, 11)
        sheet.set_column(1, 1, 24)
        sheet.set_column(FIRST_DAY, self._last_day, _DAY_WIDTH)
        sheet.set_column(self._last_day + 1, self._last_day + 2, 8)
        sheet.set_row(0, 34)
        sheet.freeze_panes(1, FIRST_DAY)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        if len(self._dates) <= _DAYS_A_PAGE_MAX:
            sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, 1)
        sheet.set_footer(f"&L{_plain(self._picture.name)}, version {self._picture.version}&R&P / &N")

    def _format(self, **given: Any) -> Format:
        """Return a format that has these properties beside the lines; made once."""
        key = tuple(sorted(given.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"border": 1, "border_color": _LINE, "valign": "vcenter", "font_size": 10, **given})
        return self._formats[key]

    def _write_head(self) -> None:
        look: dict[str, Any] = {"bold": True, "bg_color": _HEAD, "align": "center", "text_wrap": True, "font_size": 9}
        named = look | {"align": "left"}
        self._sheet.write_string(0, 0, HEADER, self._format(**named))
        self._sheet.write_string(0, 1, NAME_HEADER, self._format(**named))
        for day, on in enumerate(self._dates):
            colour = _MUTED if on.weekday() >= _SATURDAY else "#1a2230"
            self._sheet.write_datetime(0, FIRST_DAY + day, on, self._format(**look, num_format="ddd\nd mmm", font_color=colour))
        for offset, words in enumerate(("Days off", "Hours"), start=1):
            self._sheet.write_string(0, self._last_day + offset, words, self._format(**look))

    def _write_cell(self, row: int, day: int, code: str | None) -> None:
        column = FIRST_DAY + day
        if code is None:
            look = {"bg_color": _WEEKEND} if self._dates[day].weekday() >= _SATURDAY else {}
            self._sheet.write_blank(row, column, None, self._format(align="center", **look))
            return
        fill, text = PAIRS.get(self._picture.shifts[code].colour, PAIRS["empty"])
        self._sheet.write_string(row, column, code, self._format(align="center", bg_color=f"#{fill}", font_color=f"#{text}"))

    def _write_sums(self, row: int, cells: tuple[str | None, ...]) -> None:
        days = f"{xl_rowcol_to_cell(row, FIRST_DAY)}:{xl_rowcol_to_cell(row, self._last_day)}"
        off = sum(code in self._off for code in cells)
        counted = "+".join(_counted(days, code) for code in self._off) or "0"
        self._sheet.write_formula(row, self._last_day + 1, f"={counted}", self._format(align="center", font_color=_MUTED), off)
        paid = [shift for shift in self._used if shift.paid_minutes]
        terms = "+".join(f"{_counted(days, shift.code)}*{shift.paid_minutes}" for shift in paid) or "0"
        hours = self._picture.paid_minutes(cells) / 60
        look = self._format(align="center", font_color=_MUTED, num_format="0.##")
        if len(terms) < _FORMULA_LENGTH_MAX:
            self._sheet.write_formula(row, self._last_day + 2, f"=({terms})/60", look, hours)
        else:
            self._sheet.write_number(row, self._last_day + 2, hours, look)

    def _write_counts(self) -> None:
        """Below the people: how many have each shift of a day. The first column stays empty: these rows name nobody."""
        row = self._last_person + 2
        work = [shift for shift in self._used if shift.kind == "work"]
        counts = [Counter(column) for column in zip(*self._picture.cells, strict=True)]
        for offset, shift in enumerate(work):
            self._sheet.write_string(row + offset, 1, shift.name, self._format(font_color=_MUTED, align="right"))
            for day in range(len(counts)):
                column = FIRST_DAY + day
                people = f"{xl_rowcol_to_cell(1, column)}:{xl_rowcol_to_cell(self._last_person, column)}"
                look = self._format(align="center", font_color=_MUTED)
                self._sheet.write_formula(row + offset, column, f"={_counted(people, shift.code)}", look, counts[day][shift.code])


def _write_legend(book: xlsxwriter.Workbook, picture: Picture) -> None:
    sheet = book.add_worksheet(legend.SHEET)
    head = book.add_format({"bold": True, "bg_color": _HEAD})
    for column, words in enumerate(legend.COLUMNS):
        sheet.write_string(0, column, words, head)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 2, 26)
    sheet.set_column(3, 7, 11)
    sheet.freeze_panes(1, 0)
    for row, shift in enumerate(picture.shifts.values(), start=1):
        fill, text = PAIRS.get(shift.colour, PAIRS["empty"])
        tile = book.add_format({"bg_color": f"#{fill}", "font_color": f"#{text}", "align": "center"})
        _write_shift(sheet, row, shift, tile)
    below = len(picture.shifts) + 2
    for offset, words in enumerate((f"{picture.workspace}, {picture.name}", f"Version {picture.version}")):
        sheet.write_string(below + offset, 0, words)


def _write_shift(sheet: Worksheet, row: int, shift: Shift, tile: Format) -> None:
    for column, value in enumerate(legend.cells_of(shift)):
        if isinstance(value, str):
            sheet.write_string(row, column, value, tile if column < FIRST_DAY else None)
        else:
            sheet.write_number(row, column, value)


def _counted(cells: str, code: str) -> str:
    """Return how many of the cells hold a code, as a formula: exactly, also where it has signs that COUNTIF would take for its own."""
    quoted = code.replace('"', '""')
    return f'SUMPRODUCT(--EXACT({cells},"{quoted}"))'


def _plain(text: str) -> str:
    """Return text as a footer takes it."""
    return text.replace("&", "&&")[:150]
