"""What a hub takes when nobody does anything: time to be ready, and resident memory with the demo open."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2

from bench.hub_process import END_S, ROOT, START_S
from bench.machine import machine
from bench.socket_client import connected

STARTS: Final = 5
"""After the first, which makes the database: the median counts."""
SETTLE_S: Final = 3.0
RESIDENT_MAX_MB: Final = 120
READY_MAX_S: Final = 4.0


@contextmanager
def hub_on(data: Path, output: Path) -> Iterator[tuple[int, str, float]]:
    """Start `python -m hub serve` with the demo; its process, its address, and how long it took to answer `/ready`."""
    variables = {"HUB_PORT": "0", "ROSTERHUB_DATA": str(data), "ROSTERHUB_DEMO": "1", "LOG_LEVEL": "warning"}
    began = time.monotonic()
    with output.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "serve"], cwd=ROOT, env=os.environ | variables, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        url = _address(process, output, began + START_S)
        yield process.pid, url, time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(END_S)


def _address(process: "subprocess.Popen[bytes]", output: Path, until: float) -> str:
    while time.monotonic() < until and process.poll() is None:
        words = output.read_text().partition("Rosterhub is at ")[2].split()
        if words and httpx2.get(f"{words[0]}/ready").status_code == 200:
            return words[0]
        time.sleep(0.01)
    sys.exit(f"the hub didn't become ready:\n{output.read_text()}")


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB (10^6)."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 10**6


async def open_demo(url: str) -> None:
    """Open the demo as a page does: sign in, list the periods, follow workspace and period; and stay a while."""
    async with httpx2.AsyncClient(base_url=f"{url}/api/v1") as http:
        token = (await http.post("/auth/demo")).raise_for_status().json()["access_token"]
        http.headers["authorization"] = f"Bearer {token}"
        period = (await http.get("/periods")).raise_for_status().json()["items"][0]["id"]
        (await http.post(f"/periods/{period}/check")).raise_for_status()
    synced: asyncio.Queue[bytes] = asyncio.Queue()
    client = await connected(url, token, period, synced.put_nowait)
    for number, document in enumerate(({"document": "workspace"}, {"document": "period", "period_id": period})):
        request: dict[str, Any] = {"type": "SYNC_REQUEST", "id": f"sync-{number}", "payload": document}
        client.send(request)
    while b"SYNC_CONTEXT" not in await asyncio.wait_for(synced.get(), END_S):
        pass
    await asyncio.sleep(SETTLE_S)


def main() -> None:
    """Print the figures; exit status 1 where one is above its bound."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="rosterhub-rest-", ignore_cleanup_errors=True) as folder:
        data, output = Path(folder) / "data", Path(folder) / "output"
        with hub_on(data, output) as (_, _, first_s):
            pass
        ready: list[float] = []
        resident = 0.0
        for _ in range(STARTS):
            with hub_on(data, output) as (pid, url, ready_s):
                ready.append(ready_s)
                if len(ready) == STARTS:
                    asyncio.run(open_demo(url))
                    resident = resident_mb(pid)
    median_s = sorted(ready)[STARTS // 2]
    print(f"ready        {median_s:.2f} s (median of {STARTS}; the first start, which makes the database: {first_s:.2f} s)")
    print(f"resident     {resident:.0f} MB with the demo open")
    if median_s > READY_MAX_S or resident > RESIDENT_MAX_MB:
        sys.exit(f"wanted: ready within {READY_MAX_S:.0f} s, at most {RESIDENT_MAX_MB} MB")


if __name__ == "__main__":
    main()
