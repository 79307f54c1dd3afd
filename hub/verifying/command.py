"""Verifies document after document, while hubs may be at work on them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from hub.verifying import reading
from hub.verifying.document import verified
from hub.verifying.finding import Finding
from hub.verifying.runs import PeriodRuns


@dataclass(slots=True)
class Counts:
    """What was looked at so far."""

    documents: int = 0
    versions: int = 0
    runs: int = 0
    runs_not_comparable: int = 0
    findings: int = 0

    def __str__(self) -> str:
        runs = f"{_counted(self.runs, 'run')}" + (f" ({self.runs_not_comparable} not comparable)" if self.runs_not_comparable else "")
        return f"{_counted(self.documents, 'document')}, {_counted(self.versions, 'version')}, {runs}: {_counted(self.findings, 'problem')}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


async def verify(
    dsn: str,
    *,
    workspace_id: str | None = None,
    document_id: str | None = None,
    on_finding: Callable[[Finding], None],
    on_progress: Callable[[Counts], None] = lambda _: None,
) -> Counts:
    """Verify every document, or those of a workspace, or the one with an id; each is read in one snapshot, and nothing is written.

    Raises SchemaError, and what the driver raises.
    """
    counts = Counts()
    async with reading.connected(dsn) as connection:
        async for listed in reading.documents(connection, workspace_id=workspace_id, document_id=document_id):
            async with reading.snapshot(connection) as snapshot:
                async for finding in _of_document(snapshot, listed, counts):
                    counts.findings += 1
                    on_finding(finding)
            on_progress(counts)
        if workspace_id is None and document_id is None:
            for stray, of_workspace, table in await reading.strays(connection):
                counts.findings += 1
                on_finding(Finding(f"{stray} (of workspace {of_workspace})", 0, f"{table} has rows of it, and there is no such document"))
    return counts


async def _of_document(snapshot: reading.Snapshot, listed: reading.Listed, counts: Counts) -> AsyncIterator[Finding]:
    document = await snapshot.document(listed.document_id)
    if document is None:  # only an operator takes a document away
        return
    counts.documents += 1
    found = await verified(snapshot, document)
    counts.versions += found.version_count
    for finding in found.findings:
        yield finding
    if listed.key.kind == "period":
        async for run in PeriodRuns(snapshot, document).verified():
            counts.runs += 1
            counts.runs_not_comparable += not run.is_comparable
            for finding in run.findings:
                yield finding
