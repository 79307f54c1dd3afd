"""Generate: progress that everyone sees, edits meanwhile, the result taken or left."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import MEI, TOM, Open
from tests.browser.screen import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def generate(screen: Screen, *, limit: str = "30") -> None:
    await screen.page.get_by_label("Time limit").select_option(limit)
    await screen.button("Generate").click()
    await expect(screen.progress).to_be_visible()


async def has_a_grid(screen: Screen) -> None:
    """Finish now is enabled once there is a first grid; where the search was over before, the result is there already.

    Only then is it certain that the run has left the queue, and so which grid the solver was given [RN2].
    """
    await expect(screen.button("Finish now").and_(screen.page.locator(":enabled")).or_(screen.apply)).to_be_visible()


async def finish(screen: Screen) -> None:
    """Press Finish now, unless the search ends by itself before the press has landed: the button is gone then."""
    await has_a_grid(screen)
    pressing = asyncio.ensure_future(screen.button("Finish now").click())
    await expect(screen.apply).to_be_visible()
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)


async def test_an_edit_made_while_it_solves_survives_and_the_rest_is_applied_for_everyone(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM, period)
    await generate(mei)
    await expect(tom.progress).to_be_visible()
    await has_a_grid(mei)
    await tom.cell("Ben Okafor", "Fri 4 Dec").click()
    await tom.press("x")
    await mei.expect_cell("Ben Okafor", "Fri 4 Dec", "Off")
    await finish(mei)
    await expect(tom.apply).to_be_visible()
    await expect(mei.cell("Ben Okafor", "Fri 4 Dec")).to_have_attribute("aria-label", re.compile("Off, .*changed meanwhile, stays"))
    await mei.apply.click()
    await expect(mei.status(re.compile(r"Applied [\d,]+ changes"))).to_be_visible()
    await expect(tom.status(re.compile(r"Mei Sato applied [\d,]+ changes"))).to_be_visible()
    for screen in (mei, tom):
        await screen.expect_cell("Ben Okafor", "Fri 4 Dec", "Off")
        await expect(screen.cell("Olga Orlova", "Tue 1 Dec")).not_to_have_attribute("aria-label", re.compile("empty"))


async def test_a_run_and_its_result_are_there_again_after_a_reload_and_leave_with_discard(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await generate(mei)
    await mei.page.reload()
    await expect(mei.progress).to_be_visible()
    await finish(mei)
    await mei.page.reload()
    await expect(mei.apply).to_be_visible()
    await expect(mei.cell("Olga Orlova", "Tue 1 Dec")).to_have_attribute("aria-label", re.compile("now empty"))
    await mei.button("Discard").click()
    await expect(mei.button("Generate")).to_be_enabled()
    await expect(mei.apply).to_have_count(0)
    await mei.expect_cell("Olga Orlova", "Tue 1 Dec", "empty")


async def test_cancel_ends_a_run_and_leaves_the_grid_as_it_was(opened: Open, period: str) -> None:
    mei = await opened(MEI, period)
    await generate(mei)
    await mei.button("Cancel").click()
    await expect(mei.progress).to_have_count(0)
    await expect(mei.button("Generate")).to_be_enabled()
    await mei.expect_cell("Olga Orlova", "Tue 1 Dec", "empty")
