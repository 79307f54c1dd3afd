"""Files are made in processes of their own: few at once, none for ever, none left behind."""

import asyncio
import subprocess

import pytest

from hub.exchange import child
from hub.exchange.workshop import WAITING_MAX, FailedJobError, Workshop
from hub.settings import child_environment
from shared.protocol.errors import OverloadedError
from tests.support.pictures import AT, a_picture

JOB = child.Workbook(a_picture("ana E N"))
DEADLINE_S = 30.0


def children() -> list[str]:
    listed = subprocess.run(["ps", "-eo", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if "hub.exchange.child" in line and "ps -eo" not in line]


async def test_a_job_is_done_in_another_process() -> None:
    workshop = Workshop(child_environment())
    async with asyncio.timeout(DEADLINE_S):
        assert (await workshop.done(JOB)).startswith(b"PK")
        assert (await workshop.done(child.Paper(a_picture("ana E"), AT))).startswith(b"%PDF")
        found = child.FOUND.decode(await workshop.done(child.Sheet(b"PK\x03\x04")))
    assert found == child.Unreadable("is a spreadsheet that was cut off, or damaged", 1, None)


async def test_a_job_that_takes_too_long_is_ended() -> None:
    with pytest.raises(FailedJobError):
        await Workshop(child_environment(), limit_s=0.01).done(JOB)


async def test_a_job_that_breaks_its_process_fails_alone() -> None:
    workshop = Workshop(child_environment())
    broken = a_picture("ana E", time_zone="UTC")
    with pytest.raises(FailedJobError):
        await workshop.done(
            child.Workbook(type(broken)(**{name: getattr(broken, name) for name in broken.__struct_fields__} | {"shifts": {}}))
        )
    assert (await workshop.done(JOB)).startswith(b"PK")


async def test_more_than_may_wait_are_refused_and_those_who_go_leave_nothing_running() -> None:
    workshop = Workshop(child_environment())
    waiting = [asyncio.create_task(workshop.done(JOB)) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError):
        await workshop.done(JOB)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(DEADLINE_S):
        assert (await workshop.done(JOB)).startswith(b"PK")
        while children():
            await asyncio.sleep(0.05)
