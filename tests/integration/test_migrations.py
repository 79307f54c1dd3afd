"""The schema on a real server: steps against the whole, races, roles and their sight."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from hub.embedded import EmbeddedPostgres
from hub.embedded.wheel import binaries_folder
from hub.store.migrate import SchemaError, migrate

ROOT = Path(__file__).parents[2]


@pytest_asyncio.fixture
async def empty(postgres_server: EmbeddedPostgres, worker_id: str) -> AsyncIterator[tuple[str, str]]:
    """Two empty databases."""
    names = [f"empty_{worker_id}_{number}" for number in (1, 2)]
    admin = await asyncpg.connect(postgres_server.dsn)
    for name in names:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {name}")
    yield (postgres_server.dsn_of(names[0]), postgres_server.dsn_of(names[1]))
    for name in names:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


def dump(dsn: str) -> list[str]:
    command = [str(binaries_folder() / "pg_dump"), "--schema-only", "--exclude-table=schema_migrations", f"--dbname={dsn}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout
    return [line for line in text.splitlines() if line and not line.startswith(("--", "\\restrict", "\\unrestrict"))]


async def execute(dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(sql)
    await connection.close()


async def test_the_migrations_lead_to_the_schema_as_it_is(empty: tuple[str, str]) -> None:
    stepped, whole = empty

    await migrate(stepped, post=True)
    await execute(whole, (ROOT / "schema.sql").read_text())

    assert dump(stepped) == dump(whole)


async def test_replicas_that_start_together_migrate_once(empty: tuple[str, str]) -> None:
    names = await asyncio.gather(*(migrate(empty[0]) for _ in range(5)))

    assert sorted(len(applied) for applied in names) == [0, 0, 0, 0, len(max(names, key=len))]
    assert await migrate(empty[0]) == []


async def test_two_databases_of_one_server_may_make_the_roles_at_the_same_time(empty: tuple[str, str]) -> None:
    for dsn in empty:
        await migrate(dsn)
    for dsn in empty:
        await execute(dsn, "DROP OWNED BY hub_commit, hub_api")
        await execute(dsn, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    await asyncio.gather(*(migrate(dsn) for dsn in empty))


async def test_a_failed_migration_leaves_nothing_of_itself(empty: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "0001_pre_one.sql").write_text("CREATE TABLE one (); SELECT 1 / 0;")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty[0], folder=tmp_path)

    (tmp_path / "0001_pre_one.sql").write_text("CREATE TABLE one ();")
    assert await migrate(empty[0], folder=tmp_path) == ["0001_pre_one"]


async def test_a_newer_schema_than_the_program_knows_is_refused(database: str) -> None:
    await execute(database, "INSERT INTO schema_migrations VALUES ('9999_pre_future', '', now())")

    with pytest.raises(SchemaError, match="newer"):
        await migrate(database)


FIXTURE = """
INSERT INTO users VALUES ('u1', 'u1@x', 'Ana', 'hash', now()), ('u2', 'u2@x', 'Bo', 'hash', now());
INSERT INTO memberships (workspace_id, user_id, role, joined_at) VALUES ('w1', 'u1', 'admin', now()), ('w2', 'u2', 'admin', now());
INSERT INTO sessions VALUES ('\\x01', 'session', 'u1', 'w1', now(), 'infinity'), ('\\x02', 'session', 'u2', 'w2', now(), 'infinity');
INSERT INTO documents (workspace_id, kind, id, epoch) VALUES ('w1', 'workspace', 'w1', 'e'), ('w2', 'workspace', 'w2', 'e');
INSERT INTO operations SELECT document_id, 1, workspace_id, 'u', 'c', 'o', NULL, 'T', '{}', 'applied', now() FROM documents;
INSERT INTO schedule_data (document_id, workspace_id, staff_id, date) SELECT document_id, workspace_id, 's', '2026-01-01' FROM documents;
INSERT INTO entities (document_id, workspace_id, kind, id, fields, versions)
  SELECT document_id, workspace_id, entity, 'x', '{"code": "A"}', '{}' FROM documents,
    unnest(ARRAY['staff', 'shift_type', 'rule', 'period', 'settings']) AS entity;
INSERT INTO conflicts SELECT document_id, workspace_id, 'c', 'u', 'c', 'o', 'Ana', NULL, 'T', '{}', '[]', now() FROM documents;
INSERT INTO runs (workspace_id, run_id, period_id, state, stage, options, engine, seed, created_at, created_by, created_by_name, client_id, operation_id)
  SELECT workspace_id, 'r', 'p', 'queued', 'queued', '{}', 'cpsat', 1, now(), 'u', 'Ana', 'c', 'o' FROM documents;
INSERT INTO configs SELECT workspace_id, 'c', 'n', '{}', false, now() FROM documents;
INSERT INTO survey_responses SELECT workspace_id, 'r', 'u', NULL, '{}', now() FROM documents;
"""


async def tables_of_the_api(connection: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    return [
        row["name"]
        for row in await connection.fetch(
            "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND has_table_privilege('hub_api', oid, 'SELECT') ORDER BY relname"
        )
    ]


async def test_the_api_role_sees_no_row_of_any_table_without_a_workspace_and_only_its_own_with_one(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(FIXTURE)
    tables = await tables_of_the_api(connection)
    await connection.execute("SET ROLE hub_api")

    assert {name: await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables} == dict.fromkeys(tables, 0)
    async with connection.transaction():
        await connection.execute("SET LOCAL app.workspace_id = 'w1'")
        seen = {name: await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables}
        workspaces = {
            row["workspace_id"]
            for name in tables
            if name not in {"users", "sessions"}
            for row in await connection.fetch(f"SELECT * FROM {name}")
        }
    assert seen == dict.fromkeys(tables, 1) | {"entities": 5, "sessions": 0}
    assert workspaces == {"w1"}
    assert {name: await connection.fetchval(f"SELECT count(*) FROM {name}") for name in tables} == dict.fromkeys(tables, 0)
    await connection.close()


async def test_the_api_role_cannot_write_into_another_workspace(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(FIXTURE)
    await connection.execute("SET ROLE hub_api")

    async with connection.transaction():
        await connection.execute("SET LOCAL app.workspace_id = 'w1'")
        assert await connection.execute("UPDATE runs SET state = 'cancelled' WHERE workspace_id = 'w2'") == "UPDATE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("INSERT INTO configs VALUES ('w2', 'mine', 'n', '{}', false, now())")
    await connection.close()


async def test_a_user_and_a_session_are_seen_by_who_names_them_before_there_is_a_workspace(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(FIXTURE)
    await connection.execute("SET ROLE hub_api")

    async with connection.transaction():
        await connection.execute("SET LOCAL app.email = 'u2@x'")
        assert [row["user_id"] for row in await connection.fetch("SELECT * FROM users")] == ["u2"]
        await connection.execute("SET LOCAL app.session = '01'")
        assert [row["user_id"] for row in await connection.fetch("SELECT * FROM sessions")] == ["u1"]
        await connection.execute("SET LOCAL app.user_id = 'u2'")
        assert [row["workspace_id"] for row in await connection.fetch("SELECT * FROM memberships")] == ["w2"]
    await connection.close()


async def test_no_table_of_people_is_open_to_the_role_that_commits(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("SET ROLE hub_commit")

    for table in ("users", "sessions", "survey_responses"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT * FROM {table}")
    await connection.close()
