"""`python -m solver_service serve | solve FILE | check FILE ROSTER.csv | replay RUN.json`."""

import os
import sys
import threading
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer
from pydantic import ValidationError

from shared.formats.inrc2 import Instance
from shared.formats.unreadable import UnreadableFileError
from shared.invalid import InvalidProblemError
from shared.problem import CheckResponse, Engine, Options, Problem, Score, Solution
from shared.protocol.errors import RosterhubError
from shared.score import Scorer
from solver_service import files, report, settings, telemetry
from solver_service import replay as replaying
from solver_service.engines.options import complete

FEASIBLE, INFEASIBLE, UNREADABLE = 0, 1, 2
_DAY_S = 86_400

app = typer.Typer(help="Fills grids.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="A problem in JSON, a Curtois–Qu instance, or the name of an INRC-II instance in its folder: n030w4/n030w4_1_6-2-9-1.",
    ),
]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Instead of SOLVER_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Instead of SOLVER_PORT; 0: any free one.")] = None,
    parent_fd: Annotated[
        int | None, typer.Option(help="A socket to the starter: told the address as a line of JSON; the service ends when it closes.")
    ] = None,
    log_level: Annotated[Literal["debug", "info", "warning", "error"], typer.Option(help="The least important log lines.")] = "info",
) -> None:
    """Serve solves over HTTP. Settings come from the environment (SOLVER_…)."""
    from solver_service.server import serve as run  # noqa: PLC0415  # the web server is loaded where there is one

    try:
        run(settings.read(host=host, port=port), parent_fd, log_level=log_level)
    except settings.SettingsError as error:
        _end(UNREADABLE, str(error))


@app.command()
def solve(
    file: File,
    *,
    time_limit: Annotated[float, typer.Option(metavar="S", help="Seconds.", min=0.1, max=_DAY_S)] = settings.TIME_LIMIT_DEFAULT_S,
    workers: Annotated[int | None, typer.Option(metavar="N", help="Threads; all cores if not given.", min=1, max=64)] = None,
    engine: Annotated[Engine, typer.Option(help="How to search.")] = "cpsat",
    seed: Annotated[int, typer.Option(metavar="N", min=0, max=2**31 - 1)] = 1,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="One worker, effort counted in steps: the same grid again.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="ROSTER.csv", help="Write the grid here; NAME.json: all of it; INRC-II: a folder of its files.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole solution as JSON.")] = False,
) -> None:
    """Solve FILE. Exit status: 0 feasible, 1 not feasible, 2 unreadable input."""
    source, problem = _read(file)
    if out is not None and not out.parent.is_dir():
        _end(UNREADABLE, f"{out}:1: there is no directory {out.parent}")  # before the time is spent
    given = Options(time_limit_s=time_limit, workers=workers, engine=engine, seed=seed, deterministic=deterministic)
    try:
        options = complete(given, workers_max=settings.cores(), time_limit_max_s=_DAY_S)
        solution = _solution(source, options)
    except InvalidProblemError as error:
        _end(UNREADABLE, f"{file}:1: {error.message}")
    except RosterhubError as error:
        _end(UNREADABLE, error.message)
    typer.echo(solution.model_dump_json(by_alias=True) if as_json else "\n".join(report.solution_lines(solution)))
    if out is not None:
        _write(out, source, problem, solution)
    raise typer.Exit(_status(solution.score))


@app.command()
def check(
    file: File,
    roster: Annotated[
        Path,
        typer.Argument(
            metavar="ROSTER.csv",
            help="CSV (staff code, then a shift code a day; empty = a day off), a solution in JSON, or a folder of INRC-II solutions.",
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print score and violations as JSON.")] = False,
) -> None:
    """Print score and violations of a roster. Exit status as `solve`."""
    found = _checked(file, roster)
    if as_json:
        typer.echo(found.model_dump_json(by_alias=True))
    else:
        typer.echo("\n".join([f"score       {report.score_words(found.score)}", *report.violation_lines(found.violations)]))
    raise typer.Exit(_status(found.score))


@app.command()
def replay(
    run: Annotated[
        Path, typer.Argument(metavar="RUN.json", help="A run's row (GET /runs/ID, or of the runs table), or a solution in JSON.")
    ],
    *,
    problem: Annotated[Path | None, typer.Option(metavar="FILE", help="The problem, where the row doesn't hold it.")] = None,
    time_limit: Annotated[float, typer.Option(metavar="S", help="Where the row names none.", min=0.1, max=_DAY_S)] = (
        settings.TIME_LIMIT_DEFAULT_S
    ),
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Where the row names none; all cores if not given.", min=1, max=64)
    ] = None,
) -> None:
    """Solve a run again. Exit status: 0 the same score and grid, 1 another, 2 unreadable, or another problem."""
    try:
        kept, source = replaying.read(run, problem)
        given = kept.solving(time_limit_s=time_limit, workers=workers)
        replayed = replaying.compared(kept, _solution(source, complete(given, workers_max=settings.cores(), time_limit_max_s=_DAY_S)))
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)
    except ValidationError as error:
        _end(UNREADABLE, f"{run}:1: options: {error.errors()[0]['msg']}")
    except RosterhubError as error:
        _end(UNREADABLE, error.message)
    typer.echo("\n".join(replayed.lines()))
    raise typer.Exit(FEASIBLE if replayed.is_same else INFEASIBLE)


def _read(file: Path) -> tuple[Problem | Instance, Problem]:
    """What the file holds, and as one problem."""
    try:
        source = files.read(file)
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)
    return source, files.problem_in(source)


def _checked(file: Path, roster: Path) -> CheckResponse:
    source, problem = _read(file)
    try:
        scorer = Scorer(problem)
    except InvalidProblemError as error:
        _end(UNREADABLE, f"{file}:1: {error.message}")
    try:
        grid = scorer.encode(files.read_roster(roster, source, problem))
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)
    except InvalidProblemError as error:
        _end(UNREADABLE, f"{roster}:1: {error.message}")
    return CheckResponse(score=scorer.score(grid), violations=scorer.violations(grid))


def _solution(source: Problem | Instance, options: Options) -> Solution:
    from solver_service.local import interruptible, solved  # noqa: PLC0415  # OR-Tools takes a second to load, and `check` needs none
    from solver_service.stages import solve_weeks  # noqa: PLC0415  # as above

    telemetry.configure("warning")
    with report.progress_of(options.time_limit_s or 0.0) as tell_of:
        if isinstance(source, Problem):
            return interruptible(lambda stop: solved(source, options, tell_of(""), stop))
        return interruptible(
            lambda stop: solve_weeks(source, options, lambda problem, own, title: solved(problem, own, tell_of(title), stop))
        )


def _write(out: Path, source: Problem | Instance, problem: Problem, solution: Solution) -> None:
    try:
        files.write(out, source, problem, solution)
    except OSError as error:
        _end(UNREADABLE, f"{out}:1: {error.strerror}")


def _status(score: Score) -> int:
    return INFEASIBLE if score.hard else FEASIBLE


def _end(status: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)


def main() -> None:
    """Run a command, then end at once: a thread of HiGHS that can't be stopped would abort the process where Python ends it."""
    try:
        app()
    except SystemExit as end:
        if any(thread.name == "highs" for thread in threading.enumerate()):
            sys.stdout.flush()
            os._exit(end.code if isinstance(end.code, int) else UNREADABLE)
        raise


if __name__ == "__main__":
    main()
