"""Two people at one grid: keys, what each sees of the other, undo, edits that are refused."""

import re
from dataclasses import dataclass

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_each_of_two_people_sees_what_the_other_sets_and_where_they_are(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
    await tom.cell("Ines Costa", "Wed 2 Dec").click()
    await tom.press("x")
    await mei.expect_cell("Ines Costa", "Wed 2 Dec", "Off")
    await expect(mei.page.get_by_role("button", name=re.compile("Tom Berg"))).to_be_visible()
    await expect(tom.page.locator(".rg-flag").filter(has_text="Mei")).to_be_visible()
    await expect(mei.status("Live · all saved")).to_be_visible()


async def test_keys_move_type_and_fill_as_in_a_spreadsheet(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await mei.cell("Aiko Tanaka", "Tue 1 Dec").click()
    await mei.press("e", "d", "l")
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Aiko Tanaka, Fri 4 Dec"))
    for date, shift in (("Tue 1 Dec", "Early"), ("Wed 2 Dec", "Day"), ("Thu 3 Dec", "Late")):
        await mei.expect_cell("Aiko Tanaka", date, shift)
    await mei.press("Home", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    await mei.expect_cell("Carla Silva", "Tue 1 Dec", "Early")
    await mei.press("Control+End")
    await expect(mei.focused).to_have_attribute("aria-label", re.compile("Mon 28 Dec"))
    await mei.press("Control+Home", "Delete")
    await mei.expect_cell("Aiko Tanaka", "Tue 1 Dec", "empty")
    await mei.press("F2")
    await expect(mei.page.get_by_role("listbox", name="Choose a shift")).to_be_visible()
    await mei.page.keyboard.type("lat")
    await mei.press("Enter")
    await mei.expect_cell("Aiko Tanaka", "Tue 1 Dec", "Late")
    await mei.cell("Ben Okafor", "Fri 4 Dec").dblclick()
    await mei.page.get_by_role("listbox", name="Choose a shift").get_by_role("option", name=re.compile("Day")).click()
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Day")
    await mei.press("Escape", "Tab")
    await expect(mei.focused).to_have_count(0)


async def test_an_edit_is_undone_and_done_again_for_everyone(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
    await mei.press("Control+z")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "empty")
    await mei.press("Control+y")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")


async def test_a_reload_shows_what_was_set(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await mei.cell("Olga Orlova", "Sat 5 Dec").click()
    await mei.press("d", "ArrowLeft", "Control+.", "Shift+F2")
    await mei.page.keyboard.type("Bring the keys")
    await mei.press("Enter")
    await mei.expect_cell("Olga Orlova", "Sat 5 Dec", "Day, locked, note: Bring the keys")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await mei.page.reload()
    await mei.expect_cell("Olga Orlova", "Sat 5 Dec", "Day, locked, note: Bring the keys")


@dataclass
class SlowLine:
    """Stands between a page and the hub; the page hears nothing while it is held."""

    _route: WebSocketRoute | None = None
    _held: list[str] | None = None

    async def stand_between(self, screen: Screen) -> None:
        await screen.page.route_web_socket(re.compile("/ws"), self._connect)

    def hold(self) -> None:
        self._held = []

    def release(self) -> None:
        assert self._route is not None
        held, self._held = self._held or [], None
        for message in held:
            self._route.send(message)

    def _connect(self, route: WebSocketRoute) -> None:
        self._route = route
        route.connect_to_server().on_message(self._pass)

    def _pass(self, message: str | bytes) -> None:
        assert self._route is not None
        assert isinstance(message, str)
        if self._held is None:
            self._route.send(message)
        else:
            self._held.append(message)


async def edit_at_the_same_time(mei: Screen, tom: Screen, period: str) -> None:
    """Mei sets Late; Tom, who hasn't heard of it yet, sets Early."""
    line = SlowLine()
    await line.stand_between(tom)
    await tom.open_period(period)
    await expect(tom.status("Live · all saved")).to_be_visible()
    await tom.cell("Ben Okafor", "Fri 4 Dec").click()
    line.hold()
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await tom.press("e")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Early")
    line.release()


async def test_an_edit_that_is_refused_rolls_back_and_says_who_was_first(hub: HubProcess, opened: Open, period: str) -> None:
    change = {"type": "PERIOD_UPDATE", "payload": {"id": period, "set": {"strategy": "first_writer_wins"}}}
    hub.post(f"/periods/{period}/operations", change)
    mei, tom = await opened(MEI, period), await opened(TOM)
    await edit_at_the_same_time(mei, tom, period)
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
    await expect(tom.page.get_by_role("alert")).to_contain_text("Not saved: Mei Sato had already set Ben Okafor, Fri 4 Dec, to Late.")
    await tom.button("Use Early").click()
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Early")


async def test_whoever_is_overwritten_is_told_and_can_put_their_own_back(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM)
    await edit_at_the_same_time(mei, tom, period)
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Early")
    await expect(mei.page.get_by_role("alert")).to_contain_text("Tom Berg changed Ben Okafor, Fri 4 Dec, from your Late to Early.")
    await mei.button("Put Late back").click()
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")


async def test_who_may_only_look_is_offered_nothing_to_edit_with(opened: Open, period: str) -> None:
    vera, mei = await opened(VERA, period), await opened(MEI, period)
    await expect(vera.status("View only")).to_be_visible()
    await expect(vera.button("Generate")).to_have_count(0)
    await vera.cell("Ben Okafor", "Fri 4 Dec").click()
    await vera.press("e")
    await vera.expect_cell("Ben Okafor", "Fri 4 Dec", "empty")
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await vera.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
