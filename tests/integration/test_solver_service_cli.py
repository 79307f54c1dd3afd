"""`python -m solver_service solve` and `check`, as people call them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shared.formats.curtois_qu import problem_of
from shared.problem import Problem, Result, Score, Solution
from shared.score import check
from tests.support.grids import a_problem, a_rule, grid
from tests.support.solver_process import ROOT, a_solver, streaming

INSTANCES = ROOT.parent / "shared" / "data" / "nrp" / "curtois-qu"
BEST_OF_2 = 828
SECONDS_OF_2 = 20


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver_service", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def problem() -> Problem:
    wish = {"staff": "ana", "when": {"dates": ["2026-12-07"]}, "kind": "off"}
    return a_problem(
        grid("Ana . . .", "Bo . . ."),
        a_rule("coverage", {"shifts": ["D"], "min": 2, "max": 2}, enforcement="hard", rule_id="cover"),
        a_rule("request", {"requests": [wish]}, weight=5, rule_id="wish"),
    )


@pytest.fixture
def file(problem: Problem, tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(problem.model_dump_json(by_alias=True))
    return path


def test_solve_prints_score_bound_gap_and_violations(file: Path) -> None:
    done = run("solve", file, "--time-limit", "10")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == ["status", "optimal"]
    assert lines[1] == ["score", "hard", "0,", "soft", "5"]
    assert lines[2] == ["bound", "hard", "0,", "soft", "5"]
    assert lines[3] == ["gap", "0.00", "%"]
    assert "Ana asked for Mon 7 Dec off; it is Day" in done.stdout


def test_solve_writes_a_roster_that_check_reads_back(file: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    assert run("solve", file, "--time-limit", "10", "--workers", "1", "--seed", "3", "--out", roster).returncode == 0
    assert roster.read_text().splitlines()[0] == "staff,2026-12-07,2026-12-08,2026-12-09"
    assert roster.read_text().splitlines()[1] == "ANA,D,D,D"
    done = run("check", file, roster)
    assert done.returncode == 0
    assert "hard 0, soft 5" in done.stdout


def test_json_is_the_solution_and_nothing_else(file: Path, problem: Problem) -> None:
    done = run("solve", file, "--time-limit", "10", "--json")
    solution = Solution.model_validate_json(done.stdout)
    assert solution.score == check(problem, solution.grid).score == Score(hard=0, soft=5)


def test_an_empty_cell_of_a_roster_is_a_day_off(file: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("BO,D,D,D\nANA,,,\n")
    done = run("check", file, roster, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["score"] == {"hard": 3, "soft": 0}


def test_what_can_not_hold_ends_with_status_1_and_says_why(problem: Problem, tmp_path: Path) -> None:
    path = tmp_path / "clash.json"
    clash = a_rule("daily_limit", {"shifts": ["D"], "max": 1}, enforcement="hard", rule_id="few", name="One day shift at most")
    path.write_text(problem.model_copy(update={"rules": (*problem.rules, clash)}).model_dump_json(by_alias=True))
    done = run("solve", path, "--time-limit", "10")
    assert done.returncode == 1
    assert "infeasible" in done.stdout
    assert "rules that must hold" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("broken.json", '{\n"staff": [}', ":2: "),
        ("other.json", '{"staff": []}', ":1: shift_types"),
        ("instance.txt", "SECTION_HORIZON\n14\n\nSECTION_SHIFTS\nD,480\nSECTION_STAFF\nA,D=14,zero\n", "instance.txt:"),
        ("empty.txt", "", "empty.txt:1: "),
        ("binary.bin", "\x00\x01", "binary.bin:1: "),
    ],
)
def test_unreadable_input_ends_with_status_2_and_names_file_line_and_reason(tmp_path: Path, name: str, content: str, reason: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    done = run("solve", path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_and_an_unknown_rule_are_unreadable_too(problem: Problem, tmp_path: Path) -> None:
    assert "nowhere.json:1: No such file" in run("solve", tmp_path / "nowhere.json").stderr
    path = tmp_path / "problem.json"
    path.write_text(problem.model_dump_json(by_alias=True).replace('"coverage"', '"covering"'))
    done = run("solve", path)
    assert done.returncode == 2
    assert "problem.json:1: rules[0].type" in done.stderr


def test_a_roster_of_other_people_is_unreadable(file: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("ANA,D,D,D\nZOE,D,D,D\n")
    done = run("check", file, roster)
    assert done.returncode == 2
    assert "roster.csv:2: there is no staff member 'ZOE'" in done.stderr


def test_an_engine_that_is_not_there_is_refused_by_name(file: Path) -> None:
    done = run("solve", file, "--engine", "simplex")
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("--engine", "simplex", "cpsat", "milp", "hungarian"))


def test_progress_goes_to_stderr_line_by_line_with_seconds_score_bound_and_gap(file: Path) -> None:
    lines = run("solve", file, "--time-limit", "10", "--json").stderr.splitlines()
    assert lines
    wanted = re.compile(r" +\d+\.\d s  score hard \d+, soft \d+ · bound (none|hard \d+, soft \d+) · gap (unknown|\d+\.\d\d %)")
    assert [line for line in lines if not wanted.fullmatch(line)] == []


def test_a_solution_goes_out_as_json_and_check_scores_it(file: Path, problem: Problem, tmp_path: Path) -> None:
    out = tmp_path / "roster.json"
    assert run("solve", file, "--time-limit", "10", "--out", out).returncode == 0
    assert check(problem, Solution.model_validate_json(out.read_text()).grid).score == Score(hard=0, soft=5)
    done = run("check", file, out)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "score       hard 0, soft 5")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"grid": [["D", "D", "D"]]}', "roster.json:1: grid: 1 rows for 2 people"),
        ('{"grid": [["D"], ["D", "D", "Z"]]}', "roster.json:1: grid[0]: 1 cells for 3 dates (and 1 more)"),
        ('{\n"grid": 1]', "roster.json:2: "),
        ('{"rows": []}', "roster.json:1: grid: Field required"),
    ],
)
def test_a_solution_of_another_problem_is_unreadable(file: Path, tmp_path: Path, content: str, reason: str) -> None:
    roster = tmp_path / "roster.json"
    roster.write_text(content)
    done = run("check", file, roster)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_place_that_is_not_there_is_refused_before_time_is_spent(file: Path, tmp_path: Path) -> None:
    done = run("solve", file, "--time-limit", "50", "--out", tmp_path / "nowhere" / "roster.csv")
    assert done.returncode == 2
    assert "there is no directory" in done.stderr
    assert done.stdout == ""


def test_a_file_without_end_is_unreadable() -> None:
    done = run("check", "/dev/zero", "/dev/zero")
    assert done.returncode == 2
    assert "/dev/zero:1: has more than" in done.stderr


def instance(number: int) -> Path:
    path = INSTANCES / f"Instance{number}.txt"
    if not path.exists():
        pytest.skip("no benchmark files: Curtois-Qu instances")
    return path


def test_instance_2_as_published_is_solved_within_one_percent_in_20_s_and_its_roster_costs_what_was_said(tmp_path: Path) -> None:
    path, roster = instance(2), tmp_path / "roster.csv"
    done = run("solve", path, "--time-limit", str(SECONDS_OF_2), "--workers", "2", "--out", roster, "--json")
    solution = Solution.model_validate_json(done.stdout)
    assert done.returncode == 0
    assert solution.score.hard == 0
    assert BEST_OF_2 <= solution.score.soft <= 1.01 * BEST_OF_2
    checked = run("check", path, roster)
    assert checked.returncode == 0
    assert f"hard 0, soft {solution.score.soft}\n" in checked.stdout


def test_instance_2_over_the_socket_reaches_the_same(tmp_path: Path) -> None:
    problem = problem_of(instance(2).read_bytes(), "Instance2.txt")
    with a_solver(SOLVER_WORKERS="2") as solver, solver.client() as client, streaming(client, problem, time_limit_s=SECONDS_OF_2) as stream:
        result = stream.until("result")
    assert isinstance(result, Result)
    assert (result.solution.score.hard, result.solution.score.soft <= 1.01 * BEST_OF_2) == (0, True)
    assert result.solution.bound is not None
    assert result.solution.bound.soft <= BEST_OF_2


@pytest.mark.parametrize(("name", "cost"), [("Instance1.cost607", 607), ("Instance2.cost934", 934), ("Instance4.cost2841", 2841)])
def test_published_rosters_cost_what_their_name_says(name: str, cost: int) -> None:
    path = instance(int(name[len("Instance")]))
    done = run("check", path, INSTANCES / "fixtures" / f"{name}.csv")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0].split() == ["score", "hard", "0,", "soft", str(cost)]
