"""The chip that tells the truth: the hub dies, edits wait, the hub comes back, nothing is lost."""

import asyncio

import pytest
from playwright.async_api import WebSocketRoute, expect

from tests.browser.conftest import MEI, Open
from tests.browser.hub import HubProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_edit_made_while_the_hub_is_down_is_saved_when_it_is_back(hub: HubProcess, opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await expect(mei.status("Live · all saved")).to_be_visible()
    mei.is_hub_away = True
    try:
        await asyncio.to_thread(hub.kill)
        await expect(mei.status("Reconnecting…")).to_be_visible()
        await mei.cell("Ben Okafor", "Fri 4 Dec").click()
        await mei.press("l")
        await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
        await expect(mei.status("1 waiting")).to_be_visible()
    finally:
        await asyncio.to_thread(hub.start)
    await expect(mei.status("Live · all saved")).to_be_visible()
    mei.is_hub_away = False
    await mei.page.reload()
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")


async def test_a_tab_with_an_unsaved_edit_asks_before_it_closes(opened: Open, period: str) -> None:
    mei = await opened(MEI)
    held: list[tuple[WebSocketRoute, str]] = []

    def hold_edits(socket: WebSocketRoute) -> None:
        to_hub = socket.connect_to_server()
        socket.on_message(lambda message: held.append((to_hub, str(message))) if "CELL_UPDATE" in message else to_hub.send(message))

    await mei.page.route_web_socket("**/ws?*", hold_edits)
    await mei.open_period(period)
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Late")
    async with mei.page.expect_event("dialog") as asked:
        await mei.page.close(run_before_unload=True)
    dialog = await asked.value
    assert dialog.type == "beforeunload"
    await dialog.dismiss()

    for to_hub, message in held:
        to_hub.send(message)
    await expect(mei.status("Live · all saved")).to_be_visible()
    async with mei.page.expect_event("close"):
        await mei.page.close(run_before_unload=True)
