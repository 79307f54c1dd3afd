"""A page in Chromium and what a reader finds on it, by the names that are a contract (page.md 11)."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
SIGNED_OUT = "/api/v1/auth/refresh"
"""Whoever isn't signed in is told so with a 401, which the browser notes as a failed resource."""


@dataclass
class Screen:
    """One page; it keeps account of everything that should never happen."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    is_hub_away: bool = False

    @classmethod
    async def open(cls, context: BrowserContext, url: str) -> "Screen":
        page = await context.new_page()
        screen = cls(page, url)
        page.on("console", screen._heard)
        page.on("pageerror", lambda error: screen.faults.append(f"error: {error}"))
        page.on("request", screen._asked)
        return screen

    async def goto(self, path: str) -> None:
        await self.page.goto(self.url + path)

    async def open_period(self, period_id: str) -> None:
        await self.goto(f"/periods/{period_id}")
        await expect(self.grid).to_be_visible()

    @property
    def grid(self) -> Locator:
        return self.page.get_by_role("grid")

    def cell(self, person: str, date: str) -> Locator:
        return self.page.get_by_role("gridcell", name=re.compile(f"^{re.escape(person)}, {re.escape(date)},"))

    async def expect_cell(self, person: str, date: str, shift: str) -> None:
        await expect(self.cell(person, date)).to_have_attribute("aria-label", re.compile(rf", {re.escape(date)}, {re.escape(shift)}(,|$)"))

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    @property
    def focused(self) -> Locator:
        return self.page.locator("[role=gridcell]:focus")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    @property
    def apply(self) -> Locator:
        return self.button(re.compile(r"^Apply [\d,]+ changes?$"))

    @property
    def progress(self) -> Locator:
        return self.page.get_by_role("progressbar", name="Generating")

    def status(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("status").filter(has_text=text)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in {"warning", "error"} or message.location.get("url", "").endswith(SIGNED_OUT):
            return
        if not self.is_hub_away:
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"blob", "data"} and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.faults.append(f"another origin: {request.url}")


def looks_of(context: dict[str, Any]) -> dict[str, Any]:
    return {"viewport": WIDE, "locale": "en-GB", **context}
