"""`python -m hub …` as a user runs it, each in a process of its own, on an embedded PostgreSQL of its own."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.support.hub import ADMIN, DEADLINE_S, PASSWORD, ROOT, HubProcess, done, environment, serving

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(180)]

ROSTER = "staff,2026-06-01,2026-06-02\r\nana,D,N\r\nbo,,D\r\n"


def processes_on(folder: Path) -> list[str]:
    """What runs on a data folder: its server, its supervisor."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(folder) in line and " Z" not in line]


def nothing_left(folder: Path) -> None:
    end = time.monotonic() + DEADLINE_S
    while found := processes_on(folder):
        assert time.monotonic() < end, found
        time.sleep(0.05)


def token(hub: HubProcess) -> dict[str, str]:
    response = httpx2.post(f"{hub.url}/api/v1/auth/login", json={"email": ADMIN, "password": PASSWORD})
    assert response.status_code == 200, response.text
    return {"authorization": f"Bearer {response.json()['access_token']}"}


def test_a_roster_is_imported_while_a_hub_runs_and_exported_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "june.csv").write_text(ROSTER, newline="")
    with serving(data, ADMIN_PASSWORD=PASSWORD) as hub:
        imported = done("import", str(tmp_path / "june.csv"), "--workspace", "Bistro", "--name", "June", data=data)
        assert imported.returncode == 0, imported.stderr
        found = json.loads(imported.stdout.splitlines()[-1])
        assert found.keys() == {"workspace_id", "period_id"}
        body = {"email": ADMIN, "password": PASSWORD, "workspace_id": found["workspace_id"]}
        granted = httpx2.post(f"{hub.url}/api/v1/auth/login", json=body).json()
        assert granted["workspace"]["name"] == "Bistro"
        headers = {"authorization": f"Bearer {granted['access_token']}"}
        period = httpx2.get(f"{hub.url}/api/v1/periods/{found['period_id']}", headers=headers).json()
        assert (period["name"], period["staff_count"]) == ("June", 2)
        exported = done("export", found["period_id"], "--format", "csv", "--out", str(tmp_path / "out.csv"), data=data)
        assert exported.returncode == 0, exported.stderr
        assert (tmp_path / "out.csv").read_bytes() == ROSTER.encode()
    nothing_left(data)


def test_an_unreadable_file_ends_with_two_and_one_line_and_stores_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for content, words in (
        ("staff,2026-06-01\nana,D,D\n", "bad.csv:2: 'ana' has 2 cells for 1 dates"),
        (None, "bad.csv:1: No such file or directory"),
    ):
        if content is not None:
            (tmp_path / "bad.csv").write_text(content)
        else:
            (tmp_path / "bad.csv").unlink()
        ended = done("import", str(tmp_path / "bad.csv"), data=data)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == f"{tmp_path}/{words}\n"
    assert not (data / "jwt_secret").exists()
    nothing_left(data)


def test_a_roster_goes_out_as_every_kind_of_file_and_a_workbook_comes_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "june.csv").write_text(ROSTER, newline="")
    with serving(data, ADMIN_PASSWORD=PASSWORD):
        period_id = json.loads(done("import", str(tmp_path / "june.csv"), data=data).stdout.splitlines()[-1])["period_id"]
        for kind, begin in {"xlsx": b"PK", "pdf": b"%PDF-", "ics": b"BEGIN:VCALENDAR"}.items():
            ended = done("export", period_id, "--format", kind, "--out", str(tmp_path / f"out.{kind}"), data=data)
            assert ended.returncode == 0, ended.stderr
            assert (tmp_path / f"out.{kind}").read_bytes().startswith(begin)
        one = done("export", period_id, "--format", "ics", "--staff", "bo", "--out", str(tmp_path / "bo.ics"), data=data)
        assert one.returncode == 0, one.stderr
        assert (tmp_path / "bo.ics").read_bytes().count(b"BEGIN:VEVENT") == 1
        again = done("import", str(tmp_path / "out.xlsx"), data=data)
        there = json.loads(again.stdout.splitlines()[-1])["period_id"]
        assert done("export", there, "--out", str(tmp_path / "again.csv"), data=data).returncode == 0
        assert (tmp_path / "again.csv").read_bytes().decode() == ROSTER
    for wrong, words in {
        ("--format", "doc"): "--format doc: csv, xlsx, pdf or ics is wanted\n",
        ("--staff", "bo"): "--staff bo: goes with --format ics only\n",
    }.items():
        ended = done("export", "p", *wrong, "--out", str(tmp_path / "x"), data=data)
        assert (ended.returncode, ended.stderr) == (2, words)


def test_an_export_of_what_is_not_there_ends_with_one_line(tmp_path: Path) -> None:
    ended = done("export", "nope", "--out", str(tmp_path / "x.csv"), data=tmp_path / "data", LOG_LEVEL="warning")
    assert (ended.returncode, ended.stderr) == (1, "there is no period nope\n")
    assert not (tmp_path / "x.csv").exists()


def test_a_killed_hub_leaves_nothing_behind_and_the_next_one_just_works(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for _ in range(3):
        with serving(data, ADMIN_PASSWORD=PASSWORD, ROSTERHUB_DEMO="1") as hub:
            assert httpx2.get(f"{hub.url}/ready").status_code == 200
            periods = httpx2.get(f"{hub.url}/api/v1/periods", headers=token(hub)).json()["items"]
            assert [period["version"] for period in periods] == [2]
            hub.stop(signal.SIGKILL)
        nothing_left(data)


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_order_with_its_children(tmp_path: Path, signal_number: int) -> None:
    data = tmp_path / "data"
    with serving(data, SOLVER_URL="") as hub:  # with a solver of its own
        began = time.monotonic()
        while not httpx2.get(f"{hub.url}/health").json()["solver"]:
            assert time.monotonic() < began + 3 * DEADLINE_S
            time.sleep(0.1)
        children = _descendants(hub.process.pid)
        assert children
        began = time.monotonic()
        assert hub.stop(signal_number) == 0
        assert time.monotonic() - began < 10
        assert not [pid for pid in children if _is_running(pid)]
    nothing_left(data)


def test_the_solver_ends_with_a_killed_hub_and_is_started_again_when_it_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path / "data", SOLVER_URL="") as hub:

        def solver(*, there: bool) -> None:
            end = time.monotonic() + 3 * DEADLINE_S
            while httpx2.get(f"{hub.url}/health").json()["solver"] is not there:
                assert time.monotonic() < end
                time.sleep(0.05)

        solver(there=True)
        child = _descendants(hub.process.pid)[0]
        os.kill(child, signal.SIGKILL)
        solver(there=False)
        solver(there=True)
        children = _descendants(hub.process.pid)
        hub.stop(signal.SIGKILL)
        end = time.monotonic() + DEADLINE_S
        while any(_is_running(pid) for pid in children):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_on_a_terminal_a_link_signs_the_administrator_in_once(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "serve"], cwd=ROOT, env=environment(tmp_path / "data"), stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as terminal:
            line = terminal.readline()
        found = re.match(r"Rosterhub is at (\S+) - sign in: \1/#code=(\S+)", line)
        assert found, line
        granted = httpx2.post(f"{found[1]}/api/v1/auth/code", json={"code": found[2]})
        assert granted.json()["user"]["role"] == "admin"
        assert httpx2.post(f"{found[1]}/api/v1/auth/code", json={"code": found[2]}).status_code == 401
    finally:
        process.terminate()
        process.wait(DEADLINE_S)


def test_the_demo_opens_without_a_password_on_its_own_machine_only(tmp_path: Path) -> None:
    with serving(tmp_path / "data", ROSTERHUB_DEMO="1") as hub:
        assert httpx2.get(f"{hub.url}/api/v1/auth/options").json() == {"demo": True}
        granted = httpx2.post(f"{hub.url}/api/v1/auth/demo").json()
        assert granted["workspace"]["name"] == "Hoshi Restaurant"
        for headers in ({"x-forwarded-for": "127.0.0.1"}, {"host": "roster.example"}):
            assert httpx2.get(f"{hub.url}/api/v1/auth/options", headers=headers).json() == {"demo": False}
            assert httpx2.post(f"{hub.url}/api/v1/auth/demo", headers=headers).status_code == 403


def test_a_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = done("serve", data=tmp_path / "data", HUB_PORT=str(port))
    assert ended.returncode == 2
    assert ended.stderr == f"HUB_PORT={port}: can't listen on 127.0.0.1: Address already in use\n"


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"HUB_PORT": "eighty"}, r"^HUB_PORT='eighty': input should be a valid integer"),
        ({"LOG_LEVEL": "loud"}, r"^LOG_LEVEL='loud': input should be 'debug'"),
        ({"DATABASE_URL": "sqlite://secret"}, r"^DATABASE_URL=\(hidden\): an address that begins with postgresql://"),
        ({"ADMIN_PASSWORD": "short"}, r"^ADMIN_PASSWORD=\(hidden\): at least 8 characters are wanted$"),
        ({"REDIS_URL": "redis://127.0.0.1"}, r"^JWT_SECRET is not set: it is wanted where REDIS_URL is set"),
        ({"REDIS_URL": "http://127.0.0.1"}, r"^REDIS_URL=\(hidden\): an address that begins with redis://"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_its_name_its_value_and_what_is_wanted(
    tmp_path: Path, variables: dict[str, str], words: str
) -> None:
    ended = done("serve", data=tmp_path / "data", **variables)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert re.search(words, ended.stderr)
    assert "Traceback" not in ended.stderr
    assert "secret" not in ended.stderr


def test_a_database_that_is_not_there_ends_the_start_with_one_line(tmp_path: Path) -> None:
    ended = done("serve", data=tmp_path / "data", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert ended.returncode == 1
    assert ended.stderr.startswith("the database can't be used: ")
    assert len(ended.stderr.splitlines()) == 1


def test_settings_that_this_version_cannot_serve_are_said(database: str, tmp_path: Path) -> None:
    more = {"SENTRY_DSN": "https://key@sentry.example/1", "DATABASE_URL": database}
    with serving(tmp_path / "data", **more) as hub:
        assert httpx2.get(f"{hub.url}/ready").status_code == 200
        hub.stop()
        assert hub.process.stderr is not None
        assert "SENTRY_DSN: errors are not reported yet" in hub.process.stderr.read()


def test_a_redis_address_that_cannot_be_read_ends_the_start_without_showing_its_password(database: str, tmp_path: Path) -> None:
    more = {"REDIS_URL": "redis://:secret/1@127.0.0.1", "JWT_SECRET": "j" * 32, "DATABASE_URL": database}
    ended = done("serve", data=tmp_path / "data", **more)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "REDIS_URL=(hidden): an address like redis://user:password@host:6379 is wanted\n"


def test_a_hub_that_needs_no_redis_loads_none() -> None:
    listed = "import sys, hub.app; print('redis' in sys.modules, 'hub.fanout.local' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout == "False True\n"


def test_the_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    first = done("migrate", data=tmp_path / "data")
    assert (first.returncode, first.stdout.splitlines()[0]) == (0, "0001_pre_first_tables")
    assert done("migrate", data=tmp_path / "data").stdout == ""


def _descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False).stdout
    return [int(word) for word in listed.split()]


def _is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")
