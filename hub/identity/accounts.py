"""Signing in, staying signed in, going to another workspace, signing out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from hub.clock import Clock
from hub.identity import secret
from hub.identity.authenticator import principal_of
from hub.identity.passwords import Passwords
from hub.identity.port import Principal
from hub.identity.reach import reaching
from hub.identity.throttle import Throttle
from hub.identity.tokens import Claims, Tokens, end_of
from hub.store.people import Membership, PeopleStore, Session, SessionKind, User
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import ForbiddenError, NotFoundError, RateLimitedError, UnauthenticatedError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, with what their browser is to hold: a token until `principal.expires_at`, and the session's secret."""

    principal: Principal
    access_token: str
    cookie: str


@dataclass(frozen=True, slots=True)
class OwnWorkspace:
    """One of a user's workspaces, and what they are there."""

    id: WorkspaceId
    name: str
    membership: Membership


class Accounts:
    """All raise UnauthenticatedError without a word on what was wrong, and UnavailableError while the database can't be reached."""

    def __init__(self, people: PeopleStore, passwords: Passwords, tokens: Tokens, clock: Clock) -> None:
        self._people = people
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock
        # One key fails ten times at once, then six times a minute: nobody who mistypes is held up, and no dictionary gets through.
        self._by_account = Throttle(burst=10, interval_s=10.0)
        self._by_source = Throttle(burst=50, interval_s=2.0)

    async def login(self, email: str, password: str, workspace_id: WorkspaceId | None, *, source: str) -> SignedIn:
        """Sign in by password, to a workspace of one's own; without one to the one last used, else the oldest.

        `source` is the caller's address. An unknown e-mail takes as long as a wrong password. Raises RateLimitedError after many failures.
        """
        email = email.strip().lower()
        keys = ((self._by_account, (email, source)), (self._by_source, source))
        now = self._clock.monotonic()
        wait_s = max(throttle.wait_s(key, now) for throttle, key in keys)
        if wait_s > 0:
            raise RateLimitedError("Too many attempts to sign in.", retry_after_ms=int(wait_s * 1000) + 1)
        async with reaching():
            user = await self._people.user_by_email(email)
        is_good = await self._passwords.match(None if user is None else user.password_hash, password)
        if user is None or not is_good or user.password_hash is None:
            for throttle, key in keys:
                throttle.failed(key, now)
            log.info("login.refused", source=source)
            raise UnauthenticatedError("E-mail or password is wrong.")
        if self._passwords.is_outdated(user.password_hash):
            fresh = await self._passwords.hash(password)
            async with reaching():
                await self._people.set_password(user.id, fresh)
        return await self._enter(user, workspace_id)

    async def code(self, code: str) -> SignedIn:
        """Sign in by a one-time code."""
        if len(code) > secret.SECRET_LENGTH_MAX:
            raise UnauthenticatedError
        async with reaching():
            taken = await self._people.take_session(secret.hash_of(code), "code")
            user = None if taken is None else await self._people.user(taken.user_id)
        if taken is None or user is None:
            raise UnauthenticatedError("This link was used already, or is too old.")
        return await self._enter(user, taken.workspace_id)

    async def enter(self, user_id: UserId, workspace_id: WorkspaceId) -> SignedIn:
        """Sign a user in to one of their workspaces without a credential: the caller has made sure who they are. Raises NotFoundError."""
        async with reaching():
            user = await self._people.user(user_id)
        if user is None:
            raise UnauthenticatedError
        return await self._enter(user, workspace_id)

    async def refresh(self, cookie: str, workspace_id: WorkspaceId | None = None) -> SignedIn:
        """Return a new token for a session, and its new secret.

        The old secret is good for a moment more, for tabs that renew at the same time. With `workspace_id` the session goes to another
        of one's workspaces; raises NotFoundError where that is none of theirs.
        """
        if len(cookie) > secret.SECRET_LENGTH_MAX:
            raise UnauthenticatedError
        hashed = secret.hash_of(cookie)
        async with reaching():
            session = await self._people.session(hashed, "session")
            user = None if session is None else await self._people.user(session.user_id)
        if session is None or user is None:
            raise UnauthenticatedError
        signed_in = await self._enter(user, workspace_id or session.workspace_id, notes_use=workspace_id is not None)
        async with reaching():
            await self._people.shorten_session(hashed, self._clock.now() + secret.ROTATED_LIFE)
        return signed_in

    async def change_password(self, principal: Principal, password: str, current: str | None) -> SignedIn:
        """Give oneself another password, and end every session but a new one.

        `current` is asked of who has a password; who came by a one-time code may have none yet. Raises ForbiddenError where it is wrong,
        RateLimitedError after many of those.
        """
        key, now = (principal.user_id, ""), self._clock.monotonic()
        if (wait_s := self._by_account.wait_s(key, now)) > 0:
            raise RateLimitedError("Too many attempts.", retry_after_ms=int(wait_s * 1000) + 1)
        async with reaching():
            user = await self._people.user(principal.user_id)
        if user is None:
            raise UnauthenticatedError
        if user.password_hash is not None and not await self._passwords.match(user.password_hash, current or ""):
            self._by_account.failed(key, now)
            raise ForbiddenError("The present password is wrong.")
        fresh = await self._passwords.hash(password)
        async with reaching():
            await self._people.set_password(user.id, fresh)
            await self._people.end_sessions(user.id)
        log.info("password.changed", user_id=user.id)
        return await self._enter(user, principal.workspace_id)

    async def logout(self, cookie: str) -> None:
        """End a session."""
        async with reaching():
            await self._people.end_session(secret.hash_of(cookie))

    async def workspaces(self, user_id: UserId) -> Sequence[OwnWorkspace]:
        """Return a user's workspaces, the one last used first."""
        async with reaching():
            memberships = await self._people.memberships_of(user_id)
            names = await self._people.workspace_names([one.workspace_id for one in memberships])
        return [OwnWorkspace(one.workspace_id, names.get(one.workspace_id, ""), one) for one in memberships]

    async def new_code(self, user_id: UserId, workspace_id: WorkspaceId, life: timedelta = secret.CODE_LIFE) -> str:
        """Return a one-time code of a user for a workspace."""
        return await self._keep("code", user_id, workspace_id, life)

    async def _enter(self, user: User, workspace_id: WorkspaceId | None, *, notes_use: bool = True) -> SignedIn:
        async with reaching():
            memberships = await self._people.memberships_of(user.id)
            membership = next((one for one in memberships if workspace_id in {None, one.workspace_id}), None)
            if membership is None:
                raise NotFoundError if memberships else UnauthenticatedError("This access was taken back.")
            names = await self._people.workspace_names([membership.workspace_id])
            if notes_use:
                await self._people.note_use(membership.workspace_id, user.id)
        now = self._clock.now()
        principal = replace(principal_of(user, membership, names.get(membership.workspace_id, "")), expires_at=end_of(now))
        cookie = await self._keep("session", user.id, membership.workspace_id, secret.SESSION_LIFE)
        return SignedIn(principal, self._tokens.sign(claims_of(principal), now), cookie)

    async def _keep(self, kind: SessionKind, user_id: UserId, workspace_id: WorkspaceId, life: timedelta) -> str:
        drawn = secret.draw()
        async with reaching():
            await self._people.open_session(secret.hash_of(drawn), Session(kind, user_id, workspace_id, self._clock.now() + life))
        return drawn


def claims_of(principal: Principal) -> Claims:
    """Return what a token says of somebody; they must have an end."""
    if principal.expires_at is None:
        raise AssertionError(principal.user_id)
    return Claims(
        user_id=principal.user_id,
        name=principal.name,
        email=principal.email,
        workspace_id=principal.workspace_id,
        workspace_name=principal.workspace_name,
        role=principal.role,
        rights_version=principal.rights.version,
        expires_at=principal.expires_at,
    )
