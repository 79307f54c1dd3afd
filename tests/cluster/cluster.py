"""Three replicas on one PostgreSQL, behind nginx: started once, broken by tests, whole again after each."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import httpx2
import uvloop

from hub.embedded.cluster import Cluster as PostgresFiles
from hub.embedded.wheel import binaries_folder
from tests.cluster.edge import Edge, free_ports
from tests.cluster.editor import Editor
from tests.cluster.record import Door, Roster, User
from tests.cluster.replica import ReplicaProcess
from tests.support.hub import ADMIN, DEADLINE_S, PASSWORD
from tests.support.postgres import BreakableServer
from tests.support.valkey import Valkey

REPLICAS = 3
STEP_S = 0.05
DATES = tuple(f"2026-06-{day:02d}" for day in range(1, 8))
STAFF = tuple(f"person-{number}" for number in range(6))
USERS = ("ana", "bo", "cy")
SETTINGS = {
    "ADMIN_PASSWORD": PASSWORD,
    "JWT_SECRET": "a secret of all replicas, 32 bytes and more",
    "ARGON2_MEMORY_KIB": "8192",
    "ARGON2_PASSES": "1",
    "LIMIT_USER_OPS_PER_S": "10000",
    "LOG_LEVEL": "info",
    "DB_POOL_MAX": "8",
}

T = TypeVar("T")


class Cluster:
    """All that a production site has. Build it with `running`."""

    def __init__(self, folder: Path, postgres: BreakableServer, valkey: Valkey) -> None:
        self.postgres, self.valkey = postgres, valkey
        self.page = page_in(folder / "page")
        ports = free_ports(REPLICAS)
        (folder / "edge").mkdir()
        self.edge = Edge(folder / "edge", ports, self.page)
        self.replicas = [ReplicaProcess(folder, port, SETTINGS | {"DATABASE_URL": postgres.dsn, "REDIS_URL": valkey.url}) for port in ports]
        self.users: list[User] = []
        self.rosters: list[Roster] = []
        """Periods; the first three are routed to different replicas."""
        self._numbers = iter(range(1_000_000))
        self._hand = ThreadPoolExecutor(1)  # what starts PostgreSQL must outlive it: the server ends with its parent's thread

    @property
    def door(self) -> Door:
        return Door(self.edge.url, self.edge.tls)

    def start(self) -> None:
        self.replicas[0].start()  # one makes the tables, the others find them
        for replica in self.replicas[1:]:
            replica.begin()
        self.edge.start()
        for replica in self.replicas[1:]:
            replica.wait_ready()
        self._found()

    def stop(self) -> None:
        self.edge.stop()
        with ThreadPoolExecutor(REPLICAS) as pool:
            list(pool.map(ReplicaProcess.end, self.replicas))
        self._hand.shutdown()

    @contextlib.asynccontextmanager
    async def without_valkey(self) -> AsyncIterator[None]:
        """The doorbell is killed, and comes back with the end of the block."""
        await self.aside(self.valkey.kill)
        try:
            yield
        finally:
            await self.aside(self.valkey.start)

    @contextlib.asynccontextmanager
    async def without_postgres(self) -> AsyncIterator[None]:
        """PostgreSQL's first process is killed, and the server comes back with the end of the block."""
        await self.aside(self.postgres.kill)
        try:
            yield
        finally:
            await self.aside(self.postgres.start)

    async def aside(self, act: Callable[..., T], *arguments: Any) -> T:
        """Do what takes a while, and let the editors go on meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._hand, act, *arguments)

    def mend(self) -> None:
        """Bring back what a test took away, and wait until nginx holds nothing against anybody."""
        self._hand.submit(self.postgres.start).result()
        down = [replica for replica in self.replicas if replica.has_ended]
        for replica in down:
            replica.begin()
        for replica in self.replicas:
            replica.wait_ready()
        self.refresh()
        for roster, replica in zip(self.rosters, self.replicas, strict=True):
            run(self._is_home, roster, replica)

    def named(self, name: str) -> ReplicaProcess:
        """The replica that calls itself so."""
        return next(replica for replica in self.replicas if replica.name == name)

    def editor(self, roster: Roster, random: Random, doors: Sequence[Door] = ()) -> Editor:
        """A client that nobody else is; it comes by nginx, if no other doors are given."""
        number = next(self._numbers)
        return Editor(doors or [self.door], self.users[number % len(self.users)], roster, f"editor-{number}", random)

    def editors(self, random: Random, *, each: int = 3) -> list[Editor]:
        """Some on each of three periods, so that all replicas have work."""
        return [self.editor(roster, Random(random.random())) for roster in self.rosters for _ in range(each)]

    def strays(self, roster: Roster, random: Random) -> list[Editor]:
        """One at each replica, past nginx, on the same period; each goes to the next replica with every connection."""
        doors = [Door(replica.url, None) for replica in self.replicas]
        return [self.editor(roster, Random(random.random()), doors[at:] + doors[:at]) for at in range(len(doors))]

    def http(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.edge.url, verify=self.edge.tls, timeout=DEADLINE_S)

    @contextlib.contextmanager
    def signed_in(self, email: str = ADMIN) -> Iterator[tuple[httpx2.Client, dict[str, Any]]]:
        """A client with a token, and what the hub said of who it is."""
        with self.http() as http:
            response = http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
            assert response.status_code == 200, response.text
            granted: dict[str, Any] = response.json()
            http.headers["authorization"] = f"Bearer {granted['access_token']}"
            yield http, granted

    def new_roster(self, http: httpx2.Client) -> Roster:
        body = {"id": str(uuid.uuid4()), "name": "June", "start_date": DATES[0], "end_date": DATES[-1], "staff": list(STAFF)}
        made = http.post("/api/v1/periods", json=body)
        assert made.status_code == 201, made.text
        return Roster(made.json()["id"], STAFF, DATES)

    def refresh(self) -> None:
        """Sign everybody in anew: tokens are good for five minutes."""
        self.users = []
        for name in USERS:
            with self.signed_in(f"{name}@example.org") as (_, granted):
                self.users.append(User(granted["user"]["id"], granted["access_token"], granted["workspace"]["id"]))

    def _found(self) -> None:
        """Make people, shift types and users, all through nginx."""
        with self.signed_in() as (http, _):
            for number, person in enumerate(STAFF):
                self._operate(http, "STAFF_CREATE", {"id": person, "code": f"P{number}", "name": person})
            for code in "DN":
                self._operate(http, "SHIFT_TYPE_CREATE", {"id": f"type-{code}", "code": code, "symbol": code})
            for name in USERS:
                body = {"email": f"{name}@example.org", "name": name, "role": "manager", "password": PASSWORD}
                assert http.post("/api/v1/users", json=body).status_code == 201
            self.refresh()
            self.rosters = self._spread(http)

    def _spread(self, http: httpx2.Client) -> list[Roster]:
        """Periods until each replica has one."""
        found: dict[str, Roster] = {}
        for _ in range(60):  # that one of three gets none of them: 3 in 10^11
            roster = self.new_roster(http)
            found.setdefault(run(self._home, roster), roster)
            if len(found) == REPLICAS:
                return [found[replica.name] for replica in self.replicas]
        raise AssertionError(f"all periods are routed to {found.keys()}")

    async def _is_home(self, roster: Roster, replica: ReplicaProcess) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while await self._home(roster) != replica.name:
                await asyncio.sleep(STEP_S)

    async def _home(self, roster: Roster) -> str:
        editor = self.editor(roster, Random(0))
        editor.start()
        async with asyncio.timeout(DEADLINE_S):
            while not editor.is_up:
                await asyncio.sleep(STEP_S)
        await editor.leave()
        return editor.visit.replica

    def _operate(self, http: httpx2.Client, kind: str, payload: dict[str, Any]) -> None:
        response = http.post("/api/v1/workspace/operations", json={"type": kind, "payload": payload})
        assert response.status_code == 200, response.text


def run(scenario: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
    """Run a scenario in a loop of its own: quick, and without pytest's debug mode, so that what is measured is the hubs."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(scenario(*arguments))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster that is up as long as the block lasts."""
    (folder / "postgres").mkdir(mode=0o711)
    postgres = BreakableServer(PostgresFiles(folder / "postgres", binaries_folder()))
    valkey = Valkey(folder / "valkey")
    with contextlib.ExitStack() as stack:
        postgres.cluster.create()
        stack.callback(postgres.stop)
        postgres.start()
        stack.callback(valkey.kill)
        valkey.start()
        cluster = Cluster(folder, postgres, valkey)
        stack.callback(cluster.stop)
        cluster.start()
        yield cluster


def page_in(folder: Path) -> Path:
    """A built page in small."""
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Rosterhub</title>" + "<p>words</p>" * 200)
    (folder / "theme.js").write_text("0;")
    (folder / "assets" / "index-0a1b2c3d.js").write_text("export const words = 0;\n" * 200)
    return folder
