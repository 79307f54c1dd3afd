"""Files in and out over HTTP on a real hub."""

import pytest

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
        (b"staff,2026-06-01\nan\xffa,D\n", "june.csv:2: is no UTF-8 text (byte 0xff)"),
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
