import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from hub.identity.tokens import TOKEN_S, Claims, Tokens, end_of, kept_secret
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import UnauthenticatedError

NOW = datetime(2026, 6, 1, 12, 0, 0, 500_000, tzinfo=UTC)
SECRET = "s" * 32
CLAIMS = Claims(UserId("ana"), "Ana", "ana@example.org", WorkspaceId("w"), "Bistro", Role.MANAGER, 3, end_of(NOW))


def test_what_was_signed_is_read_again() -> None:
    assert Tokens(SECRET).read(Tokens(SECRET).sign(CLAIMS, NOW), NOW) == CLAIMS


def test_a_token_ends_after_five_minutes_by_the_clock_that_is_given() -> None:
    token = Tokens(SECRET).sign(CLAIMS, NOW)
    assert Tokens(SECRET).read(token, NOW + timedelta(seconds=TOKEN_S - 1)) == CLAIMS
    with pytest.raises(UnauthenticatedError, match="ended"):
        Tokens(SECRET).read(token, NOW + timedelta(seconds=TOKEN_S))


def test_another_secret_signs_nothing_of_ours() -> None:
    with pytest.raises(UnauthenticatedError):
        Tokens("t" * 32).read(Tokens(SECRET).sign(CLAIMS, NOW), NOW)


def test_only_our_algorithm_counts() -> None:
    said = jwt.decode(Tokens(SECRET).sign(CLAIMS, NOW), options={"verify_signature": False})
    unsigned = jwt.encode(said, None, algorithm="none")
    other = jwt.encode(said, SECRET * 2, algorithm="HS512")
    for token in (unsigned, other, jwt.encode(said, SECRET * 2, algorithm="HS256")):
        with pytest.raises(UnauthenticatedError):
            Tokens(SECRET).read(token, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "others"},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**20},
        {"role": "king"},
        {"role": 7},
        {"ws": None},
        {"name": None},
        {"sub": None},
    ],
)
def test_a_token_without_what_it_must_hold_is_refused(change: dict[str, object]) -> None:
    said = jwt.decode(Tokens(SECRET).sign(CLAIMS, NOW), options={"verify_signature": False}) | change
    token = jwt.encode({name: value for name, value in said.items() if value is not None}, SECRET, algorithm="HS256")
    with pytest.raises(UnauthenticatedError):
        Tokens(SECRET).read(token, NOW)


def test_an_altered_token_is_refused() -> None:
    head, _, sign = Tokens(SECRET).sign(CLAIMS, NOW).split(".")
    said = {"sub": "bo", "iss": "rosterhub", "iat": 0, "exp": 2**31}
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    with pytest.raises(UnauthenticatedError):
        Tokens(SECRET).read(f"{head}.{body}.{sign}", NOW)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "\x00", "." * 100])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(UnauthenticatedError):
        Tokens(SECRET).read(token, NOW)


def test_the_end_is_told_to_the_second() -> None:
    assert replace(CLAIMS, expires_at=end_of(NOW)).expires_at == datetime(2026, 6, 1, 12, 5, tzinfo=UTC)


def test_the_secret_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "data")
    assert len(secret) >= 32
    assert kept_secret(tmp_path / "data") == secret
    assert (tmp_path / "data" / "jwt_secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["jwt_secret"]
