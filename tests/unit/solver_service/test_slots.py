"""Who runs, who waits, who is sent away."""

import asyncio

import pytest

from solver_service.problem_document import SolverFullError
from solver_service.slots import QUEUE_MAX, Slots, Ticket


def warm_slots(count: int = 1) -> Slots:
    slots = Slots(count)
    slots.warm()
    return slots


async def places_of(ticket: Ticket) -> list[int]:
    return [place async for place in ticket.places()]


async def test_who_comes_to_a_free_slot_has_it_at_once() -> None:
    slots = warm_slots()
    assert slots.has_free
    assert await places_of(slots.enter(30)) == []
    assert not slots.has_free


async def test_nobody_gets_a_slot_before_processes_can_be_started() -> None:
    slots = Slots(2)
    ticket = slots.enter(30)
    assert (ticket.position, slots.has_free) == (1, False)
    slots.warm()
    assert (ticket.position, slots.has_free) == (0, True)


async def test_places_move_up_when_somebody_leaves_or_gives_up() -> None:
    slots = warm_slots()
    running, first, second, third = (slots.enter(30) for _ in range(4))
    waiting = asyncio.ensure_future(places_of(third))
    await asyncio.sleep(0)
    slots.leave(first)
    await asyncio.sleep(0)
    slots.leave(running)
    await asyncio.sleep(0)
    slots.leave(second)
    assert await waiting == [3, 2, 1]
    assert (slots.running_count, slots.waiting_count) == (1, 0)


async def test_leaving_twice_frees_one_slot() -> None:
    slots = warm_slots()
    ticket = slots.enter(30)
    slots.leave(ticket)
    slots.leave(ticket)
    slots.enter(30)
    assert not slots.has_free


async def test_a_full_queue_says_when_to_come_again() -> None:
    slots = warm_slots()
    for _ in range(1 + QUEUE_MAX):
        slots.enter(30)
    with pytest.raises(SolverFullError) as refused:
        slots.enter(30)
    assert refused.value.retry_after_ms is not None
    assert 29_000 <= refused.value.retry_after_ms <= 30_000


async def test_a_closed_service_takes_nobody() -> None:
    slots = warm_slots()
    slots.close()
    assert not slots.has_free
    with pytest.raises(SolverFullError):
        slots.enter(30)
