"""Turns."""

import asyncio

import pytest

from hub.sequencer.turn import Turn


async def test_a_turn_is_had_by_one_and_handed_over_first_come_first_served() -> None:
    turn, had = Turn(), []
    assert turn.try_take()
    assert not turn.try_take()

    async def waits(name: str) -> None:
        await turn.take()
        had.append(name)
        turn.give_back()

    waiting = [asyncio.ensure_future(waits(name)) for name in "abc"]
    await asyncio.sleep(0)
    assert had == []
    assert turn.give_back() is False
    assert not turn.try_take()  # it is a's already
    await asyncio.gather(*waiting)
    assert had == ["a", "b", "c"]
    assert not turn.is_taken


@pytest.mark.parametrize("handed_over", [False, True])
async def test_who_gives_up_waiting_holds_up_nobody(handed_over: bool) -> None:
    turn = Turn()
    assert turn.try_take()
    gives_up, stays = asyncio.ensure_future(turn.take()), asyncio.ensure_future(turn.take())
    await asyncio.sleep(0)
    if handed_over:
        turn.give_back()
    gives_up.cancel()
    await asyncio.sleep(0)
    if not handed_over:
        turn.give_back()
    async with asyncio.timeout(5):
        await stays
    assert gives_up.cancelled()
    assert turn.is_taken
