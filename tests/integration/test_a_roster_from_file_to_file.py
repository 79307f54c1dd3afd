"""A public instance all the way: imported on the command line, generated and applied over the socket, exported, checked."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets

from tests.support.hub import ADMIN, PASSWORD, ROOT, done, serving

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(180)]

INSTANCE = ROOT.parent / "shared" / "data" / "nrp" / "curtois-qu" / "Instance2.txt"
BEST_KNOWN = 828
TIME_LIMIT_S = 20
ANSWER_S = 60.0


async def generated_and_applied(url: str, period_id: str, workspace_id: str) -> dict[str, Any]:
    """What SCHEDULE_GENERATED said, once its result was applied."""
    async with httpx2.AsyncClient(base_url=f"{url}/api/v1") as http:
        while not (await http.get(f"{url}/health")).json()["solver"]:
            await asyncio.sleep(0.1)
        body = {"email": ADMIN, "password": PASSWORD, "workspace_id": workspace_id}
        token = (await http.post("/auth/login", json=body)).raise_for_status().json()["access_token"]
    address = f"{url.replace('http', 'ws', 1)}/ws?period={period_id}"
    async with websockets.connect(address, additional_headers={"authorization": f"Bearer {token}"}, max_size=None) as link:

        async def say(kind: str, message_id: str, payload: dict[str, Any]) -> None:
            await link.send(json.dumps({"type": kind, "id": message_id, "payload": payload}))

        async def hear(kind: str) -> dict[str, Any]:
            while True:
                message: dict[str, Any] = json.loads(await link.recv())
                assert message["type"] not in {"ERROR", "SOLVE_FAILED", "CONFLICT"}, message
                if message["type"] == kind:
                    return message

        async with asyncio.timeout(ANSWER_S):
            await say("SYNC_REQUEST", "sync", {"document": "period", "period_id": period_id})
            await hear("SYNC_CONTEXT")
            await say("GENERATE_SCHEDULE", "run", {"period_id": period_id, "options": {"time_limit_s": TIME_LIMIT_S}})
            result: dict[str, Any] = (await hear("SCHEDULE_GENERATED"))["payload"]
            await say("APPLY_SOLUTION", "apply", {"run_id": result["run_id"]})
            while (await hear("ACK"))["id"] != "apply":
                pass
    return result


@pytest.mark.skipif(not INSTANCE.is_file(), reason="no benchmark files in ../shared/data/nrp/curtois-qu")
def test_the_exported_roster_costs_what_the_hub_announced_within_a_hundredth_of_the_best_known(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "roster.csv"
    with serving(data, ADMIN_PASSWORD=PASSWORD, SOLVER_URL="") as hub:
        imported = done("import", str(INSTANCE), "--workspace", "Ward", data=data)
        assert imported.returncode == 0, imported.stderr
        found = json.loads(imported.stdout.splitlines()[-1])
        result = asyncio.run(asyncio.wait_for(generated_and_applied(hub.url, found["period_id"], found["workspace_id"]), 2 * ANSWER_S))
        exported = done("export", found["period_id"], "--format", "csv", "--out", str(out), data=data)
        assert exported.returncode == 0, exported.stderr

    assert result["score"]["hard"] == 0
    assert BEST_KNOWN <= result["score"]["soft"] <= BEST_KNOWN * 1.01
    checked = subprocess.run(
        [sys.executable, "-m", "solver_service", "check", str(INSTANCE), str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stderr
    assert str(result["score"]["soft"]) in checked.stdout
