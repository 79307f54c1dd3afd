"""Two workspaces on one hub: nobody sees or touches the other's, on any route, by any message."""

from typing import Any

import pytest

from shared.protocol.client import CLIENT_MESSAGE
from tests.support.hub import Caller, RunningHub

pytestmark = pytest.mark.postgres

OUR_CONFIG = "ours"


class Two:
    """A workspace with a period, a run, a rule and a member; and a stranger, who administers another."""

    def __init__(self, ours: Caller, stranger: Caller, period: dict[str, Any], run: dict[str, Any]) -> None:
        self.ours = ours
        self.stranger = stranger
        self.period = period
        self.run = run

    def filled(self, path: str) -> str:
        """A path with our ids where it wants some."""
        entities = {"staff": self.period["staff"][0], "shift-types": f"{self.ours.workspace_id}-D", "rules": "rule"}
        return path.format(
            period_id=self.period["id"],
            run_id=self.run["id"],
            user_id=self.ours.user_id,
            config_id=OUR_CONFIG,
            entity_id=entities.get(path.split("/")[1]),
        )

    async def everything_of_ours(self) -> list[Any]:
        """All that could have been changed."""
        period = self.period["id"]
        found = [await self.ours.get(path) for path in ("/workspace", f"/periods/{period}/grid", f"/periods/{period}/history", "/users")]
        run = await self.ours.get(f"/runs/{self.run['id']}")
        return [*found, await self.ours.get("/configs"), run["state"] == "discarded"]


@pytest.fixture
async def two(hub: RunningHub) -> Two:
    founder = await hub.signed_in()
    ours, stranger = await hub.someone(founder, "admin"), await hub.elsewhere(founder)
    period = await ours.a_period()
    await ours.operate("RULE_CREATE", {"id": "rule", "type": "coverage", "params": {"shifts": ["D"], "min": 1}})
    await ours.post("/configs", {"id": OUR_CONFIG, "name": "Ours", "is_default": True}, status=201)
    run = await ours.post(f"/periods/{period['id']}/runs", {}, status=202)
    await ours.ask("DELETE", f"/runs/{run['id']}")
    return Two(ours, stranger, period, run)


BODIES: dict[str, Any] = {
    "/periods/{period_id}/operations": {"type": "PERIOD_UPDATE", "payload": {"set": {"name": "mine"}}},
    "/users/{user_id}": {"role": "viewer", "active": False},
    "/configs/{config_id}": {"name": "mine", "is_default": True},
    "/runs/{run_id}/apply": {"mode": "overwrite"},
}


async def test_on_every_route_the_others_things_are_not_there(two: Two) -> None:
    before = await two.everything_of_ours()
    document = (await two.stranger.http.get("/api/v1/openapi.json")).json()
    tried = 0
    for path, methods in document["paths"].items():
        if "{" not in path:
            continue
        for method in methods:
            if method == "get":
                assert (await two.ours.ask("GET", two.filled(path))).status_code == 200, path
            response = await two.stranger.ask(method.upper(), two.filled(path), json=BODIES.get(path, {}))
            assert response.status_code == 404, (method, path, response.text)
            assert response.json()["code"] in {"not_found", "run_not_found"}
            tried += 1
    assert tried >= 16
    assert await two.everything_of_ours() == before


async def test_lists_hold_nothing_of_the_others(two: Two) -> None:
    for path in ("/periods?archived=true", "/runs", f"/runs?period_id={two.period['id']}", "/staff", "/shift-types", "/rules", "/configs"):
        assert (await two.stranger.get(path))["items"] == [], path
    whole = await two.stranger.get("/workspace")
    assert (whole["staff"], whole["periods"]) == ([], [])
    people = [one["id"] for one in (await two.stranger.get("/users"))["items"]]
    assert two.stranger.user_id in people
    assert {one["id"] for one in (await two.stranger.get("/me"))["workspaces"]} == {two.stranger.workspace_id}


def payloads(two: Two) -> dict[str, dict[str, Any]]:
    """For every type of message a payload that names the other workspace's things."""
    period, person, run = two.period["id"], two.period["staff"][0], two.run["id"]
    cell = {"staff_id": person, "date": "2026-06-01", "set": {"shift": "N"}}
    document = {"document": "period", "period_id": period}
    return {
        "SYNC_REQUEST": document,
        "UNSUBSCRIBE": document,
        "CELL_UPDATE": {"period_id": period, "cells": [cell]},
        "STAFF_UPDATE": {"id": person, "set": {"name": "mine"}},
        "STAFF_DELETE": {"id": person},
        "SHIFT_TYPE_UPDATE": {"id": f"{two.ours.workspace_id}-D", "set": {"symbol": "!"}},
        "SHIFT_TYPE_DELETE": {"id": f"{two.ours.workspace_id}-D"},
        "RULE_UPDATE": {"id": "rule", "set": {"weight": 9}},
        "RULE_DELETE": {"id": "rule"},
        "PERIOD_UPDATE": {"id": period, "set": {"name": "mine"}},
        "PERIOD_DELETE": {"id": period},
        "CONFLICT_RESOLVE": {"conflict_id": "c", "choice": "mine"},
        "UNDO": document,
        "REDO": document,
        "PRESENCE_UPDATE": {"period_id": period, "selection": None},
        "GENERATE_SCHEDULE": {"period_id": period},
        "GENERATE_SCHEDULE_ORTOOLS": {"dateRange": {"start": "2026-06-01", "end": "2026-06-07"}},
        "CANCEL_SOLVE": {"run_id": run},
        "FINISH_SOLVE": {"run_id": run},
        "APPLY_SOLUTION": {"run_id": run},
        "DISCARD_SOLUTION": {"run_id": run},
        "AUTH_REFRESH": {"token": two.ours.token},
    }


OWN_ONLY = {"STAFF_CREATE", "SHIFT_TYPE_CREATE", "RULE_CREATE", "PERIOD_CREATE", "SETTINGS_UPDATE", "PING"}
"""These name nothing of anybody else's: an id that is taken elsewhere is free here."""


async def test_by_every_message_the_others_things_are_not_there(hub: RunningHub, two: Two) -> None:
    before = await two.everything_of_ours()
    socket = await hub.socket(two.stranger)
    known = set(CLIENT_MESSAGE.json_schema()["discriminator"]["mapping"])
    wanted = payloads(two)
    assert wanted.keys() | OWN_ONLY == known
    for number, (kind, payload) in enumerate(wanted.items()):
        answer = await socket.answer(type=kind, id=f"m{number}", payload=payload)
        if kind == "UNSUBSCRIBE":  # there is nothing to end, and that is no secret
            continue
        assert answer["type"] == "ERROR", (kind, answer)
        assert answer["payload"]["code"] in {"not_found", "run_not_found", "forbidden"}, (kind, answer)
    assert not [message for message in socket.seen if message["type"] in {"SYNC_RESPONSE", "CHANGES", "PRESENCE"}]
    assert await two.everything_of_ours() == before


async def test_an_id_that_is_taken_in_another_workspace_is_free_in_ones_own(two: Two) -> None:
    person = two.period["staff"][0]
    await two.stranger.operate("STAFF_CREATE", {"id": person, "code": "own", "name": "Own"})
    body = {"id": two.period["id"], "name": "Own", "start_date": "2026-01-01", "end_date": "2026-01-02", "staff": [person]}
    assert (await two.stranger.post("/periods", body, status=201))["name"] == "Own"
    assert (await two.ours.get(f"/periods/{two.period['id']}"))["name"] == "June"
    assert (await two.stranger.get(f"/staff/{person}"))["name"] == "Own"


async def test_an_administrator_gets_no_way_into_anothers_account(two: Two) -> None:
    address = (await two.ours.get("/me"))["user"]["email"]
    added = await two.stranger.post(
        "/users", {"email": address, "name": "Mine", "role": "viewer", "password": "a new password"}, status=201
    )
    assert "invite_url" not in added
    assert added["name"] != "Mine"
    refused = await two.stranger.http.post("/api/v1/auth/login", json={"email": address, "password": "a new password"})
    assert refused.status_code == 401
