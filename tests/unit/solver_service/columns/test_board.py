"""What processes of a solve tell each other, and that none outlives it."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from solver_service.columns.board import Board
from solver_service.columns.fork import Fork

PATIENCE_S = 10.0


def eventually(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_grid_that_a_copy_posts_is_read_here() -> None:
    board = Board(2, 3, 4, 5)
    grid = np.arange(12, dtype=np.int16).reshape(3, 4)
    copy = Fork(lambda: board.post(1, grid, 70.0))
    eventually(lambda: board.read(1, 100.0) is not None)
    posted = board.read(1, 100.0)
    assert posted is not None
    assert (posted.grid == grid).all()
    assert posted.cost == 70.0
    assert board.read(1, 70.0) is None
    assert board.read(0, 100.0) is None
    copy.end()


def test_a_copy_reads_the_duals_and_ends_when_it_is_told_to() -> None:
    board = Board(2, 1, 2, 2)

    def work() -> None:
        until = time.monotonic() + PATIENCE_S
        while not board.is_stopped and time.monotonic() < until:
            duals = board.read_duals()
            if duals is not None:
                board.post(1, np.zeros((1, 2), np.int16), float(duals.sum()))

    copy = Fork(work)
    assert board.read_duals() is None
    board.post_duals(np.array([3.0, 4.0]))
    eventually(lambda: board.read(1, 8.0) is not None)
    board.stop()
    began = time.monotonic()
    copy.end()
    assert time.monotonic() - began < 0.25
    assert not is_alive(copy.pid)


def test_a_copy_that_does_not_listen_is_ended_all_the_same() -> None:
    copy = Fork(lambda: time.sleep(60))
    copy.end()
    assert not is_alive(copy.pid)


def test_a_copy_ends_with_a_process_that_is_killed() -> None:
    reading, writing = os.pipe()

    def work() -> None:
        inner = Fork(lambda: time.sleep(60))
        os.write(writing, str(inner.pid).encode())
        time.sleep(60)

    outer = Fork(work)
    inner_pid = int(os.read(reading, 100))
    assert is_alive(inner_pid)
    os.kill(outer.pid, signal.SIGKILL)
    eventually(lambda: not is_alive(inner_pid) or _is_zombie(inner_pid))
    outer.end()
    os.close(reading)
    os.close(writing)


def test_a_fault_in_a_copy_is_said_and_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise ValueError("planted")

    Fork(work).end()
    assert "planted" in capfd.readouterr().err


def _is_zombie(pid: int) -> bool:
    """Whether it has ended and only waits for somebody to ask how: its new parent, in a container without one that does."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True
