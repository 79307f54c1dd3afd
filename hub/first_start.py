"""Who is there after the first start: the administrator, and a workspace of theirs."""

import uuid
from dataclasses import dataclass
from typing import Final

from hub.demo import Demo
from hub.identity.passwords import Passwords
from hub.identity.reach import reaching
from hub.store.people import EmailTakenError, PeopleStore, User
from hub.workspaces import Workspaces
from shared.ids import UserId, WorkspaceId, new_id
from shared.protocol.errors import UnavailableError

_NAMESPACE: Final = uuid.UUID("6c0a7c7e-58a3-4b0a-8f0e-2f1d1a5f3c11")  # any fixed one: replicas that start at once make the same workspace
WORKSPACE_NAME: Final = "My workspace"


@dataclass(frozen=True)
class Beginning:
    """The administrator, and the workspace that a sign-in link opens."""

    admin: User
    workspace_id: WorkspaceId


async def admin_of(people: PeopleStore, passwords: Passwords, *, email: str, password: str | None) -> User:
    """Return the user of an address, made where there is none; `password` counts as long as they have none. Raises UnavailableError."""
    async with reaching():
        user = await people.user_by_email(email)
        if user is None:
            fresh = User(UserId(new_id()), email, email.partition("@")[0].capitalize(), None)
            try:
                await people.create_user(fresh)
            except EmailTakenError:  # another replica was first
                user = await people.user_by_email(email)
            else:
                user = fresh
        if user is None:
            raise UnavailableError
        if user.password_hash is None and password is not None:
            await people.set_password(user.id, await passwords.hash(password))
    return user


async def begin(people: PeopleStore, workspaces: Workspaces, admin: User, demo: Demo | None) -> Beginning:
    """Make what is missing: the demo, or else a first workspace. Bears being repeated, and racing."""
    if demo is not None:
        return Beginning(admin, await demo.ensure(admin))
    async with reaching():
        memberships = await people.memberships_of(admin.id)
    if memberships:
        return Beginning(admin, memberships[0].workspace_id)
    workspace_id = WorkspaceId(str(uuid.uuid5(_NAMESPACE, admin.email)))
    await workspaces.found(workspace_id, name=WORKSPACE_NAME, time_zone="UTC", user_id=admin.id, user_name=admin.name)
    return Beginning(admin, workspace_id)
