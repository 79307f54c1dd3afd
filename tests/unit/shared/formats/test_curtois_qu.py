"""Curtois–Qu files become problems whose score is the published objective."""

from pathlib import Path

import pytest

from shared.domain import ShiftKind
from shared.formats.curtois_qu import FIRST_DAY, is_curtois_qu, problem_of
from shared.formats.roster_csv import grid_of, roster_of
from shared.formats.unreadable import UnreadableFileError
from shared.problem import CheckResponse, Score
from shared.rules.terms import total_of
from shared.score import Scorer, check

BENCHMARKS = Path(__file__).parents[5] / "shared" / "data" / "nrp" / "curtois-qu"
FIXTURES = BENCHMARKS / "fixtures"
needs_benchmarks = pytest.mark.skipif(not FIXTURES.is_dir(), reason="no benchmark files in ../shared/data/nrp/curtois-qu")

SMALL = """# a comment
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
A,E=7|L=0,2400,960,5,2,2,1
B,E=7|L=7,2400,960,5,2,2,1

SECTION_DAYS_OFF
A,3
B

SECTION_SHIFT_ON_REQUESTS
A,0,E,2

SECTION_SHIFT_OFF_REQUESTS
B,1,L,3

SECTION_COVER
0,E,1,100,1
1,E,2,100,1
0,L,1,100,1
"""


def checked(instance: str, roster: str) -> CheckResponse:
    problem = problem_of((BENCHMARKS / instance).read_bytes(), instance)
    found = roster_of((FIXTURES / roster).read_bytes(), roster, codes={shift.code for shift in problem.shift_types}, needs_header=False)
    return check(problem, grid_of(found, problem))


@needs_benchmarks
@pytest.mark.parametrize(
    ("instance", "roster", "cost"),
    [
        ("Instance1.txt", "Instance1.cost607.csv", 607),
        ("Instance2.txt", "Instance2.cost934.csv", 934),
        ("Instance4.txt", "Instance4.cost2841.csv", 2841),
    ],
)
def test_published_rosters_cost_what_was_published(instance: str, roster: str, cost: int) -> None:
    assert checked(instance, roster).score == Score(hard=0, soft=cost)


@needs_benchmarks
def test_a_broken_roster_breaks_just_what_is_expected() -> None:
    answer = checked("Instance2.txt", "Instance2.broken.csv")
    head, _, *expected = (FIXTURES / "Instance2.broken.expected.csv").read_text().splitlines()
    assert answer.score.soft == int(head.rpartition(",")[2])
    names = {"time_off": "dayoff", "succession": "rot", "work_minutes": "minutes", "weekends": "maxW"}
    dated = ("dayoff", "rot", "maxC", "minO")
    found = []
    for violation in answer.violations:
        if violation.enforcement == "hard":
            name = names.get(violation.type) or ("minO" if "is off" in violation.message else "maxC")
            day = None if violation.date is None or name not in dated else (violation.date - FIRST_DAY).days
            found.append((violation.staff_id, name, day))
    wanted = []
    for line in expected:
        person, name, detail = line.split(",")
        # the second day of a rotation is ours, the first is theirs
        day = int(detail) + 1 if name == "rot" else int(detail) if name in dated else None
        wanted.append((person, name, day))
    assert sorted(found, key=str) == sorted(wanted, key=str)


@needs_benchmarks
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22])
def test_every_instance_is_read_and_its_terms_agree_with_its_rules(number: int) -> None:
    problem = problem_of((BENCHMARKS / f"Instance{number}.txt").read_bytes(), f"Instance{number}.txt")
    scorer = Scorer(problem)
    shift_count, day_count = len(problem.shift_types), scorer.context.day_count
    grid = [[(person * 7 + day * 3 + day // 5) % shift_count for day in range(day_count)] for person in range(len(problem.staff))]
    score = scorer.score(grid)
    assert total_of(scorer.compiled.terms, grid) == (score.hard, score.soft)


def test_a_file_becomes_staff_shifts_dates_and_rules() -> None:
    problem = problem_of(SMALL.encode(), "small.txt")
    assert [shift.code for shift in problem.shift_types] == ["-", "E", "L"]
    assert [shift.kind for shift in problem.shift_types] == [ShiftKind.OFF, ShiftKind.WORK, ShiftKind.WORK]
    assert [member.code for member in problem.staff] == ["A", "B"]
    assert (problem.start_date.weekday(), (problem.end_date - problem.start_date).days) == (0, 6)
    grid = (("E", "E", "-", "-", "-", "-", "-"), ("L", "L", "-", "-", "-", "-", "-"))
    assert check(problem, grid).score == Score(hard=0, soft=100 + 3)


def test_the_day_off_gets_a_code_that_no_shift_has() -> None:
    text = SMALL.replace("L,480,E", "-,480,E").replace("L=", "-=").replace(",L,", ",-,")
    assert [shift.code for shift in problem_of(text.encode(), "small.txt").shift_types] == ["off", "E", "-"]


@pytest.mark.parametrize("text", [SMALL, SMALL.replace("\n", "\r\n"), "\ufeff" + SMALL])
def test_line_ends_and_a_byte_order_mark_change_nothing(text: str) -> None:
    assert is_curtois_qu(text)
    assert problem_of(text.encode(), "small.txt") == problem_of(SMALL.encode(), "small.txt")


def test_other_texts_are_told_apart() -> None:
    assert not is_curtois_qu("staff,2026-12-07\nA,E\n")
    assert not is_curtois_qu('{"staff": []}')
    assert not is_curtois_qu("")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("7\n\nSECTION_SHIFTS", "seven\n\nSECTION_SHIFTS", 3, "'seven' is no number from 0 to 1000000"),
        ("7\n\nSECTION_SHIFTS", "401\n\nSECTION_SHIFTS", 3, "has 401 days; 1 to 400 are taken"),
        ("7\n\nSECTION_SHIFTS", "7\n8\n\nSECTION_SHIFTS", 4, "the horizon is one number"),
        ("L,480,E", "L,480", 7, "has 2 fields; SECTION_SHIFTS has 3"),
        ("L,480,E", "L,480,Q", 7, "there is no shift 'Q'"),
        ("L,480,E", "E,480,E", 7, "shift 'E' is there already"),
        ("L,480,E", "L,2881,E", 7, "a shift of 2881 minutes; 2880 at most"),
        ("B,E=7|L=7", "B,E=7|L", 11, "'L' is no limit like E=14"),
        ("B,E=7|L=7", "A,E=7|L=7", 11, "staff member 'A' is there already"),
        ("2400,960,5,2,2,1\nB", "960,2400,5,2,2,1\nB", 10, "'A' has at least 2400 and at most 960 minutes"),
        ("A,3", "A,7", 14, "day 7 is outside the horizon of 7 days"),
        ("A,3", "Z,3", 14, "there is no staff member 'Z'"),
        ("A,0,E,2", "A,0,E,-2", 18, "'-2' is no number from 0 to 1000000"),
        ("1,E,2,100,1", "0,E,2,100,1", 25, "day 0 has a requirement for 'E' already"),
        ("SECTION_COVER", "SECTION_TEA", 23, "'SECTION_TEA' is no section of this format"),
        ("SECTION_DAYS_OFF", "SECTION_STAFF", 13, "'SECTION_STAFF' is there already"),
        ("# a comment", "hello", 1, "stands before the first section"),
        (SMALL[SMALL.index("SECTION_COVER") :], "", 22, "SECTION_COVER is missing"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_line_and_reason(old: str, new: str, line: int, reason: str) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(UnreadableFileError) as caught:
        problem_of(SMALL.replace(old, new).encode(), "small.txt")
    assert str(caught.value) == f"small.txt:{line}: {reason}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"SECTION_HORIZON\n\xff", "is no UTF-8 text (byte 0xff), perhaps Latin-1 or Windows-1252: save the file as UTF-8"),
        (b"SECTION_HORIZON\n7\x00", "holds a NUL character"),
    ],
)
def test_bytes_that_are_no_text_are_named_by_line(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        problem_of(content, "f")
    assert str(caught.value) == f"f:2: {reason}"
