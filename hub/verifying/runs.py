"""Verifies the runs of one period in one snapshot."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from hub.verifying.finding import Finding
from hub.verifying.past import Past
from hub.verifying.reading import Snapshot
from hub.verifying.score import problem_at, said, scored, solved_of
from hub.verifying.stored import Stored, StoredRun
from shared.problem import Problem

VERSIONS_MAX: Final = 20
"""Versions of a workspace that are tried: people who edit rules while somebody starts a run are few."""


@dataclass(frozen=True, slots=True)
class VerifiedRun:
    """A run, and what is wrong with it; `is_comparable`: its score was counted again."""

    is_comparable: bool
    findings: list[Finding]


class PeriodRuns:
    """Counts each run's score again, on the problem that it was given.

    A run's row names the version of the period, but of the workspace only the least that it may have been, and the problem's hash: the
    versions from that one on, until the run ended, are tried. Where none makes that hash (rules that a newer program reads differently,
    a log that doesn't reach back) it isn't comparable.
    """

    def __init__(self, snapshot: Snapshot, document: Stored) -> None:
        self._snapshot = snapshot
        self._document = document

    async def verified(self) -> AsyncIterator[VerifiedRun]:
        """Yield each run that brought a grid."""
        workspace = await self._snapshot.workspace_of(self._document.key)
        if workspace is None:
            return
        async with aclosing(Past(self._snapshot, self._document)) as period, aclosing(Past(self._snapshot, workspace)) as around:
            async for run in self._snapshot.runs(self._document.document_id):
                problem, solved = await self._problem(run, period, around), solved_of(run)
                whats = list(said(run))
                if not whats and problem is not None and solved is not None:
                    whats = list(scored(run, solved, problem))
                version = 0 if run.base_version is None else run.base_version
                found = [Finding(self._document.name, version, f"run {run.id}: {what}") for what in whats]
                yield VerifiedRun(problem is not None, found)

    async def _problem(self, run: StoredRun, period: Past, workspace: Past) -> Problem | None:
        if run.base_version is None or run.completed_at is None:
            return None
        stood = await period.at(run.base_version)
        later = await self._snapshot.rule_versions(
            workspace.document.document_id, after=run.workspace_version, until=run.completed_at, limit=VERSIONS_MAX
        )
        for version in (run.workspace_version, *later):
            rules = await workspace.at(version)
            if stood is not None and rules is not None and (problem := problem_at(run, stood, rules)) is not None:
                return problem
        return None
