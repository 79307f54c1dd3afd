"""A PDF has its days on pages, and says what it can't show."""

import json
import re
import zlib

import typst

from hub.exchange.paper import FONTS, TEMPLATE, _content, _missing, paper_of
from tests.support.pictures import AT, a_picture

SIXTY_TWO = " ".join(["E"] * 62)


def page_count(pdf: bytes) -> int:
    inflated = b"".join(_inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL))
    return len(re.findall(rb"/Type\s*/Page\b", pdf + inflated))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_page_has_31_days() -> None:
    found = paper_of(a_picture(f"ana {SIXTY_TWO}", f"bo {SIXTY_TWO}"), AT)
    assert found.startswith(b"%PDF-")
    assert page_count(found) == 2
    assert page_count(paper_of(a_picture("ana E N"), AT)) == 1


def test_the_same_period_is_the_same_file() -> None:
    assert paper_of(a_picture("ana E"), AT) == paper_of(a_picture("ana E"), AT)


def test_texts_are_shown_as_they_are_and_never_run() -> None:
    hostile = '#panic("run") *bold* $x$ "quoted" \\ #include "/etc/passwd"'
    picture = a_picture("ana E X", names=(hostile,), name=hostile)
    assert paper_of(picture, AT).startswith(b"%PDF-")


def test_all_that_a_roster_shows_is_on_the_paper() -> None:
    """As the template gets it; that it is drawn is looked at with eyes."""
    shown = _content(a_picture("ana E N . X", names=("Ana Silva",)), AT, list(FONTS), [])
    (block,) = shown["blocks"]
    assert [day["weekday"] + day["number"] for day in block["days"]] == ["Mo7", "Tu8", "We9", "Th10"]
    assert [None if at is None else shown["symbols"][at] for at in block["rows"][0]] == ["△", "N", None, "×"]
    assert shown["people"] == [{"name": "Ana Silva", "off": "1", "hours": "15.5"}]
    assert [entry["words"] for entry in shown["legend"]] == ["Early 06:00–14:00", "Night 22:00–06:00", "Off"]
    assert shown["made"] == "Draft, version 7, made 2026-11-24 12:00 UTC"


def test_a_script_without_a_font_is_said() -> None:
    picture = a_picture("ana E", names=("田中",))
    assert _missing(picture, {"Liberation Sans"}) == ["Japanese or Chinese"]
    assert _missing(picture, {"Noto Sans CJK JP"}) == []
    assert _content(picture, AT, list(FONTS), ["Japanese or Chinese"])["made"].endswith(
        ". The hub has no font for Japanese or Chinese: see EXPORT_FONTS"
    )


def test_signs_are_drawn_without_any_font() -> None:
    picture = a_picture("ana E X")
    inputs = {"data": json.dumps(_content(picture, AT, ["Libertinus Serif"], []))}
    found, warnings = typst.compile_with_warnings(TEMPLATE.read_bytes(), format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert found
    assert not warnings
