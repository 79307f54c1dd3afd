"""Rules as sentences and forms, with what they cost; configurations, and what a run takes from them; why must-rules clash."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import MEI, TOM, VERA, Open
from tests.browser.hub import HubProcess
from tests.browser.screen import NARROW, Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DEPENDENT = {"window_days", "unit", "weekend"}
"""Fields that are shown only beside another one's value."""


@contextmanager
def a_rule(hub: HubProcess, **fields: Any) -> Iterator[str]:
    """A rule of the workspace, for as long as it is wanted: the other tests share it."""
    rule_id = f"rule-{uuid.uuid4().hex[:12]}"
    with hub.client() as client:
        _operate(client, "RULE_CREATE", {"id": rule_id, **fields})
        try:
            yield rule_id
        finally:
            _operate(client, "RULE_DELETE", {"id": rule_id})


def _operate(client: httpx2.Client, kind: str, payload: dict[str, Any]) -> None:
    response = client.post("/workspace/operations", json={"type": kind, "payload": payload})
    assert response.status_code in {200, 409}, response.text  # 409: it was deleted on the page


def form(screen: Screen) -> Locator:
    return screen.page.get_by_role("region", name=re.compile("^(Rule:|Chosen rule)"))


async def counted(screen: Screen, text: str | re.Pattern[str]) -> None:
    await expect(form(screen).get_by_role("status").filter(has_text=text)).to_be_visible()


async def test_every_kind_of_rule_of_the_catalogue_has_a_form(opened: Open, hub: HubProcess) -> None:
    with hub.client() as client:
        catalogue = client.get("/rules/catalogue").raise_for_status().json()
    mei = await opened(MEI)
    await mei.goto("/rules?rule=add")
    for one in catalogue:
        await form(mei).get_by_role("button").filter(has=mei.page.locator(f"b:text-is({one['title']!r})")).click()
        await expect(form(mei).get_by_role("heading", name=one["title"], exact=True)).to_be_visible()
        await expect(form(mei).get_by_role("heading", name="What it asks")).to_be_visible()
        names = {text.strip() for text in await form(mei).locator("label, legend").all_inner_texts()}
        titles = {schema.get("title", name) for name, schema in one["schema"]["properties"].items() if name not in DEPENDENT}
        assert titles <= names, one["type"]
        await mei.button("Back to the rules").click()


async def test_a_rule_is_added_edited_counted_and_deleted_while_another_watches(opened: Open, period: str) -> None:
    mei, tom = await opened(MEI, period), await opened(TOM)
    name = f"Cover {uuid.uuid4().hex[:6]}"
    await mei.page.get_by_role("navigation").get_by_role("link", name="Rules").click()
    await tom.goto("/rules")
    await mei.button("Add a rule").click()
    await form(mei).get_by_role("button", name=re.compile("^People needed")).click()
    await form(mei).get_by_label("At least").fill("2")
    await form(mei).get_by_label("At most").fill("")
    await form(mei).get_by_label("Name").fill(name)
    await mei.button("Add the rule").click()
    row = tom.page.get_by_role("listitem").filter(has_text=name)
    await expect(row).to_contain_text("At least 2 people at work every day")
    await counted(mei, "Breaks 28 times in Four weeks now")
    await form(mei).get_by_label("At least").fill("1")
    await form(mei).get_by_role("checkbox", name="Work", exact=True).uncheck()
    await form(mei).get_by_role("checkbox", name="Late", exact=True).check()
    await expect(row).to_contain_text("At least 1 person on Late every day")
    await row.get_by_role("switch").uncheck()
    await expect(form(mei).get_by_text("Off: it isn't counted.")).to_be_visible()
    await row.get_by_role("switch").check()
    await counted(mei, "Breaks 28 times")
    await form(mei).get_by_role("list", name="Where").get_by_role("link").first.click()
    await expect(mei.grid).to_be_visible()
    await mei.page.go_back()
    await mei.button("Delete").click()
    await expect(row).to_have_count(0)
    await mei.status(f"“{name}” is deleted.").get_by_role("button", name="Undo").click()
    await expect(row).to_be_visible()
    await mei.page.get_by_role("listitem").filter(has_text=name).get_by_role("button").click()
    await mei.button("Delete").click()
    await expect(row).to_have_count(0)


async def test_what_the_hub_refuses_stays_in_the_form_with_its_words(opened: Open, hub: HubProcess) -> None:
    with a_rule(hub, type="coverage", name="Bounds", params={"min": 1, "max": 4}) as rule_id:
        mei = await opened(MEI, viewport=NARROW, has_touch=True)
        await mei.goto(f"/rules?rule={rule_id}")
        least = form(mei).get_by_label("At least")
        await least.fill("5")
        await expect(form(mei).get_by_text("At least 5 and at most 4 can't both hold")).to_be_visible()
        await expect(least).to_have_value("5")
        await form(mei).get_by_label("At most").fill("6")
        await mei.press("Tab")
        await expect(form(mei).get_by_text("Not saved")).to_have_count(0)
        await expect(mei.status("Live · all saved")).to_be_visible()
        await mei.page.reload()
        await expect(least).to_have_value("5")
        await mei.button("Add: an exception").tap()
        await expect(form(mei).get_by_text(re.compile("^Not saved yet"))).to_have_count(0)
        await mei.button("Close").first.tap()
        await expect(mei.page.get_by_role("listitem").filter(has_text="Bounds")).to_contain_text("5 to 6 people at work every day")


async def test_who_may_only_look_sees_rules_and_configurations_and_nothing_to_change_them(opened: Open, hub: HubProcess) -> None:
    with a_rule(hub, type="min_rest", name="Rest", params={"minutes": 660}) as rule_id:
        vera = await opened(VERA)
        await vera.goto(f"/rules?rule={rule_id}")
        await expect(form(vera).get_by_text("At least 11 h of rest between two shifts")).to_be_visible()
        await expect(vera.page.get_by_role("switch")).to_have_count(0)
        await expect(vera.page.get_by_role("textbox")).to_have_count(0)
        await expect(vera.button(re.compile("^(Add|Delete|Duplicate)"))).to_have_count(0)
        await vera.goto("/configurations")
        await expect(vera.page.get_by_role("heading", name="Configurations")).to_be_visible()
        await expect(vera.button(re.compile("^(New|Delete|Edit)"))).to_have_count(0)


async def test_the_default_configuration_is_what_a_run_begins_with(opened: Open, hub: HubProcess, period: str) -> None:
    mei = await opened(MEI)
    await mei.goto("/configurations")
    for name, seconds in (("Glance", "2"), ("Night", "1800")):
        await mei.button("New configuration").first.click()
        await mei.page.get_by_label("Name").fill(name)
        await mei.page.get_by_label("Time limit in seconds").fill(seconds)
        await mei.page.get_by_label("Seed").fill("4")
        await mei.button("Add the configuration").click()
        await expect(mei.page.get_by_role("listitem").filter(has_text=name)).to_be_visible()
    await mei.button("Make Glance the default").click()
    await expect(mei.button("Glance is the default; make it an ordinary one")).to_be_visible()
    for name in ("Glance", "Night"):
        await mei.page.get_by_label(f"Compare {name}").check()
    different = mei.page.get_by_role("region", name="Side by side").get_by_role("row").filter(has_text="differs")
    await expect(different).to_have_text(re.compile("Time limit.*2 s.*30 min"))

    await mei.open_period(period)
    await expect(mei.page.get_by_label("Time limit")).to_have_value("2")
    await mei.button("Generate").click()
    await expect(mei.apply).to_be_visible()
    with hub.client() as client:
        run = client.get(f"/runs?period_id={period}").raise_for_status().json()["items"][0]
        configs = {one["name"]: one["id"] for one in client.get("/configs").raise_for_status().json()["items"]}
    assert (run["options"]["config_id"], run["options"]["time_limit_s"], run["options"]["seed"]) == (configs["Glance"], 2, 4)

    await mei.goto("/configurations")
    for name in ("Glance", "Night"):
        await mei.button(f"Delete {name}").click()
        await mei.button("Delete").click()
        await expect(mei.page.get_by_role("listitem").filter(has_text=name)).to_have_count(0)


async def test_a_result_that_breaks_must_rules_says_which_clash_and_leads_to_the_cells(opened: Open, hub: HubProcess, period: str) -> None:
    dates = {"dates": {"from": "2026-12-01", "to": "2026-12-01"}}
    params = {"kinds": ["work"], "min": 40}
    with a_rule(hub, type="coverage", name="Too many", enforcement="hard", scope=dates, params=params):
        mei = await opened(MEI, period)
        await mei.page.get_by_label("Time limit").select_option("5")
        await mei.button("Generate").click()
        clash = mei.page.get_by_role("region", name="Why not all must-rules hold")
        member = clash.get_by_role("listitem").filter(has_text="Too many").get_by_role("button")
        await expect(member).to_be_visible()
        await member.click()
        await expect(mei.page.locator("[role=gridcell][aria-selected=true]").first).to_be_visible()
        await mei.button("Discard").click()
