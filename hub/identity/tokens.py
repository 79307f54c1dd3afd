"""Access tokens: who somebody is, signed, for five minutes."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jwt

from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import UnauthenticatedError

TOKEN_S: Final = 300
REMEMBERED_MAX: Final = 4_096
_ALGORITHM: Final = "HS256"
_ISSUER: Final = "rosterhub"
_NEEDED: Final = ["exp", "iat", "iss", "sub"]
_SECRET_BYTES: Final = 48


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: its user in one workspace, as they stood when it was signed."""

    user_id: UserId
    name: str
    email: str
    workspace_id: WorkspaceId
    workspace_name: str
    role: Role
    rights_version: int
    expires_at: datetime


class Tokens:
    """Signs and reads tokens with one secret, which all replicas share."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        # What is signed stays signed: a client that comes back, or calls again, is spared the check.
        self._verified = lru_cache(REMEMBERED_MAX)(self._verify)

    def sign(self, claims: Claims, now: datetime) -> str:
        """Return the token (RFC 7519) of `claims`."""
        return jwt.encode(
            {
                "iss": _ISSUER,
                "sub": claims.user_id,
                "iat": int(now.timestamp()),
                "exp": int(claims.expires_at.timestamp()),
                "name": claims.name,
                "email": claims.email,
                "ws": claims.workspace_id,
                "ws_name": claims.workspace_name,
                "role": claims.role.value,
                "rights": claims.rights_version,
            },
            self._secret,
            algorithm=_ALGORITHM,
        )

    def read(self, token: str, now: datetime) -> Claims:
        """Return what a token says. Raises UnauthenticatedError: not ours, altered, ended, or without what it must hold."""
        claims = self._verified(token)
        if claims.expires_at <= now:
            raise UnauthenticatedError("This token has ended.")
        return claims

    def _verify(self, token: str) -> Claims:
        try:
            # The library would ask the machine's clock; `read` has ours.
            said = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                options={"require": _NEEDED, "verify_exp": False, "verify_iat": False},
            )
            return _claims(said)
        except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, OverflowError, OSError) as error:  # the last two: no such moment
            raise UnauthenticatedError("This token is not good.") from error


def _claims(said: dict[str, Any]) -> Claims:
    return Claims(
        user_id=UserId(said["sub"]),
        name=said["name"],
        email=said["email"],
        workspace_id=WorkspaceId(said["ws"]),
        workspace_name=said["ws_name"],
        role=Role(said["role"]),
        rights_version=said["rights"],
        expires_at=datetime.fromtimestamp(said["exp"], UTC),
    )


def end_of(now: datetime) -> datetime:
    """Return when a token signed now ends, to the second as tokens hold it."""
    return now.replace(microsecond=0) + timedelta(seconds=TOKEN_S)


def kept_secret(folder: Path) -> str:
    """Return the secret kept in `folder`, made at the first start: readable by this user alone. Raises OSError."""
    path = folder / "jwt_secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"jwt_secret.{secrets.token_hex(4)}"
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(_SECRET_BYTES))
        try:
            os.link(unfinished, path)  # whoever comes first: several processes may start on one folder
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_text().strip()
