"""A hub and a Chromium for all browser tests; for each test a period of its own and pages that are checked at the end."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.browser.hub import HubProcess
from tests.browser.screen import FLAGS, Screen, looks_of

CHROMIUM = shutil.which("chromium")
PATIENCE_MS = 15_000
START, END = "2026-12-01", "2026-12-28"
PASSWORD = "a long enough password"


@dataclass(frozen=True)
class Person:
    email: str
    role: str
    name: str


MEI = Person("mei@example.org", "manager", "Mei Sato")
TOM = Person("tom@example.org", "manager", "Tom Berg")
ADA = Person("ada@example.org", "admin", "Ada Berg")
VERA = Person("vera@example.org", "viewer", "Vera Lang")

Open = Callable[..., Awaitable[Screen]]


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: the browser tests drive the system's Chromium")
    hub = HubProcess(tmp_path_factory.mktemp("hub"))
    hub.start()
    for person in (MEI, TOM, ADA, VERA):
        hub.post("/users", {"email": person.email, "name": person.name, "role": person.role, "password": PASSWORD})
    yield hub
    hub.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(hub: HubProcess) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def period(hub: HubProcess) -> str:
    """Four empty weeks of everybody."""
    with hub.client() as client:
        demo = min(client.get("/periods?limit=200").raise_for_status().json()["items"], key=lambda listed: listed["start_date"])
        staff = client.get(f"/periods/{demo['id']}/grid").raise_for_status().json()["staff"]
        body = {"name": "Four weeks", "start_date": START, "end_date": END, "staff": staff}
        return str(client.post("/periods", json=body).raise_for_status().json()["id"])


@pytest_asyncio.fixture(loop_scope="session")
async def opened(hub: HubProcess, browser: Browser) -> AsyncIterator[Open]:
    """Open a page as somebody who is signed in already, or as nobody; afterwards nothing may have gone wrong on any of them."""
    screens: list[Screen] = []
    async with AsyncExitStack() as stack:

        async def open_as(person: Person | None, period_id: str | None = None, **context: Any) -> Screen:
            made = await browser.new_context(**looks_of(context))
            stack.push_async_callback(made.close)
            if person is not None:
                await made.request.post(f"{hub.url}/api/v1/auth/login", data={"email": person.email, "password": PASSWORD})
            screen = await Screen.open(made, hub.url)
            screens.append(screen)
            if period_id is not None:
                await screen.open_period(period_id)
            return screen

        yield open_as
    assert [fault for screen in screens for fault in screen.faults] == []
