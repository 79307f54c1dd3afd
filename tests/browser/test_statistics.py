"""A period in figures: as charts and as tables, fresh as the grid moves, each mark a way to its cells."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import MEI, TOM, Open
from tests.browser.screen import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEN = "Ben Okafor"


async def test_the_figures_follow_the_grid_and_lead_to_their_cells(opened: Open, period: str) -> None:
    tom, mei = await opened(TOM, period), await opened(MEI)
    await mei.goto(f"/periods/{period}/statistics")
    people = mei.page.get_by_role("table", name="People")
    row = people.get_by_role("row", name=re.compile(BEN))
    await expect(row.get_by_role("button", name=f"{BEN}: Hours, 0")).to_be_visible()
    cover = mei.page.get_by_role("table", name="Cover")
    await expect(cover.get_by_role("button", name="Late cover, Sat 5 Dec: 0 there, need 4, 4 short")).to_be_visible()

    await tom.cell(BEN, "Sat 5 Dec").click()
    await tom.press("l", "ArrowRight", "x")
    await expect(row.get_by_role("button", name=f"{BEN}: Hours, 8,")).to_be_visible()
    short = cover.get_by_role("button", name="Late cover, Sat 5 Dec: 1 there, need 4, 3 short")
    await expect(short).to_be_visible()
    await row.get_by_role("button", name=f"{BEN}: Days off, 1,").click()
    await expect(mei.grid).to_be_visible()
    await expect(mei.cell(BEN, "Mon 7 Dec")).to_have_attribute("aria-selected", "true")
    await expect(mei.page.locator("[role=gridcell][aria-selected=true]")).to_have_count(1)
    assert "show=" not in mei.page.url

    await mei.page.go_back()
    await short.click()
    await expect(mei.cell(BEN, "Sat 5 Dec")).to_have_attribute("aria-selected", "true")
    await expect(mei.cell("Aiko Tanaka", "Sat 5 Dec")).to_have_attribute("aria-selected", "true")


async def test_the_tables_hold_the_same_figures_and_are_in_the_address(opened: Open, period: str) -> None:
    tom = await opened(TOM, period)
    await tom.cell(BEN, "Sat 5 Dec").click()
    await tom.press("l")
    await expect(tom.status("Live · all saved")).to_be_visible()
    await tom.goto(f"/periods/{period}/statistics")
    await tom.page.get_by_text("Tables", exact=True).click()
    await expect(tom.page).to_have_url(re.compile(r"view=tables$"))
    await tom.page.reload()
    table: Any = tom.page.get_by_role("table", name="People")
    await expect(table.get_by_role("row", name=re.compile(BEN))).to_be_visible()
    heads = await table.get_by_role("columnheader").all_text_contents()
    cells = await table.get_by_role("row", name=re.compile(BEN)).locator("th, td").all_text_contents()
    ben = dict(zip(heads, cells, strict=True))
    assert (ben["Name"], ben["Late"], ben["Hours"], ben["Empty"]) == (BEN, "1", "8", "27")


async def test_the_strip_is_walked_by_the_arrows(opened: Open, period: str) -> None:
    mei = await opened(MEI, viewport=NARROW)
    await mei.goto(f"/periods/{period}/statistics")
    cover = mei.page.get_by_role("table", name="Cover")
    await cover.get_by_role("button", name=re.compile("Tue 1 Dec")).first.focus()
    await mei.press("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft")
    await expect(mei.page.locator(":focus")).to_have_attribute("data-at", "1,1")
    await expect(cover.locator("[tabindex='0']")).to_have_count(1)
