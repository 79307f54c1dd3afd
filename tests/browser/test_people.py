"""Staff, shift types and periods: what one does stands on the other's page at once, by keyboard alone, and can be taken back."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import NARROW, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LIST = "Name\tTeam\tShoe size\tSkills\nPia Vogel\tPool\t38\tFirst aid (2027-03-01)\nBen Okafor\tKitchen\t44\t\nRui Alves\tPool\t41\t"


@pytest.fixture
def tidied(hub: HubProcess) -> Iterator[None]:
    """Afterwards the workspace has the people and shift types of before, the others are archived."""
    with hub.client() as client:
        known = {path: _ids(client.get(f"/{path}?limit=200").json()) for path in ("staff", "shift-types")}
        yield
        for path, kind in (("staff", "STAFF_DELETE"), ("shift-types", "SHIFT_TYPE_DELETE")):
            for one in _ids(client.get(f"/{path}?limit=200").json()) - known[path]:
                client.post("/workspace/operations", json={"type": kind, "payload": {"id": one}}).raise_for_status()


def _ids(listed: dict[str, list[dict[str, str]]]) -> set[str]:
    return {one["id"] for one in listed["items"]}


def row(screen: Screen, name: str) -> Locator:
    return screen.page.get_by_role("row").filter(has=screen.page.get_by_role("button", name=name, exact=True))


async def test_a_pasted_list_is_shown_before_it_is_stored_and_then_stands_on_every_page(opened: Open, period: str, tidied: None) -> None:
    mei, tom = await opened(MEI), await opened(TOM)
    for screen in (mei, tom):
        await screen.goto(f"/staff?period={period}")
        await expect(row(screen, "Ben Okafor")).to_be_visible()
    await mei.button("Paste a list").click()
    await mei.page.get_by_label("The list").fill(LIST)
    dialog = mei.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("“Team” is the group")
    await expect(dialog).to_contain_text("“Shoe size” is left out")
    await expect(dialog.get_by_role("row").nth(1)).to_contain_text("Ben Okafor is here already")
    await expect(row(tom, "Pia Vogel")).to_have_count(0)

    await mei.button("Add 2 people").click()
    await expect(dialog).to_have_count(0)
    for screen in (mei, tom):
        await expect(row(screen, "Pia Vogel")).to_contain_text("First aid until 1 Mar 2027")
        await expect(row(screen, "Rui Alves").get_by_role("checkbox")).to_be_checked()
    await expect(row(tom, "Ben Okafor")).to_have_count(1)


async def test_a_person_is_found_opened_and_edited_by_keyboard_alone(opened: Open, period: str, tidied: None) -> None:
    mei, tom = await opened(MEI), await opened(TOM)
    await tom.goto(f"/staff?period={period}")
    await mei.goto(f"/staff?period={period}")
    await mei.page.get_by_label("Find people").fill("kitchen")
    await expect(mei.status("6 of 15 people shown")).to_be_visible()
    await mei.page.get_by_role("button", name="Aiko Tanaka", exact=True).focus()
    await mei.press("ArrowDown", "ArrowRight")
    await expect(mei.page.get_by_role("checkbox", name=re.compile("^Ben Okafor is in"))).to_be_focused()
    await mei.press("ArrowLeft", "Enter")
    sheet = mei.page.get_by_role("complementary", name="Ben Okafor")
    await expect(sheet.get_by_label("Position", exact=True)).to_have_value("Sous")
    await sheet.get_by_label("Position", exact=True).focus()
    await mei.press("ControlOrMeta+a")
    await mei.page.keyboard.type("Saucier")
    await mei.press("Enter")
    await expect(row(tom, "Ben Okafor")).to_contain_text("Saucier")
    await mei.press("ControlOrMeta+a")
    await mei.page.keyboard.type("never saved")
    await mei.press("Escape")
    await expect(sheet.get_by_label("Position", exact=True)).to_have_value("Saucier")
    await mei.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(mei.page.get_by_role("button", name="Ben Okafor", exact=True)).to_be_focused()
    await expect(row(tom, "Ben Okafor")).not_to_contain_text("never saved")


async def test_who_is_taken_out_of_a_period_comes_back_with_their_cells(opened: Open, hub: HubProcess, period: str) -> None:
    mei = await opened(MEI, period)
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await mei.page.get_by_role("link", name="Staff").click()
    box = mei.page.get_by_role("checkbox", name="Ben Okafor is in Four weeks")
    await expect(box).to_be_checked()
    await box.click()
    await expect(box).not_to_be_checked()
    await mei.page.get_by_role("status").filter(has_text="1 cell of theirs was cleared").get_by_role("button", name="Undo").click()
    await expect(box).to_be_checked()
    with hub.client() as client:
        grid = client.get(f"/periods/{period}/grid").json()
    assert grid["shifts"] == ["l"]


async def test_archiving_says_where_somebody_stands_and_can_be_taken_back(opened: Open, period: str) -> None:
    mei = await opened(MEI)
    await mei.goto(f"/staff?period={period}")
    await mei.page.get_by_role("button", name="Olga Orlova", exact=True).click()
    await mei.button("Archive…").click()
    await expect(mei.page.get_by_role("dialog").get_by_role("link", name="Four weeks").first).to_be_visible()
    await mei.page.get_by_role("dialog").get_by_role("button", name="Archive Olga Orlova").click()
    await expect(row(mei, "Olga Orlova")).to_have_count(0)
    await mei.page.get_by_role("status").filter(has_text="Olga Orlova was archived").get_by_role("button", name="Undo").click()
    await expect(row(mei, "Olga Orlova")).to_be_visible()


async def test_a_new_shift_type_warns_of_its_key_and_is_in_the_grid_at_once(opened: Open, period: str, tidied: None) -> None:
    mei, tom = await opened(MEI), await opened(TOM, period)
    await mei.goto("/shift-types")
    await mei.button("Add a shift type").click()
    await mei.page.get_by_label("Name").fill("Watch")
    await mei.page.get_by_label("Code").fill("wa")
    await mei.page.get_by_role("dialog").get_by_role("button", name="Add").click()
    sheet = mei.page.get_by_role("complementary", name="Watch")
    await sheet.get_by_label("Starts").fill("22:00")
    await sheet.get_by_label("Ends").fill("06:00")
    await sheet.get_by_label("Paid hours").fill("7.5")
    await sheet.get_by_label("Key").fill("L")
    await sheet.get_by_label("Symbol").focus()
    await expect(sheet.get_by_role("status")).to_contain_text("The key L is also that of Late.")
    await sheet.get_by_label("Key").fill("w")
    await sheet.get_by_label("Key").press("Enter")
    await expect(sheet.get_by_role("status")).to_be_empty()
    await sheet.get_by_role("radio", name="Navy").check(force=True)
    await expect(row(mei, "Watch")).to_contain_text(re.compile(r"22:00 – 06:00.*ends on the next day.*7\.5 h", re.DOTALL))

    await tom.cell("Ben Okafor", "Fri 4 Dec").click()
    await tom.press("w")
    await tom.expect_cell("Ben Okafor", "Fri 4 Dec", "Watch")


async def test_a_period_is_made_like_another_renamed_published_and_deleted_by_its_name(opened: Open, hub: HubProcess, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM)
    await mei.cell("Ben Okafor", "Fri 4 Dec").click()
    await mei.press("l")
    await expect(mei.status("Live · all saved")).to_be_visible()
    await tom.goto("/")
    await mei.goto("/")
    await mei.button("New period").click()
    await mei.page.get_by_label("Name").fill("New year")
    await mei.page.get_by_label("First day").fill("2029-01-02")
    await mei.page.get_by_label("Last day").fill("2029-01-08")
    await mei.page.get_by_label("People").select_option(period)
    await mei.page.get_by_label("Start with").select_option(period)
    await mei.button("Make the period").click()
    await mei.expect_cell("Ben Okafor", "Fri 5 Jan", "Late")

    await expect(tom.page.get_by_role("link", name=re.compile("New year.*2 Jan – 8 Jan 2029"))).to_be_visible()
    await tom.button("More about New year").click()
    await tom.page.get_by_role("menuitem", name="Name and dates…").click()
    await tom.page.get_by_role("textbox", name="Name").fill("Early 2029")
    await tom.button("Save").click()
    await tom.button("More about Early 2029").click()
    await tom.page.get_by_role("menuitem", name="Publish").click()
    made = tom.page.get_by_role("link", name=re.compile("Early 2029"))
    await expect(made).to_contain_text("Published")
    await expect(mei.page.get_by_role("grid", name="Early 2029")).to_be_visible()

    await tom.button("More about Early 2029").click()
    await tom.page.get_by_role("menuitem", name="Delete…").click()
    await tom.page.get_by_role("textbox").fill("Early")
    await expect(tom.button("Delete the period")).to_be_disabled()
    await tom.page.get_by_role("textbox").fill("Early 2029")
    await tom.button("Delete the period").click()
    await expect(made).to_have_count(0)
    with hub.client() as client:
        assert "Early 2029" not in {one["name"] for one in client.get("/periods?limit=200").json()["items"]}


async def test_a_viewer_sees_everything_and_finds_nothing_to_change(opened: Open, period: str) -> None:
    vera = await opened(VERA, viewport=NARROW, has_touch=True)
    await vera.goto(f"/staff?period={period}")
    await vera.page.get_by_role("button", name="Ben Okafor", exact=True).tap()
    await expect(vera.page.get_by_role("dialog", name="Ben Okafor")).to_contain_text("Position")
    for field in ("textbox", "combobox"):
        await expect(vera.page.get_by_role("dialog").get_by_role(field)).to_have_count(0)
    await vera.button("Close").tap()
    await expect(vera.page.get_by_role("checkbox", name=re.compile("is in Four weeks")).first).to_be_disabled()
    for path, seen in (("/staff", "Ben Okafor"), ("/shift-types", "Late"), ("/", "Four weeks")):
        await vera.goto(path)
        await expect(vera.page.get_by_text(seen).first).to_be_visible()
        await expect(vera.button(re.compile("Add|Paste|New|Import|Archive|More about"))).to_have_count(0)
