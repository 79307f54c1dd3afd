"""Signing in and staying signed in, over HTTP on a real hub."""

import pytest

from tests.support.hub import ADMIN, PASSWORD, RunningHub

pytestmark = pytest.mark.postgres
COOKIE = "rosterhub_session"


async def test_a_password_gives_a_token_a_cookie_and_says_who_one_is(hub: RunningHub) -> None:
    http = await hub.visitor()
    response = await http.post("/api/v1/auth/login", json={"email": ADMIN.upper(), "password": PASSWORD})
    granted = response.json()
    assert response.status_code == 200
    assert granted.keys() == {"access_token", "token_type", "expires_in", "user", "workspace"}
    assert (granted["token_type"], granted["expires_in"], granted["user"]["role"]) == ("bearer", 300, "admin")
    attributes = response.headers["set-cookie"]
    assert COOKIE in attributes
    assert "HttpOnly" in attributes
    assert "SameSite=lax" in attributes
    assert "Secure" not in attributes  # on loopback


async def test_the_cookie_is_secure_off_loopback(hub: RunningHub) -> None:
    http = await hub.visitor()
    response = await http.post("/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD}, headers={"host": "roster.example"})
    assert "Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize("body", [{"email": ADMIN, "password": "wrong password"}, {"email": "nobody@example.org", "password": PASSWORD}])
async def test_a_wrong_password_and_an_unknown_e_mail_are_told_alike(hub: RunningHub, body: dict[str, str]) -> None:
    response = await (await hub.visitor()).post("/api/v1/auth/login", json=body)
    problem = response.json()
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["code"], problem["detail"]) == ("unauthenticated", "E-mail or password is wrong.")


async def test_many_failures_are_held_up_and_a_right_password_of_another_account_is_not(hub: RunningHub) -> None:
    http = await hub.visitor()
    for _ in range(10):
        assert (await http.post("/api/v1/auth/login", json={"email": "ana@example.org", "password": "wrong"})).status_code == 401
    held = await http.post("/api/v1/auth/login", json={"email": "ana@example.org", "password": "wrong"})
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) >= 1
    assert (await http.post("/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD})).status_code == 200


async def test_the_cookie_renews_token_and_itself_and_the_old_one_is_good_for_tabs_that_renew_at_the_same_time(hub: RunningHub) -> None:
    caller = await hub.signed_in()
    first = caller.http.cookies[COOKIE]
    renewed = await caller.http.post("/api/v1/auth/refresh", json={})
    assert renewed.status_code == 200
    assert caller.http.cookies[COOKIE] != first
    other_tab = await hub.visitor()
    again = await other_tab.post("/api/v1/auth/refresh", headers={"cookie": f"{COOKIE}={first}"})
    assert again.status_code == 200


async def test_without_a_session_there_is_nothing_to_renew(hub: RunningHub) -> None:
    http = await hub.visitor()
    assert (await http.post("/api/v1/auth/refresh")).status_code == 401
    assert (await http.post("/api/v1/auth/refresh", headers={"cookie": f"{COOKIE}={'x' * 43}"})).status_code == 401
    assert (await http.post("/api/v1/auth/refresh", headers={"cookie": f"{COOKIE}={'x' * 5000}"})).status_code == 401


async def test_signing_out_ends_the_session(hub: RunningHub) -> None:
    caller = await hub.signed_in()
    cookie = caller.http.cookies[COOKIE]
    assert (await caller.http.post("/api/v1/auth/logout")).status_code == 204
    assert (await caller.http.post("/api/v1/auth/refresh", headers={"cookie": f"{COOKIE}={cookie}"})).status_code == 401


async def test_a_cookie_alone_opens_nothing_but_auth(hub: RunningHub) -> None:
    caller = await hub.signed_in()
    assert (await caller.http.get("/api/v1/me")).status_code == 401
    assert (await caller.http.post("/api/v1/workspace/operations", json={"type": "UNDO", "payload": {}})).status_code == 401


@pytest.mark.parametrize("path", ["login", "code", "refresh", "workspace", "logout", "demo"])
async def test_another_sites_page_is_refused(hub: RunningHub, path: str) -> None:
    caller = await hub.signed_in()
    body = {"email": ADMIN, "password": PASSWORD, "code": "x", "workspace_id": caller.workspace_id}
    response = await caller.http.post(f"/api/v1/auth/{path}", json=body, headers={"origin": "https://evil.example"})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


async def test_an_invitation_signs_in_once(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    invited = await admin.post("/users", {"email": "bo@example.org", "name": "Bo", "role": "manager"}, status=201)
    code = invited["invite_url"].partition("#code=")[2]
    http = await hub.visitor()
    granted = (await http.post("/api/v1/auth/code", json={"code": code})).json()
    assert (granted["user"]["email"], granted["workspace"]["id"]) == ("bo@example.org", admin.workspace_id)
    assert (await http.post("/api/v1/auth/code", json={"code": code})).status_code == 401


async def test_going_to_another_workspace_gives_a_token_for_that_one(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    made = await admin.post("/workspaces", {"name": "Second", "time_zone": "Europe/Berlin"}, status=201)
    assert (made["name"], made["time_zone"]) == ("Second", "Europe/Berlin")
    there = await admin.post("/auth/workspace", {"workspace_id": made["id"]})
    assert there["workspace"] == {"id": made["id"], "name": "Second"}
    assert there.keys() == admin.granted.keys()
    by_cookie = await admin.http.post("/api/v1/auth/workspace", json={"workspace_id": admin.workspace_id})
    assert by_cookie.json()["workspace"]["id"] == admin.workspace_id
    assert {one["id"] for one in (await admin.get("/me"))["workspaces"]} == {made["id"], admin.workspace_id}


async def test_signing_in_without_a_workspace_opens_the_one_used_last(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    made = await admin.post("/workspaces", {"name": "Second"}, status=201)
    assert (await hub.signed_in()).workspace_id == admin.workspace_id
    await hub.signed_in(workspace_id=made["id"])
    assert (await hub.signed_in()).workspace_id == made["id"]


async def test_nobody_goes_to_a_workspace_that_is_not_theirs(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    other = await hub.elsewhere(admin)
    viewer = await hub.someone(admin, "viewer")
    for workspace_id in (other.workspace_id, "nowhere"):
        assert (await viewer.ask("POST", "/auth/workspace", json={"workspace_id": workspace_id})).status_code == 404
        body = {"email": "viewer@example.org", "password": PASSWORD, "workspace_id": workspace_id}
        assert (await viewer.http.post("/api/v1/auth/login", json=body)).status_code in {401, 404}


async def test_the_demo_is_closed_where_it_was_not_asked_for(hub: RunningHub) -> None:
    http = await hub.visitor()
    assert (await http.get("/api/v1/auth/options")).json() == {"demo": False}
    assert (await http.post("/api/v1/auth/demo")).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "Bearer", "é", "x" * 9000])
async def test_a_bad_token_is_refused(hub: RunningHub, token: str) -> None:
    http = await hub.visitor()
    response = await http.get("/api/v1/me", headers=[(b"authorization", f"Bearer {token}".strip().encode())])
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


async def test_another_password_ends_every_other_session(hub: RunningHub) -> None:
    here, there = await hub.signed_in(), await hub.signed_in()
    changed = await here.ask("POST", "/auth/password", json={"password": "another long one", "current": PASSWORD})
    assert changed.status_code == 200
    assert (await here.http.post("/api/v1/auth/refresh")).status_code == 200
    assert (await there.http.post("/api/v1/auth/refresh")).status_code == 401
    visitor = await hub.visitor()
    assert (await visitor.post("/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD})).status_code == 401
    assert (await visitor.post("/api/v1/auth/login", json={"email": ADMIN, "password": "another long one"})).status_code == 200


@pytest.mark.parametrize("body", [{"current": "wrong password"}, {}])
async def test_the_present_password_is_asked_for_and_may_not_be_guessed(hub: RunningHub, body: dict[str, str]) -> None:
    caller = await hub.signed_in()
    wanted = {"password": "another long one", **body}
    assert [(await caller.ask("POST", "/auth/password", json=wanted)).status_code for _ in range(10)] == [403] * 10
    assert (await caller.ask("POST", "/auth/password", json=wanted)).status_code == 429
    assert (await (await hub.visitor()).post("/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD})).status_code == 200


async def test_a_short_password_is_refused(hub: RunningHub) -> None:
    caller = await hub.signed_in()
    assert (await caller.ask("POST", "/auth/password", json={"password": "short", "current": PASSWORD})).status_code == 422


async def test_who_came_by_an_invitation_gives_themselves_a_password(hub: RunningHub) -> None:
    admin = await hub.signed_in()
    invited = await admin.post("/users", {"email": "new@example.org", "name": "New", "role": "manager"}, status=201)
    visitor = await hub.visitor()
    code = invited["invite_url"].partition("#code=")[2]
    token = (await visitor.post("/api/v1/auth/code", json={"code": code})).json()["access_token"]
    body = {"password": "a long enough one"}
    assert (await visitor.post("/api/v1/auth/password", json=body, headers={"authorization": f"Bearer {token}"})).status_code == 200
    login = {"email": "new@example.org", **body}
    assert (await (await hub.visitor()).post("/api/v1/auth/login", json=login)).status_code == 200
