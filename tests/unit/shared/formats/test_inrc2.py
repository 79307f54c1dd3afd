"""INRC-II files become problems whose score is the competition's, and solutions go out as the competition writes them."""

from collections import Counter
from pathlib import Path

import pytest

from bench.inrc2_costs import HARD, SOFT, costs
from shared.formats.inrc2 import History, Instance, OffRequest, Past, Span, Week
from shared.formats.inrc2_history import after_week, last_days
from shared.formats.inrc2_problem import problem_of, whole_problem
from shared.formats.inrc2_reading import history_of, scenario_of, week_of
from shared.formats.inrc2_solution import rows_of, solution_text
from shared.formats.unreadable import UnreadableFileError
from shared.problem import Score
from shared.score import check
from tests.support.inrc2 import HISTORY, SCENARIO, WEEK

BENCHMARKS = Path(__file__).parents[5] / "shared" / "data" / "nrp" / "inrc2"
needs_benchmarks = pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="no benchmark files in ../shared/data/nrp/inrc2")

SCENE = scenario_of(SCENARIO.encode(), "Sc.txt")
SOLUTION = "SOLUTION\n0 n003w2\n\nASSIGNMENTS = 2\nAna Mon Late Head\nCy Sun Night Nurse\n"


def an_instance(*, history: str = HISTORY, week: str = WEEK, week_count: int = 2) -> Instance:
    weeks = (week_of(week.encode(), "WD.txt", SCENE),) * week_count
    return Instance(SCENE, history_of(history.encode(), "H0.txt", SCENE), (4,) * week_count, weeks)


def a_grid(*rows: str) -> tuple[tuple[str, ...], ...]:
    """`E L N` with skill Nurse, `e l n` with skill Head, `-` off."""
    names = {"e": "Early", "l": "Late", "n": "Night"}
    return tuple(
        tuple("-" if mark == "-" else f"{names[mark.lower()]}:{'Head' if mark.islower() else 'Nurse'}" for mark in row) for row in rows
    )


def published(data_set: str, history: int, weeks: str) -> tuple[Instance, tuple[tuple[str | None, ...], ...]]:
    folder = BENCHMARKS / data_set
    scenario = scenario_of((folder / f"Sc-{data_set}.txt").read_bytes(), "Sc.txt")
    numbers = tuple(map(int, weeks.split("-")))
    read = tuple(week_of((folder / f"WD-{data_set}-{number}.txt").read_bytes(), "WD.txt", scenario) for number in numbers)
    began = history_of((folder / f"H0-{data_set}-{history}.txt").read_bytes(), "H0.txt", scenario)
    solution = folder / f"Solution_H_{history}-WD_{weeks}"
    parts = [
        rows_of((solution / f"Sol-{data_set}-{number}-{at}.txt").read_bytes(), "Sol.txt", scenario, at) for at, number in enumerate(numbers)
    ]
    grid = tuple(tuple(cell for row in rows for cell in row) for rows in zip(*parts, strict=True))
    return Instance(scenario, began, numbers, read), grid


@needs_benchmarks
@pytest.mark.parametrize(
    ("data_set", "history", "weeks", "total"),
    [
        ("n005w4", 0, "1-2-3-3", 1695),
        ("n005w4", 1, "5-3-1-0", 2010),
        ("n005w4", 2, "6-7-8-9", 1720),
        ("n012w8", 0, "3-5-0-2-0-4-5-2", 3295),
        ("n012w8", 1, "7-7-0-8-9-3-2-6", 3805),
        ("n012w8", 2, "4-5-6-7-2-1-2-1", 3745),
        ("n021w4", 0, "5-4-1-2", 2305),
        ("n021w4", 1, "0-6-1-6", 2305),
        ("n021w4", 2, "8-1-4-3", 2345),
    ],
)
def test_published_solutions_cost_their_total(data_set: str, history: int, weeks: str, total: int) -> None:
    instance, grid = published(data_set, history, weeks)
    assert check(whole_problem(instance), grid).score == Score(hard=0, soft=total)
    assert sum(costs(instance, [[str(cell) for cell in row] for row in grid]).values()) == total


@needs_benchmarks
def test_every_part_of_the_total_is_the_validators() -> None:
    instance, grid = published("n005w4", 0, "1-2-3-3")
    text = (BENCHMARKS / "n005w4" / "Solution_H_0-WD_1-2-3-3" / "validator.txt").read_text()
    said = {line.partition(":")[0]: int(line.rpartition(":")[2]) for line in text.splitlines() if line.rpartition(":")[2].strip().isdigit()}
    found: Counter[str] = Counter()
    for violation in check(whole_problem(instance), grid).violations:
        found[violation.rule_id.partition("-")[0]] += violation.points
    assert found["total"] == said["Total assignment constraints"]
    assert found["run"] + found["work"] == said["Consecutive constraints"]
    assert found["off"] == said["Non working days constraints"]
    assert found["requests"] == said["Preferences"]
    assert found["weekends"] == said["Max working weekend"]
    assert found["complete"] == said["Complete weekends"]
    assert found["wanted"] == said["Optimal coverage constraints"]
    assert sum(found.values()) == said["Total cost"]


@needs_benchmarks
@pytest.mark.parametrize("data_set", ["n005w4", "n012w8", "n021w4", "n030w4", "n030w8", "n040w4"])
def test_every_published_file_is_read(data_set: str) -> None:
    folder = BENCHMARKS / data_set
    scenario = scenario_of((folder / f"Sc-{data_set}.txt").read_bytes(), "Sc.txt")
    assert len(scenario.nurses) == int(data_set[1:4])
    for number in range(10):
        week_of((folder / f"WD-{data_set}-{number}.txt").read_bytes(), "WD.txt", scenario)
    for number in range(3):
        history_of((folder / f"H0-{data_set}-{number}.txt").read_bytes(), "H0.txt", scenario)


def test_a_scenario_becomes_staff_and_a_shift_type_for_each_shift_and_skill() -> None:
    problem = whole_problem(an_instance())
    assert [member.code for member in problem.staff] == ["Ana", "Bo", "Cy"]
    codes = ["-", "Early:Head", "Early:Nurse", "Late:Head", "Late:Nurse", "Night:Head", "Night:Nurse"]
    assert [shift.code for shift in problem.shift_types] == codes
    assert (problem.start_date.weekday(), (problem.end_date - problem.start_date).days) == (0, 13)


def test_history_reads_as_the_days_that_say_the_same() -> None:
    problem = whole_problem(an_instance())
    assert problem.history["Ana"] == ("-", "Early:Head", "Early:Head", "Late:Head")
    assert problem.history["Bo"] == ("Early:Head", "-", "-")
    assert problem.history["Cy"] == ("-", "Night:Head", "Night:Head")


def test_a_week_file_says_demand_and_requests() -> None:
    week = week_of(WEEK.encode(), "WD.txt", SCENE)
    assert week.needs["Early", "Nurse"][1] == Span(1, 2)
    assert week.requests == (OffRequest("Ana", None, 1), OffRequest("Bo", "Late", 5), OffRequest("Cy", "Night", 6))


def test_runs_that_began_in_the_history_are_charged_once() -> None:
    history = "HISTORY\n0 n003w2\nNURSE_HISTORY\nAna 0 0 Late 1 6 0\nBo 0 0 None 0 0 1\nCy 0 0 Night 1 1 0\n"
    instance = an_instance(history=history)
    grid = a_grid("L-------------", "EE------------", "--------------")
    by_rule = Counter[str]()
    for violation in check(whole_problem(instance), grid).violations:
        by_rule[violation.rule_id] += violation.amount
    assert by_rule["work-Full"] == 1  # Ana's seventh day, not her fifth and sixth
    assert by_rule["off-Full"] == 1 + 10 + 9  # Bo's one day off before, then Ana's thirteen and Bo's twelve, three at most
    assert by_rule["run-Night"] == 0  # one night is enough
    assert by_rule["work-Part"] == 1  # Cy's only day, which lies before the period


def test_the_limits_of_the_horizon_are_what_is_left_of_them_in_proportion() -> None:
    history = "HISTORY\n0 n003w2\nNURSE_HISTORY\nAna 2 1 Late 1 3 0\nBo 9 0 None 0 0 2\nCy 0 0 Night 2 2 0\n"
    rules = {rule.id: rule for rule in problem_of(SCENE, *_first_week(an_instance(history=history))).rules}
    assert rules["total-0-3"].scope.staff.ids == ("Ana",)  # 5 to 9: the half is 2 to 5, 2 are done
    assert rules["total-0-0"].scope.staff.ids == ("Bo",)
    assert rules["total-1-3"].scope.staff.ids == ("Cy",)
    assert rules["weekends-0"].scope.staff.ids == ("Ana",)
    assert rules["weekends-1"].scope.staff.ids == ("Bo", "Cy")


def test_what_is_only_expected_is_a_price_and_no_must() -> None:
    history, weeks = _first_week(an_instance())
    problem = problem_of(SCENE, history, weeks, weeks)
    empty = check(problem, a_grid(*["-" * 14] * 3))
    assert empty.score.hard == 2
    assert sum(violation.points for violation in empty.violations if violation.rule_id.startswith("expected")) == 2 * 300


def test_a_week_passes_on_how_things_stand() -> None:
    history = an_instance(history=HISTORY.replace("Ana 0 0", "Ana 3 1")).history
    found = after_week(SCENE, history, a_grid("e--lLLL", "-------", "NN-----"))
    assert found == History(
        1,
        (Past(8, 2, "Late", 4, 4, 0), Past(0, 0, None, 0, 0, 9), Past(2, 0, None, 0, 0, 5)),
    )
    assert last_days(SCENE, found.nurses[0]) == ("-", *["Late:Head"] * 4)


def test_weeks_in_turn_cost_what_they_cost_together_but_for_the_limits_of_the_horizon() -> None:
    instance = an_instance()
    grid = a_grid("e--ll--E-EENN-", "LL-EEE--LL-NNN", "N--EE-EEE--N-L")
    whole = costs(instance, grid)
    first = [row[:7] for row in grid]
    later = Instance(SCENE, after_week(SCENE, instance.history, first), (4,), instance.weeks[1:])
    parts = costs(Instance(SCENE, instance.history, (4,), instance.weeks[:1]), first) + costs(later, [row[7:] for row in grid])
    for name in (*HARD, *SOFT[:5]):
        assert parts[name] == whole[name], name
    assert costs(later, [row[7:] for row in grid])["S7"] == whole["S7"]


def test_a_solution_goes_out_as_the_competition_writes_it_and_comes_back() -> None:
    rows = rows_of(SOLUTION.encode(), "Sol.txt", SCENE, 0)
    assert rows == (("Late:Head", *["-"] * 6), ("-",) * 7, (*["-"] * 6, "Night:Nurse"))
    assert solution_text(SCENE, 0, rows) == SOLUTION


def test_figures_that_a_solver_left_behind_its_solution_are_passed_over() -> None:
    assert rows_of(f"{SOLUTION}\nViol: 0\nCost: 575\n".encode(), "Sol.txt", SCENE, 0) == rows_of(SOLUTION.encode(), "Sol.txt", SCENE, 0)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("0 n003w2", "1 n003w2", "2: the solution of week 0 of n003w2 is wanted"),
        ("ASSIGNMENTS = 2", "ASSIGNMENTS = 3", "6: ends here; the line of an assignment is missing"),
        ("ASSIGNMENTS = 2", "ASSIGNMENTS = 1", "6: the file should end before this line"),
        ("ASSIGNMENTS = 2", "ASSIGNMENTS = 22", "4: ASSIGNMENTS is 22; 0 to 21 are taken"),
        ("Cy Sun", "Zoe Sun", "6: there is no nurse 'Zoe'"),
        ("Cy Sun Night Nurse", "Ana Mon Early Head", "6: Ana has Late Head on Mon already"),
        ("Cy Sun", "Cy Sunday", "6: there is no day 'Sunday'"),
        ("Night Nurse", "Noon Nurse", "6: there is no shift type 'Noon'"),
        ("Night Nurse", "Night", "6: is no line of an assignment, which has 4 words"),
    ],
)
def test_a_broken_solution_is_named_by_file_line_and_reason(old: str, new: str, reason: str) -> None:
    assert SOLUTION.count(old) == 1
    with pytest.raises(UnreadableFileError) as caught:
        rows_of(SOLUTION.replace(old, new).encode(), "Sol.txt", SCENE, 0)
    assert str(caught.value) == f"Sol.txt:{reason}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("SCENARIO = n003w2\n", "", "2: SCENARIO = … must stand here"),
        ("WEEKS = 2", "WEEKS = 58", "3: WEEKS is 58; 1 to 57 are taken"),
        ("WEEKS = 2", "WEEKS = two", "3: 'two' is no number from 0 to 1000000"),
        ("SKILLS = 2", "SKILLS = 3", "9: is no line of a skill, which has 1 word"),
        ("Nurse\n\nSHIFT", "Head\n\nSHIFT", "7: skill 'Head' is there already"),
        ("Early (2,3)", "Early 2,3", "10: '2,3' is no pair of numbers like (2,5)"),
        ("Early (2,3)", "Early (4,3)", "10: at least 4 and at most 3 can't both hold"),
        ("Early (2,3)", "Any (2,3)", "10: shift type 'Any' is there already"),
        ("Early (2,3)", f"{'E' * 30} (2,3)", f"10: '{'E' * 30}:Head' must have at most 32 characters and one colon"),
        ("Late 1 Early", "Late 2 Early", "16: announces 2 names and has 1"),
        ("Late 1 Early", "Late 1 Noon", "16: there is no shift type 'Noon'"),
        ("Full (5,9) (2,4) (2,3) 1 1", "Full (5,9) (2,4) (2,3) 1 2", "20: '2' is no number from 0 to 1"),
        ("Full (5,9) (2,4) (2,3) 1 1", "Full (5,9) (2,4) (2,3) 1", "20: is no line of a contract, which has 6 words"),
        ("Bo Full 1", "Bo None 1", "25: there is no contract 'None'"),
        ("Bo Full 1", "Ana Full 1", "25: nurse 'Ana' is there already"),
        ("NURSES = 3", "NURSES = 2", "26: the file should end before this line"),
        ("NURSES = 3", "NURSES = 4", "26: ends here; the line of a nurse is missing"),
        ("NURSES = 3", "NURSES = 2001", "23: NURSES is 2001; 1 to 2000 are taken"),
        ("NURSES = 3", "NURSES = 999999999999", "23: '999999999999' is no number from 0 to 1000000"),
    ],
)
def test_a_broken_scenario_is_named_by_file_line_and_reason(old: str, new: str, reason: str) -> None:
    assert SCENARIO.count(old) == 1
    with pytest.raises(UnreadableFileError) as caught:
        scenario_of(SCENARIO.replace(old, new).encode(), "Sc.txt")
    assert str(caught.value) == f"Sc.txt:{reason}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("0 n003w2", "2 n003w2", "2: '2' is no number from 0 to 1"),
        ("0 n003w2", "0 n004w2", "2: belongs to 'n004w2', the scenario to 'n003w2'"),
        ("Late 1 3 0", "Late 1 3 1", "5: 1, 3 and 1 days in a row can't end with Late, or are more than 300"),
        ("None 0 0 2", "None 0 1 2", "6: 0, 1 and 2 days in a row can't end with None, or are more than 300"),
        ("None 0 0 2", "None 0 0 301", "6: 0, 0 and 301 days in a row can't end with None, or are more than 300"),
        ("Cy 0 0", "Ana 0 0", "7: nurse 'Ana' is there already"),
        ("Cy 0 0 Night 2 2 0\n", "", "6: ends here; the line of a nurse's history is missing"),
    ],
)
def test_a_broken_history_is_named_by_file_line_and_reason(old: str, new: str, reason: str) -> None:
    assert HISTORY.count(old) == 1
    with pytest.raises(UnreadableFileError) as caught:
        history_of(HISTORY.replace(old, new).encode(), "H0.txt", SCENE)
    assert str(caught.value) == f"H0.txt:{reason}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Night Nurse (0,0)", "Night Nurse", "7: is no line of a requirement, which has 9 words"),
        ("Night Nurse", "Early Head", "7: Early has requirements for Head already"),
        ("Night Nurse", "Night Cook", "7: there is no skill 'Cook'"),
        ("SHIFT_OFF_REQUESTS = 3", "SHIFT_OFF_REQUESTS = 351", "9: SHIFT_OFF_REQUESTS is 351; 0 to 350 are taken"),
        ("Ana Any Tue", "Ana Any Someday", "10: there is no day 'Someday'"),
        ("Cy Night Sun", "Cy Night Sun\nCy Night Sun", "13: the file should end before this line"),
    ],
)
def test_a_broken_week_is_named_by_file_line_and_reason(old: str, new: str, reason: str) -> None:
    assert WEEK.count(old) == 1
    with pytest.raises(UnreadableFileError) as caught:
        week_of(WEEK.replace(old, new).encode(), "WD.txt", SCENE)
    assert str(caught.value) == f"WD.txt:{reason}"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff", b"\x00", b"SCENARIO", b"(" * 200_000])
def test_what_is_no_scenario_at_all_ends_in_one_clear_error(content: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        scenario_of(content, "Sc.txt")


def _first_week(instance: Instance) -> tuple[History, tuple[Week, ...]]:
    return instance.history, instance.weeks[:1]
