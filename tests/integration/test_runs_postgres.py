"""Runs over real PostgreSQL: applied once by the log, told across replicas, kept over restarts and a database that is away."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from hub.store.connections import Database
from hub.store.migrate import migrate
from hub.store.postgres import PostgresStore
from hub.store.postgres_runs import PostgresRuns
from shared.protocol.errors import RosterhubError, SolverBusyError
from tests.support.postgres import BreakableServer, peopled
from tests.support.runs import (
    DEMO_KEY,
    DEMO_PERIOD,
    FakeSolver,
    House,
    a_principal,
    day_of,
    founded,
    incumbent,
    result,
    staff_id,
    started,
)
from tests.support.sequencing import WORKSPACE
from tests.support.stores import a_database

pytestmark = pytest.mark.postgres

ANA = a_principal("ana")


def hanging() -> FakeSolver:
    return FakeSolver(lambda problem: [started(), incumbent(problem, "x"), None, result(problem, "x")])


def quick(code: str = "d") -> FakeSolver:
    return FakeSolver(lambda problem: [started(), incumbent(problem, "x"), result(problem, code)])


class City:
    """Replicas around one real database."""

    def __init__(self, dsn: str, stack: contextlib.AsyncExitStack) -> None:
        self.dsn = dsn
        self._stack = stack
        self.houses: list[House] = []

    async def house(self, solver: FakeSolver, name: str = "here") -> House:
        database: Database = await self._stack.enter_async_context(a_database(self.dsn))
        house = House(PostgresStore(database), PostgresRuns(database), solver, name=name)
        self.houses.append(house)
        return house


@contextlib.asynccontextmanager
async def a_city(dsn: str) -> AsyncIterator[City]:
    await peopled(dsn)
    async with contextlib.AsyncExitStack() as stack:
        city = City(dsn, stack)
        async with a_database(dsn) as database:
            await PostgresStore(database).found_workspace(WORKSPACE)
        yield city
        for house in city.houses:
            await house.close()


@pytest.fixture
async def city(database: str) -> AsyncIterator[City]:
    async with a_city(database) as made:
        yield made


async def test_a_result_is_applied_once_by_two_replicas_at_once_and_stands_in_the_log(city: City) -> None:
    here = await city.house(quick())
    await founded(here)
    there = await city.house(FakeSolver(room=False), "there")
    run_id = await here.generate()
    ours, theirs = await asyncio.gather(here.hall.result(), there.hall.result())

    tries = await asyncio.gather(
        here.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c1"),
        there.runs.apply(a_principal("bo"), run_id, mode="merge", cells=None, client_id="c2"),
    )

    assert ours == theirs
    assert len({version for version, _ in tries}) == 1
    assert "applied" in {outcome for _, outcome in tries}
    connection = await asyncpg.connect(city.dsn)
    logged = await connection.fetch("SELECT user_id, operation_id, type FROM operations WHERE type = 'APPLY_SOLUTION'")
    await connection.close()
    assert [tuple(row) for row in logged] == [("ana", f"run:{run_id}", "APPLY_SOLUTION")]
    assert (await there.runs.row(ANA, run_id)).state == "applied"


async def test_a_run_applies_its_result_itself_and_keeps_what_another_replica_committed_meanwhile(city: City) -> None:
    here = await city.house(hanging())
    await founded(here)
    there = await city.house(FakeSolver(room=False), "there")
    run_id = await here.generate(apply="merge")
    await there.hall.progress(lambda told: told.state == "running")
    version = await there.edit(("ben", 40, {"shift": "l"}))
    live = await here.open()
    assert await here.sequencer.at_least(live, version)
    live.release()

    await there.runs.finish(a_principal("bo"), run_id)

    found = await there.hall.result(within_s=5)
    assert [cell.date.isoformat() for cell in found.kept] == [day_of(40)]
    assert found.applied_version == version + 1
    assert await here.shift_at("ben", 40) == "l"


async def test_a_solve_begun_on_another_replica_sees_what_its_starter_saw(city: City) -> None:
    here = await city.house(FakeSolver(room=False))
    await founded(here)
    solver = quick()
    there = await city.house(solver, "there")
    (await there.open(DEMO_KEY)).release()
    version = await here.edit(("ben", 40, {"shift": "l"}))

    await here.generate()

    assert (await there.hall.result()).base_version == version
    row = next(
        row
        for row, member in zip(solver.requests[0]["problem"]["reference"], solver.requests[0]["problem"]["staff"], strict=True)
        if member["id"] == staff_id("ben")
    )
    assert row[40] == "l"


async def test_two_replicas_refuse_a_second_open_run_of_a_period(city: City) -> None:
    here = await city.house(hanging())
    await founded(here)
    there = await city.house(FakeSolver(room=False), "there")
    await here.generate()

    with pytest.raises(SolverBusyError):
        await there.generate("bo")


async def test_a_demoted_starters_run_does_not_apply_its_result_but_keeps_it(city: City) -> None:
    here = await city.house(hanging())
    await founded(here)
    run_id = await here.generate(apply="merge")
    await here.hall.progress(lambda told: told.solutions > 0)
    connection = await asyncpg.connect(city.dsn)
    await connection.execute("UPDATE memberships SET role = 'viewer', rights_version = 2 WHERE user_id = 'ana'")
    await connection.close()

    await here.runs.finish(a_principal("bo"), run_id)

    found = await here.hall.result()
    assert found.applied_version is None
    assert (await here.runs.row(ANA, run_id)).state == "done"
    assert await here.shift_at("ben", 40) is None
    assert (await here.runs.apply(a_principal("bo"), run_id, mode="merge", cells=None, client_id="c"))[1] == "applied"


async def test_a_result_found_while_the_database_is_away_is_there_when_it_is_back(breakable_server: BreakableServer) -> None:
    await migrate(breakable_server.dsn)
    async with a_city(breakable_server.dsn) as city:
        house = await city.house(hanging())
        await founded(house)
        run_id = await house.generate()
        await house.hall.progress(lambda told: told.solutions > 0)
        breakable_server.stop()
        owner = house.runs._queue.owner(run_id)
        assert owner is not None
        owner.finish()
        with pytest.raises(RosterhubError) as refused:
            await house.generate("bo")
        assert refused.value.code == "unavailable"
        breakable_server.start()

        found = await house.hall.result()

        assert (await house.runs.row(ANA, run_id)).state == "done"
        assert found.run_id == run_id
        assert (await house.runs.apply(ANA, run_id, mode="merge", cells=None, client_id="c"))[1] == "applied"
        assert len(await house.runs.rows(ANA, period_id=DEMO_PERIOD)) == 1
