"""Members, roles, and what a change of them means at once, on a real hub."""

import re
from typing import Any

import pytest
import websockets

from shared.domain import Role
from tests.support.hub import PASSWORD, RunningHub

pytestmark = pytest.mark.postgres

WRITING: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/periods", {"name": "x", "start_date": "2026-01-01", "end_date": "2026-01-02"}),
    ("POST", "/workspace/operations", {"type": "STAFF_CREATE", "payload": {"id": "x", "code": "x"}}),
    ("POST", "/periods/{period}/operations", {"type": "PERIOD_UPDATE", "payload": {"set": {"name": "x"}}}),
    ("POST", "/periods/{period}/runs", {}),
    ("POST", "/runs/none/apply", {}),
    ("POST", "/runs/none/finish", {}),
    ("POST", "/runs/none/discard", {}),
    ("DELETE", "/runs/none", None),
    ("POST", "/configs", {"name": "x"}),
    ("PATCH", "/configs/none", {"name": "x"}),
    ("DELETE", "/configs/none", None),
)
ADMINISTERING: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/users", None),
    ("POST", "/users", {"email": "x@example.org", "name": "x", "role": "viewer"}),
    ("PATCH", "/users/none", {"role": "viewer"}),
    ("POST", "/workspaces", {"name": "x"}),
)
READING = (
    "/me",
    "/periods",
    "/periods/{period}",
    "/periods/{period}/grid",
    "/workspace",
    "/staff",
    "/rules",
    "/rules/catalogue",
    "/runs",
    "/configs",
)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MANAGER])
async def test_a_role_may_what_the_table_says_over_http(hub: RunningHub, role: Role) -> None:
    admin = await hub.signed_in()
    period = (await admin.a_period())["id"]
    somebody = await hub.someone(admin, role)
    for path in READING:
        assert (await somebody.ask("GET", path.format(period=period))).status_code == 200, path
    for method, path, body in WRITING:
        response = await somebody.ask(method, path.format(period=period), json=body)
        assert (response.status_code == 403) == (role is Role.VIEWER), (path, response.text)
    for method, path, body in ADMINISTERING:
        response = await somebody.ask(method, path, json=body)
        assert (response.status_code, response.json()["code"]) == (403, "forbidden"), path


async def test_nobody_without_a_token_gets_anywhere(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    http = await hub.visitor()
    document = (await http.get("/api/v1/openapi.json")).json()
    tried = 0
    for path, methods in document["paths"].items():
        if path.startswith("/auth"):
            continue
        for method in methods:
            response = await http.request(method, "/api/v1" + re.sub(r"\{\w+\}", "x", path), json={})
            assert (response.status_code, response.json()["code"]) == (401, "unauthenticated"), path
            tried += 1
    assert tried > 25
    assert admin.token


async def test_a_viewer_may_not_edit_over_the_socket(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    viewer = await hub.someone(admin, "viewer")
    socket = await hub.socket(viewer)
    cell = {"staff_id": period["staff"][0], "date": "2026-06-01", "set": {"shift": "D"}}
    for kind, payload in (
        ("CELL_UPDATE", {"period_id": period["id"], "cells": [cell]}),
        ("GENERATE_SCHEDULE", {"period_id": period["id"]}),
    ):
        answer = await socket.answer(type=kind, id=kind, payload=payload)
        assert (answer["type"], answer["payload"]["code"]) == ("ERROR", "forbidden")


async def test_a_demoted_manager_edits_no_more_from_that_moment_on(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    manager = await hub.someone(admin, "manager")
    socket = await hub.socket(manager)
    await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": period["id"]})
    await socket.next("SYNC_CONTEXT")
    changed = await admin.ask("PATCH", f"/users/{manager.user_id}", json={"role": "viewer"})
    assert (changed.status_code, changed.json()["role"]) == (200, "viewer")
    cell = {"staff_id": period["staff"][0], "date": "2026-06-01", "set": {"shift": "D"}}
    answer = await socket.answer(type="CELL_UPDATE", id="late", payload={"period_id": period["id"], "cells": [cell]})
    assert (answer["type"], answer["payload"]["code"]) == ("ERROR", "forbidden")
    assert (await manager.ask("POST", "/workspace/operations", json={"type": "UNDO", "payload": {}})).status_code == 403
    assert (await manager.get("/me"))["role"] == "viewer"
    assert (await admin.get(f"/periods/{period['id']}"))["version"] == 1


async def test_a_disabled_user_is_out_at_once_and_in_again_when_enabled(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    manager = await hub.someone(admin, "manager")
    socket = await hub.socket(manager)
    assert (await admin.ask("PATCH", f"/users/{manager.user_id}", json={"active": False})).json()["active"] is False
    assert (await manager.ask("GET", "/me")).status_code == 401
    assert (await manager.http.post("/api/v1/auth/refresh")).status_code == 401
    body = {"email": manager.granted["user"]["email"], "password": PASSWORD}
    assert (await manager.http.post("/api/v1/auth/login", json=body)).status_code == 401
    with pytest.raises(websockets.InvalidStatus) as refused:
        await hub.socket(manager)
    assert refused.value.response.status_code == 401
    assert await socket.close_code() == 4501
    await admin.ask("PATCH", f"/users/{manager.user_id}", json={"active": True})
    assert (await manager.http.post("/api/v1/auth/login", json=body)).status_code == 200


async def test_a_workspace_keeps_an_administrator(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    for body in ({"role": "manager"}, {"active": False}):
        response = await admin.ask("PATCH", f"/users/{admin.user_id}", json=body)
        assert (response.status_code, response.json()["code"]) == (409, "conflict")
    second = await hub.someone(admin, "admin")
    assert (await second.ask("PATCH", f"/users/{admin.user_id}", json={"role": "viewer"})).status_code == 200


async def test_users_are_listed_and_made(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    made = await admin.post("/users", {"email": "Ana@Example.org", "name": "Ana", "role": "viewer"}, status=201)
    assert made.keys() == {"id", "email", "name", "role", "active", "invite_url"}
    assert made["invite_url"].startswith(f"{hub.url}/#code=")
    assert (made["email"], made["active"]) == ("ana@example.org", True)
    listed = (await admin.get("/users"))["items"]
    assert {one["email"] for one in listed} == {"admin@localhost", "ana@example.org"}
    again = await admin.ask("POST", "/users", json={"email": "ana@example.org", "name": "Ana", "role": "viewer"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody", "name": "x", "role": "viewer"},
        {"email": "a@b.c", "name": "", "role": "viewer"},
        {"email": "a@b.c", "name": "x", "role": "king"},
        {"email": "a@b.c", "name": "x", "role": "viewer", "password": "short"},
        {"email": "a\x00@b.c", "name": "x", "role": "viewer"},
    ],
)
async def test_a_user_that_cannot_be_is_named_by_field(hub: RunningHub, body: dict[str, str]) -> None:
    admin = await hub.signed_in()
    response = await admin.ask("POST", "/users", json=body)
    assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
    assert response.json()["details"]["field"] in body
    assert "password" not in response.text or "short" not in response.text
