"""Tells a period's subscribers on this replica of its runs, each thing once."""

from collections import OrderedDict
from dataclasses import dataclass

from hub.runs.messages import end_message, progress_message
from hub.runs.port import Publisher
from hub.store.runs import Run
from shared.ids import RunId, WorkspaceId
from shared.protocol.server import RunState, ScheduleGeneratedPayload, SolveProgressPayload

REMEMBERED_MAX = 1_000  # far more than can be open, or end within a minute, on all replicas together
OPEN: tuple[RunState, ...] = ("queued", "running")
WITH_RESULT: tuple[RunState, ...] = ("done", "applied")


@dataclass(frozen=True, slots=True)
class _Told:
    attempt: int
    state: RunState
    progress: SolveProgressPayload | None


class Telling:
    """Publishes what is news: the owner here and the watch over all replicas' runs may both come with it."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._told: OrderedDict[tuple[WorkspaceId, RunId], _Told] = OrderedDict()

    def is_news(self, run: Run) -> bool:
        """Say whether the run is in another state than was told last; a result that was told is told, applied or not."""
        told = self._told.get((run.workspace_id, run.id))
        if told is None or told.attempt < run.attempt:
            return True
        if told.attempt > run.attempt or told.state == run.state:
            return False
        return not (told.state in WITH_RESULT and run.state in WITH_RESULT) and (told.state in OPEN or run.state not in OPEN)

    def remember(self, run: Run) -> None:
        """Take the run's state as told: who comes now hears it with the SYNC_CONTEXT."""
        self._note(run, None)

    def forget(self, run: Run) -> None:
        """Take nothing as told: the run starts again."""
        self._told.pop((run.workspace_id, run.id), None)

    def progress(self, run: Run, *, queue_position: int | None = None, elapsed_s: float | None = None) -> None:
        """Tell how an open run gets on, if that is news; the time alone is none."""
        message = progress_message(run, queue_position=queue_position, elapsed_s=elapsed_s)
        told = self._told.get((run.workspace_id, run.id))
        is_known = told is not None and told.attempt >= run.attempt and told.state not in OPEN
        if is_known or (told is not None and told.progress is not None and _is_same(told.progress, message.payload)):
            return
        self._note(run, message.payload)
        self._publisher.publish(run.workspace_id, run.period_id, message)

    def end(self, run: Run, result: ScheduleGeneratedPayload | None = None) -> None:
        """Tell the last word on a run, once; `result` where it has one."""
        if not self.is_news(run):
            return
        self._note(run, None)
        if (message := end_message(run, result)) is not None:
            self._publisher.publish(run.workspace_id, run.period_id, message)

    def _note(self, run: Run, progress: SolveProgressPayload | None) -> None:
        key = (run.workspace_id, run.id)
        self._told[key] = _Told(run.attempt, run.state, progress)
        self._told.move_to_end(key)
        if len(self._told) > REMEMBERED_MAX:
            self._told.popitem(last=False)


def _is_same(told: SolveProgressPayload, news: SolveProgressPayload) -> bool:
    return told.model_copy(update={"elapsed_s": news.elapsed_s}) == news
