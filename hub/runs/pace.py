"""When the next SOLVE_PROGRESS of a run is due [RN3]."""

from collections import deque
from typing import Final

from hub.runs.course import Course
from shared.protocol.limits import PROGRESS_PER_S
from shared.protocol.server import RunStage

WINDOW_S: Final = 1.0
USUAL_PER_S: Final = PROGRESS_PER_S - 1
"""One of a second's messages is left for `applying`, which would else be over before it was told."""
APART_S: Final = WINDOW_S / USUAL_PER_S


class Pace:
    """At most `PROGRESS_PER_S` in any second. That it begins, the first grid and `applying` are told at once; other news are spread."""

    def __init__(self, now: float) -> None:
        """Begin when the run was told to be queued."""
        self._told_at = deque([now], maxlen=PROGRESS_PER_S)
        self._stage: RunStage | None = None
        self._had_grid = False

    def wait_s(self, now: float, course: Course) -> float:
        """Return how long the news of `course` have to wait; 0 or less: not at all."""
        limit = PROGRESS_PER_S if course.stage == "applying" else USUAL_PER_S
        full = self._told_at[-limit] + WINDOW_S - now if len(self._told_at) >= limit else 0.0
        return full if self._is_urgent(course) else max(full, self._told_at[-1] + APART_S - now)

    def _is_urgent(self, course: Course) -> bool:
        return (
            self._stage is None
            or (course.score is not None and not self._had_grid)
            or (course.stage == "applying" and self._stage != "applying")
        )

    def note(self, now: float, course: Course) -> None:
        """Take the news of `course` as told."""
        self._told_at.append(now)
        self._stage, self._had_grid = course.stage, course.score is not None
