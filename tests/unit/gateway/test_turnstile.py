import asyncio

from hub.gateway.turnstile import Turnstile


async def turns_of(turnstile: Turnstile, count: int) -> list[int]:
    """In which turn of the loop each of `count` passes who come at once."""
    turn, passed = 0, [-1] * count

    async def pass_(number: int) -> None:
        await turnstile.passing()
        passed[number] = turn

    tasks = [asyncio.create_task(pass_(number)) for number in range(count)]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        turn += 1
    return passed


async def test_a_crowd_passes_in_order_and_a_few_in_each_turn() -> None:
    turns = await turns_of(Turnstile(3), 20)
    assert turns == sorted(turns)
    assert max(turns.count(turn) for turn in turns) == 3


async def test_one_who_comes_when_nobody_waits_passes_at_once_and_never_before_who_waits() -> None:
    turnstile = Turnstile(2)
    assert [turnstile.try_pass() for _ in range(3)] == [True, True, False]
    waiting = asyncio.create_task(turnstile.passing())
    await asyncio.sleep(0)
    assert waiting.done() or not turnstile.try_pass()
    await waiting
    await asyncio.sleep(0)
    assert turnstile.try_pass()
