"""Durable operations a second through the sequencer, on a real PostgreSQL of its own: `python -m bench.commit`."""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

import asyncpg
import uvloop

from bench.machine import foreign_share, machine
from hub.clock import SystemClock
from hub.documents.record import Applied, Author, DocumentKey, Origin, Outcome, Refused, Rights, Submission, Unchanged
from hub.embedded import EmbeddedPostgres
from hub.fanout.local import LocalFanout
from hub.sequencer.port import Live, SequencerPort, Told
from hub.sequencer.sequencer import Sequencer
from hub.store.connections import Database
from hub.store.migrate import migrate
from hub.store.postgres import PostgresStore
from shared.ids import ClientId, OperationId, PeriodId, UserId, WorkspaceId
from shared.operations import CellEdit, CellUpdate, EntityCreate, Operation
from shared.protocol.errors import OverloadedError

WORKSPACE = WorkspaceId("bench")
USER = UserId("writer")
STAFF = 100
DAYS = 30
CODES = ("D", "E", "L", "N")
TARGET_PER_S = 10_000
WARM_UP_S = 1.0
SETTLE_S = 1.0  # so that what is under way ends before the next load


class Writer(Origin):
    """Submits its next operation when the last one is answered: what is under way is the number of writers.

    One that is told `overloaded` (on a slow machine) waits as told.
    """

    __slots__ = ("_live", "_number", "_random", "_sequencer", "client_id", "is_waiting", "latencies", "overloaded", "sent_at", "stopped")

    def __init__(self, sequencer: SequencerPort, live: Live, client_id: str) -> None:
        self._sequencer = sequencer
        self._live = live
        self._random = Random(client_id)
        self._number = 0
        self.client_id = ClientId(client_id)
        self.latencies: list[float] = []
        self.overloaded = 0
        self.sent_at = 0.0
        self.stopped = False
        self.is_waiting = False

    def write(self) -> None:
        """Submit one edit of one cell."""
        self.is_waiting = True
        self._number += 1
        random = self._random
        staff_id, date = f"s{random.randrange(STAFF)}", f"2026-12-{random.randrange(DAYS) + 1:02}"
        stands = self._live.state.cells.get((staff_id, date), {}).get("shift")
        shift = random.choice([code for code in CODES if stands is None or code != stands.value])
        cell = CellEdit(staff_id, date, {"shift": shift})
        author = Author(USER, "Writer", self.client_id, OperationId(str(self._number)))
        operation = CellUpdate(PeriodId(self._live.key.id), (cell,))
        self.sent_at = time.perf_counter()
        self._sequencer.submit(
            self._live, Submission(operation, author, self._live.state.version, Rights(WORKSPACE, USER, 1), maybe_repeat=False, origin=self)
        )

    def answer(self, submission: Submission, outcome: Outcome) -> None:  # noqa: ARG002 - an origin's port
        if isinstance(outcome, Refused) and isinstance(outcome.error, OverloadedError):
            self.overloaded += 1
            asyncio.get_running_loop().call_later((outcome.error.retry_after_ms or 0) / 1000, self._again)
            return
        if not isinstance(outcome, Applied | Unchanged):
            raise AssertionError(f"not applied: {outcome}")  # noqa: TRY004 - an outcome, not an argument
        self.is_waiting = False
        self.latencies.append(time.perf_counter() - self.sent_at)
        self._again()

    def _again(self) -> None:
        if not self.stopped:
            self.write()


@dataclass(frozen=True)
class Figure:
    """One load's result."""

    name: str
    per_s: float
    p50_ms: float
    p99_ms: float
    hub_cpu_us: float
    others: float | None
    batch: float
    overloaded: int


@dataclass
class Counted:
    """A teller that counts versions and commits, and answers."""

    versions: int = 0
    batches: int = 0

    def __call__(self, tolds: list[Told]) -> None:
        for told in tolds:
            self.versions += len(told.entries)
            self.batches += bool(told.entries)
            for submission, outcome in told.answers:
                submission.origin.answer(submission, outcome)


async def found(dsn: str, store: PostgresStore, sequencer: SequencerPort, periods: int) -> list[Live]:
    """Make a workspace with shift types, people and periods; return the periods, open."""
    await store.found_workspace(WORKSPACE)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("INSERT INTO users VALUES ($1, $1 || '@x', $1, NULL, now()) ON CONFLICT DO NOTHING", USER)
        await connection.execute(
            "INSERT INTO memberships VALUES ($1, $2, 'manager', 1, true, now()) ON CONFLICT DO NOTHING", WORKSPACE, USER
        )
    finally:
        await connection.close()
    people = [f"s{index}" for index in range(STAFF)]
    operations: list[Operation] = [
        *(EntityCreate("shift_type", f"t-{code}", {"code": code}) for code in CODES),
        *(EntityCreate("staff", person, {"code": person}) for person in people),
        *(
            EntityCreate("period", f"p{index}", {"name": "December", "start_date": "2026-12-01", "end_date": "2026-12-30", "staff": people})
            for index in range(periods)
        ),
    ]
    workspace = await sequencer.open(DocumentKey(WORKSPACE, "workspace", WORKSPACE))
    await asyncio.gather(*(_answered(sequencer, workspace, operation, number) for number, operation in enumerate(operations)))
    return [await sequencer.open(DocumentKey(WORKSPACE, "period", f"p{index}")) for index in range(periods)]


class _Once(Origin):
    def __init__(self) -> None:
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def answer(self, submission: Submission, outcome: Outcome) -> None:  # noqa: ARG002 - an origin's port
        self.outcome.set_result(outcome)


async def _answered(sequencer: SequencerPort, live: Live, operation: Operation, number: int) -> None:
    once = _Once()
    author = Author(USER, "Writer", ClientId("founder"), OperationId(str(number)))
    sequencer.submit(live, Submission(operation, author, None, Rights(WORKSPACE, USER, 1), maybe_repeat=False, origin=once))
    outcome = await once.outcome
    if not isinstance(outcome, Applied):
        raise AssertionError(f"{operation}: {outcome}")  # noqa: TRY004 - an outcome, not an argument


async def measured(name: str, sequencer: Sequencer, lives: list[Live], *, writers_each: int, seconds: float, postgres: int) -> Figure:
    """Let writers write for a while, and measure what was answered after a second of warming up."""
    counted = Counted()
    sequencer.teller = counted  # type: ignore[assignment]  # a list is what it gets
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)  # as the hub does once it has started
    writers = [Writer(sequencer, live, f"{name} {live.key.id} {index}") for live in lives for index in range(writers_each)]
    for writer in writers:
        writer.write()
    await asyncio.sleep(WARM_UP_S)
    for writer in writers:
        writer.latencies.clear()
    others = foreign_share(os.getpid(), postgres)
    versions, batches, begin, cpu_begin = counted.versions, counted.batches, time.perf_counter(), time.process_time()
    await asyncio.sleep(seconds)
    elapsed, cpu_s = time.perf_counter() - begin, time.process_time() - cpu_begin
    versions, batches = counted.versions - versions, counted.batches - batches
    for writer in writers:
        writer.stopped = True
    overloaded = sum(writer.overloaded for writer in writers)
    latencies = sorted(latency for writer in writers for latency in writer.latencies)
    await asyncio.sleep(SETTLE_S)
    p50, p99 = (latencies[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99))
    return Figure(name, versions / elapsed, p50, p99, cpu_s / max(1, versions) * 1e6, others(), versions / max(1, batches), overloaded)


@asynccontextmanager
async def a_sequencer(dsn: str) -> AsyncIterator[tuple[PostgresStore, Sequencer]]:
    """Yield a sequencer on a migrated database; ends the program where that doesn't keep what it acknowledges."""
    await migrate(dsn)
    async with Database(dsn, pool_min=1, pool_max=5, pool_timeout_s=5) as database:
        store = PostgresStore(database)
        if not await store.durable():
            sys.exit("no figures: this PostgreSQL doesn't keep what it acknowledges (fsync, full_page_writes, synchronous_commit)")
        sequencer = Sequencer(store, LocalFanout(), clock=SystemClock(), random=Random(1))
        sequencer.start()
        yield store, sequencer
        await sequencer.close()


async def run(dsn: str, postgres: int, seconds: float) -> list[Figure]:
    """Measure both loads."""
    async with a_sequencer(dsn) as (store, sequencer):
        lives = await found(dsn, store, sequencer, 200)
        return [
            await measured("1 document, 200 writers", sequencer, lives[:1], writers_each=200, seconds=seconds, postgres=postgres),
            await measured("200 documents, 5 writers each", sequencer, lives, writers_each=5, seconds=seconds, postgres=postgres),
        ]


def main() -> int:
    """Print the figures; 0 when the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedPostgres.start(Path(folder))
        try:
            postgres = int((server.cluster.data / "postmaster.pid").read_text().split()[0])
            figures = uvloop.run(run(server.dsn, postgres, seconds))
        finally:
            server.stop()
    print(machine())
    for figure in figures:
        others = "" if figure.others is None else f"; others took {figure.others:.0%} of the machine"
        others += f"; {figure.overloaded} were told `overloaded`" if figure.overloaded else ""
        print(
            f"commit: {figure.name}: {figure.per_s:,.0f} operations/s,"
            f" answered after p50 {figure.p50_ms:.1f} ms, p99 {figure.p99_ms:.1f} ms,"
            f" {figure.hub_cpu_us:.0f} µs of the hub's CPU each, {figure.batch:.0f} a document and commit{others}"
        )
    is_met = figures[0].per_s >= TARGET_PER_S
    print(f"target: {TARGET_PER_S:,} on one document: {'met' if is_met else 'missed'}")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
