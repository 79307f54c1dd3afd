"""Whose a bearer token or a session cookie is."""

from collections.abc import Collection, Mapping

from hub.clock import Clock
from hub.documents.record import Rights
from hub.identity.batches import Batches
from hub.identity.port import Principal
from hub.identity.reach import reaching
from hub.identity.rights import RightsReader
from hub.identity.secret import SECRET_LENGTH_MAX, hash_of
from hub.identity.tokens import Claims, Tokens
from hub.store.people import Entered, Membership, PeopleStore, Person
from hub.tasks import Tasks
from shared.ids import WorkspaceId
from shared.protocol.errors import UnauthenticatedError, UnavailableError


class IdentityAuthenticator:
    """Checks every credential against what its user may do just now."""

    def __init__(self, people: PeopleStore, rights: RightsReader, tokens: Tokens, clock: Clock, tasks: Tasks) -> None:
        self._people = people
        self._rights = rights
        self._tokens = tokens
        self._clock = clock
        self._sessions = Batches("sessions", self._entered, tasks)

    async def by_token(self, token: str) -> Principal:
        """Return whose token this is, with the role of this moment; raises UnauthenticatedError.

        While the database can't be reached, what the token says stands until it ends: readers go on reading, and no write gets past
        the commit's own check.
        """
        claims = self._tokens.read(token, self._clock.now())
        try:
            membership = await self._rights.of(claims.workspace_id, claims.user_id)
        except UnavailableError:
            return _said(claims)
        if membership is None:
            raise UnauthenticatedError("This access was taken back.")
        return _principal(claims, membership)

    async def by_cookie(self, cookie: str) -> Principal:
        """Return whose session cookie this is; raises UnauthenticatedError, or UnavailableError while that can't be read."""
        if len(cookie) > SECRET_LENGTH_MAX:
            raise UnauthenticatedError
        entered = await self._sessions.of(hash_of(cookie))
        if entered is None:
            raise UnauthenticatedError("This session has ended, or its access was taken back.")
        return principal_of(entered, entered.membership, entered.workspace_name)

    async def _entered(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Entered]:
        async with reaching():
            return await self._people.entered(token_hashes)


def principal_of(user: Person, membership: Membership, workspace_name: str) -> Principal:
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
