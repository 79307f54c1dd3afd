"""uvicorn's `ws=` protocol class: an ASGI handshake, then a Link made of the transport alone."""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from uvicorn.protocols.utils import ClientDisconnected, get_local_addr, get_remote_addr, is_ssl

from hub.gateway.framing import BINARY, CLOSE, NO_STATUS, PING, PONG, FrameReader, close_answer, close_frame, frame
from hub.gateway.link import LINK_EXTENSION, Link, Receiver
from hub.gateway.turnstile import Turnstile
from hub.gateway.upgrade import (
    Headers,
    UpgradeRefusal,
    UpgradeRequest,
    denial_response,
    parse_upgrade,
    refusal_response,
    switching_protocols,
)

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

CLOSE_TIMEOUT_S: Final = 3.0  # for the peer's close frame and the rest of our buffer; uvicorn's shutdown waits for it
BODY_BYTES_MAX: Final = 64 * 1024  # of a denial response
INTERNAL_ERROR: Final = 1011
RESTARTING: Final = 1012

_log = logging.getLogger("uvicorn.error")


def _discard(_frames: bytes) -> None:
    """Stand in for the transport's write once a close frame was sent: nothing may follow it."""


class Connection(asyncio.Protocol):
    """One WebSocket connection: `Opening` speaks ASGI until the endpoint returns, then it is a `Link` (see `link.py`).

    The endpoint decides (origin, credentials, subprotocol), accepts, takes `scope["extensions"]["rosterhub.link"]`, adopts
    it and returns; task, scope, headers and queue are freed then. An endpoint that accepts and returns without adopting is
    closed with 1011. Nothing is read between the request and `adopt`: what a peer sends early waits in the kernel.
    """

    __slots__ = ("_close_timer", "_closing", "_opening", "_reader", "_receiver", "_state", "_transport", "congested", "heard", "write")

    def __init__(
        self,
        config: "Config",
        server_state: "ServerState",
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        turnstile: Turnstile | None = None,
    ) -> None:
        """Take what uvicorn's HTTP protocols hand over; `config.ws_max_size` bounds a message in bytes.

        `turnstile`: lets handshakes in, a few at a time; None: all at once.
        """
        self._state = server_state
        self._opening: Opening | None = Opening(self, config, server_state, app_state, turnstile)
        self._reader = FrameReader(config.ws_max_size)
        self._receiver: Receiver | None = None
        self._close_timer: asyncio.TimerHandle | None = None
        self._closing = False
        self.congested = False
        self.heard = True
        self.write: Callable[[bytes], None] = _discard

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport; uvicorn's graceful shutdown waits until `connections` is empty."""
        self._transport = cast("asyncio.Transport", transport)
        self.write = self._transport.write
        self._state.connections.add(cast("Any", self))

    def data_received(self, data: bytes) -> None:
        """Deliver what `data` completes; before `adopt`, `data` is the request that uvicorn rebuilt."""
        if self._opening is not None:
            self._opening.begin(data, self._transport)
            return
        self.heard = True
        for opcode, payload in self._reader.feed(data):
            if opcode > BINARY:
                self._control(opcode, payload)
            elif self._receiver is not None:  # None: a close frame was sent, and what still comes is thrown away
                self._receiver.on_message(opcode, payload)
        if self._reader.failure is not None:
            self.close(*self._reader.failure)

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == PING and not self.congested:  # a peer that doesn't read gets no pongs piled up
            self.write(frame(PONG, payload))
        elif opcode == CLOSE:
            if not self._closing:
                self.close(*close_answer(payload))
            self._transport.close()

    def pause_writing(self) -> None:
        """Stop reading too: what the peer asks for would only pile up answers."""
        self.congested = True
        self._transport.pause_reading()
        if self._receiver is not None:
            self._receiver.on_congested()

    def resume_writing(self) -> None:
        """Read on."""
        self.congested = False
        if self._opening is None:
            self._transport.resume_reading()
        if self._receiver is not None:
            self._receiver.on_drained()

    def eof_received(self) -> None:
        """Treat a half-closed connection as lost; asyncio closes the transport, and the timer ends one that won't flush."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget everything; the receiver hears it if it didn't yet."""
        del exc  # whatever ended it, the client comes back by itself
        self._end()
        if self._close_timer is not None:
            self._close_timer.cancel()
        if self._opening is not None:
            self._opening.lost()
        self._state.connections.discard(cast("Any", self))

    def shutdown(self) -> None:
        """End for uvicorn's shutdown: 1012 to an open connection [CL1], 503 to one that is still shaking hands."""
        if self._opening is not None:
            self._opening.shut_down()
        elif self._closing:
            self._transport.close()
        else:
            self.close(RESTARTING, "restarting")

    # the Link

    def adopt(self, receiver: Receiver) -> None:
        """Give the connection to `receiver`, which may hear at once that it is lost."""
        if self._closing:
            receiver.on_lost()
            return
        self._receiver = receiver
        self._opening = None
        if not self.congested:
            self._transport.resume_reading()

    def close(self, code: int, reason: str) -> None:
        """Send a close frame and wait for the peer's, `CLOSE_TIMEOUT_S` at most; reading goes on, and is thrown away."""
        if self._closing:
            return
        self.write(close_frame(code, reason))
        self._end()
        self._opening = None
        if self._reader.failure is None and code != NO_STATUS:
            self._transport.resume_reading()
        else:  # a peer that broke the protocol has no answer to give
            self._transport.close()

    def deny(self, response: bytes) -> None:
        """Answer the handshake with a whole HTTP response and end."""
        self.write(response)
        self._end()
        self._transport.close()

    def _end(self) -> None:
        """Stop writing, tell the receiver, and make sure that the transport ends: a peer may never read or answer."""
        if self._closing:
            return
        self._closing = True
        self.write = _discard
        self._close_timer = asyncio.get_running_loop().call_later(CLOSE_TIMEOUT_S, self._transport.abort)
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.on_lost()


class Opening:
    """The ASGI half of a connection: lives from the request until the endpoint has returned."""

    def __init__(
        self,
        connection: Connection,
        config: "Config",
        server_state: "ServerState",
        app_state: dict[str, Any],
        turnstile: Turnstile | None,
    ) -> None:
        """Keep what the scope is made of."""
        self._connection = connection
        self._turnstile = turnstile
        self._config = config
        self._state = server_state
        self._app_state = app_state
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue(2)  # connect, disconnect
        self._request: UpgradeRequest | None = None
        self._accepted = False
        self._gone = False
        self._denial: tuple[int, Headers] | None = None
        self._body = b""

    def begin(self, data: bytes, transport: asyncio.Transport) -> None:
        """Check the request and start the application on it."""
        request = parse_upgrade(data)
        if self._request is not None or isinstance(request, UpgradeRefusal):
            refusal = request if isinstance(request, UpgradeRefusal) else UpgradeRefusal(HTTPStatus.BAD_REQUEST, "a second request")
            self._gone = True
            self._connection.deny(refusal_response(refusal, self._state.default_headers))
            return
        self._request = request
        transport.pause_reading()
        if self._turnstile is None:
            self._start(request, transport)
        else:  # what waits here is small: no task, no scope, nothing of the application yet
            self._turnstile.enter(lambda: self._start(request, transport))

    def _start(self, request: UpgradeRequest, transport: asyncio.Transport) -> None:
        if self._gone:  # left while it waited
            return
        self._events.put_nowait({"type": "websocket.connect"})
        # uvicorn's own set, which its shutdown waits for and cancels: hub/tasks.py is for tasks that the hub owns.
        task = asyncio.get_running_loop().create_task(self._run(self._scope(request, transport)))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _scope(self, request: UpgradeRequest, transport: asyncio.Transport) -> dict[str, Any]:
        root = self._config.root_path
        link: Link = self._connection
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(transport) else "ws",
            "server": get_local_addr(transport),
            "client": get_remote_addr(transport),
            "root_path": root,
            "path": root + unquote(request.path.decode("ascii")),
            "raw_path": root.encode() + request.path,
            "query_string": request.query,
            "headers": request.headers,
            "subprotocols": request.subprotocols,
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, LINK_EXTENSION: link},
        }

    async def _run(self, scope: dict[str, Any]) -> None:
        try:
            await self._config.loaded_app(cast("Any", scope), cast("Any", self._events.get), cast("Any", self.send))
        except ClientDisconnected:
            _log.debug("the peer left during the handshake")
        except Exception:  # noqa: BLE001 (the task's root)
            _log.exception("Exception in ASGI application\n")
        finally:
            self._finish()

    def _finish(self) -> None:
        """End what the endpoint left behind: a connection that nobody adopted, or a handshake without an answer."""
        if self._accepted:
            if self._connection._opening is self:  # noqa: SLF001 (the two halves of one thing)
                self._connection.close(INTERNAL_ERROR, "nobody took the connection")
        elif not self._gone:
            self._deny(HTTPStatus.INTERNAL_SERVER_ERROR, [], b"")

    async def send(self, message: dict[str, Any]) -> None:
        """Take the application's answer: accept, close, or a response in its parts."""
        if self._gone:
            raise ClientDisconnected
        match message["type"]:
            case "websocket.accept" if not self._accepted and self._denial is None:
                self._accept(message.get("subprotocol"), message.get("headers") or ())
            case "websocket.close" if self._accepted:
                self._connection.close(message.get("code", 1000), message.get("reason") or "")
            case "websocket.close" if self._denial is None:
                self._deny(HTTPStatus.FORBIDDEN, [], b"")
            case "websocket.http.response.start" if not self._accepted and self._denial is None:
                self._denial = (message["status"], list(message.get("headers") or ()))
            case "websocket.http.response.body" if self._denial is not None:
                self._body += message.get("body", b"")
                if len(self._body) > BODY_BYTES_MAX:
                    text = f"a denial response is at most {BODY_BYTES_MAX} bytes"
                    raise RuntimeError(text)
                if not message.get("more_body", False):
                    self._deny(*self._denial, self._body)
            case kind:
                text = f"unexpected ASGI message {kind!r}: messages go through the link"
                raise RuntimeError(text)

    def _accept(self, subprotocol: str | None, headers: Any) -> None:
        request = self._request
        if request is None or (subprotocol is not None and subprotocol not in request.subprotocols):
            text = f"the client did not offer the subprotocol {subprotocol!r}"
            raise RuntimeError(text)
        extra = [*self._state.default_headers, *headers]
        self._connection.write(switching_protocols(request.key, subprotocol, extra))
        self._accepted = True

    def _deny(self, status: int, headers: Headers, body: bytes) -> None:
        self._gone = True
        self._connection.deny(denial_response(status, [*self._state.default_headers, *headers], body))
        self._events.put_nowait({"type": "websocket.disconnect", "code": 1006})

    def shut_down(self) -> None:
        """Answer a handshake in progress with 503; the client comes back to whoever is up."""
        if self._accepted:
            self._connection.close(RESTARTING, "restarting")
        elif not self._gone:
            self._deny(HTTPStatus.SERVICE_UNAVAILABLE, [(b"retry-after", b"1")], b"")

    def lost(self) -> None:
        """Tell the application that the peer is gone."""
        if not self._gone:
            self._gone = True
            self._events.put_nowait({"type": "websocket.disconnect", "code": 1006})
