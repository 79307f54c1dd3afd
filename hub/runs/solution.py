"""The grid that a run keeps, as JSON and as a record."""

from dataclasses import asdict
from typing import Any

from hub.documents.delta import dates_between
from hub.runs.rebase import Solved
from shared.problem import Problem, Row


def solved_of(problem: Problem, grid: tuple[Row, ...], *, epoch: str, base_version: int) -> Solved:
    """Return a grid with the one that it was made from."""
    return Solved(
        epoch=epoch,
        base_version=base_version,
        staff_ids=tuple(member.id for member in problem.staff),
        dates=tuple(dates_between(problem.start_date.isoformat(), problem.end_date.isoformat())),
        base=problem.reference,
        grid=grid,
    )


def to_json(solved: Solved) -> dict[str, Any]:
    """Return what the run's row keeps."""
    return asdict(solved)


def from_json(kept: dict[str, Any]) -> Solved:
    """Return what `to_json` gave."""
    return Solved(
        epoch=kept["epoch"],
        base_version=kept["base_version"],
        staff_ids=tuple(kept["staff_ids"]),
        dates=tuple(kept["dates"]),
        base=tuple(map(tuple, kept["base"])),
        grid=tuple(map(tuple, kept["grid"])),
    )
