"""Takes the pictures in docs/screens from a real run of the demo: three people, two runs, both themes, desktop and phone."""

import re
import shutil
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser.hub import ROOT, HubProcess
from tests.browser.screen import FLAGS, NARROW, WIDE

FOLDER = ROOT / "docs" / "screens"
BYTES_MAX = 300_000
PATIENCE_MS = 30_000
PASSWORD = "only for these pictures"  # noqa: S105 - of a hub that lives as long as this script
YUKI, MEI, TOM = "Yuki Kimura", "Mei Sato", "Tom Berg"
APPLY = re.compile(r"^Apply [\d,]+ changes?$")


def main() -> None:
    """Write the pictures; ends with status 1 where there is no Chromium, or where one gets too large."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no Chromium: the pictures are taken with the system's Chromium")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as hub, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_all(hub, browser)
        browser.close()


@contextmanager
def running(folder: Path) -> Iterator[HubProcess]:
    """Serve the demo to three people more."""
    hub = HubProcess(folder)
    hub.start()
    try:
        for name in (YUKI, MEI, TOM):
            hub.post("/users", {"email": address_of(name), "name": name, "role": "manager", "password": PASSWORD})
        yield hub
    finally:
        hub.stop()


def take_all(hub: HubProcess, browser: Browser) -> None:
    """Fill the demo, look at it with all three; then make a week worse and let it be mended."""
    yuki = open_grid(hub, browser, YUKI)
    generate(yuki, seconds=10)
    yuki.get_by_role("button", name=APPLY).click()
    yuki.get_by_role("status").filter(has_text="Applied").get_by_role("button", name="Close").click()
    yuki.get_by_label("Time limit").select_option("10")
    mei, tom = open_grid(hub, browser, MEI), open_grid(hub, browser, TOM)
    press(mei, cell(mei, "Ines Costa", 19), "e")
    press(mei, cell(mei, "Ines Costa", 19))
    press(tom, cell(tom, "Mina Park", 4), "Shift+ArrowRight", "Shift+ArrowDown", "F2")
    press(yuki, cell(yuki, "Dmitri Novak", 6), *["Shift+ArrowRight"] * 3, *["Shift+ArrowDown"] * 2)
    yuki.get_by_text("Tom · typing").wait_for()
    settle(yuki)
    take(yuki, "grid-desktop-light")
    in_both_themes(yuki, "grid-desktop-dark")

    for scheme in ("light", "dark"):
        phone = open_grid(hub, browser, YUKI, is_phone=True)
        phone.emulate_media(color_scheme=scheme)
        cell(phone, "Ben Okafor", 4).tap()
        phone.get_by_role("button", name="Lock").wait_for()
        settle(phone)
        take(phone, f"grid-phone-{scheme}")
        phone.context.close()

    tom.keyboard.press("Escape")
    press(mei, cell(mei, "Ines Costa", 19), "Control+z")
    press(yuki, cell(yuki, "Aiko Tanaka", 9), *["Shift+ArrowRight"] * 6, *["Shift+ArrowDown"] * 14)
    yuki.get_by_label("May move").select_option("selection")
    press(mei, cell(mei, "Ben Okafor", 9), "x", "x", "x")
    press(mei, cell(mei, "Carla Silva", 9), "l", "e", "l", "e")
    press(mei, cell(mei, "Ines Costa", 19))
    yuki.get_by_role("button", name="Generate").click()
    yuki.get_by_role("button", name="Finish now").wait_for()
    press(mei, cell(mei, "Grace Lind", 13), "d")
    press(mei, cell(mei, "Ines Costa", 19))
    yuki.get_by_role("button", name=APPLY).wait_for()
    press(yuki, cell(yuki, "Aiko Tanaka", 1))
    settle(yuki)
    take(yuki, "diff-desktop-light")
    in_both_themes(yuki, "diff-desktop-dark")
    take_others(yuki)


def take_others(page: Page) -> None:
    """The screens beside the grid: a period's history, its statistics, the rules."""
    page.get_by_role("button", name=APPLY).click()
    page.get_by_role("status").filter(has_text="Applied").get_by_role("button", name="Close").click()
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name=re.compile("set|changed")).filter(has_text="Mei").first.click()
    page.get_by_role("button", name="Back to now").wait_for()
    settle(page)
    take(page, "history-desktop-light")
    page.get_by_role("link", name="Statistics").click()
    page.get_by_text("Cover").first.wait_for()
    settle(page)
    take(page, "statistics-desktop-light")
    in_both_themes(page, "statistics-desktop-dark")
    page.get_by_role("link", name="Rules").click()
    page.get_by_text("Late cover").first.click()
    page.get_by_text("Counting…").wait_for(state="detached")
    settle(page)
    take(page, "rules-desktop-light")


def in_both_themes(page: Page, dark: str) -> None:
    """Take the same picture in the dark."""
    page.emulate_media(color_scheme="dark")
    take(page, dark)
    page.emulate_media(color_scheme="light")


def open_grid(hub: HubProcess, browser: Browser, name: str, *, is_phone: bool = False) -> Page:
    """Open the demo's period as somebody."""
    looks = {"viewport": NARROW, "has_touch": True, "device_scale_factor": 2} if is_phone else {"viewport": WIDE}
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **looks)
    context.set_default_timeout(PATIENCE_MS)
    context.request.post(f"{hub.url}/api/v1/auth/login", data={"email": address_of(name), "password": PASSWORD})
    page = context.new_page()
    page.goto(hub.url)
    page.get_by_role("link", name=re.compile("15 people")).click()
    page.get_by_role("grid").wait_for()
    return page


def generate(page: Page, *, seconds: int) -> None:
    """Generate, and wait for the result."""
    page.get_by_label("Time limit").select_option(str(seconds))
    page.get_by_role("button", name="Generate").click()
    page.get_by_role("button", name=APPLY).wait_for()


def cell(page: Page, person: str, day: int) -> Locator:
    """Return the cell of a day of the first month."""
    return page.get_by_role("gridcell", name=re.compile(rf"^{person}, \w+ {day} ")).first


def press(page: Page, at: Locator, *keys: str) -> None:
    """Go to a cell and press keys."""
    at.click()
    for key in keys:
        page.keyboard.press(key)


def settle(page: Page) -> None:
    """Wait until all is saved, checked and painted."""
    page.get_by_role("status").filter(has_text=re.compile("saved")).first.wait_for()
    page.wait_for_load_state("networkidle")
    page.locator(".is-flash").first.wait_for(state="detached")


def take(page: Page, name: str) -> None:
    """Write one picture, as small as it gets."""
    picture = packed(page.screenshot())
    if len(picture) > BYTES_MAX:
        sys.exit(f"{name}.png: {len(picture):,} bytes, at most {BYTES_MAX:,} are wanted")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(picture)
    print(f"docs/screens/{name}.png: {len(picture) // 1000} kB")


def packed(png: bytes) -> bytes:
    """Return the same picture with its pixels packed as well as zlib can."""
    head, chunks, at = png[:8], [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += length + 12
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    kept = [(kind, data) for kind, data in chunks if kind in {b"IHDR", b"PLTE", b"tRNS"}]
    body = [*kept, (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b"")]
    return head + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in body)


def address_of(name: str) -> str:
    """Return somebody's e-mail address."""
    return f"{name.split(maxsplit=1)[0].lower()}@example.org"


if __name__ == "__main__":
    main()
