"""Who may connect, and how they speak [CN1–CN3]."""

import pytest

from hub.gateway.codec import JSON, MSGPACK
from hub.gateway.handshake import Credential, Refusal, client_id_of, credential_of, speech_of

OWN = (b"host", b"hub.example")
COOKIE = (b"cookie", b"theme=dark; rosterhub_session=abc; x=1")


def credential(
    *headers: tuple[bytes, bytes], subprotocols: tuple[str, ...] = (), scheme: str = "wss", allowed: tuple[str, ...] = ()
) -> object:
    found = credential_of(headers, subprotocols, scheme=scheme, allowed_origins=allowed)
    return found.status if isinstance(found, Refusal) else found


def test_cn3_the_first_present_counts() -> None:
    bearer = (b"authorization", b"Bearer t1")
    assert credential(bearer, COOKIE, subprotocols=("bearer.t2",)) == Credential("token", "t1")
    assert credential(COOKIE, subprotocols=("rosterhub.v1.json", "bearer.t2")) == Credential("token", "t2")
    assert credential(COOKIE) == Credential("cookie", "abc")


@pytest.mark.parametrize(
    "headers", [(), ((b"authorization", b"Basic x"),), ((b"authorization", b"Bearer "),), ((b"cookie", b"rosterhub_session="),)]
)
def test_cn3_nothing_or_another_kind_is_401(headers: tuple[tuple[bytes, bytes], ...]) -> None:
    assert credential(*headers) == 401


@pytest.mark.parametrize(
    ("origin", "scheme", "allowed", "outcome"),
    [
        (b"https://hub.example", "wss", (), Credential("cookie", "abc")),
        (b"http://hub.example", "ws", (), Credential("cookie", "abc")),
        (b"https://HUB.example", "wss", (), Credential("cookie", "abc")),
        (b"https://plans.example", "wss", ("https://plans.example",), Credential("cookie", "abc")),
        (b"https://evil.example", "wss", ("https://plans.example",), 403),
        (b"http://hub.example", "wss", (), 403),
        (b"https://hub.example:8443", "wss", (), 403),
        (b"https://hub.example.evil.example", "wss", (), 403),
        (b"null", "wss", (), 403),
        (b"https://[", "wss", (), 403),
    ],
)
def test_cn3_a_cookie_needs_our_own_or_an_allowed_origin(origin: bytes, scheme: str, allowed: tuple[str, ...], outcome: object) -> None:
    assert credential(OWN, COOKIE, (b"origin", origin), scheme=scheme, allowed=allowed) == outcome


def test_cn3_a_token_needs_no_origin() -> None:
    assert credential(OWN, (b"origin", b"https://evil.example"), subprotocols=("bearer.t",)) == Credential("token", "t")


@pytest.mark.parametrize(
    ("offered", "answered", "codec"),
    [
        ((), None, JSON),
        (("bearer.t",), None, JSON),
        (("rosterhub.v1.json",), "rosterhub.v1.json", JSON),
        (("rosterhub.v1.msgpack", "rosterhub.v1.json"), "rosterhub.v1.msgpack", MSGPACK),
        (("rosterhub.v2.json", "rosterhub.v1.json", "bearer.t"), "rosterhub.v1.json", JSON),
        (("bearer.t", "rosterhub.v2.json"), "rosterhub.v2.json", None),
        (("graphql-ws",), "graphql-ws", None),
    ],
)
def test_cn2_the_first_subprotocol_that_is_spoken_is_taken(offered: tuple[str, ...], answered: str | None, codec: object) -> None:
    speech = speech_of(offered)
    assert (speech.subprotocol, speech.codec) == (answered, codec)


def test_cn1_a_client_id_is_short_and_printable() -> None:
    assert client_id_of({"client_id": "c-1"}) == "c-1"
    assert client_id_of({}) is None
    assert isinstance(client_id_of({"client_id": "x" * 65}), Refusal)
    assert isinstance(client_id_of({"client_id": "a\x00"}), Refusal)
