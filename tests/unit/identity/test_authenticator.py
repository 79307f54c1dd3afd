from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from hub.identity.authenticator import IdentityAuthenticator
from hub.identity.rights import Pair, RightsReader
from hub.identity.secret import hash_of
from hub.identity.tokens import Claims, Tokens, end_of
from hub.store.people import Entered, Membership, PeopleStore
from hub.store.port import NothingWrittenError
from hub.tasks import Tasks
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import UnauthenticatedError, UnavailableError

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORKSPACE, ANA = WorkspaceId("w"), UserId("ana")
TOKENS = Tokens("s" * 32)
CLAIMS = Claims(ANA, "Ana", "ana@example.org", WORKSPACE, "Bistro", Role.MANAGER, 3, end_of(NOW))


class FakePeople:
    """One user, one membership, one session."""

    def __init__(self) -> None:
        self.member: Membership | None = Membership(WORKSPACE, ANA, Role.MANAGER, 3, active=True)
        self.is_away = False

    def _look(self) -> None:
        if self.is_away:
            raise NothingWrittenError

    async def current(self, pairs: Collection[Pair]) -> Mapping[Pair, Membership | None]:
        self._look()
        return dict.fromkeys(pairs, self.member)

    async def entered(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Entered]:
        self._look()
        if self.member is None:
            return {}
        return dict.fromkeys({hash_of("cookie")}.intersection(token_hashes), Entered(ANA, "ana@example.org", "Ana", self.member, "Bistro"))


class FixedClock:
    def monotonic(self) -> float:
        return 0.0

    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


def an_authenticator() -> tuple[FakePeople, IdentityAuthenticator]:
    people = FakePeople()
    port = cast("PeopleStore", people)
    return people, IdentityAuthenticator(port, RightsReader(port, Tasks()), TOKENS, FixedClock(), Tasks())


async def test_a_token_tells_who_and_the_store_tells_what_they_may_just_now() -> None:
    people, authenticator = an_authenticator()
    people.member = Membership(WORKSPACE, ANA, Role.VIEWER, 4, active=True)
    principal = await authenticator.by_token(TOKENS.sign(CLAIMS, NOW))
    assert (principal.user_id, principal.workspace_name, principal.expires_at) == (ANA, "Bistro", CLAIMS.expires_at)
    assert (principal.role, principal.rights.version) == (Role.VIEWER, 4)


async def test_a_token_of_somebody_whose_access_was_taken_back_opens_nothing() -> None:
    people, authenticator = an_authenticator()
    people.member = None
    with pytest.raises(UnauthenticatedError):
        await authenticator.by_token(TOKENS.sign(CLAIMS, NOW))


async def test_while_the_database_is_away_what_the_token_says_stands_until_it_ends() -> None:
    people, authenticator = an_authenticator()
    people.is_away = True
    principal = await authenticator.by_token(TOKENS.sign(CLAIMS, NOW))
    assert (principal.role, principal.rights.version) == (Role.MANAGER, 3)
    with pytest.raises(UnauthenticatedError):
        await authenticator.by_token(TOKENS.sign(replace(CLAIMS, expires_at=NOW), NOW))


async def test_a_cookie_tells_who_and_has_no_end_here() -> None:
    _, authenticator = an_authenticator()
    principal = await authenticator.by_cookie("cookie")
    assert (principal.user_id, principal.role, principal.expires_at) == (ANA, Role.MANAGER, None)
    assert principal.workspace_name == "Bistro"


@pytest.mark.parametrize("cookie", ["other", "", "c" * 5000])
async def test_a_cookie_that_is_none_of_ours_opens_nothing(cookie: str) -> None:
    _, authenticator = an_authenticator()
    with pytest.raises(UnauthenticatedError):
        await authenticator.by_cookie(cookie)


async def test_a_cookie_of_somebody_whose_access_was_taken_back_opens_nothing() -> None:
    people, authenticator = an_authenticator()
    people.member = None
    with pytest.raises(UnauthenticatedError):
        await authenticator.by_cookie("cookie")


async def test_a_cookie_can_not_be_judged_while_the_database_is_away() -> None:
    people, authenticator = an_authenticator()
    people.is_away = True
    with pytest.raises(UnavailableError):
        await authenticator.by_cookie("cookie")
