"""INRC-II on the command line: all weeks in turn, into the competition's files and back."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shared.problem import Solution
from shared.score import check
from solver_service.files import problem_in, read
from tests.support.inrc2 import write_data_set
from tests.support.solver_process import ROOT

DATA_SETS = ROOT.parent / "shared" / "data" / "nrp" / "inrc2"
SOON_S = 15.0


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver_service", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return write_data_set(tmp_path)


def test_all_weeks_are_solved_into_the_files_of_the_competition_and_check_scores_them(instance: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("solve", instance, "--time-limit", "3", "--workers", "1", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "week 1 of 2: score" in done.stderr
    assert "week 2 of 2: score" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == ["Sol-n003w2-4-0.txt", "Sol-n003w2-4-1.txt"]
    assert (out / "Sol-n003w2-4-1.txt").read_text().startswith("SOLUTION\n1 n003w2\n\nASSIGNMENTS = ")
    checked = run("check", instance, out)
    assert checked.returncode == 0
    assert checked.stdout.splitlines()[0] == done.stdout.splitlines()[1]


def test_the_whole_horizon_goes_out_as_csv_and_json(instance: Path, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    done = run("solve", instance, "--time-limit", "3", "--workers", "1", "--out", roster, "--json")
    solution = Solution.model_validate_json(done.stdout)
    assert solution.score == check(problem_in(read(instance)), solution.grid).score
    assert len(roster.read_text().splitlines()[0].split(",")) == 1 + 14
    assert run("check", instance, roster).stdout.splitlines()[0] == f"score       hard {solution.score.hard}, soft {solution.score.soft}"


def test_ctrl_c_ends_all_weeks_soon_and_what_is_there_is_the_answer(instance: Path) -> None:
    command = [sys.executable, "-m", "solver_service", "solve", str(instance), "--time-limit", "300", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert "week 1 of 2" in process.stderr.readline()
            process.send_signal(signal.SIGINT)
            began = time.monotonic()
            said, _ = process.communicate(timeout=SOON_S)
        finally:
            process.kill()
    assert time.monotonic() - began < SOON_S
    assert len(Solution.model_validate_json(said).grid[0]) == 14


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("Sc-n003w2.txt", "SCENARIO = n003w2", "SCENARIO = ../n003w2", "Sc-n003w2.txt:1: is the scenario '../n003w2'"),
        ("Sc-n003w2.txt", "NURSES = 3", "NURSES = many", "Sc-n003w2.txt:23: 'many' is no number"),
        ("H0-n003w2-0.txt", "Ana", "Zoe", "H0-n003w2-0.txt:5: there is no nurse 'Zoe'"),
        ("WD-n003w2-4.txt", "Cy Night Sun", "", "WD-n003w2-4.txt:11: ends here"),
    ],
)
def test_a_broken_part_is_named_by_file_line_and_reason(instance: Path, file: str, old: str, new: str, reason: str) -> None:
    path = instance.parent / file
    path.write_text(path.read_text().replace(old, new))
    done = run("solve", instance)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("n003w2_0_4", "n003w2_0_4:1: names 1 weeks; 2 are to be planned"),
        ("n003w2_0_4-5", "WD-n003w2-5.txt:1: No such file"),
        ("n003w2_1_4-4", "H0-n003w2-1.txt:1: No such file"),
        ("n004w2_0_4-4", "n004w2_0_4-4:1: No such file"),
        ("Sc-n003w2.txt", "Sc-n003w2.txt:1: is a part of INRC-II instances; name one"),
    ],
)
def test_a_name_that_stands_for_no_instance_says_what_is_missing(instance: Path, name: str, reason: str) -> None:
    done = run("check", instance.parent / name, instance.parent)
    assert done.returncode == 2
    assert reason in done.stderr


def test_a_folder_without_a_week_s_solution_is_unreadable(instance: Path) -> None:
    done = run("check", instance, instance.parent)
    assert done.returncode == 2
    assert "Sol-n003w2-4-0.txt:1: No such file" in done.stderr


@pytest.mark.skipif(not DATA_SETS.is_dir(), reason="no benchmark files in ../shared/data/nrp/inrc2")
def test_a_published_solution_costs_what_the_validator_said() -> None:
    folder = DATA_SETS / "n005w4"
    done = run("check", folder / "n005w4_0_1-2-3-3", folder / "Solution_H_0-WD_1-2-3-3")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "score       hard 0, soft 1695")
