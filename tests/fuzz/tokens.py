"""Target: any text is a token of ours or is not good, and nobody makes one without the secret."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Final

from hub.identity.tokens import Tokens
from shared.protocol.errors import UnauthenticatedError
from tests.fuzz.choices import Choices

SECRET: Final = "s" * 32
NOW: Final = datetime(2026, 11, 23, 10, tzinfo=UTC)
HEADERS: Final = (
    b'{"alg":"HS256","typ":"JWT"}', b'{"alg":"none"}', b'{"alg":["HS256"]}', b'{"alg":"HS256","crit":["b64"],"b64":false}', b'{"alg":"RS256"}',
    b'{"alg":"HS256","kid":7}', b"null", b"[]", b"[" * 5_000, b'{"alg":"HS256","x":' + b"9" * 5_000 + b"}", b'{"alg":"HS256","typ":NaN}',
)  # fmt: skip
CLAIMS: Final = (
    b'{"iss":"rosterhub","sub":"ana","iat":1,"exp":9999999999,"name":"Ana","email":"a@x","ws":"w1","ws_name":"T","role":"admin","rights":1}',
    b'{"iss":"rosterhub","sub":"ana","iat":1,"exp":1e400,"name":"Ana","email":"a@x","ws":"w1","ws_name":"T","role":"admin","rights":1}',
    b'{"iss":["rosterhub"],"sub":7,"iat":"x","exp":[]}', b'{"exp":null,"iat":null,"iss":null,"sub":null}', b"null", b"[" * 5_000, b'"x"',
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """Text as it comes, or three parts that may each be right; signed now and then, as only the hub can."""
    choices = Choices(data)
    is_signed = False
    if choices.below(3) == 0:
        token = choices.rest().decode("latin-1")
    else:
        parts = [_changed(choices.of(HEADERS), choices), _changed(choices.of(CLAIMS), choices)]
        signed = b".".join(_base64(part) for part in parts)
        is_signed = choices.below(2) == 0
        signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest() if is_signed else choices.take(choices.below(40))
        token = (signed + b"." + _base64(signature)).decode()
    try:
        claims = Tokens(SECRET).read(token, NOW)
    except UnauthenticatedError:
        return
    assert is_signed, "a token without the secret"
    assert claims.expires_at > NOW


def _changed(part: bytes, choices: Choices) -> bytes:
    if choices.below(3):
        return part
    at = choices.below(len(part) + 1)
    return part[:at] + choices.take(choices.below(6)) + part[at + choices.below(6) :]


def _base64(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")
