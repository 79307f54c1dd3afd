"""Two people set one cell: what the later one hears, and the inbox that settles it."""

import re

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.conftest import MEI, TOM, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEN = ("Ben Okafor", "Fri 4 Dec")


class Slow:
    """A page whose edits reach the hub only when they are let go."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._held: list[tuple[WebSocketRoute, str]] = []
        self._holds = True

    async def begin(self) -> None:
        await self.screen.page.route_web_socket("**/ws?*", self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        to_hub = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if self._holds and "CELL_UPDATE" in str(message):
                self._held.append((to_hub, str(message)))
            else:
                to_hub.send(message)

        socket.on_message(pass_on)

    def let_go(self) -> None:
        self._holds = False
        for to_hub, message in self._held:
            to_hub.send(message)


async def _both_set(opened: Open, period: str) -> tuple[Screen, Screen]:
    """Mei sets Early, then Tom Late; Tom's is committed first."""
    mei, tom = await opened(MEI), await opened(TOM, period)
    slow = Slow(mei)
    await slow.begin()
    await mei.open_period(period)
    await mei.cell(*BEN).click()
    await mei.press("e")
    await mei.expect_cell(*BEN, "Early")
    await tom.cell(*BEN).click()
    await tom.press("l")
    await expect(tom.status("Live · all saved")).to_be_visible()
    slow.let_go()
    return mei, tom


async def test_where_people_choose_an_edit_waits_in_the_inbox_and_outlives_the_page(hub: HubProcess, opened: Open, period: str) -> None:
    hub.post(f"/periods/{period}/operations", {"type": "PERIOD_UPDATE", "payload": {"set": {"strategy": "user_choice"}}})
    mei, tom = await _both_set(opened, period)
    told = mei.page.get_by_role("alert").filter(has_text="You and Tom Berg set Ben Okafor, Fri 4 Dec, differently")
    await expect(told).to_be_visible()
    await mei.expect_cell(*BEN, "Late")
    await told.get_by_role("button", name="Choose").click()

    card = mei.page.get_by_role("article", name="Ben Okafor, Fri 4 Dec")
    await expect(card).to_be_visible()
    await mei.page.reload()
    await expect(mei.page.get_by_role("link", name="Conflicts, 1 conflict to settle")).to_be_visible()
    await mei.page.set_viewport_size({"width": 390, "height": 844})
    await mei.button("Main, 1 conflict to settle").click()
    await expect(mei.page.get_by_role("menuitemradio", name="Conflicts, 1 conflict to settle")).to_be_visible()
    await mei.press("Escape")
    await mei.page.set_viewport_size({"width": 1440, "height": 900})
    await expect(card).to_contain_text(re.compile(r"Theirs \(Tom Berg, \d\d:\d\d\)"))
    await card.focus()
    await mei.press("1")
    await expect(mei.page.get_by_text("Nothing waits for your choice.")).to_be_visible()
    await tom.expect_cell(*BEN, "Early")


async def test_where_the_later_one_counts_the_other_is_told_and_puts_it_back(opened: Open, period: str) -> None:
    mei, tom = await _both_set(opened, period)
    told = tom.page.get_by_role("alert").filter(has_text="Mei Sato changed Ben Okafor, Fri 4 Dec, from your Late to Early.")
    await told.get_by_role("button", name="Put Late back").click()
    await tom.expect_cell(*BEN, "Late")
    await mei.expect_cell(*BEN, "Late")
