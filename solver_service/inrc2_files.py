"""Instances of INRC-II from the folder of their data set, and the solution files of their weeks."""

import re
from collections.abc import Sequence
from pathlib import Path

from shared.formats.inrc2 import WEEK_DAYS, Instance
from shared.formats.inrc2_reading import history_of, scenario_of, week_of
from shared.formats.inrc2_solution import rows_of, solution_text
from shared.formats.unreadable import UnreadableFileError
from shared.problem import Row
from solver_service.reading import content_of

_NAME = re.compile(r"(?P<data_set>.+)_(?P<history>\d{1,3})_(?P<weeks>\d{1,3}(?:-\d{1,3})*)")
_PART = re.compile(r"(Sc|H0|WD|Sol)-.+\.txt")


def is_instance(path: Path) -> bool:
    """Whether this is an instance's name beside its scenario: `n030w4/n030w4_1_6-2-9-1` is history 1 and the weeks 6, 2, 9, 1."""
    found = _NAME.fullmatch(path.name)
    return found is not None and not path.exists() and _scenario(path.parent, found["data_set"]).exists()


def is_part(path: Path) -> bool:
    """Whether this is one of the files that only together are an instance."""
    return _PART.fullmatch(path.name) is not None


def read_instance(path: Path) -> Instance:
    """Read the files that an instance's name stands for. Raises UnreadableFileError, which names the file that is wrong."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise UnreadableFileError(str(path), 1, "is no name of an instance like n030w4_1_6-2-9-1")
    folder, data_set = path.parent, named["data_set"]
    scenario = scenario_of(*_file(_scenario(folder, data_set)))
    if scenario.name != data_set:
        raise UnreadableFileError(str(_scenario(folder, data_set)), 1, f"is the scenario {scenario.name[:40]!r}")
    history = history_of(*_file(folder / f"H0-{data_set}-{named['history']}.txt"), scenario)
    numbers = tuple(map(int, named["weeks"].split("-")))
    left = scenario.week_count - history.week_index
    if len(numbers) != left:
        raise UnreadableFileError(str(path), 1, f"names {len(numbers)} weeks; {left} are to be planned")
    weeks = {number: week_of(*_file(folder / f"WD-{data_set}-{number}.txt"), scenario) for number in set(numbers)}
    return Instance(scenario, history, numbers, tuple(weeks[number] for number in numbers))


def read_solution(folder: Path, instance: Instance) -> tuple[Row, ...]:
    """Return the whole grid from a folder that holds a solution file a week. Raises UnreadableFileError."""
    weeks = [
        rows_of(*_file(folder / name), instance.scenario, week_index) for week_index, name in enumerate(_names(instance), _first(instance))
    ]
    return tuple(tuple(cell for row in rows for cell in row) for rows in zip(*weeks, strict=True))


def write_solution(folder: Path, instance: Instance, grid: Sequence[Row]) -> None:
    """Write a solution file a week, named as the competition names them. Raises OSError."""
    folder.mkdir(exist_ok=True)
    for at, name in enumerate(_names(instance)):
        rows = [row[WEEK_DAYS * at : WEEK_DAYS * (at + 1)] for row in grid]
        (folder / name).write_text(solution_text(instance.scenario, _first(instance) + at, rows), encoding="utf-8", newline="")


def _names(instance: Instance) -> list[str]:
    return [f"Sol-{instance.scenario.name}-{number}-{at}.txt" for at, number in enumerate(instance.week_files, _first(instance))]


def _first(instance: Instance) -> int:
    return instance.history.week_index


def _scenario(folder: Path, data_set: str) -> Path:
    return folder / f"Sc-{data_set}.txt"


def _file(path: Path) -> tuple[bytes, str]:
    return content_of(path), str(path)
