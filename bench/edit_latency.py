"""How soon an edit is seen by the others: one period, 50 clients, 4 of them editing; from the send to the decoded frame."""

import argparse
import asyncio
import gc
import itertools
import os
import statistics
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import msgspec
import uvloop

from bench.hub_process import NO_SOLVER, HubProcess, a_hub, move
from bench.machine import foreign_share, machine
from bench.socket_client import SocketClient, connected

CLIENTS, EDITORS, EDITS_PER_S = 50, 4, 20
WARM_UP_S: Final = 1.0
SAMPLES_MIN: Final = 10_000
P99_MAX_MS: Final = 25.0
JOIN_S, DRAIN_S = 15.0, 5.0
HUB_CORE, CLIENT_CORE = 0, 1


class Change(msgspec.Struct):
    """One version, as much of it as is needed to know it again."""

    id: str


class Payload(msgspec.Struct):
    """CHANGES have some; other messages may say why nothing came."""

    changes: list[Change] = []
    code: str = ""
    outcome: str = ""


class Message(msgspec.Struct):
    """Any message of the hub."""

    type: str
    payload: Payload
    version: int = 0


@dataclass
class Client:
    """One of those who look on; editors are among them. `synced` is set by the answer to its sync."""

    number: int
    course: "Course"
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    version: int = 0
    socket: SocketClient | None = None

    def take(self, payload: bytes) -> None:
        """Read a message, as any client has to, then look at the clock."""
        message = _decode(payload)
        now = time.perf_counter()
        match message.type:
            case "CHANGES":
                self.version = message.version
                for change in message.payload.changes:
                    self.course.seen(self.number, change.id, now)
            case "SYNC_RESPONSE":
                self.version = message.version
                self.synced.set()
            case "ERROR" | "CONFLICT":
                self.course.unexpected.append(f"{message.type} {message.payload.code}{message.payload.outcome}")
            case _:
                pass


_decode: Final = msgspec.json.Decoder(Message).decode


@dataclass
class Course:
    """What was sent when and by whom, and how long it took to each of the others."""

    edits: int
    sent: dict[str, tuple[int, float]] = field(default_factory=dict)
    latencies_ms: list[float] = field(default_factory=list)
    deliveries: int = 0
    lags_ms: list[float] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    foreign: float | None = None
    """Which share of the cores others used meanwhile."""
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when every edit has reached everybody else."""

    def seen(self, number: int, edit_id: str, now: float) -> None:
        """Note that a client saw an edit; its author's own echo is no sample, nor is the warm-up."""
        known = self.sent.get(edit_id)
        if known is not None and known[0] != number:
            self.deliveries += 1
            if not edit_id.startswith("warm"):
                self.latencies_ms.append(1000 * (now - known[1]))
            if not self.missing:
                self.complete.set()

    @property
    def missing(self) -> int:
        """Deliveries that are still to come."""
        return self.edits * (CLIENTS - 1) - self.deliveries


def period_of(hub: HubProcess, token: str) -> tuple[str, list[str], list[str]]:
    """Return the demo's period: its id, its people, its dates."""
    with httpx2.Client(base_url=f"{hub.url}/api/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        period_id = client.get("/periods").raise_for_status().json()["items"][0]["id"]
        grid = client.get(f"/periods/{period_id}/grid").raise_for_status().json()
    return period_id, grid["staff"], grid["dates"]


async def follow(hub: HubProcess, token: str, period_id: str, course: Course) -> list[Client]:
    """Connect everybody, and return them once they have the grid."""
    clients = [Client(number, course) for number in range(CLIENTS)]
    for client in clients:
        client.socket = await connected(hub.url, token, period_id, client.take)
        client.socket.send({"type": "SYNC_REQUEST", "id": "sync", "payload": {"document": "period", "period_id": period_id}})
    async with asyncio.timeout(JOIN_S):
        for client in clients:
            await client.synced.wait()
    return clients


async def measure(hub: HubProcess, seconds: float, round_name: str) -> Course:
    """Edit at a fixed rate, whatever the hub does, and return what came of it."""
    token = await asyncio.to_thread(hub.demo_token)
    period_id, staff, dates = await asyncio.to_thread(period_of, hub, token)
    course = Course(int((WARM_UP_S + seconds) * EDITS_PER_S))
    clients = await follow(hub, token, period_id, course)
    cells = itertools.cycle(itertools.product(dates, range(len(staff) // EDITORS)))
    others = foreign_share(os.getpid(), hub.pid, hub.postgres_pid)
    begin = time.perf_counter() + 0.1
    gc.collect()
    gc.disable()
    for number in range(course.edits):
        due = begin + number / EDITS_PER_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        date, row = next(cells)
        author = clients[number % EDITORS]
        # Each has rows of their own: who edits the same cell at once would be told of a conflict.
        person = staff[row * EDITORS + author.number]
        edit_id = f"{'warm' if due < begin + WARM_UP_S else 'edit'}-{number}"
        edit: dict[str, Any] = {"staff_id": person, "date": date, "set": {"note": f"{round_name} {number}"}}
        message = {
            "type": "CELL_UPDATE", "id": edit_id, "version": author.version, "payload": {"period_id": period_id, "cells": [edit]}
        }  # fmt: skip
        now = time.perf_counter()
        course.sent[edit_id] = (author.number, now)
        course.lags_ms.append(1000 * (now - due))
        if author.socket is not None:
            author.socket.send(message)
    with suppress(TimeoutError):  # then the report counts what is missing
        await asyncio.wait_for(course.complete.wait(), DRAIN_S)
    course.foreign = others()
    gc.enable()
    for client in clients:
        if client.socket is not None:
            if client.socket.end is not None:
                course.unexpected.append(client.socket.end)
            client.socket.close()
    return course


def report(course: Course, where: str) -> bool:
    """Print the figures of one run; say whether the target was reached."""
    samples = sorted(course.latencies_ms)
    if course.missing or course.unexpected or len(samples) < SAMPLES_MIN:
        print(f"{where}: {len(samples)} samples, {course.missing} deliveries missing, {sorted(set(course.unexpected))}")
        return False
    cuts = statistics.quantiles(samples, n=100, method="inclusive")
    figures = "  ".join(f"p{percent} {cuts[percent - 1]:6.2f}" for percent in (50, 95, 99))
    others = "" if course.foreign is None else f", others used {course.foreign:.0%} of the cores"
    print(f"{where:36} {figures}  max {samples[-1]:6.2f} ms   (target p99 < {P99_MAX_MS:g})")
    print(f"{'':36} {len(samples)} samples, own lag at most {max(course.lags_ms):.1f} ms{others}")
    return cuts[98] < P99_MAX_MS


def main() -> None:
    """Measure, print, and end with 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=11.0, help="of each run; 11 s give 10,780 samples")
    parser.add_argument("--postgres", choices=["hub", "other", "both"], default="both", help="PostgreSQL on the hub's core or on the other")
    given = parser.parse_args()
    print(machine())
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    is_pinned = {HUB_CORE, CLIENT_CORE} <= cores
    if is_pinned:
        os.sched_setaffinity(0, {CLIENT_CORE})
    with a_hub(core=HUB_CORE if is_pinned else None, **NO_SOLVER) as hub:
        if not hub.is_durable:
            sys.exit("PostgreSQL isn't durable here: what it acknowledges may be lost, so there is nothing to measure")
        print(f"{CLIENTS} clients in one period, {EDITORS} of them edit, {EDITS_PER_S} edits/s in all; PostgreSQL is durable")
        reached = []
        if is_pinned:
            rounds = {"hub": HUB_CORE, "other": CLIENT_CORE}
            for where, core in rounds.items():
                if given.postgres in {where, "both"}:
                    move(hub.postgres_pid, core)
                    reached.append(report(uvloop.run(measure(hub, given.seconds, where)), f"PostgreSQL on the {_named(where)} core"))
        else:
            reached.append(report(uvloop.run(measure(hub, given.seconds, "any")), "nothing pinned"))
    sys.exit(0 if all(reached) else 1)


def _named(where: str) -> str:
    return {"hub": "hub's", "other": "clients'"}[where]


if __name__ == "__main__":
    main()
