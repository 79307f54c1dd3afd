"""What the command line shows: progress while it searches, then score, bound, gap and violations."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shared.problem import Bound, Event, Incumbent, Options, Score, Solution, Violation, gap
from solver_service.engines.port import Tell

_TICK_S = 0.2


def score_words(score: Score | None) -> str:
    """Return a score as `hard 0, soft 828`."""
    return "none" if score is None else f"hard {score.hard}, soft {score.soft}"


def gap_words(found: float | None) -> str:
    """Return a gap in percent."""
    return "unknown" if found is None else f"{100 * found:.2f} %"


def solution_lines(solution: Solution) -> Iterator[str]:
    """Yield the lines that `solve` prints."""
    yield f"status      {solution.status}"
    yield f"score       {score_words(solution.score)}"
    yield f"bound       {score_words(solution.bound)}"
    yield f"gap         {gap_words(gap(solution.score, solution.bound))}"
    yield f"time        {solution.elapsed_s:.1f} s, {solution.solutions} grids, engine {solution.engine}, seed {solution.seed}"
    yield from violation_lines(solution.violations)
    if solution.explanation is not None:
        yield solution.explanation.message


def violation_lines(violations: Sequence[Violation]) -> Iterator[str]:
    """Yield a line for each violation, hard ones first."""
    yield f"violations  {len(violations)}"
    for violation in violations:
        yield f"  {violation.enforcement} {violation.points:>6}  {violation.type}: {violation.message}"


@contextmanager
def progress_of(options: Options) -> Iterator[Tell]:
    """Show progress on stderr while the block runs, on a terminal only; yields what takes the events."""
    console = Console(stderr=True)
    columns = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[state]}")]
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("solving", total=options.time_limit_s, state="")
        ended = threading.Event()
        threading.Thread(target=_tick, args=(bar, task, ended), daemon=True).start()

        def tell(event: Event) -> None:
            if isinstance(event, Incumbent | Bound):
                bar.update(task, state=f"score {score_words(event.score)} · bound {score_words(event.bound)} · gap {gap_words(event.gap)}")

        try:
            yield tell
        finally:
            ended.set()


def _tick(bar: Progress, task: TaskID, ended: threading.Event) -> None:
    while not ended.wait(_TICK_S):
        bar.advance(task, _TICK_S)
