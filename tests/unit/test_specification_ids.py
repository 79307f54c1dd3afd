"""Paragraphs of the specification that code and tests quote stand in docs/, and those that matter are quoted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPECIFICATION = {
    "docs/protocol.md": {"CN": 6, "EN": 6, "DC": 6, "AN": 1, "CF": 6, "UN": 1, "RN": 5, "CL": 1, "RC": 3},
    "docs/solver.md": {"SV": 3},
}
"""How many paragraphs each family has, by the page that holds it."""
SOURCES = ("shared", "hub", "solver_service", "web/src", "migrations")
QUOTERS = (*SOURCES, "tests", "bench")

FAMILIES = [family for families in SPECIFICATION.values() for family in families]
QUOTED = re.compile(rf"\b(?:{'|'.join(FAMILIES)})\d+\b")
PARAGRAPH = re.compile(r"^- \*\*([A-Z]{2}\d+)\*\*", re.MULTILINE)
PLACE = re.compile(
    r"\[(?P<page>[a-z-]+)\.md(?:, (?:\"(?P<heading>[^\"]+)\"|section (?P<section>[\d.]+)))?(?P<rest>[^\]]*)\]|\[architecture (?P<number>[\d.]+)\]"
)


def sources(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sql", ".ts", ".tsx"} and path != Path(__file__):
                yield str(path.relative_to(ROOT)), path.read_text()


def paragraphs(page: str) -> list[str]:
    return PARAGRAPH.findall((ROOT / page).read_text())


ALL = [paragraph for page in SPECIFICATION for paragraph in paragraphs(page)]


@pytest.mark.parametrize("page", SPECIFICATION)
def test_every_paragraph_keeps_its_id(page: str) -> None:
    expected = [f"{family}{number}" for family, count in SPECIFICATION[page].items() for number in range(1, count + 1)]
    assert paragraphs(page) == expected


def test_every_id_that_is_quoted_stands_in_the_specification() -> None:
    unknown = {f"{file}: {found}" for file, text in sources(QUOTERS) for found in QUOTED.findall(text) if found not in ALL}
    assert not unknown


def test_every_id_that_a_page_names_stands_in_the_specification() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    unknown = {f"{page.name}: {found}" for page in pages for found in QUOTED.findall(page.read_text()) if found not in ALL}
    assert not unknown


def test_every_paragraph_is_quoted_by_the_code_that_keeps_it() -> None:
    quoted = {found for _, text in sources(SOURCES) for found in QUOTED.findall(text)}
    assert set(ALL) <= quoted


def test_every_place_of_a_page_that_is_quoted_is_there() -> None:
    missing = [f"{file}: {found[0]}" for file, text in sources(QUOTERS) for found in PLACE.finditer(text) if not is_there(found)]
    assert not missing


def is_there(place: re.Match[str]) -> bool:
    page = ROOT / "docs" / f"{place['page'] or 'architecture'}.md"
    if place["rest"] or not page.is_file():
        return False
    headings = [line.lstrip("#").strip() for line in page.read_text().splitlines() if line.startswith("#")]
    number = place["number"] or place["section"]
    if number:
        return any(heading.startswith(f"{number} ") for heading in headings)
    return place["heading"] is None or place["heading"] in headings
