"""How a search gets on, as its own events tell it [RN3]."""

from dataclasses import dataclass
from typing import assert_never

from hub.store.runs import RunProgress
from shared.problem import Bound, Event, Failed, Incumbent, ModelBuilt, Queued, Result, Score, Started, gap
from shared.protocol.server import RunStage


@dataclass(slots=True)
class Course:
    """Where a run stands. Score, bound and solutions come from the search alone; the score never gets worse, the bound never lower."""

    time_limit_s: float
    base_version: int | None = None
    problem_hash: str | None = None
    stage: RunStage = "building"
    message: str = "Reading the grid and the rules"
    elapsed_s: float = 0.0
    score: Score | None = None
    bound: Score | None = None
    solutions: int = 0
    queue_position: int | None = None
    is_over: bool = False

    @property
    def gap(self) -> float | None:
        """The gap [RN4]."""
        return None if self.score is None else gap(self.score, self.bound)

    def take(self, event: Event) -> None:
        """Move on by what the search told."""
        match event:
            case Queued(position=position):
                self.stage, self.queue_position, self.message = "queued", position, f"Waiting for a solver, place {position}"
            case Started():
                self.stage, self.queue_position, self.message = "building", None, "Building the model"
            case ModelBuilt(elapsed_s=elapsed_s):
                self._search(elapsed_s)
            case Incumbent(score=score, bound=bound, solutions=solutions, elapsed_s=elapsed_s):
                if self.score is None or _key(score) < _key(self.score):
                    self.score = score
                self.solutions = max(self.solutions, solutions)
                self._raise(bound)
                self._search(elapsed_s)
            case Bound(bound=bound, elapsed_s=elapsed_s):
                self._raise(bound)
                self._search(elapsed_s)
            case Result() | Failed():
                pass
            case _:
                assert_never(event)

    def _raise(self, bound: Score | None) -> None:
        if bound is not None and (self.bound is None or _key(bound) > _key(self.bound)):
            self.bound = bound

    def _search(self, elapsed_s: float) -> None:
        self.stage, self.elapsed_s = "searching", max(self.elapsed_s, elapsed_s)
        self.message = "Searching for a first grid" if self.score is None else "Looking for better grids"

    def found(self, score: Score, bound: Score | None, solutions: int) -> None:
        """Take the answer's figures."""
        self.score, self.bound, self.solutions = score, bound, solutions
        self.is_over, self.message = True, "The result is ready"

    def apply(self) -> None:
        """Say that the result is being applied."""
        self.stage, self.message = "applying", "Applying the result"

    @property
    def share(self) -> float:
        """How much of its time the search has used by its own count, 0–1."""
        return 1.0 if self.is_over else min(0.99, round(self.elapsed_s / self.time_limit_s, 3))

    def reached(self) -> RunProgress:
        """Return it as the run's row holds it."""
        return RunProgress(
            stage=self.stage,
            status_message=self.message,
            progress=self.share,
            base_version=self.base_version,
            problem_hash=self.problem_hash,
            score=None if self.score is None else self.score.model_dump(),
            bound=None if self.bound is None else self.bound.model_dump(),
            gap=self.gap,
            solutions=self.solutions,
        )


def _key(score: Score) -> tuple[int, int]:
    return score.hard, score.soft
