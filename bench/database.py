"""A PostgreSQL for a hub that another program starts and measures: `python -m bench.database --core 1`; ends with Ctrl-C.

Prints what the hub and a load generator need as shell words: DATABASE_URL, and the process whose children serve the connections.
"""

import argparse
import os
import signal
import tempfile
from pathlib import Path

from hub.embedded import EmbeddedPostgres


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--core", type=int, help="where the server runs; without it, anywhere")
    core = parser.parse_args().core
    if core is not None:
        os.sched_setaffinity(0, {core})
    ending = signal.SIGINT, signal.SIGTERM
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    with tempfile.TemporaryDirectory(prefix="rosterhub-bench-", ignore_cleanup_errors=True) as folder:
        server = EmbeddedPostgres.start(Path(folder))
        try:
            pid = (Path(folder) / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0]
            print(f"DATABASE_URL='{server.dsn}' POSTGRES_PID={pid}", flush=True)
            _ = signal.sigwait(ending)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
