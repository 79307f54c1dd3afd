"""Tables as people keep them: titles, names, totals, dates in their own writing."""

from datetime import date

import pytest

from shared.formats.roster_table import Fault, Line, Reading, Table, reading_of


def read(*rows: str, sheet: str | None = "Plan") -> Reading:
    """Rows with `|` between cells; blank ones count, and aren't there."""
    lines = (Line(number, row.split("|")) for number, row in enumerate(rows, start=1) if row)
    return reading_of(Table("r.xlsx", tuple(lines), sheet=sheet))


def said(faults: tuple[Fault, ...]) -> list[tuple[int, int | None, str]]:
    return [(fault.line, fault.column, fault.reason) for fault in faults]


def test_a_table_with_title_names_and_totals_is_a_roster() -> None:
    found = read("Ward 3||||", "", "Who|Name|2026-12-07|2026-12-08|Hours", "ana|Ana Silva|D||8", "bo|Bo Berg|N|D|16", "", "|Day|1|1|")
    assert [(row.staff, row.name, row.cells, row.line) for row in found.checked().rows] == [
        ("ana", "Ana Silva", ("D", None), 4),
        ("bo", "Bo Berg", ("N", "D"), 5),
    ]
    assert found.roster.dates == (date(2026, 12, 7), date(2026, 12, 8))
    assert said(found.notes) == [
        (3, 5, "the column 'Hours' has no date, and isn't read"),
        (3, None, "what stands above the dates isn't read"),
        (7, 1, "names nobody and has numbers only: taken for totals, and not read"),
    ]


@pytest.mark.parametrize(
    "dates",
    [
        ("7.12.2026", "8.12.2026"),
        ("07.12.2026", "08.12.2026"),
        ("2026/12/7", "2026/12/8"),
        ("7/12/2026", "8/12/2026"),
        ("12/7/2026", "12/8/2026"),
    ],
)
def test_dates_are_taken_as_a_spreadsheet_writes_them(dates: tuple[str, str]) -> None:
    assert read(f"|{dates[0]}|{dates[1]}", "ana|D|D").checked().dates == (date(2026, 12, 7), date(2026, 12, 8))


def test_a_date_that_may_be_two_is_asked_about() -> None:
    assert said(read("|7/12/2026", "ana|D").faults) == [(1, 2, "'7/12/2026' may be two dates: write it like 2026-12-31")]
    assert read("|13/12/2026", "ana|D").checked().dates == (date(2026, 12, 13),)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (("|2026-12-07|2026-12-08", "ana|D|D", "ana|D|D"), (3, 1, "'ana' is in line 2 already")),
        (("|2026-12-07|Mon|2026-12-09", "ana|D|D|D"), (1, 3, "'Mon' is no date like 2026-12-31")),
        (("|2026-12-07|32.12.2026", "ana|D|D"), (1, 3, "'32.12.2026' is no date like 2026-12-31")),
        (("|2026-12-07||", "ana|D||late"), (2, 4, "'late' stands in a column without a date")),
        (("|2026-12-07", "|D"), (2, 1, "the staff code is missing")),
        (("|2026-12-07", f"ana|{'D' * 33}"), (2, 2, f"'{'D' * 32}'… is longer than 32 characters")),
        (("|2026-12-07", f"{'a' * 201}|D"), (2, 1, f"'{'a' * 32}'… is longer than 200 characters")),
        (("|2026-12-07", "ana|a\0b"), (2, 2, "holds a NUL character")),
        (("ana|D", "bo|N"), (1, None, "no row has dates: the first row must, after a first cell such as 'staff'")),
    ],
)
def test_a_fault_is_named_by_row_and_column(rows: tuple[str, ...], place: tuple[int, int | None, str]) -> None:
    assert said(read(*rows).faults) == [place]


def test_faults_are_told_all_at_once_up_to_a_limit() -> None:
    found = read("|2026-12-07", *[f"p{number}|{'D' * 33}" for number in range(80)])
    assert len(found.faults) == 50
    assert read("|2026-12-07", "ana|D", f"bo|{'D' * 33}", "ana|N", f"cy|{'N' * 33}").faults[-1].line == 5


def test_a_delimiter_that_a_spreadsheet_names_is_taken() -> None:
    from shared.formats.roster_csv import roster_of  # noqa: PLC0415 - the one test of CSV here

    found = roster_of(b"sep=;\r\nstaff;2026-12-07\r\nana;D,N\r\n", "r.csv")
    assert [(row.staff, row.cells, row.line) for row in found.rows] == [("ana", ("D,N",), 3)]
    assert roster_of("staff\t2026-12-07\nAnnä\tD\n".encode("utf-16"), "r.txt").rows[0].staff == "Annä"
