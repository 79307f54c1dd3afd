"""Rosters as CSV are written and read back, and what can't be read is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.formats.roster_csv import grid_of, roster_of, roster_text
from shared.formats.unreadable import UnreadableFileError
from shared.problem import Row
from tests.support.grids import MONDAY, a_problem, grid

DATES = (date(2026, 12, 7), date(2026, 12, 8))
TEXT = "staff,2026-12-07,2026-12-08\r\nANA,D,\r\nBO,-,N\r\n"

codes = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=6)
formula_like = st.sampled_from(["=1+1", "+1", "-", "@x", "'", "'=", "''=", "'x", '"', "a,b", "a;b", "staff"])
cells = st.none() | codes | formula_like


def rows_of(content: bytes, *, known: tuple[str, ...] = ()) -> list[tuple[str, Row]]:
    return [(row.staff, row.cells) for row in roster_of(content, "r.csv", codes=known).rows]


def test_a_roster_is_written_with_a_header_staff_codes_and_shift_codes() -> None:
    assert roster_text(DATES, [("ANA", ("D", None)), ("BO", ("-", "N"))], {"D", "N", "-"}) == TEXT


def test_what_a_spreadsheet_would_calculate_is_escaped_unless_it_is_a_code() -> None:
    written = roster_text(DATES, [("=1+1", ("-", "@x"))], {"-"})
    assert written.splitlines()[1] == "'=1+1,-,'@x"
    assert rows_of(written.encode(), known=("-",)) == [("=1+1", ("-", "@x"))]


@given(
    st.lists(st.tuples(codes | formula_like, st.tuples(cells, cells)), min_size=1, max_size=4, unique_by=lambda row: row[0]), st.booleans()
)
def test_what_is_written_is_read_back(rows: list[tuple[str, Row]], are_known: bool) -> None:
    known = tuple({cell for _, row in rows for cell in row if cell is not None}) if are_known else ()
    assert rows_of(roster_text(DATES, rows, known).encode(), known=known) == rows


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TEXT,
        TEXT.replace("\r\n", "\n"),
        TEXT.replace(",", ";"),
        TEXT.replace(",", "\t"),
        TEXT.replace("ANA", '"ANA"'),
        TEXT.replace("staff", "Staff"),
        "\r\n" + TEXT + ",,\r\n\r\n",
        TEXT.replace(",D", ", D "),
    ],
)
def test_marks_line_ends_quotes_and_other_delimiters_are_taken(text: str) -> None:
    assert rows_of(text.encode()) == [("ANA", ("D", None)), ("BO", ("-", "N"))]


def test_the_codes_that_occur_are_listed() -> None:
    roster = roster_of(TEXT.encode(), "r.csv")
    assert roster.codes == ("-", "D", "N")
    assert roster.dates == DATES


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"", 1, "there is nothing in it"),
        (b"\r\n , \n", 1, "there is nothing in it"),
        (b"name,age\nA,D\n", 1, "no row has dates: the first row must, after a first cell such as 'staff'"),
        (b"staff\nA\n", 1, "has 0 dates; 1 to 400 are taken"),
        (b"staff,7 Dec\nA,D\n", 1, "'7 Dec' is no date like 2026-12-31"),
        (b"staff,2026-13-01\nA,D\n", 1, "'2026-13-01' is no date like 2026-12-31"),
        (b"staff,20261207\nA,D\n", 1, "'20261207' is no date like 2026-12-31"),
        (
            b"staff,2026-12-07,2026-12-09\nA,D,D\n",
            1,
            "2026-12-08 must come where 2026-12-09 stands: the dates follow each other day by day",
        ),
        (b"staff,9999-12-31\nA,D\n", 1, "9999-12-31 is too late a date"),
        (b"staff,2026-12-07\n", 1, "has no people"),
        (b"staff,2026-12-07\n\nA,D,D\n", 3, "'A' has 2 cells for 1 dates"),
        (b"staff,2026-12-07\n,D\n", 2, "the staff code is missing"),
        (b"staff,2026-12-07\nA,D\nA,D\n", 3, "'A' is in line 2 already"),
        (b"staff,2026-12-07\nA," + b"D" * 33 + b"\n", 2, "'" + "D" * 32 + "'… is longer than 32 characters"),
        (b'staff,2026-12-07\nA,D\nB,"D\n', 3, "unexpected end of data"),
        (b"staff,2026-12-07\nA,\xe9\n", 2, "is no UTF-8 text (byte 0xe9), perhaps Latin-1 or Windows-1252: save the file as UTF-8"),
        (b"staff,2026-12-07\nA,\x00\n", 2, "holds a NUL character"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_line_and_reason(content: bytes, place: int, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        roster_of(content, "r.csv")
    assert str(caught.value) == f"r.csv:{place}: {reason}"
    assert caught.value.code == "validation_failed"


def test_a_roster_becomes_a_grid_in_the_order_of_the_problem() -> None:
    problem = a_problem(grid("Bo D D", "Ana D D"))
    assert grid_of(roster_of(TEXT.encode(), "r.csv"), problem) == (("-", "N"), ("D", None))
    assert grid_of(roster_of(TEXT.encode(), "r.csv"), problem, empty="-") == (("-", "N"), ("D", "-"))


def test_a_roster_without_a_header_has_days_in_order() -> None:
    problem = a_problem(grid("Bo D D", "Ana D D"))
    found = roster_of(b"ANA,D,E\nBO,-,N\n", "r.csv", needs_header=False)
    assert grid_of(found, problem) == (("-", "N"), ("D", "E"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("staff,2026-12-07\nANA,D\nBO,D\n", f"r.csv:1: its dates aren't the problem's ({MONDAY} to 2026-12-08, 2 days)"),
        ("staff,2026-12-08,2026-12-09\nANA,D,D\nBO,D,D\n", f"r.csv:1: its dates aren't the problem's ({MONDAY} to 2026-12-08, 2 days)"),
        ("staff,2026-12-07,2026-12-08\nANA,D,D\nCY,D,D\n", "r.csv:3: there is no staff member 'CY'"),
        ("staff,2026-12-07,2026-12-08\nANA,D,D\nBO,D,Q\n", "r.csv:3: there is no shift type 'Q'"),
        ("staff,2026-12-07,2026-12-08\nANA,D,D\n", "r.csv:2: the row of 'BO' is missing"),
    ],
)
def test_a_roster_of_another_problem_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        grid_of(roster_of(text.encode(), "r.csv"), a_problem(grid("Ana D D", "Bo D D")))
    assert str(caught.value) == reason
