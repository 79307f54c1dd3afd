"""Whose a bearer token or a session cookie is."""

import asyncio
from typing import Final

import structlog

from hub.clock import Clock
from hub.documents.record import Rights
from hub.identity.port import Principal
from hub.identity.reach import reaching
from hub.identity.rights import RightsReader
from hub.identity.secret import SECRET_LENGTH_MAX, hash_of
from hub.identity.tokens import Claims, Tokens
from hub.store.people import Membership, PeopleStore, User
from shared.ids import WorkspaceId
from shared.protocol.errors import UnauthenticatedError, UnavailableError

RIGHTS_TIMEOUT_S: Final = 1.0

log = structlog.get_logger(__name__)


class IdentityAuthenticator:
    """Checks every credential against what its user may do just now."""

    def __init__(self, people: PeopleStore, rights: RightsReader, tokens: Tokens, clock: Clock) -> None:
        self._people = people
        self._rights = rights
        self._tokens = tokens
        self._clock = clock

    async def by_token(self, token: str) -> Principal:
        """Return whose token this is, with the role of this moment; raises UnauthenticatedError.

        While the database can't be reached, what the token says stands until it ends: readers go on reading, and no write gets past
        the commit's own check.
        """
        claims = self._tokens.read(token, self._clock.now())
        try:
            async with asyncio.timeout(RIGHTS_TIMEOUT_S):
                membership = await self._rights.of(claims.workspace_id, claims.user_id)
        except (UnavailableError, TimeoutError):
            log.warning("rights.not_read", user=claims.user_id, workspace=claims.workspace_id)
            return _said(claims)
        if membership is None:
            raise UnauthenticatedError("This access was taken back.")
        return _principal(claims, membership)

    async def by_cookie(self, cookie: str) -> Principal:
        """Return whose session cookie this is; raises UnauthenticatedError, or UnavailableError while that can't be read."""
        if len(cookie) > SECRET_LENGTH_MAX:
            raise UnauthenticatedError
        async with reaching():
            session = await self._people.session(hash_of(cookie), "session")
            if session is None:
                raise UnauthenticatedError
            user = await self._people.user(session.user_id)
            memberships = await self._people.memberships_of(session.user_id)
            membership = next((one for one in memberships if one.workspace_id == session.workspace_id), None)
            if user is None or membership is None:
                raise UnauthenticatedError("This access was taken back.")
            names = await self._people.workspace_names([membership.workspace_id])
        return principal_of(user, membership, names.get(membership.workspace_id, ""))


def principal_of(user: User, membership: Membership, workspace_name: str) -> Principal:
    """Return a user in one workspace, without an end."""
    return Principal(
        user_id=user.id,
        name=user.name,
        email=user.email,
        workspace_id=membership.workspace_id,
        workspace_name=workspace_name,
        role=membership.role,
        rights=Rights(membership.workspace_id, user.id, membership.rights_version),
        expires_at=None,
    )


def _said(claims: Claims) -> Principal:
    membership = Membership(WorkspaceId(claims.workspace_id), claims.user_id, claims.role, claims.rights_version, active=True)
    return _principal(claims, membership)


def _principal(claims: Claims, membership: Membership) -> Principal:
    return Principal(
        user_id=claims.user_id,
        name=claims.name,
        email=claims.email,
        workspace_id=claims.workspace_id,
        workspace_name=claims.workspace_name,
        role=membership.role,
        rights=Rights(claims.workspace_id, claims.user_id, membership.rights_version),
        expires_at=claims.expires_at,
    )
