"""A roster exported and imported again is the same: into its own workspace exactly, into an empty one as well."""

from datetime import date
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.exchange.legend import fields_by_code
from hub.exchange.picture import Person, Picture, Shift
from hub.exchange.sheets import sheet_of
from hub.exchange.workbook import workbook_of
from hub.importing import Known, Plan, plan_of
from shared.formats.roster_csv import roster_text, table_of
from shared.formats.roster_table import Line, Table

odd = st.sampled_from(["=x", "=1+1", "+1", "-", "@a", "'", "'=", "''", '"', "a,b", "a;b", "a\nb", "staff", "name", "1", "0.5", "2026-12-07", "TRUE", "_x0041_", "é", "夜", "𠮷", "×"])  # fmt: skip
plain = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=6)
# What XML can't hold stays out of spreadsheets by itself, and spaces at the ends mean nothing where nothing is known.
code = odd | plain
spaced = code | st.sampled_from([" D", "D ", " ", "a  b"])


@st.composite
def pictures(draw: st.DrawFn, codes: st.SearchStrategy[str]) -> Picture:
    shifts = draw(st.lists(codes, min_size=1, max_size=4, unique=True))
    staff = draw(st.lists(code, min_size=1, max_size=4, unique=True))
    day_count = draw(st.integers(1, 4))
    row = st.tuples(*[st.none() | st.sampled_from(shifts)] * day_count)
    return Picture(
        period_id="p",
        name="Period",
        status="draft",
        version=1,
        workspace="",
        time_zone="UTC",
        first_day=date(2026, 12, 30),
        day_count=day_count,
        people=tuple(Person(f"id-{at}", one, draw(odd | plain)) for at, one in enumerate(staff)),
        cells=tuple(draw(row) for _ in staff),
        shifts={one: Shift(one, one[:8], one, "work", "day") for one in shifts},
    )


def by_csv(picture: Picture) -> Table:
    rows = ((person.code, row) for person, row in picture.rows())
    return table_of(roster_text(picture.dates, rows, picture.shifts.keys()).encode(), "r.csv")


def by_workbook(picture: Picture) -> Table:
    sheet, rows, shifts = sheet_of(workbook_of(picture))
    lines = (Line(number, cells) for number, cells in enumerate(rows, start=1) if any(cell.strip() for cell in cells))
    return Table("r.xlsx", tuple(lines), sheet=sheet, shifts=fields_by_code(shifts))


def brought(table: Table, known: Known) -> Plan:
    numbers = count(1)
    return plan_of(table, name=None, known=known, new_id=lambda: f"new-{next(numbers)}")


def at_home(picture: Picture) -> Known:
    staff = {person.code: person.id for person in picture.people}
    return Known(staff, {code: code for code in picture.shifts}, frozenset(), has_rules=False)


def cells_of(picture: Picture, ids: dict[str, str]) -> dict[tuple[str, str], str]:
    """The cells that hold something, by a person's id and the date."""
    return {
        (ids[person.code], day.isoformat()): found
        for person, row in picture.rows()
        for day, found in zip(picture.dates, row, strict=True)
        if found is not None
    }


def check(picture: Picture, table: Table, known: Known, *, with_names: bool) -> None:
    plan = brought(table, known)
    arrival = plan.checked("r")
    ids = {person.code: staff_id for person, staff_id in zip(picture.people, arrival.period.staff, strict=True)}
    assert {(edit.staff_id, edit.date): edit.set["shift"] for edit in arrival.cells} == cells_of(picture, ids)
    assert (arrival.period.start_date, arrival.period.end_date) == (picture.dates[0], picture.dates[-1])
    codes = {member.id: member.code for member in arrival.staff} | {staff_id: code for code, staff_id in known.staff.items()}
    assert [codes[staff_id] for staff_id in arrival.period.staff] == [person.code for person in picture.people]
    if with_names:
        assert [member.name for member in arrival.staff] == [person.name for person in picture.people]


@given(pictures(spaced))
def test_into_its_own_workspace_by_csv(picture: Picture) -> None:
    check(picture, by_csv(picture), at_home(picture), with_names=False)


@given(pictures(spaced))
@settings(deadline=None)
def test_into_its_own_workspace_by_a_workbook(picture: Picture) -> None:
    check(picture, by_workbook(picture), at_home(picture), with_names=False)


NOTHING = Known({}, {}, frozenset(), has_rules=False)


unescaped = code.filter(lambda text: text[:1] != "'")
"""A shift code that begins with the sign that escapes stands as it is in CSV: whoever doesn't know it takes the sign away."""


@given(pictures(unescaped))
def test_into_an_empty_workspace_by_csv(picture: Picture) -> None:
    check(picture, by_csv(picture), NOTHING, with_names=False)


@given(pictures(code))
@settings(deadline=None)
def test_into_an_empty_workspace_by_a_workbook_with_the_names(picture: Picture) -> None:
    check(picture, by_workbook(picture), NOTHING, with_names=True)
