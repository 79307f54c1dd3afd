"""The independent count of benchmark rosters, on rosters whose cost is known."""

import csv
from pathlib import Path

import pytest

from bench.curtois_qu_check import Broken, Instance, broken, cost, read
from shared.formats.curtois_qu import problem_of
from shared.score import check

DATA = Path(__file__).parents[3] / "shared" / "data" / "nrp" / "curtois-qu"
TINY = """SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
A,E=2|L=7,1920,960,3,2,2,0
B,E=7|L=7,4000,0,7,1,1,1

SECTION_DAYS_OFF
A,4
B

SECTION_SHIFT_ON_REQUESTS
A,0,E,3

SECTION_SHIFT_OFF_REQUESTS
B,1,L,2

SECTION_COVER
0,E,2,100,1
1,L,0,100,1
"""


def a_roster(*lines: str) -> dict[str, list[str]]:
    rows = (line.split(",") for line in lines)
    return {name: cells for name, *cells in rows}


@pytest.fixture
def tiny(tmp_path: Path) -> Instance:
    (tmp_path / "tiny.txt").write_text(TINY)
    return read(tmp_path / "tiny.txt")


def test_wishes_and_cover_cost_their_weights(tiny: Instance) -> None:
    assert cost(tiny, a_roster("A,E,E,-,-,-,-,-", "B,E,L,-,-,-,-,-")) == 2 + 1
    assert cost(tiny, a_roster("A,-,L,-,-,-,-,-", "B,E,L,-,-,-,-,-")) == 3 + 2 + 100 + 2


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("E,E,-,-,-,-,-", []),
        ("E,-,-,L,L,-,-", [("dayoff", "4")]),
        ("L,E,-,-,-,-,-", [("rot", "0")]),
        ("E,E,E,-,-,-,-", [("maxS", "E")]),
        ("E,-,-,-,-,-,-", [("minutes", "480")]),
        ("L,L,L,L,-,-,-", [("maxC", "0")]),
        ("-,E,-,-,-,-,L", [("minC", "1"), ("maxW", "1")]),
        ("E,-,E,L,-,-,-", [("minO", "1")]),
        ("-,-,-,-,-,L,L", [("maxW", "1")]),
    ],
)
def test_each_hard_rule_is_named_with_its_day_or_count(tiny: Instance, row: str, faults: list[tuple[str, str]]) -> None:
    found = broken(tiny, a_roster(f"A,{row}", "B,-,-,-,-,-,-,-"))
    assert found == [Broken("A", *fault) for fault in faults]


@pytest.mark.parametrize(("instance", "wanted"), [(1, 607), (2, 934), (4, 2841)])
def test_it_agrees_with_the_fixtures_and_with_the_scorer(instance: int, wanted: int) -> None:
    if not DATA.exists():
        pytest.skip("no benchmark files")
    path = DATA / f"Instance{instance}.txt"
    roster = a_roster(*(DATA / "fixtures" / f"Instance{instance}.cost{wanted}.csv").read_text().split())
    assert (cost(read(path), roster), broken(read(path), roster)) == (wanted, [])
    found = check(problem_of(path.read_bytes(), path.name), tuple(map(tuple, roster.values()))).score
    assert (found.hard, found.soft) == (0, wanted)


def test_it_finds_what_is_broken_in_the_broken_fixture() -> None:
    if not DATA.exists():
        pytest.skip("no benchmark files")
    fixtures = DATA / "fixtures"
    roster = a_roster(*(fixtures / "Instance2.broken.csv").read_text().split())
    objective, _, *lines = csv.reader((fixtures / "Instance2.broken.expected.csv").read_text().splitlines())
    instance = read(DATA / "Instance2.txt")
    assert str(cost(instance, roster)) == objective[1]
    assert sorted((fault.staff, fault.rule, fault.detail) for fault in broken(instance, roster)) == sorted(map(tuple, lines))
