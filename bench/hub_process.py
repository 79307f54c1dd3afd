"""The real hub with an embedded PostgreSQL of its own, in another process and a folder that is thrown away."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

ROOT = Path(__file__).parents[1]
START_S: Final = 90.0  # it makes a database first, with every file flushed
END_S: Final = 20.0
NO_SOLVER: Final = {"SOLVER_URL": "http://127.0.0.1:9"}
"""Nobody answers at the port of discard: for figures to which a solver adds nothing but noise."""
_HUB_VARIABLES: Final = re.compile(
    r"(HUB|DATABASE|DB|REDIS|SOLVER|ROSTERHUB|ADMIN|JWT|ALLOWED|ARGON2|SENTRY|LOG|LIMIT)_"
)  # of whoever calls: not what is measured


@dataclass(frozen=True)
class HubProcess:
    """A hub that is ready."""

    url: str
    pid: int
    data: Path

    @property
    def postgres_pid(self) -> int:
        """The process whose children serve the connections."""
        return int((self.data / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])

    @property
    def is_durable(self) -> bool:
        """Whether PostgreSQL flushes what it acknowledges; a figure without that says nothing."""
        health = httpx2.get(f"{self.url}/health").raise_for_status().json()
        return health["durable"] is True

    def demo_token(self) -> str:
        """Sign in to the demo."""
        granted = httpx2.post(f"{self.url}/api/v1/auth/demo").raise_for_status().json()
        return str(granted["access_token"])


@contextmanager
def a_hub(*, core: int | None = None, **variables: str) -> Iterator[HubProcess]:
    """Start `python -m hub serve` with the demo on a free port, its PostgreSQL too, and yield it once it is ready; end both after.

    `core`: everything it starts runs there. `variables` come on top of the defaults. Ends the program with the hub's last words when
    it doesn't get ready.
    """
    with tempfile.TemporaryDirectory(prefix="rosterhub-bench-", ignore_cleanup_errors=True) as folder:
        data, output = Path(folder) / "data", Path(folder) / "output"
        ours = {name: value for name, value in os.environ.items() if not _HUB_VARIABLES.match(name)}
        defaults = {"HUB_PORT": "0", "ROSTERHUB_DATA": str(data), "ROSTERHUB_DEMO": "1", "LOG_LEVEL": "warning"}
        before = os.sched_getaffinity(0) if core is not None else None
        with output.open("wb") as written:
            if core is not None:
                os.sched_setaffinity(0, {core})  # a child begins where its parent is
            process = subprocess.Popen(
                [sys.executable, "-m", "hub", "serve"], cwd=ROOT, env=ours | defaults | variables, stdout=written, stderr=written
            )
            if before is not None:
                os.sched_setaffinity(0, before)
        try:
            url = _url_of(process, output)
            yield HubProcess(url, process.pid, data)
        finally:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _url_of(process: "subprocess.Popen[bytes]", output: Path) -> str:
    """Wait until the hub says where it is, and is ready."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        said = re.search(r"Rosterhub is at (\S+)", output.read_text())
        if said is not None and httpx2.get(f"{said[1]}/ready").status_code == 200:
            return said[1]
        time.sleep(0.05)
    sys.exit(f"the hub didn't become ready:\n{output.read_text()}")


def move(pid: int, core: int) -> None:
    """Move a process and its children to a core; children that come later begin there too."""
    os.sched_setaffinity(pid, {core})
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            move(int(child), core)
        except ProcessLookupError:  # it has ended meanwhile
            continue
