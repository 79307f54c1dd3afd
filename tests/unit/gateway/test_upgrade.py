"""The opening handshake: which requests are one, and what the others are told."""

from http import HTTPStatus

import pytest

from hub.gateway.upgrade import UpgradeRefusal, UpgradeRequest, denial_response, parse_upgrade, refusal_response, switching_protocols

GOOD = {
    "host": "hub",
    "connection": "keep-alive, Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    "sec-websocket-protocol": "rosterhub.v1.json, bearer.abc",
}


def request(target: str = "/ws?period=p1", **changes: str | None) -> bytes:
    headers = {**GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join([f"GET {target} HTTP/1.1", *lines, "", ""]).encode()


def test_a_valid_request_is_read() -> None:
    parsed = parse_upgrade(request())
    assert isinstance(parsed, UpgradeRequest)
    assert (parsed.path, parsed.query) == (b"/ws", b"period=p1")
    assert parsed.subprotocols == ["rosterhub.v1.json", "bearer.abc"]
    assert (b"upgrade", b"websocket") in parsed.headers


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (request(sec_websocket_version="8"), 426),
        (request(sec_websocket_version=None), 426),
        (request(sec_websocket_key=None), 400),
        (request(sec_websocket_key="c2hvcnQ="), 400),
        (request(sec_websocket_key="not base64!"), 400),
        (request(connection="keep-alive"), 400),
        (request(upgrade="h2c"), 400),
        (request("/ws?" + "x" * 5000), 414),
        (request("http://elsewhere/ws"), 400),
        (request(cookie="c" * 17_000), 431),
        (request(**{f"x{i}": "1" for i in range(120)}), 431),
        (request().replace(b"GET", b"POST"), 400),
        (request() + b"body", 400),
        (b"", 400),
        (b"\xff\xfe\r\n\r\n", 400),
    ],
)
def test_another_request_is_refused_with_its_status(data: bytes, status: int) -> None:
    refusal = parse_upgrade(data)
    assert isinstance(refusal, UpgradeRefusal)
    assert refusal.status == status


def test_the_answer_signs_the_key_as_the_standard_says() -> None:
    answer = switching_protocols(b"dGhlIHNhbXBsZSBub25jZQ==", "rosterhub.v1.json", [])
    assert answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert b"\r\nsec-websocket-protocol: rosterhub.v1.json\r\n" in answer


def test_a_wrong_version_is_told_the_right_one() -> None:
    answer = refusal_response(UpgradeRefusal(HTTPStatus.UPGRADE_REQUIRED, "no"), [(b"server", b"hub")])
    assert answer.startswith(b"HTTP/1.1 426 Upgrade Required\r\n")
    assert b"\r\nsec-websocket-version: 13\r\n" in answer
    assert b"\r\nserver: hub\r\n" in answer


def test_a_denial_has_its_own_length_and_closes() -> None:
    answer = denial_response(401, [(b"Content-Length", b"99"), (b"www-authenticate", b"Bearer")], b"who?")
    assert answer == b"HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer\r\ncontent-length: 4\r\nconnection: close\r\n\r\nwho?"


def test_a_line_break_in_a_header_is_a_bug_and_not_a_header() -> None:
    with pytest.raises(ValueError, match="line break"):
        denial_response(401, [(b"x", b"a\r\nset-cookie: b")], b"")
