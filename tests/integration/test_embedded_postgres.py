"""The embedded server as a hub meets it: started, joined, left, killed."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from hub.embedded import EmbeddedPostgres, EmbeddedServerError
from hub.embedded.cluster import Cluster
from hub.embedded.wheel import binaries_folder
from tests.support.postgres import eventually

ROOT = Path(__file__).parents[2]
USE_UNTIL_KILLED = """
import pathlib, signal, sys
from hub.embedded import EmbeddedPostgres
server = EmbeddedPostgres.start(pathlib.Path(sys.argv[1]), durable=False)
print("ready", flush=True)
signal.pause()
"""


def a_user_process(data: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", USE_UNTIL_KILLED, str(data)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


def processes_on(data: Path) -> list[str]:
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True, timeout=10).stdout
    return [line for line in listed.splitlines() if str(data / "postgres") in line]


def postmaster(data: Path) -> int:
    return int((data / "postgres/data/postmaster.pid").read_text().splitlines()[0])


async def answer(dsn: str) -> int:
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        found: int = await connection.fetchval("SELECT 42")
        return found
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose cluster is made: tests copy it, since making one takes half a second."""
    data = tmp_path_factory.mktemp("seed")
    EmbeddedPostgres.start(data, durable=False).stop()
    return data


@pytest.fixture
def data(seed: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "data"
    subprocess.run(["cp", "-a", str(seed), str(copy)], check=True, timeout=10)
    yield copy
    eventually(lambda: not processes_on(copy))


async def test_the_first_start_makes_a_server_that_answers_and_a_stop_leaves_nothing(tmp_path: Path) -> None:
    server = EmbeddedPostgres.start(tmp_path)

    assert await answer(server.dsn) == 42
    server.stop()
    eventually(lambda: not processes_on(tmp_path), deadline_s=1)
    assert not (tmp_path / "postgres/run").exists()


async def test_commits_are_flushed_and_text_is_ordered_the_same_everywhere(tmp_path: Path) -> None:
    server = EmbeddedPostgres.start(tmp_path)
    connection = await asyncpg.connect(server.dsn)

    assert await connection.fetchval("SELECT current_setting('fsync') || current_setting('full_page_writes')") == "onon"
    assert await connection.fetchval("SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    await connection.close()
    server.stop()


def test_five_killed_hubs_in_a_row_leave_nothing_over_and_the_next_just_starts(data: Path) -> None:
    for _ in range(5):
        kill(a_user_process(data))

    last = EmbeddedPostgres.start(data, durable=False)
    last.stop()
    eventually(lambda: not processes_on(data), deadline_s=1)


def test_the_server_ends_by_itself_soon_after_its_last_user_was_killed(data: Path) -> None:
    kill(a_user_process(data))

    eventually(lambda: not processes_on(data), deadline_s=5)


async def test_a_second_process_joins_the_server_and_keeps_it_when_the_first_goes(data: Path) -> None:
    first = a_user_process(data)
    pid = postmaster(data)

    second = EmbeddedPostgres.start(data, durable=False)
    kill(first)

    assert postmaster(data) == pid
    assert await answer(second.dsn) == 42
    second.stop()
    eventually(lambda: not processes_on(data), deadline_s=1)


async def test_two_folders_have_two_servers_at_the_same_time(data: Path, seed: Path) -> None:
    here, there = EmbeddedPostgres.start(data, durable=False), EmbeddedPostgres.start(seed, durable=False)

    assert (await answer(here.dsn), await answer(there.dsn)) == (42, 42)
    assert postmaster(data) != postmaster(seed)
    here.stop()
    there.stop()


def test_a_server_that_fell_over_is_started_again_while_somebody_uses_it(data: Path) -> None:
    server = EmbeddedPostgres.start(data, durable=False)
    pid = postmaster(data)

    os.kill(pid, signal.SIGKILL)

    eventually(lambda: server.cluster.is_ready() and postmaster(data) != pid)
    server.stop()


def test_a_start_after_the_supervisor_was_killed_just_works(data: Path) -> None:
    server = EmbeddedPostgres.start(data, durable=False)
    supervisor = int(
        subprocess.run(["ps", "-ww", "-o", "ppid=", "-p", str(postmaster(data))], capture_output=True, check=True, timeout=10).stdout
    )

    os.kill(supervisor, signal.SIGKILL)
    server.stop()

    again = EmbeddedPostgres.start(data, durable=False)
    assert again.cluster.is_ready()
    again.stop()


def test_a_number_left_behind_that_belongs_to_another_process_by_now_is_no_obstacle_and_no_target(data: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    (data / "postgres/data/postmaster.pid").write_text(f"{bystander.pid}\n{data}\n1\n5432\n\n\n\nready\n")

    server = EmbeddedPostgres.start(data, durable=False)

    assert bystander.poll() is None
    bystander.kill()
    bystander.wait(10)
    server.stop()


async def test_a_folder_too_deep_for_a_socket_gets_a_private_one_elsewhere(seed: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / "data"
    deep.parent.mkdir()
    subprocess.run(["cp", "-a", str(seed), str(deep)], check=True, timeout=10)

    server = EmbeddedPostgres.start(deep, durable=False)

    elsewhere = server.cluster.socket_folder
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
    assert await answer(server.dsn) == 42
    server.stop()
    assert not elsewhere.exists()


async def test_nobody_else_gets_in(data: Path) -> None:
    server = EmbeddedPostgres.start(data, durable=False)
    listening = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(postmaster(data))], capture_output=True, text=True, check=True, timeout=10
    ).stdout

    assert stat.S_IMODE(server.cluster.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "postgres/password").stat().st_mode) == 0o600
    assert "-c listen_addresses= -c" in listening
    with pytest.raises(asyncpg.InvalidPasswordError):
        await answer(server.dsn.replace(server.cluster.password, "guessed"))
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="root only: a server under root runs as another user")
def test_under_root_the_server_runs_as_nobody_and_changes_no_permission_of_folders_that_are_not_its_own(data: Path) -> None:
    data.parent.chmod(0o700)
    before = [folder.stat().st_mode for folder in (data.parent, *data.parent.parents, ROOT)]

    server = EmbeddedPostgres.start(data, durable=False)

    owner = subprocess.run(
        ["ps", "-ww", "-o", "user=", "-p", str(postmaster(data))], capture_output=True, text=True, check=True, timeout=10
    ).stdout
    assert owner.strip() == "nobody"
    assert [folder.stat().st_mode for folder in (data.parent, *data.parent.parents, ROOT)] == before
    server.stop()


def test_a_making_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    unfinished = tmp_path / "postgres/data.new"
    unfinished.mkdir(parents=True)
    (unfinished / "half").write_text("")

    server = EmbeddedPostgres.start(tmp_path, durable=False)

    assert server.cluster.is_ready()
    server.stop()


def test_data_of_another_major_version_is_refused_in_one_line(data: Path) -> None:
    (data / "postgres/data/PG_VERSION").write_text("15\n")

    with pytest.raises(EmbeddedServerError, match=r"made by PostgreSQL 15, this is 18"):
        EmbeddedPostgres.start(data)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(EmbeddedServerError, match=r"file/postgres can't be written"):
        EmbeddedPostgres.start(tmp_path / "file")


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    cluster = Cluster(data / "postgres", binaries_folder(), settings={"shared_buffers": "nonsense"})

    with pytest.raises(EmbeddedServerError, match="shared_buffers"):
        cluster.spawn()


def test_is_ready_is_not_fooled_by_a_socket_that_nobody_listens_on(data: Path) -> None:
    cluster = Cluster(data / "postgres", binaries_folder())
    cluster.socket_folder.mkdir()
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(cluster.socket_folder / ".s.PGSQL.5432"))
    (data / "postgres/data/postmaster.pid").write_text("1\n\n\n\n\n\n\nready\n")

    assert not cluster.is_ready()
    (data / "postgres/data/postmaster.pid").unlink()
