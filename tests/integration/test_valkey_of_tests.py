"""The tests' own Valkey leaves nothing behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.hub import ROOT
from tests.support.valkey import Valkey, eventually

HOLDER = """
import sys, time
from pathlib import Path
from tests.support.valkey import Valkey
server = Valkey(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_server_ends_with_the_process_that_holds_it_however_that_ends(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        server = int(holder.stdout.readline())
        assert is_running(server)
        os.kill(holder.pid, signal.SIGKILL)
    eventually(lambda: not is_running(server))


def test_a_server_that_stands_still_can_be_ended(tmp_path: Path) -> None:
    server = Valkey(tmp_path)
    server.start()
    os.kill(server.pid, signal.SIGSTOP)
    server.stop()
    assert not is_running(server.pid)
