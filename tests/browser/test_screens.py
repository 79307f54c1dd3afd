"""What every screen keeps to: names, policy, widths, themes; signing in and out."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import MEI, PASSWORD, Open
from tests.browser.screen import NARROW, WIDE, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

INK = "getComputedStyle(document.body).color.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_signing_in_shows_the_periods_and_signing_out_ends_it(opened: Open, period: str) -> None:
    mei = await opened(None)
    await mei.goto("/")
    await mei.page.get_by_role("textbox", name="E-mail").fill(MEI.email)
    await mei.page.get_by_label("Password", exact=True).fill(PASSWORD)
    await mei.button("Sign in").click()
    link = mei.page.locator(f"a[href='/periods/{period}']")
    await expect(mei.page.get_by_role("link").and_(link)).to_have_accessible_name(re.compile("Four weeks.*1 Dec – 28 Dec 2026"))
    await link.click()
    await expect(mei.page.get_by_role("grid", name="Four weeks")).to_be_visible()
    await mei.button("Sign out").click()
    await expect(mei.button("Sign in")).to_be_visible()
    await mei.page.reload()
    await expect(mei.button("Sign in")).to_be_visible()


async def test_the_demo_opens_with_one_click_and_speaks_by_its_names(opened: Open) -> None:
    demo = await opened(None)
    await demo.goto("/")
    await demo.button("Open the demo").click()
    await expect(demo.page.get_by_role("link", name=re.compile("–")).or_(demo.grid).first).to_be_visible()
    if not await demo.grid.count():
        await demo.page.get_by_role("link", name=re.compile("30 Dec|29 Dec|30 people|15 people")).last.click()
    await expect(demo.grid).to_have_attribute("aria-rowcount", re.compile(r"^\d+$"))
    first = demo.page.get_by_role("gridcell", name=re.compile("^Aiko Tanaka, ")).first
    await expect(first).to_have_attribute("aria-colindex", "2")
    await expect(demo.button("Generate")).to_be_enabled()
    await expect(demo.status("Live · all saved")).to_be_visible()
    await demo.page.get_by_role("tab", name=re.compile("Issues")).click()
    await expect(demo.page.get_by_role("list", name="Issues")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_the_grid_fits_its_window_in_both_themes(opened: Open, period: str, size: dict[str, int], scheme: str) -> None:
    mei = await opened(MEI, period, viewport=size, color_scheme=scheme, has_touch=size is NARROW)
    assert await _is_dark(mei) is (scheme == "dark")
    assert await mei.page.evaluate(OVERFLOW) <= 0
    await expect(mei.button("Generate")).to_be_in_viewport(ratio=1)
    if size is NARROW:
        await mei.cell("Ben Okafor", "Tue 1 Dec").tap()
        await mei.button(re.compile("Early")).first.tap()
        await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "Early")
        for name in ("Issues", "Run", "More", "Grid"):
            await mei.page.get_by_role("navigation").get_by_role("button", name=name).tap()
            assert await mei.page.evaluate(OVERFLOW) <= 0
    else:
        await mei.button(re.compile("Use the .* theme")).first.click()
        assert await _is_dark(mei) is (scheme == "light")
        await mei.page.reload()
        await expect(mei.grid).to_be_visible()
        assert await _is_dark(mei) is (scheme == "light")


async def test_the_page_comes_under_a_policy_that_lets_nothing_else_in(opened: Open) -> None:
    page = await opened(None)
    response = await page.page.goto(page.url)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    refused = (
        "new Promise(done => { document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => done(effectiveDirective));"
    )
    tried = "const made = document.createElement('script'); made.textContent = 'window.wasRun = true'; document.head.append(made); })"
    assert await page.page.evaluate(refused + tried) == "script-src-elem"
    assert await page.page.evaluate("window.wasRun") is None
    page.faults.clear()


async def _is_dark(screen: Screen) -> bool:
    """By its ink: dark on light, or the other way round."""
    ink: float = await screen.page.evaluate(INK)
    return ink > 3 * 128
