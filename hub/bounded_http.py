"""uvicorn's HTTP protocol, which doesn't wait for ever: how long, and how large, what a stranger sends may be before there is an answer."""

import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

HEAD_BYTES_MAX: Final = 64 * 1024
"""Of a request's head that isn't whole yet; nginx in front takes 32 KiB, a handshake may have 16."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client may take, in seconds. A proxy in front has its own, shorter limits for its clients."""

    head_s: float = 10.0
    """From the opening of a connection, or the first byte of a further request, to the end of its head: never from the last byte."""
    body_s: float = 120.0
    """From there to the end of its body: the largest upload, 10 MiB, at 700 kbit/s."""
    reading_s: float = 60.0
    """For the answer's next 48 KiB, while more of it waits."""


PATIENCE: Final = Patience()


class _Awaited(Enum):
    """What the client owes."""

    HEAD = "head"
    BODY = "body"
    NOTHING = "nothing"


class BoundedHttp(HttpToolsProtocol):
    """One HTTP connection. What comes too slowly is answered with 408, a head without end with 431, and both are closed."""

    def __init__(self, *arguments: Any, patience: Patience, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience = patience
        self._awaited = _Awaited.HEAD
        self._watched = _Awaited.NOTHING
        self._has_begun = False
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._awaited = _Awaited.NOTHING
        self._watch()
        self._unset_stalled()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._awaited is _Awaited.NOTHING:
            self._awaited = _Awaited.HEAD  # empty lines before a request count as well: uvicorn has just stopped waiting for one
        if self._awaited is _Awaited.HEAD:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._awaited is _Awaited.HEAD and self._head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
            self._refuse(431, "The head of this request is too large.")
        if self.transport.is_closing():
            self._awaited = _Awaited.NOTHING
        self._watch()

    def on_message_begin(self) -> None:
        self._awaited, self._has_begun = _Awaited.HEAD, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._awaited, self._has_begun, self._head_bytes = _Awaited.BODY, False, 0
        self._unset_deadline()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._awaited = _Awaited.NOTHING
        self._unset_deadline()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._awaited = _Awaited.NOTHING  # the connection is another's from here on
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unset_stalled()
        self._stalled = self.loop.call_later(self._patience.reading_s, self.transport.abort)

    def resume_writing(self) -> None:
        self._unset_stalled()
        super().resume_writing()

    def _watch(self) -> None:
        """Have one deadline for what is awaited, set when that began to be."""
        if self._awaited is self._watched:
            return
        self._unset_deadline()
        self._watched = self._awaited
        if self._awaited is not _Awaited.NOTHING:
            limit_s = self._patience.head_s if self._awaited is _Awaited.HEAD else self._patience.body_s
            self._deadline = self.loop.call_later(limit_s, self._out_of_patience)

    def _unset_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        self._watched = _Awaited.NOTHING

    def _out_of_patience(self) -> None:
        self._unset_deadline()
        if self.transport.is_closing():
            return
        cycle: RequestResponseCycle | None = self.cycle
        if self._awaited is _Awaited.HEAD and cycle is not None and not cycle.response_complete:
            self._watch()  # a further request waits behind one of which the answer is late: not the client's fault
        elif not self._has_begun and (self._awaited is _Awaited.HEAD or (cycle is not None and cycle.response_started)):
            self.transport.close()  # nothing was asked, or it is being answered: there is nothing to say
        else:
            self._refuse(408, "This request took too long to come.")

    def _refuse(self, status: int, reason: str) -> None:
        headers = [
            *self.server_state.default_headers,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(reason)).encode()),
            (b"connection", b"close"),
        ]
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        self.transport.write(b"".join((STATUS_LINE[status], *lines, b"\r\n", reason.encode())))
        self.transport.close()

    def _unset_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
