"""Of its runs a replica tells each thing once, whoever comes with it."""

from dataclasses import replace
from datetime import UTC, datetime

from hub.runs.telling import Telling
from hub.store.memory_runs import MemoryRunRows, MemoryRuns
from hub.store.runs import NewRun, Run, RunProgress
from shared.ids import PeriodId, RunId
from tests.support.runs import Hall
from tests.support.sequencing import WORKSPACE
from tests.support.stores import an_author


async def a_run(hall: Hall) -> tuple[Telling, Run]:
    store = MemoryRuns(MemoryRunRows(), lambda: datetime(2026, 12, 1, tzinfo=UTC))
    await store.create(NewRun(RunId("r1"), WORKSPACE, PeriodId("p1"), {}, "cpsat", 1, an_author()))
    run = await store.claim("here")
    assert run is not None
    return Telling(hall), run


async def test_progress_is_told_when_it_is_news_and_the_time_alone_is_none() -> None:
    hall = Hall()
    telling, run = await a_run(hall)

    for elapsed_s, solutions in ((0.1, 0), (0.2, 0), (0.3, 1)):
        telling.progress(replace(run, reached=RunProgress(stage="searching", solutions=solutions)), elapsed_s=elapsed_s)

    assert [message.payload.solutions for message in hall.messages if message.type == "SOLVE_PROGRESS"] == [0, 1]


async def test_an_end_is_told_once_and_no_progress_comes_after_it() -> None:
    hall = Hall()
    telling, run = await a_run(hall)
    ended = replace(run, state="failed", failure={"code": "internal", "message": "No."})

    telling.end(ended)
    telling.end(ended)
    telling.progress(run)

    assert [message.type for message in hall.messages] == ["SOLVE_FAILED"]


async def test_another_attempt_is_told_anew_and_an_older_one_is_not() -> None:
    hall = Hall()
    telling, run = await a_run(hall)
    telling.end(replace(run, state="lost"))

    telling.progress(replace(run, attempt=2))
    telling.end(replace(run, state="cancelled"))

    assert [message.type for message in hall.messages] == ["SOLVE_FAILED", "SOLVE_PROGRESS"]


async def test_a_result_that_was_told_is_not_told_again_when_it_is_applied_but_discarding_is_told() -> None:
    hall = Hall()
    telling, run = await a_run(hall)
    telling.remember(replace(run, state="done"))

    telling.end(replace(run, state="applied"))
    assert hall.messages == []
    telling.end(replace(run, state="discarded"))
    assert [message.type for message in hall.messages] == ["SOLVE_CANCELLED"]
