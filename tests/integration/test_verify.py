"""`python -m hub verify` on a real PostgreSQL: silence over a good database, a line that names document and version over a bad one."""

import asyncio
import contextlib
import re
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub.documents.record import Applied
from hub.embedded import EmbeddedPostgres
from hub.store.migrate import SchemaError
from hub.store.postgres import PostgresStore
from hub.verifying import reading
from shared.operations import EntityArchive, EntityUpdate, Redo, Undo
from tests.support.hub import DEADLINE_S, RunningHub, done, serving
from tests.support.postgres import peopled
from tests.support.sequencing import PERIOD, WORKSPACE, WORKSPACE_KEY, Replica, a_cell
from tests.support.stores import a_database
from tests.support.verified import problems, verified

pytestmark = pytest.mark.postgres
EDITS = 5  # made while it verifies, at least


@pytest_asyncio.fixture
async def edited(database: str, sql: "asyncpg.Connection[asyncpg.Record]") -> str:
    """A database with a history of every kind: edits, undo and redo, a person who left, an entity that came back; its address."""
    await peopled(database)
    async with a_database(database) as connections:
        store = PostgresStore(connections)
        await store.found_workspace(WORKSPACE)
        replica = Replica(store)
        period = await replica.founded()
        workspace = await replica.sequencer.open(WORKSPACE_KEY)
        done = [
            *await replica.done(period, a_cell("D"), a_cell("E", note="late", locked=True), a_cell("L", staff="s3", day=2)),
            *await replica.done(period, Undo("period", PERIOD), Redo("period", PERIOD), a_cell("E", note=None, locked=False)),
            *await replica.done(period, EntityUpdate("period", PERIOD, {"staff": ["s1", "s2"]})),
            *await replica.done(workspace, EntityUpdate("staff", "s1", {"name": "Ana", "position": "cook"}), EntityArchive("staff", "s3")),
            *await replica.done(workspace, Undo("workspace")),
        ]
        assert all(isinstance(outcome, Applied) for outcome in done), done
        await replica.sequencer.close()
    return database


async def test_a_database_with_every_kind_of_change_is_well(edited: str) -> None:
    counts = await verified(edited)
    assert str(counts) == "2 documents, 18 versions, 0 runs: 0 problems"


CORRUPTIONS = {
    "UPDATE schedule_data SET shift = 'D' WHERE date = '2026-12-01' AND shift = 'E'": "its row has another shift than this version set",
    "UPDATE schedule_data SET note_version = note_version - 1 WHERE note_version IS NOT NULL": "this version set note last",
    "DELETE FROM schedule_data WHERE date = '2026-12-02'": "its row lacks shift, which this version set",
    "UPDATE staff_members SET fields = jsonb_set(fields::jsonb, '{position}', '\"boss\"')::json WHERE fields ->> 'name' = 'Ana'": "another position",
    "UPDATE periods SET versions = '{}' WHERE fields ->> 'name' IS NOT NULL": "name has a value only",
    "UPDATE documents SET hash = hash + 1 WHERE kind = 'period'": "its hash is",
    "UPDATE documents SET version = version + 1 WHERE kind = 'workspace'": "it is not in the log",
    "UPDATE documents SET log_from = 3 WHERE kind = 'period'": "its log is cut off within a week",
    "DELETE FROM operations WHERE type = 'STAFF_UPDATE'": "it is not in the log",
    'UPDATE operations SET payload = replace(payload::text, \'"inverse":{"cells":[{\', \'"inverse":{"cells":[{"x":1,\')::json'
    " WHERE type = 'REDO'": None,
    "UPDATE operations SET payload = '[]' WHERE type = 'CELL_UPDATE' AND version = 3": "its row in the log can't be read",
    "UPDATE operations SET payload = replace(payload::text, '\"undoes\":4', '\"undoes\":2')::json WHERE type = 'UNDO'": "not what its author did last",
    "UPDATE entities SET id = id || 'x' WHERE kind = 'period' AND fields ->> 'listed' IS NOT NULL": "the workspace doesn't list it",
    "DELETE FROM documents WHERE kind = 'workspace'": "there is no such document",
}


@pytest.mark.parametrize("corruption", CORRUPTIONS)
async def test_what_sql_corrupted_is_named_with_document_and_version(
    edited: str, sql: "asyncpg.Connection[asyncpg.Record]", corruption: str
) -> None:
    assert await sql.execute(corruption) not in {"UPDATE 0", "DELETE 0"}
    found, words = await problems(edited), CORRUPTIONS[corruption]
    if words is None:  # a field that nobody knows is nobody's problem [EN5]
        assert not found
        return
    assert any(words in line for line in found), found
    assert all(re.match(r"document \d+ \(.*\), version \d+: ", line) for line in found)


async def test_a_hub_may_be_at_work_meanwhile(hub: RunningHub, database: str) -> None:
    admin = await hub.signed_in()
    period = await admin.a_period()
    edits = 0

    async def edit() -> None:
        nonlocal edits
        while True:
            fields = {"shift": "DN"[edits % 2], "note": str(edits)}
            cells = [{"staff_id": staff, "date": "2026-06-03", "set": fields} for staff in period["staff"]]
            await admin.operate("CELL_UPDATE", {"cells": cells}, period_id=period["id"])
            edits += 1

    editing = asyncio.create_task(edit())
    seen = [(await verified(database)).versions]
    async with asyncio.timeout(DEADLINE_S):
        while edits < EDITS or seen[-1] == seen[0]:
            assert not editing.done()
            seen.append((await verified(database)).versions)
    editing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await editing


async def test_nothing_can_be_written_by_who_verifies(database: str) -> None:
    async with reading.connected(database) as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("UPDATE documents SET version = 1")


async def test_a_database_without_the_schema_is_told_of_in_one_line(postgres_server: EmbeddedPostgres) -> None:
    with pytest.raises(SchemaError, match="holds no schema"):
        await verified(postgres_server.dsn)


def test_a_good_database_ends_with_nought_and_a_summary(edited: str, tmp_path: Path) -> None:
    ended = done("verify", data=tmp_path, DATABASE_URL=edited)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "2 documents, 18 versions, 0 runs: 0 problems\n", "")


async def test_a_bad_one_ends_with_one_and_a_line_a_problem(edited: str, sql: "asyncpg.Connection[asyncpg.Record]", tmp_path: Path) -> None:
    await sql.execute("UPDATE schedule_data SET shift = 'D' WHERE date = '2026-12-01' AND shift = 'E'")
    ended = await asyncio.to_thread(done, "verify", data=tmp_path, DATABASE_URL=edited)
    *lines, summary = ended.stdout.splitlines()
    number = await sql.fetchval("SELECT document_id FROM documents WHERE kind = 'period'")
    assert lines == [
        f"document {number} (period p1 of workspace w1), version 3: cell s1/2026-12-01: its row has another shift than this version set"
    ]
    assert (ended.returncode, summary) == (1, "2 documents, 18 versions, 0 runs: 1 problem")
    only = await asyncio.to_thread(done, "verify", "--document", WORKSPACE, data=tmp_path, DATABASE_URL=edited)
    assert (only.returncode, only.stdout) == (0, "1 document, 10 versions, 0 runs: 0 problems\n")


def test_wrong_usage_ends_with_two(edited: str, tmp_path: Path) -> None:
    for arguments, words in (
        (["--document", "nope"], "there is no document nope"),
        (["--workspace", "nope"], "there is no document of workspace nope"),
        (["--fast"], "No such option"),
    ):
        ended = done("verify", *arguments, data=tmp_path, DATABASE_URL=edited)
        assert (ended.returncode, ended.stdout) == (2, ""), ended
        assert words in ended.stderr


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_embedded_database_is_verified_while_its_hub_runs(tmp_path: Path) -> None:
    with serving(tmp_path, ROSTERHUB_DEMO="1"):
        ended = done("verify", data=tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert re.fullmatch(r"[2-9] documents, \d+ versions, 0 runs: 0 problems\n", ended.stdout)
