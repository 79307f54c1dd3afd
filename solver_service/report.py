"""What the command line shows: progress while it searches, then score, bound, gap and violations."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from shared.problem import Bound, Event, Incumbent, Score, Solution, Violation, gap
from solver_service.engines.port import Tell

_TICK_S = 0.2
_LINE_EVERY_S = 1.0  # where lines are kept, in a log or a file

TellOf = Callable[[str], Tell]
"""Makes what takes the events of one solve; the text says which it is, where there are several."""


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
def progress_of(time_limit_s: float) -> Iterator[TellOf]:
    """Show progress on stderr while the block runs: a bar on a terminal, else a line a second at most, when there is something new."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda title: _Lines(console, title).tell
        return
    columns = [TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[state]}")]
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("solving", total=time_limit_s, state="")
        ended = threading.Event()
        threading.Thread(target=_tick, args=(bar, task, ended), daemon=True).start()

        def tell_of(title: str) -> Tell:
            bar.update(task, description=title or "solving")
            return tell

        def tell(event: Event) -> None:
            if words := _words(event):
                bar.update(task, state=words)

        try:
            yield tell_of
        finally:
            ended.set()


class _Lines:
    """Progress in lines: the first grid at once, then what is new, once a second."""

    def __init__(self, console: Console, title: str) -> None:
        self._console = console
        self._title = f"{title}: " if title else ""
        self._next_s = 0.0

    def tell(self, event: Event) -> None:
        words = _words(event)
        if words and isinstance(event, Incumbent | Bound) and event.elapsed_s >= self._next_s:
            self._next_s = event.elapsed_s + _LINE_EVERY_S
            self._console.print(f"{event.elapsed_s:7.1f} s  {self._title}{words}", markup=False, highlight=False, soft_wrap=True)


def _words(event: Event) -> str:
    """What an event says of the score; nothing where it says nothing."""
    if not isinstance(event, Incumbent | Bound):
        return ""
    return f"score {score_words(event.score)} · bound {score_words(event.bound)} · gap {gap_words(event.gap)}"


def _tick(bar: Progress, task: TaskID, ended: threading.Event) -> None:
    while not ended.wait(_TICK_S):
        bar.advance(task, _TICK_S)
