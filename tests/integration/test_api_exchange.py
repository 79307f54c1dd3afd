"""Files in and out over HTTP on a real hub."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from icalendar import Calendar

from tests.support.hub import ROOT, Caller, RunningHub

pytestmark = pytest.mark.postgres

INSTANCES = ROOT.parent / "shared" / "data" / "nrp" / "curtois-qu"
ROSTER = "staff,2026-06-01,2026-06-02,2026-06-03\r\nana,D,N,\r\nbo,,D,-\r\n'=cy,D,D,D\r\n"
INSTANCE = """SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=7,2880,960,5,2,2,1
B,E=7|L=7,2880,960,5,2,2,1
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
A,2,E,2
SECTION_SHIFT_OFF_REQUESTS
B,3,L,1
SECTION_COVER
0,E,1,100,1
"""


async def imported(
    caller: Caller, content: str | bytes, file: str = "june.csv", *, status: int = 201, name: str | None = None
) -> dict[str, str]:
    fields = {} if name is None else {"name": name}
    response = await caller.ask("POST", "/periods/import", files={"file": (file, content)}, data=fields)
    assert response.status_code == status, response.text
    found: dict[str, str] = response.json()
    return found


async def exported(caller: Caller, period_id: str) -> str:
    response = await caller.ask("GET", f"/periods/{period_id}/export.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return response.text


async def test_a_roster_taken_in_and_given_out_is_the_same(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, ROSTER, file="june.csv")
    assert found == {"workspace_id": admin.workspace_id, "period_id": found["period_id"]}
    assert await exported(admin, found["period_id"]) == ROSTER
    assert (await admin.get(f"/periods/{found['period_id']}"))["name"] == "june"
    assert {one["code"]: one["kind"] for one in (await admin.get("/shift-types"))["items"]} == {"D": "work", "N": "work", "-": "work"}
    assert {one["code"] for one in (await admin.get("/staff"))["items"]} == {"ana", "bo", "=cy"}
    again = await imported(admin, ROSTER.replace("2026-06", "2026-07"), file="july.csv", name="July")
    assert (await admin.get(f"/periods/{again['period_id']}"))["name"] == "July"
    assert len((await admin.get("/staff"))["items"]) == 3


async def test_an_unreadable_file_is_named_by_line_and_nothing_is_stored(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    before = await admin.get("/workspace")
    files: list[tuple[str | bytes, str]] = [
        ("staff,2026-06-01\nana,D,D\n", "june.csv:2: 'ana' has 2 cells for 1 dates"),
        ("staff,yesterday\nana,D\n", "june.csv:1: 'yesterday' is no date like 2026-12-31"),
        (
            b"staff,2026-06-01\nan\xffa,D\n",
            "june.csv:2: is no UTF-8 text (byte 0xff), perhaps Latin-1 or Windows-1252: save the file as UTF-8",
        ),
        ("", "june.csv:1: there is nothing in it"),
        ("SECTION_HORIZON\n7\n", "june.csv:2: SECTION_SHIFTS is missing"),
    ]
    for content, words in files:
        problem = await imported(admin, content, status=422)
        assert (problem["code"], problem["detail"]) == ("validation_failed", words)
    assert await admin.get("/workspace") == before


async def test_a_file_that_is_too_large_is_refused(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    problem = await imported(admin, b"x" * (hub.settings.limit_upload_bytes + 1), status=413)
    assert problem["code"] == "too_large"
    no_file = await admin.ask("POST", "/periods/import", data={"name": "x"})
    assert no_file.status_code == 422


async def test_an_instance_brings_people_shifts_rules_and_an_empty_grid(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, INSTANCE, file="tiny.txt")
    grid = await admin.get(f"/periods/{found['period_id']}/grid")
    people = {one["id"]: one["code"] for one in (await admin.get("/staff"))["items"]}
    assert [people[staff_id] for staff_id in grid["staff"]] == ["A", "B"]
    assert grid["shifts"] == []
    rules = (await admin.get("/rules"))["items"]
    requests = next(one for one in rules if one["type"] == "request")
    assert {people[wish["staff"]] for wish in requests["params"]["requests"]} == {"A", "B"}
    assert {one["kind"] for one in (await admin.get("/shift-types"))["items"] if one["code"] == "-"} == {"off"}
    checked = await admin.post(f"/periods/{found['period_id']}/check")
    assert checked["score"]["soft"] == 2 + 100  # the wish for E, and nobody on E; an open cell is no L
    refused = await imported(admin, INSTANCE, file="tiny.txt", status=422)
    assert refused["detail"].startswith("tiny.txt:1:")


async def test_what_was_imported_is_taken_back_by_who_imported_it(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, ROSTER)
    await admin.operate("UNDO", {}, period_id=found["period_id"])
    assert (await admin.get(f"/periods/{found['period_id']}/grid"))["shifts"] == []


@pytest.mark.skipif(not INSTANCES.is_dir(), reason="no benchmark files in ../shared/data/nrp/curtois-qu")
async def test_the_second_curtois_qu_instance_can_be_taken_in(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, (INSTANCES / "Instance2.txt").read_bytes(), file="Instance2.txt")
    assert (await admin.get(f"/periods/{found['period_id']}"))["staff_count"] == 14
    assert (await admin.post(f"/periods/{found['period_id']}/check"))["score"]["hard"] > 0


EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def file_of(caller: Caller, period_id: str, kind: str, *, status: int = 200) -> bytes:
    response = await caller.ask("GET", f"/periods/{period_id}/export.{kind}")
    assert response.status_code == status, response.text
    return response.content


async def previewed(caller: Caller, content: str | bytes, file: str = "june.csv", **fields: str) -> dict[str, Any]:
    response = await caller.ask("POST", "/periods/import", files={"file": (file, content)}, data={"preview": "1"} | fields)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def merged(caller: Caller, content: str | bytes, period_id: str, *, status: int = 201) -> dict[str, Any]:
    response = await caller.ask("POST", "/periods/import", files={"file": ("june.csv", content)}, data={"period_id": period_id})
    assert response.status_code == status, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_viewer_gets_every_kind_of_file_under_the_periods_name(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, ROSTER, name='Juni/"2026" ☀')
    viewer = await hub.someone(admin, "viewer")
    begins = {"csv": b"staff,", "xlsx": b"PK\x03\x04", "pdf": b"%PDF-", "ics": b"BEGIN:VCALENDAR"}
    types = {"csv": "text/csv; charset=utf-8", "xlsx": EXCEL, "pdf": "application/pdf", "ics": "text/calendar; charset=utf-8"}
    for kind, begin in begins.items():
        response = await viewer.ask("GET", f"/periods/{found['period_id']}/export.{kind}")
        assert response.status_code == 200, response.text
        assert response.content.startswith(begin)
        assert response.headers["content-type"] == types[kind]
        assert response.headers["cache-control"] == "no-store"
        named = f"attachment; filename=\"roster.{kind}\"; filename*=UTF-8''Juni2026%20%E2%98%80.{kind}"
        assert response.headers["content-disposition"] == named
    refused = await viewer.ask("POST", "/periods/import", files={"file": ("june.csv", ROSTER)}, data={"preview": "1"})
    assert refused.status_code == 403


async def test_a_workbook_taken_in_again_is_the_same_roster(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, ROSTER)
    book = await file_of(admin, found["period_id"], "xlsx")
    again = await imported(admin, book, file="june.xlsx", name="Again")
    assert await exported(admin, again["period_id"]) == ROSTER
    elsewhere = await hub.elsewhere(admin)
    there = await imported(elsewhere, book, file="june.xlsx")
    assert await exported(elsewhere, there["period_id"]) == ROSTER


async def test_a_persons_calendar_is_theirs_alone_and_holds_no_note(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    found = await imported(admin, ROSTER)
    period_id, staff = found["period_id"], {one["code"]: one["id"] for one in (await admin.get("/staff"))["items"]}
    cell = {"staff_id": staff["bo"], "date": "2026-06-02", "set": {"note": "at the dentist"}}
    await admin.operate("CELL_UPDATE", {"cells": [cell]}, period_id=period_id)
    for who in ("bo", staff["bo"]):
        response = await admin.ask("GET", f"/periods/{period_id}/export.ics?staff={who}")
        events = Calendar.from_ical(response.content).events
        assert [(event.start, event["summary"]) for event in events] == [(date(2026, 6, 2), "D"), (date(2026, 6, 3), "-")]
        assert b"dentist" not in response.content
        assert response.headers["content-disposition"].endswith("june%20-%20bo.ics")
    nobody = await admin.ask("GET", f"/periods/{period_id}/export.ics?staff=nobody")
    assert nobody.status_code == 404


async def test_a_preview_says_what_would_be_made_and_stores_nothing(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    await imported(admin, "staff,2026-05-01\r\nana,D\r\n", file="may.csv")
    before = [await admin.get("/workspace"), await admin.get("/periods")]
    found = await previewed(admin, ROSTER)
    assert [(one["code"], one["is_new"]) for one in found["people"]] == [("ana", False), ("bo", True), ("=cy", True)]
    assert [(one["code"], one["is_new"]) for one in found["shift_types"]] == [("-", True), ("D", False), ("N", True)]
    said = {name: found[name] for name in ("file", "name", "start_date", "end_date", "cells", "cleared", "problems", "sheet")}
    assert said == {
        "file": "june.csv", "name": "june", "start_date": "2026-06-01", "end_date": "2026-06-03", "cells": 7, "cleared": 0, "problems": [], "sheet": None,
    }  # fmt: skip
    bad = await previewed(admin, "staff,2026-06-01\nana,D,D\nbo,D\nbo,N\n")
    assert [(one["line"], one["reason"]) for one in bad["problems"]] == [
        (2, "'ana' has 2 cells for 1 dates"),
        (4, "'bo' is in line 3 already"),
    ]
    assert [await admin.get("/workspace"), await admin.get("/periods")] == before


async def test_a_file_changes_a_period_that_is_there_and_one_undo_takes_it_back(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period_id = (await imported(admin, ROSTER))["period_id"]
    staff = {one["code"]: one["id"] for one in (await admin.get("/staff"))["items"]}
    locked = {"staff_id": staff["=cy"], "date": "2026-06-01", "set": {"locked": True}}
    await admin.operate("CELL_UPDATE", {"cells": [locked]}, period_id=period_id)
    before = await exported(admin, period_id)
    edited = 'staff;2026-06-01;2026-06-02\r\nana;D;\r\n"\'=cy";N;Q\r\n'
    found = await previewed(admin, edited, period_id=period_id)
    assert (found["cells"], found["cleared"], found["kept"], found["problems"]) == (1, 1, 1, [])
    assert await exported(admin, period_id) == before
    assert (await merged(admin, edited, period_id))["period_id"] == period_id
    assert await exported(admin, period_id) == ROSTER.replace("ana,D,N,", "ana,D,,").replace("'=cy,D,D,D", "'=cy,D,Q,D")
    await admin.operate("UNDO", {}, period_id=period_id)
    assert await exported(admin, period_id) == before


async def test_a_large_file_is_undone_as_one(hub: RunningHub) -> None:
    """More cells than an operation may have."""
    admin = await hub.signed_in()
    days = ",".join(f"2026-03-{day:02}" for day in range(1, 32))
    rows = [f"p{number},{','.join('D' * 31)}" for number in range(80)]
    period_id = (await imported(admin, f"staff,{days}\n" + "\n".join(rows)))["period_id"]
    night = f"staff,{days}\n" + "\n".join(row.replace("D", "N") for row in rows)
    await merged(admin, night, period_id)
    assert (await admin.get(f"/periods/{period_id}/grid"))["shifts"] == ["N"]
    await admin.operate("UNDO", {}, period_id=period_id)
    assert (await admin.get(f"/periods/{period_id}/grid"))["shifts"] == ["D"]


async def test_people_and_dates_that_are_not_in_the_period_are_problems(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period_id = (await imported(admin, ROSTER))["period_id"]
    found = await previewed(admin, "staff,2026-06-03,2026-06-04\nana,D,D\nzoe,D,D\n", period_id=period_id)
    assert [(one["line"], one["reason"]) for one in found["problems"]] == [
        (1, "2026-06-04 is not in this period"),
        (3, "'zoe' is not in this period"),
    ]
    refused = await merged(admin, "staff,2026-06-03\nzoe,D\n", period_id, status=422)
    assert refused["detail"] == "june.csv:2: 'zoe' is not in this period"
    stranger = await hub.elsewhere(admin)
    assert (await merged(stranger, ROSTER, period_id, status=404))["code"] == "not_found"


def an_endless_sheet() -> bytes:
    """A workbook of two cells that are as far apart as can be: read as a table, it is 17 thousand million cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "staff")
        sheet.write(1_048_575, 16_383, "x")
    return out.getvalue()


def a_liar() -> bytes:
    """A workbook whose sheet is 600 MB of blanks when it is unpacked, and says that it is small."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "staff")
    inflated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as given, zipfile.ZipFile(inflated, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            with made.open(name, "w") as part:
                part.write(given.read(name).removesuffix(b"</worksheet>"))
                for _ in range(600 if name.endswith("sheet1.xml") else 0):
                    part.write(b" " * 2**20)
    content = inflated.getvalue()
    size = (600 * 2**20).to_bytes(4, "little")
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # the central directory's size of it, unpacked
    known = int.from_bytes(content[at : at + 4], "little")
    assert known > int.from_bytes(size, "little")
    return content[:at] + (1_000).to_bytes(4, "little") + content[at + 4 :]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.xlsx", lambda book: book[: len(book) // 2], "cut.xlsx:1: is a spreadsheet that was cut off, or damaged"),
        ("endless.xlsx", lambda _: an_endless_sheet(), "endless.xlsx:1: is a spreadsheet that takes too long or too much memory to read"),
        ("liar.xlsx", lambda _: a_liar(), "liar.xlsx:1: "),
        ("roster.xlsx", lambda _: b"%PDF-1.7 ...", "roster.xlsx:1: is a PDF, which says how a roster looks, not what is in it: take CSV or Excel"),
        ("old.xls", lambda _: b"\xd0\xcf\x11\xe0", "old.xls:1: is an old Excel file (.xls), or one with a password: save it as .xlsx, without a password"),
        ("empty.xlsx", lambda _: b"", "empty.xlsx:1: there is nothing in it"),
        ("latin.csv", lambda _: "staff,2026-06-01\nJosé,D\n".encode("latin-1"), "latin.csv:2: is no UTF-8 text (byte 0xe9), perhaps Latin-1 or Windows-1252: save the file as UTF-8"),
        ("quote.csv", lambda _: b'staff,2026-06-01\n"ana,D\n', "quote.csv:2: unexpected end of data"),
    ],
)  # fmt: skip
async def test_a_bad_file_is_named_and_the_hub_goes_on(hub: RunningHub, name: str, content: Any, words: str) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    book = await file_of(admin, period["id"], "xlsx")
    problem = await imported(admin, content(book), file=name, status=422)
    assert problem["detail"].startswith(words)
    assert (await previewed(admin, content(book), file=name))["problems"][0]["line"] >= 1
    assert await file_of(admin, period["id"], "csv")
