"""Runs from request to applied result, over real documents in memory and a solver that does what a test says."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from hub.runs.applying import land
from hub.runs.owner import LISTEN_S
from hub.runs.search import ATTEMPTS_MAX
from hub.runs.solution import from_json
from hub.runs.solver import SolverAwayError, SolverFullError, SolverRefusedError, SolverStartingError
from hub.runs.watch import SILENT_S
from shared.domain import Role, Rule
from shared.entities import given_fields
from shared.ids import RunId
from shared.operations import EntityCreate, EntityUpdate, Undo
from shared.problem import EVENT, Event, Problem
from shared.protocol.client import RunOptions
from shared.protocol.errors import (
    ForbiddenError,
    NotFoundError,
    PeriodClosedError,
    RosterhubError,
    RunNotFoundError,
    SolverBusyError,
    ValidationFailedError,
)
from shared.protocol.server import SolveProgress
from shared.score import check
from tests.support.runs import (
    DEMO_KEY,
    DEMO_PERIOD,
    FakeSolver,
    House,
    MemoryTown,
    a_principal,
    a_town,
    day_of,
    founded,
    incumbent,
    problem_now,
    result,
    solution,
    staff_id,
    started,
)
from tests.support.sequencing import WORKSPACE, WORKSPACE_KEY, eventually

ANA = a_principal("ana")
PROMPT_S = 3.0
"""A second, on a machine that has other things to do."""


@pytest.fixture
def solver() -> FakeSolver:
    return FakeSolver(lambda problem: [started(), incumbent(problem, "x"), result(problem, "d")])


@pytest.fixture
async def town() -> AsyncIterator[MemoryTown]:
    async with a_town() as made:
        yield made


@pytest.fixture
async def house(town: MemoryTown, solver: FakeSolver) -> House:
    made = town.house(solver)
    await founded(made)
    return made


def hanging(solver: FakeSolver) -> None:
    """The search has a grid and goes on until it is asked to finish, or is cancelled."""
    solver.script = lambda problem: [started(), incumbent(problem, "x"), None, result(problem, "x")]


async def searching(house: House) -> None:
    await house.hall.progress(lambda told: told.solutions > 0)


async def refusal(work: object) -> RosterhubError:
    with pytest.raises(RosterhubError) as refused:
        await work  # type: ignore[misc]  # any call of the service
    return refused.value


# the whole way


async def test_RN3_a_run_is_told_from_the_queue_to_its_result_and_waits_to_be_applied(house: House, solver: FakeSolver) -> None:
    run_id = await house.generate()

    found = await house.hall.result()

    row = await house.runs.row(ANA, run_id)
    stages = [message.payload.stage for message in house.hall.of(SolveProgress)]
    assert stages[0] == "queued"
    assert "building" in stages
    assert house.hall.last_words == ["SCHEDULE_GENERATED"]
    assert (row.state, row.score, row.base_version, row.progress) == ("done", found.score, found.base_version, 1.0)
    assert (row.violations, row.created_by.id, row.poll_url) == (len(found.violations), "ana", f"/api/v1/runs/{run_id}")
    assert row.coverage_pct is not None
    assert row.requests_met_pct is not None
    assert await house.shift_at("ben", 40) is None


async def test_the_announced_score_is_the_scorers_on_the_grid(house: House) -> None:
    await house.generate()

    found = await house.hall.result()

    problem = problem_now(house)
    expected = check(problem, solution(problem, "d").grid)
    assert (found.score, found.violations) == (expected.score, expected.violations)
    assert found.before == check(problem).score
    assert len(found.diff) == sum(cell is None for row in problem.reference for cell in row)


async def test_RN5_applying_is_one_operation_of_who_started_it_and_undone_as_one(house: House) -> None:
    run_id = await house.generate()
    found = await house.hall.result()

    version, outcome = await house.runs.apply(a_principal("bo"), run_id, mode="merge", cells=None, client_id="c2")

    change = house.replica.listener.tolds[-1].entries[-1].change
    assert (version, outcome) == (found.base_version + 1, "applied")
    assert (change.author.user_id, change.author.operation_id, change.run_id) == ("ana", f"run:{run_id}", run_id)
    assert await house.shift_at("ben", 40) == "d"
    row = await house.runs.row(ANA, run_id)
    assert row.state == "applied"
    assert (await house.runs.result(ANA, run_id) or {})["applied_version"] == version
    live = await house.open()
    await house.replica.done(live, Undo("period", DEMO_PERIOD), user="ana")
    live.release()
    assert await house.shift_at("ben", 40) is None


async def test_RN5_a_result_is_applied_once_whoever_tries(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()

    tries = await asyncio.gather(
        *(house.runs.apply(a_principal(who), run_id, mode="merge", cells=None, client_id=who) for who in ("ana", "bo", "cy"))
    )

    assert len({version for version, _ in tries}) == 1
    assert {outcome for _, outcome in tries} <= {"applied", "duplicate"}
    assert len([told for told in house.replica.listener.versions(DEMO_KEY) if told == tries[0][0]]) == 1


async def test_RN5_what_people_changed_meanwhile_is_kept_when_the_run_applies_its_result_itself(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate(apply="merge")
    await searching(house)
    await house.edit(("ben", 40, {"shift": "l"}), ("ben", 41, {"shift": "x"}))
    await house.runs.finish(ANA, run_id)

    found = await house.hall.result()

    assert {(cell.staff_id, cell.date.isoformat()) for cell in found.kept} == {(staff_id("ben"), day) for day in (day_of(40), day_of(41))}
    assert await house.shift_at("ben", 40) == "l"
    assert await house.shift_at("ben", 42) == "x"
    assert found.applied_version is not None
    assert (await house.runs.row(ANA, run_id)).state == "applied"
    assert house.hall.last_words == ["SCHEDULE_GENERATED"]
    assert any(message.payload.stage == "applying" for message in house.hall.of(SolveProgress))


async def test_RN5_overwriting_keeps_only_locked_cells(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate()
    await searching(house)
    await house.edit(("ben", 40, {"shift": "l"}), ("ben", 41, {"shift": "l", "locked": True}))
    await house.runs.finish(ANA, run_id)
    found = await house.hall.result()

    await house.runs.apply(ANA, run_id, mode="overwrite", cells=None, client_id="c1")

    assert len(found.kept) == 2
    assert (await house.shift_at("ben", 40), await house.shift_at("ben", 41)) == ("x", "l")


async def test_RN5_a_part_of_a_result_is_applied(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()

    await house.runs.apply(ANA, run_id, mode="merge", cells=[(staff_id("ben"), day_of(40))], client_id="c1")

    assert (await house.shift_at("ben", 40), await house.shift_at("ben", 41)) == ("d", None)


async def test_RN5_a_result_whose_applying_was_cut_off_is_found_in_the_log(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()
    run, outcome = await house.rows.run(WORKSPACE, run_id), await house.rows.outcome(WORKSPACE, run_id)
    assert run is not None
    assert outcome is not None
    landed = await land(house.sequencer, run, from_json(outcome.solution), ANA.rights, "merge")  # and nobody noted it in the row

    assert await house.runs.apply(a_principal("bo"), run_id, mode="merge", cells=None, client_id="c") == (landed.version, "duplicate")

    assert (await house.runs.row(ANA, run_id)).state == "applied"


async def test_a_discarded_result_is_gone_for_everybody_and_cannot_be_applied(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()

    row = await house.runs.discard(a_principal("bo"), run_id)

    assert row.state == "discarded"
    assert (await house.hall.cancelled()).code == "discarded"
    assert (await refusal(house.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c"))).code == "validation_failed"
    assert (await house.runs.discard(ANA, run_id)).state == "discarded"
    assert house.hall.last_words == ["SCHEDULE_GENERATED", "SOLVE_CANCELLED"]


# asking


async def test_RN2_a_repeat_of_the_same_id_gives_the_same_run(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    first = await house.generate(operation_id="g")

    again = await house.runs.generate(ANA, DEMO_PERIOD, RunOptions(), client_id="c1", operation_id="g")

    assert again == (first, True)
    assert len(await house.runs.rows(ANA, period_id=DEMO_PERIOD)) == 1


async def test_a_period_has_one_open_run(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    await house.generate()

    with pytest.raises(SolverBusyError):
        await house.generate("bo")


async def test_who_only_views_may_look_and_nothing_else(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()
    viewer = a_principal("bo", role=Role.VIEWER)

    for work in (
        house.runs.generate(viewer, DEMO_PERIOD, RunOptions(), client_id="c", operation_id="v"),
        house.runs.cancel(viewer, run_id),
        house.runs.finish(viewer, run_id),
        house.runs.discard(viewer, run_id),
        house.runs.apply(viewer, run_id, mode="merge", cells=None, client_id="c"),
    ):
        assert isinstance(await refusal(work), ForbiddenError)
    assert (await house.runs.row(viewer, run_id)).state == "done"


async def test_another_workspaces_runs_and_periods_are_not_there(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()
    stranger = a_principal("cy", workspace="w2")

    assert isinstance(
        await refusal(house.runs.generate(stranger, DEMO_PERIOD, RunOptions(), client_id="c", operation_id="g")), NotFoundError
    )
    for work in (
        house.runs.row(stranger, run_id),
        house.runs.result(stranger, run_id),
        house.runs.cancel(stranger, run_id),
        house.runs.finish(stranger, run_id),
        house.runs.discard(stranger, run_id),
        house.runs.apply(stranger, run_id, mode="merge", cells=None, client_id="c"),
    ):
        assert isinstance(await refusal(work), RunNotFoundError)
    assert list(await house.runs.rows(stranger)) == []


async def test_a_closed_period_is_not_solved(house: House) -> None:
    live = await house.open()
    await house.replica.done(live, EntityUpdate("period", DEMO_PERIOD, {"status": "closed"}))
    live.release()

    with pytest.raises(PeriodClosedError):
        await house.generate()


async def test_a_configuration_that_does_not_exist_is_refused(house: House) -> None:
    with pytest.raises(ValidationFailedError):
        await house.generate(config_id="night")


async def test_a_configurations_options_hold_where_none_are_given(town: MemoryTown, house: House, solver: FakeSolver) -> None:
    town.rows.configs[WORKSPACE, "night"] = {"time_limit_s": 90, "seed": 4}

    run_id = await house.generate(config_id="night", seed=7)

    await house.hall.result()
    [request] = solver.requests
    assert (request["options"]["time_limit_s"], request["options"]["seed"]) == (90, 7)
    assert (await house.runs.row(ANA, run_id)).seed == 7


async def test_a_rule_that_cannot_be_used_fails_the_run_and_is_named(house: House, solver: FakeSolver) -> None:
    workspace = await house.open(WORKSPACE_KEY)
    rule = Rule(id="bad", type="coverage", name="Night cover", params={"shifts": ["n"], "min": 1})
    await house.replica.done(workspace, EntityCreate("rule", rule.id, given_fields(rule)))
    workspace.release()
    await house.generate()

    failure = await house.hall.failure()

    assert failure.code == "validation_failed"
    assert "“Night cover”" in failure.message
    assert solver.requests == []


# stopping


async def test_cancel_stops_the_search_within_a_second_and_keeps_nothing(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate()
    await searching(house)

    async with asyncio.timeout(PROMPT_S):
        row = await house.runs.cancel(ANA, run_id)

    assert row.state == "cancelled"
    assert solver.cancelled == [f"{run_id}-1"]
    assert (await house.hall.cancelled()).code == "cancelled"
    assert await house.runs.result(ANA, run_id) is None
    assert house.hall.last_words == ["SOLVE_CANCELLED"]


async def test_finish_now_keeps_the_best_so_far(house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate()
    await searching(house)

    await house.runs.finish(ANA, run_id)

    found = await house.hall.result(within_s=PROMPT_S)
    assert solver.finished == [f"{run_id}-1"]
    assert (await house.runs.row(ANA, run_id)).score == found.score


async def test_a_queued_run_is_cancelled_at_once(house: House, solver: FakeSolver) -> None:
    solver.room = False
    run_id = await house.generate()
    told = await house.hall.progress(lambda told: told.stage == "queued")

    row = await house.runs.cancel(ANA, run_id)

    assert (row.state, told.queue_position) == ("cancelled", 1)
    assert house.hall.last_words == ["SOLVE_CANCELLED"]


async def test_what_is_over_stays_as_it_is(house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()

    assert (await house.runs.cancel(ANA, run_id)).state == "done"
    assert (await house.runs.finish(ANA, run_id)).state == "done"


# the solver in trouble


async def test_a_full_solver_leaves_the_run_in_the_queue_until_there_is_room(house: House, solver: FakeSolver) -> None:
    solver.room = False
    run_id = await house.generate()
    await house.hall.progress(lambda told: told.stage == "queued")
    assert (await house.runs.row(ANA, run_id)).state == "queued"

    solver.room = True

    await house.hall.result()
    assert (await house.runs.row(ANA, run_id)).state == "done"


async def test_a_solver_that_fills_up_in_the_last_moment_gets_the_run_later_with_a_fresh_grid(house: House, solver: FakeSolver) -> None:
    solver.script = lambda problem: [SolverFullError(0.2)] if len(solver.requests) == 1 else [started(), result(problem)]
    await house.generate()
    await eventually(lambda: len(solver.requests) == 1)
    version = await house.edit(("ben", 40, {"shift": "l"}))

    found = await house.hall.result()

    assert found.base_version == version
    assert [request["id"][-2:] for request in solver.requests] == ["-1", "-2"]


async def test_a_solver_that_comes_back_in_time_solves(house: House, solver: FakeSolver) -> None:
    solver.script = lambda problem: [SolverAwayError("gone")] if len(solver.requests) == 1 else [started(), result(problem)]
    await house.generate()

    await house.hall.result()
    assert len(solver.requests) == 2


async def test_a_run_waits_in_the_queue_for_a_solver_that_is_being_started(house: House, solver: FakeSolver) -> None:
    solver.room = SolverStartingError("none")
    run_id = await house.generate()
    await house.hall.progress(lambda told: told.stage == "queued")

    solver.room = True
    solver.script = lambda problem: [SolverStartingError("again")] if len(solver.requests) == 1 else [started(), result(problem)]

    await house.hall.result()
    assert (await house.runs.row(ANA, run_id)).state == "done"
    assert len(solver.requests) == 2


@pytest.mark.parametrize("away", [SolverAwayError("refused"), SolverStartingError("none")])
async def test_a_solver_that_stays_away_fails_the_run_and_editing_goes_on(
    town: MemoryTown, house: House, solver: FakeSolver, away: SolverAwayError
) -> None:
    solver.room = False
    solver.script = lambda _: [away]
    run_id = await house.generate()
    row = town.rows.rows[WORKSPACE, run_id]
    row.run = replace(row.run, attempt=ATTEMPTS_MAX - 1)
    solver.room = True

    failure = await house.hall.failure()

    assert failure.code == "solver_unavailable"
    assert (await house.runs.row(ANA, run_id)).state == "failed"
    assert await house.edit(("ben", 40, {"shift": "l"}))
    assert await house.generate()


async def test_the_best_grid_of_a_search_that_broke_off_is_kept_and_can_be_applied(house: House, solver: FakeSolver) -> None:
    solver.script = lambda problem: [started(), incumbent(problem, "d"), SolverAwayError("killed")]
    run_id = await house.generate()

    failure = await house.hall.failure()
    await house.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c1")

    assert (failure.code, len(solver.requests)) == ("solver_unavailable", 1)
    assert failure.best is not None
    assert await house.shift_at("ben", 40) == "d"


async def test_a_solve_that_failed_with_a_grid_keeps_it(house: House, solver: FakeSolver) -> None:
    solver.script = lambda problem: [
        started(),
        EVENT.validate_python({"event": "failed", "code": "memory", "message": "Too large.", "best": solution(problem, "d").model_dump()}),
    ]
    run_id = await house.generate()

    failure = await house.hall.failure()

    assert (failure.code, failure.message) == ("solver_unavailable", "Too large.")
    assert failure.best == (await house.runs.row(ANA, run_id)).score


async def test_what_the_solver_refuses_is_told_as_it_said_it(house: House, solver: FakeSolver) -> None:
    solver.script = lambda _: [SolverRefusedError("validation_failed", "There is no such engine.")]
    await house.generate(engine="milp")

    failure = await house.hall.failure()

    assert (failure.code, failure.message, len(solver.requests)) == ("validation_failed", "There is no such engine.", 1)


# telling


async def test_RN3_progress_is_told_at_most_four_times_a_second_and_the_last_news_are_never_lost(house: House, solver: FakeSolver) -> None:
    def many(problem: Problem) -> list[Event | Exception | None]:
        first = incumbent(problem, "x")
        return [started(), *(first.model_copy(update={"solutions": number}) for number in range(1, 200)), None, result(problem, "x")]

    solver.script = many
    run_id = await house.generate()

    await house.hall.progress(lambda told: told.solutions == 199)

    at = [when for message, when in zip(house.hall.messages, house.hall.at, strict=True) if message.type == "SOLVE_PROGRESS"]
    assert all(sum(1 for other in at if when <= other < when + 1) <= 4 for when in at)
    await house.runs.finish(ANA, run_id)


async def test_the_solver_gets_the_grid_and_options_of_the_run(house: House, solver: FakeSolver) -> None:
    await house.generate(time_limit_s=7, seed=5, start_from="empty", scope={"staff_ids": [staff_id("ben")], "from": day_of(3)})
    await house.hall.result()

    [request] = solver.requests

    assert request["options"]["time_limit_s"] == 7
    assert (request["options"]["seed"], request["options"]["start_from"]) == (5, "empty")
    assert request["problem"]["scope"]["staff_ids"] == [staff_id("ben")]
    assert request["problem"]["scope"]["from"] == day_of(3)


# several replicas


async def test_RN2_another_replicas_people_hear_of_a_run_and_can_stop_it(town: MemoryTown, house: House, solver: FakeSolver) -> None:
    hanging(solver)
    other = town.house(FakeSolver(room=False), "there")
    run_id = await house.generate()
    told = await other.hall.progress(lambda told: told.state == "running")

    await other.runs.cancel(a_principal("bo"), run_id)

    assert (await house.hall.cancelled(within_s=LISTEN_S + PROMPT_S)).run_id == run_id
    assert (await other.hall.cancelled()).run_id == run_id
    assert told.run_id == run_id


async def test_a_result_is_told_once_on_every_replica_and_applied_from_any(town: MemoryTown, house: House) -> None:
    other = town.house(FakeSolver(room=False), "there")
    run_id = await house.generate()

    here, there = await asyncio.gather(house.hall.result(), other.hall.result())
    version, outcome = await other.runs.apply(a_principal("bo"), run_id, mode="merge", cells=None, client_id="c")

    assert here == there
    assert (outcome, (await house.runs.row(ANA, run_id)).state) == ("applied", "applied")
    assert version == here.base_version + 1
    assert other.hall.last_words == ["SCHEDULE_GENERATED"]


async def test_RN2_the_run_of_a_dead_replica_is_lost_and_starts_again_by_the_same_id(
    town: MemoryTown, house: House, solver: FakeSolver
) -> None:
    hanging(solver)
    run_id = await house.generate(operation_id="g")
    await searching(house)
    await house.kill()
    heir = town.house(FakeSolver(lambda problem: [started(), result(problem)]), "there")

    town.later_s = SILENT_S + 1
    failure = await heir.hall.failure()

    assert failure.code == "lost"
    assert (await heir.runs.row(ANA, run_id)).state == "lost"
    assert await heir.generate(operation_id="g") == run_id
    assert (await heir.hall.result()).run_id == run_id
    town.houses.remove(house)


async def test_a_replica_that_stops_gives_its_run_back_and_another_one_takes_it(town: MemoryTown, house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate()
    await searching(house)

    await house.runs.close()

    assert (await house.rows.run(WORKSPACE, run_id)).state == "queued"  # type: ignore[union-attr]
    heir = town.house(FakeSolver(lambda problem: [started(), result(problem)]), "there")
    assert (await heir.hall.result()).run_id == run_id


async def test_an_owner_that_was_given_up_changes_nothing_any_more(town: MemoryTown, house: House, solver: FakeSolver) -> None:
    hanging(solver)
    run_id = await house.generate()
    await searching(house)
    await town.run_store().lose(silent_s=-1)

    await eventually(lambda: solver.cancelled == [f"{run_id}-1"])

    assert (await house.runs.row(ANA, run_id)).state == "lost"
    assert (await house.hall.failure()).code == "lost"


async def test_a_result_waits_over_a_restart(town: MemoryTown, house: House) -> None:
    run_id = await house.generate()
    await house.hall.result()
    await house.close()
    town.houses.remove(house)

    again = town.house(FakeSolver(room=False))

    assert [row.id for row in await again.runs.rows(ANA, period_id=DEMO_PERIOD, states=["done"])] == [run_id]
    assert (await again.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c"))[1] == "applied"
    assert again.hall.last_words == []


async def test_an_unknown_run_is_not_found(house: House) -> None:
    with pytest.raises(RunNotFoundError):
        await house.runs.cancel(ANA, RunId("nothing"))
