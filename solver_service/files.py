"""Problems and rosters from files, rosters into files."""

import re
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError

from shared.domain import ShiftKind
from shared.formats.curtois_qu import is_curtois_qu, problem_of
from shared.formats.roster_csv import grid_of, roster_of, roster_text
from shared.formats.unreadable import UnreadableFileError, text_of
from shared.problem import Problem, Row

_JSON_LINE = re.compile(r"line (\d+)")


def read_problem(path: Path) -> Problem:
    """Read a problem: a Curtois–Qu instance as published, or this project's JSON. Raises UnreadableFileError."""
    content, name = _content(path), str(path)
    if is_curtois_qu(text_of(content, name)):
        return problem_of(content, name)
    try:
        return Problem.model_validate_json(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        found = _JSON_LINE.search(fault["msg"]) if fault["type"] == "json_invalid" else None
        where = "".join(f"{step}: " for step in [".".join(map(str, fault["loc"]))] if step)
        raise UnreadableFileError(name, int(found[1]) if found else 1, f"{where}{fault['msg']}") from None


def read_roster(path: Path, problem: Problem) -> tuple[Row, ...]:
    """Read a roster of `problem`; an empty cell is a day off. Raises UnreadableFileError."""
    codes = {shift.code for shift in problem.shift_types}
    return grid_of(roster_of(_content(path), str(path), codes=codes, needs_header=False), problem, empty=day_off(problem))


def write_roster(path: Path, problem: Problem, grid: tuple[Row, ...]) -> None:
    """Write a grid as CSV: staff code, then a shift code a day, empty for a day off."""
    dates = [problem.start_date + timedelta(days=day) for day in range((problem.end_date - problem.start_date).days + 1)]
    free = day_off(problem)
    rows = ((member.code, tuple(None if cell == free else cell for cell in row)) for member, row in zip(problem.staff, grid, strict=True))
    path.write_text(roster_text(dates, rows, {shift.code for shift in problem.shift_types}), encoding="utf-8", newline="")


def day_off(problem: Problem) -> str | None:
    """Return the code that an empty cell of a roster file stands for: the first day off among the shift types."""
    return next((shift.code for shift in problem.shift_types if shift.kind is ShiftKind.OFF), None)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(str(path), 1, error.strerror or "can't be read") from None
