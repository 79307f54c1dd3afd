"""A real hub in a process of its own, with its own data, and what can be done to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
OURS = ("HUB_", "ROSTERHUB_", "DATABASE_", "REDIS_", "SOLVER_", "ADMIN_", "JWT_", "LIMIT_", "ALLOWED_")
"""What of the caller's environment would make it another hub."""


class HubProcess:
    """`python -m hub serve` with the demo, on a port that stays the same when it is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "hub.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {"HUB_PORT": str(self.port), "ROSTERHUB_DATA": str(self.folder / "data"), "ROSTERHUB_DEMO": "1"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub", "serve"], cwd=ROOT, env=environment | ours, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        eventually(self._is_ready)

    def kill(self) -> None:
        """It has no last word; its children are left to themselves."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(PATIENCE_S)

    def client(self) -> httpx2.Client:
        """As the demo's administrator."""
        with httpx2.Client(base_url=self.url, timeout=PATIENCE_S) as client:
            token = client.post("/api/v1/auth/demo").raise_for_status().json()["access_token"]
        return httpx2.Client(base_url=f"{self.url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_S)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        with self.client() as client:
            return client.post(path, json=body).raise_for_status().json()

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        try:
            return httpx2.get(f"{self.url}/ready", timeout=1).status_code == 200
        except httpx2.TransportError:
            return False


def eventually(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE_S} s: {condition}"
        time.sleep(0.05)
