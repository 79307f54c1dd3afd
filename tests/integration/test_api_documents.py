"""Periods, grids, history and operations over HTTP on a real hub."""

import asyncio
import json
from typing import Any

import pytest

from tests.support.hub import Caller, RunningHub

pytestmark = pytest.mark.postgres


def an_edit(period: dict[str, Any], shift: str | None, *, person: int = 0, day: int = 1, **fields: Any) -> dict[str, Any]:
    cell = {"staff_id": period["staff"][person], "date": f"2026-06-{day:02d}", "set": {"shift": shift} | fields}
    return {"type": "CELL_UPDATE", "payload": {"cells": [cell]}}


async def edited(caller: Caller, period: dict[str, Any], shift: str | None, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
    return await caller.ask("POST", f"/periods/{period['id']}/operations", json=an_edit(period, shift, **more), headers=headers or {})


async def test_a_period_is_made_listed_and_read(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    made = await admin.a_period("June", days=30)
    shown = {name: value for name, value in made.items() if name != "staff"}
    assert made["id"]
    assert shown == await admin.get(f"/periods/{made['id']}")
    assert (await admin.get("/periods")) == {"items": [shown], "next": None}
    assert {"name", "start_date", "end_date", "status", "strategy", "version", "staff_count"} <= shown.keys()
    assert (shown["staff_count"], shown["version"], shown["status"]) == (3, 1, "draft")


async def test_the_list_of_periods_says_who_changed_each_last_and_in_which_of_them_somebody_stands(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    june = await admin.a_period("June")
    await admin.post("/periods", {"name": "July", "start_date": "2026-07-01", "end_date": "2026-07-31"}, status=201)
    mei = await hub.someone(admin, "manager", "mei@example.org")
    await edited(mei, june, "D")
    (listed,) = (await admin.get("/periods", params={"staff_id": june["staff"][0]}))["items"]
    assert (listed["name"], listed["changed_by"]) == ("June", "Mei")
    assert listed["changed_at"] > june["changed_at"]
    assert (await admin.get("/periods", params={"staff_id": "nobody"}))["items"] == []


async def test_a_period_asked_for_twice_is_made_once(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    body = {"name": "July", "start_date": "2026-07-01", "end_date": "2026-07-31"}
    first, again = [await admin.post("/periods", body, status=201, headers={"idempotency-key": "july"}) for _ in range(2)]
    assert first == again
    assert len((await admin.get("/periods"))["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [{"end_date": "2026-05-31"}, {"end_date": "2030-01-01"}, {"start_date": "June"}, {"staff": ["nobody"]}, {"name": "\x00"}, {"id": ""}],
)
async def test_a_period_that_can_not_be_is_told_so(hub: RunningHub, change: dict[str, Any]) -> None:
    admin = await hub.signed_in()
    body = {"name": "June", "start_date": "2026-06-01", "end_date": "2026-06-30"} | change
    response = await admin.ask("POST", "/periods", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed"), response.text
    assert (await admin.get("/periods"))["items"] == []


async def test_lists_go_on_by_cursor(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    await admin.a_period(staff=5)
    seen: list[str] = []
    cursor = None
    while True:
        page = await admin.get("/staff", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert len(seen) == 5
    assert seen == sorted(set(seen))
    assert (await admin.ask("GET", "/staff?cursor=%F0%9F%A6%8A")).status_code == 422
    assert (await admin.ask("GET", "/staff?limit=0")).status_code == 422
    assert (await admin.ask("GET", "/staff?limit=201")).status_code == 422


async def test_the_same_version_is_the_same_bytes_also_when_it_is_past(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    path = f"/periods/{period['id']}/grid"
    past: list[bytes] = []
    for shift in ("D", "N", None, "D"):
        past.append((await admin.ask("GET", path)).content)
        assert (await edited(admin, period, shift, note=f"to {shift}", locked=shift is not None)).status_code == 200
    for version, body in enumerate(past, start=1):
        assert (await admin.ask("GET", f"{path}?version={version}")).content == body
    now = await admin.get(path)
    assert now["version"] == 5
    assert now["cells"] == {"shift": [[0] + [None] * 6, [None] * 7, [None] * 7], "locked": [[0, 0]], "notes": [[0, 0, "to D"]]}


async def test_a_grid_says_when_it_did_not_change(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    first = await admin.ask("GET", f"/periods/{period['id']}/grid")
    again = await admin.ask("GET", f"/periods/{period['id']}/grid", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["etag"] == f'"{first.json()["epoch"]}:1"'


async def test_a_version_that_is_not_there_yet_is_told_so(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    for query in ("version=9", "min_version=9"):
        response = await admin.ask("GET", f"/periods/{period['id']}/grid?{query}")
        assert (response.status_code, response.json()["code"]) == (409, "version_ahead")


async def test_an_operation_over_http_is_the_same_as_over_the_socket(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    socket = await hub.socket(admin)
    await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"]})
    await socket.next("SYNC_CONTEXT")
    answer = await edited(admin, period, "D", headers={"idempotency-key": "mine"})
    assert answer.json() == {"type": "ACK", "id": "mine", "version": 2, "payload": {"outcome": "applied"}}
    change = (await socket.next("CHANGES"))["payload"]["changes"][0]
    history = await admin.get(f"/periods/{period['id']}/history?after=1")
    assert history == {"items": [change], "next": None, "log_from": 1}
    assert (change["id"], change["type"], change["actor"]["id"]) == ("mine", "CELL_UPDATE", admin.user_id)


async def test_an_operation_sent_again_is_done_once(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    answers = await asyncio.gather(*(edited(admin, period, "D", headers={"idempotency-key": "once"}) for _ in range(5)))
    outcomes = sorted(answer.json()["payload"]["outcome"] for answer in answers)
    assert outcomes == ["applied", *["duplicate"] * 4]
    assert {answer.json()["version"] for answer in answers} == {2}


async def test_if_match_names_what_the_edit_was_made_on(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    manager = await hub.someone(admin, "manager")
    period = await admin.a_period()
    await admin.operate("PERIOD_UPDATE", {"set": {"strategy": "first_writer_wins"}}, period_id=period["id"])
    grid = await admin.get(f"/periods/{period['id']}/grid")
    base = {"if-match": f'"{grid["epoch"]}:{grid["version"]}"'}
    assert (await edited(admin, period, "D", headers=base)).status_code == 200
    refused = await edited(manager, period, "N", headers=base)
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.json()["code"] == "conflict"
    assert refused.json()["conflict"]["outcome"] == "rejected"
    assert refused.json()["conflict"]["fields"][0]["theirs"]["value"] == "D"
    stale = await edited(manager, period, "N", headers={"if-match": f'"other:{grid["version"]}"'})
    assert stale.status_code == 412
    ahead = await edited(manager, period, "N", headers={"if-match": f'"{grid["epoch"]}:99"'})
    assert (ahead.status_code, ahead.json()["code"]) == (409, "version_ahead")


BAD_OPERATIONS: list[tuple[Any, str]] = [
    ({"type": "NOPE", "payload": {}}, "unknown_type"),
    ({"type": "PING", "payload": {}}, "validation_failed"),
    ({"payload": {}}, "validation_failed"),
    ({"type": "CELL_UPDATE", "payload": {"cells": []}}, "validation_failed"),
    ({"type": "CELL_UPDATE", "payload": {"cells": [{"staff_id": 1, "date": "2026-06-01", "set": {"shift": "D"}}]}}, "validation_failed"),
    ({"type": "CELL_UPDATE", "payload": {"cells": "all"}}, "validation_failed"),
    ({"type": "STAFF_CREATE", "payload": {"id": "x", "code": "x"}}, "validation_failed"),
    ({"type": "CELL_UPDATE", "payload": {"period_id": "other", "cells": [{"staff_id": "a", "date": "2026-06-01", "set": {"shift": "D"}}]}}, "validation_failed"),
]  # fmt: skip


async def test_bad_operations_are_named_and_apply_nothing(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    path = f"/periods/{period['id']}/operations"
    person = period["staff"][0]
    cells: list[tuple[dict[str, Any], str]] = [
        ({"staff_id": person, "date": "2026-06-01", "set": {"shift": "??"}}, "validation_failed"),
        ({"staff_id": person, "date": "2027-06-01", "set": {"shift": "D"}}, "validation_failed"),
        ({"staff_id": person, "date": "2026-06-01", "set": {"note": "a\x00b"}}, "validation_failed"),
        ({"staff_id": person, "date": "2026-06-01", "set": {"note": "\ud800"}}, "validation_failed"),
        ({"staff_id": "nobody", "date": "2026-06-01", "set": {"shift": "D"}}, "conflict"),
    ]
    for body, code in [*BAD_OPERATIONS, *(({"type": "CELL_UPDATE", "payload": {"cells": [cell]}}, code) for cell, code in cells)]:
        content = json.dumps(body)
        response = await admin.ask("POST", path, content=content, headers={"content-type": "application/json"})
        assert (response.json()["code"], response.headers["content-type"]) == (code, "application/problem+json"), body
        assert response.status_code in {400, 409, 422}
    assert (await admin.get(f"/periods/{period['id']}"))["version"] == 1


async def test_a_body_that_is_no_json_too_large_or_not_there_is_told_so(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    json_type = {"content-type": "application/json"}
    path = "/workspace/operations"
    no_json = await admin.ask("POST", path, content=b"{", headers=json_type)
    assert (no_json.status_code, no_json.json()["code"]) == (400, "bad_message")
    too_large = await admin.ask("POST", path, content=b" " * 3_000_000, headers=json_type)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "too_large")

    async def endless() -> Any:
        for _ in range(40):
            yield b" " * 100_000

    streamed = await admin.ask("POST", path, content=endless(), headers=json_type)
    assert (streamed.status_code, streamed.json()["code"]) == (413, "too_large")
    nothing = await admin.ask("POST", path, headers=json_type)
    assert (nothing.status_code, nothing.json()["code"]) == (422, "validation_failed")
    deep = await admin.ask("POST", path, content=b"[" * 100_000, headers=json_type)
    assert deep.status_code in {400, 422}


@pytest.mark.parametrize("period_id", ["nope", "%00", "%ED%A0%80", "x" * 65, "..%2f", "%20"])
async def test_a_period_that_is_not_there_is_not_found_however_it_is_named(hub: RunningHub, period_id: str) -> None:
    admin = await hub.signed_in()
    for path in ("", "/grid", "/history", "/export.csv"):
        assert (await admin.ask("GET", f"/periods/{period_id}{path}")).status_code in {404, 422}


async def test_a_closed_period_takes_no_edit(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    await admin.operate("PERIOD_UPDATE", {"set": {"status": "closed"}}, period_id=period["id"])
    response = await edited(admin, period, "D")
    assert (response.status_code, response.json()["code"]) == (409, "period_closed")


async def test_an_undo_over_http_takes_back_ones_last_edit(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    assert (await edited(admin, period, "D")).status_code == 200
    await admin.operate("UNDO", {}, period_id=period["id"])
    assert (await admin.get(f"/periods/{period['id']}/grid"))["cells"]["shift"][0][0] is None
    nothing = await admin.ask("POST", f"/periods/{period['id']}/operations", json={"type": "UNDO", "payload": {}})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_undo")


async def test_an_archived_period_leaves_the_list(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    await admin.operate("PERIOD_DELETE", {"id": period["id"]})
    assert (await admin.get("/periods"))["items"] == []
    assert [one["archived"] for one in (await admin.get("/periods?archived=true"))["items"]] == [True]
    assert (await admin.get(f"/periods/{period['id']}"))["archived"] is True


async def test_the_workspace_and_what_is_in_it(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    await admin.a_period()
    rule = {"id": "r1", "type": "coverage", "name": "Days", "params": {"shifts": ["D"], "min": 1}}
    await admin.operate("RULE_CREATE", rule)
    whole = await admin.get("/workspace")
    assert (len(whole["staff"]), len(whole["shift_types"]), len(whole["rules"]), len(whole["periods"])) == (3, 2, 1, 1)
    assert (await admin.ask("GET", "/workspace", headers={"if-none-match": f'"{whole["epoch"]}:{whole["version"]}"'})).status_code == 304
    shift = next(one for one in (await admin.get("/shift-types"))["items"] if one["code"] == "D")
    assert {"id", "code", "symbol", "keys", "name", "kind", "start", "end", "paid_minutes", "colour"} <= shift.keys()
    assert await admin.get(f"/shift-types/{shift['id']}") == shift
    assert (await admin.get("/rules/r1"))["params"] == rule["params"]
    person = (await admin.get("/staff"))["items"][0]
    assert {"id", "code", "name", "position", "department", "group", "employment"} <= person.keys()
    assert (await admin.ask("GET", "/rules/r2")).status_code == 404
    assert {one["type"] for one in await admin.get("/rules/catalogue")} >= {"coverage", "window_count", "request"}


async def test_a_check_counts_the_grid_as_it_stands(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    rule = {"id": "r1", "type": "coverage", "enforcement": "hard", "params": {"shifts": ["D"], "min": 1}}
    await admin.operate("RULE_CREATE", rule)
    found = await admin.post(f"/periods/{period['id']}/check")
    assert found["score"] == {"hard": 7, "soft": 0}
    assert len(found["violations"]) == 7
    assert (await edited(admin, period, "D")).status_code == 200
    found = await admin.post(f"/periods/{period['id']}/check")
    assert (found["score"]["hard"], found["version"]) == (6, 2)


async def test_configurations_are_kept_by_name(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    made = await admin.post("/configs", {"name": "Quick", "options": {"time_limit_s": 5}, "is_default": True}, status=201)
    other = await admin.post("/configs", {"id": "long", "name": "Long", "options": {"time_limit_s": 60}, "is_default": True}, status=201)
    listed = {one["id"]: one for one in (await admin.get("/configs"))["items"]}
    assert listed.keys() == {made["id"], other["id"]}
    assert (listed[made["id"]]["is_default"], listed["long"]["is_default"]) == (False, True)
    assert listed["long"]["options"]["time_limit_s"] == 60
    assert (await admin.ask("POST", "/configs", json={"id": "long", "name": "Again"})).status_code == 409


async def test_a_configuration_changes_field_by_field_and_goes(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    await admin.post("/configs", {"id": "a", "name": "A", "options": {"time_limit_s": 5, "seed": 3}, "is_default": True}, status=201)
    await admin.post("/configs", {"id": "b", "name": "B"}, status=201)
    changed = await admin.ask("PATCH", "/configs/b", json={"name": "Best", "is_default": True})
    assert changed.json() == await admin.get("/configs/b")
    assert (changed.json()["name"], changed.json()["is_default"]) == ("Best", True)
    first = await admin.get("/configs/a")
    assert (first["name"], first["options"]["seed"], first["is_default"]) == ("A", 3, False)
    await admin.ask("PATCH", "/configs/a", json={"options": {"engine": "milp", "scope": {"empty_only": True}}})
    options = (await admin.get("/configs/a"))["options"]
    assert (options["engine"], options["seed"], options["time_limit_s"], options["scope"]["empty_only"]) == ("milp", 1, None, True)
    await admin.ask("PATCH", "/configs/b", json={"is_default": False})
    assert [one["is_default"] for one in (await admin.get("/configs"))["items"]] == [False, False]
    assert (await admin.ask("DELETE", "/configs/a")).status_code == 204
    assert [one["id"] for one in (await admin.get("/configs"))["items"]] == ["b"]


@pytest.mark.parametrize(
    ("method", "config_id", "body", "status"),
    [
        ("PATCH", "kept", {"name": ""}, 422),
        ("PATCH", "kept", {"options": {"time_limit_s": 0}}, 422),
        ("PATCH", "kept", {"options": {"config_id": "kept"}}, 422),
        ("PATCH", "none", {"is_default": True}, 404),
        ("GET", "none", None, 404),
        ("DELETE", "none", None, 404),
    ],
)
async def test_a_configuration_that_is_wrong_or_missing_leaves_the_others_alone(
    hub: RunningHub, method: str, config_id: str, body: Any, status: int
) -> None:
    admin = await hub.signed_in()
    kept = await admin.post("/configs", {"id": "kept", "name": "Kept", "is_default": True}, status=201)
    assert (await admin.ask(method, f"/configs/{config_id}", json=body)).status_code == status
    assert (await admin.get("/configs"))["items"] == [kept]


async def test_runs_are_queued_at_once_while_the_solver_is_away_and_end_with_the_reason(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    run = await admin.post(f"/periods/{period['id']}/runs", {"options": {"time_limit_s": 1}}, status=202, headers={"idempotency-key": "g"})
    assert run["poll_url"] == f"/api/v1/runs/{run['id']}"
    again = await admin.post(f"/periods/{period['id']}/runs", {}, status=202, headers={"idempotency-key": "g"})
    assert again["id"] == run["id"]
    cancelled = await admin.ask("DELETE", f"/runs/{run['id']}")
    assert cancelled.status_code == 202
    assert [one["id"] for one in (await admin.get(f"/runs?period_id={period['id']}"))["items"]] == [run["id"]]
    one = await admin.get(f"/runs/{run['id']}")
    assert (one["state"] in {"cancelled", "failed"}, one["result"]) == (True, None)
    for method, path in (("GET", ""), ("POST", "/apply"), ("POST", "/finish"), ("POST", "/discard"), ("DELETE", "")):
        response = await admin.ask(method, f"/runs/nope{path}")
        assert (response.status_code, response.json()["code"]) == (404, "run_not_found"), path
