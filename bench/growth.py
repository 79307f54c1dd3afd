"""What more of everything costs: clients, people and days, connections, open periods, a thousand who come back at once."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

import uvloop

from bench.crowd import Follower, allow_sockets, gathered
from bench.hub_process import NO_SOLVER, HubProcess, a_hub
from bench.machine import foreign_share, machine
from bench.site import CLIENT_CORE, HUB_CORE, JOIN_S, UNLIMITED, Course, Site, a_site, at, faults_of, fill, no_collection, until

IDLE_S: Final = 90.0
FEW, MANY = 100, 1_000
EDITS_PER_S: Final = 20
SMALL, LARGE = (12, 28), (500, 92)
JOIN_MAX_MS: Final = 300.0
CONNECTIONS: Final = 5_000
PERIODS: Final = 1_000
RESTING_MAX: Final = 3
"""Documents that may stay when nobody is there: a workspace is let go after its periods."""


async def crowd(site: Site, count: int, course_rate: float, seconds: float, period: int = 0) -> tuple[Course, list[Follower], float]:
    """Have `count` follow one period while one of them edits; return the course, the followers and the CPU seconds of a second."""
    course = Course(site, Follower(site.periods[period]))
    followers = [course.editor, *(Follower(site.periods[period], course.heard) for _ in range(count - 1))]
    course.editor.on_message = course.heard
    await gathered(followers, site.hub.url, [site.token], limit_s=JOIN_S)
    await course.run(1.0, rate=course_rate, name="warm")
    course.seen_ms.clear()
    with no_collection():
        began, cpu = time.perf_counter(), site.cpu_s()
        await course.run(seconds, rate=course_rate)
        spent = (site.cpu_s() - cpu) / (time.perf_counter() - began)
    await until(lambda: all(follower.version == course.editor.version for follower in followers))
    return course, followers, spent


def part(followers: list[Follower]) -> None:
    """End all connections."""
    for follower in followers:
        follower.leave()


async def receivers(hub: HubProcess) -> bool:
    """Ten times the clients cost at most ten times the CPU."""
    site = await a_site(hub, size=SMALL)
    spent: dict[int, float] = {}
    faults = 0
    for count in (FEW, MANY):
        course, followers, spent[count] = await crowd(site, count, EDITS_PER_S, 5.0)
        faults += faults_of(followers)
        each = 1e6 * spent[count] / (EDITS_PER_S * count)
        print(
            f"receivers: {count:5} clients, {EDITS_PER_S} edits/s: {spent[count]:.3f} s of CPU a second ({each:.1f} µs a delivery),"
            f" seen after p50 {at(course.seen_ms, 0.5):.1f}, p99 {at(course.seen_ms, 0.99):.1f} ms"
        )
        part(followers)
    ratio = spent[MANY] / spent[FEW]
    print(f"receivers: ten times the clients cost {ratio:.1f} times the CPU (at most 10), {faults} with a fault")
    return ratio <= MANY / FEW and not faults


async def large(hub: HubProcess) -> bool:
    """A period of 500 people and 92 days joins within 300 ms and edits as fast as a small one."""
    figures: dict[tuple[int, int], tuple[float, float, float]] = {}
    slowest_ms = 0.0
    for size in (SMALL, LARGE):
        site = await a_site(hub, size=size)
        await fill(site)
        joins_ms = [await join_ms(site) for _ in range(5)]
        course, followers, spent = await crowd(site, 5, 100, 5.0)
        figures[size] = (1e6 * spent / 100, at(course.seen_ms, 0.5), at(course.seen_ms, 0.99))
        fresh_ms = [await join_ms(site, after=course) for _ in range(5)]
        slowest_ms = max(*joins_ms, *fresh_ms)
        print(
            f"large: {size[0]} × {size[1]}: joined after {max(joins_ms):.0f} ms (first {joins_ms[0]:.0f}),"
            f" at a new version {max(fresh_ms):.0f} ms;"
            f" an edit costs {figures[size][0]:.0f} µs of CPU, is seen after p50 {figures[size][1]:.1f}, p99 {figures[size][2]:.1f} ms"
        )
        part(followers)
    ratio = figures[LARGE][0] / figures[SMALL][0]
    print(f"large: an edit costs {ratio:.2f} times as much as in the small one (wanted: about 1)")
    print(f"large: joining took {slowest_ms:.0f} ms at most (wanted: below {JOIN_MAX_MS:.0f})")
    return ratio < 1.5 and slowest_ms < JOIN_MAX_MS


async def join_ms(site: Site, after: Course | None = None) -> float:
    """Return how long a client takes from the start of the connection to the decoded snapshot; `after`: an edit made it a new one."""
    if after is not None:
        await after.run(1 / EDITS_PER_S, rate=EDITS_PER_S, name=f"fresh{len(after.sent)}-")
    follower = Follower(site.periods[0])
    with no_collection():
        began = time.perf_counter()
        await gathered([follower], site.hub.url, [site.token], limit_s=JOIN_S)
        taken = time.perf_counter() - began
    follower.leave()
    return 1000 * taken


async def connections(hub: HubProcess) -> bool:
    """5,000 connections on one replica: what each takes, and that an edit reaches all."""
    site = await a_site(hub, size=SMALL)
    before = site.resident_kib()
    course = Course(site, Follower(site.periods[0]))
    followers = [course.editor, *(Follower(site.periods[0], course.heard) for _ in range(CONNECTIONS - 1))]
    course.editor.on_message = course.heard
    began = time.perf_counter()
    await gathered(followers, site.hub.url, [site.token], limit_s=JOIN_S, at_once=CONNECTIONS)
    joined_s = time.perf_counter() - began
    each = (site.resident_kib() - before) / CONNECTIONS
    await course.run(2.0, rate=2)
    await until(lambda: all(follower.version == course.editor.version for follower in followers))
    faults = faults_of(followers)
    print(
        f"connections: {CONNECTIONS} joined in {joined_s:.1f} s, {each:.1f} KiB each; an edit reached all within"
        f" {max(course.seen_ms):.0f} ms (p50 {at(course.seen_ms, 0.5):.0f}), {faults} with a fault"
    )
    part(followers)
    return not faults


async def come_back(hub: HubProcess) -> bool:
    """1,000 clients lose their connections and come back at once; an editor edits on."""
    site = await a_site(hub, size=SMALL)
    course, followers, _ = await crowd(site, MANY, EDITS_PER_S, 1.0)
    quiet_ms = at(course.acknowledged_ms, 0.99)
    others = followers[1:]
    part(others)
    await asyncio.sleep(0.5)
    course.acknowledged_ms.clear()
    course.sent.clear()
    course.lag_ms = 0.0
    is_back = False
    began, cpu = time.perf_counter(), site.cpu_s()
    editing = asyncio.create_task(course.run(JOIN_S, rate=50, name="storm", while_true=lambda: not is_back))
    await gathered(others, site.hub.url, [site.token], limit_s=JOIN_S, at_once=MANY)
    back_s, spent = time.perf_counter() - began, site.cpu_s() - cpu
    is_back = True
    await editing
    await until(lambda: all(follower.version == course.editor.version for follower in followers))
    faults = faults_of(followers)
    print(
        f"come back: {MANY} in {back_s:.2f} s ({1000 * spent / MANY:.2f} ms of CPU each), {faults} with a fault;"
        f" meanwhile {len(course.sent)} edits acknowledged after at most {max(course.acknowledged_ms):.0f} ms"
        f" (p99 before: {quiet_ms:.0f}; own lag up to {course.lag_ms:.0f} ms)"
    )
    part(followers)
    return not faults


async def periods(hub: HubProcess) -> bool:
    """1,000 open periods edited in turn; then nobody needs them any more, and they are let go."""
    site = await a_site(hub, periods=PERIODS, size=SMALL)
    began_kib = site.resident_kib()
    followers = [Follower(site.periods[number]) for number in range(PERIODS)]
    await gathered(followers, site.hub.url, [site.token], limit_s=JOIN_S)
    each = (site.resident_kib() - began_kib) / PERIODS
    opened = await site.metric("hub_documents")
    latencies: list[float] = []
    for follower in followers:
        course = Course(site, follower)
        follower.on_message = course.heard
        await course.run(0.01, rate=100)
        latencies += course.acknowledged_ms
    faults = faults_of(followers)
    print(
        f"periods: {PERIODS} open ({opened:.0f} documents), {each:.0f} KiB each with its connection; edited in turn, acknowledged after"
        f" p50 {at(latencies, 0.5):.1f}, p99 {at(latencies, 0.99):.1f} ms, {faults} with a fault"
    )
    part(followers)
    left, until_s = opened, time.monotonic() + IDLE_S
    while left > RESTING_MAX and time.monotonic() < until_s:
        await asyncio.sleep(1.0)
        left = await site.metric("hub_documents")
    print(
        f"periods: {left:.0f} documents are left after {IDLE_S - until_s + time.monotonic():.0f} s,"
        f" {site.resident_kib() / 1024:.0f} MiB resident (before: {began_kib / 1024:.0f})"
    )
    return not faults and left <= RESTING_MAX


PARTS: Final[dict[str, Callable[[HubProcess], Coroutine[Any, Any, bool]]]] = {
    "receivers": receivers,
    "large": large,
    "come_back": come_back,
    "connections": connections,
    "periods": periods,
}


def main() -> None:
    """Measure, print, and end with 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)}; none: all")
    given = parser.parse_args()
    allow_sockets(CONNECTIONS)
    print(machine())
    is_pinned = {HUB_CORE, CLIENT_CORE} <= os.sched_getaffinity(0)
    if is_pinned:
        os.sched_setaffinity(0, {CLIENT_CORE})
    reached: list[bool] = []
    for name in given.parts or PARTS:
        with a_hub(core=HUB_CORE if is_pinned else None, **NO_SOLVER, **UNLIMITED) as hub:
            others = foreign_share(os.getpid(), hub.pid, hub.postgres_pid)
            reached.append(uvloop.run(PARTS[name](hub)))
            if (share := others()) is not None:
                print(f"{name}: others used {share:.0%} of the cores")
    sys.exit(0 if all(reached) else 1)


if __name__ == "__main__":
    main()
