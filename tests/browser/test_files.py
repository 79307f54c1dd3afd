"""Files out of the page and into it again."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import MEI, VERA, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import NARROW, Screen

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.asyncio(loop_scope="session")]

DATES = "2026-12-01,2026-12-02,2026-12-03"


def dialog(screen: Screen) -> Locator:
    return screen.page.get_by_role("dialog", name=re.compile("^Import"))


async def choose(screen: Screen, name: str, content: str | bytes) -> None:
    """Give the dialog a file, as the button and a drop do."""
    given = content.encode() if isinstance(content, str) else content
    await dialog(screen).locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": given})


async def saved(screen: Screen, entry: str, folder: Path) -> Path:
    """Take an entry of the grid's menu, and return the file that it saved."""
    await screen.button("More").click()
    async with screen.page.expect_download() as started:
        await screen.page.get_by_role("menuitem", name=entry).click()
    download = await started.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    return path


async def test_a_workbook_goes_out_comes_back_changed_and_is_undone(opened: Open, period: str, tmp_path: Path) -> None:
    screen = await opened(MEI, period)
    book = await saved(screen, "Export as Excel", tmp_path)
    assert book.name == "Four weeks.xlsx"
    await screen.button("More").click()
    await screen.page.get_by_role("menuitem", name="Import a file…").click()
    await choose(screen, book.name, book.read_bytes())
    await expect(dialog(screen).get_by_text("Nothing would change")).to_be_visible()
    await dialog(screen).get_by_role("button", name="Choose another file").click()
    await choose(screen, "december.csv", f"staff;{DATES.replace(',', ';')}\nAiko Tanaka;Early;;L\n")
    await expect(dialog(screen).get_by_text("2 change")).to_be_visible()
    await screen.expect_cell("Aiko Tanaka", "Tue 1 Dec", "empty")
    await dialog(screen).get_by_role("button", name="Change 2 cells").click()
    await screen.expect_cell("Aiko Tanaka", "Tue 1 Dec", "Early")
    await screen.expect_cell("Aiko Tanaka", "Thu 3 Dec", "Late")
    await screen.status("Imported: 2 cells changed.").get_by_role("button", name="Undo").click()
    await screen.expect_cell("Aiko Tanaka", "Tue 1 Dec", "empty")


async def test_what_is_wrong_with_a_file_is_said_with_its_lines_and_nothing_is_stored(opened: Open, hub: HubProcess, period: str) -> None:
    screen = await opened(MEI, period, viewport=NARROW)
    with hub.client() as client:
        before = client.get(f"/periods/{period}/grid").json()
    await screen.button("More").click()
    await screen.button("Import a file…").click()
    await choose(screen, "december.csv", f"staff,{DATES}\nAiko Tanaka,E,E\nZoe,E,E,E\n")
    problems = dialog(screen).get_by_role("list").first
    await expect(problems.get_by_role("listitem")).to_have_text(
        ["Line 2'Aiko Tanaka' has 2 cells for 3 dates", "Line 3'Zoe' is not in this period"]
    )
    await expect(dialog(screen).get_by_role("button", name=re.compile("^Change"))).to_have_count(0)
    await dialog(screen).get_by_role("button", name="Choose another file").click()
    await choose(screen, "roster.xlsx", b"%PDF-1.7")
    await expect(dialog(screen).get_by_text("is a PDF, which says how a roster looks")).to_be_visible()
    with hub.client() as client:
        assert client.get(f"/periods/{period}/grid").json() == before


async def test_a_file_becomes_a_new_period(opened: Open, hub: HubProcess, period: str) -> None:
    screen = await opened(MEI)
    await screen.goto("/")
    await screen.button("Import a file").click()
    await choose(screen, "winter.csv", f"staff,{DATES}\nAiko Tanaka,E,L,E\nBen Okafor,E,E,L\n")
    await dialog(screen).get_by_label("Name of the period").fill("Winter, from a file")
    await dialog(screen).get_by_role("button", name="Import 2 people and 6 cells").click()
    await expect(screen.grid).to_have_accessible_name(re.compile("Winter, from a file"))
    await screen.expect_cell("Ben Okafor", "Thu 3 Dec", "Late")
    made = screen.page.url.rpartition("/")[2].partition("?")[0]
    with hub.client() as client:
        client.post("/workspace/operations", json={"type": "PERIOD_DELETE", "payload": {"id": made}}).raise_for_status()


async def test_a_viewer_saves_files_and_has_no_way_to_import(opened: Open, period: str, tmp_path: Path) -> None:
    screen = await opened(VERA, period)
    assert (await saved(screen, "Export as CSV", tmp_path)).read_text().startswith("staff,2026-12-01,")
    assert (await saved(screen, "Export as PDF", tmp_path)).read_bytes().startswith(b"%PDF-")
    await screen.button("More").click()
    await expect(screen.page.get_by_role("menuitem", name="Print…")).to_be_visible()
    await expect(screen.page.get_by_role("menuitem", name="Import a file…")).to_have_count(0)
    await screen.goto("/staff")
    await screen.page.get_by_text("Aiko Tanaka").first.click()
    async with screen.page.expect_download() as started:
        await screen.button("Save the calendar of Four weeks").first.click()
    download = await started.value
    assert download.suggested_filename == "Four weeks - Aiko Tanaka.ics"
