"""One PostgreSQL data folder: made, started, asked, stopped."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from hub.embedded.failure import EmbeddedServerError
from hub.embedded.server_user import ServerUser, server_user

ROLE = "rosterhub"
DATABASE = "rosterhub"
PORT = 5432  # only the name of the socket: nothing listens on TCP
SOCKET_PATH_BYTES_MAX = 103  # sun_path holds 108 bytes on Linux, 104 on macOS, the last one is NUL
START_S = 300.0  # a crash recovery may have gigabytes of log to read
STOP_S = 20.0  # a fast shutdown writes one checkpoint; after that, the immediate one
POLL_S = 0.005
LOG_BYTES_MAX = 4_000_000

INITDB_OPTIONS = (
    f"--username={ROLE}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # the same order on every machine, safe through upgrades of the C library
    "--builtin-locale=C.UTF-8",
    "--auth-local=scram-sha-256",
    "--auth-host=reject",
)
SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "logging_collector": "off",
}


@dataclass(frozen=True)
class Cluster:
    """PostgreSQL's files under `folder` (absolute), which we own whole, and the programs that work on them.

    Safe for one process at a time: callers hold the lock file, see `supervisor`. Everything here blocks.
    """

    folder: Path
    binaries: Path
    durable: bool = True
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        """The folder of the server's socket, closed to other users; short enough for a socket's address."""
        return (self.folder / "run").resolve()

    @property
    def password(self) -> str:
        return (self.folder / "password").read_text().strip()

    def user(self) -> ServerUser:
        return server_user(self.folder, self.binaries)

    def create(self) -> None:
        """Make the data folder with its role, password and database, unless it is there. All or nothing, also through a crash."""
        if self.data.exists():
            self._refuse_other_major()
            return
        user = self.user()
        password = secrets.token_urlsafe(24)
        (self.folder / "password").touch(mode=0o600)
        (self.folder / "password").write_text(password)
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        user.own(unfinished)
        password_file = self._server_only_file("initdb.password", password, user)
        options = (*INITDB_OPTIONS, f"--pwfile={password_file}", *(() if self.durable else ("--no-sync",)))
        try:
            self._run(user, "initdb", f"--pgdata={unfinished}", *options)
        finally:
            password_file.unlink()
        fsync = () if self.durable else ("-F",)
        self._run(user, "postgres", "--single", *fsync, "-D", str(unfinished), "postgres", text=f"CREATE DATABASE {DATABASE}\n")
        unfinished.rename(self.data)

    def spawn(self) -> "subprocess.Popen[bytes]":
        """Start the server as our child, with a fresh socket folder, and return when it takes connections.

        Raises `EmbeddedServerError` with the last line of its log when it ends instead.
        """
        user = self.user()
        run = self._make_socket_folder(user)
        settings = SERVER_SETTINGS | {"unix_socket_directories": _quoted(run)} | ({} if self.durable else {"fsync": "off"}) | self.settings
        arguments = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        log = self._open_log()
        try:
            server = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=user.become,  # noqa: PLW1509 - our callers have one thread
                env=_environment(),
                start_new_session=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedServerError(f"PostgreSQL can't be started from {self.binaries}: {error}") from error
        finally:
            os.close(log)
        deadline = time.monotonic() + START_S
        while not self.is_ready():
            if server.poll() is not None:
                raise EmbeddedServerError(f"PostgreSQL ended while starting: {self._last_words()} ({self.folder / 'server.log'})")
            if time.monotonic() > deadline:
                self.stop(server)
                raise EmbeddedServerError(f"PostgreSQL wasn't ready after {START_S:.0f} s ({self.folder / 'server.log'})")
            time.sleep(POLL_S)
        return server

    def is_ready(self) -> bool:
        """Whether a server on this data folder takes connections now."""
        lines = self._postmaster_lines()
        if len(lines) < 8 or lines[7] != "ready":  # the eighth line is the server's status
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def stop(self, server: "subprocess.Popen[bytes]") -> None:
        """End our child in order (fast shutdown), or at once when that takes too long; remove its socket folder."""
        for signal_number, limit_s in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, STOP_S), (signal.SIGKILL, STOP_S)):
            with contextlib.suppress(subprocess.TimeoutExpired):
                if server.poll() is None:
                    server.send_signal(signal_number)
                server.wait(limit_s)
                break
        self._remove_socket_folder()

    def end_leftover(self) -> None:
        """Stop a server that outlived its owner, and forget one that is dead (its number may belong to another process by now)."""
        lines = self._postmaster_lines()
        if not lines:
            return
        pid = int(lines[0])
        for signal_number in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + STOP_S
            while self._is_our_server(pid):
                if time.monotonic() > deadline:
                    break
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal_number)
                time.sleep(0.05)
        if self._is_our_server(pid):
            raise EmbeddedServerError(f"PostgreSQL process {pid} on {self.data} doesn't stop: end it, then start again")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _is_our_server(self, pid: int) -> bool:
        return str(self.data) in _command_line(pid)

    def _postmaster_lines(self) -> list[str]:
        try:
            return [line.strip() for line in (self.data / "postmaster.pid").read_text().splitlines()]
        except FileNotFoundError:
            return []

    def _make_socket_folder(self, user: ServerUser) -> Path:
        self._remove_socket_folder()
        run = self.folder / "run"
        if len(os.fsencode(run / f".s.PGSQL.{PORT}")) > SOCKET_PATH_BYTES_MAX:
            elsewhere = Path(tempfile.mkdtemp(prefix="rosterhub-"))  # 0700, a name that nobody can guess
            run.symlink_to(elsewhere)
            run = elsewhere
        else:
            run.mkdir(mode=0o700)
        user.own(run)
        return run

    def _remove_socket_folder(self) -> None:
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        run = self.folder / "run"
        if run.is_symlink():
            run.unlink()

    def _server_only_file(self, name: str, text: str, user: ServerUser) -> Path:
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        user.own(path)
        return path

    def _open_log(self) -> int:
        path = self.folder / "server.log"
        if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
            path.unlink()
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else "no word in its log"

    def _refuse_other_major(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=10
        ).stdout.split()[-1]
        if ours.split(".")[0] != made_by:
            raise EmbeddedServerError(
                f"{self.data} was made by PostgreSQL {made_by}, this is {ours}: dump it with the old one, or move it away"
            )

    def _run(self, user: ServerUser, program: str, *arguments: str, text: str = "") -> None:
        try:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                input=text,
                capture_output=True,
                text=True,
                cwd="/",
                preexec_fn=user.become,
                env=_environment(),
                check=False,
                timeout=START_S,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedServerError(f"{program} can't be run from {self.binaries}: {error}") from error
        if done.returncode != 0:
            raise EmbeddedServerError(f"{program} failed: {' / '.join(done.stderr.split(chr(10))[:3])}")


def _command_line(pid: int) -> str:
    """Return what a process was started with; nothing where there is none, or only its remains."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listing = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False, timeout=10).stdout


def _environment() -> dict[str, str]:
    """A clean environment: nothing of PG… that a user may have set reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _quoted(path: Path) -> str:
    """One entry of a list of folders, as PostgreSQL reads it."""
    return '"' + str(path).replace('"', '""') + '"'
