"""Run rows in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Literal

import asyncpg
import msgspec

from hub.documents.record import Author
from hub.store.connections import Database
from hub.store.rows import Row, operation_key, to_json
from hub.store.runs import NewRun, PeriodBusyError, Run, RunEnd, RunOutcome, RunProgress, Wishes
from hub.store.statements import SQL
from shared.entities import Json
from shared.ids import ClientId, OperationId, PeriodId, RunId, UserId, WorkspaceId
from shared.protocol.server import RunState


class PostgresRuns:
    """Keeps `RunStore`'s promises by one statement a write: SKIP LOCKED hands the queue out, a unique index holds one open run a period."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, run: NewRun) -> tuple[RunId, bool]:
        key = operation_key(run.author)
        try:
            async with self._database.scoped(workspace_id=run.workspace_id) as connection:
                status = await connection.execute(
                    SQL["create_run"], run.workspace_id, run.id, run.period_id, to_json(run.options), run.engine, run.seed,
                    run.author.user_id, run.author.name, run.author.client_id, run.author.operation_id,
                    run.rights_version, run.period_version, run.workspace_version,
                )  # fmt: skip
                known = await connection.fetchval(SQL["run_of_operation"], run.workspace_id, *key)
        except asyncpg.UniqueViolationError as error:
            async with self._database.scoped(workspace_id=run.workspace_id) as connection:
                known = await connection.fetchval(SQL["run_of_operation"], run.workspace_id, *key)
            if known is None:
                raise PeriodBusyError(run.period_id) from error
            return RunId(known), True
        return RunId(known), status == "INSERT 0 0"

    async def run(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            row = await connection.fetchrow(SQL["run"], workspace_id, run_id)
        return None if row is None else _run(row)

    async def runs(self, workspace_id: WorkspaceId, *, period_id: PeriodId | None, states: Sequence[RunState], limit: int) -> Sequence[Run]:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            return [_run(row) for row in await connection.fetch(SQL["runs"], workspace_id, period_id, list(states), limit)]

    async def outcome(self, workspace_id: WorkspaceId, run_id: RunId) -> RunOutcome | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            row = await connection.fetchrow(SQL["run_outcome"], workspace_id, run_id)
        return None if row is None else RunOutcome(_json(row["result"]), _json(row["solution"]))

    async def config(self, workspace_id: WorkspaceId, config_id: str) -> Json | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            return _json(await connection.fetchval(SQL["config_options"], workspace_id, config_id))

    async def ask(self, workspace_id: WorkspaceId, run_id: RunId, wish: Literal["cancel", "finish"]) -> Run | None:
        return await self._change(SQL["ask_run"], workspace_id, run_id, wish)

    async def settle(
        self, workspace_id: WorkspaceId, run_id: RunId, state: Literal["applied", "discarded"], *, applied_version: int | None = None
    ) -> Run | None:
        return await self._change(SQL["settle_run"], workspace_id, run_id, state, applied_version)

    async def _change(self, statement: str, workspace_id: WorkspaceId, run_id: RunId, *arguments: object) -> Run | None:
        async with self._database.scoped(workspace_id=workspace_id) as connection:
            await connection.execute(statement, workspace_id, run_id, *arguments)
            row = await connection.fetchrow(SQL["run"], workspace_id, run_id)
        return None if row is None else _run(row)

    async def requeue(self, workspace_id: WorkspaceId, run_id: RunId) -> Run | None:
        try:
            async with self._database.scoped(workspace_id=workspace_id) as connection:
                status = await connection.execute(SQL["requeue_run"], workspace_id, run_id)
                row = await connection.fetchrow(SQL["run"], workspace_id, run_id)
        except asyncpg.UniqueViolationError as error:
            raise PeriodBusyError(run_id) from error
        return None if row is None or status == "UPDATE 0" else _run(row)

    async def claim(self, owner: str) -> Run | None:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["claim_run"], owner)
        return None if row is None else _run(row)

    async def beat(self, run: Run, progress: RunProgress) -> Wishes | None:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["beat_run"], run.workspace_id, run.id, run.attempt, *_columns(progress))
        return None if row is None else Wishes(row["cancel_requested"], row["finish_requested"])

    async def wishes(self, run: Run) -> Wishes | None:
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["run_wishes"], run.workspace_id, run.id, run.attempt)
        return None if row is None else Wishes(row["cancel_requested"], row["finish_requested"])

    async def end(self, run: Run, end: RunEnd, progress: RunProgress, *, delay_s: float = 0.0) -> Run | None:
        last = (
            end.state,
            end.violations,
            end.coverage_pct,
            end.requests_met_pct,
            _text(end.result),
            _text(end.solution),
            _text(end.failure),
            end.applied_version,
            delay_s,
        )
        async with self._database.spanning() as connection:
            row = await connection.fetchrow(SQL["end_run"], run.workspace_id, run.id, run.attempt, *_columns(progress), *last)
        return None if row is None else _run(row)

    async def lose(self, *, silent_s: float, alive: Sequence[RunId] = ()) -> Sequence[Run]:
        async with self._database.spanning() as connection:
            return [_run(row) for row in await connection.fetch(SQL["lose_runs"], silent_s, list(alive))]

    async def moving(self, *, settled_s: float) -> Sequence[Run]:
        async with self._database.spanning() as connection:
            return [_run(row) for row in await connection.fetch(SQL["moving_runs"], settled_s)]


def _columns(progress: RunProgress) -> tuple[object, ...]:
    stage, status_message, share, base_version, problem_hash, score, bound, gap, solutions = astuple(progress)
    return stage, status_message, share, base_version, problem_hash, _text(score), _text(bound), gap, solutions


def _text(value: Json) -> str | None:
    return None if value is None else to_json(value)


def _json(text: str | None) -> Json:
    return None if text is None else msgspec.json.decode(text)


def _run(row: Row) -> Run:
    return Run(
        id=RunId(row["run_id"]),
        workspace_id=WorkspaceId(row["workspace_id"]),
        period_id=PeriodId(row["period_id"]),
        state=row["state"],
        reached=RunProgress(
            stage=row["stage"],
            status_message=row["status_message"],
            progress=row["progress"],
            base_version=row["base_version"],
            problem_hash=row["problem_hash"],
            score=_json(row["score"]),
            bound=_json(row["bound"]),
            gap=row["gap"],
            solutions=row["solutions"],
        ),
        options=_json(row["options"]),
        engine=row["engine"],
        seed=row["seed"],
        violations=row["violations"],
        coverage_pct=row["coverage_pct"],
        requests_met_pct=row["requests_met_pct"],
        failure=_json(row["failure"]),
        created_at=row["created_at"],
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        author=Author(UserId(row["created_by"]), row["created_by_name"], ClientId(row["client_id"]), OperationId(row["operation_id"])),
        owner=row["owner"],
        attempt=row["attempt"],
        cancel_requested=row["cancel_requested"],
        finish_requested=row["finish_requested"],
        rights_version=row["rights_version"],
        period_version=row["period_version"],
        workspace_version=row["workspace_version"],
        applied_version=row["applied_version"],
        read_at=row["read_at"],
    )
