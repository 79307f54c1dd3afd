"""One run in the hands of this replica: from the queue to its last state."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, Literal, TypeVar, assert_never

import structlog

from hub.documents.record import Rights
from hub.runs.applying import Landed, land, opened
from hub.runs.around import Around
from hub.runs.course import Course
from hub.runs.pace import Pace
from hub.runs.problem import problem_of, roster_of
from hub.runs.rebase import ApplyMode, Solved, rebase
from hub.runs.result import Announced, Present, announced
from hub.runs.search import Broken, Ending, Found, NoRoom, Search
from hub.runs.solution import to_json
from hub.store.port import NothingWrittenError
from hub.store.runs import Run, RunEnd
from shared.problem import Score
from shared.protocol.client import RunOptions
from shared.protocol.errors import RosterhubError, UnavailableError
from shared.protocol.server import ScheduleGeneratedPayload

log = structlog.get_logger(__name__)

TIME_LIMIT_S: Final = 30.0
"""For runs that name none [solver.md, "Service"]."""
LISTEN_S: Final = 0.5
"""How often the owner hears what people ask on other replicas [RN2]."""
HEARTBEAT_S: Final = 2.0
ROW_S: Final = 1.0
"""How often news of the search are written to the row; the other replicas read them there."""
PERSIST_S: Final = 120.0
"""How long a database that is away may keep an end from being written; after that another replica finds the run silent."""
PAUSE_S: Final = 0.5
APPLY_TRIES: Final = 20
STOP_S: Final = 2.0
"""How long a search that is told to stop may take to be gone."""

ResultT = TypeVar("ResultT")
Stop = Literal["cancel", "taken", "close"]


class Owner:
    """Carries one claimed run out. Every write names its attempt, so that an owner that was given up changes nothing any more [RN2]."""

    def __init__(self, run: Run, around: Around) -> None:
        self.run = run
        self._around = around
        self._options = RunOptions.model_validate(run.options)
        self._course = Course(self._options.time_limit_s or TIME_LIMIT_S)
        self._search = Search(run, around, self._course, on_news=self._note_news, on_base=self._write_progress)
        self._stop: asyncio.Future[Stop] = asyncio.get_running_loop().create_future()
        self._news = asyncio.Event()
        self._pacing = Pace(around.clock.monotonic())
        self._is_written = True

    def cancel(self) -> None:
        """Stop, keep nothing; a result that is being applied goes on."""
        self._end("cancel")

    def close(self) -> None:
        """Stop, and give the run back to the queue."""
        self._end("close")

    def finish(self) -> None:
        """Stop, keep the best so far."""
        self._search.finish()

    def _end(self, reason: Stop) -> None:
        if not self._stop.done():
            self._stop.set_result(reason)

    async def work(self) -> None:
        """Search, announce, apply; ends when the run is in its last state, in the queue again, or another's."""
        beside = [self._around.tasks.start("run.beat", self._beat()), self._around.tasks.start("run.pace", self._pace())]
        try:
            ending = await self._searched()
            if ending is not None:
                await self._conclude(ending)
        except Exception:  # the root of the run's task: whatever it was, people hear of it
            await self._fail(Broken("internal", "A fault of ours ended the run."))
            raise
        finally:
            for task in beside:
                task.cancel()

    async def _searched(self) -> Ending | None:
        """Return how the search ended; None where it was told to stop, and what follows from that is done."""
        self._note_news()
        searching = self._around.tasks.start("run.search", self._search.ending())
        await asyncio.wait({searching, self._stop}, return_when=asyncio.FIRST_COMPLETED)
        if searching.done():
            found: Ending = searching.result()
            return found
        searching.cancel()  # closes the request, and the solver ends its process at once
        await asyncio.wait({searching}, timeout=STOP_S)
        reason = self._stop.result()
        match reason:
            case "cancel":
                await self._write(RunEnd("cancelled"))
            case "close":
                await self._requeue(0.0)
            case "taken":
                log.warning("run.taken_away", run=self.run.id, attempt=self.run.attempt)
            case _:
                assert_never(reason)
        return None

    # meanwhile

    async def _beat(self) -> None:
        """Say that this owner lives, write news to the row, hear what people ask."""
        clock = self._around.clock
        beaten_at = clock.monotonic()
        while True:
            await clock.sleep(LISTEN_S)
            since_s = clock.monotonic() - beaten_at
            try:
                if since_s >= HEARTBEAT_S or (since_s >= ROW_S and not self._is_written):
                    beaten_at = clock.monotonic()
                    await self._write_progress()
                else:
                    self._obey(await self._around.store.wishes(self.run))
            except NothingWrittenError as error:
                log.warning("run.beat_failed", run=self.run.id, reason=str(error))

    async def _write_progress(self) -> None:
        self._is_written = True
        self._obey(await self._around.store.beat(self.run, self._course.reached()))

    def _obey(self, wishes: tuple[bool, bool] | None) -> None:
        if wishes is None:
            self._end("taken")
            return
        wants_cancel, wants_finish = wishes
        if wants_cancel:
            self.cancel()
        if wants_finish:
            self.finish()

    def _note_news(self) -> None:
        self._is_written = False
        self._news.set()

    async def _pace(self) -> None:
        """Tell news as soon as the pace allows; what comes meanwhile is told then, and may be more urgent."""
        clock = self._around.clock
        while True:
            await self._news.wait()
            self._news.clear()
            while (wait_s := self._pacing.wait_s(clock.monotonic(), self._course)) > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await self._news.wait()
                self._news.clear()
            self._pacing.note(clock.monotonic(), self._course)
            self._tell()

    def _tell(self) -> None:
        course = self._course
        run = replace(self.run, reached=course.reached())
        self._around.telling.progress(run, queue_position=course.queue_position, elapsed_s=course.elapsed_s)

    # after the search

    async def _conclude(self, ending: Ending) -> None:
        match ending:
            case Found():
                await self._announce(ending)
            case Broken():
                await self._fail(ending)
            case NoRoom(retry_after_s=retry_after_s):
                await self._requeue(retry_after_s)
            case _:
                assert_never(ending)

    async def _announce(self, found: Found) -> None:
        solved = found.base.solved(found.solution)
        result = await self._result(found, solved)
        if self._stop.done() and self._stop.result() == "cancel":
            await self._write(RunEnd("cancelled"))
            return
        self._course.found(result.payload.score, found.solution.bound, found.solution.solutions)
        if (mode := self._options.apply) == "none":
            await self._write(_with_result("done", result, solved), result)
            return
        self._course.apply()
        self._note_news()
        # The row has the result before the log has the cells: who finds this owner dead finds a result, not a lost run.
        await self._write(_with_result("running", result, solved))
        landed = await self._landed(solved, mode)
        if landed is None:
            await self._write(_with_result("done", result, solved), result)
        else:
            self._course.message = "Applied"
            result = replace(result, payload=await asyncio.to_thread(_as_landed, result.payload, landed))
            await self._write(_with_result("applied", result, solved), result)

    async def _result(self, found: Found, solved: Solved) -> Announced:
        """Put the result on the grid as it stands now."""
        run, mode = self.run, self._options.apply
        async with opened(self._around.sequencer, run.workspace_id, run.period_id) as documents:
            period, workspace = documents.period.state, documents.workspace.state
            rebased = rebase(solved, period, roster_of(period, workspace), "merge" if mode == "none" else mode)
            present = Present(problem_of(period, workspace), rebased)
        result = await asyncio.to_thread(announced, run.id, run.period_id, found.base.problem, found.solution, present, found.base.version)
        if result.payload.score != found.solution.score:
            log.error("run.score_differs", run=run.id, hub=_json(result.payload.score), solver=_json(found.solution.score))
        return result

    async def _landed(self, solved: Solved, mode: ApplyMode) -> Landed | None:
        """Apply the result; None where that is refused (it stays a result, which people may apply)."""
        run = self.run
        rights = Rights(run.workspace_id, run.author.user_id, run.rights_version)
        for _ in range(APPLY_TRIES):
            try:
                return await land(self._around.sequencer, run, solved, rights, mode)
            except UnavailableError:
                await self._around.clock.sleep(PAUSE_S)
            except RosterhubError as error:
                log.warning("run.not_applied", run=run.id, code=error.code)
                self._course.message = f"Not applied: {error.message}"
                return None
        self._course.message = "Not applied: the database could not be reached."
        return None

    async def _fail(self, broken: Broken) -> None:
        log.info("run.failed", run=self.run.id, code=broken.code)
        failure = {"code": broken.code, "message": broken.message}
        if broken.kept is None:
            await self._write(RunEnd("failed", failure=failure | {"best": _json(self._course.score)}))
            return
        solution, solved = broken.kept.solution, broken.kept.base.solved(broken.kept.solution)
        result = await self._result(broken.kept, solved)
        self._course.found(result.payload.score, solution.bound, solution.solutions)
        await self._write(replace(_with_result("failed", result, solved), failure=failure | {"best": _json(result.payload.score)}))

    async def _requeue(self, delay_s: float) -> None:
        """Give the run back; its grid is read anew when it leaves the queue again."""
        self._course = Course(self._course.time_limit_s, stage="queued", message="Waiting for a solver")
        await self._write(RunEnd("queued"), delay_s=delay_s)

    async def _write(self, end: RunEnd, result: Announced | None = None, *, delay_s: float = 0.0) -> None:
        """Write how the run stands, and tell it; nothing where it is another's by now."""
        run = await self._persisted(lambda: self._around.store.end(self.run, end, self._course.reached(), delay_s=delay_s))
        if run is None:
            log.warning("run.taken_away", run=self.run.id, attempt=self.run.attempt)
        elif run.state == "queued":
            self._around.telling.progress(run)
        elif run.state != "running":
            log.info("run.ended", run=run.id, state=run.state, solutions=run.reached.solutions)
            self._around.telling.end(run, None if result is None else result.payload)

    async def _persisted(self, write: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Write although the database is away for a while. Raises NothingWrittenError after `PERSIST_S`."""
        clock = self._around.clock
        until = clock.monotonic() + PERSIST_S
        while True:
            try:
                return await write()
            except NothingWrittenError:
                if clock.monotonic() >= until:
                    raise
                await clock.sleep(PAUSE_S)


def _as_landed(payload: ScheduleGeneratedPayload, landed: Landed) -> ScheduleGeneratedPayload:
    """What applying made of an announced result; of a duplicate only its version is known."""
    told = {} if landed.outcome == "duplicate" else landed.rebased.told()._asdict()
    return payload.model_copy(update={"applied_version": landed.version, **told})


def _with_result(state: Literal["done", "applied", "failed", "running"], result: Announced, solved: Solved) -> RunEnd:
    return RunEnd(
        state=state,
        violations=len(result.payload.violations),
        coverage_pct=result.coverage_pct,
        requests_met_pct=result.requests_met_pct,
        result=result.payload.model_dump(mode="json", by_alias=True),
        solution=to_json(solved),
        applied_version=result.payload.applied_version,
    )


def _json(score: Score | None) -> dict[str, int] | None:
    return None if score is None else score.model_dump()
