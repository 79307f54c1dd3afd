"""Who may connect, and how they will speak: decided from the request's headers before the upgrade [CN1, CN2, CN3]."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from starlette.requests import cookie_parser

from hub.gateway.codec import CODECS, JSON, Codec

SESSION_COOKIE: Final = "rosterhub_session"
BEARER_SUBPROTOCOL: Final = "bearer."
_FAMILY: Final = "rosterhub."
_CLIENT_ID_MAX: Final = 64
_HTTP_SCHEMES: Final = {"ws": "http", "wss": "https"}


@dataclass(frozen=True, slots=True)
class Credential:
    """The first that was presented, in the order of CN3."""

    kind: Literal["token", "cookie"]
    value: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no upgrade: an HTTP status and a line of text."""

    status: Literal[400, 401, 403, 503]
    reason: str


@dataclass(frozen=True, slots=True)
class Speech:
    """How the connection will speak. `subprotocol` is what the answer names (None: none was offered); without `codec`: close with 4503."""

    subprotocol: str | None
    codec: Codec | None


def credential_of(
    headers: Sequence[tuple[bytes, bytes]], subprotocols: Sequence[str], *, scheme: str, allowed_origins: Collection[str]
) -> Credential | Refusal:
    """Return what the client shows: bearer header, `bearer.` subprotocol, or session cookie.

    A cookie comes from a browser by itself, so its `Origin` must be ours or an allowed one; a request without `Origin` is
    no browser's. A token in the query string is never looked at.
    """
    authorization = _header(headers, b"authorization")
    if authorization is not None:
        kind, _, token = authorization.partition(" ")
        return (
            Credential("token", token.strip())
            if kind.lower() == "bearer" and token.strip()
            else Refusal(401, "Only bearer tokens are taken.")
        )
    for offered in subprotocols:
        if offered.startswith(BEARER_SUBPROTOCOL):
            return Credential("token", offered.removeprefix(BEARER_SUBPROTOCOL))
    cookie = _cookie(headers)
    if cookie is None:
        return Refusal(401, "Sign in first.")
    origin = _header(headers, b"origin")
    if origin is not None and origin not in allowed_origins and not _is_own(origin, scheme, _header(headers, b"host")):
        return Refusal(403, "This origin is not allowed.")
    return Credential("cookie", cookie)


def _is_own(origin: str, scheme: str, host: str | None) -> bool:
    """Whether `origin` is the site that the request went to. Behind a proxy that ends TLS, `scheme` is what it forwards."""
    # Compared as text: what a stranger sends may be no URL at all.
    return host is not None and origin.lower() == f"{_HTTP_SCHEMES.get(scheme, scheme)}://{host}".lower()


def speech_of(subprotocols: Sequence[str]) -> Speech:
    """Return the codec: the first offered that is spoken; none offered = JSON [CN2]; only others of our family: none."""
    for offered in subprotocols:
        for codec in CODECS:
            if offered == codec.subprotocol:
                return Speech(offered, codec)
    others = [offered for offered in subprotocols if not offered.startswith(BEARER_SUBPROTOCOL)]
    if not others:
        return Speech(None, JSON)
    # A browser takes only what it offered for an answer; named, the connection can be closed with a reason.
    return Speech(next((offered for offered in others if offered.startswith(_FAMILY)), others[0]), None)


def client_id_of(query: dict[str, str]) -> str | Refusal | None:
    """Return the client's own id; None where it has none [CN1]."""
    client_id = query.get("client_id", "")
    if not client_id:
        return None
    if len(client_id) > _CLIENT_ID_MAX or not client_id.isprintable() or not client_id.isascii():
        return Refusal(400, f"client_id is at most {_CLIENT_ID_MAX} printable characters.")
    return client_id


def _header(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in headers if key == name), None)


def _cookie(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    for key, value in headers:
        if key == b"cookie":
            session = cookie_parser(value.decode("latin-1")).get(SESSION_COOKIE)
            if session:
                return session
    return None
