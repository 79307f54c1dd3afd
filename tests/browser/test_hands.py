"""What hands do at the grid: the system's clipboard, dragging, the cell's menu, the brush, finding, fingers on glass."""

import re
from typing import Any

import pytest
from playwright.async_api import CDPSession, Locator, Page, expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.screen import NARROW, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}

SHEETS = """<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #cccccc;}--></style>
<table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" dir="ltr" border="1" style="table-layout:fixed" data-sheets-root="1"><tbody>
<tr style="height:21px;"><td style="padding:2px 3px" data-sheets-value="{&quot;1&quot;:2}">Late</td><td></td><td>&times;</td></tr>
<tr style="height:21px;"><td>D</td><td style="font-weight:bold">Early</td><td></td></tr></tbody></table>"""
"""A block as Google Sheets puts it beside its text."""

EXCEL = '\t1-Dec\t2-Dec\t3-Dec\tHours\r\nBen Okafor\tL\t\tX\t8\r\nNobody Known\tL\tL\tL\t24\r\nAiko Tanaka\tD\tE\t"sick\nleave"\t16\r\n'
"""A sheet with names, dates, a sum and a cell of two lines as Excel writes it as text."""


class Spreadsheet:
    """Another program beside the page: what it copies is on the system's clipboard, and what it pastes comes from there."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @classmethod
    async def beside(cls, screen: Screen) -> "Spreadsheet":
        page = await screen.page.context.new_page()
        await page.route("**/sheet", lambda route: route.fulfill(content_type="text/html", body="<body contenteditable>A sheet</body>"))
        await page.goto(screen.url + "/sheet")
        await page.evaluate(
            """() => {
                document.oncopy = (event) => {
                    for (const [kind, text] of Object.entries(window.held)) event.clipboardData.setData(kind, text);
                    event.preventDefault();
                };
                document.onpaste = (event) => {
                    window.got = ["text/plain", "text/html"].map((kind) => event.clipboardData.getData(kind));
                    event.preventDefault();
                };
            }"""
        )
        return cls(page)

    async def copies(self, **held: str) -> None:
        await self._page.bring_to_front()
        await self._page.evaluate("held => { window.held = held; }", {f"text/{kind}": text for kind, text in held.items()})
        await self._page.locator("body").focus()
        await self._page.keyboard.press("Control+c")

    async def pastes(self) -> tuple[str, str]:
        """As text, as HTML."""
        await self._page.bring_to_front()
        await self._page.locator("body").focus()
        await self._page.keyboard.press("Control+v")
        plain, html = await self._page.evaluate("window.got")
        return plain, html


async def middle(cell: Locator) -> tuple[float, float]:
    box = await cell.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def drag(screen: Screen, start: tuple[float, float], *ways: tuple[float, float]) -> None:
    mouse = screen.page.mouse
    await mouse.move(*start)
    await mouse.down()
    for way in ways:
        await mouse.move(*way, steps=4)
    await mouse.up()


async def edge_of_selection(screen: Screen) -> tuple[float, float]:
    box = await screen.page.locator(".rg-sel").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 1


async def test_cells_go_to_a_spreadsheet_and_come_from_one(opened: Open, period: str) -> None:
    mei = await opened(MEI, period, **CLIPBOARD)
    await mei.cell("Aiko Tanaka", "Tue 1 Dec").click()
    await mei.press("e", "d", "Home", "Shift+ArrowRight", "Shift+ArrowDown", "Control+c")
    sheet = await Spreadsheet.beside(mei)
    plain, html = await sheet.pastes()
    assert plain == "e\td\n\t"
    assert re.search(r"<td[^>]*>e</td><td[^>]*>d</td></tr><tr[^>]*><td[^>]*></td>", html)
    await sheet.copies(plain="Late\t\t×\nD\tEarly\t", html=SHEETS)
    await mei.page.bring_to_front()
    await mei.cell("Ben Okafor", "Tue 8 Dec").click()
    await mei.press("Control+v")
    for person, shifts in (("Ben Okafor", ("Late", "empty", "Off")), ("Carla Silva", ("Day", "Early", "empty"))):
        for date, shift in zip(("Tue 8 Dec", "Wed 9 Dec", "Thu 10 Dec"), shifts, strict=True):
            await mei.expect_cell(person, date, shift)


async def test_a_sheet_with_names_and_dates_finds_its_place_after_a_look_at_it(opened: Open, period: str) -> None:
    mei = await opened(MEI, period, **CLIPBOARD)
    sheet = await Spreadsheet.beside(mei)
    await sheet.copies(plain=EXCEL)
    await mei.page.bring_to_front()
    await mei.cell("Olga Orlova", "Mon 21 Dec").click()
    await mei.press("Control+v")
    dialog = mei.page.get_by_role("dialog", name="Paste into the roster")
    await expect(dialog).to_contain_text("2 rows and 3 days were recognised")
    await expect(dialog).to_contain_text("1 row without a place, left out: Nobody Known")
    await mei.button("Paste 4 cells").click()
    for person, date, shift in (
        ("Ben Okafor", "Tue 1 Dec", "Late"),
        ("Ben Okafor", "Thu 3 Dec", "Off"),
        ("Aiko Tanaka", "Wed 2 Dec", "Early"),
    ):
        await mei.expect_cell(person, date, shift)
    await mei.expect_cell("Olga Orlova", "Mon 21 Dec", "empty")
    await mei.press("Control+z")
    await mei.expect_cell("Aiko Tanaka", "Wed 2 Dec", "empty")


async def test_the_mouse_swaps_moves_and_scrolls_where_it_is_dragged(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    first, second = mei.cell("Ben Okafor", "Tue 1 Dec"), mei.cell("Carla Silva", "Thu 3 Dec")
    await second.click()
    await mei.press("l")
    await first.click()
    await mei.press("e", "ArrowLeft")
    await drag(mei, await edge_of_selection(mei), await middle(second))
    await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "Late")
    await mei.expect_cell("Carla Silva", "Thu 3 Dec", "Early")
    await mei.press("Control+z")
    await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "Early")
    await mei.expect_cell("Carla Silva", "Thu 3 Dec", "Late")
    await first.click()
    await mei.page.keyboard.down("Alt")
    await drag(mei, await edge_of_selection(mei), await middle(second))
    await mei.page.keyboard.up("Alt")
    await mei.expect_cell("Carla Silva", "Thu 3 Dec", "Early")
    await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "Early")
    await second.click(modifiers=["ControlOrMeta"])
    await first.click(modifiers=["ControlOrMeta"])
    await mei.press("d")
    await mei.expect_cell("Ben Okafor", "Tue 1 Dec", "Day")
    await mei.expect_cell("Carla Silva", "Thu 3 Dec", "Day")
    grid = await mei.grid.bounding_box()
    assert grid is not None
    x, y = await middle(first)
    await mei.page.mouse.move(x, y)
    await mei.page.mouse.down()
    await mei.page.mouse.move(grid["x"] + grid["width"] - 20, y, steps=5)
    await expect(mei.cell("Ben Okafor", "Mon 28 Dec")).to_have_attribute("aria-selected", "true")
    await mei.page.mouse.up()


async def test_the_menu_of_a_cell_opens_by_key_and_by_the_right_button(opened: Open, period: str) -> None:
    mei, vera = await opened(MEI, period, **CLIPBOARD), await opened(VERA, period)
    cell = mei.cell("Ben Okafor", "Fri 4 Dec")
    await cell.click()
    await mei.press("l", "ArrowLeft", "Shift+F10")
    menu = mei.page.get_by_role("menu", name="Ben Okafor, Fri 4 Dec")
    await expect(menu.get_by_role("menuitem", name="Cut")).to_be_focused()
    await mei.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Ben Okafor, Fri 4 Dec"))
    await mei.press("ContextMenu", "l", "Enter")
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Late, locked")
    await cell.click(button="right")
    await menu.get_by_role("menuitem", name="Copy").click()
    await mei.cell("Carla Silva", "Sat 5 Dec").click(button="right")
    await mei.page.get_by_role("menuitem", name="Paste").click()
    await mei.expect_cell("Carla Silva", "Sat 5 Dec", "Late")
    await vera.cell("Ben Okafor", "Fri 4 Dec").click(button="right")
    await expect(vera.page.get_by_role("menuitem")).to_have_text([re.compile("Copy"), re.compile("History of this cell")])


async def test_a_stroke_of_the_brush_is_undone_as_one(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await mei.button("Brush").click()
    await mei.page.get_by_role("list", name="Shifts").get_by_role("button", name=re.compile("Late")).click()
    start, end = mei.cell("Ben Okafor", "Tue 1 Dec"), mei.cell("Ben Okafor", "Fri 4 Dec")
    await drag(mei, await middle(start), await middle(end))
    dates = ("Tue 1 Dec", "Wed 2 Dec", "Thu 3 Dec", "Fri 4 Dec")
    for date in dates:
        await tom.expect_cell("Ben Okafor", date, "Late")
    await mei.press("Escape", "Control+z")
    for date in dates:
        await tom.expect_cell("Ben Okafor", date, "empty")
    await mei.cell("Carla Silva", "Tue 1 Dec").click()
    await expect(mei.button("Brush")).to_have_attribute("aria-pressed", "false")
    await mei.expect_cell("Carla Silva", "Tue 1 Dec", "empty")


async def test_people_shifts_days_and_commands_are_found_by_typing(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await mei.cell("Aiko Tanaka", "Tue 1 Dec").click()
    await mei.press("l", "Control+f")
    await mei.page.keyboard.type("olga")
    await mei.press("Enter")
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Olga Orlova, Wed 2 Dec"))
    await mei.press("Control+f")
    await mei.page.keyboard.type("lat")
    await mei.press("Enter")
    await expect(mei.status("1 of 1")).to_be_visible()
    await mei.press("Escape")
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Aiko Tanaka, Tue 1 Dec, Late"))
    await mei.press("Control+g")
    await mei.page.keyboard.type("24 dec")
    await mei.press("Enter")
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Aiko Tanaka, Thu 24 Dec"))
    await mei.press("Control+k")
    await mei.page.keyboard.type("keyb")
    await mei.press("Enter")
    await expect(mei.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    await mei.press("Escape", "Control+k")
    await mei.page.keyboard.type("staff")
    await mei.press("Enter")
    await expect(mei.page).to_have_url(re.compile("/staff$"))


async def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    fingers: list[dict[str, Any]] = [{"x": x, "y": y} for x, y in points]
    await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


async def test_a_finger_that_stays_gets_handles_and_one_that_goes_scrolls(opened: Open, period: str) -> None:
    mei = await opened(MEI, period, viewport=NARROW, has_touch=True, is_mobile=True)
    hand = await mei.page.context.new_cdp_session(mei.page)
    at = await middle(mei.cell("Ben Okafor", "Tue 1 Dec"))
    await touch(hand, "touchStart", at)
    grip = mei.page.locator(".rg-grip.is-last")
    await expect(grip).to_be_visible()
    await touch(hand, "touchEnd")
    start, end = await middle(grip), await middle(mei.cell("Carla Silva", "Thu 3 Dec"))
    await touch(hand, "touchStart", start)
    for share in (0.3, 0.6, 1.0):
        await touch(hand, "touchMove", (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    await touch(hand, "touchEnd")
    sheet = mei.page.get_by_role("region", name="Choose a shift")
    await expect(sheet).to_contain_text("2 × 3 selected")
    await sheet.get_by_role("button", name=re.compile("Late")).click()
    for person, date in (("Ben Okafor", "Tue 1 Dec"), ("Carla Silva", "Thu 3 Dec")):
        await mei.expect_cell(person, date, "Late")
