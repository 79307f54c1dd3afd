"""One hub in a process of its own, on a port that it comes back to, and what can be done to it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from tests.support.hub import DEADLINE_S, ROOT, environment
from tests.support.postgres import eventually


class ReplicaProcess:
    """`python -m hub serve`; its log is kept in a file."""

    def __init__(self, folder: Path, port: int, variables: dict[str, str]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / f"hub-{port}.log"
        self.name = ""
        """What it calls itself, in CONNECTION_ACK too; another one after each start."""
        self._variables = variables | {"HUB_PORT": str(port)}
        self._data = folder / f"data-{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, **variables: str) -> None:
        """Start it, and don't wait."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub", "serve"],
                cwd=ROOT, env=environment(self._data, **(self._variables | variables)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def wait_ready(self) -> None:
        eventually(self.is_ready, deadline_s=3 * DEADLINE_S)
        self.name = httpx2.get(f"{self.url}/health", timeout=DEADLINE_S).json()["replica"]

    def start(self, **variables: str) -> None:
        self.begin(**variables)
        self.wait_ready()

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.log.read_text()
        return self.readiness() == 200

    def readiness(self) -> int | None:
        """The status of `/ready`; None where nobody answers."""
        try:
            return httpx2.get(f"{self.url}/ready", timeout=2).status_code
        except httpx2.TransportError:
            return None

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """No last word to anyone."""
        self.signal(signal.SIGKILL)
        assert self._process is not None
        assert self._process.wait(DEADLINE_S) == -signal.SIGKILL

    @contextlib.asynccontextmanager
    async def frozen(self) -> AsyncIterator[None]:
        """It stands still: its connections stay open, new ones are even taken, and nothing answers."""
        assert self._process is not None
        self.signal(signal.SIGSTOP)
        try:
            async with asyncio.timeout(DEADLINE_S):
                while Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[0] != "T":
                    await asyncio.sleep(0.01)
            yield
        finally:
            self.signal(signal.SIGCONT)

    def end(self) -> None:
        """Stop it in order, if it runs."""
        if self._process is None or self._process.poll() is not None:
            return
        os.kill(self._process.pid, signal.SIGCONT)  # a test that failed may have left it frozen
        self._process.terminate()
        try:
            self._process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(DEADLINE_S)

    def exit_status(self, within_s: float) -> int:
        """Wait for its end."""
        assert self._process is not None
        return self._process.wait(within_s)
