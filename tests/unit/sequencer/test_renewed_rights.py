"""Rights that change while an operation is on its way: who may still edit does, by the new rights; nobody else [CN6]."""

import asyncio
from collections.abc import Collection, Mapping
from random import Random

import pytest

from hub.clock import SystemClock
from hub.documents.record import Applied, Outcome, Refused
from hub.fanout.local import LocalFanout
from hub.identity.editors import RoleEditors
from hub.sequencer.port import Pair
from hub.sequencer.sequencer import Sequencer
from hub.store.memory import MemoryDatabase
from hub.store.people import Membership
from shared.domain import Role
from shared.ids import UserId
from tests.support.sequencing import PERIOD_KEY, WORKSPACE, Ear, Listener, Replica, a_cell, a_memory, a_submission

ANA = UserId("ana")


class People:
    """Memberships with roles, beside those of the memory store, which knows of none."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self.roles: dict[UserId, Role] = {}
        self.asked = 0

    async def rights(self, pairs: Collection[Pair]) -> Mapping[Pair, int | None]:
        self.asked += 1
        return await RoleEditors(self).rights(pairs)  # type: ignore[arg-type]  # of a PeopleStore it asks only this

    async def current(self, pairs: Collection[Pair]) -> Mapping[Pair, Membership | None]:
        await asyncio.sleep(0)
        found = {pair: self._database.members[pair] for pair in pairs}
        return {
            (workspace, user): Membership(workspace, user, self.roles.get(user, Role.MANAGER), version, active) if active else None
            for (workspace, user), (version, active) in found.items()
        }


@pytest.mark.parametrize(
    ("role", "active", "outcomes"),
    [
        (Role.ADMIN, True, ["Applied"] * 3),
        (Role.MANAGER, True, ["Applied"] * 3),
        (Role.VIEWER, True, ["forbidden", "Applied", "forbidden"]),
        (Role.ADMIN, False, ["forbidden", "Applied", "forbidden"]),
    ],
)
async def test_cn6_what_was_on_its_way_is_judged_by_the_new_role(role: Role, active: bool, outcomes: list[str]) -> None:
    database = MemoryDatabase()
    store = a_memory(database)
    await store.found_workspace(WORKSPACE)
    founder = Replica(store)
    (await founder.founded()).release()
    await founder.sequencer.close()
    people = People(database)
    sequencer = Sequencer(store, LocalFanout(), clock=SystemClock(), random=Random(1), editors=people)
    sequencer.teller = Listener()
    sequencer.start()
    live = await sequencer.open(PERIOD_KEY)
    people.roles[ANA] = role
    database.members[WORKSPACE, ANA] = (2, active)

    ear = Ear()
    for number, user in enumerate(("ana", "bo", "ana"), 1):
        sequencer.submit(live, a_submission(a_cell("D", day=number), ear=ear, user=user, operation_id=str(number)))

    assert [said(await ear.hears(str(number))) for number in (1, 2, 3)] == outcomes
    assert people.asked == 1
    made = [entry.change.author.operation_id for entry in database.documents[live.document_id].log[1:]]
    assert made == [str(number) for number, outcome in enumerate(outcomes, 1) if outcome == "Applied"], "in the order in which they came"
    await sequencer.close()


def said(outcome: Outcome) -> str:
    assert isinstance(outcome, Applied | Refused)
    return outcome.error.code if isinstance(outcome, Refused) else "Applied"
