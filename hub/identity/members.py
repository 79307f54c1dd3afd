"""Who belongs to a workspace, as its administrators manage it."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from hub.identity import secret
from hub.identity.accounts import Accounts
from hub.identity.passwords import Passwords
from hub.identity.reach import reaching
from hub.store.people import EmailTakenError, Member, Membership, PeopleStore, User
from shared.domain import Role
from shared.ids import UserId, WorkspaceId, new_id
from shared.protocol.errors import ConflictError, NotFoundError

PAGE_MAX = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Invited:
    """A member just made. `code` signs them in once: only where they are new and have no password."""

    member: Member
    code: str | None


class Members:
    """All raise UnavailableError while the database can't be reached. A changed right counts everywhere from its commit on [CN6]."""

    def __init__(self, people: PeopleStore, passwords: Passwords, accounts: Accounts) -> None:
        self._people = people
        self._passwords = passwords
        self._accounts = accounts

    async def page(self, workspace_id: WorkspaceId, *, after: str, limit: int) -> Sequence[Member]:
        """Return members in the order of their ids."""
        async with reaching():
            return await self._people.members(workspace_id, after=UserId(after), limit=limit)

    async def add(self, workspace_id: WorkspaceId, *, email: str, name: str, role: Role, password: str | None) -> Invited:
        """Make somebody a member; one who is known elsewhere keeps name and password, and gets no code: it would open what isn't ours.

        Raises ConflictError where they are a member already.
        """
        password_hash = None if password is None else await self._passwords.hash(password)
        fresh = User(UserId(new_id()), email.strip().lower(), name, password_hash)
        async with reaching():
            try:
                await self._people.create_user(fresh)
                user = fresh
            except EmailTakenError:
                user = await self._known(workspace_id, fresh.email)
            membership = await self._people.add_member(workspace_id, user.id, role)
        log.info("member.added", workspace=workspace_id, user=user.id, role=role)
        is_invited = user is fresh and password is None
        code = await self._accounts.new_code(user.id, workspace_id, secret.INVITATION_LIFE) if is_invited else None
        return Invited(Member(user, membership), code)

    async def _known(self, workspace_id: WorkspaceId, email: str) -> User:
        user = await self._people.user_by_email(email)
        if user is None:
            raise NotFoundError
        if await self._people.member(workspace_id, user.id) is not None:
            raise ConflictError("This e-mail is a member's already.")
        return user

    async def change(self, workspace_id: WorkspaceId, user_id: UserId, *, role: Role | None, active: bool | None) -> Member:
        """Change a member's rights; None leaves them. Raises NotFoundError, or ConflictError for a workspace's last administrator."""
        async with reaching():
            member = await self._people.member(workspace_id, user_id)
            if member is None:
                raise NotFoundError
            stands = member.membership
            if (role or stands.role, stands.active if active is None else active) == (stands.role, stands.active):
                return member
            ends_admin = role not in {None, Role.ADMIN} or active is False
            if ends_admin and _administers(stands) and not await self._has_other_admin(workspace_id, user_id):
                raise ConflictError("A workspace keeps an administrator.")
            changed = await self._people.change_member(workspace_id, user_id, role=role, active=active)
        if changed is None:
            raise NotFoundError
        log.info("member.changed", workspace=workspace_id, user=user_id, role=changed.role, active=changed.active)
        return Member(member.user, changed)

    async def _has_other_admin(self, workspace_id: WorkspaceId, user_id: UserId) -> bool:
        after: UserId | None = None
        while page := await self._people.members(workspace_id, after=after, limit=PAGE_MAX):
            if any(one.user.id != user_id and _administers(one.membership) for one in page):
                return True
            after = page[-1].user.id
        return False


def _administers(membership: Membership) -> bool:
    return membership.active and membership.role is Role.ADMIN
