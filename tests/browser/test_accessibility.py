"""Every screen, in both themes, wide, on a phone, at 320 px and with text twice as large: axe finds nothing, nothing is cut off sideways;
the first minute by the keyboard alone."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import ADA, MEI, PASSWORD, Open
from tests.browser.hub import ROOT
from tests.browser.screen import NARROW, WIDE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = {
    "/": "Periods",
    "/staff": "Staff",
    "/shift-types": "Shift types",
    "/rules": "Rules",
    "/configurations": "Configurations",
    "/conflicts": "Conflicts",
    "/settings": "Settings",
    "/users": "Users",
    "/periods/{period}/statistics": "Statistics",
    "/periods/{period}": None,
}
FAULTS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IS_QUIET = "() => document.querySelector('[aria-busy=true], .boot') === null"
LARGE = "document.documentElement.style.fontSize = '200%'"
TINY = {"width": 320, "height": 640}


async def show(screen: Screen, path: str, title: str | None) -> None:
    """Go to a screen and wait until it has what it shows."""
    await screen.goto(path)
    if title is None:
        await expect(screen.grid).to_be_visible()
    else:
        await expect(screen.page.get_by_role("heading", level=1)).to_contain_text(title)
    await screen.page.wait_for_function(IS_QUIET)
    await expect(screen.status(re.compile("saved")).first).to_be_attached()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_axe_finds_nothing_on_any_screen(opened: Open, period: str, size: dict[str, int]) -> None:
    screen = await opened(ADA, period, viewport=size, has_touch=size is NARROW, reduced_motion="reduce")
    await screen.page.add_init_script(path=AXE)
    found: dict[str, Any] = {}
    for path, title in SCREENS.items():
        await show(screen, path.format(period=period), title)
        for scheme in ("light", "dark"):
            await screen.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if faults := await screen.page.evaluate(FAULTS):
                found[f"{path} {scheme}"] = faults
    assert found == {}


@pytest.mark.parametrize(("size", "script"), [(TINY, "0"), (WIDE, LARGE)], ids=["320 px", "200 % text"])
async def test_nothing_is_cut_off_sideways(opened: Open, period: str, size: dict[str, int], script: str) -> None:
    screen = await opened(ADA, period, viewport=size)
    for path, title in SCREENS.items():
        await show(screen, path.format(period=period), title)
        await screen.page.evaluate(script)
        assert await screen.page.evaluate(OVERFLOW) <= 0, path


async def test_the_first_minute_needs_no_mouse(opened: Open, period: str) -> None:
    mei = await opened(None)
    await mei.goto(f"/periods/{period}")
    await expect(mei.button("Sign in")).to_be_visible()
    await tab_to(mei, mei.page.get_by_role("textbox", name="E-mail"))
    await mei.page.keyboard.type(MEI.email)
    await mei.press("Tab")
    await mei.page.keyboard.type(PASSWORD)
    await mei.press("Enter")
    await expect(mei.grid).to_be_visible()
    await tab_to(mei, mei.page.get_by_role("gridcell"))
    await mei.press("d", "e")
    await mei.expect_cell("Aiko Tanaka", "Tue 1 Dec", "Day")
    await mei.expect_cell("Aiko Tanaka", "Wed 2 Dec", "Early")
    await mei.press("Alt+g")
    await expect(mei.progress).to_be_visible()
    await tab_to(mei, mei.button("Finish now").or_(mei.apply))  # a run may end by itself meanwhile
    if not await mei.page.locator(":focus").and_(mei.apply).count():
        await mei.press("Enter")
    await expect(mei.apply).to_be_visible()
    await tab_to(mei, mei.apply)
    await mei.press("Enter")
    await expect(mei.status(re.compile("Applied [\\d,]+ change"))).to_be_visible()
    await tab_to(mei, mei.page.get_by_role("gridcell"))
    await mei.press("Control+z")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "empty")


async def tab_to(screen: Screen, wanted: Locator) -> None:
    """Press Tab until the focus is there; out of the grid it is Escape first."""
    for _ in range(60):
        if await screen.page.locator(":focus").and_(wanted).count():
            return
        if await screen.focused.count():
            await screen.press("Escape")
        await screen.press("Tab")
    pytest.fail(f"Tab never came to {wanted}")
