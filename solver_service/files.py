"""Problems and rosters from files, rosters into files."""

import re
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from shared.domain import ShiftKind
from shared.formats.curtois_qu import is_curtois_qu, problem_of
from shared.formats.inrc2 import Instance
from shared.formats.inrc2_problem import whole_problem
from shared.formats.roster_csv import grid_of, roster_of, roster_text
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.model import Record
from shared.problem import Problem, Row, Solution
from solver_service import inrc2_files
from solver_service.reading import content_of

_JSON_LINE = re.compile(r"line (\d+)")

RecordT = TypeVar("RecordT", bound=Record)


class _Filled(Record):
    """What counts of a solution in JSON."""

    grid: tuple[Row, ...]


def read(path: Path) -> Problem | Instance:
    """Read a problem in JSON, a Curtois–Qu instance as published, or an INRC-II instance by its name. Raises UnreadableFileError."""
    if inrc2_files.is_instance(path):
        return inrc2_files.read_instance(path)
    content, name = content_of(path), str(path)
    if is_curtois_qu(text_of(content, name)):
        return problem_of(content, name)
    if inrc2_files.is_part(path):
        raise UnreadableFileError(name, 1, "is a part of INRC-II instances; name one in this folder, like n030w4_1_6-2-9-1")
    return _from_json(Problem, content, name)


def problem_in(source: Problem | Instance) -> Problem:
    """Return what is solved as one problem: for an instance of INRC-II all its weeks."""
    return source if isinstance(source, Problem) else whole_problem(source)


def read_roster(path: Path, source: Problem | Instance, problem: Problem) -> tuple[Row, ...]:
    """Read a roster of `problem`, which `source` is: CSV (an empty cell is a day off), a solution in JSON, or a folder of INRC-II.

    The grid of a solution may still not fit the problem. Raises UnreadableFileError.
    """
    if path.is_dir() and isinstance(source, Instance):
        return inrc2_files.read_solution(path, source)
    content, name = content_of(path), str(path)
    if content.lstrip().startswith(b"{"):
        return _from_json(_Filled, content, name).grid
    codes = {shift.code for shift in problem.shift_types}
    return grid_of(roster_of(content, name, codes=codes, needs_header=False), problem, empty=day_off(problem))


def write(path: Path, source: Problem | Instance, problem: Problem, solution: Solution) -> None:
    """Write a solution: `.json` all of it; else its grid, as a folder of files for an instance of INRC-II that isn't `.csv`, or as CSV.

    CSV has a staff code, then a shift code a day, empty for a day off. Raises OSError.
    """
    if path.suffix == ".json":
        path.write_text(solution.model_dump_json(by_alias=True) + "\n", encoding="utf-8")
    elif isinstance(source, Instance) and path.suffix != ".csv":
        inrc2_files.write_solution(path, source, solution.grid)
    else:
        path.write_text(_csv(problem, solution.grid), encoding="utf-8", newline="")


def day_off(problem: Problem) -> str | None:
    """Return the code that an empty cell of a roster file stands for: the first day off among the shift types."""
    return next((shift.code for shift in problem.shift_types if shift.kind is ShiftKind.OFF), None)


def _csv(problem: Problem, grid: tuple[Row, ...]) -> str:
    dates = [problem.start_date + timedelta(days=day) for day in range((problem.end_date - problem.start_date).days + 1)]
    free = day_off(problem)
    rows = ((member.code, tuple(None if cell == free else cell for cell in row)) for member, row in zip(problem.staff, grid, strict=True))
    return roster_text(dates, rows, {shift.code for shift in problem.shift_types})


def _from_json(kind: type[RecordT], content: bytes, name: str) -> RecordT:
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        found = _JSON_LINE.search(fault["msg"]) if fault["type"] == "json_invalid" else None
        where = "".join(f"{step}: " for step in [".".join(map(str, fault["loc"]))] if step)
        raise UnreadableFileError(name, int(found[1]) if found else 1, f"{where}{fault['msg']}") from None
