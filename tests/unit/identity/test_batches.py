import asyncio
import time
from collections.abc import Collection, Mapping

import pytest
from structlog.testing import capture_logs

from hub.identity.batches import STEPS_MAX, Batches
from hub.tasks import Tasks
from shared.protocol.errors import RosterhubError, UnavailableError

STEP_S = 0.005


class Shelf:
    """What is read: each key's square, when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.go = asyncio.Semaphore(0)
        self.fault: RosterhubError | None = None

    async def read(self, keys: Collection[int]) -> Mapping[int, int]:
        self.asked.append(list(keys))
        await self.go.acquire()
        if self.fault is not None:
            raise self.fault
        return {key: key * key for key in keys if key >= 0}


def a_shelf() -> tuple[Shelf, Batches[int, int]]:
    shelf = Shelf()
    return shelf, Batches("squares", shelf.read, Tasks(), step_s=STEP_S)


async def asked(shelf: Shelf, batches: Batches[int, int], key: int) -> asyncio.Task[int | None]:
    """Somebody whose read is under way."""
    task = asyncio.create_task(batches.of(key))
    while not shelf.asked:
        await asyncio.sleep(0)
    return task


async def test_a_thousand_who_ask_during_a_read_share_the_next_one() -> None:
    shelf, batches = a_shelf()
    first = await asked(shelf, batches, 2)
    others = [asyncio.create_task(batches.of(number)) for number in range(-1, 999)]
    await asyncio.sleep(0)
    shelf.go.release()
    shelf.go.release()
    assert await first == 4
    assert (await asyncio.gather(*others))[:4] == [None, 0, 1, 4]
    assert [len(keys) for keys in shelf.asked] == [1, 1000]


async def test_a_database_that_is_away_costs_one_line_a_read() -> None:
    shelf, batches = a_shelf()
    shelf.fault = UnavailableError()
    with capture_logs() as lines:
        first = await asked(shelf, batches, 2)
        others = [asyncio.create_task(batches.of(number)) for number in range(1000)]
        await asyncio.sleep(0)
        shelf.go.release()
        shelf.go.release()
        answers = await asyncio.gather(first, *others, return_exceptions=True)
    assert {type(answer) for answer in answers} == {UnavailableError}
    assert [(line["event"], line["asked"]) for line in lines] == [("batch.not_read", 1), ("batch.not_read", 1000)]


async def test_who_says_nothing_is_waited_for_so_long_and_the_next_read_is_tried() -> None:
    shelf, batches = a_shelf()
    with pytest.raises(UnavailableError):
        await batches.of(2)
    shelf.go.release()
    assert await batches.of(3) == 9


async def test_an_event_loop_that_is_late_is_not_taken_for_a_database_that_says_nothing() -> None:
    shelf, batches = a_shelf()
    task = await asked(shelf, batches, 2)
    shelf.go.release()
    time.sleep(10 * STEP_S * STEPS_MAX)  # the loop stands still, and the answer waits to be seen
    assert await task == 4
