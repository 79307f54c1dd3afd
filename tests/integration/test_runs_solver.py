"""Runs with the real solver service: streamed, stopped, killed, back on another port."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest

from hub.runs.solver import SolverAwayError, SolverRefusedError
from hub.runs.solver_client import SolverClient, grid_of
from shared.problem import Event, Incumbent, OptimizeRequest, Options, Problem, Result, Started
from shared.score import check, problem_hash
from tests.support.runs import House, MemoryTown, a_principal, a_town, day_of, founded, problem_now
from tests.support.solver_process import SolverProcess, a_solver, kill
from tests.support.solving import a_busy_problem

ANA = a_principal("ana")
PROMPT_S = 3.0
"""A second, on a machine that has other things to do."""


@pytest.fixture(scope="module")
def service() -> Iterator[SolverProcess]:
    with a_solver(SOLVER_TOKEN="a-token-for-tests", SOLVER_WORKERS="2") as solver:
        yield solver


@pytest.fixture
async def client(service: SolverProcess) -> AsyncIterator[SolverClient]:
    made = SolverClient(lambda: service.url, "a-token-for-tests")
    yield made
    await made.close()


@pytest.fixture
async def town() -> AsyncIterator[MemoryTown]:
    async with a_town() as made:
        yield made


@pytest.fixture
async def house(town: MemoryTown, client: SolverClient) -> House:
    made = town.house(client)
    await founded(made)
    return made


def a_body(problem: Problem, solve_id: str, *, time_limit_s: float = 30) -> bytes:
    request = OptimizeRequest(problem=problem, options=Options(time_limit_s=time_limit_s), id=solve_id, grids=True)
    return request.model_dump_json(by_alias=True).encode()


async def until_room(client: SolverClient) -> None:
    async with asyncio.timeout(10):
        while not await client.has_room():
            await asyncio.sleep(0.02)


# the client


async def test_a_solve_is_streamed_and_an_incumbents_grid_is_in_its_line(client: SolverClient) -> None:
    problem = a_busy_problem(staff=6, days=7)
    events: list[Event] = []
    scores: list[tuple[Incumbent, bytes]] = []
    await until_room(client)

    async with aclosing(client.solve(a_body(problem, "s1", time_limit_s=2), time_limit_s=2)) as stream:
        async for event, line in stream:
            events.append(event)
            if isinstance(event, Incumbent):
                scores.append((event, line))

    assert isinstance(events[-1], Result)
    assert any(isinstance(event, Started) for event in events)
    assert all(check(problem, grid_of(line)).score == event.score for event, line in scores)


async def test_closing_a_solve_frees_its_slot_within_a_second(client: SolverClient) -> None:
    await until_room(client)
    async with aclosing(client.solve(a_body(a_busy_problem(), "s2"), time_limit_s=30)) as stream:
        async for event, _ in stream:
            if isinstance(event, Incumbent):
                break
        assert not await client.has_room()

    async with asyncio.timeout(PROMPT_S):
        await until_room(client)


async def test_finish_brings_the_best_so_far_within_a_second(client: SolverClient) -> None:
    await until_room(client)
    asked_at = 0.0
    async with aclosing(client.solve(a_body(a_busy_problem(), "s3"), time_limit_s=30)) as stream:
        async for event, _ in stream:
            if isinstance(event, Incumbent) and not asked_at:
                asked_at = time.monotonic()
                assert await client.finish("s3")

    assert isinstance(event, Result)
    assert time.monotonic() - asked_at < PROMPT_S
    assert not await client.finish("s3")


async def test_what_is_wrong_with_a_request_is_told(client: SolverClient) -> None:
    with pytest.raises(SolverRefusedError) as refused:
        async for _ in client.solve(b"{}", time_limit_s=1):
            pass

    assert refused.value.code == "validation_failed"


async def test_a_wrong_token_or_no_service_is_a_solver_that_is_away(service: SolverProcess) -> None:
    for made in (SolverClient(lambda: service.url, "another"), SolverClient(lambda: "http://127.0.0.1:9"), SolverClient(lambda: None)):
        with pytest.raises(SolverAwayError):
            await made.has_room()
        with pytest.raises(SolverAwayError):
            async for _ in made.solve(a_body(a_busy_problem(), "s4"), time_limit_s=1):
                pass
        await made.close()


# runs


async def test_the_demo_is_solved_and_the_announced_score_is_the_scorers_on_the_grid_that_applying_leaves(house: House) -> None:
    run_id = await house.generate(time_limit_s=3)
    found = await house.hall.result()

    await house.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c1")

    problem = problem_now(house)
    row = await house.runs.row(ANA, run_id)
    assert check(problem).score == found.score
    assert all(cell is not None for line in problem.reference for cell in line)
    assert found.score.hard == 0
    assert (row.coverage_pct or 0) > 50
    assert row.requests_met_pct is not None
    assert row.problem_hash
    scores = [message.payload.score for message in house.hall.messages if message.type == "SOLVE_PROGRESS" and message.payload.score]
    keys = [(score.hard, score.soft) for score in scores]
    assert keys == sorted(keys, reverse=True)
    assert len(keys) >= 1


async def test_the_problem_that_was_solved_is_named_by_its_hash(house: House) -> None:
    run_id = await house.generate(time_limit_s=1)
    problem = problem_now(house)

    await house.hall.result()

    assert (await house.runs.row(ANA, run_id)).problem_hash == problem_hash(problem)


async def test_cells_changed_while_it_solves_are_kept(house: House) -> None:
    run_id = await house.generate(time_limit_s=30, apply="merge")
    await house.hall.progress(lambda told: told.solutions > 0)
    await house.edit(("ben", 40, {"shift": "l"}))

    await house.runs.finish(ANA, run_id)

    found = await house.hall.result(within_s=PROMPT_S)
    assert [cell.date.isoformat() for cell in found.kept] == [day_of(40)]
    assert await house.shift_at("ben", 40) == "l"
    assert await house.shift_at("ben", 41) is not None


async def test_a_solve_is_cancelled_within_a_second(house: House, client: SolverClient) -> None:
    run_id = await house.generate(time_limit_s=30)
    await house.hall.progress(lambda told: told.solutions > 0)

    async with asyncio.timeout(PROMPT_S):
        row = await house.runs.cancel(ANA, run_id)
        await until_room(client)

    assert row.state == "cancelled"


async def test_a_contradictory_problem_gets_the_least_broken_grid(house: House) -> None:
    await house.edit(*[(member, 3, {"shift": "x", "locked": True}) for member in ("aiko", "ben", "carla", "dmitri", "elena", "farid")])
    await house.generate(time_limit_s=2)

    found = await house.hall.result()

    assert found.status == "infeasible"
    assert found.score.hard > 0
    assert any(violation.enforcement == "hard" for violation in found.violations)


@pytest.mark.slow
async def test_a_killed_solve_and_a_killed_service_leave_the_best_grid_and_editing_goes_on(town: MemoryTown) -> None:
    with a_solver() as first:
        addresses = [first.url]
        made = SolverClient(lambda: addresses[-1])
        house = town.house(made)
        await founded(house)
        await house.generate(time_limit_s=30)
        await house.hall.progress(lambda told: told.solutions > 0)
        [solve] = first.solves()
        kill(solve)
        child = await house.hall.failure()
        house.hall.messages.clear()
        run_id = await house.generate(time_limit_s=30)
        await house.hall.progress(lambda told: told.run_id == run_id and told.solutions > 0)
        kill(first.pid)
        whole = await house.hall.failure()

    assert (child.code, whole.code) == ("solver_unavailable", "solver_unavailable")
    assert child.best is not None
    assert whole.best is not None
    await house.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c1")
    assert await house.shift_at("ben", 40) is not None
    with a_solver() as second:
        addresses.append(second.url)
        house.hall.messages.clear()
        await house.generate(time_limit_s=1)
        await house.hall.result()
    await house.close()
    town.houses.remove(house)
    await made.close()
