"""A run that was kept, solved again: whether problem, score and grid are the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.formats.unreadable import UnreadableFileError
from shared.problem import Engine, Options, Problem, Row, Score, Solution
from shared.score import problem_hash
from solver_service import files
from solver_service.reading import content_of
from solver_service.report import score_words

_OPTIONS = frozenset(Options.model_fields)


class _Grid(BaseModel):
    model_config = ConfigDict(extra="ignore")

    grid: tuple[Row, ...]


class KeptRun(BaseModel):
    """What counts of a run's row, as `GET /runs/{id}` or the `runs` table gives it, or of a solution in JSON."""

    model_config = ConfigDict(extra="ignore")

    engine: Engine
    seed: int
    problem_hash: str
    score: Score
    options: dict[str, Any] = Field(default_factory=dict)
    problem: Problem | None = None
    grid: tuple[Row, ...] | None = None
    solution: _Grid | None = None

    @property
    def kept_grid(self) -> tuple[Row, ...] | None:
        return self.grid if self.solution is None else self.solution.grid

    def solving(self, *, time_limit_s: float | None, workers: int | None) -> Options:
        """Return the run's options; what it doesn't name is given here. Raises ValidationError."""
        named = {name: value for name, value in self.options.items() if name in _OPTIONS and value is not None}
        given = {"time_limit_s": time_limit_s, "workers": workers}
        return Options.model_validate({**given, **named, "engine": self.engine, "seed": self.seed})


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of it. `moved`: how many cells differ; None where the run kept no grid."""

    run: KeptRun
    solution: Solution
    moved: int | None

    @property
    def is_same(self) -> bool:
        return self.run.score == self.solution.score and not self.moved

    def lines(self) -> Iterator[str]:
        """Yield what is printed."""
        grid = "not kept" if self.moved is None else "the same" if not self.moved else f"{self.moved} cells differ"
        yield f"problem     the same, {self.run.problem_hash}"
        yield f"score       was {score_words(self.run.score)}; is {score_words(self.solution.score)}"
        yield f"grid        {grid}"
        if not self.is_same and not self.run.options.get("deterministic"):
            yield "The run was not `deterministic`: threads and the clock decide then, and the same seed may give another grid."


def read(path: Path, problem_path: Path | None) -> tuple[KeptRun, Problem]:
    """Read a run and the problem that it had, in itself or in a file. Raises UnreadableFileError, also for another problem."""
    run = _run(path)
    if problem_path is not None:
        problem = files.problem_in(files.read(problem_path))
    elif run.problem is not None:
        problem = run.problem
    else:
        raise UnreadableFileError(str(path), 1, "holds no `problem`: name its file (--problem)")
    found = problem_hash(problem)
    if found != run.problem_hash:
        name = str(path if problem_path is None else problem_path)
        raise UnreadableFileError(name, 1, f"is another problem ({found}) than the run's ({run.problem_hash})")
    return run, problem


def compared(run: KeptRun, solution: Solution) -> Replayed:
    """Hold the new solution against the run."""
    kept = run.kept_grid
    if kept is None:
        return Replayed(run, solution, None)
    pairs = zip(kept, solution.grid, strict=True)
    return Replayed(run, solution, sum(old != new for rows in pairs for old, new in zip(*rows, strict=True)))


def _run(path: Path) -> KeptRun:
    try:
        return KeptRun.model_validate_json(content_of(path))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, fault["loc"]))
        raise UnreadableFileError(str(path), 1, f"{where}: {fault['msg']}" if where else fault["msg"]) from None
