"""The chip that tells the truth: the hub dies, edits wait, the hub comes back, nothing is lost."""

import asyncio

import pytest
from playwright.async_api import expect

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
