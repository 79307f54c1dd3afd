"""The wire to the process that started the service: tells the address, ends the service when the wire is cut.

The starter makes a socket pair, gives the service one end (`--parent-fd N`, with N in `pass_fds`) and closes its own copy of
that end. Once it listens, the service writes one line of JSON, `{"url": "http://127.0.0.1:40123"}`. When the starter ends,
however it ends, its own end closes, and the service ends with its solves.
"""

import json
import socket
import threading
from collections.abc import Callable


class Parent:
    """The service's end of the wire."""

    def __init__(self, fd: int) -> None:
        self._socket = socket.socket(fileno=fd)
        self._socket.set_inheritable(False)

    def tell(self, url: str) -> None:
        """Write the address; a starter that is gone already is noticed by `watch`."""
        try:
            self._socket.sendall(json.dumps({"url": url}).encode() + b"\n")
        except OSError:
            return

    def watch(self, on_gone: Callable[[], None]) -> None:
        """Call `on_gone`, in a thread of its own, when the starter is gone."""
        threading.Thread(target=self._wait, args=(on_gone,), name="parent", daemon=True).start()

    def _wait(self, on_gone: Callable[[], None]) -> None:
        try:
            while self._socket.recv(4096):
                pass
        except OSError:
            pass  # a reset is an end, too
        on_gone()
