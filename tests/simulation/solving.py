"""Runs of the simulation: a grid is read, somebody thinks for a while, and the result is applied once, whoever tries."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Protocol

from hub.documents.delta import dates_between
from hub.documents.record import Author, FieldValues, Rights
from hub.documents.workspace import value_of
from hub.runs.applying import Landed, land
from hub.runs.rebase import ApplyMode, Solved
from hub.store.memory import MemoryDatabase
from hub.store.runs import Run, RunProgress
from shared.domain import Role
from shared.ids import ClientId, OperationId, PeriodId, RunId, UserId
from shared.protocol.errors import RosterhubError
from tests.simulation.replica import SimulatedReplica
from tests.simulation.weather import Weather
from tests.support.sequencing import WORKSPACE

PATIENCE_S = 11.0  # longer than the hub's own limit for an answer
MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


class Hall(Protocol):
    """Where replicas are found."""

    database: MemoryDatabase
    weather: Weather
    replicas: list[SimulatedReplica]
    roles: dict[UserId, Role]


@dataclass
class Solving:
    """One run after the other; `landed` holds what was said of each, `refused` those that were refused for good."""

    hall: Hall
    random: Random
    under_way: int = 0
    runs: dict[str, tuple[Run, Solved, ApplyMode]] = field(default_factory=dict)
    landed: dict[str, Landed] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    """By run, the tries that it took."""

    async def solve(self, user: UserId) -> None:
        """Read a grid as the database has it, think, and apply."""
        self.under_way += 1
        found = self._thought_of(user, f"run{len(self.runs) + 1}")
        if found is not None:
            await asyncio.sleep(self.random.uniform(0, 2))
            await self._apply(*found)
        self.under_way -= 1

    def _thought_of(self, user: UserId, name: str) -> tuple[Run, Solved, ApplyMode] | None:
        periods = [document for document in self.hall.database.documents.values() if document.key.kind == "period"]
        document = self.random.choice(periods)
        header: FieldValues = document.entities["period", document.key.id]
        staff = tuple(value_of(header, "staff") or ())
        dates = tuple(dates_between(value_of(header, "start_date"), value_of(header, "end_date")))
        base = tuple(tuple(value_of(document.cells.get((person, date)), "shift") for date in dates) for person in staff)
        grid = tuple(tuple(self.random.choice((stood, "D", "E", None)) for stood in row) for row in base)
        author = Author(user, user.title(), ClientId(f"{user}'s page"), OperationId(f"generate {name}"))
        run = a_run(RunId(name), PeriodId(document.key.id), author)
        mode: ApplyMode = self.random.choice(("merge", "merge", "overwrite"))
        self.runs[f"run:{name}"] = run, Solved(document.epoch, document.version, staff, dates, base, grid), mode
        return self.runs[f"run:{name}"]

    async def _apply(self, run: Run, solved: Solved, mode: ApplyMode) -> None:
        tries = 0
        while True:
            tries += 1
            replica = self.random.choice(self.hall.replicas) if self.hall.replicas else None
            if replica is None:
                await asyncio.sleep(0.5)
                continue
            version, is_active = self.hall.database.members[WORKSPACE, run.author.user_id]
            if not is_active or self.hall.roles[run.author.user_id] is Role.VIEWER:
                return  # as a page would be told, before anything is tried
            rights = Rights(WORKSPACE, run.author.user_id, version)
            task = replica.machine.run(replica.tasks.start, "runs.apply", self._landed(replica, run, solved, rights, mode))
            await asyncio.wait({task}, timeout=PATIENCE_S)
            result = task.result() if task.done() and not task.cancelled() else None
            if isinstance(result, Landed):
                self.landed[f"run:{run.id}"] = result
                self.hall.weather.note("solution_applied")
                return
            if result is not None and not result.temporary and result.code != "forbidden":
                self.refused[f"run:{run.id}"] = tries
                return
            self.hall.weather.note("solution_tried_again")
            await asyncio.sleep(0.3)

    @staticmethod
    async def _landed(replica: SimulatedReplica, run: Run, solved: Solved, rights: Rights, mode: ApplyMode) -> Landed | RosterhubError:
        try:
            return await land(replica.sequencer, run, solved, rights, mode)
        except RosterhubError as error:
            return error


def a_run(run_id: RunId, period_id: PeriodId, author: Author) -> Run:
    return Run(
        id=run_id, workspace_id=WORKSPACE, period_id=period_id, state="done", reached=RunProgress(), options={}, engine="cpsat", seed=1,
        violations=None, coverage_pct=None, requests_met_pct=None, failure=None, created_at=MOMENT, started_at=MOMENT, completed_at=MOMENT,
        author=author, owner=None, attempt=1, cancel_requested=False, finish_requested=False, rights_version=1, period_version=0,
        workspace_version=0, applied_version=None, read_at=MOMENT,
    )  # fmt: skip
