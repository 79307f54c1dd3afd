"""A hub filled for a measurement, and edits at a fixed rate whose way is followed."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2

from bench.crowd import Follower, Message
from bench.hub_process import HubProcess
from bench.hub_setup import filled
from bench.machine import PROC, spent_s

PASSWORD: Final = "only for as long as this runs"  # noqa: S105 - of a hub that is thrown away
UNLIMITED: Final = {
    "ADMIN_PASSWORD": PASSWORD,
    "LIMIT_OPS_PER_S": "1000000",
    "LIMIT_USER_OPS_PER_S": "1000000",
    "LIMIT_CONNECTIONS_PER_USER": "1000000",
}
HUB_CORE, CLIENT_CORE = 0, 1
JOIN_S, DRAIN_S = 60.0, 20.0
CELLS_AT_ONCE: Final = 2_000


@dataclass
class Site:
    """A hub, somebody who may everything there, and what was made for the measurement."""

    hub: HubProcess
    token: str
    periods: list[str]
    staff: list[str]
    dates: list[str]

    async def metric(self, name: str) -> float:
        """Return one figure of `/metrics`."""
        async with httpx2.AsyncClient(base_url=self.hub.url) as http:
            lines = (await http.get("/metrics")).raise_for_status().text.splitlines()
        return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))

    def cpu_s(self) -> float:
        """Return what the hub and its PostgreSQL have used."""
        return spent_s((self.hub.pid, self.hub.postgres_pid))

    def resident_kib(self) -> float:
        """Return the hub's resident memory."""
        line = next(line for line in (PROC / str(self.hub.pid) / "status").read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1])


async def a_site(hub: HubProcess, *, periods: int = 1, size: tuple[int, int]) -> Site:
    """Make a workspace with so many periods of `size`, people and days."""
    door = {"email": "admin@localhost", "password": PASSWORD}
    made = await filled(hub.url, "login", door, rooms=periods, staff=size[0], days=size[1])
    token = made["headers"][0].removeprefix("Authorization: Bearer ")
    return Site(hub, token, made["rooms"], made["staff"], made["dates"])


@dataclass
class Course:
    """Edits at a fixed rate, whatever the hub does: when each was sent and when each of the others saw it."""

    site: Site
    editor: Follower
    sent: dict[str, float] = field(default_factory=dict)
    seen_ms: list[float] = field(default_factory=list)
    acknowledged_ms: list[float] = field(default_factory=list)
    lag_ms: float = 0.0

    def heard(self, follower: Follower, message: Message) -> None:
        """Note what a follower hears."""
        now = time.perf_counter()
        if message.type == "CHANGES" and follower is not self.editor:
            self.seen_ms += [1000 * (now - sent) for change in message.payload.changes if (sent := self.sent.get(change.id)) is not None]
        elif message.type == "ACK" and (sent := self.sent.get(message.id)) is not None:
            self.acknowledged_ms.append(1000 * (now - sent))

    async def run(self, seconds: float, *, rate: float, name: str = "e", while_true: Callable[[], bool] = lambda: True) -> None:
        """Edit for so long, or until `while_true` says no; return when all was acknowledged."""
        begin = time.perf_counter()
        for number in range(int(seconds * rate)):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if not while_true():
                break
            now = time.perf_counter()
            self.lag_ms = max(self.lag_ms, 1000 * (now - due))
            self.sent[f"{name}{number}"] = now
            staff, dates = self.site.staff, self.site.dates
            cell = {"staff_id": staff[number % len(staff)], "date": dates[number % len(dates)], "set": {"note": f"{name} {number}"}}
            payload = {"period_id": self.editor.period_id, "cells": [cell]}
            self.editor.send("CELL_UPDATE", f"{name}{number}", payload, self.editor.version)
        await until(lambda: len(self.acknowledged_ms) >= len(self.sent))


async def until(condition: Callable[[], bool], limit_s: float = DRAIN_S) -> None:
    """Wait for a condition. Raises TimeoutError."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - it comes about in callbacks
            await asyncio.sleep(0.005)


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector of this process out of what is measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def at(samples: list[float], share: float) -> float:
    """Return a quantile; 0 where there are no samples."""
    return sorted(samples)[min(len(samples) - 1, int(share * len(samples)))] if samples else 0.0


def faults_of(followers: list[Follower]) -> int:
    """Return how many followers missed something, or heard it twice."""
    return sum(bool(follower.faults) for follower in followers)


async def fill(site: Site) -> None:
    """Give every person a shift on every day, and every tenth cell a note."""
    cells: list[dict[str, Any]] = [
        {"staff_id": person, "date": day, "set": {"shift": "EDLN"[(row + column) % 4]} | ({"note": "on call"} if column % 10 == 0 else {})}
        for row, person in enumerate(site.staff)
        for column, day in enumerate(site.dates)
    ]
    headers = {"Authorization": f"Bearer {site.token}"}
    async with httpx2.AsyncClient(base_url=f"{site.hub.url}/api/v1", headers=headers, timeout=JOIN_S) as http:
        for begin in range(0, len(cells), CELLS_AT_ONCE):
            body = {"type": "CELL_UPDATE", "payload": {"cells": cells[begin : begin + CELLS_AT_ONCE]}}
            for period_id in site.periods:
                (await http.post(f"/periods/{period_id}/operations", json=body)).raise_for_status()
