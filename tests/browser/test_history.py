"""What was done in a period: told by person and act, looked at as it was, brought back."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEN = "Ben Okafor"
DAYS = ("Fri 4 Dec", "Sat 5 Dec", "Sun 6 Dec")
LOOKING = re.compile("^Looking at ")


async def open_history(screen: Screen) -> None:
    await screen.page.get_by_role("tab", name="History").click()
    await expect(screen.page.get_by_role("slider", name="Look at an earlier version")).to_be_visible()


def entry(screen: Screen, text: str) -> Locator:
    return screen.page.get_by_role("button", name=re.compile(text))


async def set_lates(screen: Screen) -> None:
    await screen.cell(BEN, DAYS[0]).click()
    await screen.press("l", "l", "l")
    await screen.expect_cell(BEN, DAYS[2], "Late")
    await expect(screen.status("Live · all saved")).to_be_visible()


async def test_an_entry_shows_the_grid_as_it_was_and_restores_it(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await set_lates(mei)
    await tom.expect_cell(BEN, DAYS[2], "Late")
    await tom.cell(BEN, DAYS[0]).click()
    await tom.press("Shift+ArrowRight", "Shift+ArrowRight", "Delete")
    await mei.expect_cell(BEN, DAYS[2], "empty")

    await open_history(mei)
    await expect(entry(mei, "Tom Berg cleared 3 cells for Ben Okafor, 4–6.Dec")).to_be_visible()
    await entry(mei, "Mei Sato set 3 cells for Ben Okafor, 4–6.Dec, to Late").click()
    await expect(mei.status(LOOKING)).to_be_visible()
    await mei.expect_cell(BEN, DAYS[1], "Late")
    await expect(mei.grid).to_have_attribute("aria-readonly", "true")
    await mei.cell(BEN, DAYS[1]).click()
    await mei.press("e")
    await mei.expect_cell(BEN, DAYS[1], "Late")
    await tom.expect_cell(BEN, DAYS[1], "empty")

    await mei.button("Restore these 3 cells").click()
    await expect(mei.status("Restored 3 cells")).to_be_visible()
    await expect(mei.grid).to_have_attribute("aria-readonly", "false")
    for day in DAYS:
        await tom.expect_cell(BEN, day, "Late")
    await mei.button("Undo").last.click()
    await tom.expect_cell(BEN, DAYS[1], "empty")


async def test_the_slider_looks_back_by_the_keyboard_and_a_viewer_restores_nothing(opened: Open, period: str) -> None:
    mei, vera = await opened(MEI, period), await opened(VERA, period)
    await set_lates(mei)
    await vera.expect_cell(BEN, DAYS[2], "Late")
    await open_history(vera)
    slider = vera.page.get_by_role("slider")
    await slider.press("ArrowLeft")
    await vera.expect_cell(BEN, DAYS[2], "empty")
    await vera.expect_cell(BEN, DAYS[1], "Late")
    await expect(vera.status(LOOKING)).to_be_visible()
    await expect(vera.button(re.compile("^Restore"))).to_have_count(0)
    await vera.button("Back to now").click()
    await vera.expect_cell(BEN, DAYS[2], "Late")
    await expect(slider).to_have_attribute("aria-valuetext", "Now")


async def test_a_cells_own_story_is_told_and_one_of_its_values_put_back(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await set_lates(mei)
    cell = mei.cell(BEN, DAYS[0])
    await cell.click()
    await mei.press("d")
    await mei.expect_cell(BEN, DAYS[0], "Day")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await cell.click(button="right")
    await mei.page.get_by_role("menuitem", name=re.compile("History")).click()
    await expect(mei.page.get_by_role("heading", name=f"{BEN}, {DAYS[0]}")).to_be_visible()
    await expect(mei.page.get_by_role("list", name="Changes").get_by_role("listitem")).to_have_text(
        [re.compile("Mei Sato set Day"), re.compile("Mei Sato set Late")]
    )
    await mei.button("Put Late back").click()
    await mei.expect_cell(BEN, DAYS[0], "Late")
    await expect(mei.page.get_by_role("list", name="Changes").get_by_role("listitem")).to_have_count(3)


async def test_people_who_left_are_named_and_stay_away(hub: HubProcess, opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await set_lates(mei)
    with hub.client() as client:
        staff = client.get(f"/periods/{period}/grid").raise_for_status().json()["staff"]
        ben = next(one["id"] for one in client.get("/staff?limit=200").raise_for_status().json()["items"] if one["name"] == BEN)
        set_to = {"set": {"staff": [one for one in staff if one != ben]}}
        answer = client.post(f"/periods/{period}/operations", json={"type": "PERIOD_UPDATE", "payload": set_to})
        assert answer.raise_for_status().json()["payload"]["outcome"] == "applied"
    await expect(mei.cell(BEN, DAYS[0])).to_have_count(0)
    await open_history(mei)
    await entry(mei, "set 3 cells for Ben Okafor").click()
    await expect(mei.status(LOOKING)).to_contain_text("1 person of then is no longer in the period.")
    await expect(mei.button(re.compile("^Restore"))).to_have_count(0)
