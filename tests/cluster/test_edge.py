"""What nginx itself promises: files, headers, limits, and what it sends where; stubs stand for the replicas."""

import asyncio
import contextlib
import gzip
import re
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest

from hub import settings as hub_settings
from hub.api.body import UPLOAD_EXTRA
from hub.api.headers import HEADERS, TRANSPORT
from hub.api.problem import problem_of
from hub.api.site import FOR_EVER
from hub.server import KEEP_ALIVE_S
from shared.protocol.errors import RateLimitedError, TooLargeError
from shared.protocol.limits import HEARTBEAT_S
from tests.cluster.cluster import page_in
from tests.cluster.edge import CONFIGURATION, MISSING, OPENSSL, Edge, free_ports
from tests.cluster.stub import BUSY, END, SWITCHING, Request, Stub
from tests.support.hub import DEADLINE_S

pytestmark = pytest.mark.timeout(60)

SETTINGS = hub_settings.Settings.model_fields
CONFIGURED = "\n".join(path.read_text() for path in sorted(CONFIGURATION.glob("*.conf")))
HANDSHAKE = {
    "upgrade": "websocket",
    "connection": "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    if MISSING is not None:
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("edge")
    found = Edge(folder, free_ports(3), page_in(folder / "page"))
    found.start()
    yield found
    found.stop()


@contextlib.asynccontextmanager
async def visitor(edge: Edge) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        base_url=edge.url, verify=edge.tls, timeout=DEADLINE_S, limits=httpx2.Limits(max_connections=None)
    ) as client:
        yield client


@contextlib.asynccontextmanager
async def stubs(edge: Edge, count: int = 3) -> AsyncIterator[list[Stub]]:
    """Replicas that answer; the others refuse connections. nginx keeps no connection to those of before."""
    async with contextlib.AsyncExitStack() as stack:
        found = [await stack.enter_async_context(Stub(port).listening()) for port in edge.replica_ports[:count]]
        await asyncio.to_thread(edge.forget)
        yield found


def seen(replicas: list[Stub]) -> list[Request]:
    return [request for replica in replicas for request in replica.requests]


# the page


async def test_files_with_hashed_names_are_kept_for_ever_and_others_are_asked_for_again(edge: Edge) -> None:
    async with visitor(edge) as client:
        kept = {
            path: (await client.get(path)).headers.get("cache-control")
            for path in ("/assets/index-0a1b2c3d.js", "/", "/theme.js", "/periods/7")
        }
        assert kept == {"/assets/index-0a1b2c3d.js": FOR_EVER, "/": "no-cache", "/theme.js": "no-cache", "/periods/7": "no-cache"}
        missing = await client.get("/assets/index-ffffffff.js")
        assert (missing.status_code, missing.headers.get("cache-control")) == (404, None)
        assert (await client.get("/none.js")).status_code == 404
        assert (await client.get("/periods/7")).text.startswith("<!doctype html>")


async def test_texts_are_compressed_and_what_is_compressed_already_is_sent_as_it_is(edge: Edge) -> None:
    text = b"export const other = 1;\n" * 200
    (edge.page / "assets" / "other-4e5f6a7b.js").write_bytes(text)
    ready = gzip.compress(text, 9, mtime=7)
    (edge.page / "assets" / "other-4e5f6a7b.js.gz").write_bytes(ready)
    async with visitor(edge) as client:
        made = await client.get("/assets/index-0a1b2c3d.js")
        assert (made.headers["content-encoding"], made.headers["vary"].lower()) == ("gzip", "accept-encoding")
        async with client.stream("GET", "/assets/other-4e5f6a7b.js") as response:
            assert b"".join([piece async for piece in response.aiter_raw()]) == ready
        plain = await client.get("/assets/other-4e5f6a7b.js", headers={"accept-encoding": "identity"})
        assert ("content-encoding" not in plain.headers, plain.content) == (True, text)


async def test_a_file_has_the_headers_that_the_hub_sets_and_an_answer_has_each_once(edge: Edge) -> None:
    def as_the_hub(_request: Request) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in (HEADERS | {"strict-transport-security": TRANSPORT}).items())
        return f"HTTP/1.1 200 OK\r\n{lines}content-length: 0\r\n\r\n".encode()

    async with visitor(edge) as client, stubs(edge) as replicas:
        for replica in replicas:
            replica.answer = as_the_hub
        for path in ("/", "/assets/index-0a1b2c3d.js", "/theme.js", "/api/v1/me", "/docs"):
            headers = (await client.get(path)).headers
            for name, value in (HEADERS | {"strict-transport-security": TRANSPORT}).items():
                assert headers.get_list(name) == [value], (path, name)


# what is not let through


async def test_what_watches_a_replica_is_not_for_the_outside(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge) as replicas:
        assert [(await client.get(path)).status_code for path in ("/health", "/ready", "/metrics")] == [404] * 3
        assert seen(replicas) == []


async def test_a_body_is_as_large_as_the_hub_takes(edge: Edge) -> None:
    message, upload = SETTINGS["limit_message_bytes"].default, SETTINGS["limit_upload_bytes"].default + UPLOAD_EXTRA
    async with visitor(edge) as client, stubs(edge):
        for path, most in (("/api/v1/periods/7/operations", message), ("/api/v1/periods/import", upload)):
            assert (await client.post(path, content=b"x" * most)).status_code == 200
            refused = await client.post(path, content=b"x" * (most + 1))
            assert refused.status_code == 413
            assert refused.json() == as_document(TooLargeError())


async def test_too_many_sign_ins_from_one_address_are_refused_in_the_hubs_words(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge):
        tries = [asyncio.create_task(client.post("/api/v1/auth/login", content=b"{}")) for _ in range(140)]
        done = set[asyncio.Task[httpx2.Response]]()
        async with asyncio.timeout(DEADLINE_S):  # the first hundred wait for their turn; who comes after them is refused at once
            while not (refused := [one.result() for one in done if one.result().status_code == 429]):
                done, _ = await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
        for one in tries:
            one.cancel()
        await asyncio.gather(*tries, return_exceptions=True)
        assert refused[0].json() == as_document(RateLimitedError())
        assert refused[0].headers["retry-after"] == "1"


def as_document(error: Any) -> Any:
    return httpx2.Response(200, content=bytes(problem_of(error).body)).json()


async def test_only_tls_1_2_and_1_3_are_spoken_and_plain_http_is_sent_there(edge: Edge) -> None:
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.create_default_context(cafile=edge.folder / "certificate.pem")
        context.minimum_version = context.maximum_version = version
        _, writer = await asyncio.open_connection("localhost", edge.port, ssl=context)
        assert writer.get_extra_info("ssl_object").version() == version.name.replace("_", ".")
        writer.close()
    old = says_openssl(edge, "-tls1_1")
    assert "Cipher is (NONE)" in old or "no protocols available" in old or "alert" in old
    async with httpx2.AsyncClient() as client:
        sent = await client.get(f"http://127.0.0.1:{edge.plain_port}/periods/7?x=1")
    assert (sent.status_code, sent.headers["location"]) == (308, "https://127.0.0.1/periods/7?x=1")


def says_openssl(edge: Edge, version: str) -> str:
    assert OPENSSL is not None
    command = [OPENSSL, "s_client", "-connect", f"localhost:{edge.port}", version]
    done = subprocess.run(command, input="", capture_output=True, text=True, check=False, timeout=DEADLINE_S)
    return done.stdout + done.stderr


async def test_no_query_is_in_the_access_log(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge):
        await client.get("/ws?token=geheim1", headers=HANDSHAKE)
        await client.get("/periods/seen?token=geheim2")
        log = (edge.folder / "access.log").read_text()
    assert "geheim" not in log
    assert {"/ws", "/periods/seen"} <= {request["path"] for request in edge.requests()}


# what goes where


async def test_a_post_goes_elsewhere_while_nobody_has_it_and_never_once_it_was_sent(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge, 1) as only:
        for number in range(12):  # by their periods most of them are meant for the two that are away
            assert (await client.post(f"/api/v1/periods/{number}/operations", content=b"{}")).status_code == 200
        assert len(only[0].requests) == 12
    async with visitor(edge) as client, stubs(edge) as replicas:
        for replica in replicas:
            replica.answer = lambda _: b""
        for method in ("POST", "PATCH"):
            refused = await client.request(method, "/api/v1/periods/7/operations", content=b"{}")
            assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "unavailable", "1")
            await asyncio.to_thread(edge.forget)
        assert [request.method for request in seen(replicas)] == ["POST", "PATCH"]
        for replica in replicas:
            replica.requests.clear()
        assert (await client.get("/api/v1/periods/7")).status_code == 503
        assert len(seen(replicas)) == 3  # a read may be tried everywhere


async def test_a_handshake_that_a_draining_replica_refuses_is_tried_elsewhere(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge) as replicas:
        replicas[0].answer = replicas[1].answer = lambda _: BUSY
        for number in range(8):
            assert (await client.get(f"/ws?period={number}", headers=HANDSHAKE)).status_code == 200
        assert len(replicas[2].requests) == 8
        assert seen(replicas[:2])


async def test_a_replica_that_came_back_gets_all_its_sockets_again_at_once(edge: Edge) -> None:
    async with visitor(edge) as client:
        async with stubs(edge, 0):
            for number in range(30):
                assert (await client.get(f"/ws?period={number}", headers=HANDSHAKE)).status_code == 503
        async with contextlib.AsyncExitStack() as stack:
            replicas = [await stack.enter_async_context(Stub(port, lambda _: SWITCHING).listening()) for port in edge.replica_ports]
            sockets = [asyncio.create_task(client.get(f"/ws?period={number}", headers=HANDSHAKE)) for number in range(30)]
            async with asyncio.timeout(DEADLINE_S):
                while len(seen(replicas)) < 30:
                    await asyncio.sleep(0.01)
            for socket in sockets:
                socket.cancel()
            await asyncio.gather(*sockets, return_exceptions=True)


async def test_calls_and_sockets_of_a_period_go_to_the_same_replica_and_periods_spread(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge) as replicas:
        homes: list[int] = []
        for number in range(30):
            for path in (f"/ws?client_id=c&period=p-{number}", f"/api/v1/periods/p-{number}/grid", f"/api/v1/periods/p-{number}"):
                await client.get(path, headers=HANDSHAKE if path.startswith("/ws") else {})
            at = [
                index
                for index, replica in enumerate(replicas)
                for request in replica.requests
                if re.search(rf"p-{number}\b", request.target)
            ]
            assert len(at) == 3
            assert len(set(at)) == 1
            homes.append(at[0])
        assert set(homes) == {0, 1, 2}


async def test_calls_share_connections_to_a_replica(edge: Edge) -> None:
    async with visitor(edge) as client, stubs(edge) as replicas:
        for _ in range(40):
            await client.post("/api/v1/periods/7/operations", content=b"{}")
        assert len(seen(replicas)) == 40
        assert sum(replica.connections for replica in replicas) <= 4  # one a worker, or two


async def test_a_replica_learns_who_asks_for_what_and_how(edge: Edge) -> None:
    claims = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "http", "forwarded": "for=203.0.113.9", "origin": edge.url}
    async with visitor(edge) as client, stubs(edge) as replicas:
        await client.get("/api/v1/me", headers=claims | {"upgrade": "h2c", "connection": "Upgrade, HTTP2-Settings"})
        await client.get("/ws", headers=claims | HANDSHAKE | {"authorization": "Bearer t", "sec-websocket-protocol": "rosterhub.v1.json"})
        call, handshake = sorted(seen(replicas), key=lambda request: request.target)
        for request in (call, handshake):
            assert request.values("host") == [f"localhost:{edge.port}"]
            assert request.values("origin") == [edge.url]
            assert (request.values("x-forwarded-for"), request.values("x-forwarded-proto")) == (["127.0.0.1"], ["https"])
            assert request.values("forwarded") == []
        assert (call.values("upgrade"), call.values("connection")) == ([], [])
        assert (handshake.values("upgrade"), handshake.values("connection")) == (["websocket"], ["upgrade"])
        assert (handshake.values("authorization"), handshake.values("sec-websocket-protocol")) == (["Bearer t"], ["rosterhub.v1.json"])


async def test_a_long_answer_goes_on_line_by_line(edge: Edge) -> None:
    second = asyncio.Event()

    async def lines() -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close" + END + b'{"line":1}\n'
        async with asyncio.timeout(DEADLINE_S):
            await second.wait()
        yield b'{"line":2}\n'

    async with visitor(edge) as client, stubs(edge) as replicas:
        for replica in replicas:
            replica.answer = lambda _: lines()
        async with client.stream("GET", "/api/v1/periods/7/history") as response:
            heard = response.aiter_lines()
            assert await anext(heard) == '{"line":1}'
            second.set()
            assert await anext(heard) == '{"line":2}'


# figures that stand twice


def test_times_fit_those_of_the_hub() -> None:
    def seconds(name: str, text: str = CONFIGURED) -> list[int]:
        return [int(value) for value in re.findall(rf"^\s*{name} (\d+)s;", text, re.MULTILINE)]

    sockets = re.search(r"location = /ws \{.*?\n        \}", CONFIGURED, re.DOTALL)
    assert sockets is not None
    assert seconds("proxy_read_timeout", sockets[0])[0] > 3 * HEARTBEAT_S  # CN5: the hub drops a peer that misses two pings
    upstream = re.search(r"upstream hub_calls \{.*?\n    \}", CONFIGURED, re.DOTALL)
    assert upstream is not None
    assert seconds("keepalive_timeout", upstream[0])[0] < KEEP_ALIVE_S


def test_the_configuration_names_no_site() -> None:
    assert not re.findall(r"^\s*(?:listen|server_name|ssl_certificate|root|user|pid|error_log|access_log)\b.*", CONFIGURED, re.MULTILINE)


def test_the_site_that_is_tested_has_the_files_of_the_one_that_is_copied(edge: Edge) -> None:
    given = {path.name: path.read_text() for path in (CONFIGURATION / "site").glob("*.conf")}
    tested = {path.name: path.read_text() for path in (edge.folder / "site").glob("*.conf")}
    assert given.keys() == tested.keys()
    for text in (given["replicas.conf"], tested["replicas.conf"]):
        servers = re.findall(r"^server \S+(.*);$", text, re.MULTILINE)
        assert servers == [" max_fails=0"] * len(servers)
        assert servers
