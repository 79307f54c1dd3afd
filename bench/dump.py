"""What a long read elsewhere (a dump) does to commits: nothing that was overwritten since can be cleaned up while it lasts."""

import argparse
import gc
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from bench.commit import Writer, a_sequencer, found
from bench.machine import machine, spent_s
from bench.site import at, until
from hub.embedded import EmbeddedPostgres
from hub.sequencer.port import Live, SequencerPort

WRITERS: Final = 2
"""On one document: few operations a commit, so that the commits are many, each of which leaves an old row behind."""
COMMITS: Final = 60_000
"""Of one document in ten minutes, at a hundred a second: a row that is edited without a pause."""
WINDOW: Final = 5_000
WINDOW_S: Final = 300.0
RATIO_MAX: Final = 3.0


@dataclass(frozen=True)
class Window:
    """A stretch of commits."""

    versions: int
    p50_ms: float
    p99_ms: float
    server_us: float

    def __str__(self) -> str:
        """Return one line, without a name."""
        return f"p50 {self.p50_ms:.2f}, p99 {self.p99_ms:.2f} ms, {self.server_us:.0f} µs of PostgreSQL's CPU an operation"


async def window(sequencer: SequencerPort, live: Live, begun: int, operations: int, server: int) -> Window:
    """Write so many operations, and return how long each took from its submission to its answer, and what the server used for it."""
    cpu = spent_s((server,))
    writers = [Writer(sequencer, live, f"{begun} {live.state.version} {number}") for number in range(WRITERS)]
    for writer in writers:
        writer.write()
    await until(lambda: sum(len(writer.latencies) for writer in writers) >= operations, WINDOW_S)
    for writer in writers:
        writer.stopped = True
    await until(lambda: not any(writer.is_waiting for writer in writers))
    latencies = [1000 * latency for writer in writers for latency in writer.latencies]
    used_us = 1e6 * (spent_s((server,)) - cpu) / len(latencies)
    return Window(live.state.version - begun, at(latencies, 0.5), at(latencies, 0.99), used_us)


async def run(dsn: str, server: int, commits: int) -> bool:
    """Measure without a dump, with one that grows old, and after it."""
    async with a_sequencer(dsn) as (store, sequencer):
        (live,) = await found(dsn, store, sequencer, 1)
        gc.collect()
        gc.freeze()
        _ = await window(sequencer, live, live.state.version, WINDOW, server)
        usual = await window(sequencer, live, live.state.version, 2 * WINDOW, server)
        print(f"dump: none: {usual}")
        dump = await asyncpg.connect(dsn)
        began = time.monotonic()
        async with dump.transaction(isolation="repeatable_read", readonly=True):
            await dump.fetchval("SELECT count(*) FROM operations")
            begun = live.state.version
            last = usual
            while live.state.version - begun < commits:
                last = await window(sequencer, live, begun, WINDOW, server)
                print(f"dump: open, {last.versions:,} commits old: {last}", flush=True)
        await dump.close()
        age_s = time.monotonic() - began
        after = await window(sequencer, live, live.state.version, 2 * WINDOW, server)
        print(f"dump: over: {after}")
    ratio = last.p99_ms / usual.p99_ms
    print(f"dump: after {last.versions:,} commits in {age_s:.0f} s, p99 is {ratio:.1f} times the usual (at most {RATIO_MAX:g})")
    return ratio <= RATIO_MAX


def main() -> int:
    """Print the figures; 0 when the target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=COMMITS, help="of the one document while the dump is open")
    commits = parser.parse_args().commits
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        server = EmbeddedPostgres.start(Path(folder))
        try:
            is_met = uvloop.run(run(server.dsn, int((server.cluster.data / "postmaster.pid").read_text().split()[0]), commits))
        finally:
            server.stop()
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
