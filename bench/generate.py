"""What the way page → hub → solver → page adds to a solve: `python -m bench.generate`."""

import asyncio
import json
import sys
import time
from statistics import median
from typing import Any, Final

import httpx2

from bench.hub_process import HubProcess, a_hub
from bench.machine import machine
from bench.socket_client import connected

RUNS: Final = 5
TIME_LIMIT_S: Final = 3.0
ADDED_MAX_S: Final = 0.3
SOLVER_READY_S: Final = 60.0
WAIT_S: Final = 30.0


async def ways(hub: HubProcess) -> list[tuple[float, float, float]]:
    """Run the demo `RUNS` times over a socket; each: seconds to the ACK, to the first grid, and those not spent by the solver."""
    token = hub.demo_token()
    async with httpx2.AsyncClient(base_url=f"{hub.url}/api/v1", headers={"authorization": f"Bearer {token}"}) as http:
        period = (await http.get("/periods")).raise_for_status().json()["items"][0]["id"]
    heard: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()
    client = await connected(hub.url, token, period, lambda payload: heard.put_nowait((time.monotonic(), json.loads(payload))))
    client.send({"type": "SYNC_REQUEST", "id": "sync", "payload": {"document": "period", "period_id": period}})
    return [await _one(client.send, heard, period, number) for number in range(RUNS)]


async def _one(send: Any, heard: "asyncio.Queue[tuple[float, dict[str, Any]]]", period: str, number: int) -> tuple[float, float, float]:
    began = time.monotonic()
    send(
        {
            "type": "GENERATE_SCHEDULE",
            "id": f"run-{number}",
            "payload": {"period_id": period, "options": {"time_limit_s": TIME_LIMIT_S, "start_from": "empty", "seed": number}},
        }
    )
    accepted_s = first_s = added_s = 0.0
    while True:
        at, message = await asyncio.wait_for(heard.get(), WAIT_S)
        payload = message["payload"]
        match message["type"]:
            case "ACK" if message["id"].startswith("run-"):
                accepted_s = at - began
            case "SOLVE_PROGRESS" if payload.get("score") is not None and not first_s:
                first_s = at - began
                added_s = first_s - payload["elapsed_s"]
            case "SCHEDULE_GENERATED":
                send({"type": "DISCARD_SOLUTION", "id": f"discard-{number}", "payload": {"run_id": payload["run_id"]}})
            case "ACK":
                return accepted_s, first_s, added_s
            case "ERROR" | "SOLVE_FAILED":
                sys.exit(f"refused: {payload}")
            case _:
                pass


def wait_for_solver(hub: HubProcess) -> None:
    """Wait until the hub's solver answers; ends the program when it doesn't."""
    until = time.monotonic() + SOLVER_READY_S
    while not httpx2.get(f"{hub.url}/health").json()["solver"]:
        if time.monotonic() > until:
            sys.exit("the solver didn't get ready")
        time.sleep(0.1)


def main() -> None:
    """Print the figures; exit status 1 where the way adds more than its bound."""
    print(machine())
    with a_hub() as hub:
        if not hub.is_durable:
            sys.exit("PostgreSQL isn't durable here: a figure would say nothing")
        wait_for_solver(hub)
        found = asyncio.run(ways(hub))
    accepted_s, first_s, added_s = (median(column) for column in zip(*found, strict=True))
    print(f"accepted     {accepted_s * 1e3:.0f} ms after Generate (median of {RUNS})")
    print(f"first grid   {first_s:.3f} s after Generate, at the client")
    print(f"added        {added_s * 1e3:.0f} ms of it outside the solver, the worst {max(row[2] for row in found) * 1e3:.0f} ms")
    if added_s > ADDED_MAX_S:
        sys.exit(f"wanted: at most {ADDED_MAX_S * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
