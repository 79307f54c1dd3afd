"""What every store of runs promises (hub/store/runs.py), on every adapter."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from hub.store.memory_runs import MemoryRunRows, MemoryRuns
from hub.store.postgres_runs import PostgresRuns
from hub.store.runs import NewRun, PeriodBusyError, Run, RunEnd, RunOutcome, RunProgress, RunStore, Wishes
from shared.ids import PeriodId, RunId, WorkspaceId
from shared.protocol.server import RunState
from tests.support.stores import a_database, an_author

W1, W2 = WorkspaceId("w1"), WorkspaceId("w2")
_numbers = itertools.count(1)
FOUND = RunProgress("searching", "Searching", 0.5, 7, "abc", {"hard": 0, "soft": 12}, {"hard": 0, "soft": 3}, 0.75, 4)


@pytest.fixture
def memory() -> RunStore:
    return MemoryRuns(MemoryRunRows(), lambda: datetime.now(UTC))


@pytest_asyncio.fixture
async def postgres(database: str) -> AsyncIterator[RunStore]:
    async with a_database(database) as connections:
        yield PostgresRuns(connections)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def runs(request: pytest.FixtureRequest) -> RunStore:
    found: RunStore = request.getfixturevalue(request.param)
    return found


def a_run(period: str = "p1", workspace: WorkspaceId = W1, operation: str | None = None) -> NewRun:
    return NewRun(
        RunId(f"r{next(_numbers)}"), workspace, PeriodId(period), {"seed": 3, "engine": "cpsat"}, "cpsat", 3, an_author(operation=operation)
    )


async def claimed(runs: RunStore, owner: str = "replica-1") -> Run:
    run = await runs.claim(owner)
    assert run is not None
    return run


async def test_a_run_is_queued_and_read_back(runs: RunStore) -> None:
    new = a_run()

    assert await runs.create(new) == (new.id, False)

    row = await runs.run(W1, new.id)
    assert row is not None
    assert (row.state, row.options, row.author, row.reached, row.attempt) == ("queued", new.options, new.author, RunProgress(), 0)
    assert list(row.options) == ["seed", "engine"]


async def test_asking_again_with_the_same_operation_gives_the_same_run_rn2(runs: RunStore) -> None:
    first, again = a_run(operation="g1"), a_run(operation="g1")
    await runs.create(first)

    assert await runs.create(again) == (first.id, True)
    run = await claimed(runs)
    await runs.end(run, RunEnd("done"), FOUND)
    assert await runs.create(again) == (first.id, True)


async def test_a_period_has_one_open_run_and_another_workspaces_period_is_another(runs: RunStore) -> None:
    await runs.create(a_run())

    with pytest.raises(PeriodBusyError):
        await runs.create(a_run())
    await runs.create(a_run(workspace=W2))


async def test_no_two_owners_get_one_run_and_the_oldest_goes_first(runs: RunStore) -> None:
    new = [a_run(f"p{number}") for number in range(4)]
    for run in new:
        await runs.create(run)
    assert [run.id for run in await runs.moving(settled_s=60)] == [run.id for run in new]

    found = await asyncio.gather(*(runs.claim(f"replica-{number}") for number in range(6)))

    assert sorted(run.id for run in found if run is not None) == sorted(run.id for run in new)
    assert {run.attempt for run in found if run is not None} == {1}


async def test_an_owner_tells_how_far_it_came_and_hears_what_people_ask(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)

    assert await runs.beat(run, FOUND) == Wishes(cancel=False, finish=False)
    asked = await runs.ask(W1, run.id, "finish")

    assert asked is not None
    assert (asked.state, asked.reached) == ("running", FOUND)
    assert await runs.beat(run, FOUND) == Wishes(cancel=False, finish=True)


async def test_a_queued_run_is_cancelled_by_asking(runs: RunStore) -> None:
    new = a_run()
    await runs.create(new)

    asked = await runs.ask(W1, new.id, "cancel")

    assert asked is not None
    assert asked.state == "cancelled"
    assert await runs.claim("replica-1") is None


async def test_what_a_run_brought_is_kept_and_it_is_applied_or_discarded_once(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)
    end = RunEnd("done", 2, 97.5, None, {"status": "optimal"}, {"z": [["D"]], "a": 1})

    assert await runs.end(run, end, FOUND) is not None

    done = await runs.run(W1, run.id)
    assert done is not None
    assert (done.state, done.violations, done.coverage_pct, done.reached) == ("done", 2, 97.5, FOUND)
    assert await runs.outcome(W1, run.id) == RunOutcome(end.result, end.solution)
    applied = await runs.settle(W1, run.id, "applied", applied_version=9)
    late = await runs.settle(W1, run.id, "discarded")
    assert applied is not None
    assert late is not None
    assert (applied.state, applied.applied_version, late.state) == ("applied", 9, "applied")


async def test_a_silent_owners_run_is_lost_once_and_its_late_words_change_nothing_rn2(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)
    assert await runs.lose(silent_s=10) == []

    lost = await runs.lose(silent_s=0)

    assert [(one.id, one.state) for one in lost] == [(run.id, "lost")]
    assert await runs.lose(silent_s=0) == []
    assert await runs.beat(run, FOUND) is None
    assert await runs.end(run, RunEnd("done"), FOUND) is None
    assert await runs.wishes(run) is None


async def test_a_lost_run_starts_again_as_another_attempt_and_the_first_owner_has_no_say_in_it_rn2(runs: RunStore) -> None:
    await runs.create(a_run())
    first = await claimed(runs)
    await runs.lose(silent_s=0)

    again = await runs.requeue(W1, first.id)
    second = await claimed(runs, "replica-2")

    assert again is not None
    assert (again.state, again.reached, second.attempt) == ("queued", RunProgress(), 2)
    assert await runs.beat(first, FOUND) is None
    assert await runs.beat(second, FOUND) == Wishes(cancel=False, finish=False)
    assert await runs.requeue(W1, first.id) is None


async def test_runs_are_listed_newest_first_by_period_and_state(runs: RunStore) -> None:
    old, new, other = a_run("p1"), a_run("p2"), a_run("p1", W2)
    for run in (old, new, other):
        await runs.create(run)
    await runs.ask(W1, old.id, "cancel")

    async def listed(period: str | None = None, *states: RunState) -> list[str]:
        found = await runs.runs(W1, period_id=PeriodId(period) if period else None, states=states, limit=10)
        return [run.id for run in found]

    assert await listed() == [new.id, old.id]
    assert await listed("p1") == [old.id]
    assert await listed(None, "queued", "running") == [new.id]


async def test_another_workspace_sees_and_changes_no_run(runs: RunStore) -> None:
    new = a_run()
    await runs.create(new)

    assert await runs.run(W2, new.id) is None
    assert await runs.outcome(W2, new.id) is None
    assert await runs.ask(W2, new.id, "cancel") is None
    assert await runs.settle(W2, new.id, "discarded") is None
    assert await runs.requeue(W2, new.id) is None
    row = await runs.run(W1, new.id)
    assert row is not None
    assert row.state == "queued"


async def test_what_who_started_it_may_have_seen_stays_with_the_run(runs: RunStore) -> None:
    new = replace(a_run(), rights_version=3, period_version=8, workspace_version=5)
    await runs.create(new)

    run = await claimed(runs)

    assert (run.rights_version, run.period_version, run.workspace_version) == (3, 8, 5)


async def test_a_run_that_the_solver_had_no_room_for_waits_in_the_queue(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)

    back = await runs.end(run, RunEnd("queued"), RunProgress(), delay_s=3600)

    assert back is not None
    assert (back.state, back.owner, back.started_at, back.completed_at, back.reached) == ("queued", None, None, None, RunProgress())
    assert await runs.claim("replica-2") is None
    assert await runs.beat(run, FOUND) is None


async def test_a_run_that_goes_back_without_delay_is_handed_out_at_once(runs: RunStore) -> None:
    await runs.create(a_run())
    await runs.end(await claimed(runs), RunEnd("queued"), RunProgress())

    assert (await claimed(runs, "replica-2")).attempt == 2


async def test_a_silent_owner_that_had_its_result_leaves_it_done(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)
    kept = await runs.end(run, RunEnd("running", result={"status": "optimal"}, solution={"grid": []}), FOUND)

    [ended] = await runs.lose(silent_s=0)

    assert kept is not None
    assert (kept.state, kept.completed_at) == ("running", None)
    assert ended.state == "done"


async def test_a_silent_owners_run_that_was_to_be_cancelled_is_cancelled(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)
    await runs.ask(W1, run.id, "cancel")

    assert [one.state for one in await runs.lose(silent_s=0)] == ["cancelled"]


async def test_runs_that_are_alive_here_are_not_lost(runs: RunStore) -> None:
    await runs.create(a_run())
    run = await claimed(runs)

    assert await runs.lose(silent_s=0, alive=[run.id]) == []


async def test_a_discarded_result_that_was_applied_all_the_same_turns_out_applied(runs: RunStore) -> None:
    await runs.create(a_run())
    await runs.end(await claimed(runs), RunEnd("done", result={}, solution={"grid": []}), FOUND)
    [run] = await runs.runs(W1, period_id=None, states=(), limit=1)
    await runs.settle(W1, run.id, "discarded")

    late = await runs.settle(W1, run.id, "applied", applied_version=4)

    assert late is not None
    assert (late.state, late.applied_version) == ("applied", 4)


async def test_a_run_without_a_result_is_not_applied(runs: RunStore) -> None:
    await runs.create(a_run())
    await runs.end(await claimed(runs), RunEnd("failed", failure={"code": "killed", "message": "It ended."}), FOUND)
    [run] = await runs.runs(W1, period_id=None, states=(), limit=1)

    late = await runs.settle(W1, run.id, "applied", applied_version=4)

    assert late is not None
    assert (late.state, late.failure, late.applied_version) == ("failed", {"code": "killed", "message": "It ended."}, None)


async def test_what_moves_is_the_queue_in_order_then_what_runs_then_what_just_ended(runs: RunStore) -> None:
    ended, running, *queued = [a_run(f"p{number}") for number in range(4)]
    for run in (ended, running, *queued):
        await runs.create(run)
    await runs.end(await claimed(runs), RunEnd("done"), FOUND)
    await claimed(runs)

    assert [run.id for run in await runs.moving(settled_s=60)] == [queued[0].id, queued[1].id, running.id, ended.id]
    assert [run.id for run in await runs.moving(settled_s=0)] == [queued[0].id, queued[1].id, running.id]
