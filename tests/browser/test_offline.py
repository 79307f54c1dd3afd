"""What a closed tab left unsent: kept on the device, sent by the next tab, once, in order."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, WebSocketRoute, expect

from tests.browser.conftest import MEI, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITS = 20
SERVICE_RESTART = 1012


class Cable:
    """Between the pages of a browser and the hub; pulled, every socket breaks, and none opens."""

    def __init__(self) -> None:
        self.is_pulled = False
        self._open: list[WebSocketRoute] = []

    async def lay(self, context: BrowserContext) -> None:
        await context.route_web_socket("**/ws?*", self._connect)

    async def _connect(self, socket: WebSocketRoute) -> None:
        if self.is_pulled:
            await socket.close(code=SERVICE_RESTART)
            return
        socket.connect_to_server()
        self._open.append(socket)

    async def pull(self) -> None:
        self.is_pulled = True
        for socket in self._open:
            await socket.close(code=SERVICE_RESTART)
        self._open.clear()


def _history(hub: HubProcess, period: str) -> list[dict[str, Any]]:
    with hub.client() as client:
        items: list[dict[str, Any]] = client.get(f"/periods/{period}/history?after=1&limit=200").raise_for_status().json()["items"]
        return items


async def test_edits_made_without_a_connection_outlive_their_tab_and_arrive_once(hub: HubProcess, opened: Open, period: str) -> None:
    mei = await opened(MEI)
    cable = Cable()
    await cable.lay(mei.page.context)
    await mei.open_period(period)
    await expect(mei.status("Live · all saved")).to_be_visible()
    await cable.pull()
    await expect(mei.status("Reconnecting…")).to_be_visible()
    await mei.cell("Ben Okafor", "Tue 1 Dec").click()
    await mei.press(*(["l", "e"] * (EDITS // 2)))
    await mei.expect_cell("Ben Okafor", "Sun 20 Dec", "Early")
    await expect(mei.status(f"{EDITS} waiting")).to_be_visible()
    await mei.button("Show what waits to be saved").click()
    waiting = mei.page.get_by_role("dialog", name="What waits to be saved")
    await expect(waiting.get_by_role("listitem")).to_have_count(EDITS)
    await expect(waiting).to_contain_text("Kept on this device")
    await expect(waiting).to_contain_text("Ben Okafor, Tue 1 Dec: Late")
    assert _history(hub, period) == []

    context = mei.page.context
    await mei.page.close()
    cable.is_pulled = False
    again = await Screen.open(context, hub.url)
    await again.open_period(period)
    await again.expect_cell("Ben Okafor", "Sun 20 Dec", "Early")
    await expect(again.status("Live · all saved")).to_be_visible()
    history = _history(hub, period)
    shifts = [change["payload"]["cells"][0]["set"]["shift"] for change in history]
    assert shifts == ["l", "e"] * (EDITS // 2)
    assert len({change["client_id"] for change in history}) == 1
    assert again.faults == []
