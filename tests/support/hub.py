"""A whole hub for tests: real uvicorn, real sockets, real PostgreSQL; in the test's own loop, or as a process."""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
import websockets

from hub import settings as hub_settings
from hub.app import Hub
from hub.app import hub as a_replica
from hub.bounded_http import PATIENCE, Patience
from hub.server import Server, listen, url_of
from hub.settings import Settings

ROOT = Path(__file__).parents[2]
ADMIN, PASSWORD = "admin@localhost", "correct horse battery"
NO_SOLVER = "http://127.0.0.1:9"  # nobody answers at the port of discard
DEADLINE_S = 20.0
CHEAP_PASSWORDS = {"argon2_memory_kib": 8_192, "argon2_passes": 1}


@dataclass
class Caller:
    """Somebody who is signed in, and their HTTP client."""

    http: httpx2.AsyncClient
    granted: dict[str, Any]

    @property
    def token(self) -> str:
        return str(self.granted["access_token"])

    @property
    def workspace_id(self) -> str:
        return str(self.granted["workspace"]["id"])

    @property
    def user_id(self) -> str:
        return str(self.granted["user"]["id"])

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return await self.http.request(method, f"/api/v1{path}", headers=headers, **more)

    async def get(self, path: str, **more: Any) -> Any:
        """The body of an answer that must be good."""
        response = await self.ask("GET", path, **more)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, body: Any = None, *, status: int = 200, **more: Any) -> Any:
        response = await self.ask("POST", path, json=body, **more)
        assert response.status_code == status, response.text
        return response.json()

    async def operate(self, kind: str, payload: dict[str, Any], *, period_id: str | None = None, **headers: str) -> Any:
        """Do an operation that must be applied."""
        path = "/workspace/operations" if period_id is None else f"/periods/{period_id}/operations"
        answer = await self.post(path, {"type": kind, "payload": payload}, headers=headers)
        assert answer["payload"]["outcome"] == "applied", answer
        return answer

    async def a_period(self, name: str = "June", days: int = 7, staff: int = 3) -> dict[str, Any]:
        """A period with people and the shift types D and N."""
        people = [f"{self.workspace_id}-s{number}" for number in range(staff)]
        prefix = self.workspace_id[-6:]
        known = {one["code"] for one in (await self.get("/staff?limit=200"))["items"]}
        for number, person in enumerate(people):
            if f"{prefix}{number}" not in known:
                await self.operate("STAFF_CREATE", {"id": person[:64], "code": f"{prefix}{number}", "name": f"Person {number}"})
        shifts = {one["code"] for one in (await self.get("/shift-types"))["items"]}
        for code in {"D", "N"} - shifts:
            await self.operate("SHIFT_TYPE_CREATE", {"id": f"{self.workspace_id}-{code}"[:64], "code": code, "symbol": code})
        body = {"name": name, "start_date": "2026-06-01", "end_date": f"2026-06-{days:02d}", "staff": [one[:64] for one in people]}
        period: dict[str, Any] = await self.post("/periods", body, status=201)
        return period | {"staff": body["staff"]}


@dataclass
class RunningHub:
    """A hub in this loop. `replica` is what it is made of, for a look inside."""

    url: str
    replica: Hub
    settings: Settings
    stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def visitor(self) -> httpx2.AsyncClient:
        """A client that isn't signed in; it keeps cookies."""
        return await self.stack.enter_async_context(httpx2.AsyncClient(base_url=self.url, timeout=DEADLINE_S))

    async def signed_in(self, email: str = ADMIN, password: str = PASSWORD, workspace_id: str | None = None) -> Caller:
        http = await self.visitor()
        body = {"email": email, "password": password} | ({} if workspace_id is None else {"workspace_id": workspace_id})
        response = await http.post("/api/v1/auth/login", json=body)
        assert response.status_code == 200, response.text
        return Caller(http, response.json())

    async def someone(self, admin: Caller, role: str, email: str | None = None) -> Caller:
        """A new member of the admin's workspace."""
        address = email or f"{role}-{admin.workspace_id[-6:]}@example.org"
        body = {"email": address, "name": address.partition("@")[0].title(), "role": role, "password": PASSWORD}
        await admin.post("/users", body, status=201)
        return await self.signed_in(address, workspace_id=admin.workspace_id)

    async def elsewhere(self, admin: Caller, name: str = "Elsewhere") -> Caller:
        """A new workspace with an administrator of its own, who belongs nowhere else."""
        made = await admin.post("/workspaces", {"name": name}, status=201)
        there = await self.signed_in(ADMIN, workspace_id=made["id"])
        return await self.someone(there, "admin", f"boss-{made['id'][-6:]}@example.org")

    async def socket(self, caller: Caller | None = None, **headers: str) -> "Socket":
        """A WebSocket by a bearer token."""
        if caller is not None:
            headers["Authorization"] = f"Bearer {caller.token}"
        address = self.url.replace("http", "ws", 1) + "/ws"
        opened = websockets.connect(address, additional_headers=headers, subprotocols=[websockets.Subprotocol("rosterhub.v1.json")])
        return Socket(await self.stack.enter_async_context(opened))


@dataclass
class Socket:
    """A client's end of a WebSocket."""

    link: websockets.ClientConnection
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **message: Any) -> None:
        await self.link.send(json.dumps(message))

    async def next(self, *types: str, id: str | None = None) -> dict[str, Any]:
        """The next message of one of these types (with this id); others are kept in `seen`."""
        async with asyncio.timeout(DEADLINE_S):
            while True:
                message: dict[str, Any] = json.loads(await self.link.recv())
                self.seen.append(message)
                if message["type"] in types and id in {None, message.get("id")}:
                    return message

    async def close_code(self) -> int | None:
        """Wait for the end, and return the code that it came with."""
        async with asyncio.timeout(DEADLINE_S):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    await self.link.recv()
        return self.link.close_code

    async def answer(self, **message: Any) -> dict[str, Any]:
        """Send an operation and return its one answer [AN1]."""
        await self.send(**message)
        return await self.next("ACK", "CONFLICT", "ERROR", id=message["id"])


@contextlib.asynccontextmanager
async def running(dsn: str, data: Path, *, patience: Patience = PATIENCE, **variables: Any) -> AsyncIterator[RunningHub]:
    """Serve a hub on a database in this loop until the block ends."""
    given = {"hub_port": 0, "rosterhub_data": data, "admin_password": PASSWORD, "solver_url": NO_SOLVER, "jwt_secret": "j" * 32}
    settings = hub_settings.read(**(given | CHEAP_PASSWORDS | {"limit_user_ops_per_s": 10_000} | variables))
    listening = listen(settings.hub_host, settings.hub_port)
    with contextlib.closing(listening):
        async with a_replica(settings, dsn) as replica:
            server = Server(
                replica.application,
                message_bytes_max=settings.limit_message_bytes,
                drain=replica.drain,
                tasks=replica.tasks,
                patience=patience,
            )
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            found = RunningHub(url_of(listening), replica, settings)
            try:
                async with found.stack:
                    yield found
            finally:
                server.stop()
                async with asyncio.timeout(DEADLINE_S):
                    await serving


@pytest_asyncio.fixture
async def hub(database: str, tmp_path: Path) -> AsyncIterator[RunningHub]:
    """A hub with one workspace, its administrator ADMIN, and no solver."""
    async with running(database, tmp_path) as found:
        yield found


@dataclass
class HubProcess:
    """`python -m hub serve` in another process."""

    process: "subprocess.Popen[str]"
    url: str

    def stop(self, signal_number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(signal_number)
        return self.process.wait(DEADLINE_S)


def command(*arguments: str, data: Path, **variables: str) -> "subprocess.Popen[str]":
    """Start `python -m hub …` with an environment of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "hub", *arguments],
        cwd=ROOT,
        env=environment(data, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def environment(data: Path, **variables: str) -> dict[str, str]:
    """What a hub's process sees: nothing of the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {"ROSTERHUB_DATA": str(data), "HUB_PORT": "0", "SOLVER_URL": NO_SOLVER, "LOG_FORMAT": "json"} | variables


def done(*arguments: str, data: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m hub …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hub", *arguments],
        cwd=ROOT,
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=3 * DEADLINE_S,
    )


@contextlib.contextmanager
def serving(data: Path, **variables: str) -> Iterator[HubProcess]:
    """Serve in another process, and end it however the block ended."""
    process = command("serve", data=data, **variables)
    try:
        yield HubProcess(process, _address(process))
    finally:
        if process.poll() is None:
            process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=DEADLINE_S)
        if process.poll() is None:
            process.kill()
            process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    end = time.monotonic() + 3 * DEADLINE_S
    for line in process.stdout:
        if found := re.match(r"Rosterhub is at (\S+)", line):
            return found[1]
        assert time.monotonic() < end
    pytest.fail(f"the hub ended with {process.wait()}: {process.stderr.read() if process.stderr else ''}")
