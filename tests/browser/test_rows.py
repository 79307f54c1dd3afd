"""Which people the grid shows and in which order, and what lies around the rows: filter, sort, fold, own order, tooltips, totals, paper."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.screen import NARROW, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAMES = """() => [...document.querySelectorAll("[role=rowheader].rg-name")]
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map((name) => name.firstChild.textContent)"""


async def test_a_filter_lies_in_the_address_and_hidden_people_still_count(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    foot = mei.page.locator(".rg-foot")
    await mei.cell("Ben Okafor", "Tue 1 Dec").click()
    await mei.press("d")
    await expect(mei.status("Live · all saved")).to_be_visible()
    counted = await foot.inner_text()
    await mei.button("Filter").click()
    await mei.page.get_by_role("searchbox", name="Name").fill("ka")
    await mei.press("Escape")
    await expect(mei.status("3 of 15 shown")).to_be_visible()
    assert await names(mei) == ["Aiko Tanaka", "Ben Okafor", "Kaya Aydin"]
    assert await foot.inner_text() == counted
    await mei.goto(mei.page.url.removeprefix(mei.url).replace("q=ka", "on=2026-12-01&shift=-&group=Kitchen"))
    await expect(mei.status("5 of 15 shown")).to_be_visible()
    await expect(mei.page.get_by_role("rowheader", name="Ben Okafor")).to_have_count(0)
    await mei.cell("Carla Silva", "Tue 1 Dec").click()
    await mei.press("d")
    await mei.button("Filter and sort again").click()
    await expect(mei.status("4 of 15 shown")).to_be_visible()
    await mei.goto(f"/periods/{period}?q=nobody")
    await expect(mei.page.get_by_text("No one matches.")).to_be_visible()
    await mei.button("Clear filter").first.click()
    await expect(mei.page.get_by_role("rowheader", name="Ben Okafor")).to_be_visible()
    assert "q=" not in mei.page.url


async def test_rows_are_sorted_grouped_and_folded_by_the_address_too(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await choose(mei, "One list")
    await choose(mei, "Name")
    assert (await names(mei))[:3] == ["Aiko Tanaka", "Ben Okafor", "Carla Silva"]
    await choose(mei, "By position")
    await mei.button(re.compile("^Lead ?2$")).click()
    await expect(mei.page.get_by_role("rowheader", name="Grace Lind")).to_have_count(0)
    await mei.page.reload()
    await expect(mei.button(re.compile("^Lead ?2$"))).to_have_attribute("aria-expanded", "false")
    assert "sort=name" in mei.page.url


async def test_the_own_order_is_changed_by_keys_and_by_dragging_a_name_for_everyone(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await mei.cell("Ben Okafor", "Tue 1 Dec").click()
    await mei.press("Alt+Shift+ArrowUp")
    await expect(tom.page.locator(".rg-name").first).to_contain_text("Ben Okafor")
    dragged = await mei.page.get_by_role("rowheader", name="Farid Rahman").bounding_box()
    other = await mei.page.get_by_role("rowheader", name="Aiko Tanaka").bounding_box()
    assert dragged is not None
    assert other is not None
    await mei.page.mouse.move(dragged["x"] + 20, dragged["y"] + 15)
    await mei.page.mouse.down()
    await mei.page.mouse.move(other["x"] + 20, other["y"] + 20)
    await mei.page.mouse.move(other["x"] + 20, other["y"] + 5)
    await mei.page.mouse.up()
    await expect(tom.page.locator(".rg-name").nth(1)).to_contain_text("Farid Rahman")
    assert (await names(mei))[:3] == ["Ben Okafor", "Farid Rahman", "Aiko Tanaka"]


async def test_a_tooltip_says_what_is_noted_and_who_is_there_to_pointer_and_focus(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await mei.cell("Ben Okafor", "Wed 2 Dec").click()
    await mei.press("Shift+F2")
    await mei.page.get_by_role("textbox", name="Note").fill("Opens the bar")
    await mei.button("Keep the note").click()
    await expect(tom.cell("Ben Okafor", "Wed 2 Dec")).to_have_accessible_name(re.compile("note: Opens the bar"))
    await tom.cell("Ben Okafor", "Wed 2 Dec").hover()
    tooltip = tom.page.get_by_role("tooltip")
    await expect(tooltip).to_contain_text("Opens the bar")
    await expect(tooltip).to_contain_text("Mei Sato is here")
    await tom.press("Escape")
    await expect(tooltip).to_have_count(0)
    await tom.cell("Ben Okafor", "Tue 1 Dec").click()
    await tom.page.mouse.move(700, 30)
    await tom.press("ArrowRight")
    await expect(tooltip).to_contain_text("Opens the bar")


async def test_columns_at_the_right_and_the_size_of_cells_are_chosen(opened: Open, period: str) -> None:
    vera = await opened(VERA, period)
    headers = vera.page.locator(".rg-tothead [role=columnheader]")
    await expect(headers).to_have_text(["Off", "Hours"])
    await vera.button("More").click()
    await vera.page.get_by_role("menuitemcheckbox", name="Weekends with work").click()
    await vera.page.get_by_role("menuitemcheckbox", name="Hours").click()
    await expect(headers).to_have_text(["Off", "Wkds"])
    await vera.press("Escape")
    cell = vera.cell("Ben Okafor", "Tue 1 Dec")
    before = await cell.bounding_box()
    await cell.click()
    await vera.press("Control+Alt+-")
    await expect(vera.page.locator(".status-line")).to_contain_text("Compact")
    after = await vera.cell("Ben Okafor", "Tue 1 Dec").bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] < before["height"]


async def test_the_printed_roster_is_a_plain_table_of_the_rows_that_are_shown(opened: Open, period: str) -> None:
    mei = await opened(MEI, f"{period}?group=Bar")
    await mei.cell("Luca Ricci", "Tue 1 Dec").click()
    await mei.press("d")
    await mei.press("Control+p")
    table = mei.page.get_by_role("table")
    await expect(table.get_by_role("rowheader")).to_have_text(["Bar", "Luca Ricci", "Mina Park", "Noah Weiss", "Olga Orlova"])
    await expect(table.get_by_role("row", name=re.compile("^Luca Ricci")).get_by_role("cell").first).to_have_text("D")
    await expect(mei.page.get_by_text(re.compile(r"^Version \d+ · printed on "))).to_be_visible()
    await mei.page.emulate_media(media="print")
    await expect(mei.button("Print")).to_be_hidden()
    await mei.page.emulate_media(media="screen")
    await mei.button("Back to the grid").click()
    await expect(mei.status("4 of 15 shown")).to_be_visible()
    await mei.cell("Luca Ricci", "Tue 1 Dec").click()
    await mei.press("e")
    await mei.expect_cell("Luca Ricci", "Tue 1 Dec", "Early")
    await expect(mei.status("Live · all saved")).to_be_visible()


async def test_on_the_smallest_phone_names_are_initials_and_still_said_whole(opened: Open, period: str) -> None:
    mei = await opened(MEI, period, viewport=NARROW | {"width": 320}, has_touch=True)
    name = mei.page.get_by_role("rowheader", name="Ben Okafor")
    await expect(name).to_have_text("BO")
    assert await mei.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


async def names(screen: Screen) -> list[str]:
    """The names from top to bottom."""
    found: list[str] = await screen.page.evaluate(NAMES)
    return found


async def choose(screen: Screen, item: str) -> None:
    """Choose how the rows lie."""
    await screen.button(re.compile("^Rows: ")).click()
    await screen.page.get_by_role("menuitemradio", name=item, exact=True).click()
