"""Speaks to the solver service: streamed solves, `finish`, and whether a slot is free."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from typing import Any, Final

import httpx2
import msgspec
from pydantic import ValidationError

from hub.runs.solver import SolverAwayError, SolverFullError, SolverRefusedError, SolverStartingError
from shared.problem import EVENT, Event, Failed, Incumbent, Result, Row, Score, Started

CONNECT_S: Final = 2.0
ANSWER_S: Final = 5.0  # of everything but a solve: the service only looks something up
QUEUED_S: Final = 60.0
"""How long a solve may wait in the service's own queue; after that the hub's queue is the better place, its grid stays fresh there."""
GRACE_S: Final = 15.0
"""How long after its time limit a solve may answer; the service itself ends it within a second."""
LINE_BYTES_MAX: Final = 64 * 2**20
RETRY_AFTER_S: Final = 1.0  # where the service is full and doesn't say for how long
_NDJSON: Final = {"Accept": "application/x-ndjson", "Accept-Encoding": "identity", "Content-Type": "application/json"}


class _Score(msgspec.Struct):
    hard: int
    soft: int

    def record(self) -> Score:
        return Score(hard=self.hard, soft=self.soft)


class _Head(msgspec.Struct):
    event: str


class _Incumbent(msgspec.Struct):
    score: _Score
    bound: _Score | None
    gap: float | None
    solutions: int
    elapsed_s: float


class _Grid(msgspec.Struct):
    grid: tuple[tuple[str | None, ...], ...]


_heads = msgspec.json.Decoder(_Head)
_incumbents = msgspec.json.Decoder(_Incumbent)
_grids = msgspec.json.Decoder(_Grid)


def grid_of(line: bytes) -> tuple[Row, ...]:
    """Return the grid of an incumbent's line."""
    return _grids.decode(line).grid


class SolverClient:
    """Keeps `Solver`'s promises over HTTP, one request a solve.

    `address` says where the service is just now (a child that was started again has another port), None while there is none.
    """

    def __init__(self, address: Callable[[], str | None], token: str | None = None) -> None:
        """Open nothing yet."""
        self._address = address
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        timeout = httpx2.Timeout(ANSWER_S, connect=CONNECT_S)
        address_now = address() or ""
        # The certificates of all authorities take 10 MiB and 50 ms: only where there is something to verify.
        verify = ssl.create_default_context() if address_now.startswith("https") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        transport = httpx2.AsyncHTTPTransport(verify=verify, trust_env=False, socket_options=_KEEP_ALIVE)
        self._client = httpx2.AsyncClient(headers=headers, timeout=timeout, transport=transport, trust_env=False)

    async def close(self) -> None:
        """Close all connections; solves that are under way are cancelled by it."""
        await self._client.aclose()

    async def has_room(self) -> bool:
        with _away():
            response = await self._client.get(self._url("/ready"))
        if response.status_code in {200, 503}:
            return response.status_code == 200
        raise SolverAwayError(f"GET /ready: {response.status_code}")

    async def finish(self, solve_id: str) -> bool:
        with _away():
            response = await self._client.post(self._url(f"/solves/{solve_id}/finish"))
        return response.status_code == 202

    async def solve(self, body: bytes, *, time_limit_s: float) -> AsyncGenerator[tuple[Event, bytes], None]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + QUEUED_S
        timeout = httpx2.Timeout(ANSWER_S, connect=CONNECT_S, read=None)
        with _away():
            async with self._client.stream("POST", self._url("/optimize"), content=body, headers=_NDJSON, timeout=timeout) as response:
                if response.status_code != 200:
                    await _refuse(response)
                lines = _lines(response.aiter_bytes())
                async with contextlib.aclosing(lines):
                    while line := await _next(lines, deadline):
                        event = await _event(line)
                        if isinstance(event, Started):
                            deadline = loop.time() + time_limit_s + GRACE_S
                        yield event, line
                        if isinstance(event, Result | Failed):
                            return
        raise SolverAwayError("the stream ended without an answer")

    def _url(self, path: str) -> str:
        address = self._address()
        if address is None:
            raise SolverStartingError("there is no solver just now")
        return address.rstrip("/") + path


@contextlib.contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError, msgspec.MsgspecError, ValidationError) as error:
        raise SolverAwayError(f"{type(error).__name__}: {error}") from error


async def _refuse(response: httpx2.Response) -> None:
    await response.aread()
    if response.status_code == 503:
        wait = response.headers.get("retry-after", "")
        raise SolverFullError(float(wait) if wait.isdigit() else RETRY_AFTER_S)
    if response.status_code == 401 or response.status_code >= 500:
        raise SolverAwayError(f"POST /optimize: {response.status_code}")
    try:
        document = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.MsgspecError:
        document = {}
    code, message = str(document.get("code", "internal")), str(document.get("detail", f"The solver answered {response.status_code}."))
    raise SolverRefusedError(code, message, document.get("details"))


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    kept: list[bytes] = []
    size = 0
    async for chunk in chunks:
        first, *others = chunk.split(b"\n")
        kept.append(first)
        size += len(first)
        if size > LINE_BYTES_MAX:
            raise SolverAwayError(f"a line of more than {LINE_BYTES_MAX} bytes")
        for piece in others:
            yield b"".join(kept)
            kept, size = [piece], len(piece)
    if line := b"".join(kept):
        yield line


async def _next(lines: AsyncGenerator[bytes, None], deadline: float) -> bytes | None:
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(lines, None)
    except TimeoutError:
        raise SolverAwayError("no answer in time") from None


async def _event(line: bytes) -> Event:
    kind = _heads.decode(line).event
    if kind == "incumbent":
        found = _incumbents.decode(line)
        bound = None if found.bound is None else found.bound.record()
        return Incumbent(score=found.score.record(), bound=bound, gap=found.gap, solutions=found.solutions, elapsed_s=found.elapsed_s)
    if kind in {"result", "failed"}:  # holds a grid and every violation: too long for the event loop
        return await asyncio.to_thread(EVENT.validate_json, line)
    return EVENT.validate_json(line)


def _options() -> list[tuple[int, int, int]]:
    """Have the kernel notice a host that is gone: between two events there may be silence for minutes."""
    named = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))
    found = [(socket.IPPROTO_TCP, int(getattr(socket, name)), value) for name, value in named if hasattr(socket, name)]
    return [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *found]


_KEEP_ALIVE: Final = _options()
