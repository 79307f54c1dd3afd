import asyncio
from collections.abc import Collection, Mapping
from typing import cast

import pytest

from hub.identity.rights import Pair, RightsReader
from hub.store.people import Membership, PeopleStore
from hub.store.port import NothingWrittenError
from hub.tasks import Tasks
from shared.domain import Role
from shared.ids import UserId, WorkspaceId
from shared.protocol.errors import UnavailableError

WORKSPACE, ANA, BO = WorkspaceId("w"), UserId("ana"), UserId("bo")


class SlowPeople:
    """Reads when the test lets it; remembers what was asked for together."""

    def __init__(self) -> None:
        self.asked: list[set[Pair]] = []
        self.go = asyncio.Semaphore(0)
        self.members = {(WORKSPACE, ANA): Membership(WORKSPACE, ANA, Role.ADMIN, 1, active=True)}
        self.is_away = False

    async def current(self, pairs: Collection[Pair]) -> Mapping[Pair, Membership | None]:
        self.asked.append(set(pairs))
        await self.go.acquire()
        if self.is_away:
            raise NothingWrittenError
        return {pair: self.members.get(pair) for pair in pairs}


def a_reader() -> tuple[SlowPeople, RightsReader]:
    people = SlowPeople()
    return people, RightsReader(cast("PeopleStore", people), Tasks())


async def test_who_asks_during_a_read_shares_the_next_one() -> None:
    people, rights = a_reader()
    first = asyncio.create_task(rights.of(WORKSPACE, ANA))
    while not people.asked:
        await asyncio.sleep(0)
    others = [asyncio.create_task(rights.of(WORKSPACE, user)) for user in (ANA, BO, ANA, BO)]
    await asyncio.sleep(0)
    people.members[WORKSPACE, BO] = Membership(WORKSPACE, BO, Role.VIEWER, 1, active=True)
    people.go.release()
    people.go.release()
    assert await first == people.members[WORKSPACE, ANA]
    assert [found and found.user_id for found in await asyncio.gather(*others)] == [ANA, BO, ANA, BO]
    assert people.asked == [{(WORKSPACE, ANA)}, {(WORKSPACE, ANA), (WORKSPACE, BO)}]


async def test_nobody_without_a_membership_has_rights() -> None:
    people, rights = a_reader()
    people.go.release()
    assert await rights.of(WORKSPACE, BO) is None


async def test_all_who_wait_hear_that_the_database_is_away_and_the_next_read_is_tried() -> None:
    people, rights = a_reader()
    people.is_away = True
    asked = [asyncio.create_task(rights.of(WORKSPACE, ANA)) for _ in range(3)]
    people.go.release()
    assert {type(answer) for answer in await asyncio.gather(*asked, return_exceptions=True)} == {UnavailableError}
    people.is_away = False
    people.go.release()
    assert await rights.of(WORKSPACE, ANA) is not None


async def test_one_who_stops_waiting_does_not_end_it_for_the_others() -> None:
    people, rights = a_reader()
    patient, hasty = (asyncio.create_task(rights.of(WORKSPACE, ANA)) for _ in range(2))
    while not people.asked:
        await asyncio.sleep(0)
    hasty.cancel()
    people.go.release()
    assert await patient is not None
    with pytest.raises(asyncio.CancelledError):
        await hasty
