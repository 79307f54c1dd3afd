"""Target: a request's head is an upgrade or a refusal, whoever asks is told apart without a fault, and every answer is one whole head."""

from typing import Final
from urllib.parse import parse_qsl

from hub.gateway.features import features_of
from hub.gateway.handshake import Credential, Refusal, client_id_of, credential_of, speech_of
from hub.gateway.upgrade import UpgradeRefusal, UpgradeRequest, parse_upgrade, refusal_response, switching_protocols
from tests.fuzz.choices import Choices

GOOD: Final = (
    b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13", b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)  # fmt: skip
MORE: Final = (
    b"Host: hub", b"Origin: http://hub", b"Origin: http://[", b"Cookie: rosterhub_session=abc", b"Authorization: Bearer abc",
    b"Sec-WebSocket-Protocol: rosterhub.v1.json, bearer.abc", b"Sec-WebSocket-Protocol: rosterhub.v9", b"Sec-WebSocket-Version: 8",
    b"Connection: keep-alive, Upgrade", b"Upgrade: h2c", b"Transfer-Encoding: chunked", b"Content-Length: 5",
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """Bytes as they come, or a good request with lines added, taken away and replaced."""
    choices = Choices(data)
    head = choices.rest() if choices.below(4) == 0 else request_of(choices)
    match parse_upgrade(head):
        case UpgradeRefusal() as refusal:
            _check_head(refusal_response(refusal, ()), str(int(refusal.status)).encode())
        case UpgradeRequest() as request:
            _check_request(request)


def request_of(choices: Choices) -> bytes:
    """Return a request that may well be good."""
    lines = [line for line in GOOD if not choices.one_in(12)]
    for _ in range(choices.below(6)):
        at = choices.below(len(lines) + 1)
        lines.insert(
            at,
            choices.of(MORE)
            if choices.below(2)
            else choices.of((*GOOD, *MORE)).partition(b":")[0] + b":" + choices.take(choices.below(24)),
        )
    query = choices.take(choices.below(30)) if choices.below(3) == 0 else b"period=p1&client_id=c1&features=violations"
    return b"\r\n".join((b"GET /ws?" + query + b" HTTP/1.1", *lines, b"", b""))


def _check_request(request: UpgradeRequest) -> None:
    speech = speech_of(request.subprotocols)
    found = credential_of(request.headers, request.subprotocols, scheme="ws", allowed_origins=("https://plans.example",))
    assert isinstance(found, (Credential, Refusal))
    query = dict(parse_qsl(request.query.decode("latin-1"), keep_blank_values=True))  # as Starlette reads it
    assert not isinstance(client_id_of(query), Refusal) or query["client_id"]
    assert features_of(query.get("features", "")) <= {"violations"}
    _check_head(switching_protocols(request.key, speech.subprotocol, ()), b"101")


def _check_head(answer: bytes, status: bytes) -> None:
    """Nothing that the client sent makes a header of its own."""
    head = answer.partition(b"\r\n\r\n")[0]
    first, *headers = head.split(b"\r\n")
    assert first.split(b" ")[:2] == [b"HTTP/1.1", status]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert {header.partition(b":")[0] for header in headers} <= {
        b"upgrade", b"connection", b"sec-websocket-accept", b"sec-websocket-protocol", b"sec-websocket-version",
        b"content-type", b"content-length",
    }  # fmt: skip
