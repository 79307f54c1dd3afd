"""`python -m hub verify` counts the scores of runs again, on the problems that they were given [RN1, RN4]."""

import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from hub.store.postgres import PostgresStore
from hub.store.postgres_runs import PostgresRuns
from shared.operations import EntityUpdate
from tests.support.postgres import peopled
from tests.support.runs import DEMO, FakeSolver, House, founded, incumbent, result, started
from tests.support.sequencing import WORKSPACE, WORKSPACE_KEY
from tests.support.stores import a_database
from tests.support.verified import problems, verified

pytestmark = pytest.mark.postgres


@contextlib.asynccontextmanager
async def a_house(dsn: str) -> AsyncIterator[House]:
    """A replica whose solver fills every open cell."""
    async with a_database(dsn) as database:
        store = PostgresStore(database)
        await store.found_workspace(WORKSPACE)
        solver = FakeSolver(lambda problem: [started(), incumbent(problem, "x"), result(problem, "d")])
        house = House(store, PostgresRuns(database), solver)
        try:
            yield house
        finally:
            await house.close()


@pytest_asyncio.fixture
async def solved(database: str, sql: "asyncpg.Connection[asyncpg.Record]") -> str:
    """A demo with a run that waits to be applied, rules that changed, a run over them that was applied; its address."""
    await peopled(database)
    async with a_house(database) as house:
        await founded(house)
        await house.generate(scope={"staff_ids": [DEMO.staff[0].id]})
        waiting = await house.hall.result()
        workspace = await house.open(WORKSPACE_KEY)
        await house.replica.done(workspace, EntityUpdate("rule", DEMO.rules[0].id, {"enabled": False}))
        workspace.release()
        house.hall.messages.clear()
        await house.generate(apply="merge")
        assert (await house.hall.result()).applied_version is not None
        assert waiting.applied_version is None
    return database


async def test_the_score_of_every_run_is_counted_again_with_the_rules_of_its_time(solved: str) -> None:
    counts = await verified(solved)
    assert (counts.runs, counts.runs_not_comparable) == (2, 0)


CORRUPTIONS = {
    """UPDATE runs SET score = '{"hard": 0, "soft": 1}'""": "its score isn't the one that was announced",
    """UPDATE runs SET result = jsonb_set(result::jsonb, '{score,soft}', '1')::json, score = jsonb_set(score::jsonb, '{soft}', '1')::json""":
        "its score isn't the sum of its violations",
    """UPDATE runs SET solution = jsonb_set(solution::jsonb, '{grid,0,0}', '"x"')::json""": "its score is",
    """UPDATE runs SET solution = jsonb_set(solution::jsonb, '{base,3,3}', '"x"')::json""": "the grid that it began with isn't what stood then",
    "UPDATE runs SET base_version = base_version - 1": "its base version isn't the one that was announced",
    "UPDATE runs SET violations = violations + 1": "violations and lists",
    "UPDATE runs SET applied_version = applied_version - 1 WHERE applied_version IS NOT NULL": "it was applied as version",
    "UPDATE runs SET result = '{}'": "its result can't be read",
}  # fmt: skip


async def test_what_sql_corrupted_in_a_run_is_named(solved: str, sql: "asyncpg.Connection[asyncpg.Record]") -> None:
    for corruption, words in CORRUPTIONS.items():
        async with sql.transaction():
            await sql.execute("CREATE TABLE IF NOT EXISTS kept AS TABLE runs")
            assert await sql.execute(corruption) != "UPDATE 0"
        found = await problems(solved)
        assert any(words in line and "run " in line for line in found), (corruption, found)
        async with sql.transaction():
            await sql.execute("TRUNCATE runs")
            await sql.execute("INSERT INTO runs TABLE kept")


async def test_a_run_of_rules_that_nobody_knows_any_more_is_counted_as_not_comparable(
    solved: str, sql: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await sql.execute("UPDATE runs SET problem_hash = 'of another program' WHERE applied_version IS NULL")
    counts = await verified(solved)
    assert (counts.runs, counts.runs_not_comparable) == (2, 1)
    assert "2 runs (1 not comparable)" in str(counts)
