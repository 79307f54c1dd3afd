"""What `bench.page` looks at: a hub with 500 people × 92 days, somebody who edits it, and pages of a browser that is slowed as asked."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from playwright.async_api import Browser, BrowserContext, CDPSession, Page

from bench.crowd import Follower, gathered
from bench.hub_process import HubProcess
from bench.site import JOIN_S, PASSWORD, Site, a_site, fill

SIZE: Final = (500, 92)
SHIFTS: Final = ("E", "D", "L", "N")
NEED: Final = 120
"""Of each shift a day: close to what the filled period has, so that edits move the foot between short and over."""
IN_VIEW: Final = (25, 20)
"""People and days at the upper left among which half of the remote edits fall."""


@dataclass(frozen=True)
class Profile:
    """A screen, and how much slower than this machine its processor and its network are."""

    name: str
    width: int
    height: int
    is_touch: bool = False
    processor: int = 1
    bits_per_s: int | None = None
    delay_ms: int = 0
    frames_min: int = 60


DESKTOP: Final = Profile("desktop, 1440 × 900", 1440, 900)
PHONE: Final = Profile(
    "phone, 390 × 844, processor slowed 4 times, 1.6 Mbit/s, 150 ms",
    390,
    844,
    is_touch=True,
    processor=4,
    bits_per_s=1_600_000,
    delay_ms=150,
    frames_min=30,
)


async def a_large_period(hub: HubProcess) -> Site:
    """Make and fill it; four rules count who is there each day."""
    site = await a_site(hub, size=SIZE)
    headers = {"Authorization": f"Bearer {site.token}"}
    async with httpx2.AsyncClient(base_url=f"{hub.url}/api/v1", headers=headers, timeout=JOIN_S) as http:
        for code in SHIFTS:
            rule = {"id": f"{site.staff[0]}-need-{code}"[:64], "type": "coverage", "enforcement": "soft", "weight": 1}
            operation = {"type": "RULE_CREATE", "payload": rule | {"params": {"shifts": [code], "min": NEED, "max": NEED + 10}}}
            (await http.post("/workspace/operations", json=operation)).raise_for_status()
    await fill(site)
    return site


async def workspace_of(site: Site) -> str:
    """Return the id of the workspace that was made."""
    async with httpx2.AsyncClient(base_url=f"{site.hub.url}/api/v1", headers={"Authorization": f"Bearer {site.token}"}) as http:
        return str((await http.get("/me")).raise_for_status().json()["workspace"]["id"])


class RemoteEditor:
    """Somebody else, who sets shifts at a fixed rate, half of them where the page looks first."""

    def __init__(self, site: Site, workspace_id: str) -> None:
        self._site = site
        self._workspace_id = workspace_id
        self._follower = Follower(site.periods[0], lambda _follower, _message: None)
        self._dice = random.Random(1)  # the same edits for every run
        self._names = itertools.count()

    async def join(self) -> None:
        """Sign in (a token is good for five minutes, and all of this takes longer), connect and get the period."""
        url = self._site.hub.url
        door = {"email": "admin@localhost", "password": PASSWORD, "workspace_id": self._workspace_id}
        async with httpx2.AsyncClient(base_url=url) as http:
            granted = (await http.post("/api/v1/auth/login", json=door)).raise_for_status().json()
        await gathered([self._follower], url, [granted["access_token"]], limit_s=JOIN_S)

    async def edit(self, *, rate: float, seconds: float) -> None:
        """Go on for so long, whatever the others do."""
        begin = time.perf_counter()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
            people, days = IN_VIEW if number % 2 else SIZE
            cell = {
                "staff_id": self._site.staff[self._dice.randrange(people)],
                "date": self._site.dates[self._dice.randrange(days)],
                "set": {"shift": self._dice.choice(SHIFTS)},
            }
            payload = {"period_id": self._site.periods[0], "cells": [cell]}
            self._follower.send("CELL_UPDATE", f"page-{next(self._names)}", payload, self._follower.version)

    def leave(self) -> None:
        """Disconnect."""
        self._follower.leave()


@asynccontextmanager
async def a_page(browser: Browser, site: Site, workspace_id: str, profile: Profile, script: str) -> AsyncIterator[tuple[Page, CDPSession]]:
    """Open an empty page of somebody who is signed in there. `script` runs in it before everything else."""
    context = await browser.new_context(
        viewport={"width": profile.width, "height": profile.height}, has_touch=profile.is_touch, is_mobile=profile.is_touch, locale="en-GB"
    )
    try:
        await _sign_in(context, site, workspace_id)
        page = await context.new_page()
        await page.add_init_script(script)
        session = await context.new_cdp_session(page)
        await session.send("Performance.enable", {"timeDomain": "threadTicks"})
        if profile.processor > 1:
            await session.send("Emulation.setCPUThrottlingRate", {"rate": profile.processor})
        if profile.bits_per_s is not None:
            rate = profile.bits_per_s / 8
            conditions = {"offline": False, "latency": profile.delay_ms, "downloadThroughput": rate, "uploadThroughput": rate}
            await session.send("Network.enable")
            await session.send("Network.emulateNetworkConditions", conditions)
        yield page, session
    finally:
        await context.close()


async def _sign_in(context: BrowserContext, site: Site, workspace_id: str) -> None:
    door: dict[str, Any] = {"email": "admin@localhost", "password": PASSWORD, "workspace_id": workspace_id}
    response = await context.request.post(f"{site.hub.url}/api/v1/auth/login", data=door)
    if not response.ok:
        raise ConnectionError(await response.text())
