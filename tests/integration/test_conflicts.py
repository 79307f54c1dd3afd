"""Pending conflicts on two whole hubs over real sockets and PostgreSQL, and over HTTP [CF4]."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support.hub import DEADLINE_S, Caller, RunningHub, Socket, running

pytestmark = pytest.mark.postgres
PAUSE_S = 0.05  # between two looks


@dataclass
class Town:
    """Two hubs of one database, and a period under `user_choice`."""

    hubs: tuple[RunningHub, RunningHub]
    admin: Caller
    mate: Caller
    period: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.period["id"])

    def edit(self, message_id: str, shift: str, version: int, **more: Any) -> dict[str, Any]:
        cells = [{"staff_id": self.period["staff"][0], "date": "2026-06-01", "set": {"shift": shift} | more}]
        return {"type": "CELL_UPDATE", "id": message_id, "version": version, "payload": {"period_id": self.id, "cells": cells}}

    async def follows(self, socket: Socket) -> tuple[dict[str, Any], dict[str, Any]]:
        """Sync, and return the SYNC_RESPONSE and the SYNC_CONTEXT."""
        await socket.send(type="SYNC_REQUEST", id="s", payload={"document": "period", "period_id": self.id})
        return await socket.next("SYNC_RESPONSE"), await socket.next("SYNC_CONTEXT")


@pytest_asyncio.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with running(database, tmp_path / "one") as one, running(database, tmp_path / "two") as two:
        admin = await one.signed_in()
        mate = await one.someone(admin, "manager")
        period = await admin.a_period()
        await admin.operate("PERIOD_UPDATE", {"set": {"strategy": "user_choice"}}, period_id=period["id"])
        yield Town((one, two), admin, mate, period)


async def a_kept_one(town: Town) -> tuple[dict[str, Any], int]:
    """The admin sets D at the first hub; the mate's N on the same version is kept. Returns the answer, and the version that stands."""
    theirs, mine = await town.hubs[0].socket(town.admin), await town.hubs[0].socket(town.mate)
    seen, _ = await town.follows(theirs)
    await town.follows(mine)
    first = await theirs.answer(**town.edit("a", "D", seen["version"]))
    assert first["type"] == "ACK"
    answer = await mine.answer(**town.edit("m", "N", seen["version"], note="mine"))
    assert (answer["type"], answer["payload"]["outcome"], answer["version"]) == ("CONFLICT", "pending", first["version"])
    await mine.link.close()
    return answer, int(first["version"])


def shown_without(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer["payload"][name] for name in ("conflict_id", "operation_id", "strategy", "outcome", "fields")}


@pytest.mark.parametrize(("choice", "given", "stands"), [("mine", None, "N"), ("theirs", None, "D"), ("custom", {"shift": None}, None)])
async def test_CF4_a_conflict_kept_at_one_hub_is_shown_and_ended_at_another(
    town: Town, choice: str, given: dict[str, Any] | None, stands: str | None
) -> None:
    answer, version = await a_kept_one(town)
    field = answer["payload"]["fields"][0]
    assert (field["field"], field["base"], field["theirs"]["value"], field["mine"]) == ("shift", None, "D", "N")

    there = await town.hubs[1].socket(town.mate)
    seen, context = await town.follows(there)
    (shown,) = context["payload"]["conflicts"]
    assert {name: shown[name] for name in shown_without(answer)} == shown_without(answer)
    other = await town.hubs[1].socket(town.admin)
    _, nothing = await town.follows(other)
    assert nothing["payload"]["conflicts"] == [], "only its author sees it"

    payload = {"conflict_id": shown["conflict_id"], "choice": choice} | ({} if given is None else {"set": given})
    ended = await there.answer(type="CONFLICT_RESOLVE", id="r", version=seen["version"], payload=payload)
    expected = "unchanged" if choice == "theirs" else "applied"
    assert (ended["type"], ended["payload"]["outcome"]) == ("ACK", expected)
    assert ended["version"] == version + (choice != "theirs")

    back = await town.hubs[0].socket(town.mate)
    again, context = await town.follows(back)
    assert context["payload"]["conflicts"] == []
    async with asyncio.timeout(DEADLINE_S):  # the first hub follows the log
        while again["version"] < ended["version"]:
            await asyncio.sleep(PAUSE_S)
            again, _ = await town.follows(back)
    snapshot = again["payload"]["snapshot"]
    index = snapshot["cells"]["shift"][0][0]
    assert (None if index is None else snapshot["shifts"][index]) == stands
    retried = await there.answer(type="CONFLICT_RESOLVE", id="r", version=seen["version"], retry=True, payload=payload)
    if choice == "theirs":
        assert retried["payload"]["code"] == "not_found"
    else:
        assert (retried["payload"], retried["version"]) == ({"outcome": "duplicate", "original": "applied"}, ended["version"])


async def test_CF4_ones_own_conflicts_of_all_documents_are_listed_over_http_with_the_time_of_theirs(town: Town) -> None:
    answer, version = await a_kept_one(town)
    (shown,) = (await town.mate.get("/conflicts"))["items"]
    told = shown_without(answer)
    assert {name: shown[name] for name in told} == told | {"fields": [{"resolved": None} | field for field in told["fields"]]}
    assert (shown["document"], shown["period_id"]) == ("period", town.id)
    (made,) = (await town.admin.get(f"/periods/{town.id}/history?after={version - 1}&limit=1"))["items"]
    assert shown["times"] == {str(version): made["at"]}
    assert shown["at"] > made["at"]
    assert shown["others"] == 1, "the note met nobody's, and waits with the shift"
    assert (await town.admin.get("/conflicts"))["items"] == [], "only its author sees it"

    await town.mate.post(
        f"/periods/{town.id}/operations",
        {"type": "CONFLICT_RESOLVE", "payload": {"conflict_id": shown["conflict_id"], "choice": "theirs"}},
    )
    assert (await town.mate.get("/conflicts"))["items"] == []


async def test_CF4_over_http_a_conflict_is_answered_and_ended_with_the_same_words(town: Town) -> None:
    admin, mate, path = town.admin, town.mate, f"/periods/{town.id}/operations"
    stands = await admin.ask("GET", f"/periods/{town.id}/grid")
    etag = stands.headers["etag"]
    cells = [{"staff_id": town.period["staff"][0], "date": "2026-06-01", "set": {"shift": "D"}}]
    await admin.operate("CELL_UPDATE", {"cells": cells}, period_id=town.id)
    cells[0]["set"] = {"shift": "N"}

    body = {"type": "CELL_UPDATE", "payload": {"cells": cells}}
    kept = await mate.post(path, body, status=409, headers={"if-match": etag, "idempotency-key": "k"})
    assert kept["conflict"]["outcome"] == "pending"
    conflict_id = kept["conflict"]["conflict_id"]
    again = await mate.post(path, body, status=409, headers={"if-match": etag, "idempotency-key": "k"})
    assert again["conflict"]["conflict_id"] == conflict_id

    choice = {"type": "CONFLICT_RESOLVE", "payload": {"conflict_id": conflict_id, "choice": "mine"}}
    await admin.post(path, choice, status=404)
    await mate.post("/workspace/operations", choice, status=404)
    overtaken = await mate.post(path, choice, status=409, headers={"if-match": etag})
    assert (overtaken["conflict"]["outcome"], overtaken["conflict"]["conflict_id"]) == ("pending", conflict_id)
    ended = await mate.post(path, choice, headers={"idempotency-key": "r"})
    assert ended["payload"]["outcome"] == "applied"
    assert (await mate.post(path, choice, headers={"idempotency-key": "r"}))["payload"]["outcome"] == "duplicate"
    await mate.post(path, choice, status=404)


async def test_CF2_CF6_notes_and_skills_are_merged_over_sockets(town: Town) -> None:
    await town.admin.operate("PERIOD_UPDATE", {"set": {"strategy": "merge"}}, period_id=town.id)
    one, two = await town.hubs[0].socket(town.admin), await town.hubs[1].socket(town.mate)
    before, _ = await town.follows(one)
    seen = (await one.answer(**town.edit("a", "D", before["version"], note="Bring keys")))["version"]
    await one.answer(**town.edit("b", "D", seen, note="Bring keys at 8"))
    await town.follows(two)
    merged = await two.answer(**town.edit("m", "D", seen, note="Bring the keys"))
    assert (merged["type"], merged["payload"]) == ("ACK", {"outcome": "merged"})
    changes = await one.next("CHANGES")
    while changes["version"] < merged["version"]:
        changes = await one.next("CHANGES")
    assert changes["payload"]["changes"][-1]["payload"]["cells"][0]["set"] == {"note": "Bring the keys at 8"}
