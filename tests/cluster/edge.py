"""Debian's nginx with the configuration of `nginx/`, unchanged, in a folder of its own."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from tests.support.postgres import DEADLINE_S, eventually

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "nginx"
NGINX = shutil.which("nginx", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
OPENSSL = shutil.which("openssl")
MISSING = None if NGINX and OPENSSL else "no nginx: the proxy tests start the system's nginx (and openssl, for its certificate)"
BELOW_EPHEMERAL = range(12_000, 30_000)  # a port that is given up for a moment is taken by no outgoing connection


def free_ports(count: int) -> list[int]:
    """Ports to listen on, now and again later."""
    random = Random(os.urandom(8))
    found: list[int] = []
    while len(found) < count:
        port = random.choice(BELOW_EPHEMERAL)
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port not in found and trial.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
    return found


class Edge:
    """An nginx in front of replicas: the production files by links, beside them a site's files of the test's own."""

    def __init__(self, folder: Path, replica_ports: Sequence[int], page: Path) -> None:
        self.folder, self.page, self.replica_ports = folder, page, tuple(replica_ports)
        self.port, self.plain_port = free_ports(2)
        self.url = f"https://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        for path in CONFIGURATION.glob("*.conf"):
            (folder / path.name).symlink_to(path)
        (folder / "site").mkdir()
        (folder / "temp").mkdir()
        self._certify()
        for name, lines in self._site().items():
            (folder / "site" / f"{name}.conf").write_text("\n".join(lines) + "\n")
        self.tls = ssl.create_default_context(cafile=folder / "certificate.pem")

    def start(self) -> None:
        assert NGINX is not None
        command: list[str | Path] = [NGINX, "-p", self.folder, "-e", "error.log", "-c", self.folder / "nginx.conf", "-g", "daemon off;"]
        with (self.folder / "start.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        eventually(self._listens)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(DEADLINE_S)

    def forget(self) -> None:
        """Start with no connection to any replica."""
        self.stop()
        self.start()

    def requests(self) -> list[dict[str, Any]]:
        """What the access log says."""
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "start.log").read_text() + (self.folder / "error.log").read_text()
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0

    def _certify(self) -> None:
        assert OPENSSL is not None
        subprocess.run(
            [
                OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", self.folder / "key.pem", "-out", self.folder / "certificate.pem",
            ],
            check=True, capture_output=True, timeout=DEADLINE_S,
        )  # fmt: skip

    def _site(self) -> dict[str, list[str]]:
        temporary = [f"{name}_temp_path {self.folder}/temp/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
        return {
            "process": [
                *(["user root;"] if os.getuid() == 0 else []),  # else nobody but root reads a test's folder
                "worker_processes 2;",
                f"pid {self.folder}/nginx.pid;",
                f"error_log {self.folder}/error.log warn;",
            ],
            "http": [*temporary, f"access_log {self.folder}/access.log rosterhub;"],
            "replicas": [f"server 127.0.0.1:{port} max_fails=0;" for port in self.replica_ports],
            "plain": [f"listen 127.0.0.1:{self.plain_port};", "server_name _;"],
            "server": [
                f"listen 127.0.0.1:{self.port} ssl http2;",
                "server_name localhost;",
                f"ssl_certificate {self.folder}/certificate.pem;",
                f"ssl_certificate_key {self.folder}/key.pem;",
                f"root {self.page};",
            ],
        }
