"""An operation that is sent again after its row has left the log is told so, and not done twice [EN3]."""

from collections.abc import AsyncIterator

import pytest

from hub.documents.record import Applied, Duplicate, Outcome, Refused, Unchanged
from hub.store.memory import MemoryDatabase
from shared.protocol.errors import TooOldError
from tests.support.sequencing import PERIOD_KEY, WORKSPACE, Replica, a_cell, a_memory, eventually

FIRST = "x"


class Town:
    """A period at version 5, and replicas that remember nothing of it."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.replicas: list[Replica] = []

    def replica(self) -> Replica:
        self.replicas.append(Replica(a_memory(self.database)))
        return self.replicas[-1]

    async def edited(self) -> None:
        """Its creation, then `x` on version 1, then two more."""
        await a_memory(self.database).found_workspace(WORKSPACE)
        first = self.replica()
        live = await first.founded()
        await first.done(live, a_cell("D"), operation_id=FIRST, base=1)
        await first.done(live, a_cell("E"), a_cell("L"))
        assert live.state.version == 4

    def cut(self, log_from: int, *, deletes: bool = True) -> None:
        document = self.database.document(PERIOD_KEY)
        assert document is not None
        document.log_from = log_from
        if deletes:
            document.log = [entry for entry in document.log if entry.change.version >= log_from]

    async def told(self, *, base: int | None, retry: bool = True, operation_id: str = FIRST, replica: Replica | None = None) -> Outcome:
        """What is said to `x` when it comes again."""
        asked = replica or self.replica()
        live = await asked.sequencer.open(PERIOD_KEY)
        (outcome,) = await asked.done(live, a_cell("D"), operation_id=operation_id, base=base, retry=retry)
        return outcome


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    made = Town()
    await made.edited()
    yield made
    for replica in made.replicas:
        await replica.sequencer.close()


async def test_EN3_a_repeat_whose_row_has_left_the_log_is_too_old_and_is_not_done_again(town: Town) -> None:
    town.cut(4)
    outcome = await town.told(base=1)
    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, TooOldError)
    assert outcome.error.details == {"log_from": 4}
    document = town.database.document(PERIOD_KEY)
    assert document is not None
    assert document.version == 4


async def test_EN3_a_repeat_is_a_duplicate_as_long_as_its_row_is_in_the_log(town: Town) -> None:
    town.cut(4, deletes=False)
    assert await town.told(base=1) == Duplicate(2, "applied")


async def test_a_repeat_on_a_base_that_the_log_reaches_back_to_is_judged_if_it_is_not_there(town: Town) -> None:
    town.cut(4)
    assert isinstance(await town.told(base=3, operation_id="never seen"), Applied)


async def test_what_was_never_sent_before_is_judged_however_old_its_base_is(town: Town) -> None:
    town.cut(4)
    assert isinstance(await town.told(base=1, retry=False, operation_id="kept in a pocket"), Applied)


async def test_a_repeat_without_a_base_cannot_be_told_to_be_old(town: Town) -> None:
    town.cut(4)
    assert isinstance(await town.told(base=None, operation_id="never seen"), Applied | Unchanged)


async def test_a_replica_hears_within_a_poll_that_the_log_was_cut(town: Town) -> None:
    replica = town.replica()
    live = await replica.sequencer.open(PERIOD_KEY)
    assert live.log_from == 1
    town.cut(4)
    await eventually(lambda: live.log_from == 4)
    assert isinstance(await town.told(base=1, replica=replica), Refused)
