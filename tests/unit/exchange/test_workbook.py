"""A workbook shows the roster, and nothing in it is calculated that wasn't meant to be."""

import io
import re
import zipfile
from datetime import time
from itertools import count
from pathlib import Path

import pytest
import python_calamine

from hub.exchange.colours import PAIRS
from hub.exchange.legend import COLUMNS, fields_by_code
from hub.exchange.sheets import sheet_of
from hub.exchange.workbook import workbook_of
from hub.importing import NOTHING_KNOWN, plan_of
from shared.formats.roster_table import Line, Table
from tests.support.pictures import a_picture

THEME = Path(__file__).parents[3] / "web" / "src" / "theme.css"
PICTURE = a_picture("ana E N . X", "@bo =x E V E", names=("=1+1", "Bo 田中"))


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_codes_names_dates_and_totals_are_in_the_sheet() -> None:
    name, rows, _ = sheet_of(workbook_of(PICTURE))
    assert name == "Roster"
    assert rows[0] == ["staff", "name", "2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "Days off", "Hours"]
    assert rows[1] == ["ana", "=1+1", "E", "N", "", "X", "1", "15.5"]
    assert rows[2] == ["@bo", "Bo 田中", "=x", "E", "V", "E", "0", "16"]
    assert rows[4] == ["", "Early", "1", "1", "0", "1", "", ""]
    assert rows[6][:4] == ["", "Odd", "1", "0"]


def test_only_the_totals_are_formulas_and_what_looks_like_one_is_text() -> None:
    formulas = re.findall(r"<f>(.*?)</f>", part(workbook_of(PICTURE), "xl/worksheets/sheet1.xml"))
    assert formulas
    assert all(re.match(r"(SUMPRODUCT|\(SUMPRODUCT)\(", formula) for formula in formulas)
    assert not any("1+1" in formula for formula in formulas)


def test_the_legend_says_what_codes_mean() -> None:
    book = python_calamine.load_workbook(io.BytesIO(workbook_of(PICTURE)))
    rows = book.get_sheet_by_name("Shift types").to_python()
    assert rows[0][:4] == ["code", "symbol", "name", "kind"]
    assert rows[1][:7] == ["E", "△", "Early", "work", "06:00", "14:00", 8.0]
    assert [row[0] for row in rows[1:6]] == list(PICTURE.shifts)


def test_shift_types_that_are_new_come_as_the_legend_has_them() -> None:
    name, rows, shifts = sheet_of(workbook_of(PICTURE))
    lines = tuple(Line(number, cells) for number, cells in enumerate(rows, start=1) if any(cells))
    table = Table("r.xlsx", lines, sheet=name, shifts=fields_by_code(shifts))
    numbers = count(1)
    made = plan_of(table, name=None, known=NOTHING_KNOWN, new_id=lambda: f"id{next(numbers)}").checked("r.xlsx").shift_types
    found = {one.code: (one.symbol, one.name, one.kind.value, one.colour, one.paid_minutes, one.start, one.end) for one in made}
    assert found["N"] == ("N", "Night", "work", "night", 450, time(22), time(6))
    assert found["X"] == ("×", "Off", "off", "off", 0, None, None)
    assert found["=x"] == ("◇", "Odd", "work", "late", 0, None, None)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["Some", "other", "sheet"]],
        [list(COLUMNS), ["N", "N", "Night", "no kind", "22:00", "06:00", "7.5", "night"]],
        [list(COLUMNS), ["N", "too long a symbol", "Night", "work", "late", "later", "much", "pink"]],
    ],
)
def test_a_legend_that_says_nothing_usable_is_passed_over(rows: list[list[str]]) -> None:
    lines = (Line(1, ["staff", "2026-12-07"]), Line(2, ["ana", "N"]))
    table = Table("r.xlsx", lines, sheet="Plan", shifts=fields_by_code(rows))
    (made,) = plan_of(table, name=None, known=NOTHING_KNOWN, new_id=lambda: "id").checked("r.xlsx").shift_types
    assert (made.code, made.name, made.kind.value, made.start) == ("N", "N", "work", None)


def test_names_and_dates_stay_in_view_and_a_code_has_its_colour() -> None:
    content = workbook_of(PICTURE)
    assert '<pane xSplit="2" ySplit="1"' in part(content, "xl/worksheets/sheet1.xml")
    assert "FFFCD490" in part(content, "xl/styles.xml")


def test_the_colours_are_the_pages() -> None:
    theme = THEME.read_text()
    for colour, (fill, text) in PAIRS.items():
        assert f"--shift-{colour}-bg: light-dark(#{fill}," in theme
        assert colour == "empty" or f"--shift-{colour}-fg: light-dark(#{text}," in theme
