"""`python -m solver_service serve | solve FILE | check FILE ROSTER.csv`."""

from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from shared.formats.unreadable import UnreadableFileError
from shared.invalid import InvalidProblemError
from shared.problem import CheckResponse, Options, Problem, Score, Solution
from shared.protocol.errors import RosterhubError
from shared.score import check as checked
from solver_service import files, report, settings
from solver_service.engines.options import complete

FEASIBLE, INFEASIBLE, UNREADABLE = 0, 1, 2
_DAY_S = 86_400

app = typer.Typer(help="Fills grids.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

File = Annotated[Path, typer.Argument(metavar="FILE", help="A problem: this project's JSON, or a Curtois–Qu instance as published.")]


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
    engine: Annotated[str, typer.Option(metavar="E", help="cpsat")] = "cpsat",
    seed: Annotated[int, typer.Option(metavar="N", min=0, max=2**31 - 1)] = 1,
    out: Annotated[Path | None, typer.Option(metavar="ROSTER.csv", help="Write the grid here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole solution as JSON.")] = False,
) -> None:
    """Solve FILE. Exit status: 0 feasible, 1 not feasible, 2 unreadable input."""
    problem = _problem(file)
    given = {"time_limit_s": time_limit, "workers": workers, "engine": engine, "seed": seed}
    try:
        options = complete(Options.model_validate(given), workers_max=settings.cores(), time_limit_max_s=_DAY_S)
        solution = _solution(problem, options)
    except InvalidProblemError as error:
        _end(UNREADABLE, f"{file}:1: {error.message}")
    except (RosterhubError, ValueError) as error:
        _end(UNREADABLE, str(error))
    if out is not None:
        _write(out, problem, solution)
    typer.echo(solution.model_dump_json(by_alias=True) if as_json else "\n".join(report.solution_lines(solution)))
    raise typer.Exit(_status(solution.score))


@app.command()
def check(
    file: File,
    roster: Annotated[Path, typer.Argument(metavar="ROSTER.csv", help="Staff code, then a shift code a day; empty = a day off.")],
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


def _problem(file: Path) -> Problem:
    try:
        return files.read_problem(file)
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)


def _checked(file: Path, roster: Path) -> CheckResponse:
    problem = _problem(file)
    try:
        return checked(problem, files.read_roster(roster, problem))
    except UnreadableFileError as error:
        _end(UNREADABLE, error.message)
    except InvalidProblemError as error:
        _end(UNREADABLE, f"{file}:1: {error.message}")


def _solution(problem: Problem, options: Options) -> Solution:
    from solver_service.local import LocalSolve  # noqa: PLC0415  # OR-Tools takes a second to load, and `check` needs none

    with report.progress_of(options) as tell:
        return LocalSolve(problem, options, tell).run()


def _write(out: Path, problem: Problem, solution: Solution) -> None:
    try:
        files.write_roster(out, problem, solution.grid)
    except OSError as error:
        _end(UNREADABLE, f"{out}:1: {error.strerror}")


def _status(score: Score) -> int:
    return INFEASIBLE if score.hard else FEASIBLE


def _end(status: int, message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(status)


if __name__ == "__main__":
    app()
